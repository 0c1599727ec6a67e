"""Two papers may share a page image: its text is one file, written once, and both go on with it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import bad_engines
import pytest

from sohoa.domain.stage_results import Description, PageImage, ReadDocument, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.durable import digest_of_bytes, sha256_of
from sohoa.journal import Journal
from sohoa.line.ocr import read_off
from sohoa.line.station import Chunk, Stamp, StationRun, WorkItem
from sohoa.ocr.document import assemble
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import find_page_text, keep_page_text, load_page_text, text_path
from sohoa.ocr.unread import leave_unread
from sohoa.pdfa.builder import build_pdfa
from sohoa.pdfa.settings import PdfaSettings
from sohoa.work.pool import WorkerPool, forking
from sohoa.work.reading import read_page_job, readings_of

SETTINGS = OcrSettings(second_reading=False)
ANNEX = ("PHỤ LỤC DANH MỤC THIẾT BỊ", "Kèm theo quyết định")
RACES = 25


@pytest.fixture(scope="module")
def pool():
    """Two workers, as on most machines of an office."""
    with WorkerPool(workers=2, memory_limit_mb=2048) as pool:
        yield pool


def _copy(page: PageImage, folder: Path, name: str) -> PageImage:
    """The same picture as a page of another document."""
    path = folder / f"{name}.png"
    shutil.copyfile(page.path, path)
    return replace(page, page_id=name, path=path)


def _document(name: str, *pages: PageImage) -> ScannedDocument:
    return ScannedDocument(name, "b", name, (), name, pages, Description())


def _archived(documents: list[ScannedDocument], folder: Path, pool: WorkerPool) -> list[str]:
    """Read and build documents as a batch does, and give what a reader copies out of each."""
    run = StationRun(
        "b",
        Station.OCR,
        journal=Journal(folder / "ocr", Station.OCR, ReadDocument),
        items=[WorkItem(one.document_id, one.document_id, "1", one) for one in documents],
        stamp=Stamp("test", "0" * 64),
    )

    def jobs_for(item):
        given = {"texts_dir": folder / "ocr" / "texts", "settings": SETTINGS, "seconds": 60}
        return readings_of(item.source.pages, **given)

    read_off(run, Chunk(1, run.items), pool=pool, jobs_for=jobs_for, assemble=assemble, seconds=60)
    outcome = run.close()
    assert [one.document_id for one in outcome.rejected] == []
    for read in outcome.accepted:
        target = folder / f"{read.scanned.document_id}.pdf"
        build_pdfa(read, target, settings=PdfaSettings(), producer="test")
    return [
        "|".join(load_page_text(page.text_path).lines[0].text for page in read.pages)
        for read in sorted(outcome.accepted, key=lambda one: one.scanned.document_id)
    ]


def test_two_documents_share_an_annex(pool, tmp_path):
    """Both are built, each with its own first page and the annex's text."""
    annex = bad_engines.draw_page(tmp_path, ANNEX, name="a.p0002")
    first = bad_engines.draw_page(tmp_path, ("Quyết định thứ nhất",), name="a.p0001")
    second = bad_engines.draw_page(tmp_path, ("Quyết định thứ hai",), name="b.p0001")
    documents = [
        _document("a", first, annex),
        _document("b", second, _copy(annex, tmp_path, "b.p0002")),
        _document("c", _copy(annex, tmp_path, "c.p0001")),
    ]

    texts = _archived(documents, tmp_path, pool)

    assert texts == [f"Quyết định thứ nhất|{ANNEX[0]}", f"Quyết định thứ hai|{ANNEX[0]}", ANNEX[0]]


def test_one_page_twice_in_a_document(pool, tmp_path):
    """A sheet scanned twice, byte for byte the same, stands twice in the document."""
    page = bad_engines.draw_page(tmp_path, ANNEX, name="a.p0001")
    twice = _document("a", page, _copy(page, tmp_path, "a.p0002"))

    assert _archived([twice], tmp_path, pool) == [f"{ANNEX[0]}|{ANNEX[0]}"]


def test_the_next_batch_has_texts_of_its_own(pool, tmp_path):
    """A page that another batch has too is read there, with the same bytes for a result."""
    page = bad_engines.draw_page(tmp_path, ANNEX, name="a.p0001")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        own = _document(name, _copy(page, tmp_path / name, f"{name}.p0001"))
        assert _archived([own], tmp_path / name, pool) == [ANNEX[0]]

    (one,), (two,) = ([*(tmp_path / name).rglob("*.alto.xml")] for name in ("one", "two"))
    assert (one.name, one.read_bytes()) == (two.name, two.read_bytes())


