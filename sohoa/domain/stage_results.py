"""The stage results: what one step gives to the next. The type is the position in the line.

`ScannedDocument` → `ReadDocument` → `ArchivalPdf` → `SignedPdf` → `CatalogueRecord`, and beside
`ReadDocument` the `DescribedDocument` and the `IdentifiedDocument`. Each holds the one before it as
it was given, so no station looks further back; on disk each has its own part alone
(`sohoa.domain.own_parts`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sohoa.domain.grammar.numbers import BROKEN_NUMBER
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.paper_questions import PaperQuestion
from sohoa.domain.partial_date import PartialDate


class PageEncoding(StrEnum):
    """How a page image is stored; all of them go into a PDF without decoding."""

    JPEG = "jpeg"
    JPEG2000 = "jpeg2000"
    CCITT_G4 = "ccitt-g4"
    PNG = "png"


class Derivation(StrEnum):
    """How a page image came from the master."""

    AS_SCANNED = "as-scanned"
    EXTRACTED = "extracted"
    RE_ENCODED = "re-encoded"
    RASTERIZED = "rasterized"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person may want to know about an item that goes on all the same.

    `code` is stable (`low-resolution`, `resolution-assumed` …); `page` counts from 1, 0 is
    the whole document.
    """

    code: str
    page: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A master as it was delivered: never changed, only read.

    `pages` says which of its pages are the document, in short (`4-6`); empty: all of them.
    """

    path: Path
    sha256: str
    size_bytes: int
    pages: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One witness's account of a paper: its page, the batch list, or the register."""

    number: str = ""
    formed: PartialDate | None = None
    record_type: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """Description of a document from other sources than its scan: batch list or register.

    `listed` and `registered` keep what each of them says by itself, beside what both together
    come to. `confirmation` is what a person has written into the list's row after looking at the
    paper.
    """

    record_id: str = ""
    number: str = ""
    formed: PartialDate | None = None
    record_type: str = ""
    room: str = ""
    subject: str = ""
    owner: str = ""
    sheets: int | None = None
    listed: Said = field(default=Said(), repr=False)
    registered: Said = field(default=Said(), repr=False)
    confirmation: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PageImage:
    """One side of a sheet as a plain image file.

    Attributes:
        path: A JPEG, a JP2, a PNG, or a one-frame, one-strip CCITT G4 TIFF.
        dpi_x, dpi_y: True resolution: pixels per inch of paper.
        turn: Clockwise degrees (0, 90, 180, 270) that the source says bring the page upright
            (EXIF orientation, PDF /Rotate). The pixels stay as they are.
        scanned_bits: Colour depth of the scan that is under what was drawn over it; 0: the image's.
        own_text_path: The page's text as the master states it, ALTO; only of what was never paper.
    """

    page_id: str
    path: Path
    sha256: str
    width_px: int
    height_px: int
    dpi_x: float
    dpi_y: float
    encoding: PageEncoding
    derivation: Derivation
    turn: int = 0
    scanned_bits: int = 0
    own_text_path: Path | None = None
    own_text_sha256: str = ""


