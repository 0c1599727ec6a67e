"""Metadata of the PDF: XMP packet and document information, always in step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import pikepdf

from sohoa.pdfa.legible import legible

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>{level}</pdfaid:conformance>
   <dc:format>application/pdf</dc:format>
   <dc:identifier>{identifier}</dc:identifier>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li>\
<rdf:li xml:lang={language}>{title}</rdf:li></rdf:Alt></dc:title>{record}
   <dc:language><rdf:Bag><rdf:li>{language_text}</rdf:li></rdf:Bag></dc:language>
   <pdf:Producer>{producer}</pdf:Producer>
   <xmp:CreatorTool>{creator}</xmp:CreatorTool>{dates}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""

_DATES = """
   <xmp:CreateDate>{date}</xmp:CreateDate>
   <xmp:ModifyDate>{date}</xmp:ModifyDate>
   <xmp:MetadataDate>{date}</xmp:MetadataDate>"""

#: The paper's own number (số, ký hiệu) and day, as far as known: what `sohoa verify` compares the
#: catalogue with. The resource that the file is derived from, and its date (Dublin Core).
_SOURCE = """
   <dc:source>{number}</dc:source>"""
#: Of a reading copy the resource it is derived from is its original, by its digest; and it says
#: in words that it is none.
_ORIGINAL = "urn:sha256:{sha256}"
_COPY = """
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{said}</rdf:li></rdf:Alt>\
</dc:description>"""
_COPY_TITLE = "Bản đọc: {title}"
_COPY_SAYS = (
    "Bản đọc PDF/A, không có chữ ký và không thay bản gốc. "
    "Bản gốc điện tử đã ký số có SHA-256 {sha256}."
)
_FORMED = """
   <dc:date><rdf:Seq><rdf:li>{formed}</rdf:li></rdf:Seq></dc:date>"""


@dataclass(frozen=True, slots=True)
class PdfDescription:
    """Title, makers and time of a PDF. `created_at` is aware, or `None` to state no time.

    `number` and `formed` (ISO 8601, as far as known) are the paper's own; empty if unknown.
    `level` is the level of PDF/A-2 that is claimed, `B` or `U`. `original_sha256` makes it a
    reading copy: it names the digest of the kept original that it shows.
    """

    identifier: str
    title: str
    language: str
    producer: str
    creator: str
    created_at: dt.datetime | None = None
    level: str = "B"
    number: str = ""
    formed: str = ""
    original_sha256: str = ""

    @property
    def shown_title(self) -> str:
        """The title as a window shows it: that of a reading copy says so."""
        return _COPY_TITLE.format(title=self.title) if self.original_sha256 else self.title

    @property
    def remark(self) -> str:
        """The remark of a reading copy; empty for any other PDF."""
        return _COPY_SAYS.format(sha256=self.original_sha256) if self.original_sha256 else ""

    def write_to(self, pdf: pikepdf.Pdf) -> None:
        """Put the description into a PDF, as XMP and as document information."""
        pdf.Root.Lang = pikepdf.String(self.language)
        packet = pikepdf.Stream(pdf, self._xmp())
        packet.Type, packet.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        pdf.Root.Metadata = pdf.make_indirect(packet)

        entries = {
            "/Title": self.shown_title,
            "/Producer": self.producer,
            "/Creator": self.creator,
        }
        if self.remark:
            entries["/Subject"] = self.remark
        if self.created_at is not None:
            entries["/CreationDate"] = entries["/ModDate"] = _pdf_date(self.created_at)
        for key, value in entries.items():
            pdf.docinfo[key] = pikepdf.String(legible(value))

    def _xmp(self) -> bytes:
        date = self.created_at.isoformat(timespec="seconds") if self.created_at else ""
        copy = self.original_sha256
        source = _ORIGINAL.format(sha256=copy) if copy else self.number
        record = _SOURCE.format(number=escape(legible(source))) if source else ""
        record += _COPY.format(said=escape(self.remark)) if copy else ""
        record += _FORMED.format(formed=self.formed) if self.formed else ""
        packet = _PACKET.format(
            level=self.level,
            identifier=escape(legible(self.identifier)),
            title=escape(legible(self.shown_title)),
            language=quoteattr(self.language),
            language_text=escape(self.language),
            producer=escape(legible(self.producer)),
            creator=escape(legible(self.creator)),
            record=record,
            dates=_DATES.format(date=date) if date else "",
        )
        return packet.encode("utf-8")


def _pdf_date(moment: dt.datetime) -> str:
    """A date as ISO 32000-1, 7.9.4, writes it: `D:20231231235959+07'00'`."""
    zone = moment.strftime("%z")
    return f"D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"
