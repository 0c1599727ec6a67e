"""A box that is still arriving: nothing of it is archived before it is whole."""

from __future__ import annotations

import shutil

import pytest
from scans import draw_scan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

BOX = "Hop-D"


@pytest.fixture
def office(tmp_path, prefect):
    """A workspace with the settling time of every office."""
    from offices import Office

    made = Office.at(tmp_path / "office")
    made.settle_after(5)
    return made


def _states(office) -> dict[str, str]:
    return {row["source_name"]: row["state"] for row in office.json("list", "--batch", BOX)}


def test_a_box_waits_until_it_has_settled(office):
    """Just delivered, it is left alone and the run says so; who knows better says --now."""
    box = office.root / "data/inbox" / BOX
    draw_scan(box / "HS-1.png")
    (box / "batch.csv").write_text("tệp,số ký hiệu,năm\nHS-1.png,20/QĐ,2019\n", encoding="utf-8")

    (waiting,) = office.json("run", "2", code=5)["batches"]
    shown = office.sohoa("--lang", "en", "run", "2", "--quiet", code=5)

    assert waiting["is_arriving"]
    assert "[BATCH-910]" in waiting["stopped"]
    assert "still arriving" in shown
    assert office.archived_files == []
    office.sohoa("run", "2", "--now", "--quiet")
    assert _states(office) == {"HS-1.png": "archived"}


def test_what_is_on_its_way_waits_and_comes_whole(office):
    """Unfinished names, a folder with an unfinished page, what the list names and is not there."""
    box = office.root / "data/inbox" / BOX
    for page in (1, 2):
        draw_scan(box / "HS-20" / f"{page:03}.jpg", page=page)
    shutil.copy(box / "HS-20/001.jpg", box / "HS-20/003.jpg.part")
    shutil.copy(box / "HS-20/001.jpg", box / "HS-23.jpg.filepart")
    draw_scan(box / "HS-21.png", "21/QĐ", page=21)
    rows = ("HS-20,20/QĐ,2019", "HS-21.png,21/QĐ,2019", "HS-23.jpg,23/QĐ,2019")
    (box / "batch.csv").write_text(
        "\n".join(("tệp,số ký hiệu,năm", *rows)) + "\n", encoding="utf-8"
    )

    (batch,) = office.json("run", "2", "--now", code=5)["batches"]

    assert {one["source_name"]: one["code"] for one in batch["arriving"]} == {
        "HS-20": "INTAKE-052",
        "HS-23.jpg": "INTAKE-052",
    }
    assert _states(office) == {
        "HS-20": "arriving",
        "HS-21.png": "archived",
        "HS-23.jpg": "arriving",
    }
    assert office.json("status")["arriving"] == 2

    (box / "HS-20/003.jpg.part").unlink()
    for page in (3, 4):
        draw_scan(box / "HS-20" / f"{page:03}.jpg", page=page)
    (box / "HS-23.jpg.filepart").unlink()
    draw_scan(box / "HS-23.jpg", "23/QĐ", page=23)
    office.sohoa("run", "2", "--now", "--quiet")

    pages = {row["source_name"]: row["pages"] for row in office.json("list", "--batch", BOX)}
    assert pages == {"HS-20": 4, "HS-21.png": 1, "HS-23.jpg": 1}
    assert set(_states(office).values()) == {"archived"}


@pytest.mark.real
def test_the_box_of_the_fault_set_comes_whole(office, shared_data):
    """Half of it is not archived, whatever its times say; the rest comes and all of it is."""
    source, box = shared_data / "faults/boxCD/D", office.root / "data/inbox" / BOX
    shutil.copytree(source, box)
    office.json("run", "2", code=5)
    assert office.archived_files == []

    for name in ("HS-23.jpg.filepart", "HS-24.jpg.crdownload"):
        shutil.copy(box / name, office.root / name)
    (batch,) = office.json("run", "2", "--now", "--batch", BOX, code=5)["batches"]
    assert {one["source_name"] for one in batch["arriving"]} == {"HS-23.jpg", "HS-24.jpg"}
    states = _states(office)
    assert {states[name] for name in ("HS-22.pdf", "HS-25.pdf")} == {"quarantined"}
    assert {states[name] for name in ("HS-23.jpg", "HS-24.jpg")} == {"arriving"}
