"""Two papers that share a page image, delivered as an office delivers them."""

from __future__ import annotations

import subprocess

import pytest
from PIL import Image, ImageDraw, ImageFont

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

TINOS = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
ANNEX = ("PHỤ LỤC DANH MỤC THIẾT BỊ", "Kèm theo quyết định cấp phép")
SIZE = (1654, 2339)


def _draw(path, lines) -> None:
    picture = Image.new("RGB", SIZE, "white")
    font = ImageFont.truetype(TINOS, 36)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((200, 160 + 90 * number), line, "black", font)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, dpi=(200, 200))


def _paper(number: str, subject: str) -> tuple[str, ...]:
    return (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        f"Số: {number}/QĐ-SVHTTDL",
        "Bình Dương, ngày 15 tháng 03 năm 2018",
        "QUYẾT ĐỊNH",
        f"Về việc {subject}",
    )


def test_the_same_annex_behind_two_decisions(new_office, prefect):
    """Both are archived, each with its own text and the annex's; a page twice in one, too."""
    office = new_office()
    box = office.root / "data" / "inbox" / "hop-phu-luc"
    for name, number, subject in (("a", 125, "cấp phép biểu diễn"), ("b", 126, "sửa nhà hát")):
        _draw(box / name / "1.png", _paper(str(number), subject))
        _draw(box / name / "2.png", ANNEX)
    _draw(box / "b" / "3.png", ANNEX)

    office.sohoa("run", "2", "--batch", "hop-phu-luc", "--quiet")

    rows = {row["source_name"]: row for row in office.json("list", "--batch", "hop-phu-luc")}
    assert {name: row["state"] for name, row in rows.items()} == dict.fromkeys("ab", "archived")
    for name, pages, own in (("a", 2, "biểu diễn"), ("b", 3, "nhà hát")):
        pdf = office.root / "data/archive" / rows[name]["archive_path"]
        text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True).stdout
        assert text.count("\f") == pages
        assert own in text
        assert text.count("PHỤ LỤC") == pages - 1
