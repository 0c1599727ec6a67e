"""What a register file would bring, before anything is stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sohoa.domain.register import RegisterImport, RowOutcome
from sohoa.inventory.error_sheet import explain_row
from sohoa.inventory.register_file import RegisterReading
from sohoa.inventory.tables import RecordTypeTable, RoomTable


@dataclass(frozen=True, slots=True)
class RowReport:
    """A row that needs a person: where it stands and what is wrong."""

    sheet: str
    row_number: int
    problem: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What was recognized, and every problem by row.

    Attributes:
        outcomes: Rows by outcome; they add up to `rows_read`.
        duplicates: Rows that repeat a paper of the same file.
        new_rooms, new_types: Names that the office's tables do not know, kept as written.
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
    new_rooms: tuple[str, ...]
    new_types: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def preview_of(
    register: RegisterImport, *, rooms: RoomTable, record_types: RecordTypeTable
) -> Preview:
    """Say what was read of a register."""
    counts = Counter(row.outcome for row in register.rows)
    records = [row.record for row in register.rows if row.record is not None]
    return Preview(
        file_name=register.file_name,
        columns=register.columns,
        unused=register.unused,
        legacy_encoding=register.legacy_encoding,
        rows_read=len(register.rows),
        outcomes={outcome.value: counts[outcome] for outcome in RowOutcome},
        problems=_reports(register, RowOutcome.ERROR),
        duplicates=_reports(register, RowOutcome.DUPLICATE),
        new_rooms=tuple(sorted({one.room for one in records if not rooms.match(one.room)})),
        new_types=tuple(
            sorted({one.record_type for one in records if not record_types.match(one.record_type)})
        ),
        remarks=register.remarks if isinstance(register, RegisterReading) else (),
    )


def _reports(register: RegisterImport, outcome: RowOutcome) -> tuple[RowReport, ...]:
    return tuple(
        RowReport(row.sheet, row.row_number, explain_row(row))
        for row in register.rows
        if row.outcome is outcome
    )
