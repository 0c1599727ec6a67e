"""One row of a register becomes a record, or the list of what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sohoa.domain.owner_numbers import FAULT_TEXTS, NumberFault, is_in_place_of_one
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord, RowProblem
from sohoa.domain.secrecy import SECRET, says_secret
from sohoa.inventory.numbers import question_about
from sohoa.inventory.owner_columns import kept_of
from sohoa.inventory.plausible import is_odd_year, looks_like_a_room, looks_like_a_type
from sohoa.inventory.section import Office, Section
from sohoa.inventory.validity import Standing, read_standing
from sohoa.language import _
from sohoa.tabular.cells import CellError, parse_count, parse_formed, parse_number
from sohoa.tabular.columns import Column, column_title, plain_heading
from sohoa.tabular.sheet import EMPTY, Cell, CellKind

T = TypeVar("T")

#: The word that says what a bare `12` in the column of boxes or shelves is.
_PLACES = {Column.BOX: "Hộp", Column.SHELF: "Giá"}
_BARE_PLACE = re.compile(r"^(?:[A-Z]|[A-Z]{0,2}[\d.,\-/]+[A-Z]?)$", re.IGNORECASE)
#: What a cell may hold that gives no reason why a paper is not to be digitized.
_NO_REASON = frozenset(
    {"", "0", "chua", "chua co", "false", "khong", "khong co", "khong co ly do", "n", "no", "none"}
)
#: How the reason of a paper with a degree of secrecy begins, as registers are written.
_CLASSIFIED = "Giấy tờ mật"
_YES = frozenset({"x", "v", "có", "co", "đúng", "dung", "yes", "y", "1", "true", "ok"})


@dataclass(frozen=True, slots=True)
class RowReading:
    """A row as read.

    Attributes:
        record: The paper; `None` where something is wrong with the row.
        problems: Everything that is wrong.
        doubts: What a person has to settle though the row was taken: its validity, the numbers of
            its owner.
    """

    record: RegisterRecord | None
    problems: tuple[RowProblem, ...]
    doubts: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """The way in which the rows of a table are read, beside what stands in them.

    Attributes:
        plain_numbers_usual: See `sohoa.inventory.numbers`.
        without_above: Columns of the row with a ditto mark and nothing above it.
        is_confirmed: A person has said of the row that it is meant as it stands.
        latest_year: Papers of a later year are asked about; `None`: of none.
    """

    latest_year: int | None = None
    plain_numbers_usual: bool = False
    without_above: Collection[Column] = ()
    is_confirmed: bool = False


def is_yes(cell: Cell) -> bool:
    """Say whether a person confirmed something in a cell."""
    return cell.text.strip().casefold() in _YES


def read_record(
    cells: Mapping[Column, Cell],
    labels: Mapping[Column, str],
    *,
    office: Office,
    section: Section,
    manner: Manner = Manner(),
) -> RowReading:
    """Read the paper a row describes: the record, or everything that is wrong with the row.

    Required are the room and the type (of their own or of a title above), a number or a
    subject, and a date or a year. What is not required may be missing, not unreadable; words
    about validity may be anything, and what is not understood leaves the validity unknown; so
    does what is no number of an owner leave it unknown.
    """
    reader = _Reader(cells, labels, manner)
    room = reader.room(office, section)
    kind = reader.record_type(office, section)
    subject = reader.text(Column.SUBJECT)
    number = reader.parsed(Column.NUMBER, reader.number, default="")
    if not (number or subject):
        reader.wrong(Column.NUMBER, _("a number or a subject"))
    formed = reader.formed(section.year)
    standing = read_standing(cells, formed, words=office.words)
    sheets = reader.sheets()
    owner, location = reader.text(Column.OWNER), reader.location()
    exclusion = reader.exclusion(office.exclusion_of(kind, formed))
    owner_id, faults = kept_of(cells, office.owners)
    if formed is None or reader.problems:
        return RowReading(None, tuple(reader.problems))
    record = RegisterRecord(
        room=room,
        record_type=kind,
        number=number,
        formed=formed,
        subject=subject,
        owner=owner,
        location=location,
        sheets=sheets,
        validity=standing.validity,
        valid_until=standing.until,
        exclusion=exclusion,
        owner_id=owner_id,
    )
    doubts = (*_doubts(standing, cells, labels), *_of_numbers(faults, cells, labels))
    return RowReading(record, (), doubts)


def _doubts(
    standing: Standing, cells: Mapping[Column, Cell], labels: Mapping[Column, str]
) -> tuple[RowProblem, ...]:
    return tuple(
        RowProblem(
            labels.get(doubt.column) or column_title(doubt.column),
            cells.get(doubt.column, EMPTY).text,
            doubt.expected,
        )
        for doubt in standing.doubts
    )


def _of_numbers(
    faults: Mapping[Column, NumberFault],
    cells: Mapping[Column, Cell],
    labels: Mapping[Column, str],
) -> tuple[RowProblem, ...]:
    return tuple(
        RowProblem(
            labels.get(column) or column_title(column),
            "•••" if is_in_place_of_one(cells[column].text) else cells[column].text,
            _(FAULT_TEXTS[fault]),
        )
        for column, fault in faults.items()
    )


def _odd_year(year: int) -> str:
    said = _("a year that can be right, not {year}; if it is: `x` under “Xác nhận”")
    return said.format(year=year)


@dataclass
class _Reader:
    """Reads the cells of one row and collects what is wrong with them, a column once."""

    cells: Mapping[Column, Cell]
    labels: Mapping[Column, str]
    manner: Manner
    problems: list[RowProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        for column in self.manner.without_above:
            self.wrong(column, _("a value; the ditto mark has nothing above it"))

    def cell(self, column: Column) -> Cell:
        return self.cells.get(column, EMPTY)

    def wrong(self, column: Column, expected: str) -> None:
        label = self.labels.get(column) or column_title(column)
        if not any(problem.column == label for problem in self.problems):
            self.problems.append(RowProblem(label, self.cell(column).text, expected))

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

    def room(self, office: Office, section: Section) -> str:
        """The room, which must be one of the office's or at least look like one."""
        text = self.text(Column.ROOM)
        room = office.room_name(text) or section.room
        if not room:
            self.wrong(Column.ROOM, _("the room that holds the paper; every row needs its own"))
        if text and not office.knows_room(text) and not looks_like_a_room(text):
            self.wrong(Column.ROOM, _("a room of the office; this looks like something else"))
        return room

    def record_type(self, office: Office, section: Section) -> str:
        text = self.text(Column.RECORD_TYPE)
        kind = office.type_name(text) or section.record_type
        if not kind:
            self.wrong(Column.RECORD_TYPE, _("the type of the paper"))
        if text and not office.knows_type(text) and not looks_like_a_type(text):
            self.wrong(Column.RECORD_TYPE, _("the type of the paper; this has no word in it"))
        return kind

    def number(self) -> str:
        number = parse_number(self.cell(Column.NUMBER), self.cell(Column.NOTATION))
        if number and not self.manner.is_confirmed:
            usual = self.manner.plain_numbers_usual
            if question := question_about(number, plain_numbers_usual=usual):
                raise CellError(question)
        return number

    def formed(self, year_around: int | None) -> PartialDate | None:
        date, year = self.cell(Column.DATE), self.cell(Column.YEAR)
        column = Column.DATE if Column.DATE in self.cells else Column.YEAR
        try:
            formed = parse_formed(date, year, year_around=year_around)
        except CellError as error:
            self.wrong(Column(error.column or column), str(error))
            return None
        if formed is None:
            self.wrong(column, _("the date or the year of the paper"))
        elif is_odd_year(formed.year, self.manner.latest_year) and not self.manner.is_confirmed:
            self.wrong(column if self.cell(column).text else Column.YEAR, _odd_year(formed.year))
        return formed

    def exclusion(self, of_type: str) -> str:
        """Return the reason not to digitize the paper; `Không` under that heading is none.

        What the row says goes before what holds for its type. What has a degree of secrecy is never
        digitized, whatever else is said.
        """
        text = self.text(Column.EXCLUSION).strip("-–. ")
        said = "" if plain_heading(text) in _NO_REASON else text
        reason = said if text else of_type
        degree = self.text(Column.SECRECY)
        if not says_secret(degree) or SECRET.search(reason.casefold()):
            return reason
        return "; ".join(part for part in (f"{_CLASSIFIED} ({degree})", reason) if part)

    def sheets(self) -> int | None:
        cell = self.cell(Column.SHEETS)
        return self.parsed(Column.SHEETS, lambda: parse_count(cell), default=None)

    def location(self) -> str:
        """Return the paper's place: place, box and shelf, each as the register says it."""
        parts = [self.text(Column.LOCATION)]
        for column, word in _PLACES.items():
            text = self.text(column)
            parts.append(f"{word} {text}" if _BARE_PLACE.match(text) else text)
        return ", ".join(part for part in parts if part)
