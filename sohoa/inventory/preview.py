"""Preview of a register file, before anything is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sohoa.domain.register import RegisterImport, RegisterRow, RowOutcome
from sohoa.inventory.error_sheet import explain_row, needs_a_person
from sohoa.inventory.register_file import RegisterReading, UnreadSheet


@dataclass(frozen=True, slots=True)
class RowReport:
    """A row that needs a person: where it stands and what is wrong.

    `differs`: it was not taken, or says something else of a paper than what is held.
    """

    sheet: str
    row_number: int
    problem: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """A register file as recognized, and every problem by row.

    Attributes:
        outcomes: Rows by outcome; they add up to `rows_read`.
        duplicates: Rows that repeat a paper of the same file.
        to_settle: Rows that were taken and whose validity or owner's number is unknown, for it was
            not understood.
        new_rooms, new_types: Names that neither the office's tables know nor a person has
            confirmed, and how many rows have them.
        unread: Sheets that were not read, though something stands in them.
        remarks: What else a person should know of how the file was read.
    """

    file_name: str
    columns: dict[str, str]
    unused: tuple[str, ...]
    legacy_encoding: str
    rows_read: int
    outcomes: dict[str, int]
    problems: tuple[RowReport, ...]
    duplicates: tuple[RowReport, ...]
    to_settle: tuple[RowReport, ...] = ()
    new_rooms: dict[str, int] = field(default_factory=dict)
    new_types: dict[str, int] = field(default_factory=dict)
    unread: tuple[UnreadSheet, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Say whether every row and sheet was taken, and no row says two things of a paper."""
        return not (self.problems or self.unread or any(one.differs for one in self.duplicates))


def preview_of(register: RegisterReading) -> Preview:
    """Say what was read of a register."""
    counts = Counter(row.outcome for row in register.rows)
    return Preview(
        file_name=register.file_name,
        columns=register.columns,
        unused=register.unused,
        legacy_encoding=register.legacy_encoding,
        rows_read=len(register.rows),
        outcomes={outcome.value: counts[outcome] for outcome in RowOutcome},
        problems=_reports(register, RowOutcome.ERROR),
        duplicates=_reports(register, RowOutcome.DUPLICATE),
        to_settle=tuple(one for one in _reports(register, RowOutcome.ACCEPTED) if one.problem),
        new_rooms=register.new_rooms,
        new_types=register.new_types,
        unread=register.unread,
        remarks=register.remarks,
    )


def reports_of(rows: Iterable[RegisterRow]) -> tuple[RowReport, ...]:
    """Give the reports of rows for a person."""
    return tuple(
        RowReport(row.sheet, row.row_number, explain_row(row), needs_a_person(row)) for row in rows
    )


def _reports(register: RegisterImport, outcome: RowOutcome) -> tuple[RowReport, ...]:
    return reports_of(row for row in register.rows if row.outcome is outcome)
