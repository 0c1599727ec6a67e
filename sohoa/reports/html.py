"""The report as one HTML file: nothing to load, good on a screen, on A4 and to a screen reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sohoa.domain.vietnam_time import day_shown
from sohoa.durable import write_durably
from sohoa.language import language
from sohoa.reports import wording
from sohoa.reports.completion import CompletionReport
from sohoa.reports.numbers_and_dates import NOTHING, count_text, rate_text
from sohoa.reports.table import Cell, Kind, Table
from sohoa.reports.tables import report_tables

_TEMPLATES = Path(__file__).parent / "templates"


def write_html(report: CompletionReport, path: Path, tables: Sequence[Table] | None = None) -> None:
    """Write a report as a single HTML file, whole or not at all.

    `tables` are those of the report (`report_tables`), where they are at hand.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    write_durably(path, render_html(report, tables).encode("utf-8"))


def render_html(report: CompletionReport, tables: Sequence[Table] | None = None) -> str:
    """Draw a report; every value from outside is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = cell_text
    every = report_tables(report) if tables is None else tables
    drawn = [table for table in every if not table.in_workbook_only]
    titles = {table.key: table.title for table in every}
    return environment.get_template("completion.html.j2").render(
        language=language(),
        report=report,
        title=wording.title(report),
        facts=wording.facts(report),
        figures=wording.figures(report),
        phase_sentence=wording.phase_sentence(report),
        plan_sentence=wording.plan_sentence(report),
        rules=wording.rules(report),
        words=wording.page_words(),
        tables=drawn,
        drawn={table.key for table in drawn},
        further=wording.further,
        where=lambda figure: wording.where_in_workbook(figure, titles[figure.table]),
    )


def cell_text(value: Cell, kind: Kind) -> str:
    """Write one cell."""
    if kind is Kind.PERCENT:
        return rate_text(value if isinstance(value, int | float) else None)
    if value is None:
        return NOTHING
    if isinstance(value, dt.date):
        return day_shown(value)
    if kind is Kind.COUNT and isinstance(value, int):
        return count_text(value)
    return str(value)
