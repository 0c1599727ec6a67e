"""A table of a report on an A4 page: columns as wide as what stands in them needs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, LongTable, Paragraph
from reportlab.platypus import Table as DrawnTable

from sohoa.reports.cell_text import cell_text
from sohoa.reports.colours import COLOURS
from sohoa.reports.print_fonts import BOLD, PLAIN, printable
from sohoa.reports.table import Cell, Kind, Row, Table

_SIZE, _LEADING, _PADDING = 8.5, 10.5, 3.0
_CELL = ParagraphStyle("cell", fontName=PLAIN, fontSize=_SIZE, leading=_LEADING, splitLongWords=1)
_HEADING = ParagraphStyle("head", _CELL, fontName=BOLD)
_RIGHT = ParagraphStyle("right", _HEADING, alignment=TA_RIGHT)
#: Such columns are never broken within a cell.
_NUMBERS = {Kind.COUNT, Kind.PERCENT, Kind.POINTS, Kind.DAY}
#: A column of text takes what it needs, up to this share of the page.
_WIDEST = 0.34
#: So much more than it needs a column gets where the page has room.
_MOST_SPARE = 30.0
#: A table of as many rows is drawn in parts, as many as fit beside each other.
_MANY, _MOST_PIECES, _BETWEEN = 16, 4, 20.0
_LOOK: list[tuple[Any, ...]] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("FONT", (0, 0), (-1, -1), PLAIN, _SIZE, _LEADING),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(COLOURS["line"])),
    ("LINEBELOW", (0, 0), (-1, 0), 1.2, HexColor(COLOURS["main"])),
    ("BACKGROUND", (0, 0), (-1, 0), HexColor(COLOURS["tint"])),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
]


def drawn_table(table: Table, rows: Sequence[Row], *, width: float) -> Flowable:
    """Draw some rows of a table, with its headings on every page and its total below.

    A narrow table of many rows is drawn in parts, one beside the other.
    """
    kinds = [column.kind for column in table.columns]
    texts = [
        [printable(cell_text(value, kind)) for value, kind in zip(row, kinds, strict=True)]
        for row in rows
    ]
    total = [_total(value, kind) for value, kind in zip(table.total, kinds, strict=False)]
    everything = [*texts, *([total] if total else [])]
    narrow = _widths(table, everything, width, spare=0)
    pieces = min(_MOST_PIECES, int((width + _BETWEEN) // (sum(narrow) + _BETWEEN)))
    if len(texts) < _MANY or pieces <= 1:
        return _drawn(table, texts, total, _widths(table, everything, width))
    room = (width + _BETWEEN) / pieces
    widths = _widths(table, everything, room - _BETWEEN)
    each = -(-len(texts) // pieces)
    parts = [
        _drawn(table, texts[at : at + each], total if at + each >= len(texts) else [], widths)
        for at in range(0, len(texts), each)
    ]
    look = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("FONTNAME", (0, 0), (-1, -1), PLAIN),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
    return DrawnTable([parts], colWidths=[room] * len(parts), style=look, hAlign="LEFT")


def _drawn(
    table: Table, texts: Sequence[Sequence[str]], total: list[str], widths: list[float]
) -> LongTable:
    headings = [
        Paragraph(
            escape(printable(column.heading)), _RIGHT if column.kind in _NUMBERS else _HEADING
        )
        for column in table.columns
    ]
    look = [*_LOOK]
    for number, column in enumerate(table.columns):
        if column.kind in _NUMBERS:
            look.append(("ALIGN", (number, 0), (number, -1), "RIGHT"))
    drawn: list[list[Any]] = [headings]
    drawn += [
        [_fitted(text, room) for text, room in zip(row, widths, strict=True)] for row in texts
    ]
    if total:
        drawn.append(total)
        look.append(("FONTNAME", (0, -1), (-1, -1), BOLD))
        look.append(("LINEABOVE", (0, -1), (-1, -1), 1.2, HexColor(COLOURS["main"])))
    return LongTable(drawn, colWidths=widths, repeatRows=1, splitInRow=1, style=look, hAlign="LEFT")


def _total(value: Cell, kind: Kind) -> str:
    return value if isinstance(value, str) else cell_text(value, kind)


def _fitted(text: str, room: float) -> str | Paragraph:
    """A short text stands as it is; one that must be broken is a paragraph (slow)."""
    if "\n" not in text and _width(text) <= room - 2 * _PADDING:
        return text
    return Paragraph(escape(text), _CELL)


def _widths(
    table: Table, texts: Sequence[Sequence[str]], width: float, *, spare: float = _MOST_SPARE
) -> list[float]:
    """Numbers get what they need, texts share what is left by what they need."""
    needed = [
        2 * _PADDING + max(_width(text) for text in (*column, "0000"))
        for column in zip(*texts, strict=True)
    ]
    least = [
        max(need if column.kind in _NUMBERS else 0.0, _longest_word(column.heading))
        for column, need in zip(table.columns, needed, strict=True)
    ]
    wanted = [max(low, min(need, _WIDEST * width)) for low, need in zip(least, needed, strict=True)]
    if sum(least) > width:  # more columns than a page has room for: their words are broken
        return [low * width / sum(least) for low in least]
    left, over = width - sum(least), sum(wanted) - sum(least)
    if over <= left:
        more = min(spare, (width - sum(wanted)) / len(wanted))
        return [one + more for one in wanted]
    share = left / over
    return [low + (want - low) * share for low, want in zip(least, wanted, strict=True)]


def _longest_word(heading: str) -> float:
    words = (stringWidth(word, BOLD, _SIZE) for word in heading.split())
    return 2 * _PADDING + 1 + float(max(words, default=0.0))


def _width(text: str) -> float:
    return float(stringWidth(text, PLAIN, _SIZE))
