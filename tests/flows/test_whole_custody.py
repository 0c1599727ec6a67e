"""What is archived can be put right: replaced, withdrawn, and the archive's disk gone and back.

Every remedy that a message names is followed here to its end. One office, whose tests build on one
another in their order.
"""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from forked import run_command
from scans import draw_scan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

BOX = "Hop-sua"
_LIST = "tệp,số ký hiệu,năm\nHS-1.png,1/QĐ,2019\nHS-2.png,2/QĐ,2019\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory, prefect):
    """A register of two papers, and a box with the first scan of each, archived."""
    from offices import Office

    made = Office.at(tmp_path_factory.mktemp("custody") / "office")
    register = made.root / "so.csv"
    register.write_text(
        "Phòng,Loại giấy tờ,Số ký hiệu,Ngày cấp,Trích yếu,Còn hiệu lực,Hết hiệu lực\n"
        "Quản lý Văn hóa,Quyết định,1/QĐ,05/03/2019,Về việc một,x,\n"
        "Quản lý Văn hóa,Quyết định,2/QĐ,05/03/2019,Về việc hai,x,\n",
        encoding="utf-8",
    )
    made.sohoa("inventory", "import", str(register))
    box = made.root / "data/inbox" / BOX
    draw_scan(box / "HS-1.png", "1/QĐ", dpi=120)
    draw_scan(box / "HS-2.png", "2/QĐ")
    (box / "batch.csv").write_text(_LIST, encoding="utf-8")
    made.sohoa("run", "2", "--quiet")
    return made


def _documents(office, name: str = "HS-1.png") -> dict[str, dict]:
    rows = office.json("list", "--batch", BOX)
    return {row["id"]: row for row in rows if row["source_name"] == name}


def _first(office, name: str = "HS-1.png") -> str:
    return min(_documents(office, name), key=len)


def _digitized(office) -> int:
    return office.json("status")["total"]["digitized"]


def _slip(office) -> str:
    said = office.sohoa("rescan-slip", BOX)
    path = said.rpartition(": ")[2].strip()
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout


def test_the_better_scan_waits_for_a_word(office):
    """Delivered under the same name it is named by run, list, status and slip; the old counts."""
    identity = _first(office)
    assert _documents(office)[identity]["needs"] == "rescan-if-can"
    assert "HS-1.png" in _slip(office)
    draw_scan(office.root / "data/inbox" / BOX / "HS-1.png", "1/QĐ", dpi=200)

    (batch,) = office.json("run", "2", code=5)["batches"]

    assert [one["code"] for one in batch["contested"]] == ["INTAKE-050"]
    states = {key: row["state"] for key, row in _documents(office).items()}
    assert states == {identity: "archived", f"{identity}.2": "contested"}
    assert f"sohoa replace {identity}" in _documents(office)[f"{identity}.2"]["reason"]["remedy"]
    assert office.json("status")["contested"] == 1
    assert f"sohoa replace {identity}" in " ".join(_slip(office).split())
    assert _digitized(office) == 2


def test_replaced_it_is_gone_from_the_slip(office):
    """The new version is signed and counts; the old one stays, whole and marked; nobody waits."""
    identity = _first(office)

    done = office.json("replace", identity, "--reason", "quét lại 200 dpi", "--yes")

    old, new = office.json("show", identity), office.json("show", f"{identity}.2")
    assert done["exit_code"] == 0
    assert (old["state"], new["state"]) == ("replaced", "archived")
    assert old["retired"]["reason"] == "quét lại 200 dpi"
    assert (old["replaced_by"], new["replaces"]) == (new["id"], old["id"])
    assert old["archive_path"] != new["archive_path"]
    assert new["fields"]["record_id"] == "SO-000001"
    assert office.json("show", "SO-000001")["id"] == new["id"]
    assert _digitized(office) == 2
    assert "HS-1.png" not in _slip(office)
    assert office.json("status")["contested"] == 0
    office.json("run", "2")


def test_both_versions_verify_and_the_trail_lies_beside_them(office):
    """Without the catalogue, too: the events' files are listed in the manifest."""
    identity = _first(office)
    verdicts = office.json("verify", "--deep")
    archive = office.root / "data/archive"
    pdf = archive / office.json("show", identity)["archive_path"]

    trail = json.loads(pdf.with_name(pdf.stem + ".events.json").read_text(encoding="utf-8"))

    assert verdicts["is_whole"]
    assert {one["document_id"]: one["state"] for one in verdicts["records"]}[identity] == "replaced"
    (event,) = trail["events"]
    assert (event["detail"], event["related_document"]) == ("replaced", f"{identity}.2")
    check = ["sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt"]
    subprocess.run(check, cwd=pdf.parent, check=True)
    assert "events.json" in (pdf.parent / "manifest-sha256.txt").read_text()


