"""A station's memory: what is settled stands, what changed or may be tried again does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sohoa.domain.errors import (
    DuplicateContentError,
    EmptyFileError,
    RescanFirstError,
    WorkerDiedError,
)
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.journal import Journal
from sohoa.line.station import Stamp, StationRun, WorkItem


def scanned(name: str) -> ScannedDocument:
    return ScannedDocument(name, "b", name, (), name, (), Description())


@pytest.fixture
def station(tmp_path: Path):
    """Open the intake station over documents given as name → what they were made from."""

    def open_station(**made_from: str) -> StationRun[str, ScannedDocument]:
        return StationRun(
            "Hộp 01",
            Station.INTAKE,
            journal=Journal(tmp_path / "intake", Station.INTAKE, ScannedDocument),
            items=[WorkItem(name, name, digest, "source") for name, digest in made_from.items()],
            stamp=Stamp("Sohoa test", "0" * 64),
        )

    return open_station


def test_what_is_settled_is_not_open_again(station):
    """A run that finds an outcome for the same input leaves the item alone."""
    run = station(a="1", b="1")
    run.accept(run.items[0], scanned("a"))

    assert [item.item_id for item in station(a="1", b="1").open()] == ["b"]


def test_a_changed_input_is_open_again(station):
    """A rescan under the same name is work to do."""
    run = station(a="1")
    run.accept(run.items[0], scanned("a"))

    assert [item.item_id for item in station(a="2").open()] == ["a"]


def test_a_rejection_stands_unless_another_try_may_help(station):
    """An empty file stays rejected; a worker that died is tried again."""
    run = station(a="1", b="1")
    run.reject(run.items[0], EmptyFileError("a"))
    run.reject(run.items[1], WorkerDiedError("b"))

    assert [item.item_id for item in station(a="1", b="1").open()] == ["b"]


def test_a_damaged_outcome_is_work_to_do(station, tmp_path):
    """An outcome file that cannot be read back counts as not there."""
    run = station(a="1")
    run.accept(run.items[0], scanned("a"))
    path = tmp_path / "intake" / "outcomes" / "a.json"
    path.write_bytes(path.read_bytes()[:40])

    assert [item.item_id for item in station(a="1").open()] == ["a"]


def test_every_piece_ends_in_exactly_one_list(station):
    """Accepted and rejected together are all items, in their order."""
    run = station(a="1", b="1", c="1")
    run.accept(run.items[0], scanned("a"))
    run.reject(run.items[1], EmptyFileError("b"))
    run.accept(run.items[2], scanned("c"))

    outcome = run.close()

    assert [one.document_id for one in outcome.accepted] == ["a", "c"]
    assert [one.item_id for one in outcome.rejected] == ["b"]


def test_the_manifest_is_the_mark_of_a_complete_station(station, tmp_path):
    """Before the close there is none; after it, it says which input the station is complete for."""
    manifest = tmp_path / "intake" / "manifest.json"
    run = station(a="1")
    run.accept(run.items[0], scanned("a"))
    assert not manifest.exists()

    run.close()

    made_from = json.loads(manifest.read_text())["made_from"]
    assert made_from == station(a="1").made_from
    assert made_from not in {station(a="2").made_from, station(a="1", b="1").made_from}


def test_closing_a_complete_station_again_writes_nothing(station, tmp_path):
    """Resuming a finished batch leaves manifest and events as they are, byte for byte."""
    run = station(a="1")
    run.accept(run.items[0], scanned("a"))
    run.close()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "intake").rglob("*")}

    station(a="1").close()

    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "intake").rglob("*")} == before


def test_the_judges_word_changes_with_the_batch(station):
    """What is refused for standing beside another is accepted once the other is gone."""
    run = station(a="1", b="1")
    for item in run.items:
        run.accept(item, scanned(item.item_id))

    double = {"b": DuplicateContentError("b", other="a")}
    assert len(run.results()) == 2
    assert [one.item_id for one in run.close(refused=double).rejected] == ["b"]
    assert station(b="1").close().rejected == []


def test_each_item_has_one_event(station, tmp_path):
    """An event is told once, however often the batch was resumed."""
    for _attempt in range(2):
        run = station(a="1", b="1")
        for item in run.open():
            run.accept(item, scanned(item.item_id))
        run.close()

    lines = (tmp_path / "intake" / "events.jsonl").read_text().splitlines()
    assert len(lines) == 2
    assert all('"event_type":"accession"' in line for line in lines)


def test_a_rejection_that_was_lifted_stays_among_the_events(station, tmp_path):
    """What an auditor wants to know of a document is its whole story, not only how it ended."""
    run = station(a="1")
    run.reject(run.items[0], EmptyFileError("a"))
    run.close()
    again = station(a="2")
    again.accept(again.items[0], scanned("a"))
    again.close()

    events = [
        json.loads(line) for line in (tmp_path / "intake" / "events.jsonl").read_text().splitlines()
    ]
    assert [(one["object_id"], one["outcome"], one["detail"]) for one in events] == [
        ("a", "failure", "INTAKE-001"),
        ("a", "success", "2"),
    ]


def test_what_the_judge_says_now_stands_in_manifest_and_events(station, tmp_path):
    """Held, lifted and held again: each turn is told once, and the manifest says the last."""
    run = station(a="1")
    run.accept(run.items[0], scanned("a"))

    hold = {"a": RescanFirstError("a", reasons="blur")}

    told, counted = [], []
    for refused in ({}, hold, hold, {}, {}, hold):
        station(a="1").close(refused=refused)
        lines = (tmp_path / "intake" / "events.jsonl").read_text().splitlines()
        told.append([json.loads(line)["outcome"] for line in lines])
        manifest = json.loads((tmp_path / "intake" / "manifest.json").read_text())
        counted.append((manifest["accepted"], manifest["rejected"]))
        times = [json.loads(line)["at"] for line in lines]
        assert times == sorted(times)

    good, bad = "success", "failure"
    assert told == [
        [good], [good, bad], [good, bad], [good, bad, good], [good, bad, good],
        [good, bad, good, bad],
    ]  # fmt: skip
    assert counted == [(1, 0), (0, 1), (0, 1), (1, 0), (1, 0), (0, 1)]


def test_the_next_station_knows_what_its_pieces_were_made_from(station):
    """Accepted results are passed on with a digest that changes when they are made anew."""
    run = station(a="1")
    run.accept(run.items[0], scanned("a"))
    first = run.close().passed_on()[0]

    again = station(a="2")
    again.accept(again.items[0], scanned("a"))

    assert first.source == scanned("a")
    assert again.close().passed_on()[0].made_from != first.made_from


def test_chunks_hold_about_their_weight(station):
    """Open items come in portions; none is lost and none comes twice."""
    run = station(**{f"d{number}": "1" for number in range(7)})

    chunks = list(run.chunks(weight=3))

    assert [len(chunk.items) for chunk in chunks] == [3, 3, 1]
    assert [item for chunk in chunks for item in chunk.items] == list(run.items)
