"""What an office's own pages teach: only what both readers were sure of, in several documents."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import shutil

import pytest
from bad_engines import draw_page

from flows.cli.main import run
from flows.learning import learn_from_batches, reading_settings
from sohoa.domain.batons import (
    Derivation,
    Description,
    HeaderFields,
    Line,
    PageEncoding,
    PageImage,
    PageText,
    ReadDocument,
    Reading,
    ScannedDocument,
    Word,
)
from sohoa.domain.errors import ExitCode, LearntPairsError
from sohoa.domain.stations import Station
from sohoa.journal import Journal, Settled
from sohoa.ocr.evidence import evidence_digest
from sohoa.ocr.learning import PairTally, sure_runs
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import as_read, keep_page_text, load_page_text, text_path
from sohoa.ocr.syllable_model import (
    learnt_pairs,
    load_syllable_model,
    pack_pairs,
    tokens,
    unpack_pairs,
)
from sohoa.work.reading import read_page_job
from sohoa.workspace import CHECKOUT, BatchFolder, Workspace

TWICE, ONCE = "tesseract 5.5 vie-0 + trueocr 0.1-0", "tesseract 5.5 vie-0"
PHRASE = "phòng Quản lý lữ hành"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A workspace with the settings that come with Sohoa."""
    for name, value in (("SOHOA_HOME", str(tmp_path)), ("SOHOA_LANG", "en"), ("LANGUAGE", "en")):
        monkeypatch.setenv(name, value)
    shutil.copytree(CHECKOUT / "config", tmp_path / "config")
    return Workspace(tmp_path)


@pytest.fixture
def learnt():
    """Use counts in this process, and forget them after."""
    tokens_ = []
    yield lambda path: tokens_.append(learnt_pairs.set(path))
    for token in reversed(tokens_):
        learnt_pairs.reset(token)


def word(text: str, confidence: float = 99.0, *, other: str = "") -> Word:
    readings = (Reading("first", text, 99.0), Reading("second", other, 99.0)) if other else ()
    return Word(text, 0, 0, 10, 10, confidence, readings)


def page_of(*words: Word, engine: str = TWICE, page_id: str = "d.p0001") -> PageText:
    return PageText(page_id, "0" * 64, 100, 100, 0, engine, (Line(1, 1, words),), 99.0)


def sure(text: str) -> tuple[Word, ...]:
    return tuple(map(word, text.split()))


def store(office: Workspace, name: str, text: str) -> None:
    """One document of a batch, read and accepted, with this text on its only page."""
    folder = BatchFolder(office, 2, "Hộp 01").station_dir(Station.OCR)
    image = PageImage(f"{name}.p0001", folder, name, 100, 100, 200, 200, PageEncoding.PNG,
                      Derivation.AS_SCANNED)  # fmt: skip
    path = text_path(folder / "texts", image, TWICE)
    keep_page_text(path, page_of(*sure(text), page_id=image.page_id), image)
    scanned = ScannedDocument(name, "Hộp 01", f"{name}.pdf", (), "", (image,), Description())
    page = as_read(image, path, page_of(*sure(text)))
    read = ReadDocument(scanned, (page,), HeaderFields(), 99.0)
    journal = Journal(folder, Station.OCR, ReadDocument)
    journal.settle(Settled(name, "0", dt.datetime.now(dt.UTC), "t", "s", baton=read))


def test_only_what_both_readers_were_sure_of_is_counted():
    """A word in doubt, or read differently, parts the line; a page read once teaches nothing."""
    words = [*sure("Căn cứ Luật"), word("Dụ", 80), *sure("lịch năm"), word("bồ", other="bổ")]

    assert [run_ for run_ in sure_runs(page_of(*words)) if run_] == ["Căn cứ Luật", "lịch năm"]
    assert list(sure_runs(page_of(*words, engine=ONCE))) == []


def test_a_pair_of_few_documents_is_not_kept():
    """However often one document says it; a number is a number, whichever."""
    tally = PairTally()
    for number in range(5):
        name = "bà Lò Thị Mỷ " * 40 if number == 0 else ""
        tally.add([page_of(*sure(f"{PHRASE} số {number} {name}"))])

    kept = tally.common()

    assert kept["lữ", "hành"] == 5
    assert kept["số", "0"] == 5
    assert not any("mỷ" in pair for pair in kept)