def test_what_cannot_be_replaced_is_said(office):
    """By the same bytes, without a reason, of a record that another has replaced: nothing done."""
    identity = _first(office)
    before = office.json("list")
    wrong = (
        ("ARCHIVE-903", ("replace", f"{identity}.2", "--reason", "x", "--yes")),
        ("ARCHIVE-905", ("replace", identity, "--reason", "x", "--yes")),
        ("ARCHIVE-905", ("withdraw", identity, "--reason", "x", "--yes")),
        ("ARCHIVE-906", ("withdraw", f"{identity}.2", "--reason", " ", "--yes")),
        ("CATALOGUE-903", ("withdraw", "hop-x.000000000000", "--reason", "x", "--yes")),
    )
    for code, arguments in wrong:
        done = run_command(office.command(*arguments))
        assert (done.returncode, code in done.stderr) == (2, True), done.stderr

    assert office.json("list") == before


def test_without_yes_it_asks_and_no_means_no(office):
    """The question shows the document; any other answer than yes leaves everything as it is."""
    identity = _first(office, "HS-2.png")
    command = office.command("withdraw", identity, "--reason", "sai")

    done = run_command(command, typed="n\n")

    assert done.returncode == 0
    assert "2/QĐ" in done.stderr
    assert office.json("show", identity)["state"] == "archived"


def test_a_withdrawn_record_frees_its_paper_and_its_scan_needs_a_word(office):
    """Out of the count, kept and verified; the same scan again waits, and a word takes it in."""
    identity = _first(office, "HS-2.png")
    office.sohoa("withdraw", identity, "--reason", "quét nhầm", "--yes")
    assert _digitized(office) == 1
    assert office.json("show", "SO-000002")["state"] == "withdrawn"

    (batch,) = office.json("run", "2", code=5)["batches"]

    assert [one["code"] for one in batch["contested"]] == ["INTAKE-054"]
    office.json("replace", f"{identity}.2", "--reason", "đúng rồi", "--yes")
    assert _digitized(office) == 2
    assert office.json("show", identity)["state"] == "withdrawn"
    new = office.json("show", "SO-000002")
    assert (new["id"], new["replaces"]) == (f"{identity}.2", identity)
    assert [event["detail"] for event in new["events"]] == ["admitted"]
    assert office.json("verify")["is_whole"]
    office.json("run", "2")


def test_after_withdrawing_another_scan_is_simply_taken_in(office):
    """The right scan under the name of a withdrawn wrong one needs no word but that one."""
    identity = _first(office, "HS-2.png")
    office.sohoa("withdraw", f"{identity}.2", "--reason", "vẫn sai", "--yes")
    draw_scan(office.root / "data/inbox" / BOX / "HS-2.png", "2/QĐ", page=7)

    office.json("run", "2")

    assert office.json("show", "SO-000002")["id"] == f"{identity}.3"
    assert _digitized(office) == 2


def test_a_withdrawn_scan_under_another_name_waits_too(office):
    """The name does not hide it; a word takes it in, and then number and day are asked about, as of
    any two scans that seem to be one paper; a second word settles that."""
    box = office.root / "data/inbox" / BOX
    draw_scan(box / "HS-3.png", "2/QĐ")
    (batch,) = office.json("run", "2", code=5)["batches"]
    assert [one["code"] for one in batch["contested"]] == ["INTAKE-054"]
    identity = _first(office, "HS-3.png")

    office.json("replace", identity, "--reason", "là văn bản khác", "--yes", code=5)
    assert office.json("show", identity)["reason"]["code"] == "MATCH-004"
    seen = "tệp,số ký hiệu,năm,đã xem\nHS-1.png,1/QĐ,2019,\nHS-2.png,2/QĐ,2019,\nHS-3.png,,2019,x\n"
    (box / "batch.csv").write_text(seen, encoding="utf-8")
    office.json("run", "2")

    assert office.json("show", identity)["state"] == "archived"
    (box / "batch.csv").write_text(_LIST, encoding="utf-8")
    office.sohoa("withdraw", identity, "--reason", "thử xong", "--yes")
    (box / "HS-3.png").unlink()
    office.json("run", "2")


def test_the_old_scan_put_back_leaves_everything_as_it_was(office):
    """Neither better nor wrong: with the archived bytes in the box nothing waits."""
    identity = _first(office)
    master = office.root / "data/inbox" / BOX / "HS-1.png"
    kept = master.read_bytes()
    draw_scan(master, "1/QĐ", page=9)
    office.json("run", "2", code=5)
    master.write_bytes(kept)

    office.json("run", "2")

    assert office.json("status")["contested"] == 0
    assert office.json("show", "SO-000001")["id"] == f"{identity}.2"
    slips = office.root / "data/quarantine" / BOX
    assert not [path for path in slips.rglob("*") if path.is_file()]


