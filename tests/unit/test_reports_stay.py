"""A report of a day says for ever what it said at that day's end, whatever happens later."""

from __future__ import annotations

import datetime as dt
import shutil
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from living_office import EVERYTHING, LIFE, LIVES, ROOMS
from test_counted_again import living, machine_part, workspace_in

from sohoa.catalogue.writer import Catalogue
from sohoa.use_cases.reporting import AskedReport

#: What is told as it stands when the report is made: rows that no fact bears witness to.
_OF_TODAY = {
    "asked", "quarantined", "set-aside", "in-progress", "to-review", "below-rules",
}  # fmt: skip
_folders = count()


def as_of_its_day(said: dict) -> dict:
    """The report without what is told as it stands today."""
    measured = {
        **said["measured"],
        "rejects": [],
        "waiting": [one for one in said["measured"]["waiting"] if one["list_key"] not in _OF_TODAY],
        "conformity": {**said["measured"]["conformity"], "below_rules": {}},
        "operators": [{**one, "to_review": 0} for one in said["measured"]["operators"]],
    }
    lists = {key: length for key, length in said["lists"].items() if key not in _OF_TODAY}
    return {**said, "measured": measured, "lists": lists, "imports": []}


@settings(max_examples=20, deadline=None)
@given(
    acts=LIVES,
    later=st.lists(LIFE, min_size=1, max_size=8),
    phase=st.sampled_from([None, 1, 2, 3]),
)
def test_a_report_of_a_day_stays(catalogue_at, tmp_path_factory, acts, later, phase):
    """Made on the day, or years later as known on it."""
    folder = tmp_path_factory.getbasetemp() / f"staying-{next(_folders)}"
    workspace = workspace_in(folder, catalogue_at)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        office = living(workspace, catalogue, acts)
        now = office.now - dt.timedelta(days=1)
        asked = AskedReport(phase, now.date(), now.date())
        then = machine_part(workspace, asked, now)
        for act in later:
            office.act(*act)
    today = machine_part(workspace, asked, office.now)
    assert as_of_its_day(today) == as_of_its_day(then)
    shutil.rmtree(workspace.root)


def test_a_supplement_stays_where_it_was(catalogue_at, tmp_path):
    """A paper that was entered after an inventory was closed is another room's later."""
    workspace = workspace_in(tmp_path / "office", catalogue_at)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        office = living(workspace, catalogue, EVERYTHING)
        now = office.now - dt.timedelta(days=1)
        asked = AskedReport(1, now.date(), now.date())
        then = machine_part(workspace, asked, now)
        for number in range(1, 8):
            office.act("move", number, ROOMS[1])
    today = machine_part(workspace, asked, office.now)
    rooms = then["measured"]["proof_of_count"]["rooms"]
    assert sum(one["supplements"] for one in rooms) > 0
    assert today["measured"]["proof_of_count"]["rooms"] == rooms
