"""`sohoa read`: any scan outside a batch ends in text, a finding, or an error with a code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bad_engines import draw_page

from sohoa.workspace import CHECKOUT

TORTURE = CHECKOUT.parent / "shared" / "data" / "torture"
HEAD = (
    "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG",
    "Số: 125/QĐ-SVHTTDL",
    "Bình Dương, ngày 15 tháng 3 năm 2018",
    "QUYẾT ĐỊNH",
)
#: What cannot be read at all, and why. Everything else there ends in text or in a finding.
REFUSED = {
    "dss_encrypted.pdf": "INTAKE-004",
    "fsc_invalid_1.01_data_changed.jpg": "INTAKE-003",
    "fsc_invalid_1.2_no_IEND.png": "INTAKE-003",
    "fsc_invalid_6.0_wrong_byte_order.tif": "INTAKE-002",
    "fsc_invalid__empty.tif": "INTAKE-001",
    "omp_hugemono.pdf": "INTAKE-005",
    "omp_invalid.pdf": "INTAKE-012",
    "omp_livecycle.pdf": "INTAKE-013",
    "pap_simple.heic": "INTAKE-002",
    "pil_broken_data_stream.png": "INTAKE-003",
    "pil_crash-1152ec2d1a1a.tif": "INTAKE-003",
    "pil_not_enough_data.jp2": "INTAKE-003",
    "pil_oom-225817ca0f8c66.tif": "INTAKE-003",
    "pyh_minimal-aes256-malformed-perms.pdf": "INTAKE-012",
    "qpdf_bad-content.pdf": "INTAKE-002",
    "qpdf_bad-jpeg.pdf": "INTAKE-003",
    "qpdf_enc-R3_V2_U-view_O-view.pdf": "INTAKE-004",
    "qpdf_enc-XI-R6_V5_U-view_O-master.pdf": "INTAKE-004",
    "qpdf_issue-141a.pdf": "INTAKE-002",
    "vn_encrypted.pdf": "INTAKE-004",
    "vn_truncated.pdf": "INTAKE-012",
}
#: Pages full of text, of which others here are the like: read by hand, too slow for every day.
FULL_PAGES = {
    "dss_pades_infinite_loop.pdf",
    "omp_cardinal.pdf",
    "omp_jbig2_baddevicen.pdf",
    "omp_rotated_skew.pdf",
    "omp_skew.pdf",
    "pap_rotated.pdf",
    "unp_imgsrcE001.png",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A workspace that has a configuration and nothing else."""
    root = tmp_path_factory.mktemp("office")
    shutil.copytree(CHECKOUT / "config", root / "config")
    return root


@pytest.fixture
def hasty_office(tmp_path):
    """A workspace that reads at the lowest resolution, where what is read does not matter."""
    shutil.copytree(CHECKOUT / "config", tmp_path / "config")
    path = tmp_path / "config" / "settings.toml"
    before, heading, ocr = path.read_text(encoding="utf-8").partition("[ocr]")
    ocr = ocr.replace("reading_dpi = 200", "reading_dpi = 100", 1)
    path.write_text(before + heading + ocr, encoding="utf-8")
    return tmp_path


def sohoa_read(office: Path, *arguments: str | Path, lang: str = "vi"):
    command = [str(Path(sys.executable).with_name("sohoa")), "--lang", lang, "read", *arguments]
    environment = {**os.environ, "SOHOA_HOME": str(office)}
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    """A page, a folder of two pages, and a page without anything on it."""
    folder = tmp_path_factory.mktemp("scans")
    draw_page(folder, HEAD, name="quyết định")
    draw_page(folder, (), name="trắng")
    (folder / "hồ sơ").mkdir()
    for number in (10, 2):
        draw_page(folder / "hồ sơ", (f"Trang số {number} của hồ sơ",), name=f"trang{number}")
    (folder / "hỏng.jpg").write_bytes(b"\xff\xd8\xff\xe0 no jpeg")
    return folder


@pytest.fixture(scope="module")
def told(office, scans):
    """One run over all of it and a file that is not there, as JSON."""
    names = ("quyết định.png", "hồ sơ", "trắng.png", "hỏng.jpg", "không có.pdf")
    done = sohoa_read(office, "--json", *(scans / name for name in names))
    assert (done.returncode, done.stderr) == (5, "")
    answer = json.loads(done.stdout)
    return dict(zip(names, answer["files"], strict=True)) | {"all": answer}