def test_a_worse_scan_is_held_and_the_old_one_counts(office):
    """A replacement that lacks what the list asks for is not signed; the count stays right."""
    box = office.root / "data/inbox" / BOX
    draw_scan(box / "HS-1.png", "1/QĐ", page=3)
    listed = _LIST.replace("năm\n", "năm,số tờ\n").replace("1/QĐ,2019", "1/QĐ,2019,2")
    (box / "batch.csv").write_text(listed.replace("2/QĐ,2019", "2/QĐ,2019,1"), encoding="utf-8")

    done = office.json("replace", "SO-000001", "--reason", "thử", "--yes", code=5)

    assert done["new"]["reason"]["code"] == "OCR-002"
    assert done["old"]["state"] == "archived"
    assert _digitized(office) == 2


def test_an_archive_that_is_away_stops_everything(office):
    """Unmounted or another disk: a code, and nothing is made under its path; back, all is well."""
    archive, aside = office.root / "data/archive", office.root / "aside"
    archive.rename(aside)
    archive.mkdir()
    for command in (("run", "2"), ("verify",), ("renew",), ("init", str(office.root))):
        done = run_command(office.command(*command))
        assert (done.returncode, "ARCHIVE-901" in done.stderr) == (6, True), done.stderr
    (archive / "sohoa-archive.json").write_text(
        '{"format": "sohoa-archive/1", "archive_id": "another"}', encoding="utf-8"
    )
    done = run_command(office.command("verify"))
    assert (done.returncode, "ARCHIVE-902" in done.stderr) == (6, True)
    assert [path.name for path in archive.iterdir()] == ["sohoa-archive.json"]

    shutil.rmtree(archive)
    aside.rename(archive)

    assert office.json("verify")["is_whole"]


def test_what_the_archive_lost_is_put_back_from_the_working_files(office):
    """File and receipt gone, the signed bytes still under batches: repaired, and said so."""
    row = office.json("show", "SO-000002")
    pdf = office.root / "data/archive" / row["archive_path"]
    content = pdf.read_bytes()
    pdf.unlink()
    pdf.with_name(pdf.stem + ".receipt.json").unlink()
    assert not office.json("verify", code=7)["is_whole"]

    report = office.json("verify", "--repair")

    assert report["is_whole"]
    assert pdf.read_bytes() == content
    assert office.json("show", "SO-000002")["events"][-1]["detail"] == "restored"


def test_a_cleared_box_loses_nothing_once_its_scans_are_released(office):
    """Said, then cleared: verified whole, a run finds nothing lost, the same scan is a double."""
    box = office.root / "data/inbox" / BOX
    before = office.json("status")["total"]
    assert office.json("verify")["is_whole"]
    done = office.json(
        "release", "--batch", BOX, "--reason", "hủy theo biên bản 5", "--yes", code=5
    )
    assert len(done["released"]) == 2
    kept = {path.name: path.read_bytes() for path in box.glob("*.png")}
    for name in kept:
        (box / name).unlink()
    (box / "batch.csv").unlink()

    office.sohoa("run", "2", "--quiet")

    assert office.json("verify")["is_whole"]
    assert office.json("status")["total"] == before
    other = office.root / "data/inbox/Hop-lai"
    other.mkdir()
    (other / "lai.png").write_bytes(kept["HS-2.png"])
    office.json("run", "2", code=5)
    (again,) = office.json("list", "--batch", "Hop-lai")
    assert again["reason"]["code"] == "INTAKE-008"
    shutil.rmtree(other)


def test_missing_sheets_delivered_under_the_same_name_go_through(office):
    """OCR-002: scanned again whole, delivered, run; archived, and gone from slip and quarantine."""
    box = office.root / "data/inbox/Hop-thieu"
    draw_scan(box / "HS-9" / "001.png", "9/QĐ", page=1)
    listed = "tệp,số ký hiệu,năm,số tờ\nHS-9,9/QĐ,2019,2\n"
    (box / "batch.csv").write_text(listed, encoding="utf-8")
    office.sohoa("run", "2", "--batch", "Hop-thieu", "--quiet", code=5)
    (held,) = office.json("list", "--batch", "Hop-thieu")
    assert held["reason"]["code"] == "OCR-002"
    draw_scan(box / "HS-9" / "002.png", "9/QĐ", page=2)

    office.sohoa("run", "2", "--batch", "Hop-thieu", "--quiet")

    (row,) = office.json("list", "--batch", "Hop-thieu")
    assert (row["state"], row["pages"], row["needs"]) == ("archived", 2, None)
    assert office.sohoa("rescan-slip", "Hop-thieu").startswith("0 ")
    assert not (office.root / "data/quarantine/Hop-thieu" / row["id"]).exists()
