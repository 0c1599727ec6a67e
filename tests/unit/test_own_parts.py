"""On disk a result has its own part alone; whoever reads it is given it whole, or not at all."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import get_type_hints

import pytest
from line_samples import KINDS, leave_results
from pdfa_samples import draw_page, read_document, read_page
from pydantic import TypeAdapter

from sohoa.domain.own_parts import MADE_FROM
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.stage_results import (
    ArchivalPdf,
    CatalogueRecord,
    DescribedDocument,
    ReadDocument,
    ReadingCopy,
    SignatureNote,
    SignedPdf,
)
from sohoa.domain.stations import Station
from sohoa.journal import Settled
from sohoa.line.batch import LINE
from sohoa.line.station import Stamp, StationRun, WorkItem, journal_of
from sohoa.workspace import BatchFolder, Workspace

NOW = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
#: The stations whose results are taken by the next one, and those results.
STATIONS = [station for station in Station if not station.is_aside]
LAYERS = list(zip(STATIONS, KINDS, strict=True))


FIELD = FieldRead(
    FieldName.SIGNER, "Lê Thị B", 2, Box(1, 2, 3, 4), 91.5, "network", "decree-30/signer", ("Lê B",)
)


@pytest.fixture
def folder(tmp_path: Path) -> BatchFolder:
    """The working folder of a box."""
    return BatchFolder(Workspace(tmp_path), 2, "Hộp 1")


@pytest.fixture
def record(folder, tmp_path) -> CatalogueRecord:
    """An archived document of three pages with all that it was made from."""
    texts = tmp_path / "texts"
    texts.mkdir()
    drawn = draw_page(("Văn bản số 1",), size=(413, 585))
    read = read_document(*(read_page(texts, *drawn) for _number in range(3)))
    copy = ReadingCopy(tmp_path / "copy.pdf", "1" * 64, 3, "PDF/A-2b")
    archival = ArchivalPdf(read, tmp_path / "a.pdf", "2" * 64, 3, "PDF/A-2b", copy)
    note = SignatureNote("F", "Sở", NOW, "PAdES-B-B", "nd30-2020-sao-y")
    signed = SignedPdf(archival, tmp_path / "s.pdf", "3" * 64, (note,))
    return CatalogueRecord(signed, "H09.2018", 1, tmp_path / "archive.pdf", NOW, "4" * 64, NOW)


def results_of(record: CatalogueRecord) -> list:
    """The five results, the first step's first."""
    found = [record]
    while type(found[0]) in MADE_FROM:
        found.insert(0, getattr(found[0], MADE_FROM[type(found[0])][0]))
    return found


def outcomes(folder: BatchFolder) -> dict[Station, Path]:
    """The files as they are written."""
    return {
        station: next((folder.station_dir(station) / "outcomes").glob("*.json"))
        for station in STATIONS
    }


def last(folder: BatchFolder, station: Station, record: CatalogueRecord) -> Settled | None:
    identity = results_of(record)[0].document_id
    return journal_of(folder, station, dict(LAYERS)[station]).last(identity)


def as_version_1(folder: BatchFolder, record: CatalogueRecord, *stations: Station) -> None:
    """Write outcomes as they were before: all of the past in each, called a baton, no format."""
    for station, result in zip(STATIONS, results_of(record), strict=True):
        path = outcomes(folder)[station]
        plain = json.loads(path.read_text(encoding="utf-8"))
        if station in stations:
            del plain["format"], plain["result"]
            whole = TypeAdapter(type(result)).dump_json(result)
            path.write_text(json.dumps({**plain, "baton": json.loads(whole)}), encoding="utf-8")


def test_each_step_holds_what_it_takes_under_a_known_name():
    """A new step is named here too, or what it writes is not its own part."""
    before = LINE[0]
    for step in LINE[1:]:
        name, kind = MADE_FROM[step.gives]
        assert kind is step.takes is before.gives
        assert get_type_hints(step.gives)[name] is kind
        before = before if step.station.is_aside else step
    assert LINE[0].gives not in MADE_FROM


def test_what_is_written_is_read_back_whole(folder, record):
    """Every result, and nothing of it twice on disk."""
    leave_results(folder, record, at=NOW)

    for station, result in zip(STATIONS, results_of(record), strict=True):
        assert last(folder, station, record).result == result
        written = json.loads(outcomes(folder)[station].read_text(encoding="utf-8"))
        own = {field.name for field in fields(result)}
        if type(result) in MADE_FROM:
            own.remove(MADE_FROM[type(result)][0])
        assert set(written["result"]) == own
        assert written["item_id"] == results_of(record)[0].document_id
    read = json.loads(outcomes(folder)[Station.OCR].read_text(encoding="utf-8"))
    assert all("image" not in page for page in read["result"]["pages"])


@pytest.mark.parametrize("count", range(6))
def test_batches_of_both_versions_are_read(folder, record, count):
    """Where the first so many steps were done by an earlier program, and where all or none were."""
    leave_results(folder, record, at=NOW)
    as_version_1(folder, record, *STATIONS[:count])

    for station, result in zip(STATIONS, results_of(record), strict=True):
        assert last(folder, station, record).result == result


