"""The engine of the line, with steps that only write down when they are asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import (
    BatchError,
    CatalogueBusyError,
    DuplicateContentError,
    EmptyFileError,
    ListMisfitError,
)
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.line.batch import FROM_SIGNING, LINE, digitize_batches, sign_batch, take_in
from sohoa.line.engine import Batch, Step, Tally, Verdict, at_once, pass_step
from sohoa.line.intake import INTAKE
from sohoa.line.station import WorkItem
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

BOX = "Hộp 01"
PIECES = [WorkItem(name, f"{name}.png", name, name, (Path(f"{name}.png"),)) for name in "abc"]


@pytest.fixture
def batch(tmp_path: Path, catalogue) -> Batch:
    """A box with one scan; no worker and no key is asked for."""
    plan = load_plan(CHECKOUT / "phases.yaml")
    (tmp_path / "data/inbox" / BOX).mkdir(parents=True)
    (tmp_path / "data/inbox" / BOX / "1.png").write_bytes(b"x")
    folder = BatchFolder(Workspace(tmp_path), 2, BOX)
    settings = load_settings(CHECKOUT / "config")
    return Batch(folder, plan.phase(2), plan, settings, catalogue, None, None, is_whole=True)


def scanned(name: str) -> ScannedDocument:
    return ScannedDocument(name, BOX, f"{name}.png", (), name, (), Description())


def step_that_tells(told: list[str], **parts) -> Step[str, ScannedDocument]:
    """Intake that accepts what it is given, and writes down what it is asked for, in order."""

    def work(_batch, run, chunk) -> None:
        told.append("work")
        for item in chunk.items:
            run.accept(item, scanned(item.source))

    def is_closed(batch: Batch) -> str:
        folder = batch.folder.station_dir(Station.INTAKE)
        return "closed" if (folder / "manifest.json").exists() else "open"

    def judge(batch: Batch, results) -> Verdict:
        told.append(f"judge {len(results)}, {is_closed(batch)}")
        return parts.get("verdict", Verdict())

    return Step(
        Station.INTAKE,
        takes=str,
        gives=ScannedDocument,
        chunk=2,
        check=lambda _batch, waiting: told.append(f"check {len(waiting)}") or parts.get("bad", {}),
        waits=lambda _batch, left: told.append(f"waits {len(left)}") or parts.get("waits", False),
        guard=lambda _batch: told.append("guard"),
        work=parts.get("work", work),
        judge=judge,
        finish=lambda batch, found: told.append(f"finish {len(found)}, {is_closed(batch)}"),
        notes=lambda _outcome, _verdict: told.append("notes") or [],
    )


def passed(batch: Batch, step: Step, tally: Tally | None = None) -> list[str]:
    going_on = pass_step(step, batch, PIECES, attempt=at_once, tally=tally or Tally())
    return [item.item_id for item in going_on]


def test_each_step_takes_what_the_one_before_gives():
    """The list is the whole line, in its order; signing and archiving are its end."""
    assert [step.station for step in LINE] == list(Station)
    line = [step for step in LINE if not step.station.is_aside]
    assert all(before.gives is after.takes for before, after in pairwise(line))
    for place, step in enumerate(LINE):
        on_the_line = [one for one in LINE[:place] if not one.station.is_aside]
        assert not step.station.is_aside or step.takes is on_the_line[-1].gives
    assert [step.station for step in FROM_SIGNING] == [Station.SIGN, Station.ARCHIVE]


def test_what_no_longer_stands_is_done_again(batch):
    """The same input, and rules that have changed since: as if it had not been done."""
    told, tally = [], Tally()
    assert passed(batch, step_that_tells(told), tally) == ["a", "b", "c"]
    again = replace(step_that_tells(told), stands=lambda _batch, one: one.document_id != "b")

    assert passed(batch, again, tally) == ["a", "b", "c"]
    assert told.count("work") == 3
    assert passed(batch, step_that_tells(told), tally) == ["a", "b", "c"]
    assert told.count("work") == 3


def test_a_step_aside_passes_on_what_it_was_given(batch):
    """Neither its results nor their digests: what is made later is made of what came."""
    aside = replace(step_that_tells([], bad={"b": EmptyFileError("b")}), station=Station.DESCRIBE)
    going_on = pass_step(aside, batch, PIECES, attempt=at_once, tally=Tally())

    assert going_on == [PIECES[0], PIECES[2]]


def test_no_chunk_is_tried_again_where_a_pin_could_be_spent():
    """Only archiving, where another program may hold the catalogue for a while."""
    assert [step.station for step in LINE if step.may_retry] == [Station.ARCHIVE]


def test_a_step_is_passed_in_one_order(batch):
    """Refuse, work off, judge, close, finish, record, pass on: whatever a step brings."""
    told, tally = [], Tally()
    step = step_that_tells(told, bad={"b": EmptyFileError("b")})

    assert passed(batch, step, tally) == ["a", "c"]
    assert told == [
        "check 3", "waits 2", "guard", "work", "judge 2, open", "finish 2, closed", "notes",
    ]  # fmt: skip
    assert (tally.worked, [one.item_id for one in tally.rejections]) == (3, ["b"])
    assert batch.folder.quarantine_dir("b").is_dir()
    told.clear()
    assert passed(batch, step, tally) == ["a", "c"]
    assert "work" not in told


def test_a_step_that_stops_half_way_is_not_closed(batch):
    """What was settled stands; nothing is judged or passed on, and running again resumes."""
    told, tally = [], Tally()

    def breaks(_batch, run, chunk) -> None:
        run.accept(chunk.items[0], scanned("a"))
        raise CatalogueBusyError(path="x")

    with pytest.raises(CatalogueBusyError):
        passed(batch, step_that_tells(told, work=breaks), tally)

    assert told == ["check 3", "waits 3", "guard"]
    assert (tally.worked, tally.rejections) == (3, [])
    assert passed(batch, step_that_tells(told)) == ["a", "b", "c"]


def test_another_try_of_a_chunk_does_nothing_twice(batch):
    """What was settled before the catalogue was held stands."""
    given: list[list[str]] = []

    def breaks_once(_batch, run, chunk) -> None:
        given.append([item.item_id for item in chunk.items])
        run.accept(chunk.items[0], scanned(chunk.items[0].source))
        if len(given) == 1:
            raise CatalogueBusyError(path="x")

    def twice(_name: str, work, *, may_retry: bool) -> None:
        with suppress(CatalogueBusyError):
            work()
        if len(given) == 1:
            work()

    step = step_that_tells([], work=breaks_once)
    pass_step(step, batch, PIECES, attempt=twice, tally=Tally())

    assert given == [["a", "b"], ["b"], ["c"]]


def test_what_waits_for_a_person_goes_on_when_the_person_was_there(batch):
    """Until then only settled items go on, and the step stays open."""
    told, tally = [], Tally()
    step = step_that_tells(told, waits=True, bad={"b": EmptyFileError("b")})

    assert passed(batch, step, tally) == []
    assert told == ["check 3", "waits 2", "notes"]
    assert (tally.waiting[Station.INTAKE], tally.worked) == (2, 1)
    assert not (batch.folder.station_dir(Station.INTAKE) / "manifest.json").exists()
    assert passed(batch, step_that_tells(told)) == ["a", "c"]


def test_what_stops_a_batch_is_recorded_before(batch):
    """One decision for the whole batch: the refused are in the catalogue, and nothing goes on."""
    tally = Tally()
    misfit = ListMisfitError(wrong=1, compared=1, name="b", page="1", listed="2")
    verdict = Verdict({"b": DuplicateContentError("b", other="a")}, stop=misfit)

    with pytest.raises(ListMisfitError):
        passed(batch, step_that_tells([], verdict=verdict), tally)

    assert [one.state for one in tally.rejections] == [DocumentState.QUARANTINED]
    assert batch.folder.quarantine_dir("b").is_dir()


def stopped_by(error: BatchError, names: list[str]) -> Callable[..., None]:
    """An attempt that writes down which chunk it is asked for, and fails."""

    def attempt(name: str, _work, *, may_retry: bool) -> None:
        names.append(f"{name} {may_retry}")
        raise error

    return attempt


def test_a_batch_is_come_back_to_if_what_stopped_it_may_pass(batch):
    """The catalogue was held by another program: once more, and no more than once."""
    names: list[str] = []
    busy = stopped_by(CatalogueBusyError(path="x"), names)

    (summary,) = digitize_batches([batch], attempt=busy)

    assert isinstance(summary.stopped, CatalogueBusyError)
    assert names == ["intake-hop-01-1 False"] * 2


def test_boxes_are_taken_in_until_something_else_is_ready(batch, monkeypatch):
    """What was begun is gone on with: nothing is taken in twice, and it counts as worked."""
    taken: list[str] = []

    def settles(_batch, run, chunk) -> None:
        for item in chunk.items:
            taken.append(item.source_name)
            run.reject(item, EmptyFileError(item.item_id))

    monkeypatch.setattr("sohoa.line.batch.INTAKE", replace(INTAKE, work=settles))
    later = replace(batch, folder=replace(batch.folder, batch="Hộp 02"))

    begun = take_in([batch, later], until=lambda: bool(taken))
    (summary,) = digitize_batches([batch], attempt=at_once, begun=begun[:1])

    assert taken == ["1.png"]
    assert [tally.worked for tally in begun] == [1, 0]
    assert summary.worked == 1
    assert [one.code for one in summary.rejections] == ["INTAKE-001"]


def test_what_stops_a_box_is_left_to_the_run_to_tell(batch):
    """Another run holds the box, and the next is not there: both are passed over without a word."""
    gone = replace(batch, folder=replace(batch.folder, batch="Hộp 02"))

    with batch.folder.lock():
        assert take_in([batch, gone], until=lambda: False) == [Tally(), Tally()]


def test_a_box_that_another_machine_works_on_is_left_to_it(batch, postgres):
    """Its folder is free on this machine; the catalogue that both use knows better."""
    url = postgres.empty_catalogue()
    with Catalogue.open(url) as here, Catalogue.open(url) as there:
        shared = replace(batch, catalogue=here)
        with there.holding_batch(BOX):
            (summary,) = digitize_batches([shared], attempt=at_once)
            assert summary.busy
            assert sign_batch(shared).busy
            assert take_in([shared], until=lambda: False) == [Tally()]
            assert not batch.folder.station_dir(Station.INTAKE).exists()
        assert not sign_batch(shared).busy
    postgres.give_back(url)
