"""The sheet of a reconciled box: what to find, to scan again, to settle; A4, to be ticked off."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from html import escape

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as DrawnTable

from sohoa import AGENT
from sohoa.domain.reconciliation import BoxLine, Reconciled
from sohoa.language import _
from sohoa.reports.box_words import SECTIONS, BoxSection, box_state_label, line_text
from sohoa.reports.numbers_and_dates import count_text, formed_text
from sohoa.reports.print_fonts import BOLD, ITALIC, PLAIN, load_print_fonts

_MARGIN = 15 * mm
_BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=11, leading=15)
_STRONG = ParagraphStyle("strong", _BODY, fontName=BOLD)
_TITLE = ParagraphStyle("title", _STRONG, fontSize=15, leading=20, alignment=TA_CENTER)
_NOTE = ParagraphStyle("note", _BODY, fontName=ITALIC, fontSize=10, leading=13, spaceAfter=3)
_SECTION = ParagraphStyle("section", _STRONG, fontSize=12, spaceBefore=10)
_CELL = ParagraphStyle("cell", fontName=PLAIN, fontSize=9.5, leading=12, splitLongWords=True)
_HEADING = ParagraphStyle("heading", _CELL, fontName=BOLD, alignment=TA_CENTER)
_COUNT = ParagraphStyle("count", _CELL, alignment=TA_RIGHT)
_TOTAL = ParagraphStyle("total", _COUNT, fontName=BOLD)
#: Widths in mm: together that of A4 less its margins.
_TOTALS_WIDTHS = (84, 32, 32, 32)
_LINE_WIDTHS = (8, 12, 34, 36, 48, 42)
_GRID = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ]
)
#: A heading never stands alone at the foot of a page.
_ROOM_FOR_A_SECTION = 40 * mm
_BOX_SIDE = 3.2 * mm


def _to_tick() -> Drawing:
    """An empty box for a pen."""
    side = Rect(0, 0, _BOX_SIDE, _BOX_SIDE, strokeWidth=0.6, fillColor=None)
    return Drawing(_BOX_SIDE, _BOX_SIDE, side)


def box_sheet(found: Reconciled, *, box: str, office: str, day: dt.date) -> bytes:
    """Draw the sheet of one box: totals that add up, then what is to be done.

    It bears number, type, day and subject of a paper, and no owner.

    Raises:
        ToolMissingError: The font is not installed.
    """
    load_print_fonts()
    title = _("Reconciliation: {box}").format(box=box)
    story = [*_head(box, office, day), *_totals(found)]
    sections = [(one, list(found.to_do(*one.states))) for one in SECTIONS]
    for section, lines in sections:
        if lines:
            story += _section(section, lines)
    if not any(lines for _one, lines in sections):
        story.append(Paragraph(_("Nothing in this box has to be done."), _STRONG))
    story += _signs()
    stream = io.BytesIO()
    SimpleDocTemplate(
        stream,
        pagesize=A4,
        title=title,
        author=office,
        initialFontName=PLAIN,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=18 * mm,
    ).build(story, canvasmaker=lambda *args, **named: _Numbered(title, *args, **named))
    return stream.getvalue()


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Pages with the box and `2/5` at their foot: how many there are is known at the end."""

    def __init__(self, title: str, *args: object, **named: object) -> None:
        super().__init__(*args, **named)
        self._foot = title
        self._drawn: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._drawn.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number the pages, then write them."""
        for page, state in enumerate(self._drawn, start=1):
            self.__dict__.update(state)
            self.setFont(PLAIN, 9)
            self.drawString(_MARGIN, 10 * mm, self._foot)
            self.drawRightString(A4[0] - _MARGIN, 10 * mm, f"{page}/{len(self._drawn)}")
            super().showPage()
        super().save()


def _head(box: str, office: str, day: dt.date) -> Iterator[Flowable]:
    yield Paragraph(escape(office.upper()), _STRONG)
    yield Spacer(1, 3 * mm)
    yield Paragraph(_("RECONCILIATION OF A BOX"), _TITLE)
    told = _("{box} · Day: {day} · Program: {program}")
    said = told.format(box=escape(box), day=f"{day:%d/%m/%Y}", program=escape(AGENT))
    yield Paragraph(said, ParagraphStyle("what", _BODY, alignment=TA_CENTER))
    yield Spacer(1, 3 * mm)


def _totals(found: Reconciled) -> Iterator[Flowable]:
    headings = [_("State"), _("Papers of the register"), _("Rows of the list"), _("Scans")]
    rows: list[list[Paragraph]] = [[Paragraph(text, _HEADING) for text in headings]]
    for state, counts in found.totals.items():
        cells = [Paragraph(count_text(count) if count else "–", _COUNT) for count in counts]
        rows.append([Paragraph(escape(box_state_label(state)), _CELL), *cells])
    sums = [Paragraph(count_text(len(part)), _TOTAL) for part in found.parts]
    rows.append([Paragraph(_("Total"), ParagraphStyle("sum", _CELL, fontName=BOLD)), *sums])
    widths = [width * mm for width in _TOTALS_WIDTHS]
    yield DrawnTable(rows, colWidths=widths, repeatRows=1, style=_GRID)


def _section(section: BoxSection, lines: Sequence[BoxLine]) -> Iterator[Flowable]:
    yield CondPageBreak(_ROOM_FOR_A_SECTION)
    yield Paragraph(f"{escape(_(section.title))} ({count_text(len(lines))})", _SECTION)
    yield Paragraph(escape(_(section.advice)), _NOTE)
    headings = [
        "", _("No."), _("File, row"), _("Number and day"), _("Type and subject"),
        _("Note"),
    ]  # fmt: skip
    rows: list[list[object]] = [[Paragraph(text, _HEADING) for text in headings]]
    rows += [_cells(number, line) for number, line in enumerate(lines, start=1)]
    widths = [width * mm for width in _LINE_WIDTHS]
    yield LongTable(rows, colWidths=widths, repeatRows=1, splitInRow=1, style=_GRID)


def _cells(number: int, line: BoxLine) -> list[object]:
    words = line.words
    row = "" if line.row is None else _("row {row}").format(row=line.row)
    file = [line.file, row] if line.file or row else [line.record_id]
    columns = (
        "\n".join(filter(None, file)),
        "\n".join(filter(None, (words.number, formed_text(words.formed)))),
        ": ".join(filter(None, (words.record_type, words.subject))),
        line_text(line),
    )
    texts = (escape(text).replace("\n", "<br/>") for text in columns)
    return [_to_tick(), Paragraph(str(number), _COUNT), *(Paragraph(text, _CELL) for text in texts)]


def _signs() -> Iterator[Flowable]:
    yield CondPageBreak(_ROOM_FOR_A_SECTION)
    yield Spacer(1, 10 * mm)
    centred = ParagraphStyle("signs", _STRONG, alignment=TA_CENTER)
    place = ParagraphStyle("place", _NOTE, alignment=TA_CENTER)
    rows = [
        [Paragraph(_("Looked through by"), centred), Paragraph(_("Keeper of the box"), centred)],
        [Paragraph(_("(day, signature and full name)"), place)] * 2,
    ]
    yield DrawnTable(rows, colWidths=[90 * mm, 90 * mm])
