"""Two programs count one office: every number of a report is that of the audit, whatever happened.

One makes the report, the other counts it again from facts by rules of its own; neither knows the
other. A number that is changed afterwards is found.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from living_office import ACTS, BEGIN, Office

from sohoa.catalogue.writer import Catalogue
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.inspection.report_check import ReportCheck
from sohoa.reports.machine_part import render_json
from sohoa.use_cases.reporting import AskedReport, compute_report, open_office
from sohoa.work.witness import enter_rules
from sohoa.workspace import CHECKOUT, Workspace


def workspace_in(folder: Path) -> Workspace:
    """An office's plan and settings, and an empty catalogue."""
    folder.mkdir(parents=True)
    shutil.copy(CHECKOUT / "phases.yaml", folder)
    (folder / "config").symlink_to(CHECKOUT / "config")
    (folder / "data").mkdir()
    return Workspace(folder)


def lived_in(workspace: Workspace, acts) -> dt.datetime:
    """Let an office live; gives the time it is afterwards."""
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        enter_rules(workspace, catalogue, at=BEGIN)
        office = Office(catalogue, workspace.archive_dir)
        for act in acts:
            office.act(*act)
    return office.now


def machine_part(workspace: Workspace, asked: AskedReport, now: dt.datetime) -> dict:
    """The report that was asked for, as machines read it."""
    report = compute_report(open_office(workspace, asked, now=now), asked, now=now)
    return json.loads(render_json(report))


def differences(workspace: Workspace, said: dict) -> list[str]:
    """What does not follow."""
    with InspectionDoor.open(workspace.catalogue_url) as door:
        return [f"{one.code} {one.details}" for one in ReportCheck(door, said).differences()]


_folders = count()


@settings(max_examples=30, deadline=None)
@given(
    acts=st.lists(ACTS, min_size=1, max_size=12),
    asked=st.lists(
        st.tuples(st.sampled_from([None, 1, 2, 3, 4]), st.integers(0, 12), st.integers(0, 12)),
        min_size=1,
        max_size=3,
    ),
)
def test_two_programs_count_alike(tmp_path_factory, acts, asked):
    """Of every phase and the plan, of any day as known on any: and the ledger is whole."""
    workspace = workspace_in(tmp_path_factory.getbasetemp() / f"office-{next(_folders)}")
    now = lived_in(workspace, acts)
    today = now.date()
    for phase, as_of, known in asked:
        day, until = (min(BEGIN.date() + dt.timedelta(n), today) for n in (as_of, known))
        said = machine_part(workspace, AskedReport(phase, day, until), now)
        assert differences(workspace, said) == []
    with InspectionDoor.open(workspace.catalogue_url) as door:
        assert [*Inspection(door, []).differences()] == []
    shutil.rmtree(workspace.root)


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> tuple[Workspace, dict]:
    """An office, and a report of its plan."""
    workspace = workspace_in(tmp_path_factory.mktemp("office") / "office")
    from catalogue_samples import paper

    acts = [
        ("import", [paper("1/QĐ"), paper("2/QĐ"), paper("3/GP", formed="05/01/2024"), None]),
        ("archive", 1),
        ("archive", 3),
        ("archive", 9),
    ]
    now = lived_in(workspace, acts)
    return workspace, machine_part(workspace, AskedReport(None, now.date()), now)


def places(said, path=()):
    """The paths of all numbers of a report."""
    if isinstance(said, dict):
        for name, value in said.items():
            yield from places(value, (*path, name))
    elif isinstance(said, list):
        for number, value in enumerate(said):
            yield from places(value, (*path, number))
    elif isinstance(said, int | float) and not isinstance(said, bool):
        yield path


def test_every_number_that_is_changed_is_found(told):
    """Of the parts that are counted again; the others are named."""
    workspace, said = told
    with InspectionDoor.open(workspace.catalogue_url) as door:
        check = ReportCheck(door, said)
        assert [*check.differences()] == []
    own = {"plan", "subject", "imports"}
    unseen = []
    for path in places(said):
        names = [str(name) for name in path if not isinstance(name, int)]
        parts = {".".join(names[:length]) for length in range(1, len(names) + 1)}
        is_named = parts & set(check.unchecked) or names[1:2] == ["definitions"]
        if is_named or path[0] in own or "provenance" in path:
            continue
        changed = copy.deepcopy(said)
        at = changed
        for name in path[:-1]:
            at = at[name]
        at[path[-1]] += 1
        if not differences(workspace, changed):
            unseen.append(".".join(map(str, path)))
    assert unseen == [], "\n".join(unseen)


def test_a_changed_answer_is_found(told):
    """The word that the report opens with is the claim: it follows from numbers, too."""
    workspace, said = told
    for verdict in ("verdict", "plan_verdict"):
        for word in {"reached", "not_reached", "cannot_be_judged", "no_floor"} - {
            said["measured"][verdict]["reached"]
        }:
            changed = copy.deepcopy(said)
            changed["measured"][verdict]["reached"] = word
            assert differences(workspace, changed), word


def test_a_truth_is_no_number(told):
    """`true` is 1 to a careless reader."""
    workspace, said = told
    changed = copy.deepcopy(said)
    changed["rows_in_error"] = True
    assert said["rows_in_error"] == 1
    assert differences(workspace, changed)


def test_a_report_by_another_plan_is_found(told):
    """Its floors lowered: the plan was never recorded."""
    workspace, said = told
    changed = copy.deepcopy(said)
    changed["plan"]["floors"]["2024"] = 10
    assert differences(workspace, changed)
    changed = copy.deepcopy(said)
    changed["measured"]["provenance"]["plan_sha256"] = "0" * 64
    assert any("report-plan" in one for one in differences(workspace, changed))


@pytest.mark.parametrize("broken", ["plan", "progress", "measured", "as_of", "form"])
def test_what_is_no_report_is_said_to_be_none(told, broken):
    """A part is missing, or something else."""
    workspace, said = told
    for value in (None, [], "x"):
        (one, *_more) = differences(workspace, {**said, broken: value})
        assert one.startswith("report-form")
