"""The whole line on sample records, used as an office uses it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from forked import run_command

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_every_document_ends_where_the_truth_says(digitized, truth):
    """Each file delivered is archived, quarantined or set aside, as its sample truth expects."""
    states = digitized.states()

    expected = {name: row["state"] for name, row in truth.items()}
    assert {name: states.get(name) for name in expected} == expected


def test_nothing_a_run_makes_is_for_others(digitized):
    """Catalogue, archive, working files, texts, reports: for the user and the group alone."""
    data = digitized.root / "data"
    made = [data / name for name in ("archive", "batches", "catalogue.sqlite3", "quarantine")]

    found = [path for top in made for path in [top, *top.rglob("*")] if not path.is_symlink()]

    assert len(found) > 50
    assert [path for path in found if path.stat().st_mode & 0o007] == []


def test_every_rejection_has_its_true_reason(digitized, truth):
    """A rejected document names the code of what is wrong with it."""
    rows = {f"{row['batch']}/{row['source_name']}": row for row in digitized.json("list")}

    for name, row in truth.items():
        if row["code"]:
            assert rows[name]["reason"]["code"] == row["code"], name


def test_a_quarantined_document_has_a_slip_and_its_master_is_untouched(digitized, sample):
    """The slip says why in Vietnamese; the delivered file has the bytes it had."""
    rows = digitized.json("list", "--state", "quarantined")

    assert rows
    for row in rows:
        folder = digitized.root / "data/quarantine" / row["batch"] / row["id"]
        assert f"[{row['reason']['code']}]" in (folder / "LY-DO.txt").read_text()
    for master in (sample / "inbox").rglob("*.*"):
        delivered = digitized.root / "data/inbox" / master.relative_to(sample / "inbox")
        assert delivered.read_bytes() == master.read_bytes()


def test_the_archive_can_be_checked_without_sohoa(digitized):
    """`sha256sum --check` passes in every file unit, and every file is in exactly one manifest."""
    manifests = sorted((digitized.root / "data/archive").rglob("manifest-sha256.txt"))
    listed = [line.split("  ")[1] for one in manifests for line in one.read_text().splitlines()]

    for manifest in manifests:
        check = ["sha256sum", "--check", "--strict", "--quiet", manifest.name]
        subprocess.run(check, cwd=manifest.parent, check=True)
    receipts = sorted((digitized.root / "data/archive").rglob("*.receipt.json"))
    assert len(receipts) == len(digitized.archived_files)
    assert sorted(listed) == sorted(path.name for path in [*digitized.archived_files, *receipts])


def test_archive_names_are_the_circulars(digitized):
    """`<mã hồ sơ>.<STT>.pdf`: the file unit's code, then seven digits."""
    for path in digitized.archived_files:
        assert re.fullmatch(re.escape(path.parent.name) + r"\.\d{7}\.pdf", path.name)


def test_the_text_of_an_archived_pdf_is_searchable_vietnamese(digitized, truth, sample):
    """The text layer of normal pages holds at least nine in ten of the words that were printed."""
    rows = {f"{row['batch']}/{row['source_name']}": row for row in digitized.json("list")}
    shares = []
    for name, row in truth.items():
        if row["state"] != "archived":
            continue
        pdf = digitized.root / "data/archive" / rows[name]["archive_path"]
        read = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True).stdout
        assert read == unicodedata.normalize("NFC", read)
        pages = sorted((sample / "truth").rglob(f"{name.rsplit('.', 1)[0]}.p*.txt"))
        wanted = " ".join(page.read_text(encoding="utf-8") for page in pages).split()
        found = set(read.split())
        shares.append(sum(word in found for word in wanted) / max(1, len(wanted)))

    assert len(shares) >= 3
    assert sum(shares) / len(shares) > 0.9


def test_every_archived_pdf_is_signed_and_verifies(digitized):
    """`verify` finds every record whole, with an intact signature and valid PDF/A."""
    verdicts = digitized.json("verify")["records"]

    assert len(verdicts) == len(digitized.archived_files)
    for verdict in verdicts:
        assert verdict["problems"] == []
        fields = [status["field_name"] for status in verdict["signatures"]]
        assert fields == ["CanBoSoHoa", "CoQuanSoHoa"]
        assert all(status["intact"] for status in verdict["signatures"])
        assert verdict["pdfa"] == "PDF/A-2b"


