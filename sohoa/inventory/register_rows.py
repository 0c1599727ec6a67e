"""Each row of a register's sheet with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sohoa.domain.register import RegisterRecord, RegisterRow, RowOutcome, RowProblem
from sohoa.inventory.ditto import Above
from sohoa.inventory.layout import Layout
from sohoa.inventory.marks import Mark, mark_label, marks_of
from sohoa.inventory.numbers import plain_numbers_usual
from sohoa.inventory.paper_sheet import export_meant, paper_meant
from sohoa.inventory.record import Manner, is_yes, read_record
from sohoa.inventory.remarks import Tally
from sohoa.inventory.row_kinds import RowKind, kind_of, reason_of, title_of
from sohoa.inventory.section import Office, Section, section_of, title_section, within
from sohoa.language import _
from sohoa.tabular.cells import spreadsheet_plain
from sohoa.tabular.columns import Column, column_title
from sohoa.tabular.sheet import EMPTY, Cell
from sohoa.tabular.table import Table, TableRow


@dataclass(frozen=True, slots=True)
class Manners:
    """The way in which all rows of a register are read.

    Attributes:
        accept_marked: See `sohoa.inventory.marks`.
        latest_year: Papers of a later year are asked about.
    """

    accept_marked: bool = False
    latest_year: int | None = None


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads the rows of a register's tables, and counts what was assumed."""

    office: Office
    layout: Layout
    tally: Tally
    manners: Manners

    def rows(self, table: Table) -> Iterator[RegisterRow]:
        """Every row of a table with its outcome; titles hold for the rows below them."""
        section = self.layout.add(table, title_section(table, self.office))
        above, usual = Above(table.heading), _plain_numbers_usual(table)
        before, after_footer = RowKind.HEADING, False
        for row in table.rows:
            kind = kind_of(
                row,
                table.heading,
                is_wide=row.number in table.wide,
                after_heading=before is RowKind.HEADING,
                after_footer=after_footer,
                names_section=lambda title: section_of(title, self.office) != Section(),
            )
            before, after_footer = kind, after_footer or kind is RowKind.FOOTER
            if kind is RowKind.RECORD:
                full, done, failed = above.filled(row)
                self.tally.copied_from_above(table.sheet_name, row.number, done)
                manner = Manner(self.manners.latest_year, usual, without_above=failed)
                yield self._record_row(table, full, section, manner)
                continue
            if kind is RowKind.TITLE:
                inner = section_of(title_of(row), self.office)
                above.forget(*_begun_anew(inner))
                section = within(section, inner, title_of(row))
            self.tally.passed(kind, table.sheet_name, row.number)
            yield _passed_row(table, row, kind, self.layout)

    def reads_most(self, table: Table) -> bool:
        """Say whether at least half of a table's rows read as papers, headings or not."""
        section = title_section(table, self.office)
        read = sum(
            read_record(
                table.cells(row), table.heading.labels, office=self.office, section=section
            ).record
            is not None
            for row in table.rows
        )
        return read > 0 and 2 * read >= len(table.rows)

    @staticmethod
    def refused(row: RegisterRow, expected: str) -> RegisterRow:
        """A row that was read and is not believed, unless it is no paper at all."""
        if row.outcome is RowOutcome.SUBTOTAL:
            return row
        problem = RowProblem("", "", expected)
        return replace(
            row, outcome=RowOutcome.ERROR, record=None, problems=(problem, *row.problems)
        )

    def _record_row(
        self, table: Table, row: TableRow, section: Section, manner: Manner
    ) -> RegisterRow:
        cells = table.cells(row)
        origin = cells[Column.ORIGIN].text if Column.ORIGIN in cells else ""
        named = cells.get(Column.PAPER, EMPTY).text.strip()
        meant = paper_meant(named) or named  # what is no id names a paper that there is not
        if origin or meant:
            cells = {
                column: replace(one, text=spreadsheet_plain(one.text))
                for column, one in cells.items()
            }
            said = cells.get(Column.CONFIRMED, EMPTY) if origin else EMPTY
            meant = meant or paper_meant(said.text)
            manner = replace(manner, is_confirmed=is_yes(said) or bool(meant))
        reading = read_record(
            cells, table.heading.labels, office=self.office, section=section, manner=manner
        )
        self.tally.read(table, row, cells, section)
        record = reading.record
        exported_at = export_meant(cells.get(Column.EXPORTED, EMPTY).text) if named else 0
        problems = (*reading.problems, *self._held(table, row, cells, record, manner))
        if named and not exported_at:
            problems = (*problems, _no_export(table))
        return RegisterRow(
            sheet=table.sheet_name,
            row_number=row.number,
            outcome=RowOutcome.ERROR if problems else RowOutcome.ACCEPTED,
            cells=self.layout.texts(table, row, section),
            record=None if problems else record,
            problems=problems or reading.doubts,
            origin=origin,
            is_confirmed=manner.is_confirmed,
            meant=meant,
            room=record.room if record else self._room_said(cells, section),
            exported_at=exported_at,
            is_insisted=bool(origin) and is_yes(cells.get(Column.CONFIRMED, EMPTY)),
        )

    def _room_said(self, cells: Mapping[Column, Cell], section: Section) -> str:
        """The room that a row in error names, if the office knows it."""
        said = cells.get(Column.ROOM, EMPTY).text or section.room
        return self.office.room_name(said) if self.office.knows_room(said) else ""

    def _held(
        self,
        table: Table,
        row: TableRow,
        cells: Mapping[Column, Cell],
        record: RegisterRecord | None,
        manner: Manner,
    ) -> tuple[RowProblem, ...]:
        """Give the marks that keep a row from being counted until a person has confirmed it."""
        if record is None and row.number not in table.marks:
            return ()
        validity = record.validity if record else None
        found = list(marks_of(table.marks.get(row.number), cells, validity))
        for mark, _text in found:
            self.tally.marked(mark, table.sheet_name, row.number)
        if self.manners.accept_marked or manner.is_confirmed:
            return ()
        return tuple(_problem_of(mark, text, table) for mark, text in found)


