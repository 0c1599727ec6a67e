"""The report on paper: A4, to be signed by the office; pictures as vectors, every page numbered.

Its lists are shown in their first part: all of their rows stand in the files beside it, whose
SHA-256 it names, so that the office's signature holds for them too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from itertools import islice
from typing import Any

from reportlab.graphics.shapes import Drawing, String
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as DrawnTable

from sohoa.language import _, language
from sohoa.reports import wording
from sohoa.reports.colours import COLOURS
from sohoa.reports.completion import CompletionReport
from sohoa.reports.imprint import Imprint
from sohoa.reports.numbers_and_dates import count_text
from sohoa.reports.pictures import Picture, pictures_of
from sohoa.reports.print_fonts import BOLD, PLAIN, load_print_fonts, printable
from sohoa.reports.qr import qr_drawing
from sohoa.reports.table import Table
from sohoa.reports.table_on_paper import drawn_table

#: A longer list is shown in its first part.
MOST_ON_PAPER = 60
_SIDE, _ABOVE, _BELOW = 15 * mm, 18 * mm, 16 * mm
_PAGE = landscape(A4)
_WIDTH = _PAGE[0] - 2 * _SIDE
_QR_SIDE = 34 * mm
#: A heading stands on a page only with so much of its table below it.
_LEAST_BELOW = 32 * mm


def _style(name: str, colour: str = "ink", **choices: Any) -> ParagraphStyle:
    text = HexColor(COLOURS[colour])
    return ParagraphStyle(name, **{"fontName": PLAIN, "textColor": text, **choices})


_BODY = _style("body", fontSize=11, leading=15, spaceAfter=3)
_SOFT = _style("soft", "soft", fontSize=9.5, leading=12.5, spaceAfter=4)
_OFFICE = _style("office", "soft", fontName=BOLD, fontSize=12, leading=15)
_TITLE = _style("title", "main", fontName=BOLD, fontSize=20, leading=25)
_PHASE = _style("phase", fontSize=13, leading=17, spaceAfter=6)
_VERDICT = _style(
    "verdict",
    fontName=BOLD,
    fontSize=13,
    leading=18,
    backColor=HexColor(COLOURS["tint"]),
    borderColor=HexColor(COLOURS["main"]),
    borderWidth=0.8,
    borderPadding=7,
    spaceBefore=10,
    spaceAfter=14,
)
_HEADING = _style("heading", "main", fontName=BOLD, fontSize=13.5, leading=18, spaceBefore=10)
_NUMBER = _style("number", "main", fontName=BOLD, fontSize=17, leading=21)
_DIGEST = _style("digest", fontSize=8.5, leading=11, splitLongWords=True)


@dataclass(frozen=True, slots=True)
class Beside:
    """A file beside the report, for which its signature holds too."""

    name: str
    sha256: str


def report_pdf(
    report: CompletionReport,
    tables: Sequence[Table],
    imprint: Imprint,
    beside: Sequence[Beside] = (),
) -> bytes:
    """Draw a report; the same report, imprint and files give the same bytes.

    Raises:
        ToolMissingError: The font is not installed.
    """
    load_print_fonts()
    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=_PAGE, initialFontName=PLAIN, lang=language())
    frame = Frame(
        _SIDE, _BELOW, _WIDTH, _PAGE[1] - _ABOVE - _BELOW, 0, 0, 0, 0, id="page", showBoundary=0
    )
    document.addPageTemplates([PageTemplate("page", [frame], pagesize=_PAGE)])
    story = [
        *_head(report, imprint),
        *_figures(report),
        *_tables(tables, pictures_of(report)),
        *_rules(report),
        *_origin(imprint, beside),
    ]
    foot = printable(wording.foot(report, imprint))
    document.build(story, canvasmaker=partial(_NumberedCanvas, foot=foot))
    return stream.getvalue()


class _NumberedCanvas(Canvas):  # type: ignore[misc] # reportlab has no types
    """Writes below each page which it is of how many, once their number is known."""

    def __init__(self, *arguments: Any, foot: str, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "initialFontName": PLAIN, "invariant": 1})
        self._foot, self._finished = foot, list[dict[str, Any]]()

    def showPage(self) -> None:  # noqa: N802 - the library's name
        """Keep a page until all are drawn."""
        self._finished.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the foot of every page, and the file."""
        for page in self._finished:
            self.__dict__.update(page)
            self._write_foot(count=len(self._finished))
            super().showPage()
        super().save()

    def _write_foot(self, *, count: int) -> None:
        self.setStrokeColor(HexColor(COLOURS["line"]))
        self.line(_SIDE, _BELOW - 4 * mm, _PAGE[0] - _SIDE, _BELOW - 4 * mm)
        self.setFont(PLAIN, 9)
        self.setFillColor(HexColor(COLOURS["soft"]))
        self.drawString(_SIDE, _BELOW - 8.5 * mm, self._foot)
        said = _("Page {page}/{count}").format(page=self._pageNumber, count=count)
        self.drawRightString(_PAGE[0] - _SIDE, _BELOW - 8.5 * mm, said)