def test_running_again_does_nothing_twice(digitized):
    """A second run reads no page, signs nothing, archives nothing: the same bytes stand."""
    texts = sorted((digitized.root / "data/batches").rglob("texts/*.alto.xml"))
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in digitized.archived_files
    }
    read_before = {path: path.stat().st_mtime_ns for path in texts}

    digitized.sohoa("run", "2", "--quiet", code=5)

    after = {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in digitized.archived_files
    }
    assert after == before
    assert {path: path.stat().st_mtime_ns for path in texts} == read_before


def test_search_finds_with_and_without_marks(digitized):
    """Words typed with marks or without find the same records; a number finds its record."""
    with_marks = {hit["document_id"] for hit in digitized.json("search", "giấy phép")["hits"]}
    without = {hit["document_id"] for hit in digitized.json("search", "giay phep")["hits"]}

    assert with_marks
    assert with_marks <= without


def test_a_number_finds_its_record_first(digitized):
    """A số ký hiệu is looked up exactly, however its zeros and spaces are typed."""
    row = next(
        row for row in digitized.json("list", "--state", "archived") if row["fields"]["number"]
    )

    hits = digitized.json("search", f" {row['fields']['number'].lower()} ")["hits"]

    assert hits[0]["document_id"] == row["id"]


def test_status_counts_what_is_archived(digitized):
    """The plan's numerator is the archived records of the register, no more and no less."""
    archived = digitized.json("list", "--state", "archived")
    linked = {row["fields"]["record_id"] for row in archived if row["fields"]["record_id"]}

    status = digitized.json("status")

    assert 0 < status["total"]["digitized"] <= len(linked)
    assert status["total"]["digitized"] == sum(phase["digitized"] for phase in status["phases"])


def test_the_report_is_written_in_both_forms(digitized):
    """`report` gives an HTML page and a workbook, and both name the archived records."""
    paths = digitized.json("report", "2")

    html = (digitized.root / paths["html"]).read_text(encoding="utf-8")
    archived = digitized.json("list", "--state", "archived")
    assert all(row["sha256"] in html for row in archived)
    assert (digitized.root / paths["xlsx"]).stat().st_size > 5_000


def test_a_flipped_byte_is_found_and_named(digitized):
    """`verify` exits 7 and names the record whose bytes changed."""
    victim = digitized.archived_files[0]
    content = victim.read_bytes()
    victim.chmod(0o644)
    victim.write_bytes(content[:1000] + bytes([content[1000] ^ 1]) + content[1001:])
    try:
        verdicts = digitized.json("verify", code=7)["records"]
    finally:
        victim.write_bytes(content)

    broken = [verdict for verdict in verdicts if verdict["problems"]]
    assert [verdict["path"] for verdict in broken] == [str(victim)]


def test_a_rescan_lifts_the_quarantine(digitized, sample):
    """A good scan under the name of a bad one is archived, and its slip is gone."""
    row = next(
        row
        for row in digitized.json("list", "--state", "quarantined")
        if row["reason"]["code"] == "INTAKE-001"
    )
    delivered = digitized.root / "data/inbox" / row["batch"] / row["source_name"]
    other = sample / "rescan.png"
    subprocess.run(
        ["pdftoppm", "-png", "-r", "150", "-f", "1", "-l", "1", "-singlefile",
         str(digitized.archived_files[0]), str(other.with_suffix(""))],
        check=True,
    )  # fmt: skip
    delivered.write_bytes(other.read_bytes())

    digitized.sohoa("run", "2", "--quiet", code=5)

    again = digitized.json("show", row["id"])
    assert again["reason"] is None or again["reason"]["code"] != "INTAKE-001"
    slip = digitized.root / "data/quarantine" / row["batch"] / row["id"] / "LY-DO.txt"
    assert slip.exists() == (again["state"] in {"quarantined", "asked"})


def test_events_name_every_document_at_every_station(digitized):
    """Each station's PREMIS events hold each document it saw, with agent and settings."""
    for events in (digitized.root / "data/batches").rglob("events.jsonl"):
        lines = [json.loads(line) for line in events.read_text().splitlines()]
        outcomes = {path.stem for path in (events.parent / "outcomes").glob("*.json")}
        assert {line["object_id"] for line in lines} == outcomes
        assert all(line["agent"].startswith("Sohoa ") for line in lines)
        assert all(re.fullmatch(r"[0-9a-f]{64}", line["settings_sha256"]) for line in lines)