@pytest.mark.parametrize("way", [read_page_job, leave_unread])
def test_what_is_kept_says_nothing_of_its_place(tmp_path, way):
    """The same picture gives the same bytes, wherever it stands: a name that is an address."""
    page = bad_engines.draw_page(tmp_path, ANNEX, name="hop-01.aaaa.p0001")
    given = {"settings": SETTINGS} if way is read_page_job else {}
    kept = []
    for name in ("hop-01.aaaa.p0001", "hop-02.bbbb.p0017"):
        read = way(replace(page, page_id=name), texts_dir=tmp_path / name, **given)
        kept.append((read.text_path.name, read.text_path.read_bytes()))

    assert kept[0] == kept[1]
    assert b"hop-0" not in kept[0][1]


def test_a_text_that_names_its_page_is_read(tmp_path):
    """Texts of earlier versions name the page they were first read for: taken as they lie."""
    page = bad_engines.draw_page(tmp_path, ANNEX)
    given = {"texts_dir": tmp_path / "t", "settings": SETTINGS}
    path = read_page_job(page, **given).text_path
    text = load_page_text(path)
    body = path.read_bytes().rpartition(b"<!--")[0]
    named = b'<documentIdentifier documentIdentifierLocation="sohoa:page">x.p0003'
    body = body.replace(
        b"</sourceImageInformation>", named + b"</documentIdentifier>\n</sourceImageInformation>"
    ).replace(b'PHYSICAL_IMG_NR="1"', b'PHYSICAL_IMG_NR="3"')
    seal = f"<!-- sha256 of all bytes above: {digest_of_bytes(body)} -->\n".encode()
    path.write_bytes(body + seal)
    before = path.read_bytes()

    again = read_page_job(page, **given)

    assert load_page_text(path) == text
    assert path.read_bytes() == before
    assert again.text_sha256 == digest_of_bytes(before)


def test_who_comes_second_takes_what_lies_there(tmp_path):
    """A reading that differs (another library, another machine) changes no file that is whole."""
    page = bad_engines.draw_page(tmp_path, ANNEX)
    text = load_page_text(leave_unread(page, texts_dir=tmp_path / "t").text_path)
    path = text_path(tmp_path, page, "made with")

    first = keep_page_text(path, replace(text, confidence=90.0), page)
    second = keep_page_text(path, replace(text, confidence=80.0), page)

    assert (second.text.confidence, second.sha256) == (90.0, first.sha256)
    assert sha256_of(path) == first.sha256
    assert [one.name for one in tmp_path.glob("*.part")] == []


def test_what_was_harmed_is_replaced_once(tmp_path):
    """A file that rotted is no first writer."""
    page = bad_engines.draw_page(tmp_path, ANNEX)
    text = load_page_text(leave_unread(page, texts_dir=tmp_path / "t").text_path)
    path = text_path(tmp_path, page, "made with")
    keep_page_text(path, text, page)
    path.write_bytes(path.read_bytes().replace(b"ROTATION", b"ROTATIOM"))

    kept = keep_page_text(path, replace(text, confidence=80.0), page)

    assert find_page_text(path) == kept
    assert kept.text.confidence == 80.0


def _race(page, folder: Path, confidence: float, barrier, results) -> None:
    text = load_page_text(leave_unread(page, texts_dir=folder / str(confidence)).text_path)
    for turn in range(RACES):
        barrier.wait()
        path = text_path(folder, page, str(turn))
        kept = keep_page_text(path, replace(text, confidence=confidence), page)
        results.put((turn, kept.sha256, sha256_of(path)))


def test_of_two_that_race_one_is_first(tmp_path):
    """Two processes that store one page's text at one moment go on with the same bytes."""
    page = bad_engines.draw_page(tmp_path, ANNEX)
    context = forking()
    barrier, results = context.Barrier(2), context.Queue()
    racing = [
        context.Process(target=_race, args=(page, tmp_path, confidence, barrier, results))
        for confidence in (80.0, 90.0)
    ]
    for one in racing:
        one.start()
    told = [results.get(timeout=60) for _result in range(2 * RACES)]
    for one in racing:
        one.join()

    for turn in range(RACES):
        digests = {digest for at, *both in told if at == turn for digest in both}
        assert digests == {sha256_of(text_path(tmp_path, page, str(turn)))}