def _head(report: CompletionReport, imprint: Imprint) -> Iterator[Flowable]:
    yield _paragraph(report.office, _OFFICE)
    yield _paragraph(wording.title(report), _TITLE)
    yield _paragraph(report.subject_name, _PHASE)
    first, *others = wording.verdict(report)
    yield _paragraph(first, _VERDICT)
    for sentence in others:
        yield _paragraph(sentence, _BODY)
    pairs = [*wording.facts(report), *imprint.lines()]
    yield _pairs(pairs)


def _pairs(pairs: Sequence[tuple[str, str]]) -> DrawnTable:
    """Names and texts, two pairs beside each other."""
    cells = [(_paragraph(name, _SOFT), _paragraph(text, _BODY)) for name, text in pairs]
    half = -(-len(cells) // 2)
    rows = [
        [*left, *(cells[half + at] if half + at < len(cells) else ("", ""))]
        for at, left in enumerate(cells[:half])
    ]
    widths = [32 * mm, _WIDTH / 2 - 32 * mm] * 2
    return DrawnTable(rows, colWidths=widths, style=_plain(), spaceAfter=8)


def _figures(report: CompletionReport) -> Iterator[Flowable]:
    """The headline figures, four beside each other."""
    cells: list[Any] = [
        [_paragraph(one.value, _NUMBER), _paragraph(one.label, _SOFT)]
        for one in wording.figures(report)
    ]
    rows = [cells[at : at + 4] for at in range(0, len(cells), 4)]
    rows[-1] += [""] * (4 - len(rows[-1]))
    look = [*_plain(), ("BACKGROUND", (0, 0), (-1, -1), HexColor(COLOURS["tint"]))]
    look.append(("INNERGRID", (0, 0), (-1, -1), 3, HexColor(COLOURS["paper"])))
    yield DrawnTable(rows, colWidths=[_WIDTH / 4] * 4, style=look, spaceBefore=4, spaceAfter=8)


def _rules(report: CompletionReport) -> Iterator[Flowable]:
    yield _paragraph(_("How it is counted"), _HEADING)
    for number, rule in enumerate(wording.rules(report), start=1):
        yield _paragraph(f"{number}. {rule}", _BODY)


def _tables(tables: Sequence[Table], pictures: Mapping[str, Picture]) -> Iterator[Flowable]:
    shown = [table for table in tables if not table.in_workbook_only]
    for table in (table for table in shown if table.rows):
        picture = pictures.get(table.key)
        yield CondPageBreak(_LEAST_BELOW + (picture.drawing.height if picture else 0))
        yield _paragraph(f"{table.title} ({count_text(len(table.rows))})", _HEADING)
        if table.note:
            yield _paragraph(table.note, _SOFT)
        if picture:
            yield _paragraph(picture.description, _SOFT)
            yield _fitted(picture.drawing)
            yield Spacer(1, 2 * mm)
        yield from _listed(table)
    if empty := [table.title for table in shown if not table.rows]:
        yield _paragraph(_("Empty lists"), _HEADING)
        yield _paragraph("; ".join(empty) + ".", _BODY)


def _fitted(drawing: Drawing) -> Drawing:
    """Make a picture as wide as the page at the most, with letters that the font has."""
    for shape in drawing.contents:
        if isinstance(shape, String):
            shape.text = printable(shape.text)
    drawing.renderScale = min(1.0, _WIDTH / drawing.width)
    return drawing


def _listed(table: Table) -> Iterator[Flowable]:
    yield drawn_table(table, list(islice(table.rows, MOST_ON_PAPER)), width=_WIDTH)
    if len(table.rows) > MOST_ON_PAPER:
        yield _paragraph(wording.further_on_paper(table, MOST_ON_PAPER), _SOFT)
    yield Spacer(1, 3 * mm)


def _origin(imprint: Imprint, beside: Sequence[Beside]) -> Iterator[Flowable]:
    """What it was counted from, what it stands beside, and the head of the ledger."""
    if imprint.digests or beside:
        yield _paragraph(_("What it was counted from, and what belongs to it (SHA-256)"), _HEADING)
        pairs = [*imprint.digests, *((one.name, one.sha256) for one in beside)]
        rows = [[_paragraph(name, _SOFT), _paragraph(digest, _DIGEST)] for name, digest in pairs]
        yield DrawnTable(rows, colWidths=[90 * mm, _WIDTH - 90 * mm], style=_plain())
    if imprint.head:
        code = qr_drawing(imprint.head)
        code.renderScale = _QR_SIDE / code.width
        words = [_paragraph(_("Head of the ledger"), _HEADING), _paragraph(imprint.head, _DIGEST)]
        side = _QR_SIDE + 4 * mm
        look = [*_plain(), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        yield KeepTogether([DrawnTable([[code, words]], [side, _WIDTH - side], style=look)])


def _plain() -> list[tuple[Any, ...]]:
    return [
        ("FONTNAME", (0, 0), (-1, -1), PLAIN),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
    ]


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(printable(text)), style)
