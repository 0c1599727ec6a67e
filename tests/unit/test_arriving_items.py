"""Which items of a box wait at the door, and which go on."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sohoa.domain.custody import Decision
from sohoa.domain.custody_errors import BoxArrivingError
from sohoa.domain.identifiers import document_id
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.intake.arriving import Watch, transfers_in
from sohoa.intake.inbox import list_candidates
from sohoa.intake.masters import content_sha256, read_master
from sohoa.journal import Settled
from sohoa.line.arriving import Door, on_their_way
from sohoa.line.station import WorkItem, journal_of
from sohoa.work.arrival import Arrival
from sohoa.workspace import BatchFolder, Workspace

SETTLING = dt.timedelta(seconds=1)


@dataclass
class Line:
    """A box, and what its door is told."""

    root: Path
    settling: dt.timedelta = SETTLING
    decisions: dict[str, Decision] = field(default_factory=dict)
    next_versions: dict[str, str] = field(default_factory=dict)
    batch: str = "Hop"

    @property
    def door(self) -> Door:
        folder = BatchFolder(Workspace(self.root), 2, self.batch)
        return Door(folder, self.decisions, self.settling, self.next_versions)

    @property
    def box(self) -> Path:
        return self.root / "Hop"

    def journal(self):
        return journal_of(self.door.folder, Station.INTAKE, ScannedDocument)

    def items(self) -> list[WorkItem[Arrival]]:
        found = []
        for candidate in list_candidates(self.box):
            arrival = Arrival(candidate, Description())
            identity = document_id(self.batch, candidate.source_name)
            made_from = arrival.digest(phase=2)
            name = candidate.source_name
            found.append(WorkItem(identity, name, made_from, arrival, candidate.paths))
        return found

    def at_the_door(self) -> dict[str, WorkItem[Arrival]]:
        """What goes through, and what is held, by name."""
        held = self.door.hold_what_arrives(self.items(), transfers_in(self.box))
        return {item.source_name: item for item in held}

    def waits(self) -> set[str]:
        return {name for name, item in self.at_the_door().items() if item.source.problem}


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """A box of two files and a folder that has settled."""
    line = Line(tmp_path)
    (line.box / "d").mkdir(parents=True)
    for name in ("1.png", "2.png", "d/1.png"):
        (line.box / name).write_bytes(b"x")
    time.sleep(1.1)
    return line


def change(line: Line) -> dt.datetime | None:
    return line.door.box_change(line.box, list_candidates(line.box), transfers_in(line.box))


def test_a_file_that_grows_waits_and_the_rest_goes_on(line):
    """Overwritten in place the box has not changed; only this one may not be whole."""
    assert change(line) is None
    assert line.waits() == set()
    (line.box / "2.png").write_bytes(b"longer")
    (line.box / "d/2.png").write_bytes(b"another page")

    assert change(line) is None
    assert line.waits() == {"2.png", "d"}


def test_a_box_to_which_something_is_added_waits_as_a_whole(line):
    """More may come; without a settling time nothing waits."""
    (line.box / "3.png").write_bytes(b"x")
    with pytest.raises(BoxArrivingError):
        change(line)

    line.settling = dt.timedelta()
    assert change(line) is None
    assert line.waits() == set()


def test_a_box_in_which_something_is_being_copied_waits_as_a_whole(line):
    """The unfinished file grows: the box is not whole, however long its folder has not changed."""
    (line.box / "4.png.filepart").write_bytes(b"x")
    time.sleep(1.1)
    assert change(line) is None
    (line.box / "4.png.filepart").write_bytes(b"xx")

    with pytest.raises(BoxArrivingError):
        change(line)


def test_what_was_taken_in_as_it_lies_does_not_wait(line):
    """Its outcome stands: a box that is written to does not stop what is under way."""
    item = next(one for one in line.items() if one.source_name == "1.png")
    line.settling = dt.timedelta(minutes=5)
    now = dt.datetime.now(dt.UTC)
    scanned = ScannedDocument(item.item_id, "Hop", "1.png", (), "c", (), Description())
    settled = Settled(item.item_id, item.made_from, now, "t", "s", result=scanned)
    line.journal().settle(settled)

    assert line.waits() == {"2.png", "d"}


def test_what_the_archive_has_stands_while_another_scan_is_copied(line):
    """What comes is its next version, and waits; of its own results none is written over."""
    item = next(one for one in line.items() if one.source_name == "1.png")
    line.next_versions = {item.item_id: f"{item.item_id}.2"}
    (line.box / "1.png.part").write_bytes(b"half")

    held = line.door.hold_what_arrives([item], transfers_in(line.box))

    archived, coming = held
    assert archived == item
    assert coming.item_id == f"{item.item_id}.2"
    assert coming.source.problem.code == "INTAKE-052"


def test_a_scan_that_somebody_has_decided_about_does_not_wait(line):
    """By its bytes; and the rest of its box, just written to, does."""
    line.settling = dt.timedelta(minutes=5)
    content = content_sha256([read_master(line.box / "1.png")])
    identity = document_id("Hop", "1.png")
    now = dt.datetime.now(dt.UTC)
    line.decisions = {identity: Decision(identity, identity, content, "lan", "x", now)}

    assert change(line) is not None
    assert line.waits() == {"2.png", "d"}
    (line.box / "1.png").write_bytes(b"other bytes than those decided about")
    assert line.waits() == {"1.png", "2.png", "d"}


def test_where_the_clocks_disagree_it_counts_how_long_it_lies_there(line, monkeypatch):
    """The machine's clock was put back a month: seen unchanged for the settling time is enough."""
    line.settling = dt.timedelta(minutes=5)
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
    monkeypatch.setattr(Door, "watch", lambda door: Watch(door.settling, then))
    journal = line.journal()
    for item in line.at_the_door().values():
        rejection = item.source.problem.to_rejection(item.item_id, item.source_name)
        journal.settle(Settled(item.item_id, item.made_from, then, "t", "s", rejection=rejection))
    assert line.waits() == {"1.png", "2.png", "d"}

    later = then + dt.timedelta(minutes=6)
    monkeypatch.setattr(Door, "watch", lambda door: Watch(door.settling, later))

    assert line.waits() == set()


def test_a_file_on_its_way_that_nobody_names_is_named(line):
    """So that nobody misses it: under the name that it will have."""
    for name in ("5.png.crdownload", "6.png.tmp", "1.png.part"):
        (line.box / name).write_bytes(b"x")
    arrivals = [item.source for item in line.items()]

    coming = on_their_way(arrivals, transfers_in(line.box))

    assert [one.candidate.source_name for one in coming] == ["5.png"]


def test_a_scan_under_a_scratch_name_is_named_and_scratch_is_not(line):
    """A scan program that died before it renamed its file has delivered a scan all the same."""
    (line.box / "a.jpg.tmp").write_bytes(b"\xff\xd8\xff\xe0 a scan")
    (line.box / "~WRL0001.tmp").write_bytes(b"\xd0\xcf\x11\xe0 an office program's own")
    found = [Arrival(candidate, Description()) for candidate in list_candidates(line.box)]

    (coming,) = on_their_way(found, transfers_in(line.box))

    assert coming.candidate.source_name == "a.jpg"
    assert coming.problem.code == "INTAKE-052"
    assert coming.problem.details["name"] == "a.jpg.tmp"
