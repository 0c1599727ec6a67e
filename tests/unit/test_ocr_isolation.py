"""A page that breaks an engine down costs that page only, and at most twice its time."""

from __future__ import annotations

import os
import shutil
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import bad_engines
import psutil
import pytest

from sohoa.domain.errors import StalledError, WorkerDiedError
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.stage_results import Description, ReadDocument, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.journal import Journal
from sohoa.line.ocr import read_off
from sohoa.line.station import Chunk, Stamp, StationRun, WorkItem
from sohoa.ocr.document import assemble
from sohoa.ocr.registry import load_engine
from sohoa.ocr.settings import OcrSettings, QualitySettings
from sohoa.ocr.store import load_page_text
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.reading import read_page_again_job, read_page_job, reading_of

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

TEXT = ("ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG", "Căn cứ Luật Du lịch năm 2017")
#: Pages made up in grey are no finding here.
SETTINGS = OcrSettings(quality=QualitySettings(least_bits=8))
SECONDS = 3
#: By the clock, for what waits: long enough to start a worker anew on a busy machine.
WALL_SECONDS = 8

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def pool():
    """Two workers for all tests of this module."""
    with WorkerPool(workers=2, memory_limit_mb=2048) as pool:
        yield pool


@pytest.fixture
def reading(tmp_path):
    """The line's own job for a page, with engines of our choice in its first ways."""

    def build(page, *kinds: str) -> Job:
        job = reading_of(page, texts_dir=tmp_path / "t", settings=SETTINGS, seconds=SECONDS)
        return _spoiled(job, kinds)

    return build


