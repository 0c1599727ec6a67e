"""What a figure links to is exactly its rows: in reports of an office with every kind of case."""

from __future__ import annotations

import datetime as dt

import pytest
from ten_years import live, settings_of

from sohoa.catalogue.writer import Catalogue
from sohoa.plan_file import load_plan
from sohoa.reports import wording
from sohoa.reports.completion import CompletionReport
from sohoa.reports.table import Table
from sohoa.reports.tables import report_tables
from sohoa.settings import load_settings
from sohoa.use_cases.report_forms import Office
from sohoa.use_cases.reporting import AskedReport, compute_report
from sohoa.workspace import CHECKOUT, Workspace

NOW = dt.datetime(2026, 7, 1, 3, tzinfo=dt.UTC)
#: Of a phase that counts, of one that digitizes, and of the whole plan.
ASKED = [(1, 2022), (1, 2025), (2, 2023), (2, 2025), (3, 2024), (None, 2023), (None, 2025)]


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    """An office of ten years."""
    folder = tmp_path_factory.mktemp("ten")
    workspace = Workspace(folder)
    workspace.data_dir.mkdir()
    workspace.plan_path.write_text((CHECKOUT / "phases.yaml").read_text("utf-8"), "utf-8")
    settings_of(workspace)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        live(catalogue, folder)
    return Office(workspace, load_settings(workspace.config_dir), load_plan(workspace.plan_path))


@pytest.fixture(scope="module", params=ASKED, ids=str)
def report(request, office) -> CompletionReport:
    phase, year = request.param
    return compute_report(office, AskedReport(phase, dt.date(year, 12, 31)), now=NOW)


@pytest.fixture
def lists(report) -> dict[str, Table]:
    return {table.key: table for table in report_tables(report)}


def test_figures_of_the_headline_are_the_lengths_of_their_lists(report, lists):
    """Where only some rows are meant, those are as many."""
    for figure in wording.figures(report):
        rows = [*lists[figure.table].rows]
        if figure.only:
            name, value = figure.only
            headings = [column.heading for column in lists[figure.table].columns]
            rows = [row for row in rows if row[headings.index(name)] == value]
        assert figure.value == str(len(rows)), figure


def test_a_heading_leads_to_as_many_rows_as_its_column_sums_up_to(report, lists):
    """In every table: rooms, types, years, gaps, movement, the proof of a count."""
    asked = 0
    for table in lists.values():
        for at, column in enumerate(table.columns):
            if column.behind in lists:
                total = table.total[at] if table.total else sum(row[at] or 0 for row in table.rows)
                assert total == len(lists[column.behind].rows), (table.key, column.heading)
                asked += 1
    assert asked > 3


def test_a_row_leads_to_no_fewer_rows_than_it_counts(report, lists):
    """What it counts stands in its list, all of it."""
    for table in lists.values():
        for row, key in zip(table.rows, table.behind, strict=False):
            count = next((cell for cell in row if isinstance(cell, int)), None)
            if key in lists and count is not None:
                assert count <= len(lists[key].rows), (table.key, row)