@pytest.mark.parametrize("gone", STATIONS[:4])
def test_what_was_made_from_something_that_is_gone_is_not_there(folder, record, gone):
    """The results before it stand; what came after is made again."""
    leave_results(folder, record, at=NOW)
    outcomes(folder)[gone].unlink()

    stations = STATIONS
    for number, station in enumerate(stations):
        is_there = last(folder, station, record) is not None
        assert is_there == (number < stations.index(gone))


@pytest.mark.parametrize("anew", STATIONS[:4])
def test_what_was_made_from_something_else_is_not_there(folder, record, anew):
    """The earlier result was made anew since: by its bytes it would fit, and it is another."""
    leave_results(folder, record, at=NOW)
    before = last(folder, anew, record)
    kind = dict(LAYERS)[anew]
    journal_of(folder, anew, kind).settle(replace(before, at=NOW + dt.timedelta(seconds=1)))

    stations = STATIONS
    for number, station in enumerate(stations):
        is_there = last(folder, station, record) is not None
        assert is_there == (number <= stations.index(anew))


@pytest.mark.parametrize("station", STATIONS)
def test_what_lies_under_another_name_is_not_there(folder, record, station):
    """A file put in another document's place says nothing of either: both are worked on again."""
    leave_results(folder, record, at=NOW)
    path = outcomes(folder)[station]
    path.rename(path.with_stem("hop-1.ffffffffffff"))

    journal = journal_of(folder, station, dict(LAYERS)[station])
    assert journal.last("hop-1.ffffffffffff") is None
    assert last(folder, station, record) is None


def test_pages_that_do_not_fit_are_not_guessed(folder, record):
    """A reading of three pages and a scan of two, under one digest: it is no reading of that."""
    leave_results(folder, record, at=NOW)
    path = outcomes(folder)[Station.INTAKE]
    plain = json.loads(path.read_text(encoding="utf-8"))
    del plain["result"]["pages"][1]
    path.write_text(json.dumps(plain), encoding="utf-8")

    assert last(folder, Station.OCR, record) is None


def test_a_result_is_found_behind_a_step_that_was_put_between(folder, record):
    """A half-done batch meets a program with one step more: its results are read all the same."""
    leave_results(folder, record, at=NOW)
    converted = outcomes(folder)[Station.PDFA]
    later = folder.station_dir(Station.SIGN) / "outcomes" / converted.name
    converted.rename(later)
    journal = journal_of(folder, Station.SIGN, ArchivalPdf)
    assert journal.last(later.stem).result == results_of(record)[2]

    between = Settled(later.stem, "y", NOW, "later", "0" * 64, results_of(record)[1])
    journal_of(folder, Station.PDFA, ReadDocument).settle(between)

    assert journal.last(later.stem).result == results_of(record)[2]


@pytest.mark.parametrize("change", ["gone", "anew", "never made"])
def test_what_stands_aside_costs_no_later_step_its_result(folder, record, change):
    """A description that is lost, made anew or was never made: what came after stands."""
    leave_results(folder, record, at=NOW)
    read = last(folder, Station.OCR, record)
    paper = PaperDescription("decree-30", (FIELD,))
    journal = journal_of(folder, Station.DESCRIBE, DescribedDocument)
    if change != "never made":
        described = DescribedDocument(read.result, paper)
        journal.settle(Settled(read.item_id, read.digest, NOW, "now", "0" * 64, described))
        assert journal.last(read.item_id).result == described
    if change == "gone":
        next((folder.station_dir(Station.DESCRIBE) / "outcomes").glob("*.json")).unlink()
    if change == "anew":
        again = DescribedDocument(read.result, PaperDescription())
        journal.settle(Settled(read.item_id, read.digest, NOW, "later", "0" * 64, again))

    for station, result in zip(STATIONS, results_of(record), strict=True):
        assert last(folder, station, record).result == result


def test_while_a_step_waits_nothing_old_goes_on(folder, record):
    """Signed, then made anew and not signed yet: the old signed file is not archived meanwhile."""
    leave_results(folder, record, at=NOW)
    as_version_1(folder, record, *STATIONS)
    signed = last(folder, Station.SIGN, record)
    stamp = Stamp("Sohoa test", "0" * 64)

    def paused(made_from: str) -> list[SignedPdf]:
        item = WorkItem(signed.item_id, "1.tif", made_from, record.signed.archival)
        journal = journal_of(folder, Station.SIGN, SignedPdf)
        run = StationRun("Hộp 1", Station.SIGN, journal=journal, items=[item], stamp=stamp)
        return run.pause().accepted

    assert paused(signed.made_from) == [record.signed]
    assert paused("another PDF/A") == []


def test_a_document_of_many_pages_is_written_once(folder, record):
    """Of each page the five files name the image once."""
    leave_results(folder, record, at=NOW)

    image = asdict(results_of(record)[0])["pages"][0]["page_id"]
    named = sum(
        path.read_text().count(f'"page_id": "{image}"') for path in outcomes(folder).values()
    )
    pages = [page.page_id for page in results_of(record)[0].pages]
    assert named == pages.count(image)
