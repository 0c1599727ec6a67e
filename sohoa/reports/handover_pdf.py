"""A hand-over on paper: the minute to be signed, then its lists; A4, after Decree 30, annex V."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as DrawnTable

from sohoa.durable import written_durably
from sohoa.language import _
from sohoa.reports.flowing_rows import FlowingRows, Following
from sohoa.reports.handover import Handover
from sohoa.reports.handover_tables import documents_table, files_table
from sohoa.reports.numbers_and_dates import count_text
from sohoa.reports.print_fonts import BOLD, ITALIC, PLAIN, load_print_fonts
from sohoa.reports.table import Cell, Table

_MARGIN = 20 * mm
_BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=12, leading=17)
_CENTRED = ParagraphStyle("centred", _BODY, alignment=TA_CENTER)
_STRONG = ParagraphStyle("strong", _CENTRED, fontName=BOLD)
_TITLE = ParagraphStyle("title", _STRONG, fontSize=14, leading=20, spaceBefore=12)
_SIZE, _LEADING, _PADDING = 9.5, 12.0, 6.0
_CELL = ParagraphStyle(
    "cell", fontName=PLAIN, fontSize=_SIZE, leading=_LEADING, splitLongWords=True
)
_HEADING = ParagraphStyle("heading", _CELL, fontName=BOLD, alignment=TA_CENTER)
_NOTE = ParagraphStyle("note", _BODY, fontName=ITALIC, alignment=TA_CENTER, spaceAfter=6)
#: Widths of the columns of each list, in mm; together the width of A4 across, less its margins.
_WIDTHS = {"files": (11, 48, 88, 40, 26, 18, 26), "documents": (11, 38, 24, 92, 44, 20, 28)}
_GRID = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("FONT", (0, 0), (-1, -1), PLAIN, _SIZE, _LEADING),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ]
)
_DOTS = "." * 60


def write_handover_pdf(handover: Handover, path: Path) -> None:
    """Write the minute and the lists, page by page, whole or not at all.

    Raises:
        ToolMissingError: The font is not installed.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    load_print_fonts()
    title = _("Minute of hand-over")
    lists = (files_table(handover), *map(documents_table, handover.files))
    following = Following(partial(_list, table) for table in lists)
    with written_durably(path) as part:
        document = BaseDocTemplate(str(part), pagesize=A4, title=title, author=handover.office)
        document.addPageTemplates([_template("upright", A4), _template("across", landscape(A4))])
        document.build([*_minute(handover), following])


def _template(name: str, size: tuple[float, float]) -> PageTemplate:
    width, height = size
    frame = Frame(_MARGIN, _MARGIN, width - 2 * _MARGIN, height - 2 * _MARGIN, id=name)
    return PageTemplate(name, [frame], onPage=_numbered, pagesize=size)


def _numbered(canvas: Canvas, document: BaseDocTemplate) -> None:
    """The page number in the middle of the upper margin, from the second page on."""
    if document.page == 1:
        return
    width, height = canvas._pagesize
    canvas.setFont(PLAIN, 12)
    canvas.drawCentredString(width / 2, height - 12 * mm, str(document.page))


def _minute(handover: Handover) -> Iterator[Flowable]:
    head = [
        [
            Paragraph(escape(handover.office.upper()), _STRONG),
            [
                Paragraph(_("SOCIALIST REPUBLIC OF VIET NAM"), _STRONG),
                Paragraph(_("Independence – Freedom – Happiness"), _STRONG),
            ],
        ]
    ]
    yield DrawnTable(
        head, colWidths=[70 * mm, 100 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
    )
    yield Paragraph(_("MINUTE"), _TITLE)
    yield Paragraph(_("of the hand-over of files and documents"), _STRONG)
    yield Spacer(1, 6 * mm)
    for line in _clauses(handover):
        yield Paragraph(line, _BODY)
    yield Spacer(1, 10 * mm)
    signs = [
        [Paragraph(_("FOR WHO HANDS OVER"), _STRONG), Paragraph(_("FOR WHO RECEIVES"), _STRONG)],
        [Paragraph(_("(signature and full name)"), _NOTE)] * 2,
    ]
    yield DrawnTable(signs, colWidths=[85 * mm, 85 * mm])


def _clauses(handover: Handover) -> Iterator[str]:
    """What the minute says: known facts are filled in, the rest is dotted for the pen."""
    scope = handover.scope or _("all archived records")
    yield _("Today, on the ...... day of ............ of the year ............, we are:")
    yield "<b>" + _("WHO HANDS OVER: {office}").format(office=escape(handover.office)) + "</b>"
    yield _("Represented by: {dots}").format(dots=_DOTS)
    yield "<b>" + _("WHO RECEIVES: {dots}").format(dots=_DOTS) + "</b>"
    yield _("Represented by: {dots}").format(dots=_DOTS)
    yield _("We have handed over as follows:")
    yield _("1. Name of what is handed over: {scope}").format(scope=escape(scope))
    yield _("2. Time of the files and documents: {period}").format(period=handover.period or _DOTS)
    yield _("3. Quantity:")
    yield _("a) On paper: boxes: {boxes}; files: {files}; running metres: {dots}").format(
        boxes=count_text(len(handover.boxes)), files=count_text(len(handover.files)), dots="." * 12
    )
    yield _("b) Electronic: files: {files}; PDF files in them: {documents}").format(
        files=count_text(len(handover.files)), documents=count_text(handover.documents)
    )
    yield _("4. State of what is handed over: {dots}").format(dots=_DOTS)
    yield _("5. The list of files and the lists of their documents are enclosed.")
    yield _("This minute is made out twice; each side keeps one.")


def _list(table: Table) -> list[Flowable]:
    """A list on a page of its own; its rows are drawn when their pages are."""
    widths = [width * mm for width in _WIDTHS[table.key]]
    rows = (
        [_fitted(_shown(value), width) for value, width in zip(row, widths, strict=True)]
        for row in table.rows
    )
    return [
        NextPageTemplate("across"),
        PageBreak(),
        Paragraph(escape(table.title), _TITLE),
        Paragraph(escape(table.note), _NOTE),
        FlowingRows(
            [Paragraph(escape(column.heading), _HEADING) for column in table.columns],
            rows,
            widths=widths,
            style=_GRID,
        ),
    ]


def _fitted(text: str, width: float) -> str | Paragraph:
    """A short text stands as it is; one that must be broken is a paragraph, which is slow."""
    is_short = "\n" not in text and stringWidth(text, PLAIN, _SIZE) <= width - 2 * _PADDING
    return text if is_short else Paragraph(escape(text), _CELL)


def _shown(value: Cell) -> str:
    return "" if value is None else str(value)