def test_text_header_and_confidence_are_told(told):
    """A page gives its text in reading order, its header fields, and how sure they are."""
    read = told["quyết định.png"]

    assert read["error"] is None
    assert "QUYẾT ĐỊNH" in read["pages"][0]["text"]
    header = read["header"]
    assert (header["number"], header["date"], header["type"]) == (
        "125/QĐ-SVHTTDL", "2018-03-15", "Quyết định",
    )  # fmt: skip
    assert read["confidence"] > 80
    assert read["pages"][0]["engine"].startswith("network vie-")


def test_a_folder_is_one_document_in_page_order(told):
    """Page 2 comes before page 10."""
    texts = [page["text"] for page in told["hồ sơ"]["pages"]]

    assert ["số 2 " in texts[0], "số 10 " in texts[1]] == [True, True]


def test_findings_and_errors_belong_to_their_file(told):
    """A blank page is a finding; a damaged and a missing file are errors; the others are read."""
    assert ("blank-page", 1) in [
        (one["code"], one["page"]) for one in told["trắng.png"]["findings"]
    ]
    assert told["hỏng.jpg"]["error"]["code"] == "INTAKE-003"
    assert told["không có.pdf"]["error"]["code"] == "INTAKE-022"


def test_the_cost_is_told_by_step(told):
    """CPU-seconds of each step, of each file and of all; recognition is most of it."""
    steps = told["all"]["cpu_seconds"]

    assert {"intake", "load", "prepare", "recognize"} <= steps.keys()
    assert steps["recognize"] > steps["prepare"] > 0
    assert told["all"]["pages"] == 4


def test_nothing_is_left_behind(told, office, scans):
    """Neither the workspace nor the folder of the scans has a new file."""
    assert [path.name for path in office.iterdir()] == ["config"]
    assert len(list(scans.rglob("*"))) == 6


def test_people_read_it_in_vietnamese(office, scans):
    """The screen shows the fields, the text and the cost in the office's words."""
    done = sohoa_read(office, scans / "quyết định.png")

    assert done.returncode == 0
    for words in ("125/QĐ-SVHTTDL", "QUYẾT ĐỊNH", "độ tin cậy", "trang 1", "nhận dạng"):
        assert words in done.stdout


def test_a_model_that_is_missing_stops_it_at_once(office, scans):
    """Without the model no file can be read: the error says what to install."""
    done = sohoa_read(office, "--language", "xyz", scans / "trắng.png")

    assert done.returncode == 4
    assert "tesseract-ocr-xyz" in done.stderr


def test_prefect_is_not_loaded(office, scans):
    """Reading needs no Prefect, no catalogue and no library for signing."""
    script = (
        "import sys; from sohoa.cli.main import run\n"
        "if __name__ == '__main__':\n"
        "    code = run(['read', sys.argv[1]])\n"
        "    print([name for name in ('prefect', 'sqlalchemy', 'pyhanko') if name in sys.modules])"
    )
    (office.parent / "script.py").write_text(script)

    done = subprocess.run(
        [sys.executable, str(office.parent / "script.py"), str(scans / "trắng.png")],
        env={**os.environ, "SOHOA_HOME": str(office), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
    )

    assert done.stdout.endswith("[]\n"), done.stdout + done.stderr


@pytest.mark.real
@pytest.mark.slow
def test_torture_ends_in_text_finding_or_error(hasty_office):
    """Nothing in the torture folder crashes or hangs a reading, and bombs are never decoded."""
    if not TORTURE.is_dir():
        pytest.skip(f"no torture scans at {TORTURE}")
    files = sorted(
        path for path in TORTURE.iterdir() if path.suffix != ".csv" and path.name not in FULL_PAGES
    )

    done = sohoa_read(hasty_office, "--json", *files, lang="en")

    assert done.returncode == 5
    answers = {Path(one["file"]).name: one for one in json.loads(done.stdout)["files"]}
    assert set(answers) == {path.name for path in files}
    refused = {name: one["error"]["code"] for name, one in answers.items() if one["error"]}
    assert refused == REFUSED
    for name, answer in answers.items():
        if name not in refused:
            assert answer["findings"] or any(page["text"] for page in answer["pages"]), name
    assert not answers["omp_hugemono.pdf"]["cpu_seconds"]
