"""The slip that goes with a box back to the scanner: which sheet, what is wrong, what to do.

A PDF for the printer, A4, with the Vietnamese font embedded and a thumbnail of each page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from PIL import Image as Picture
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, Paragraph, SimpleDocTemplate, Spacer, Table

from sohoa.domain.findings import finding_advice, finding_text
from sohoa.domain.sides import SheetSide
from sohoa.domain.stage_results import Finding
from sohoa.language import _
from sohoa.reports.page_words import page_text
from sohoa.reports.print_fonts import BOLD, PLAIN, load_print_fonts

_THUMBNAIL_PX = (300, 420)
_THUMBNAIL_MM = 34
_PLAIN = ParagraphStyle("plain", fontName=PLAIN, fontSize=11, leading=14)
_TITLE = ParagraphStyle("title", _PLAIN, fontName=BOLD, fontSize=15, leading=20)
_DOCUMENT = ParagraphStyle("document", _PLAIN, fontName=BOLD, spaceBefore=8, spaceAfter=3)
_PLACE = ParagraphStyle("place", _PLAIN, fontName=BOLD, spaceAfter=2)

_GRID = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("BOX", (0, 0), (-1, -1), 0.4, colors.grey),
    ("INNERGRID", (0, 0), (-1, -1), 0.3, colors.lightgrey),
]


@dataclass(frozen=True, slots=True)
class FaultyPage:
    """One page to scan again; page 0, without an image, is the whole document.

    `side` is where it lies on paper, `file_name` its own file: both only where they are known.
    Of a document that is a part of a file, or several joined, `in_file` says which page of which
    file it is: so whoever holds the stack counts.
    """

    number: int
    findings: tuple[Finding, ...]
    image_path: Path | None = None
    turn: int = 0
    side: SheetSide | None = None
    file_name: str = ""
    in_file: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class FaultyDocument:
    """One document of the box: as the box knows it, and as the register does.

    `note` is what has to be done where it is nothing that the scanner can do.
    """

    source_name: str
    number: str
    pages: tuple[FaultyPage, ...]
    note: str = ""


def rescan_slip(
    batch: str, documents: Sequence[FaultyDocument], *, if_can: Sequence[FaultyDocument] = ()
) -> bytes:
    """Draw the slip of one box: what has to be scanned again, and what should be if it can be.

    The latter was read well; a line for each is enough.

    Raises:
        ToolMissingError: The font is not installed.
    """
    load_print_fonts()
    story: list[Flowable] = [
        Paragraph(escape(_("Rescan slip: box {batch}").format(batch=batch)), _TITLE),
        Paragraph(_("In brackets: the value measured, and the limit it breaks."), _PLAIN),
    ]
    for document in documents:
        story += _of_document(document)
    if not documents:
        story.append(Paragraph(_("Nothing in this box has to be scanned again."), _PLAIN))
    if if_can:
        heading = _("Below the rule, but read well: scan again if you can")
        story.append(Paragraph(heading, _DOCUMENT))
        story += [Paragraph(escape(_in_a_line(document)), _PLAIN) for document in if_can]
    stream = io.BytesIO()
    title = _("Rescan slip: box {batch}").format(batch=batch)
    SimpleDocTemplate(stream, pagesize=A4, title=title, initialFontName=PLAIN).build(story)
    return stream.getvalue()


def _of_document(document: FaultyDocument) -> Iterator[Flowable]:
    name = " · ".join(part for part in (document.source_name, document.number) if part)
    yield Paragraph(f"[  ] {escape(name)}", _DOCUMENT)
    if document.note:
        yield Paragraph(escape(document.note), _PLAIN)
    if not document.pages:
        return
    rows = [[_thumbnail(page), _what_to_do(page)] for page in document.pages]
    table = Table(rows, colWidths=[(_THUMBNAIL_MM + 6) * mm, 128 * mm], hAlign="LEFT")
    table.setStyle(_GRID)
    yield table
    yield Spacer(1, 3 * mm)


def _in_a_line(document: FaultyDocument) -> str:
    """The document, and each thing found with the pages it was found on."""
    files = {page.in_file[0] for page in document.pages if page.in_file}
    pages: dict[str, list[str]] = {}
    for page in document.pages:
        number = page.in_file[1] if page.in_file and len(files) == 1 else page.number
        for finding in page.findings:
            said = finding_text(replace(finding, page=0), _)
            pages.setdefault(said, []).append(str(number))
    where = _("page {page} of the file") if len(files) == 1 else _("page {page}")
    found = (f"{said} ({where.format(page=', '.join(numbers))})" for said, numbers in pages.items())
    name = " · ".join(part for part in (document.source_name, document.number) if part)
    return f"[  ] {name}: {'; '.join(found)}"


def _what_to_do(page: FaultyPage) -> list[Flowable]:
    lines: list[Flowable] = [Paragraph(escape(_place(page)), _PLACE)]
    for finding in page.findings:
        said = finding_text(replace(finding, page=0), _)
        text = f"• {escape(said)}<br/>→ {escape(finding_advice(finding, _))}"
        lines.append(Paragraph(text, _PLAIN))
    return lines


def _place(page: FaultyPage) -> str:
    """Sheet and side for the hand, page and file for the screen."""
    if not page.number:
        return _("Whole document")
    parts = [page_text(page.number, page.in_file), page.file_name]
    if page.side:
        sheet = _("Sheet {sheet}").format(sheet=page.side.sheet)
        faces = {None: "", False: _("front"), True: _("back")}
        parts = [sheet, faces[page.side.is_back], *parts]
    said = " · ".join(part for part in parts if part)
    return said[0].upper() + said[1:]


def _thumbnail(page: FaultyPage) -> Flowable | str:
    """A small grey picture, upright; one that cannot be made is left out."""
    if page.image_path is None:
        return ""
    try:
        with Picture.open(page.image_path) as opened:
            opened.draft("L", _THUMBNAIL_PX)
            small = opened.convert("L")
    except (OSError, ValueError, SyntaxError, Picture.DecompressionBombError):
        return ""
    small.thumbnail(_THUMBNAIL_PX)
    upright = small.rotate(-page.turn, expand=True, fillcolor=255)
    stream = io.BytesIO()
    upright.save(stream, "JPEG", quality=70)
    stream.seek(0)
    width = _THUMBNAIL_MM * mm
    return Image(stream, width, width * upright.height / upright.width)
