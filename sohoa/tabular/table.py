"""A sheet with a known heading: its rows as cells by column, in Unicode, merged cells filled."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sohoa.domain.vietnamese import nfc
from sohoa.tabular.columns import Column, HeadingNames, built_in_names
from sohoa.tabular.heading import ROWS_SEARCHED, Heading, find_heading, nameless
from sohoa.tabular.legacy import (
    Legacy,
    LegacyOrNone,
    convert,
    converted_anyway,
    detect,
    is_in_doubt,
    is_old,
)
from sohoa.tabular.sheet import EMPTY, Cell, CellKind, RowMarks, Sheet, is_blank

#: Control characters no spreadsheet can hold, and marks that steer display and hide in text.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below the heading that holds something.

    Attributes:
        number: As the spreadsheet program counts it, from 1.
        cells: By place, trimmed and composed, with the values of merged cells in each of them.
        filled: Places that are empty in the file and got the value of the merged cell above.
    """

    number: int
    cells: tuple[Cell, ...]
    filled: frozenset[int] = frozenset()

    def at(self, place: int | None) -> Cell:
        """The cell at a place; a short row and a missing column give an empty one."""
        return self.cells[place] if place is not None and place < len(self.cells) else EMPTY

    @property
    def own(self) -> dict[int, Cell]:
        """The cells that stand in this very row, by place, without the empty ones."""
        return {
            place: cell
            for place, cell in enumerate(self.cells)
            if cell.text and place not in self.filled
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose heading is known.

    Attributes:
        titles: What stands above the heading.
        legacy_encoding: What the sheet's texts were converted from.
        converted: How many cells were.
        wide: Numbers of rows with a cell merged over several columns: titles of sections.
        marks: Row number → what was done to the row without changing its words.
        doubtful: Numbers of rows of old text in which a cell is legal Vietnamese as it stands, and
            would be so converted, too: it was left as it is.
    """

    sheet_name: str
    heading: Heading
    titles: tuple[str, ...]
    rows: tuple[TableRow, ...]
    legacy_encoding: LegacyOrNone
    converted: int
    wide: frozenset[int]
    marks: Mapping[int, RowMarks] = field(default_factory=dict)
    doubtful: tuple[int, ...] = ()

    def cells(self, row: TableRow) -> Mapping[Column, Cell]:
        """The cells of a row by their column."""
        cells, width = row.cells, len(row.cells)
        return {
            column: cells[place] if place < width else EMPTY
            for column, place in self.heading.places.items()
        }


def read_table(
    sheet: Sheet,
    wanted: Collection[Column],
    *,
    needed: Sequence[Collection[Column]] = (),
    names: HeadingNames | None = None,
) -> Table:
    """Find the heading of a sheet and read what stands below it.

    Where a cell was merged over several rows its value holds for each of them, as the
    program shows it; a cell that is merely empty stays empty. The caller asks
    `heading.lacks(needed)` before it believes the rows.
    """
    names = names or built_in_names()
    stored = sheet
    sheet, encoding, converted = _in_unicode(sheet, names)
    heading = find_heading(sheet, wanted, needed=needed, names=names)
    first = sheet.first_row + heading.row + 1
    rows = tuple(_rows(sheet, first)) if heading.row >= 0 else ()
    return Table(
        sheet_name=nfc(sheet.name),
        heading=replace(heading, unused=_with_nameless(sheet, heading, rows)),
        titles=tuple(_titles(sheet, heading)),
        rows=rows,
        legacy_encoding=encoding,
        converted=converted,
        wide=frozenset(span.top + 1 for span in sheet.spans if span.right > span.left),
        marks=sheet.marks,
        doubtful=tuple(_doubtful(stored, encoding)) if encoding else (),
    )


def _doubtful(sheet: Sheet, encoding: Legacy) -> Iterator[int]:
    for number, row in sheet.numbered():
        either = [one.text for one in row if is_in_doubt(one.text) and not is_old(one.text)]
        if either and any(is_old(cell.text) for cell in row):
            anyway = [converted_anyway(text, encoding) for text in either]
            if any(new != old and not is_old(new) for new, old in zip(anyway, either, strict=True)):
                yield number


def read_headless(sheet: Sheet, like: Table, like_sheet: Sheet) -> Table:
    """Read a sheet without a heading as if the heading of another stood above its first row."""
    names = built_in_names()
    shift = like_sheet.first_column - sheet.first_column
    sheet, encoding, converted = _in_unicode(sheet, names)
    places = {column: place + shift for column, place in like.heading.places.items()}
    heading = replace(
        like.heading,
        row=-1,
        places={column: place for column, place in places.items() if place >= 0},
        unused={place + shift: text for place, text in like.heading.unused.items()},
    )
    return Table(
        sheet_name=nfc(sheet.name),
        heading=heading,
        titles=(),
        rows=tuple(_rows(sheet, sheet.first_row)),
        legacy_encoding=encoding,
        converted=converted,
        wide=frozenset(),
        marks=sheet.marks,
    )


def _in_unicode(sheet: Sheet, names: HeadingNames) -> tuple[Sheet, LegacyOrNone, int]:
    """Convert those of the sheet's texts that are of an old encoding; tidy them all.

    A heading may be legal Vietnamese as it is stored (`Sè tê` is `Số tờ`): in a row with other
    old texts it is converted if that makes it a heading.
    """
    # Equal cells are mostly one object, which is quicker to look up than what is in it.
    every = {id(cell): cell for row in sheet.rows for cell in row}
    encoding = detect(cell.text for cell in every.values())
    converted = 0
    known = {
        identity: _tidy(cell, convert(cell.text, encoding)) for identity, cell in every.items()
    }
    rows: list[tuple[Cell, ...]] = []
    for place, row in enumerate(sheet.rows):
        tidied = [known[id(cell)] for cell in row]
        if encoding:
            if place < ROWS_SEARCHED and any(is_old(cell.text) for cell in row):
                tidied = [
                    _as_heading(cell, tidy, encoding, names)
                    for cell, tidy in zip(row, tidied, strict=True)
                ]
            converted += sum(is_old(cell.text) for cell in row)
        as_tidied = tuple(tidied)
        rows.append(row if as_tidied == row else as_tidied)  # most rows are tidy: kept once
    return replace(sheet, rows=tuple(rows)), encoding, converted


def _as_heading(cell: Cell, tidied: Cell, encoding: Legacy, names: HeadingNames) -> Cell:
    if not is_in_doubt(cell.text) or is_old(cell.text) or names.fits(cell.text):
        return tidied
    anyway = converted_anyway(cell.text, encoding)
    return _tidy(cell, anyway) if names.fits(anyway) else tidied


def _tidy(cell: Cell, converted: str) -> Cell:
    text = " ".join(_UNSEEN.sub("", converted).split())
    if not text:
        return EMPTY
    return cell if text == cell.text else replace(cell, text=text)


def _rows(sheet: Sheet, first: int) -> Iterator[TableRow]:
    fills = _fills(sheet, first)
    for number, cells in sheet.numbered():
        if number < first or is_blank(cells):
            continue
        if number not in fills:
            yield TableRow(number, cells, _NONE_FILLED)
            continue
        gaps = {place: cell for place, cell in fills[number].items() if not _has(cells, place)}
        padded = (*cells, *([EMPTY] * (1 + max(gaps, default=-1) - len(cells))))
        filled = tuple(gaps.get(place, cell) for place, cell in enumerate(padded))
        yield TableRow(number, filled, frozenset(gaps))


_NONE_FILLED: frozenset[int] = frozenset()


def _has(cells: tuple[Cell, ...], place: int) -> bool:
    return place < len(cells) and bool(cells[place].text)


def _fills(sheet: Sheet, first: int) -> dict[int, dict[int, Cell]]:
    """Row number → place → value, for the cells that a merge over several rows covers."""
    fills: dict[int, dict[int, Cell]] = {}
    for span in sheet.spans:
        top, place = span.top + 1, span.left - sheet.first_column
        index = top - sheet.first_row
        is_data = top >= first and place >= 0 and index < len(sheet.rows)
        value = sheet.rows[index][place] if is_data and _has(sheet.rows[index], place) else EMPTY
        if value is EMPTY:
            continue
        last = min(span.bottom + 1, sheet.first_row + len(sheet.rows) - 1)
        for number in range(top + 1, last + 1):
            fills.setdefault(number, {})[place] = value
    return fills


def _titles(sheet: Sheet, heading: Heading) -> Iterator[str]:
    for row in sheet.rows[: max(0, heading.row)]:
        yield from (cell.text for cell in row if cell.kind is CellKind.TEXT and cell.text)


def _with_nameless(sheet: Sheet, heading: Heading, rows: tuple[TableRow, ...]) -> dict[int, str]:
    """The unused headings, and the letter of each column that holds something under none."""
    named = {*heading.places.values(), *heading.unused}
    held = {place for row in rows for place, cell in enumerate(row.cells) if cell.text}
    extra = {place: nameless(place, sheet.first_column) for place in held - named}
    return dict(sorted({**heading.unused, **extra}.items()))
