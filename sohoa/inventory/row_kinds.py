"""Tell the rows of a register that are papers from sums, titles and signatures."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

from sohoa.domain.grammar.dates import WRITTEN_OUT
from sohoa.domain.vietnamese import fold
from sohoa.language import _
from sohoa.tabular.columns import Column, plain_heading
from sohoa.tabular.heading import Heading
from sohoa.tabular.sheet import Cell, CellKind
from sohoa.tabular.table import TableRow


class RowKind(StrEnum):
    """Kind of a row below the heading. All but the first are counted as "subtotal or title"."""

    RECORD = "record"
    SUBTOTAL = "subtotal"
    TITLE = "title"
    HEADING = "heading"
    COLUMN_NUMBERS = "column-numbers"
    ONLY_NUMBERED = "only-numbered"
    FOOTER = "footer"


#: A row with one of these is about a paper, whatever else stands in it.
_TELLING = frozenset({Column.NUMBER, Column.NOTATION, Column.DATE, Column.YEAR})

_SUM = re.compile(
    r"^(?P<word>tong cong|tong so|luy ke|cong don|grand total|subtotal|total|tong|cong)\b"
    r"(?P<rest>.*)$"
)
#: How those words begin.
_SUM_LETTERS = frozenset("tlcgsTLCGS")
_SUM_OF = re.compile(
    r"^(?:phong|muc|trang|phan|nam|cac|toan|so|ho so|van ban|giay phep|loai|cong|cua|chung|\W|\d|$)"
)
_AMOUNT = re.compile(r"^[\d.,\s]+(?:[^\W\d_]+(?: [^\W\d_]+)?)?$")
_ORDINAL = re.compile(
    r"^(?:[ivxlc]+|[a-z]|\d{1,2}(?:\.\d{1,2})*)\s*[.)]\s*(?=[^\W\d_])", re.IGNORECASE
)
_ROMAN_OR_LETTER = re.compile(r"^(?:[ivxlc]{1,6}|[a-z])[.)]?$", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"^\(?([a-z]|\d{1,2})\)?(?:\s*=.*)?$", re.IGNORECASE)
_FOOTER = re.compile(
    r"^(?:nguoi lap(?: bang| bieu| so)?|nguoi thong ke|(?:pho )?truong phong|(?:pho )?giam doc"
    r"|thu truong(?: don vi| co quan)?|chanh van phong|lanh dao(?: phong| don vi| so)?"
    rf"|xac nhan\b.*|\(?ky\b.*(?:ten|dau)\)?|(?:.*,)?\s*{WRITTEN_OUT}"
    r"|ghi chu\s*:.*)$"
)
_POST = re.compile(r"^(?:(?:kt|tl|tm|q)[. ]+)?(?:pho |quyen )?(?:truong phong|giam doc|chanh)\b")
_COLUMNS_NUMBERED = 3


def kind_of(
    row: TableRow,
    heading: Heading,
    *,
    is_wide: bool,
    after_heading: bool,
    after_footer: bool,
    names_section: Callable[[str], bool],
) -> RowKind:
    """Say what a row is. In doubt it is a record, so that it shows up as one in error.

    Args:
        row: The row; only what stands in it itself counts, not what merged cells bring down.
        heading: The sheet's heading.
        is_wide: A cell of the row is merged over several columns.
        after_heading: The row before is the heading, or repeats it.
        after_footer: The signatures have begun above.
        names_section: Whether a text names a room or a type of the office's tables.
    """
    cells = row.own
    if _is_heading_again(cells, heading):
        return RowKind.HEADING
    if after_heading and _numbers_columns(cells):
        return RowKind.COLUMN_NUMBERS
    if _is_sum(cells, names_section):
        return RowKind.SUBTOTAL
    # Each room's part of a register may end with signatures of its own.
    is_title = not row.filled and _is_title(
        cells, is_wide=is_wide, names_section=names_section, by_name=after_footer
    )
    if _is_footer(cells) or (after_footer and not _has_digit(cells) and not is_title):
        return RowKind.FOOTER
    if is_title:
        return RowKind.TITLE
    return _by_columns(cells, heading)


def _by_columns(cells: dict[int, Cell], heading: Heading) -> RowKind:
    """A row of nothing but figures is a sum if one stands under a heading, else a bare number."""
    known = {column for column, place in heading.places.items() if place in cells}
    figures = (CellKind.NUMBER, CellKind.FAILED)
    only_figures = all(cell.kind in figures or cell.text.isdecimal() for cell in cells.values())
    if known & _TELLING or not only_figures:
        return RowKind.RECORD
    return RowKind.SUBTOTAL if known else RowKind.ONLY_NUMBERED


def reason_of(kind: RowKind) -> str:
    """Say why a row of this kind is no paper, for people."""
    return {
        RowKind.SUBTOTAL: _("a sum of rows"),
        RowKind.TITLE: _("the title of a section"),
        RowKind.HEADING: _("the heading again"),
        RowKind.COLUMN_NUMBERS: _("the numbers of the columns"),
        RowKind.ONLY_NUMBERED: _("a row with a serial number and nothing else"),
        RowKind.FOOTER: _("what stands below the table: signatures, place and date"),
        RowKind.RECORD: "",
    }[kind]


def title_of(row: TableRow) -> str:
    """The text of a row that holds one text, or an ordinal and one text; else nothing."""
    return _title_in(row.own)


def _title_in(cells: dict[int, Cell]) -> str:
    if len(cells) > 2:  # noqa: PLR2004 - an ordinal and a text
        return ""
    texts = [cell.text for cell in cells.values()]
    if len(texts) == 1 and not _AMOUNT.match(texts[0]):
        return texts[0]
    if len(texts) == 2 and _ROMAN_OR_LETTER.match(texts[0]):  # noqa: PLR2004 - two cells
        return texts[1]
    return ""


def without_ordinal(title: str) -> str:
    """Take `I.` or `2.1)` off a title."""
    return _ORDINAL.sub("", title, count=1)


def _is_title(
    cells: dict[int, Cell],
    *,
    is_wide: bool,
    names_section: Callable[[str], bool],
    by_name: bool = False,
) -> bool:
    """A single text is a title if it looks like one; else a record with all but one cell lost.

    With `by_name` only a room or a type makes it one, and nobody's post (`Trưởng phòng …`).
    """
    title = _title_in(cells)
    if not title:
        return False
    if by_name:
        return names_section(title) and not _POST.match(fold(title).strip())
    is_numbered = len(cells) > 1 or _ORDINAL.match(title)
    in_capitals = title.isupper() and " " in title and not _has_digit(cells)
    return bool(is_wide or is_numbered or in_capitals or names_section(title))


def _has_digit(cells: dict[int, Cell]) -> bool:
    return any(letter.isdigit() for cell in cells.values() for letter in cell.text)


def _is_heading_again(cells: dict[int, Cell], heading: Heading) -> bool:
    same, left = 0, len(heading.labels)
    needed = max(2, (left + 1) // 2)
    for column, label in heading.labels.items():
        if same + left < needed:  # most rows say so after half of their cells
            return False
        left -= 1
        cell = cells.get(heading.places[column])
        same += cell is not None and _is_same_heading(cell.text, label)
    return same >= needed


def _is_same_heading(text: str, label: str) -> bool:
    """Say whether two texts are one heading; almost all cells begin with another letter."""
    one, other = text[:1], label[:1]
    if one.isalnum() and other.isalnum() and fold(one)[:1] != fold(other)[:1]:
        return False
    return plain_heading(text) == plain_heading(label)


def _numbers_columns(cells: dict[int, Cell]) -> bool:
    """`(1) | (2) | (3)` or `A | B | 1 | 2`: each cell a short mark, the numbers rising by one."""
    marks = [_COLUMN_NUMBER.match(fold(cell.text)) for cell in cells.values()]
    if len(marks) < _COLUMNS_NUMBERED or not all(marks):
        return False
    numbers = [int(mark[1]) for mark in marks if mark and mark[1].isdecimal()]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


def _is_sum(cells: dict[int, Cell], names_section: Callable[[str], bool]) -> bool:
    """A cell that says "sum", and beside it nothing but amounts and ordinals.

    `Cộng` and `tổng` are also how other words begin (`Cộng tác viên`, `Tổng cục`): what follows
    must be nothing, a word for a part of the list, or a name of the office's tables.
    """
    for place, cell in cells.items():
        if cell.kind is not CellKind.TEXT or not _may_say_sum(cell.text):
            continue
        found = _SUM.match(fold(cell.text))
        if not found:
            continue
        others = [other for at, other in cells.items() if at != place]
        if not all(_is_figure(other) or _ROMAN_OR_LETTER.match(other.text) for other in others):
            return False  # nor is another cell the sum: this one stands beside it
        rest = cell.text[found.start("rest") :].strip()
        is_clear = found["word"] not in ("tong", "cong")
        if is_clear or _SUM_OF.match(fold(rest)) or names_section(rest):
            return True
    return False


def _may_say_sum(text: str) -> bool:
    """Say whether a text can begin with a word for a sum; almost all do not."""
    first = text[:1]
    return first in _SUM_LETTERS or not first.isascii()


def _is_figure(cell: Cell) -> bool:
    """An amount, or the formula for one that was never calculated."""
    return cell.kind in (CellKind.NUMBER, CellKind.FAILED) or bool(_AMOUNT.match(cell.text))


def _is_footer(cells: dict[int, Cell]) -> bool:
    return all(_FOOTER.match(fold(cell.text)) for cell in cells.values())