@pytest.fixture
def attempts(tmp_path, monkeypatch):
    """Tesseract as a program hangs over every page; what begins on one is noted in this file."""
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(bad_engines.HANGING_PROGRAM.format(tesseract=shutil.which("tesseract")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setenv("ATTEMPTS", str(tmp_path / "attempts"))
    return tmp_path / "attempts"


def _spoiled(job: Job, kinds: tuple[str, ...]) -> Job:
    if not kinds:
        return job
    return replace(
        job,
        call=partial(bad_engines.read_badly, *job.call.args, **job.call.keywords, kind=kinds[0]),
        rescue=_spoiled(job.rescue, kinds[1:]),
    )


@pytest.mark.parametrize("kind", ["crash", "hang", "eat memory"])
def test_a_broken_engine_gets_the_page_a_second_reader(pool, reading, tmp_path, kind):
    """Whatever the first engine does, the program reads the page, and a finding says so."""
    page = bad_engines.draw_page(tmp_path, TEXT)

    [(_job, read)] = pool.run([reading(page, kind)], seconds=SECONDS)

    assert [one.code for one in read.findings] == ["second-engine"]
    text = load_page_text(read.text_path)
    assert "BÌNH DƯƠNG" in text.text
    assert text.engine.startswith("tesseract ")


def test_a_page_nobody_can_read_goes_on_without_text(pool, reading, tmp_path):
    """Broken twice, the page keeps its image; its document says so, and its neighbours are read."""
    pages = [bad_engines.draw_page(tmp_path, TEXT, name=f"d.p000{n}") for n in (1, 2, 3)]
    jobs = [reading(pages[0]), reading(pages[1], "hang", "crash"), reading(pages[2])]

    read = {job.item_id: result for job, result in pool.run(jobs, seconds=SECONDS)}

    scanned = ScannedDocument("d", "b", "d", (), "", tuple(pages), Description(number="1/QĐ-A"))
    document = assemble(scanned, [read[page.page_id] for page in pages])
    assert [(one.code, one.page) for one in document.findings] == [("no-text", 2)]
    assert document.pages[1].image == pages[1]
    assert [page.word_count > 5 for page in document.pages] == [True, False, True]


def test_a_page_that_hangs_both_engines_costs_at_most_twice_its_time(reading, tmp_path, attempts):
    """A library deaf to signals, then a program that will not end: each is ended at its time.

    Both take all that they get of the machine, and what they took is counted, however long it
    was by the clock.
    """
    used: dict[int, float] = {}
    watching = threading.Thread(target=_note_use, args=(attempts, used), daemon=True)
    watching.start()

    with WorkerPool(workers=1, memory_limit_mb=2048) as pool:
        page = bad_engines.draw_page(tmp_path, TEXT)
        [(_job, read)] = pool.run([reading(page, "hang deaf")], seconds=SECONDS, wall_seconds=300)

    assert [one.code for one in read.findings] == ["no-text"]
    assert len(used) == 2
    assert max(used.values()) < SECONDS + 5  # the kernel comes three seconds after, and starting
    assert not any(map(_is_at_work, used))


def _is_at_work(pid: int) -> bool:
    """A process that has ended may wait a moment for whoever is to be told."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def _note_use(attempts: Path, used: dict[int, float]) -> None:
    """Note what the processes of both attempts have used of the machine, until they are gone."""
    while True:
        lines = attempts.read_text().splitlines() if attempts.exists() else []
        for pid in {int(line.split()[0]) for line in lines}:
            with suppress(psutil.Error):
                times = psutil.Process(pid).cpu_times()
                used[pid] = max(used.get(pid, 0.0), times.user + times.system)
        time.sleep(0.05)


@pytest.mark.parametrize("rescued", [True, False], ids=["program reads", "program waits too"])
def test_a_page_that_did_not_get_on_never_goes_on_without_text(
    reading, tmp_path, attempts, monkeypatch, rescued
):
    """A reading that waits is begun again, then read otherwise; in the end its document waits."""
    if rescued:
        monkeypatch.delenv("PATH")
        monkeypatch.setenv("PATH", os.defpath)
    page = bad_engines.draw_page(tmp_path, TEXT)
    job = reading(page, *(["wait"] if rescued else ["wait", "wait"]))

    with WorkerPool(workers=1, memory_limit_mb=2048) as pool:
        [(_job, read)] = pool.run([job], seconds=60, wall_seconds=WALL_SECONDS)

    if rescued:
        assert [one.code for one in read.findings] == ["second-engine"]
    else:
        assert isinstance(read, StalledError)
        assert read.retryable
    assert len(attempts.read_text().splitlines()) == (2 if rescued else 4)


def test_the_document_goes_on_to_the_archive(pool, reading, tmp_path):
    """The station accepts it with its finding, and its PDF/A has every page's image."""
    pages = tuple(bad_engines.draw_page(tmp_path, TEXT, name=f"d.p000{n}") for n in (1, 2))
    scanned = ScannedDocument("d", "b", "d", (), "", pages, Description(number="1/QĐ-A"))
    run = StationRun(
        "b",
        Station.OCR,
        journal=Journal(tmp_path / "ocr", Station.OCR, ReadDocument),
        items=[WorkItem("d", "d", "1", scanned)],
        stamp=Stamp("test", "0" * 64),
    )

    def jobs_for(item):
        first, second = item.source.pages
        return [reading(first), reading(second, "crash", "eat memory")]

    read_off(
        run, Chunk(1, run.items), pool=pool, jobs_for=jobs_for, assemble=assemble, seconds=SECONDS
    )

    [document] = run.close().accepted
    assert DECLARED.need_of(document.all_findings) is Need.REVIEW
    target = tmp_path / "d.pdf"
    archival = build_pdfa(document, target, settings=PdfaSettings(), producer="test")
    assert (archival.page_count, archival.conformance) == (2, "PDF/A-2b")


def test_a_page_without_text_is_tried_again_by_a_later_run(pool, reading, tmp_path):
    """That nothing was read is no result: where the engine is well again, the page is read."""
    page = bad_engines.draw_page(tmp_path, TEXT)

    [(_job, unread)] = pool.run([reading(page, "crash", "crash")], seconds=SECONDS)
    [(_job, read)] = pool.run([reading(page)], seconds=SECONDS)

    assert (unread.word_count, read.word_count > 5) == (0, True)


def test_a_breakdown_is_remembered_when_the_whole_run_is_killed(
    reading, tmp_path, attempts, monkeypatch
):
    """A run that ends in the second try does not cost the first engine another one."""
    page = bad_engines.draw_page(tmp_path, TEXT)
    given = {"texts_dir": tmp_path / "t", "seconds": SECONDS}
    with WorkerPool(workers=1, memory_limit_mb=2048) as pool:
        running = pool.run([reading(page, "crash")], seconds=60)
        threading.Thread(target=_wait_for_one, args=(running,), daemon=True).start()
        deadline = time.monotonic() + 30
        while not attempts.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    monkeypatch.undo()

    resumed = reading_of(page, settings=SETTINGS, **given)
    other = reading_of(page, settings=SETTINGS.model_copy(update={"reading_dpi": 250}), **given)

    assert resumed.call.func is read_page_again_job
    assert other.call.func is read_page_job
    read = resumed.call()
    assert [one.code for one in read.findings] == ["second-engine"]
    unread = resumed.rescue.call()
    assert unread.word_count == 0
    assert reading_of(page, settings=SETTINGS, **given).call.func is read_page_job


def _wait_for_one(running) -> None:
    """Wait for a result that never comes: the pool is gone before."""
    with suppress(BrokenProcessPool):
        next(running, None)


def test_what_a_worker_started_ends_with_it(pool, tmp_path):
    """A program that hangs does not go on after its worker was stopped."""
    pid_path = tmp_path / "pid"
    job = Job.of("d", bad_engines.start_a_sleeper, pid_path=pid_path)

    [(_job, result)] = pool.run([job], seconds=60, wall_seconds=4)

    assert isinstance(result, StalledError)
    deadline = time.monotonic() + 5
    while psutil.pid_exists(int(pid_path.read_text())) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not psutil.pid_exists(int(pid_path.read_text()))


def test_the_program_keeps_its_time(tmp_path):
    """The program that takes too long is stopped, and the error says after how long."""
    engine = load_engine(
        SETTINGS.model_copy(update={"engine": "pytesseract", "program_seconds": 0.1})
    )
    page = bad_engines.draw_page(tmp_path, TEXT * 10)

    with bad_engines.Image.open(page.path) as picture, pytest.raises(StalledError):
        engine.recognize(picture, dpi=200)


def test_what_a_worker_starts_has_its_memory_limit(pool):
    """The limit on a worker's memory holds for its programs too."""
    [(_job, limit)] = pool.run([Job.of("d", bad_engines.memory_limit_of_a_program)], seconds=30)

    assert limit == str(2048 * 1024)


def test_a_program_out_of_memory_breaks_only_the_page(tmp_path, monkeypatch):
    """Tesseract without the memory it needs is a breakdown, not a damaged image."""
    starved = tmp_path / "tesseract"
    starved.write_text('#!/bin/sh\nulimit -v 60000\nexec tesseract "$@"\n')
    starved.chmod(0o755)
    engine = load_engine(OcrSettings(engine="pytesseract"))
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(starved))
    page = bad_engines.draw_page(tmp_path, TEXT)

    with bad_engines.Image.open(page.path) as picture, pytest.raises(WorkerDiedError):
        engine.recognize(picture, dpi=200)