def test_no_personal_data_in_logs(digitized):
    """Nothing that stands on a page or in the register's owner column reaches a log file."""
    logs = "".join(path.read_text(errors="replace") for path in digitized.root.rglob("*.log"))
    owners = {row["fields"]["owner"] for row in digitized.json("list") if row["fields"]["owner"]}

    assert owners
    assert not [owner for owner in owners if owner in logs]


def test_file_digests_are_those_listed(digitized):
    """`list` gives the digest of the very bytes in the archive."""
    for row in digitized.json("list", "--state", "archived"):
        path = digitized.root / "data/archive" / row["archive_path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]


def test_a_touched_master_makes_no_second_document(digitized):
    """A master copied back with another time of change is neither read nor signed again."""
    before = {path: path.read_bytes() for path in digitized.archived_files}
    slips = sorted((digitized.root / "data/quarantine").rglob("LY-DO.txt"))
    signed = sorted((digitized.root / "data/batches").rglob("sign/files/*.pdf"))
    times = [path.stat().st_mtime_ns for path in signed]
    for master in (digitized.root / "data/inbox").rglob("*.*"):
        os.utime(master, (1_600_000_000, 1_600_000_000))

    summary = digitized.json("run", "2", code=5)

    assert sum(batch["archived"] for batch in summary["batches"]) == len(before)
    for key, need in (("to_rescan", "rescan"), ("to_review", "review")):
        waiting = sum(batch[key]["documents"] for batch in summary["batches"])
        assert waiting == len(digitized.json("list", "--needs", need))
    assert {path: path.read_bytes() for path in digitized.archived_files} == before
    assert sorted((digitized.root / "data/quarantine").rglob("LY-DO.txt")) == slips
    assert [path.stat().st_mtime_ns for path in signed] == times


def test_a_list_that_comes_later_ties_a_document_to_the_register(digitized, new_office):
    """Its paper and its row come after it was archived: then the document counts."""
    row = next(
        one for one in digitized.json("list", "--state", "archived") if not one["says"]["list"]
    )
    fields, paper = row["fields"], row["fields"]["record_id"]
    office = new_office(is_read=True, only=row["batch"])
    office.sohoa("inventory", "withdraw", paper, "--reason", "chưa thấy")
    office.sohoa("run", "2", "--quiet", code=5)
    archived = office.json("show", row["id"])
    assert (archived["state"], archived["fields"]["record_id"]) == ("archived", None)
    before = office.json("status")["total"]["unlinked"]

    office.sohoa("inventory", "restore", paper, "--reason", "đã thấy")
    batch_list = office.root / "data/inbox" / row["batch"] / "batch.csv"
    with batch_list.open("a", encoding="utf-8") as stream:
        stream.write(f"{row['source_name']},{fields['number']},{row['year']}\n")
    office.sohoa("run", "2", "--quiet", code=5)

    again = office.json("show", row["id"])
    assert again["fields"]["record_id"] == paper
    assert (again["sha256"], again["archive_path"]) == (
        archived["sha256"], archived["archive_path"],
    )  # fmt: skip
    assert office.json("status")["total"]["unlinked"] == before - 1


def test_another_scan_under_an_archived_name_is_refused_unread(digitized):
    """The archive is written once: a changed master waits for a decision, unread and unsigned."""
    row = digitized.json("list", "--state", "archived")[0]
    other = digitized.archived_files[-1]
    master = Path(row["source_files"][0])
    kept = master.read_bytes()
    master.write_bytes(other.read_bytes())
    try:
        digitized.sohoa("run", "2", "--quiet", code=5)
        next_version = f"{row['id']}.2"
        slip = digitized.root / "data/quarantine" / row["batch"] / next_version / "LY-DO.txt"
        assert "[INTAKE-050]" in slip.read_text(encoding="utf-8")
        assert digitized.json("show", next_version)["state"] == "contested"
        assert digitized.json("status")["contested"] == 1
    finally:
        master.write_bytes(kept)
    digitized.sohoa("run", "2", "--quiet", code=5)

    shown = digitized.json("show", row["id"])
    assert {one["name"] for one in shown.pop("page_fields")["fields"]} >= {"number", "signer"}
    assert shown == {**row, "events": []}
    assert not slip.exists()


def test_a_layout_that_comes_later_describes_anew_and_signs_nothing(digitized):
    """An office's own form: fields of what is archived are read by it, and no file changes."""
    row = next(row for row in digitized.json("list", "--state", "archived"))
    before = {path: path.read_bytes() for path in digitized.root.glob("data/archive/**/*.pdf")}
    described = digitized.json("show", row["id"])["page_fields"]
    layouts = digitized.root / "config" / "layouts"
    layouts.mkdir()
    own = 'title = "Mọi văn bản"\n[recognised]\nnational_title = "state"\nline = "(?i)độc lập"\n'
    (layouts / "cua-so.toml").write_text(own, encoding="utf-8")

    digitized.sohoa("run", "2", "--batch", row["batch"], "--quiet", code=5)
    again = digitized.json("show", row["id"])["page_fields"]

    assert described["layout"] in ("decree-30", "before-2020", "licence", "certificate")
    assert again["layout"] == "cua-so"
    named = {one["name"]: one["value"] for one in again["fields"]}
    known = {one["name"]: one["value"] for one in described["fields"]}
    assert named.items() <= known.items()
    after = {path: path.read_bytes() for path in digitized.root.glob("data/archive/**/*.pdf")}
    assert after == before


def test_what_lacks_sheets_waits_for_its_rescan(digitized):
    """It is neither signed nor counted, its slip says why, and the right number lifts it.

    What is archived by then stays, whatever else the office wants to hold from now on.
    """
    box = digitized.root / "data/inbox/Hop-thieu"
    box.mkdir()
    page = box / "thieu.png"
    subprocess.run(
        ["pdftoppm", "-png", "-r", "120", "-f", "2", "-l", "2", "-singlefile",
         str(digitized.archived_files[0]), str(page.with_suffix(""))],
        check=True,
    )  # fmt: skip
    listed = "tệp,năm,số tờ\nthieu.png,{year},{sheets}\n"
    year = digitized.json("list", "--state", "archived")[0]["year"]
    (box / "batch.csv").write_text(listed.format(year=year, sheets=2), encoding="utf-8")
    digitized.sohoa("run", "2", "--batch", "Hop-thieu", "--quiet", code=5)
    (held,) = digitized.json("list", "--batch", "Hop-thieu")
    slip = digitized.sohoa("rescan-slip", "Hop-thieu")
    (box / "batch.csv").write_text(listed.format(year=year, sheets=1), encoding="utf-8")
    digitized.sohoa("run", "2", "--batch", "Hop-thieu", "--quiet")
    (lifted,) = digitized.json("list", "--batch", "Hop-thieu")
    settings = digitized.root / "config/settings.toml"
    usual = settings.read_text(encoding="utf-8")
    settings.write_text(usual.replace('hold = ["', 'hold = ["low-resolution", "'), encoding="utf-8")
    digitized.sohoa("run", "2", "--batch", "Hop-thieu", "--quiet")
    settings.write_text(usual, encoding="utf-8")

    assert (held["state"], held["reason"]["code"]) == ("quarantined", "OCR-002")
    assert held["needs"] == "rescan"
    assert slip.startswith("1 ")
    assert lifted["state"] == "archived"
    assert "low-resolution" in {finding["code"] for finding in lifted["findings"]}
    assert digitized.json("list", "--batch", "Hop-thieu") == [lifted]


def test_a_batch_list_that_cannot_be_used_costs_its_batch_only(digitized):
    """The other box is worked on, the bad one is named with its code, the exit code tells."""
    bad = digitized.root / "data/inbox/Hop-00"
    bad.mkdir()
    (bad / "batch.csv").write_bytes(b"\x00\x01")
    try:
        summary = digitized.json("run", "2", code=2)
    finally:
        shutil.rmtree(bad)

    by_name = {batch["batch"]: batch for batch in summary["batches"]}
    assert "[BATCH-903]" in by_name.pop("Hop-00")["stopped"]
    assert by_name
    assert all(batch["archived"] and batch["stopped"] is None for batch in by_name.values())


def test_an_error_with_a_code_is_told_once_and_without_a_traceback(digitized, tmp_path):
    """A catalogue that cannot be read stops a run with its message, and nothing else."""
    office = type(digitized)(tmp_path / "office")
    office.root.mkdir()
    run_command(office.command("init", str(office.root))).check_returncode()
    (office.root / "data/catalogue.sqlite3").write_bytes(b"no database at all" * 100)

    done = run_command(office.command("run", "2"))

    assert done.returncode == 6
    assert done.stderr.count("CATALOGUE-902") == 1
    assert "Traceback" not in done.stderr
    assert "Error logging" not in done.stderr
