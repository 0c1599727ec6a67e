"""One row of a register becomes a record, or the list of what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sohoa.domain.dates import PartialDate
from sohoa.domain.register import RegisterRecord, RowProblem, Validity
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.inventory.validity import parse_last_day, read_validity
from sohoa.language import _
from sohoa.tabular.cells import CellError, parse_count, parse_formed, parse_number
from sohoa.tabular.columns import Column, column_title
from sohoa.tabular.sheet import EMPTY, Cell, CellKind

T = TypeVar("T")

#: The word that says what a bare `12` in the column of boxes or shelves is.
_PLACES = {Column.BOX: "Hộp", Column.SHELF: "Giá"}
_BARE_PLACE = re.compile(r"^(?:[A-Z]|[A-Z]{0,2}[\d.,\-/]+[A-Z]?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Office:
    """The office's own tables, by which names are brought to one form."""

    rooms: RoomTable
    record_types: RecordTypeTable

    def room_name(self, text: str) -> str:
        """The office's name of a room; a room it does not know keeps the name it has."""
        room = self.rooms.match(text)
        return room.name if room else text

    def type_name(self, text: str) -> str:
        """The office's name of a type of paper; an unknown one keeps the name it has."""
        kind = self.record_types.match(text)
        return kind.name if kind else text


@dataclass(frozen=True, slots=True)
class Section:
    """What titles say about the rows below them; empty where they say nothing."""

    room: str = ""
    record_type: str = ""


def read_record(
    cells: Mapping[Column, Cell],
    labels: Mapping[Column, str],
    *,
    office: Office,
    section: Section,
) -> tuple[RegisterRecord | None, tuple[RowProblem, ...]]:
    """Read the paper a row describes: the record, or everything that is wrong with the row.

    Required are the room and the type (of their own or of a title above), a number or a
    subject, and a date or a year. What is not required may be missing, not unreadable.
    """
    reader = _Reader(cells, labels)
    room = office.room_name(reader.text(Column.ROOM)) or section.room
    kind = office.type_name(reader.text(Column.RECORD_TYPE)) or section.record_type
    subject = reader.text(Column.SUBJECT)
    number = reader.parsed(Column.NUMBER, reader.number, default="")
    reader.require(Column.ROOM, room, _("the room that holds the paper; every row needs its own"))
    reader.require(Column.RECORD_TYPE, kind, _("the type of the paper"))
    reader.require(Column.NUMBER, number or subject, _("a number or a subject"))
    formed = reader.formed()
    validity, until = reader.validity()
    valid_until = reader.valid_until()
    if valid_until and validity is Validity.UNKNOWN:
        validity = Validity.IN_FORCE
    sheets = reader.sheets()
    owner, location = reader.text(Column.OWNER), reader.location()
    exclusion = reader.text(Column.EXCLUSION).strip("-–. ")
    if formed is None or reader.problems:
        return None, tuple(reader.problems)
    record = RegisterRecord(
        room=room,
        record_type=kind,
        number=number,
        formed=formed,
        subject=subject,
        owner=owner,
        location=location,
        sheets=sheets,
        validity=validity,
        valid_until=valid_until or until,
        exclusion=exclusion,
    )
    return record, ()


@dataclass
class _Reader:
    """Reads the cells of one row and collects what is wrong with them, a column once."""

    cells: Mapping[Column, Cell]
    labels: Mapping[Column, str]
    problems: list[RowProblem] = field(default_factory=list)

    def cell(self, column: Column) -> Cell:
        return self.cells.get(column, EMPTY)

    def wrong(self, column: Column, expected: str) -> None:
        label = self.labels.get(column) or column_title(column)
        if not any(problem.column == label for problem in self.problems):
            self.problems.append(RowProblem(label, self.cell(column).text, expected))

    def require(self, column: Column, value: str, expected: str) -> None:
        if not value:
            self.wrong(column, expected)

    def text(self, column: Column) -> str:
        cell = self.cell(column)
        if cell.kind is CellKind.FAILED:
            self.wrong(column, _("a text; the formula has no result"))
            return ""
        return cell.text

    def parsed(self, column: Column, read: Callable[[], T], *, default: T) -> T:
        try:
            return read()
        except CellError as error:
            self.wrong(column, str(error))
            return default

    def number(self) -> str:
        return parse_number(self.cell(Column.NUMBER), self.cell(Column.NOTATION))

    def formed(self) -> PartialDate | None:
        is_year_only = Column.DATE not in self.cells or (
            self.cell(Column.YEAR).text and not self.cell(Column.DATE).text
        )
        column = Column.YEAR if is_year_only else Column.DATE
        date, year = self.cell(Column.DATE), self.cell(Column.YEAR)
        formed = self.parsed(column, lambda: parse_formed(date, year), default=None)
        if formed is None:
            self.wrong(column, _("the date or the year of the paper"))
        return formed

    def validity(self) -> tuple[Validity, dt.date | None]:
        unknown: tuple[Validity, dt.date | None] = (Validity.UNKNOWN, None)
        ticks = (Column.VALIDITY, Column.IN_FORCE_TICK, Column.EXPIRED_TICK)
        column = next((one for one in ticks if self.cell(one).text), Column.VALIDITY)
        return self.parsed(column, lambda: read_validity(self.cells), default=unknown)

    def valid_until(self) -> dt.date | None:
        cell = self.cell(Column.VALID_UNTIL)
        return self.parsed(Column.VALID_UNTIL, lambda: parse_last_day(cell), default=None)

    def sheets(self) -> int | None:
        cell = self.cell(Column.SHEETS)
        return self.parsed(Column.SHEETS, lambda: parse_count(cell), default=None)

    def location(self) -> str:
        """Where the paper lies: place, box and shelf, each as the register says it."""
        parts = [self.text(Column.LOCATION)]
        for column, word in _PLACES.items():
            text = self.text(column)
            parts.append(f"{word} {text}" if _BARE_PLACE.match(text) else text)
        return ", ".join(part for part in parts if part)
