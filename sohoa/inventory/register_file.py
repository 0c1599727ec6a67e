"""Reads an office's register: every row gets exactly one outcome, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sohoa.domain.errors import RegisterColumnsError
from sohoa.domain.register import RegisterImport, RegisterRow, RowOutcome, RowProblem
from sohoa.durable import sha256_of
from sohoa.inventory.layout import Layout
from sohoa.inventory.record import Office, Section, read_record
from sohoa.inventory.remarks import Tally, remarks_of
from sohoa.inventory.row_kinds import RowKind, kind_of, reason_of, title_of, without_ordinal
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.language import _
from sohoa.tabular.cells import spreadsheet_plain
from sohoa.tabular.columns import Column, column_title
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.sheet import Cell, Sheet
from sohoa.tabular.table import Table, TableRow, read_table

#: A register must tell these of each paper: at least one column of each group.
NEEDED: tuple[tuple[Column, ...], ...] = (
    (Column.ROOM,),
    (Column.RECORD_TYPE,),
    (Column.NUMBER, Column.SUBJECT),
    (Column.DATE, Column.YEAR),
)
#: All a register row can say; the record id and the file name belong to batch lists.
WANTED = frozenset(Column) - {Column.RECORD_ID, Column.FILE}


@dataclass(frozen=True, slots=True)
class RegisterReading(RegisterImport):
    """What was read, and what a person should know of how it was read.

    Attributes:
        remarks: In the language in force: what titles and merged cells were taken to mean,
            sheets that were not read, names the office's tables do not know, dates that may
            have been turned round.
    """

    remarks: tuple[str, ...] = field(default=())


def read_register(
    path: Path, *, rooms: RoomTable, record_types: RecordTypeTable
) -> RegisterReading:
    """Read every visible sheet of a register file that has a heading.

    Each paper needs a room, a type, a number or a subject, and a date or year. A room or type
    counts for several rows where its cell is merged over them, or where a title above them
    names it; an empty cell alone is a problem of its row. Names that the office's tables know
    are written the tables' way; others stay as they are and are remarked on.

    Raises:
        RegisterFileError: The file cannot be read.
        RegisterColumnsError: No sheet has a row that names the needed columns.
    """
    office = Office(rooms, record_types)
    sheets = read_sheets(path)
    tables = [read_table(sheet, WANTED, needed=NEEDED) for sheet in sheets if not sheet.hidden]
    used = [table for table in tables if not _lacking(table, office)]
    if not used:
        raise _columns_error(path.name, tables, office)
    layout, tally = Layout(), Tally()
    rows = [row for table in used for row in _rows(table, office, layout, tally)]
    return RegisterReading(
        file_name=path.name,
        sha256=sha256_of(path),
        columns=layout.columns,
        unused=layout.unused,
        legacy_encoding=next((one.legacy_encoding for one in used if one.legacy_encoding), ""),
        rows=tuple(_duplicates_marked(rows)),
        headings=layout.headings,
        remarks=remarks_of(tally, used, unread=_unread(sheets, used)),
    )


def _lacking(table: Table, office: Office) -> list[tuple[Column, ...]]:
    """The needed groups that neither a column nor a title of the sheet gives."""
    lacking = [tuple(group) for group in table.heading.lacks(NEEDED)]
    if not lacking or not table.heading.places:
        return lacking
    titles = [_title_section(table, office)]
    titles += [_section_of(title_of(row), office) for row in table.rows if title_of(row)]
    given = {
        Column.ROOM: any(title.room for title in titles),
        Column.RECORD_TYPE: any(title.record_type for title in titles),
    }
    return [group for group in lacking if not given.get(group[0], False)]


def _columns_error(name: str, tables: Sequence[Table], office: Office) -> RegisterColumnsError:
    """What the sheet that comes nearest to a register has of it, and what it still misses."""
    nearest = min(tables, key=lambda table: len(_lacking(table, office)), default=None)
    lacking = _lacking(nearest, office) if nearest else list(NEEDED)
    labels = list(nearest.heading.labels.values()) if nearest else []
    either = _(" or ")
    missing = [either.join(column_title(column) for column in group) for group in lacking]
    found = ", ".join(labels) or _("nothing")
    return RegisterColumnsError(name, found=found, missing=", ".join(missing))


def _unread(sheets: Iterable[Sheet], used: Sequence[Table]) -> list[str]:
    read = {table.sheet_name for table in used}
    return [sheet.name for sheet in sheets if sheet.rows and sheet.name not in read]


def _rows(table: Table, office: Office, layout: Layout, tally: Tally) -> Iterator[RegisterRow]:
    """Every row of a table with its outcome; titles hold for the rows below them."""
    section = layout.add(table, _title_section(table, office))
    before, after_footer = RowKind.HEADING, False
    for row in table.rows:
        kind = kind_of(
            row,
            table.heading,
            is_wide=row.number in table.wide,
            after_heading=before is RowKind.HEADING,
            after_footer=after_footer,
            names_section=lambda title: _section_of(title, office) != Section(),
        )
        before, after_footer = kind, after_footer or kind is RowKind.FOOTER
        if kind is RowKind.RECORD:
            yield _record_row(
                table, row, office=office, section=section, layout=layout, tally=tally
            )
            continue
        if kind is RowKind.TITLE:
            section = _within(section, _section_of(title_of(row), office))
        tally.passed(kind, table.sheet_name, row.number)
        yield _passed_row(table, row, kind, layout)


def _title_section(table: Table, office: Office) -> Section:
    """What the titles above the heading, or the sheet's name, say where there is no column.

    Where there is a column, an empty cell in it is not filled from so far away.
    """
    found = [_section_of(title, office) for title in (*table.titles, table.sheet_name)]
    rooms = [one.room for one in found if one.room]
    kinds = [one.record_type for one in found if one.record_type]
    places = table.heading.places
    return Section(
        room=rooms[0] if Column.ROOM not in places and len(set(rooms)) == 1 else "",
        record_type=kinds[0] if Column.RECORD_TYPE not in places and len(set(kinds)) == 1 else "",
    )


def _section_of(title: str, office: Office) -> Section:
    plain = without_ordinal(title)
    room = office.rooms.match(plain) or office.rooms.find_in(plain)
    kind = office.record_types.match(plain) or office.record_types.find_in(plain)
    return Section(room.name if room else "", kind.name if kind else "")


def _within(outer: Section, inner: Section) -> Section:
    """A title of a room begins anew; a title of a type goes on within the room."""
    if inner.room:
        return Section(inner.room, inner.record_type)
    return Section(outer.room, inner.record_type or outer.record_type)


def _record_row(
    table: Table,
    row: TableRow,
    *,
    office: Office,
    section: Section,
    layout: Layout,
    tally: Tally,
) -> RegisterRow:
    cells = table.cells(row)
    origin = cells[Column.ORIGIN].text if Column.ORIGIN in cells else ""
    if origin:
        cells = {
            column: Cell(spreadsheet_plain(one.text), one.kind) for column, one in cells.items()
        }
    record, problems = read_record(cells, table.heading.labels, office=office, section=section)
    tally.read(table, row, cells, section)
    return RegisterRow(
        sheet=table.sheet_name,
        row_number=row.number,
        outcome=RowOutcome.ERROR if problems else RowOutcome.ACCEPTED,
        cells=layout.texts(table, row, section),
        record=record,
        problems=problems,
        origin=origin,
    )


def _passed_row(table: Table, row: TableRow, kind: RowKind, layout: Layout) -> RegisterRow:
    first = next(iter(row.own.values())).text
    return RegisterRow(
        sheet=table.sheet_name,
        row_number=row.number,
        outcome=RowOutcome.SUBTOTAL,
        cells=layout.texts(table, row, Section()),
        problems=(RowProblem("", first, reason_of(kind)),),
    )


def _duplicates_marked(rows: Sequence[RegisterRow]) -> Iterator[RegisterRow]:
    """A paper that stands in the file twice is a duplicate the second time."""
    seen: dict[str, RegisterRow] = {}
    for row in rows:
        first = seen.setdefault(row.record.key, row) if row.record else row
        if first is row:
            yield row
            continue
        said = _("the same paper as {sheet}, row {row}")
        problem = RowProblem("", "", said.format(sheet=first.sheet, row=first.row_number))
        yield replace(row, outcome=RowOutcome.DUPLICATE, problems=(problem,))
