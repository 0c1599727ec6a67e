"""The rescan slip: printable, in Vietnamese, with what is wrong and a picture of the page."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from sohoa.domain.sides import SheetSide
from sohoa.domain.stage_results import Finding
from sohoa.language import set_language
from sohoa.reports.rescan_slip import FaultyDocument, FaultyPage, rescan_slip


@pytest.fixture
def vietnamese():
    set_language("vi")
    yield
    set_language("en")


@pytest.fixture
def slip(tmp_path: Path, vietnamese) -> bytes:
    path = tmp_path / "page.png"
    Image.new("L", (1654, 2339), 90).save(path)
    faulty = FaultyPage(
        2,
        (Finding("blur", 2, "0.21 < 0.33"),),
        path,
        180,
        side=SheetSide(1, is_back=True),
        file_name="scan <2>.png",
    )
    front = FaultyPage(5, (Finding("skew", 5, "4 > 3"),), path, side=SheetSide(3, is_back=False))
    alone = FaultyPage(7, (Finding("skew", 7, "4 > 3"),), path, side=SheetSide(7))
    short = FaultyPage(0, (Finding("missing-pages", 0, "2 < 3"),))
    gone = FaultyPage(3, (Finding("too-dark", 3, "90 < 150"),), tmp_path / "gone.png")
    document = FaultyDocument("0001 <a>.pdf", "125/QĐ-SVHTTDL", (short, faulty, gone, front, alone))
    return rescan_slip("Hộp 01", [document])


def text_of(slip: bytes, tmp_path: Path) -> str:
    """What a reader copies from the slip (poppler)."""
    import subprocess

    path = tmp_path / "slip.pdf"
    path.write_bytes(slip)
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout


def test_the_slip_says_what_is_wrong_and_what_to_do(slip, tmp_path):
    """Document, number, page, measure and limit, and the advice, as Vietnamese text."""
    text = " ".join(text_of(slip, tmp_path).split())

    for wanted in ("Hộp 01", "0001 <a>.pdf", "125/QĐ-SVHTTDL", "0.21 < 0.33", "2 < 3",
                   "Lau mặt kính", "Cả văn bản"):  # fmt: skip
        assert wanted in text


def test_the_slip_names_sheet_and_side_where_they_are_known(slip, tmp_path):
    """Sheets are what a person holds; page and file tell where it is on the screen."""
    text = " ".join(text_of(slip, tmp_path).split())

    assert "Tờ 1 · mặt sau · trang 2 · scan <2>.png" in text
    assert "Tờ 3 · mặt trước · trang 5" in text
    assert "Tờ 7 · trang 7" in text
    assert "Trang 3" in text
    assert "trang 2:" not in text


def test_of_a_part_of_a_file_the_slip_counts_as_the_file_does(tmp_path, vietnamese):
    """Who holds the stack finds the page by its place in the stack; so also in a line each."""
    blur, grey = Finding("blur", 2, "0.21 < 0.33"), Finding("colour-depth", 1, "8 < 24")
    part = FaultyPage(2, (blur,), side=SheetSide(1, is_back=True), in_file=("xap.pdf", 5))
    first = FaultyPage(1, (grey,), in_file=("xap.pdf", 4))
    joined = tuple(
        FaultyPage(number, (grey,), in_file=(name, 1)) for number, name in ((1, "a"), (2, "b"))
    )
    slip = rescan_slip(
        "Hộp 01",
        [FaultyDocument("xap.pdf#page=4-6", "", (part,))],
        if_can=[
            FaultyDocument("xap.pdf#page=4-6", "", (first,)),
            FaultyDocument("a // b", "", joined),
        ],
    )

    text = " ".join(text_of(slip, tmp_path).split())
    assert "Tờ 1 · mặt sau · trang 5 của xap.pdf (trang 2 của văn bản)" in text
    assert "(trang 4 của tệp)" in text
    assert "(trang 1, 2)" in text


def test_the_font_is_embedded_and_the_page_is_shown(slip):
    """Any printer prints it; a page whose image is gone has its row without a picture."""
    with pikepdf.open(io.BytesIO(slip)) as pdf:
        objects = [one for one in pdf.objects if isinstance(one, pikepdf.Object)]
        kinds = [one for one in objects if one._type_name in ("dictionary", "stream")]
        embedded = {str(one.FontName) for one in kinds if "/FontFile2" in one}
        images = [one for one in kinds if one.get("/Subtype") == "/Image"]

    assert {name.partition("+")[2] for name in embedded} == {"Tinos", "Tinos-Bold"}
    assert len(images) == 1  # equal pictures are stored once


def test_a_box_in_order_has_an_empty_slip(tmp_path, vietnamese):
    """Nothing to scan again is said in so many words."""
    assert "Không có trang nào" in text_of(rescan_slip("Hộp 02", []), tmp_path)
