"""Reads an office's register: every row gets exactly one outcome, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from sohoa.domain.dates import PartialDate
from sohoa.domain.errors import RegisterColumnsError
from sohoa.domain.register import (
    RegisterImport,
    RegisterRecord,
    RegisterRow,
    RowOutcome,
    RowProblem,
    Validity,
)
from sohoa.domain.vietnamese import fold, squeeze
from sohoa.durable import sha256_of
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.inventory.validity import parse_last_day, parse_validity
from sohoa.language import _
from sohoa.tabular.cells import parse_count, parse_formed
from sohoa.tabular.columns import Field, Heading, field_of, find_heading, missing_fields
from sohoa.tabular.legacy import convert
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.sheet import EMPTY, Cell, CellKind, Sheet, is_blank

T = TypeVar("T")

#: A register must tell these of each paper: at least one field of each group.
NEEDED = (
    (Field.ROOM,),
    (Field.RECORD_TYPE,),
    (Field.NUMBER, Field.SUBJECT),
    (Field.DATE, Field.YEAR),
)
_NO_COUNT: int | None = None
_NO_DAY: dt.date | None = None
_TOTALS = ("tong cong", "tong so", "tong", "cong")
#: How many headings a row must repeat to be the heading again, on a further printed page.
_REPEATED_HEADINGS = 3
#: `I.`, `VIII.` or `12` before the title of a section.
_LONGEST_ORDINAL = 5


def read_register(path: Path, *, rooms: RoomTable, record_types: RecordTypeTable) -> RegisterImport:
    """Read every sheet of a register file that has a heading.

    Each paper needs a room, a type, a number or a subject, and a date or year. A room that is
    merged over several rows, or stands as a title above them, counts for all of them. Names
    of rooms and types that the office's tables know are written the tables' way; others stay
    as they are.

    Raises:
        RegisterFileError: The file cannot be read.
        RegisterColumnsError: No sheet has a row that names the needed columns.
    """
    office = _Office(rooms, record_types)
    sheets = read_sheets(path)
    found = [(sheet, find_heading(sheet, needed=NEEDED)) for sheet in sheets]
    used = [(sheet, heading) for sheet, heading in found if heading is not None]
    if not used:
        raise RegisterColumnsError(path.name, missing=_still_missing(sheets))
    rows = [row for sheet, heading in used for row in _rows(sheet, heading, office)]
    first = used[0][1]
    return RegisterImport(
        file_name=path.name,
        sha256=sha256_of(path),
        columns={one.value: name for one, name in first.names.items()},
        unused=first.unused,
        legacy_encoding=next((one.legacy_encoding for _s, one in used if one.legacy_encoding), ""),
        rows=tuple(_duplicates_marked(rows)),
        headings=first.row,
    )


@dataclass(frozen=True, slots=True)
class _Office:
    rooms: RoomTable
    record_types: RecordTypeTable

    def room(self, text: str) -> str:
        room = self.rooms.match(text)
        return room.name if room else text

    def record_type(self, text: str) -> str:
        kind = self.record_types.match(text)
        return kind.name if kind else text


@dataclass
class _Reader:
    """Reads the cells of one row and collects what is wrong with them."""

    cells: Sequence[Cell]
    heading: Heading
    problems: list[RowProblem] = field(default_factory=list)

    def cell(self, name: Field) -> Cell:
        column = self.heading.columns.get(name)
        return self.cells[column] if column is not None and column < len(self.cells) else EMPTY

    def text(self, name: Field) -> str:
        cell = self.cell(name)
        if cell.kind is CellKind.FAILED:
            self.wrong(name, cell.text, _("a value, not a failed formula"))
            return ""
        return squeeze(convert(cell.text, self.heading.legacy_encoding))

    def wrong(self, name: Field, value: str, expected: str) -> None:
        column = self.heading.names.get(name, name.value)
        self.problems.append(RowProblem(column, value, expected))

    def parsed(self, name: Field, read: Callable[[], T], expected: str, default: T) -> T:
        try:
            return read()
        except ValueError:
            self.wrong(name, self.text(name), expected)
            return default


def _rows(sheet: Sheet, heading: Heading, office: _Office) -> Iterator[RegisterRow]:
    filled = _fill_merged_rooms(sheet, heading)
    section = ""
    for position, (number, cells) in enumerate(sheet.numbered()):
        if position <= heading.position or is_blank(cells):
            continue
        cells = filled.get(position, cells)  # noqa: PLW2901 - the row as it is meant
        texts = tuple(convert(cell.text, heading.legacy_encoding) for cell in cells)
        title = _section_room(texts, office)
        if title or _is_total(texts) or _is_heading_again(texts):
            section = title or section
            yield RegisterRow(sheet.name, number, RowOutcome.SUBTOTAL, texts)
            continue
        yield _row(
            sheet.name, number, texts, _Reader(cells, heading), office=office, section=section
        )


def _row(
    sheet: str,
    number: int,
    texts: tuple[str, ...],
    reader: _Reader,
    *,
    office: _Office,
    section: str,
) -> RegisterRow:
    record = _record(reader, office, section)
    problems = tuple(reader.problems)
    return RegisterRow(
        sheet=sheet,
        row_number=number,
        outcome=RowOutcome.ERROR if problems else RowOutcome.ACCEPTED,
        cells=texts,
        record=None if problems else record,
        problems=problems,
        origin=reader.text(Field.ORIGIN),
    )


def _record(reader: _Reader, office: _Office, section: str) -> RegisterRecord | None:
    """The paper a row describes; what is wrong with it stands in the reader."""
    room = office.room(reader.text(Field.ROOM)) or section
    kind = office.record_type(reader.text(Field.RECORD_TYPE))
    number, subject = reader.text(Field.NUMBER), reader.text(Field.SUBJECT)
    if not room:
        reader.wrong(Field.ROOM, "", _("the room that holds the paper"))
    if not kind:
        reader.wrong(Field.RECORD_TYPE, "", _("the type of the paper"))
    if not number and not subject:
        reader.wrong(Field.NUMBER, "", _("a number or a subject"))
    formed = _formed(reader)
    sheets = reader.parsed(
        Field.SHEETS, lambda: parse_count(reader.cell(Field.SHEETS)), _("a whole number"), _NO_COUNT
    )
    validity, until = _validity(reader)
    if formed is None:
        return None
    return RegisterRecord(
        room=room,
        record_type=kind,
        number=number,
        formed=formed,
        subject=subject,
        owner=reader.text(Field.OWNER),
        location=" / ".join(
            part for part in (reader.text(Field.BOX), reader.text(Field.SHELF)) if part
        ),
        sheets=sheets,
        validity=validity,
        valid_until=until,
        exclusion=reader.text(Field.EXCLUSION),
    )


def _formed(reader: _Reader) -> PartialDate | None:
    date, year = reader.cell(Field.DATE), reader.cell(Field.YEAR)
    expected = _("a date (5/3/2012, 03/2012 or 2012) that exists")
    name = Field.DATE if Field.DATE in reader.heading.columns else Field.YEAR
    nothing: PartialDate | None = None
    return reader.parsed(name, lambda: parse_formed(date, year), expected, nothing)


def _validity(reader: _Reader) -> tuple[Validity, dt.date | None]:
    text, last = reader.text(Field.VALIDITY), reader.text(Field.VALID_UNTIL)
    expected = _(
        "a known state, such as: còn hiệu lực, hết hạn, đã thay thế, đã thu hồi, đã sử dụng"
    )
    unknown: tuple[Validity, dt.date | None] = (Validity.UNKNOWN, None)
    state, until = reader.parsed(Field.VALIDITY, lambda: parse_validity(text), expected, unknown)
    if last:
        day = _("the last day of validity (31/12/2025)")
        stated = reader.parsed(Field.VALID_UNTIL, lambda: parse_last_day(last), day, _NO_DAY)
        state = Validity.IN_FORCE if state is Validity.UNKNOWN and stated else state
        until = stated or until
    return state, until


def _fill_merged_rooms(sheet: Sheet, heading: Heading) -> dict[int, tuple[Cell, ...]]:
    """Rows whose room is merged with the row above, with that room written in."""
    column = heading.columns.get(Field.ROOM)
    filled: dict[int, tuple[Cell, ...]] = {}
    if column is None:
        return filled
    for span in sheet.spans:
        if not span.left <= column + sheet.first_column <= span.right:
            continue
        top = span.top - (sheet.first_row - 1)
        for position in range(top + 1, span.bottom - (sheet.first_row - 1) + 1):
            if heading.position < top and position < len(sheet.rows):
                row = list(sheet.rows[position])
                row[column] = sheet.rows[top][column]
                filled[position] = tuple(row)
    return filled


def _section_room(texts: Sequence[str], office: _Office) -> str:
    """The room that a row names as a title: its only text, and a room the office knows."""
    said = [squeeze(text) for text in texts if text.strip()]
    if len(said) not in (1, 2):
        return ""
    title = said[-1].partition(". ")[2] or said[-1]
    known = office.rooms.match(title)
    return known.name if known and (len(said) == 1 or len(said[0]) <= _LONGEST_ORDINAL) else ""


def _is_total(texts: Sequence[str]) -> bool:
    """A row that adds up the rows above: it begins with a word for a sum."""
    first = next((fold(squeeze(text)) for text in texts if text.strip()), "")
    return any(first == word or first.startswith((f"{word} ", f"{word}:")) for word in _TOTALS)


def _is_heading_again(texts: Sequence[str]) -> bool:
    return sum(field_of(text) is not None for text in texts) >= _REPEATED_HEADINGS


def _duplicates_marked(rows: Sequence[RegisterRow]) -> Iterator[RegisterRow]:
    """A paper that stands in the file twice is a duplicate the second time."""
    seen: set[str] = set()
    for row in rows:
        if row.record is not None and row.record.key in seen:
            yield replace(row, outcome=RowOutcome.DUPLICATE)
            continue
        if row.record is not None:
            seen.add(row.record.key)
        yield row


def _still_missing(sheets: Sequence[Sheet]) -> str:
    best = [find_heading(sheet, needed=()) for sheet in sheets]
    headings = [heading for heading in best if heading is not None]
    fullest = max(headings, key=lambda heading: len(heading.columns), default=None)
    return ", ".join(missing_fields(fullest, NEEDED))
