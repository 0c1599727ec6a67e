"""Reads an office's register: every row gets exactly one outcome, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sohoa.domain.errors import ColumnDoubtError, NoRoomError, RegisterColumnsError
from sohoa.domain.owner_numbers import LockAtHand
from sohoa.domain.register import RegisterImport, RegisterRecord, RegisterRow
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import sha256_of
from sohoa.inventory.confirmed import ConfirmedNames
from sohoa.inventory.layout import Layout
from sohoa.inventory.owner_columns import locked
from sohoa.inventory.plausible import odd_columns
from sohoa.inventory.register_rows import Manners, RowReader, duplicates_marked
from sohoa.inventory.remarks import Tally, remarks_of
from sohoa.inventory.row_kinds import title_of
from sohoa.inventory.section import Office, section_of, title_section
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.inventory.template import is_guidance
from sohoa.inventory.words import RegisterWords
from sohoa.language import _
from sohoa.tabular.columns import Column, column_title
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.sheet import Sheet, is_blank
from sohoa.tabular.table import Table, read_headless, read_table

#: A register must tell these of each paper: at least one column of each group.
NEEDED: tuple[tuple[Column, ...], ...] = (
    (Column.ROOM,),
    (Column.RECORD_TYPE,),
    (Column.NUMBER, Column.SUBJECT),
    (Column.DATE, Column.YEAR),
)
#: All a register row can say; the record id and the file name belong to batch lists.
WANTED = frozenset(Column) - {Column.RECORD_ID, Column.FILE}
#: A register may run so far ahead of the day of its import before its years are asked about.
_YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True)
class UnreadSheet:
    """A sheet that was left out, and how many filled rows it has."""

    name: str
    rows: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class RegisterReading(RegisterImport):
    """A register as read, and remarks on how it was read.

    Attributes:
        remarks: In the language in force: what titles and merged cells were taken to mean,
            ditto marks, names the office's tables do not know, dates that may have been
            turned round.
        unread: Sheets that were not read though something stands in them.
        new_rooms, new_types: Names that neither the office's tables know nor a person has
            confirmed, with the number of their rows; nothing may be stored before that.
    """

    remarks: tuple[str, ...] = field(default=())
    unread: tuple[UnreadSheet, ...] = ()
    new_rooms: dict[str, int] = field(default_factory=dict)
    new_types: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leave:
    """Permissions that a person gives an import.

    Attributes:
        marked: Rows that are struck through, hidden, noted on, or said to be revoked, count.
        room: The room of papers whose register names none.
    """

    marked: bool = False
    room: str = ""


def read_register(
    path: Path,
    *,
    rooms: RoomTable,
    record_types: RecordTypeTable,
    words: RegisterWords | None = None,
    confirmed: ConfirmedNames | None = None,
    leave: Leave | None = None,
    today: dt.date | None = None,
    owners: LockAtHand | None = None,
) -> RegisterReading:
    """Read every visible sheet of a register file; `today` is the day of the import, else now.

    Each paper needs a room, a type, a number or a subject, and a date or year. A room or type
    counts for several rows where its cell is merged over them, a ditto mark stands for it, or a
    title above them names it; an empty cell alone is a problem of its row. Names that the
    office's tables know are written the tables' way; others stay as they are and are told. Owners'
    numbers are locked (`owners`) before anything else is read.

    Raises:
        RegisterFileError: The file cannot be read.
        RegisterColumnsError: No sheet has a row that names the needed columns.
        NoRoomError: All is there but the room, and it is not known which.
        ColumnDoubtError: Most values of a column do not look like what its heading promises.
        OwnerKeyMissingError, OwnerKeyLostError, OwnerKeyOtherError: `LockAtHand.require`.
    """
    words, leave = words or RegisterWords(), leave or Leave()
    office = Office(
        rooms,
        record_types,
        words=words.validity_words,
        confirmed=confirmed or ConfirmedNames(),
        whole=office_room(leave.room, rooms, today or day_of(dt.datetime.now(dt.UTC))),
        owners=owners or LockAtHand(),
    )
    sheets = [sheet for sheet in read_sheets(path) if not is_guidance(sheet)]
    used = _tables(path, sheets, office, words)
    layout, tally = Layout(), Tally(whole=office.whole)
    latest = (today or day_of(dt.datetime.now(dt.UTC))).year + _YEARS_AHEAD
    reader = RowReader(office, layout, tally, Manners(leave.marked, latest))
    rows = [row for _sheet, table in used for row in reader.rows(table)]
    unread = list[UnreadSheet]()
    for sheet in _left_out(sheets, used):
        further = [] if sheet.hidden else list(_headless_rows(sheet, used[0], reader, words))
        rows += further
        if not further:
            unread.append(UnreadSheet(sheet.name, _filled(sheet), sheet.hidden))
    tables = [table for _sheet, table in used]
    return RegisterReading(
        file_name=path.name,
        sha256=sha256_of(path),
        columns=layout.columns,
        unused=layout.unused,
        legacy_encoding=next((one.legacy_encoding for one in tables if one.legacy_encoding), ""),
        rows=tuple(duplicates_marked(rows)),
        headings=layout.headings,
        remarks=(*remarks_of(tally, tables), *_of_format(used)),
        unread=tuple(unread),
        new_rooms=_unknown((one.room for one in _records(rows)), office.knows_room),
        new_types=_unknown((one.record_type for one in _records(rows)), office.knows_type),
    )


def office_room(said: str, rooms: RoomTable, today: dt.date) -> str:
    """The room of papers whose register names none: as a person said, or the only one there is."""
    if said:
        known = rooms.match(said)
        return known.name if known else said
    present = rooms.lineage.present(today)
    return present[0].name if len(present) == 1 else ""


def _tables(
    path: Path, sheets: Sequence[Sheet], office: Office, words: RegisterWords
) -> list[tuple[Sheet, Table]]:
    """The sheets that are registers, each with its table.

    Raises:
        RegisterColumnsError, NoRoomError, ColumnDoubtError: See `read_register`.
    """
    names = words.heading_names
    pairs = [
        (
            sheet,
            locked(read_table(sheet, WANTED, needed=NEEDED, names=names), office.owners, names),
        )
        for sheet in sheets
        if not sheet.hidden
    ]
    used = [(sheet, table) for sheet, table in pairs if not _lacking(table, office)]
    if not used:
        raise _columns_error(path.name, [table for _sheet, table in pairs], office)
    for _sheet, table in used:
        for odd in odd_columns(table, office):
            raise ColumnDoubtError(
                path.name,
                sheet=odd.sheet,
                column=odd.label,
                meaning=column_title(odd.column),
                odd=odd.odd,
                filled=odd.filled,
                examples=", ".join(f"`{text}`" for text in odd.examples),
            )
    return used


def _lacking(table: Table, office: Office) -> list[tuple[Column, ...]]:
    """The needed groups that neither a column nor a title of the sheet gives."""
    lacking = [tuple(group) for group in table.heading.lacks(NEEDED)]
    if not lacking or not table.heading.places:
        return lacking
    titles = [title_section(table, office)]
    titles += [section_of(title_of(row), office) for row in table.rows if title_of(row)]
    given = {
        Column.ROOM: any(title.room for title in titles),
        Column.RECORD_TYPE: any(title.record_type for title in titles),
    }
    return [group for group in lacking if not given.get(group[0], False)]


def _columns_error(
    name: str, tables: Sequence[Table], office: Office
) -> RegisterColumnsError | NoRoomError:
    """Describe the sheet nearest to a register: the columns it has, and those it lacks."""
    nearest = min(tables, key=lambda table: len(_lacking(table, office)), default=None)
    lacking = _lacking(nearest, office) if nearest else list(NEEDED)
    labels = list(nearest.heading.labels.values()) if nearest else []
    if lacking == [(Column.ROOM,)]:
        return NoRoomError(name, rooms=", ".join(room.name for room in office.rooms.rooms))
    either = _(" or ")
    missing = [either.join(column_title(column) for column in group) for group in lacking]
    found = ", ".join(labels) or _("nothing")
    return RegisterColumnsError(name, found=found, missing=", ".join(missing))


def _left_out(sheets: Iterable[Sheet], used: Sequence[tuple[Sheet, Table]]) -> Iterator[Sheet]:
    read = [sheet for sheet, _table in used]
    yield from (sheet for sheet in sheets if sheet not in read and _filled(sheet))


def _of_format(used: Iterable[tuple[Sheet, Table]]) -> Iterator[str]:
    if not all(sheet.tells_marks for sheet, _table in used):
        yield _(
            "This kind of file does not tell us which rows are hidden or struck through, nor what "
            "formats add to numbers: save it as .xlsx to have that seen."
        )


def _filled(sheet: Sheet) -> int:
    return sum(not is_blank(row) for row in sheet.rows)


def _headless_rows(
    sheet: Sheet, first: tuple[Sheet, Table], reader: RowReader, words: RegisterWords
) -> Iterator[RegisterRow]:
    """The rows of a sheet without a heading that goes on with the first one: each is asked about.

    Nothing is counted under headings that stand on another sheet; but nothing is lost either:
    the rows go to the error sheet under those headings, and whoever imports it has agreed.
    """
    table = read_headless(sheet, first[1], first[0])
    table = locked(table, reader.office.owners, words.heading_names)
    if reader.reads_most(table):
        problem = _("headings on the sheet {sheet}: it has none, see whether they are these")
        for row in reader.rows(table):
            yield reader.refused(row, problem.format(sheet=table.sheet_name))


def _records(rows: Iterable[RegisterRow]) -> Iterator[RegisterRecord]:
    return (row.record for row in rows if row.record)


def _unknown(names: Iterable[str], knows: Callable[[str], bool]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return {name: count for name, count in sorted(counts.items()) if not knows(name)}
