"""A scan that turns out to be a secret paper of the register is opened once, and never again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from catalogue_samples import NOON, paper, store
from PIL import Image
from secrecy_samples import BOX, NUMBER, SUBJECT, draw_decision, run_box

from sohoa.catalogue.answering import Answer
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.identifiers import document_id
from sohoa.domain.stations import Station
from sohoa.workspace import BatchFolder, Workspace

IDENTITY = document_id(BOX, "c")
SAID = Saying(NOON, "anh Ba", "đã xem sổ")


def events(office: Workspace) -> list[str]:
    """What intake tells of the scan."""
    lines = BatchFolder(office, 2, BOX).station_dir(Station.INTAKE) / "events.jsonl"
    told = map(json.loads, lines.read_text("utf-8").splitlines())
    return [one["event_type"] for one in told if one["object_id"] == IDENTITY]


def left(office: Workspace) -> list[Path]:
    """What is kept of the scan beside that it was refused."""
    found = [*office.batches_dir.rglob(f"{IDENTITY}*"), *office.review_dir.rglob(f"{IDENTITY}*")]
    return [path for path in found if path.parent.name != "outcomes"]


def test_a_person_says_which_paper_it_is_and_the_register_that_it_is_secret(tmp_path):
    """Later runs leave it shut and ask nothing; it is looked at anew when the register changes."""
    office = Workspace(tmp_path / "office")
    assert run(["init", str(office.root)]) == 0
    draw_decision(office.inbox_dir / BOX / "c", "33/QĐ-SVHTTDL", "biểu diễn")
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(catalogue, paper("33/QĐ-SVHTTDL", "05/03/2019", exclusion="Mật", subject="Khác"))
    run_box(office)
    with Catalogue.open(office.catalogue_url) as catalogue:
        (asked,) = catalogue.open_questions()
        seen = asked.question.version
        catalogue.answer_question(Answer(IDENTITY, "SO-000001", seen), SAID)

    codes = [[one.code for one in run_box(office).rejections] for _again in range(3)]

    assert codes == [["SECRECY-002"]] * 3
    assert left(office) == []
    assert "ingestion" not in events(office)[1:], "taken in once, and refused at the door since"
    with Catalogue.open(office.catalogue_url) as catalogue:
        assert catalogue.open_questions() == []
        catalogue.edit_papers({"SO-000001": {"exclusion": ""}}, SAID)
    assert [one.code for one in run_box(office).rejections] != ["SECRECY-002"]
    shutil.rmtree(office.root)


def test_a_mark_on_another_head_inside_a_scan_is_one(tmp_path):
    """Two papers in one file that nobody has parted: the second bears the mark."""
    office = Workspace(tmp_path / "office")
    assert run(["init", str(office.root)]) == 0
    draw_decision(tmp_path / "1", "22/QĐ-SVHTTDL", "biểu diễn")
    draw_decision(tmp_path / "2", NUMBER, SUBJECT, mark="MẬT")
    sheets = [Image.open(path) for path in sorted(tmp_path.glob("[12]/*.tif"))]
    (office.inbox_dir / BOX).mkdir(parents=True)
    file = office.inbox_dir / BOX / "s.tif"
    sheets[0].save(file, save_all=True, append_images=sheets[1:], dpi=(200, 200))

    summary = run_box(office)

    assert summary.archived == 0
    assert [one.code for one in summary.rejections] == ["SECRECY-001"]
    kept = (one for one in office.data_dir.rglob("*") if not one.is_relative_to(office.inbox_dir))
    assert [one for one in kept if one.is_file() and NUMBER.encode() in one.read_bytes()] == []
