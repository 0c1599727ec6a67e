"""Titles over rows: the room, the type of paper and the year they give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sohoa.domain.grammar.dates import (
    DAY_WRITTEN_OUT,
    YEAR_ALONE,
    YEAR_OF_A_SHEET_NAME,
    YEAR_OF_A_TITLE,
)
from sohoa.domain.owner_numbers import LockAtHand
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnamese import fold
from sohoa.inventory.confirmed import ConfirmedNames
from sohoa.inventory.row_kinds import without_ordinal
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.inventory.validity import BUILT_IN, ValidityWords
from sohoa.tabular.columns import Column
from sohoa.tabular.table import Table


@dataclass(frozen=True, slots=True)
class Office:
    """The office's own tables and words.

    Attributes:
        whole: The room of papers whose register names none, where that is known: the office
            has one room, or a person said which.
        owners: The lock of owners' numbers.
    """

    rooms: RoomTable
    record_types: RecordTypeTable
    words: ValidityWords = BUILT_IN
    confirmed: ConfirmedNames = field(default_factory=ConfirmedNames)
    whole: str = ""
    owners: LockAtHand = field(default_factory=LockAtHand)

    def knows_room(self, text: str) -> bool:
        """Say whether a name is a room of the tables, or was confirmed."""
        return bool(self.rooms.match(text)) or self.confirmed.has_room(text)

    def knows_type(self, text: str) -> bool:
        """Say whether a name is a type of the tables, or was confirmed."""
        return bool(self.record_types.match(text)) or self.confirmed.has_type(text)

    def room_name(self, text: str) -> str:
        """The office's name of a room; a room it does not know keeps the name it has."""
        room = self.rooms.match(text)
        return room.name if room else text

    def exclusion_of(self, record_type: str, formed: PartialDate | None) -> str:
        """Why no paper of a type and a day is to be digitized; empty where each paper says it."""
        kind = self.record_types.match(record_type)
        return kind.exclusion_of(formed) if kind else ""

    def type_name(self, text: str) -> str:
        """The office's name of a type of paper; an unknown one keeps the name it has."""
        kind = self.record_types.match(text)
        return kind.name if kind else text


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that titles give for the rows below them; empty where they give none."""

    room: str = ""
    record_type: str = ""
    year: int | None = None


def title_section(table: Table, office: Office) -> Section:
    """Read the titles above the heading and the sheet's name, for facts that have no column.

    Where there is a column, an empty cell in it is not filled from so far away. The year is
    that of the sheet's name, or of the titles, and none where they name two.
    """
    found = [section_of(title, office) for title in (*table.titles, table.sheet_name)]
    rooms = [one.room for one in found if one.room]
    kinds = [one.record_type for one in found if one.record_type]
    places = table.heading.places
    room = rooms[0] if Column.ROOM not in places and len(set(rooms)) == 1 else ""
    if not room and not rooms and Column.ROOM not in places:
        room = office.whole
    return Section(
        room=room,
        record_type=kinds[0] if Column.RECORD_TYPE not in places and len(set(kinds)) == 1 else "",
        year=_year_of(table.titles, table.sheet_name),
    )


def section_of(title: str, office: Office) -> Section:
    """Read one title."""
    plain = without_ordinal(title)
    room = office.rooms.match(plain) or office.rooms.find_in(plain)
    kind = office.record_types.match(plain) or office.record_types.find_in(plain)
    alone = YEAR_ALONE.match(fold(plain).strip())
    return Section(
        room.name if room else "", kind.name if kind else "", int(alone[1]) if alone else None
    )


def within(outer: Section, inner: Section, title: str = "") -> Section:
    """A title of a room begins anew; a title of a type goes on within the room."""
    year = inner.year or _only(_years_said([title])) or outer.year
    if inner.room:
        return Section(inner.room, inner.record_type, year)
    return Section(outer.room, inner.record_type or outer.record_type, year)


def _year_of(titles: Iterable[str], sheet_name: str) -> int | None:
    of_sheet = {int(year) for year in YEAR_OF_A_SHEET_NAME.findall(sheet_name)}
    said = _years_said(titles)
    if of_sheet and said and of_sheet != said:
        return None
    return _only(of_sheet or said)


def _years_said(titles: Iterable[str]) -> set[int]:
    plain = [DAY_WRITTEN_OUT.sub(" ", fold(title)) for title in titles]
    return {int(year) for title in plain for year in YEAR_OF_A_TITLE.findall(title)}


def _only(years: set[int]) -> int | None:
    return next(iter(years)) if len(years) == 1 else None
