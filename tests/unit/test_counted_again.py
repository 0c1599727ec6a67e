"""Two programs count one office: every number of a report is that of the audit, whatever happened.

One makes the report, the other counts it again from facts by rules of its own; neither knows the
other. A number that is changed afterwards is found.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
import shutil
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from living_office import BEGIN, EVERYTHING, LIFE, LIVES, Office, put_catalogue

from sohoa.catalogue.writer import Catalogue
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.inspection.report_check import ReportCheck
from sohoa.reports.machine_part import render_json
from sohoa.use_cases.report_names import names_of_report
from sohoa.use_cases.reporting import AskedReport, compute_report, open_office
from sohoa.work.witness import enter_rules
from sohoa.workspace import CHECKOUT, Workspace


def workspace_in(folder: Path, catalogue_at) -> Workspace:
    """An office's plan and settings, and an empty catalogue."""
    folder.mkdir(parents=True)
    shutil.copy(CHECKOUT / "phases.yaml", folder)
    shutil.copytree(CHECKOUT / "config", folder / "config")
    (folder / "data").mkdir()
    workspace = Workspace(folder)
    settings_file = workspace.config_dir / "settings.toml"
    told = settings_file.read_text("utf-8").replace("by_operator = false", "by_operator = true")
    settings_file.write_text(told, "utf-8")
    put_catalogue(workspace, catalogue_at(folder))
    return workspace


def living(workspace: Workspace, catalogue: Catalogue, acts) -> Office:
    """Let an office live, by rules that were entered."""
    enter_rules(workspace, catalogue, at=BEGIN)
    office = Office(catalogue, workspace.archive_dir, url=workspace.catalogue_url)
    for act in acts:
        office.act(*act)
    return office


def lived_in(workspace: Workspace, acts) -> dt.datetime:
    """Let an office live; gives the time it is afterwards."""
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        return living(workspace, catalogue, acts).now


def machine_part(workspace: Workspace, asked: AskedReport, now: dt.datetime) -> dict:
    """The report that was asked for, as machines read it."""
    report = compute_report(open_office(workspace, asked, now=now), asked, now=now)
    return json.loads(render_json(report))


def checked(workspace: Workspace, said: dict) -> tuple[list[str], list[str]]:
    """What does not follow, and what was not counted."""
    with InspectionDoor.open(workspace.catalogue_url) as door:
        check = ReportCheck(door, said, names_of_report(workspace, said))
        found = [f"{one.code} {one.details}" for one in check.differences()]
        return found, check.unchecked


def differences(workspace: Workspace, said: dict) -> list[str]:
    """What does not follow."""
    return checked(workspace, said)[0]


#: Of what is not archived, or is called so by rules that no fact bears witness to.
UNWITNESSED = {
    "lists.asked", "lists.quarantined", "lists.set-aside", "lists.in-progress", "lists.to-review",
    "lists.below-rules", "measured.rejects", "measured.waiting.asked",
    "measured.waiting.quarantined", "measured.waiting.to-review", "imports.outcomes",
    "measured.conformity.below_rules", "measured.operators.to_review",
}  # fmt: skip


_folders = count()


#: A report: its subject, and how many days before today are asked about, known, and compared with.
ASKED = st.tuples(
    st.sampled_from([None, None, 1, 2, 3, 4]),
    st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 900)),
    st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 900)),
    st.one_of(st.none(), st.integers(1, 400)),
    st.booleans(),
)


