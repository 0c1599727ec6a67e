"""Is every paper what the list says: each remedy that a message names, followed to its end."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

BOX = "Hop-doi-chieu"
HEADING = ["tệp", "số ký hiệu", "năm", "mã hồ sơ", "đã xem"]


@pytest.fixture
def box(new_office, first_run, sample, truth, prefect):
    """Sound documents, read already, in a box of their own: the office, and rows of a true list."""
    office = new_office()
    for texts in (first_run / "texts").iterdir():
        shutil.copytree(texts, office.texts_dir(BOX), dirs_exist_ok=True)
    inbox = office.root / "data/inbox"
    shutil.rmtree(inbox)
    folder = inbox / BOX
    folder.mkdir(parents=True)
    rows = []
    for name, row in sorted(truth.items()):
        if row["state"] != "archived":
            continue
        source = sample / "inbox" / name
        target = folder / f"{source.parent.name}-{source.name}"
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
        rows.append([target.name, row["number"], row["year"], "", ""])
    return office, rows


def deliver(office, rows, *, box: str = BOX) -> None:
    """Write the list of a box."""
    path = office.root / "data/inbox" / box / "batch.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([HEADING, *rows])


def shifted(rows):
    """What a list says after one line was left out at the top of one column."""
    names, others = [row[0] for row in rows], [row[1:] for row in rows]
    return [[name, *other] for name, other in zip(names, others[1:] + others[:1], strict=True)]


def of(office, name: str):
    """The document of a file."""
    return next(row for row in office.json("list") if row["source_name"] == name)


def codes(row) -> list[str]:
    """What was found by comparing."""
    return [one["code"] for one in row["findings"] if "-" in one["code"]]


def test_a_wrong_list_is_caught_and_every_remedy_leads_out(box):
    """A shifted list stops its box; put right, all goes on; one slip holds its document alone."""
    office, rows = box
    deliver(office, shifted(rows))

    stopped = office.json("run", "2", code=2)["batches"][0]["stopped"]
    assert "[BATCH-920]" in stopped
    assert office.archived_files == []
    held = office.json("list", "--needs", "review")
    assert {row["source_name"] for row in held} == {row[0] for row in rows}
    assert {row["reason"]["code"] for row in held} <= {"MATCH-001", "MATCH-002", "MATCH-003"}

    right = rows[0][1]
    slip = [rows[0][0], f"9{right}", rows[0][2], "", "x"]  # confirmed before anybody was asked
    unknown = [*rows[1][:3], "SO-999999", ""]
    deliver(office, [slip, unknown, *rows[2:]])
    office.sohoa("run", "2", "--quiet", code=5)
    assert len(office.archived_files) == len(rows) - 2
    question = of(office, slip[0])
    assert question["reason"]["code"] == "MATCH-001"
    assert right in question["reason"]["message"]
    assert f"9{right}" in question["reason"]["message"]
    assert of(office, unknown[0])["reason"]["code"] == "INTAKE-018"

    slip[-1] = "xem 28/11"
    deliver(office, [slip, *rows[1:]])
    office.sohoa("run", "2", "--quiet")
    settled = of(office, slip[0])
    assert settled["state"] == "archived"
    assert settled["fields"]["number"] == f"9{right}"
    assert settled["says"]["page"]["number"] == right
    assert "number-confirmed" in codes(settled)
    assert settled["needs"] is None
    assert len(office.archived_files) == len(rows)

    before = {row["id"]: row["fields"] for row in office.json("list")}
    deliver(office, shifted(rows))
    office.sohoa("run", "2", "--quiet")
    after = office.json("list")
    assert {row["id"]: row["fields"] for row in after} == before
    assert all(row["needs"] == "review" for row in after)

    deliver(office, [slip, *rows[1:]])
    office.sohoa("run", "2", "--quiet")
    assert office.json("list", "--needs", "review") == []


def test_one_paper_scanned_twice_is_told_of_both(box):
    """A re-encoded scan in another box is held; a person can say that they are two papers."""
    office, rows = box
    name = next(row[0] for row in rows if row[0].endswith(".tif"))
    folder = office.root / "data/inbox" / BOX
    for path in folder.iterdir():
        if path.name != name:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    deliver(office, [row for row in rows if row[0] == name])
    office.sohoa("run", "2", "--quiet")
    again = office.root / "data/inbox/Hop-khac"
    again.mkdir()
    re_encoded(folder / name, again / "ban-sao.pdf")
    office.sohoa("run", "2", "--batch", "Hop-khac", "--quiet", code=5)

    first, second = of(office, name), of(office, "ban-sao.pdf")
    assert second["reason"]["code"] == "MATCH-004"
    assert "same-paper" in codes(first)
    assert first["state"] == "archived"
    needy = {row["source_name"] for row in office.json("list", "--needs", "review")}
    assert needy == {name, "ban-sao.pdf"}
    assert office.json("status")["to_review"]["documents"] == len(needy)

    year = first["year"]
    deliver(office, [["ban-sao.pdf", "", year, "", "x"]], box="Hop-khac")
    office.sohoa("run", "2", "--batch", "Hop-khac", "--quiet")
    assert of(office, "ban-sao.pdf")["state"] == "archived"
    assert office.json("list", "--needs", "review") == []


def re_encoded(source: Path, target: Path) -> None:
    """The same pages as another scanner would give them."""
    with Image.open(source) as opened:
        dpi = opened.info.get("dpi", (300, 300))
        frames = []
        for number in range(getattr(opened, "n_frames", 1)):
            opened.seek(number)
            frames.append(opened.convert("RGB"))
    frames[0].save(
        target, save_all=True, append_images=frames[1:], resolution=float(dpi[0]), quality=90
    )
    assert subprocess.run(["pdfinfo", str(target)], capture_output=True).returncode == 0