def test_learn_keeps_counts_beside_the_office_s_data(office, capsys):
    """The file has pairs of syllables and nothing else, and the same pages give the same bytes."""
    for number in range(6):
        store(office, f"doc{number}", f"{PHRASE} năm {2000 + number}")
    store(office, "harmed", PHRASE)
    texts = BatchFolder(office, 2, "Hộp 01").station_dir(Station.OCR) / "texts"
    min(texts.iterdir()).write_bytes(b"harmed")

    assert run(["learn", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    first = office.learnt_path.read_bytes()
    learn_from_batches(office)

    assert (said["documents"], said["pages"], said["pairs"]) == (7, 6, 6)
    table = json.loads(gzip.decompress(first))
    assert table["quản"] == {"lý": table["phòng"]["quản"]}
    assert set(table) == {"phòng", "quản", "lý", "lữ", "hành", "năm"}
    assert office.learnt_path.read_bytes() == first


def test_too_few_documents_teach_nothing(office, capsys):
    """Nothing is written, and it is said."""
    store(office, "alone", PHRASE)

    assert run(["learn"]) == 0

    assert "not enough yet" in capsys.readouterr().out
    assert not office.learnt_path.exists()
    assert reading_settings(office).ocr.learnt is None


def test_what_was_learnt_weighs_and_is_part_of_the_address(office, learnt):
    """Between two candidates the office's own word wins, and its pages have another address."""
    built_in, weighed = evidence_digest(), load_syllable_model()
    office.learnt_path.parent.mkdir(parents=True)
    office.learnt_path.write_bytes(pack_pairs(unpack_pairs(pack_pairs({("xã", "tú"): 40}))))
    settings = reading_settings(office)

    learnt(settings.ocr.learnt)
    candidates = {"before": "xã", "after": "nang"}
    old = weighed.log_likelihood(["Tú", "Tư"], **candidates)
    new = load_syllable_model().log_likelihood(["Tú", "Tư"], **candidates)

    assert settings.ocr.learnt == office.learnt_path
    assert evidence_digest() != built_in
    assert new[0] - new[1] > old[0] - old[1]
    learnt(None)
    assert evidence_digest() == built_in
    assert load_syllable_model() is weighed


def test_a_page_read_by_it_has_an_address_of_its_own(tmp_path, learnt):
    """Nothing is silently stale: with other counts a page is read anew, and its text says so."""
    learnt(None)
    page = draw_page(tmp_path, ("Phòng Quản lý lữ hành xã Tú Nang",))
    path = tmp_path / "learnt.json.gz"
    path.write_bytes(pack_pairs({("xã", "tú"): 40}))
    plain, taught = OcrSettings(), OcrSettings(learnt=path)

    before, after, again = (
        read_page_job(page, texts_dir=tmp_path / "t", settings=settings)
        for settings in (plain, taught, plain)
    )

    assert before.text_path != after.text_path
    assert again == before
    engines = [load_page_text(one.text_path).engine for one in (before, after)]
    assert engines[0] != engines[1]


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"[1]"), gzip.compress(b"{")])
def test_counts_that_were_harmed_stop_a_run(office, content, capsys, tmp_path):
    """They are never half believed: the message names the file and what to do."""
    office.learnt_path.parent.mkdir(parents=True)
    office.learnt_path.write_bytes(content)

    with pytest.raises(LearntPairsError):
        reading_settings(office)
    assert run(["read", str(tmp_path / "a.png")]) == ExitCode.SETTINGS
    assert "[SETTINGS-902]" in capsys.readouterr().err


def test_counts_survive_their_file():
    """What is kept is what was counted."""
    pairs = unpack_pairs(pack_pairs({("a", "b"): 2, ("a", "c"): 1, ("0", ","): 3}))

    assert pairs == {("a", "b"): 2, ("a", "c"): 1, ("0", ","): 3}
    assert tokens("A b") == ["a", "b"]