@settings(max_examples=30, deadline=None)
@given(
    acts=LIVES,
    later=st.lists(LIFE, max_size=4),
    asked=st.lists(ASKED, min_size=1, max_size=4),
)
def test_two_programs_count_alike(catalogue_at, tmp_path_factory, acts, later, asked):
    """Of every phase and the plan, of any day as known on any: and the ledger is whole.

    Whatever happens later on the day on which the reports are made.
    """
    folder = tmp_path_factory.getbasetemp() / f"office-{next(_folders)}"
    workspace = workspace_in(folder, catalogue_at)
    reports = list[dict]()
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        office = living(workspace, catalogue, acts)
        now = office.now - dt.timedelta(days=1)
        for phase, as_of, known, since, names_today in asked:
            day, until = (now.date() - dt.timedelta(n) for n in (as_of, known))
            before = None if since is None else day - dt.timedelta(since)
            report = AskedReport(phase, day, until, before, names_today)
            reports.append(machine_part(workspace, report, now))
        for act in later:
            office.now = now
            office.act(*act)
    for said in reports:
        found, unchecked = checked(workspace, said)
        assert found == []
        assert set(unchecked) <= UNWITNESSED
    with InspectionDoor.open(workspace.catalogue_url) as door:
        assert [*Inspection(door, []).differences()] == []
    shutil.rmtree(workspace.root)


@pytest.fixture(scope="module")
def office(catalogue_at, tmp_path_factory) -> tuple[Workspace, dt.datetime]:
    """That office, and the time it is."""
    workspace = workspace_in(tmp_path_factory.mktemp("office") / "office", catalogue_at)
    return workspace, lived_in(workspace, EVERYTHING)


@pytest.fixture(scope="module", params=[None, 1, 2])
def told(office, request) -> tuple[Workspace, dict]:
    """That office, and a report: of its plan, of the inventory, of a phase."""
    workspace, now = office
    since = dt.date(2024, 1, 31)
    return workspace, machine_part(
        workspace, AskedReport(request.param, now.date(), None, since), now
    )


#: A day, among texts.
DAY = "a day"


def is_a(value, kind) -> bool:
    """Of a kind; a truth is no number."""
    if kind is DAY:
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def places(said, kind, path=()):
    """The paths of all values of a kind in a report."""
    if isinstance(said, dict):
        for name, value in said.items():
            yield from places(value, kind, (*path, name))
    elif isinstance(said, list):
        for number, value in enumerate(said):
            yield from places(value, kind, (*path, number))
    elif is_a(said, kind):
        yield path


def unseen(workspace: Workspace, said: dict, kind, change) -> list[str]:
    """Where a value that is changed is not found; what the audit names as uncounted is left out."""
    names, missed = names_of_report(workspace, said), []
    with InspectionDoor.open(workspace.catalogue_url) as door:
        check = ReportCheck(door, said, names)
        assert [*check.differences()] == []
        for path in places(said, kind):
            named = [str(name) for name in path if not isinstance(name, int)]
            parts = {".".join(named[:length]) for length in range(1, len(named) + 1)}
            if parts & {*check.unchecked, "plan", "subject", "measured.provenance"}:
                continue
            changed = copy.deepcopy(said)
            at = changed
            for name in path[:-1]:
                at = at[name]
            at[path[-1]] = change(at[path[-1]])
            if next(ReportCheck(door, changed, names).differences(), None) is None:
                missed.append(".".join(map(str, path)))
    return missed


def test_every_number_that_is_changed_is_found(told):
    """By one; those that no fact bears witness to are named."""
    workspace, said = told
    assert set(checked(workspace, said)[1]) <= UNWITNESSED
    assert unseen(workspace, said, int | float, lambda number: number + 1) == []


def test_every_yes_or_no_that_is_changed_is_found(told):
    """Whether a floor was reached in a year, a day is in time, a count is proven."""
    workspace, said = told
    own = {"names_today"}
    missed = unseen(workspace, said, bool, lambda answer: not answer)
    assert set(missed) <= own


