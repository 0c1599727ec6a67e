"""The sample as a whole: what is promised of the folder, its files and the truth beside them."""

from __future__ import annotations

import csv
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from sohoa.domain.errors import FolderNotEmptyError, ToolMissingError
from sohoa.sample import make_sample, typeset

pytestmark = pytest.mark.slow

SOHOA = Path(sys.executable).with_name("sohoa")
VIETNAMESE = Path("/usr/share/tesseract-ocr/5/tessdata/vie.traineddata")


@pytest.fixture(scope="module")
def sample(drawn):
    """The eight documents that whole runs have too: the four faulty ones, and four of the cast."""
    return drawn


@pytest.fixture(scope="module")
def truth(sample):
    """The rows of `truth.csv`, by file."""
    with (sample.folder / "truth/truth.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def pages_of(path: Path) -> list[Image.Image]:
    """The page images of a delivered document, whatever its container."""
    if path.is_dir():
        return [page for file in sorted(path.iterdir()) for page in pages_of(file)]
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            pictures = [page.resources["/XObject"]["/Im0"] for page in pdf.pages]
            return [pikepdf.PdfImage(picture).as_pil_image() for picture in pictures]
    with Image.open(path) as book:
        frames = []
        for number in range(getattr(book, "n_frames", 1)):
            book.seek(number)
            frames.append(book.copy())
        return frames


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Two documents with seed 5: the summary, where they lie, and what progress was told."""
    folder, heard = tmp_path_factory.mktemp("small") / "sample", list[int]()
    return make_sample(folder, documents=2, seed=5, on_document=heard.append), folder, heard


def test_equal_seeds_give_equal_bytes(small, tmp_path):
    """The same arguments give the same files to the byte, the workbook included: by the command
    too, in a process of its own."""
    _summary, folder, _heard = small
    command = [SOHOA, "sample", tmp_path / "two", "--documents", "2", "--seed", "5"]
    subprocess.run(command, check=True, capture_output=True)

    assert contents(folder) == contents(tmp_path / "two")


def test_another_seed_gives_other_records(small, tmp_path):
    """Texts differ between seeds, not only noise."""
    _summary, folder, _heard = small
    make_sample(tmp_path / "6", documents=1, seed=6)

    page = "truth/Hop-01/0001.p1.txt"
    assert (folder / page).read_text() != (tmp_path / "6" / page).read_text()


def test_every_delivery_has_its_truth(sample, truth):
    """Each entry of a box but its list has one row in the truth, and the other way round."""
    inbox = sample.folder / "inbox"
    delivered = {
        f"{path.parent.name}/{path.name}"
        for box in inbox.iterdir()
        for path in box.iterdir()
        if path.name != "batch.csv"
    }

    assert delivered == set(truth)
    assert len(truth) == sample.documents == 8


def test_the_summary_counts_what_is_there(sample, truth):
    """States, pages and rows of the summary are those of the truth files."""
    states = Counter(row["state"] for row in truth.values())

    assert states == {"archived": 4, "quarantined": 3, "set_aside": 1}
    assert (sample.archived, sample.quarantined, sample.set_aside) == (4, 3, 1)
    assert sample.pages == sum(int(row["pages"]) for row in truth.values())
    lines = (sample.folder / "truth/register.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sample.register_rows == len(lines) - 1


def test_each_readable_page_has_its_text(sample, truth):
    """A sound file has as many pages as the truth says, each with its text in NFC."""
    for name, row in truth.items():
        if row["state"] == "quarantined":
            continue
        pages = pages_of(sample.folder / "inbox" / name)
        stem = name.rpartition(".")[0] or name
        texts = sorted((sample.folder / "truth").glob(f"{stem}.p*.txt"))
        assert len(pages) == len(texts) == int(row["pages"])
        for page, text in zip(pages, texts, strict=True):
            assert page.size == (2480, 3508)
            assert unicodedata.is_normalized("NFC", text.read_text())


def test_first_pages_say_what_the_truth_says(sample, truth):
    """Number, year and the words of the subject stand on the first page."""
    for name, row in truth.items():
        if row["state"] != "quarantined":
            stem = name.rpartition(".")[0] or name
            page = (sample.folder / "truth" / f"{stem}.p1.txt").read_text()
            assert f"Số: {row['number']}" in page
            assert f"năm {row['year']}" in page
            assert row["subject"] in page.replace("\n", " ")


def test_the_bad_items_are_bad_in_their_way(sample, truth):
    """One file is empty, one a ZIP named .pdf, one TIFF breaks off after a sound first page."""
    by_code = {row["code"]: sample.folder / "inbox" / name for name, row in truth.items()}

    assert by_code["INTAKE-001"].stat().st_size == 0
    assert by_code["INTAKE-002"].suffix == ".pdf"
    assert by_code["INTAKE-002"].read_bytes().startswith(b"PK\x03\x04")
    with Image.open(by_code["INTAKE-003"]) as cut:
        cut.load()
        next_directory = cut.tag_v2.next
        assert next_directory > by_code["INTAKE-003"].stat().st_size


def test_one_record_belongs_to_another_phase(truth):
    """All years are of phase 2, but for the paper in the wrong box."""
    for row in truth.values():
        assert (2016 <= int(row["year"]) <= 2023) == (row["code"] != "PHASE-001")


def test_batch_lists_tie_files_to_the_register(sample, truth):
    """A list names the files of its box with number and year, all but those told to be unlisted."""
    listed = {}
    for box in sample.boxes:
        path = sample.folder / "inbox" / box / "batch.csv"
        with path.open(encoding="utf-8-sig", newline="") as stream:
            listed |= {f"{box}/{row['tệp']}": row for row in csv.DictReader(stream)}

    assert set(listed) == {name for name, row in truth.items() if row["listed"] == "yes"}
    assert len(listed) == 7
    for name, row in listed.items():
        assert (row["số ký hiệu"], row["năm"]) == (truth[name]["number"], truth[name]["year"])


@pytest.mark.skipif(not VIETNAMESE.is_file(), reason=f"no Vietnamese model at {VIETNAMESE}")
def test_normal_pages_read_well(sample, truth):
    """Tesseract finds more than 97 in 100 words of the first pages of three scans."""
    from tesserocr import PyTessBaseAPI

    wanted, missed = 0, 0
    names = [name for name, row in truth.items() if row["state"] == "archived"][:3]
    with PyTessBaseAPI(path=str(VIETNAMESE.parent), lang="vie") as engine:
        for name in names:
            stem = name.rpartition(".")[0] or name
            words = Counter((sample.folder / "truth" / f"{stem}.p1.txt").read_text().split())
            engine.SetImage(pages_of(sample.folder / "inbox" / name)[0].convert("L"))
            engine.SetSourceResolution(300)
            wanted += words.total()
            missed += (words - Counter(engine.GetUTF8Text().split())).total()

    assert wanted > 600
    assert 1 - missed / wanted > 0.97


def test_progress_is_told_after_each_document(small):
    """`on_document` hears 1, 2; so few documents are all sound."""
    summary, _folder, heard = small

    assert heard == [1, 2]
    assert (summary.archived, summary.quarantined, summary.set_aside) == (2, 0, 0)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    """Nothing is overwritten, nor mixed with what another sample left."""
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(FolderNotEmptyError, match=r"^\[SAMPLE-901\]"):
        make_sample(tmp_path, documents=1)

    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_a_file_in_its_place_is_left_alone(tmp_path):
    """The target may be no file either."""
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(FolderNotEmptyError):
        make_sample(tmp_path / "mine.txt", documents=1)


def test_an_interrupted_sample_leaves_nothing(tmp_path):
    """Stopped half-way, neither the folder nor a partial one is there."""

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_sample(tmp_path / "sample", documents=2, on_document=stop)

    assert list(tmp_path.iterdir()) == []


def test_a_missing_font_says_how_to_mend_it(tmp_path, monkeypatch):
    """Without Tinos nothing is begun, and the error names the package."""
    monkeypatch.setattr(typeset, "FONT_DIR", tmp_path / "nowhere")
    typeset.font.cache_clear()
    try:
        with pytest.raises(ToolMissingError, match="apt-get install fonts-croscore"):
            make_sample(tmp_path / "sample", documents=1)
    finally:
        monkeypatch.undo()
        typeset.font.cache_clear()

    assert list(tmp_path.iterdir()) == []


def test_no_documents_is_a_mistake_of_the_caller(tmp_path):
    """Zero documents make no sample."""
    with pytest.raises(ValueError, match="at least one"):
        make_sample(tmp_path / "sample", documents=0)
