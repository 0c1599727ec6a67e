"""Reports of ten years of an office, which people worked out by hand: the audit counts them alike.

Whatever they are of: the plan, a phase, the inventory; of any day, as known on any later one.
"""

from __future__ import annotations

import datetime as dt
import json
from itertools import product

import pytest
from living_office import put_catalogue
from ten_years import live, settings_of

from sohoa.catalogue.writer import Catalogue
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.report_check import ReportCheck
from sohoa.reports.machine_part import render_json
from sohoa.use_cases.report_names import names_of_report
from sohoa.use_cases.reporting import AskedReport, compute_report, open_office
from sohoa.work.witness import enter_rules
from sohoa.workspace import CHECKOUT, Workspace

NOW = dt.datetime(2026, 7, 1, 3, tzinfo=dt.UTC)
DAYS = [
    dt.date(2021, 1, 1), dt.date(2022, 12, 31), dt.date(2023, 5, 5), dt.date(2023, 12, 31),
    dt.date(2024, 2, 5), dt.date(2024, 12, 31), dt.date(2025, 7, 1), dt.date(2026, 7, 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def office(catalogue_at, tmp_path_factory) -> Workspace:
    """The office as it stands in the summer of 2026, on both databases."""
    workspace = Workspace(tmp_path_factory.mktemp("ten"))
    workspace.data_dir.mkdir()
    workspace.plan_path.write_text((CHECKOUT / "phases.yaml").read_text("utf-8"), "utf-8")
    settings_of(workspace)
    put_catalogue(workspace, catalogue_at(workspace.root))
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        live(catalogue, workspace.root)
        enter_rules(workspace, catalogue, at=NOW)
    return workspace


def machine_part(workspace: Workspace, asked: AskedReport) -> dict:
    """The report that was asked for, as machines read it."""
    report = compute_report(open_office(workspace, asked, now=NOW), asked, now=NOW)
    return json.loads(render_json(report))


def differences(workspace: Workspace, said: dict) -> list[str]:
    """What does not follow."""
    with InspectionDoor.open(workspace.catalogue_url) as door:
        check = ReportCheck(door, said, names_of_report(workspace, said))
        found = [f"{one.code} {one.details}" for one in check.differences()]
        return [*found, *(f"uncounted {one}" for one in check.unchecked if "proof" in one)]


@pytest.mark.parametrize("phase", [None, 1, 2, 3, 4])
def test_every_report_of_ten_years_is_counted_alike(office, phase):
    """Of each day as known at its end, and at the end of each later one."""
    for day, known in product(DAYS, DAYS):
        if known >= day:
            said = machine_part(office, AskedReport(phase, day, known))
            assert differences(office, said) == [], (day, known)
    said = machine_part(office, AskedReport(phase, DAYS[-1], since=dt.date(2022, 12, 31)))
    assert differences(office, said) == []


@pytest.mark.parametrize("phase", [None, 1, 3])
def test_by_the_names_of_today(office, phase):
    """Rooms were merged in 2025: a report by today's names is counted by these."""
    for day in DAYS[1:]:
        said = machine_part(office, AskedReport(phase, day, names_today=True))
        assert differences(office, said) == []
