"""Numbers of owners in a register: locked before anything else sees them.

Nothing that is read after this has a number in it: not the rows that are stored, nor what is said
of them, nor the sheet of errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sohoa.domain.owner_numbers import (
    LockAtHand,
    NumberFault,
    NumberKind,
    UnreadNumberError,
    as_kept,
    fault_in,
    in_place_of,
    is_in_place_of_one,
    masked,
    owner_numbers,
)
from sohoa.tabular.columns import Column, HeadingNames
from sohoa.tabular.sheet import Cell, CellKind, RowMarks
from sohoa.tabular.table import Table, TableRow

#: The columns of owners' numbers, and what their headings say of them.
KINDS: Mapping[Column, NumberKind] = {
    Column.OWNER_ID: NumberKind.ANY,
    Column.CITIZEN_ID: NumberKind.PERSON,
    Column.CARD_ID: NumberKind.PERSON,
    Column.PERSON_ID: NumberKind.PERSON,
    Column.BUSINESS_ID: NumberKind.BUSINESS,
    Column.PASSPORT_ID: NumberKind.PASSPORT,
}
#: Columns whose own figures are long, and none of an owner.
_AS_THEY_ARE = frozenset(
    {
        Column.NUMBER, Column.NOTATION, Column.DATE, Column.YEAR, Column.SHEETS, Column.BOX,
        Column.SHELF, Column.PAPER, Column.EXPORTED, Column.ORIGIN, Column.CONFIRMED,
        Column.VALID_UNTIL, Column.VALIDITY, Column.IN_FORCE_TICK, Column.EXPIRED_TICK,
    }
)  # fmt: skip
#: A cell of these that is nothing but a number is one of a person or a firm; of a column that no
#: field takes, nobody knows.
_MAY_BE_ONE = frozenset({None, Column.OWNER, Column.SUBJECT, Column.REMARKS})
#: A zero that a spreadsheet has left out is missing from a number of these many digits.
_MAY_LACK_ZEROS = (9, 10)
#: Of so few nobody is known.
_FEWEST_DIGITS = 6

_Change = Callable[[Cell], Cell]


def locked(table: Table, at_hand: LockAtHand, names: HeadingNames) -> Table:
    """Give a register's table with the numbers of owners locked, and masked where they are said.

    A cell that should hold one and does not is replaced as well: by why it is none.

    Raises:
        OwnerKeyMissingError, OwnerKeyLostError, OwnerKeyOtherError: There is a number, and no key
            to lock it by.
    """
    changes = _changes(table, at_hand, names)
    return replace(
        table,
        rows=tuple(_changed(row, changes) for row in table.rows),
        titles=tuple(map(masked, table.titles)),
        marks={number: _unsaid(marks) for number, marks in table.marks.items()},
    )


def _changes(table: Table, at_hand: LockAtHand, names: HeadingNames) -> dict[int, _Change]:
    """What is done to the cells of each place."""
    columns = {place: column for column, place in table.heading.places.items()}
    for place, heading in table.heading.unused.items():
        found = names.column_of(heading)
        if found and found[0] in KINDS:
            columns[place] = found[0]
    width = max((len(row.cells) for row in table.rows), default=0)
    return {
        place: _change_of(columns.get(place), at_hand)
        for place in range(width)
        if columns.get(place) not in _AS_THEY_ARE
    }


def _change_of(column: Column | None, at_hand: LockAtHand) -> _Change:
    if column is not None and column in KINDS:
        kind = KINDS[column]
        return lambda cell: replace(cell, text=locked_text(cell, kind, at_hand))
    may_be_one = column in _MAY_BE_ONE

    def mask(cell: Cell) -> Cell:
        text = masked(cell.text, is_cell=may_be_one)
        return cell if text == cell.text else replace(cell, text=text, kind=CellKind.TEXT)

    return mask


def locked_text(cell: Cell, kind: NumberKind, at_hand: LockAtHand) -> str:
    """Give what stands in place of the numbers of a cell; what is locked already stays.

    What has too few digits for a number of an owner stays as it is: a ditto mark, a word, the
    number of the column.

    Raises:
        OwnerKeyMissingError, OwnerKeyLostError, OwnerKeyOtherError: There is a number, and no key
            to lock it by.
    """
    is_short = sum(letter.isdigit() for letter in cell.text) < _FEWEST_DIGITS
    if is_short or is_in_place_of_one(cell.text):
        return cell.text
    try:
        found = owner_numbers(cell.text, kind)
        if cell.kind is CellKind.NUMBER and kind is NumberKind.ANY:
            _refuse_lost_zeros(found)
    except UnreadNumberError as error:
        return in_place_of(error.fault)
    lock = at_hand.require()
    return "; ".join(lock.shown(number) for number in found)


def _refuse_lost_zeros(numbers: tuple[str, ...]) -> None:
    """A number, not a text, of as many digits may be a longer one that began with zeros."""
    if any(len(number) in _MAY_LACK_ZEROS for number in numbers):
        raise UnreadNumberError(NumberFault.ZEROS)


def kept_of(
    cells: Mapping[Column, Cell], at_hand: LockAtHand
) -> tuple[str, dict[Column, NumberFault]]:
    """Give what is kept of the numbers in a row's cells, and which of them is none, and why."""
    found, faults = list[str](), dict[Column, NumberFault]()
    for column in KINDS:
        cell = cells.get(column)
        if cell is None or not cell.text:
            continue
        fault = fault_in(cell.text)
        if fault is None and not is_in_place_of_one(cell.text):
            has_digits = any(letter.isdigit() for letter in cell.text)
            fault = NumberFault.LENGTH if has_digits or cell.kind is CellKind.FAILED else None
        elif fault is None:
            try:
                found += at_hand.require().unlocked(cell.text)
            except UnreadNumberError as error:
                fault = error.fault
        if fault:
            faults[column] = fault
    return as_kept(found), faults


def _changed(row: TableRow, changes: Mapping[int, _Change]) -> TableRow:
    cells = tuple(
        changes[place](cell) if cell.text and place in changes else cell
        for place, cell in enumerate(row.cells)
    )
    return row if cells == row.cells else replace(row, cells=cells)


def _unsaid(marks: RowMarks) -> RowMarks:
    return replace(marks, comments=tuple(map(masked, marks.comments)))