@dataclass(frozen=True, slots=True)
class ScannedDocument:
    """What intake gives: the masters of one document and its pages.

    `content_sha256` digests the masters in page order, and which of their pages are the document;
    two documents with the same are the same scan. `source_name` is its place in the box
    (`sohoa.domain.places`); of one that is a part of a folder, `of_pages` says how many pages the
    folder had. `kept_original` is set when the master is a PDF that already bears digital
    signatures: its bytes go to the archive untouched, and its text only into the index.
    `born_digital` is set when the master is a digital original that was never paper.
    """

    document_id: str
    batch: str
    source_name: str
    sources: tuple[SourceFile, ...]
    content_sha256: str
    pages: tuple[PageImage, ...]
    description: Description
    kept_original: bool = False
    born_digital: bool = False
    findings: tuple[Finding, ...] = ()
    of_pages: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's text in a word's place, and its confidence by its own measure (0 to 100)."""

    reader: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word read on a page: NFC text, its box in pixels of the *upright* page image
    (after `PageText.turn`), origin top left, and how likely it is right (0 to 100).

    `readings` holds what each reader saw where more than one was asked; empty where one was.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line, left to right. `block` and `paragraph` count from 1 on the page."""

    block: int
    paragraph: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page; stored as a file of its own, named by the digest of its sources.

    It says nothing of where the page stands: two documents may share a page image, and its text.

    `width_px` and `height_px` are those of the upright page, as are all boxes; `turn` is the
    clockwise turn from the stored pixels to upright (that of the source and that found by
    reading, together). `skew_degrees` is what the upright page leans, clockwise; its boxes lean
    with it. `legal_share` is the share of its words that are possible Vietnamese, 0 to 1.
    """

    image_sha256: str
    width_px: int
    height_px: int
    turn: int
    engine: str
    lines: tuple[Line, ...]
    confidence: float
    skew_degrees: float = 0.0
    legal_share: float = 0.0
    findings: tuple[Finding, ...] = ()

    @property
    def text(self) -> str:
        """The page's text: a line per line, an empty line between blocks.

        A reference code that a line's end breaks (`987/QĐ-` `UBND`) is put together again, so
        that it is found by searching.
        """
        parts: list[str] = []
        block = None
        for line in self.lines:
            if parts and line.block == block and BROKEN_NUMBER.search(parts[-1]):
                parts[-1] += line.text
                continue
            if block is not None and line.block != block:
                parts.append("")
            block = line.block
            parts.append(line.text)
        return "\n".join(parts)

    @property
    def word_count(self) -> int:
        """How many words were read; a blank page has none."""
        return sum(len(line.words) for line in self.lines)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page and where its text is: the `PageText` itself may be large and stays in its file."""

    image: PageImage
    text_path: Path
    text_sha256: str
    turn: int
    word_count: int
    confidence: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderFields:
    """Fields of the document's head as read from its first page; empty where not found."""

    number: str = ""
    formed: PartialDate | None = None
    record_type: str = ""
    issuing_body: str = ""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What reading gives: every page read, and the header as far as it was legible."""

    scanned: ScannedDocument
    pages: tuple[ReadPage, ...]
    header: HeaderFields
    confidence: float
    findings: tuple[Finding, ...] = ()

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """All findings of a document: those of intake, then those of reading."""
        return (*self.scanned.findings, *self.findings)


@dataclass(frozen=True, slots=True)
class DescribedDocument:
    """What describing gives, beside what was read: no file of the document is made from it."""

    read: ReadDocument
    paper: PaperDescription
    findings: tuple[Finding, ...] = ()
    #: The rules and layouts by which it was described: by others it is described anew.
    described_by: str = ""
    #: The lists by which names were corrected: SHA-256; empty where there were none.
    listed_by: str = ""


class Identified(StrEnum):
    """How it is known which paper a document is."""

    #: The list of its box names the paper.
    LISTED = "listed"
    #: The list alone does: nothing on its pages, and the settings are content with that.
    LIST_ALONE = "list_alone"
    #: Its pages say so, beyond doubt.
    BY_PAGES = "by_pages"
    BY_PERSON = "by_person"
    #: It was archived before it was asked.
    ARCHIVED = "archived"
    #: No paper of the register is like it, and the settings let such scans go on.
    UNKNOWN = "unknown"
    #: It has to be scanned again first.
    HELD = "held"
    #: A person has to say.
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class IdentifiedDocument:
    """What matching gives, beside what was read: how it is known which paper it is.

    Attributes:
        decided: The paper's id by a decision of its pages or of a person, empty for none of the
            register; `None` where nothing was decided.
        question: What a person is asked, if it is not known, or if its page contradicts its list;
            what pages were compared with, if they have decided.
    """

    read: ReadDocument
    how: Identified
    decided: str | None = None
    question: PaperQuestion | None = None

    @property
    def document_id(self) -> str:
        """The document's id."""
        return self.read.scanned.document_id


@dataclass(frozen=True, slots=True)
class ReadingCopy:
    """The PDF/A that is made for reading beside a kept original that was never paper. Unsigned."""

    path: Path
    sha256: str
    page_count: int
    conformance: str


@dataclass(frozen=True, slots=True)
class ArchivalPdf:
    """What conversion gives. `conformance` is what the file claims and was checked for, `PDF/A-2b`
    unless the settings ask for `PDF/A-2u`; empty for a kept original, which may have a `reading`
    copy beside it. `straightened` are the pages, from 1, whose image was turned and coded anew.
    `known` is what the file says of its paper where that was decided; else what list and page say.
    """

    read: ReadDocument
    path: Path
    sha256: str
    page_count: int
    conformance: str
    reading: ReadingCopy | None = None
    straightened: tuple[int, ...] = ()
    known: Description | None = None


@dataclass(frozen=True, slots=True)
class SignatureNote:
    """A signature this line has put on a document. `level` is the PAdES level reached."""

    field_name: str
    signer: str
    signed_at: dt.datetime
    level: str
    profile: str


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """What signing gives: the final bytes. Nothing takes one and returns another PDF."""

    archival: ArchivalPdf
    path: Path
    sha256: str
    signatures: tuple[SignatureNote, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueRecord:
    """What archiving gives: where the record lies in the archive, and under which code.

    `receipt_sha256` digests the proof kept beside the file; `provable_until` is when that proof
    ends unless it is renewed; `reading_sha256` and `reading_bytes` are digest and size of the
    reading copy that lies beside it, if there is one.
    """

    signed: SignedPdf
    file_code: str
    ordinal: int
    archive_path: Path
    archived_at: dt.datetime
    receipt_sha256: str = ""
    provable_until: dt.datetime | None = None
    reading_sha256: str = ""
    reading_bytes: int | None = None