def _no_export(table: Table) -> RowProblem:
    """Without it every cell would go over what others have said of the paper since."""
    label = table.heading.labels.get(Column.EXPORTED) or column_title(Column.EXPORTED)
    said = _("the number that the export wrote there; export the papers again")
    return RowProblem(label, "", said)


def _problem_of(mark: Mark, text: str, table: Table) -> RowProblem:
    column = table.heading.labels.get(Column.REMARKS, "") if mark is Mark.REMARK else ""
    said = _("a word of yours, for the row is marked ({mark}): `x` under “Xác nhận” counts it")
    expected = said.format(mark=mark_label(mark) + (f": {text}" if text and not column else ""))
    return RowProblem(column, text if column else "", expected)


def _plain_numbers_usual(table: Table) -> bool:
    place = table.heading.places.get(Column.NUMBER)
    return plain_numbers_usual(row.at(place).text for row in table.rows)


def _begun_anew(inner: Section) -> tuple[Column, ...]:
    if inner.room:
        return (Column.ROOM, Column.RECORD_TYPE)
    return (Column.RECORD_TYPE,) if inner.record_type else ()


def _passed_row(table: Table, row: TableRow, kind: RowKind, layout: Layout) -> RegisterRow:
    first = next(iter(row.own.values())).text
    return RegisterRow(
        sheet=table.sheet_name,
        row_number=row.number,
        outcome=RowOutcome.SUBTOTAL,
        cells=layout.texts(table, row, Section()),
        problems=(RowProblem("", first, reason_of(kind)),),
    )


def duplicates_marked(rows: Sequence[RegisterRow]) -> Iterator[RegisterRow]:
    """A paper that stands in the file twice is a duplicate the second time.

    What the second row says differently of the paper is told with it.
    """
    seen: dict[str, RegisterRow] = {}
    for row in rows:
        first = seen.setdefault(row.record.key, row) if row.record else row
        if first is row or first.record is None or row.record is None:
            yield row
            continue
        said = _("the same paper as {sheet}, row {row}")
        problem = RowProblem("", "", said.format(sheet=first.sheet, row=first.row_number))
        differences = row.record.differences_from(first.record)
        yield replace(row, outcome=RowOutcome.DUPLICATE, problems=(problem, *differences))
