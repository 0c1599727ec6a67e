"""Remarks on how a register was read: nothing is assumed in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sohoa.domain.partial_date import PartialDate
from sohoa.inventory.marks import Mark, mark_label
from sohoa.inventory.row_kinds import RowKind, reason_of
from sohoa.inventory.section import Section
from sohoa.language import _
from sohoa.tabular.columns import Column
from sohoa.tabular.sheet import Cell, CellKind
from sohoa.tabular.table import Table, TableRow

_ROWS_SHOWN = 10
#: A day above the twelfth cannot be taken for a month.
_MONTHS = 12
#: So many dates of each kind make a pattern.
_DATES_NEEDED = 3


@dataclass
class Tally:
    """Counts of events while the rows were read.

    `whole` is the room of papers whose register names none.
    """

    whole: str = ""
    kinds: dict[RowKind, list[str]] = field(default_factory=dict)
    from_titles: Counter[str] = field(default_factory=Counter)
    from_merged: int = 0
    cell_dates: list[PartialDate] = field(default_factory=list)
    text_dates: list[PartialDate] = field(default_factory=list)
    dittos: list[str] = field(default_factory=list)
    ditto_cells: int = 0
    marks: dict[Mark, list[str]] = field(default_factory=dict)

    def passed(self, kind: RowKind, sheet: str, row_number: int) -> None:
        """Note a row that is no paper."""
        self.kinds.setdefault(kind, []).append(f"{sheet}:{row_number}")

    def copied_from_above(self, sheet: str, row_number: int, columns: Sequence[Column]) -> None:
        """Note the cells of a row whose ditto marks were read as what stands above."""
        if columns:
            self.dittos.append(f"{sheet}:{row_number}")
            self.ditto_cells += len(columns)

    def marked(self, mark: Mark, sheet: str, row_number: int) -> None:
        """Note a row that is struck through, hidden, noted on, or said to be revoked."""
        places = self.marks.setdefault(mark, [])
        if (place := f"{sheet}:{row_number}") not in places[-1:]:
            places.append(place)

    def read(
        self, table: Table, row: TableRow, cells: Mapping[Column, Cell], section: Section
    ) -> None:
        """Note where the room, the type and the date of a row come from."""
        given = ((Column.ROOM, section.room), (Column.RECORD_TYPE, section.record_type))
        for column, said in given:
            if said and not (column in cells and cells[column].text):
                self.from_titles[said] += 1
        self.from_merged += bool(row.filled & set(table.heading.places.values()))
        if Column.DATE in cells:
            self._note_date(cells[Column.DATE])

    def _note_date(self, cell: Cell) -> None:
        try:
            date = PartialDate.parse(cell.text)
        except ValueError:
            return
        if date.day is not None:
            is_cell = cell.kind is CellKind.DATE
            (self.cell_dates if is_cell else self.text_dates).append(date)


def remarks_of(tally: Tally, tables: Sequence[Table]) -> tuple[str, ...]:
    """Everything worth a remark, in the language in force."""
    return (
        *_of_conversion(tables),
        *_of_titles(tally),
        *_of_dittos(tally),
        *_of_marks(tally),
        *_of_passed(tally),
        *_of_dates(tally),
    )


def _of_conversion(tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        if table.legacy_encoding:
            text = _("{sheet}: {count} cells were in {encoding} and were converted to Unicode.")
            yield text.format(
                sheet=table.sheet_name, count=table.converted, encoding=table.legacy_encoding
            )
        first = table.rows[0].number if table.rows else 0
        if rows := [str(number) for number in table.doubtful if number >= first]:
            text = _(
                "{sheet}: in {count} rows of old text a cell is Vietnamese as it stands and was "
                "left so; see whether it is right: {rows}"
            )
            yield text.format(sheet=table.sheet_name, count=len(rows), rows=", ".join(rows))


def _of_titles(tally: Tally) -> Iterator[str]:
    for name, count in tally.from_titles.items():
        if name == tally.whole:
            text = _("{count} rows have the room “{name}”, for the register names none.")
            yield text.format(count=count, name=name)
            continue
        yield _("{count} rows take “{name}” from a title above them.").format(
            count=count, name=name
        )
    if tally.from_merged:
        text = _("{count} rows take a value from a merged cell above them.")
        yield text.format(count=tally.from_merged)


def _of_passed(tally: Tally) -> Iterator[str]:
    for kind, places in tally.kinds.items():
        text = _("{count} rows are no papers ({reason}): {places}")
        yield text.format(count=len(places), reason=reason_of(kind), places=_shown(places))


def _of_dittos(tally: Tally) -> Iterator[str]:
    if tally.ditto_cells:
        text = _("{count} ditto marks were read as the cell above them: {places}")
        yield text.format(count=tally.ditto_cells, places=_shown(tally.dittos))


def _of_marks(tally: Tally) -> Iterator[str]:
    """Every such row is named: somebody has to look at each."""
    for mark, places in tally.marks.items():
        text = _("{count} rows are marked ({mark}): {places}")
        yield text.format(count=len(places), mark=mark_label(mark), places=", ".join(places))


def _shown(places: Sequence[str]) -> str:
    return ", ".join(places[:_ROWS_SHOWN]) + (" …" if len(places) > _ROWS_SHOWN else "")


def _of_dates(tally: Tally) -> Iterator[str]:
    """Warn of the spreadsheet's best-known trap: `05/03` typed in a program set to English.

    It takes what can be month/day for that, and leaves `13/03/2012` as text. So if no real
    date has a day above 12 and every text date has, the real ones are turned round.
    """
    enough = min(len(tally.cell_dates), len(tally.text_dates)) >= _DATES_NEEDED
    low = all((date.day or 0) <= _MONTHS for date in tally.cell_dates)
    high = all((date.day or 0) > _MONTHS for date in tally.text_dates)
    if enough and low and high:
        yield _(
            "Days and months may be turned round: every date cell has a day up to 12, every date "
            "typed as text one above 12. Check some rows against the paper."
        )
