"""Very long lists of a report as files of their own: CSV in UTF-8, as spreadsheets open it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from sohoa.durable import written_durably
from sohoa.reports import wording
from sohoa.reports.completion import CompletionReport
from sohoa.reports.table import Table
from sohoa.reports.tables import report_tables
from sohoa.tabular.cells import spreadsheet_safe


def write_csv_files(
    report: CompletionReport, stem: Path, tables: Sequence[Table] | None = None
) -> tuple[Path, ...]:
    """Write a file for each table that is too long for the workbook, whole or not at all.

    Their names begin with that of the report. Texts that a spreadsheet would take for a formula
    are defused. What an earlier report of that name had is replaced, or taken away. `tables` are
    those of the report (`report_tables`), where they are at hand.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    for path in stem.parent.glob(f"{stem.name}.*.csv"):
        path.unlink()
    every = report_tables(report) if tables is None else tables
    return tuple(_write(table, stem) for table in every if table.has_own_file)


def _write(table: Table, stem: Path) -> Path:
    path = stem.with_name(f"{stem.name}.{wording.csv_name(table)}")
    with (
        written_durably(path) as part,
        part.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow([column.heading for column in table.columns])
        writer.writerows(_rows(table))
    return path


def _rows(table: Table) -> Iterator[list[object]]:
    for row in table.rows:
        yield [spreadsheet_safe(value) if isinstance(value, str) else value for value in row]
