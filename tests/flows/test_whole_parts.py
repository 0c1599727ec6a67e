"""Several documents in one file, one document in several files: from the box to the archive."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from scans import draw_scan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

BOX = "hop-xap"


@pytest.fixture
def stack(tmp_path):
    """Make a PDF of scans: decisions by their numbers, `-` for a separator sheet, `.` for a page
    without a head."""

    def make(target: Path, *sheets: str) -> Path:
        pages = [_sheet(tmp_path, sheet, number) for number, sheet in enumerate(sheets)]
        target.parent.mkdir(parents=True, exist_ok=True)
        pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=200)
        return target

    return make


def _sheet(folder: Path, sheet: str, number: int) -> Image.Image:
    if sheet == "-":
        return Image.open(folder / "to.png").convert("RGB")
    path = draw_scan(folder / f"{number}.png", sheet, page=number)
    with Image.open(path) as drawn:
        page = drawn.convert("RGB")
    if sheet == ".":
        page.paste((250, 249, 245), (0, 0, page.width, 650))
    return page


@pytest.fixture
def office(new_office, tmp_path, prefect):
    """An office that has printed its separator sheets, and scans them."""
    del prefect
    office = new_office()
    shutil.rmtree(office.root / "data/inbox")
    printed = tmp_path / "to.pdf"
    office.sohoa("separators", "--count", "2", "--output", str(printed))
    command = ["pdftoppm", "-r", "200", "-png", "-singlefile", str(printed)]
    subprocess.run([*command, str(tmp_path / "to")], check=True)
    return office


def _list(office, *rows) -> None:
    path = office.root / "data/inbox" / BOX / "batch.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([["tệp", "trang", "số ký hiệu", "năm"], *rows])


def _rows(office) -> dict[str, dict]:
    return {row["source_name"]: row for row in office.json("list", "--batch", BOX)}


def test_a_stack_with_separators_is_so_many_records(office, stack):
    """Archived, proven, shown and counted, each for itself; said otherwise later, nothing twice."""
    before = len(office.archived_files)
    stack(
        office.root / "data/inbox" / BOX / "xap.pdf", "-", "31/QĐ", ".", "-", "32/QĐ", "-", "33/QĐ"
    )
    office.sohoa("run", "2", "--batch", BOX, "--quiet")

    rows = _rows(office)
    assert {name: row["state"] for name, row in rows.items()} == dict.fromkeys(
        ("xap.pdf#page=2-3", "xap.pdf#page=5", "xap.pdf#page=7"), "archived"
    )
    assert [row["fields"]["number"] for row in rows.values()] == ["31/QĐ", "32/QĐ", "33/QĐ"]
    assert [row["pages"] for row in rows.values()] == [2, 1, 1]
    assert len(office.archived_files) == before + 3

    office.sohoa("verify", "--deep")
    part = rows["xap.pdf#page=2-3"]
    assert "xap.pdf#page=2-3" in office.sohoa("show", part["id"])

    office.sohoa("run", "2", "--batch", BOX, "--quiet")
    assert len(office.archived_files) == before + 3

    _list(office, ["xap.pdf", "2", "31/QĐ", 2019], ["xap.pdf", "3,5", "32/QĐ", 2019],
          ["xap.pdf", "7", "33/QĐ", 2019])  # fmt: skip
    office.sohoa("run", "2", "--batch", BOX, "--quiet", code=5)
    states = {name: row["state"] for name, row in _rows(office).items()}
    assert states["xap.pdf#page=2"] == states["xap.pdf#page=3,5"] == "quarantined"
    assert len(office.archived_files) == before + 3

    office.sohoa("withdraw", part["id"], "--reason", "tách sai", "--yes")
    office.sohoa("withdraw", rows["xap.pdf#page=5"]["id"], "--reason", "tách sai", "--yes")
    office.sohoa("run", "2", "--batch", BOX, "--quiet")
    states = {name: row["state"] for name, row in _rows(office).items()}
    assert states["xap.pdf#page=2"] == states["xap.pdf#page=3,5"] == "archived"
    office.sohoa("verify")


def test_a_new_head_inside_is_proposed_and_parted_by_a_word(office, stack):
    """Told of one document; parted where the settings accept it, or the list says the pages."""
    inbox = office.root / "data/inbox" / BOX
    stack(inbox / "a.pdf", "41/QĐ", ".", "42/QĐ")
    office.sohoa("run", "2", "--batch", BOX, "--quiet")
    (row,) = _rows(office).values()
    told = [(one["code"], one["page"]) for one in row["findings"]]
    assert row["state"] == "archived"
    assert ("new-head-inside", 3) in told

    settings = office.root / "config/settings.toml"
    text = settings.read_text(encoding="utf-8").replace('split = "propose"', 'split = "accept"')
    settings.write_text(text, encoding="utf-8")
    stack(inbox / "b.pdf", "51/QĐ", ".", "52/QĐ")
    office.sohoa("run", "2", "--batch", BOX, "--quiet", code=5)
    assert _rows(office)["b.pdf"]["state"] == "quarantined"
    read = len(office.texts(BOX))
    office.sohoa("run", "2", "--batch", BOX, "--quiet")

    states = {name: row["state"] for name, row in _rows(office).items()}
    assert states == {
        "a.pdf": "archived", "b.pdf#page=1-2": "archived", "b.pdf#page=3": "archived"
    }  # fmt: skip
    assert len(office.texts(BOX)) == read


def test_a_better_scan_takes_the_place_of_a_part(office, stack):
    """The file is scanned again: each part waits, and the one that is decided about is replaced."""
    inbox = office.root / "data/inbox" / BOX
    stack(inbox / "c.pdf", "61/QĐ", "62/QĐ")
    _list(office, ["c.pdf", "1", "61/QĐ", 2019], ["c", "2-", "62/QĐ", 2019])
    office.sohoa("run", "2", "--batch", BOX, "--quiet")
    rows = _rows(office)
    assert {row["state"] for row in rows.values()} == {"archived"}

    stack(inbox / "c.pdf", "61/QĐ", "62/QĐ", ".")
    _list(office, ["c.pdf", "1", "61/QĐ", 2019], ["c", "2-3", "62/QĐ", 2019])
    office.sohoa("run", "2", "--batch", BOX, "--quiet", code=5)
    states = {row["id"]: row["state"] for row in office.json("list", "--batch", BOX)}
    old = rows["c.pdf#page=1"]["id"]
    assert states[f"{old}.2"] == "contested"

    office.sohoa("replace", old, "--reason", "rõ hơn", "--yes")

    states = {row["id"]: row["state"] for row in office.json("list", "--batch", BOX)}
    assert (states[old], states[f"{old}.2"]) == ("replaced", "archived")
    office.sohoa("verify", "--deep", f"{old}.2")
