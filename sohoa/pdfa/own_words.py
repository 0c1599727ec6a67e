"""An archived PDF's own metadata, under its signatures: document, number, day, pages."""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from sohoa.pdfa.byteranges import signature_values
from sohoa.pdfa.validation import claim_in, packet_of

_ELEMENT = r"<{name}>\s*(?:<rdf:(?:Alt|Seq|Bag)>\s*<rdf:li[^>]*>)?([^<]*)<"
_PATTERNS = {
    name: re.compile(_ELEMENT.format(name=name))
    for name in ("dc:identifier", "dc:title", "dc:source", "dc:date")
}
_ORIGINAL = re.compile(r"urn:sha256:([0-9a-f]{64})")
_UNREADABLE = (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, TypeError, zlib.error)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The metadata Sohoa wrote into a PDF before it was signed; empty where it wrote none.

    `number` and `formed` are the record's, as they were known when the PDF was built; files made
    before they were written have only the `title`, which may hold the number. Of a reading copy
    `original_sha256` is the digest of the original that it says it shows, and no number is known.
    """

    identifier: str = ""
    title: str = ""
    number: str = ""
    formed: str = ""
    claim: str = ""
    page_count: int | None = None
    signed: tuple[tuple[int, int], ...] = ()
    original_sha256: str = ""


def own_words(path: Path) -> OwnWords:
    """Read what a PDF says of itself; of one that cannot be read, nothing.

    Raises:
        OSError: The file cannot be opened.
    """
    try:
        with pikepdf.open(path) as pdf:
            packet, count = packet_of(pdf), int(pdf.Root.Pages.Count)
            signed = sorted(_range(value) for value in signature_values(pdf))
    except (*_UNREADABLE, AttributeError, LookupError, ValueError):
        return OwnWords()
    text = packet.decode("utf-8", errors="replace")
    found = {name: pattern.search(text) for name, pattern in _PATTERNS.items()}
    said = {name: html.unescape(one[1]).strip() if one else "" for name, one in found.items()}
    original = _ORIGINAL.fullmatch(said["dc:source"])
    return OwnWords(
        identifier=said["dc:identifier"],
        title=said["dc:title"],
        number="" if original else said["dc:source"],
        formed=said["dc:date"],
        claim=claim_in(packet),
        page_count=count,
        signed=tuple(signed),
        original_sha256=original[1] if original else "",
    )


def _range(value: pikepdf.Object) -> tuple[int, int]:
    _, start, resumed, length = (int(number) for number in value.ByteRange)
    return start, resumed + length