def test_every_day_that_is_changed_is_found(told):
    """Since when, until when, when it is to be expected, when rooms were closed."""
    workspace, said = told
    missed = unseen(workspace, said, DAY, lambda day: f"1999{day[4:]}")
    assert missed == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("last_change", "report-known "),
        ("last_event", "report-known-beside"),
        ("last_lookup", "report-known-beside"),
    ],
)
def test_a_report_that_knows_less_than_it_should_is_found(office, name, code):
    """All that had been recorded by its day is known: nobody leaves out the end of it."""
    workspace, now = office
    said = machine_part(workspace, AskedReport(None, now.date()), now)
    said["measured"]["provenance"][name] = 0
    assert any(one.startswith(code) for one in differences(workspace, said))


def test_numbers_that_are_said_twice_agree(office):
    """What no fact bears witness to: who changes one of these numbers has to change another."""
    workspace, now = office
    said = machine_part(workspace, AskedReport(None, now.date()), now)
    for path in (
        ("lists", "quarantined"), ("lists", "asked"), ("measured", "rejects", 0, "documents"),
        ("measured", "waiting", 0, "count"), ("measured", "conformity", "time_stamped"),
        ("measured", "conformity", "levels", "PAdES-B-B"),
    ):  # fmt: skip
        changed = copy.deepcopy(said)
        at = changed
        for name in path[:-1]:
            at = at[name]
        at[path[-1]] += 1
        found = differences(workspace, changed)
        assert any(one.startswith("report-disagrees") for one in found), path


ANSWERS = {"reached", "not_reached", "cannot_be_judged", "no_floor"}


def test_a_changed_answer_is_found(told):
    """The word that the report opens with is the claim: it follows from numbers, too."""
    workspace, said = told
    for verdict in ("verdict", "plan_verdict"):
        assert said["measured"][verdict]["reached"] in ANSWERS
        for word in ANSWERS - {said["measured"][verdict]["reached"]}:
            changed = copy.deepcopy(said)
            changed["measured"][verdict]["reached"] = word
            assert differences(workspace, changed), word


def test_a_truth_is_no_number(told):
    """`true` is 1 to a careless reader."""
    workspace, said = told
    changed = copy.deepcopy(said)
    at = changed["measured"]["plan_verdict"]
    assert at["unproven"] == 1
    at["unproven"] = True
    assert differences(workspace, changed)


def test_a_report_by_another_plan_is_found(told):
    """Its floors lowered: the plan was never recorded."""
    workspace, said = told
    changed = copy.deepcopy(said)
    changed["plan"]["floors"]["2025"] = 10
    assert differences(workspace, changed)
    changed = copy.deepcopy(said)
    changed["measured"]["provenance"]["plan_sha256"] = "0" * 64
    assert any("report-plan" in one for one in differences(workspace, changed))


def test_a_report_by_other_settings_is_found(told):
    """Rooms called otherwise: the settings were never recorded."""
    workspace, said = told
    for digests in (
        {},
        {**said["measured"]["provenance"]["settings_sha256"], "rooms.toml": "0" * 64},
    ):
        changed = copy.deepcopy(said)
        changed["measured"]["provenance"]["settings_sha256"] = digests
        assert any("report-settings" in one for one in differences(workspace, changed))


def test_settings_that_were_changed_since(catalogue_at, tmp_path):
    """What rooms were called nobody knows any more: what rests on it is named, and not accused."""
    workspace = workspace_in(tmp_path / "office", catalogue_at)
    now = lived_in(workspace, EVERYTHING)
    said = machine_part(workspace, AskedReport(1, now.date()), now)
    path = workspace.config_dir / "rooms.toml"
    path.write_text(path.read_text("utf-8") + "# another\n", "utf-8")
    found, unchecked = checked(workspace, said)
    assert found == []
    assert {"measured.proof_of_count", "measured.verdict"} <= set(unchecked)


@pytest.mark.parametrize("broken", ["plan", "progress", "measured", "as_of", "form"])
def test_what_is_no_report_is_said_to_be_none(told, broken):
    """A part is missing, or something else."""
    workspace, said = told
    for value in (None, [], "x"):
        (one, *_more) = differences(workspace, {**said, broken: value})
        assert one.startswith("report-form")
