"""Files around the catalogue: linked away, left in a log, put beside: told, or of no effect."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from head_samples import add, head_of, office_in
from test_inspection import cheat, inspect, now, sealed_office

from sohoa.catalogue.writer import Catalogue
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.inspection.issued_check import check_issued
from sohoa.use_cases.auditing import audit
from sohoa.work.archive_home import keep_trails

pytestmark = pytest.mark.usefixtures("english")


def record_in(folder: Path) -> Path:
    """A record's file."""
    return next(folder.rglob("*.0000001.pdf"))


def test_a_file_is_a_link_to_the_same_bytes(catalogue_at, tmp_path):
    """What stands there can be exchanged without touching the archive: it is no file of it."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    record, away = record_in(tmp_path), tmp_path / "away"
    shutil.copy(record, away)
    record.unlink()
    record.symlink_to(away)
    assert inspect(url, head, archive=tmp_path) == ["file-away"]


def test_a_second_name_of_a_file_changes_nothing(catalogue_at, tmp_path):
    """Copies of backups share files so; what is read is what was recorded, until it is not."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    record, other = record_in(tmp_path), tmp_path / "other"
    os.link(record, other)
    assert inspect(url, head, archive=tmp_path) == []
    other.write_bytes(b"%PDF-1.7 other")
    assert inspect(url, head, archive=tmp_path) == ["file-bytes"]


def test_a_folder_of_the_archive_is_elsewhere(catalogue_at, tmp_path):
    """Told and no contradiction: another disk may be meant, and its files are compared."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    unit, away = record_in(tmp_path).parent, tmp_path.parent / f"{tmp_path.name}-away"
    shutil.move(unit, away)
    unit.symlink_to(away)
    assert inspect(url, head, archive=tmp_path) == ["folder-elsewhere"]
    record_in(away).write_bytes(b"%PDF-1.7 other")
    assert "file-bytes" in inspect(url, head, archive=tmp_path)


def test_the_file_of_a_records_events_is_compared(catalogue_at, tmp_path):
    """Its digest is sealed; the reasons that it tells are what people read beside the record."""
    office = office_in(tmp_path, catalogue_at(tmp_path))
    with Catalogue.open(office.catalogue_url) as catalogue:
        catalogue.withdraw("hop.1", person="lan", reason="nhầm", at=now())
        keep_trails(office, catalogue)
        head = catalogue.head(at=now())
    (events,) = office.archive_dir.rglob("*.events.json")
    assert inspect(office.catalogue_url, head, archive=office.archive_dir) == []
    told = events.read_text()
    events.chmod(0o600)
    events.write_text(told.replace("nhầm", "mất"))
    assert inspect(office.catalogue_url, head, archive=office.archive_dir) == ["events-bytes"]
    events.unlink()
    assert inspect(office.catalogue_url, head, archive=office.archive_dir) == ["events-away"]


def test_what_stands_in_the_log_alone_is_read(tmp_path):
    """A cheat that was never brought into the file of the catalogue."""
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    head = sealed_office(url, tmp_path)
    path = tmp_path / "catalogue.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        before = path.read_bytes()
        connection.execute("UPDATE register_records SET validity = 'revoked'")
        assert inspect(url, head) == [], "it is not stored yet"
        connection.commit()
        assert path.read_bytes() == before, "it is in the log alone"
        assert "paper-says" in inspect(url, head)


def test_the_file_is_exchanged_while_it_is_inspected(tmp_path):
    """What was opened is what is judged, whatever is put in its place meanwhile."""
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    head = sealed_office(url, tmp_path)
    path, honest = tmp_path / "catalogue.sqlite3", tmp_path / "honest.sqlite3"
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(honest)) as copy:
        connection.backup(copy)
    cheat(url, "UPDATE register_records SET validity = 'revoked'")
    with InspectionDoor.open(url) as door:
        found = Inspection(door, [head]).differences()
        codes = [next(found).code]
        honest.replace(path)
        codes += [one.code for one in found]
    assert "paper-says" in codes
    assert inspect(url, head) == []


def test_lines_of_heads_in_another_order(catalogue_at, tmp_path):
    """Heads are sorted by what they bear witness to; the list's order says nothing."""
    office = office_in(tmp_path, catalogue_at(tmp_path))
    head_of(office)
    add(office, "hop.2")
    head_of(office)
    lines = office.heads_path.read_text().splitlines()
    office.heads_path.write_text("".join(f"{line}\n" for line in reversed(lines)))
    asked = audit(office, [], with_files=False)
    assert [*asked.differences()] == []
    assert len(asked.result().proven) == 2


def test_the_archives_id_is_another(catalogue_at, tmp_path):
    """Heads are of an archive: with another id none of them is of this one any more."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    cheat(url, "UPDATE office_facts SET value = 'archive-2' WHERE name = 'archive_id'")
    assert inspect(url, head) == ["head-other"]


def test_a_report_lies_among_the_issued_ones(catalogue_at, tmp_path):
    """A folder, or a file in the folder of one that was issued; what was set aside is known."""
    url = catalogue_at(tmp_path)
    sealed_office(url, tmp_path)
    folder = tmp_path / "issued"
    for name in ("2026-009", "2026-008.not-issued-20261130T000000-1"):
        (folder / name).mkdir(parents=True)
        (folder / name / "bao-cao.pdf").write_bytes(b"%PDF-1.7")
    with InspectionDoor.open(url) as door:
        found = [(one.code, one.details["path"]) for one in check_issued(door, folder)]
    assert found == [("issued-unknown", "2026-009")]


def test_a_file_of_events_is_forged_while_it_waits(catalogue_at, tmp_path):
    """That of before may lie there until it is written anew, or none; and nothing else."""
    office = office_in(tmp_path, catalogue_at(tmp_path))
    url, archive = office.catalogue_url, office.archive_dir
    with Catalogue.open(url) as catalogue:
        catalogue.release_masters("hop.1", person="lan", reason="xong", at=now())
        keep_trails(office, catalogue)
        catalogue.withdraw("hop.1", person="lan", reason="nhầm", at=now())
        head = catalogue.head(at=now())
    assert inspect(url, head, archive=archive) == []
    (events,) = archive.rglob("*.events.json")
    before = events.read_text("utf-8")
    events.chmod(0o600)
    events.write_text(before.replace("xong", "mất"), "utf-8")
    assert inspect(url, head, archive=archive) == ["events-bytes"]
    events.unlink()
    assert inspect(url, head, archive=archive) == []
    with Catalogue.open(url) as catalogue:
        keep_trails(office, catalogue)
    events.write_text(before.replace("xong", "mất"), "utf-8")
    cheat(url, "UPDATE documents SET trail_kept = 0 WHERE document_id = 'hop.1'")
    assert inspect(url, head, archive=archive) == ["events-bytes"]


def test_a_file_of_events_of_which_nothing_was_recorded(catalogue_at, tmp_path):
    """Nothing has become of that record."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    record = next(tmp_path.rglob("*.0000002.pdf"))
    record.with_suffix(".events.json").write_text("{}")
    assert inspect(url, head, archive=tmp_path) == ["file-unknown"]
