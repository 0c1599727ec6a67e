"""Scans that an office took out of their boxes for good: said once, kept, and asked for no more."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3

import pytest
from audit_samples import BATCH, SmallOffice, id_of
from catalogue_samples import note

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.custody import MASTERS_RELEASED
from sohoa.domain.custody_errors import NotInCountError
from sohoa.domain.errors import explain
from sohoa.domain.identifiers import document_id
from sohoa.domain.outcome import DocumentState
from sohoa.work.archive_home import events_path, keep_trails

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def small(tmp_path) -> SmallOffice:
    """An office with two archived records, signed by the development key."""
    office = SmallOffice(tmp_path / "office", dt.datetime.now(dt.UTC))
    office.archive(1)
    office.archive(2)
    return office


def said(small: SmallOffice, *arguments: str) -> int:
    return run(["--home", str(small.root), *arguments])


def clear_box(small: SmallOffice) -> None:
    for path in (small.office.inbox_dir / BATCH).iterdir():
        path.unlink()


def release(small: SmallOffice, number: int) -> bool:
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        news = catalogue.release_masters(id_of(number), person="lan", reason="hủy", at=small.now)
        keep_trails(small.office, catalogue)
    return news


def codes(small: SmallOffice, *, deep: bool = False) -> set[str]:
    found = small.verify(deep=deep)
    every = [*found.verdicts, *found.units]
    return {problem.code for one in every for problem in one.problems}


def events(small: SmallOffice, number: int):
    with CatalogueReader.open(small.office.catalogue_url) as reader:
        return reader.record_events(id_of(number))


def test_the_remedy_of_missing_masters_works_to_the_end(small, capsys, monkeypatch):
    """A cleared box: 7 and how to say so; said: 0, and counted; again: not entered."""
    monkeypatch.setenv("SOHOA_USER", "Trần Lan")
    assert said(small, "verify") == 0
    clear_box(small)
    assert said(small, "verify", "--brief") == 7
    assert f"sohoa release {id_of(1)} --reason" in capsys.readouterr().out

    assert said(small, "release", id_of(1), "--reason", "đã hủy theo biên bản 5", "--yes") == 0
    assert said(small, "verify", id_of(1)) == 0
    assert said(small, "verify", id_of(2)) == 7
    assert said(small, "release", "--batch", BATCH, "--reason", "đã hủy", "--yes") == 0
    capsys.readouterr()
    assert said(small, "verify", "--deep") == 0
    assert "Scans released from their boxes: 2 records." in capsys.readouterr().out

    assert said(small, "release", "--batch", BATCH, "--reason", "lần nữa", "--yes") == 0
    assert "released before" in capsys.readouterr().out
    (event,) = events(small, 1)
    assert (event.event_type, event.detail) == ("deletion", MASTERS_RELEASED)
    assert (event.person, event.reason) == ("Trần Lan", "đã hủy theo biên bản 5")
    said(small, "show", id_of(1))
    assert "scans released from their box, Trần Lan" in capsys.readouterr().out


def test_it_lies_beside_the_record_and_in_the_manifest(small):
    """Like every later event; the masters themselves are not touched."""
    release(small, 1)

    path = events_path(small.records[0].archive_path)
    (event,) = json.loads(path.read_text())["events"]

    assert (event["event_type"], event["detail"]) == ("deletion", "masters-released")
    assert path.name in (path.parent / "manifest-sha256.txt").read_text()
    assert sorted(one.name for one in (small.office.inbox_dir / BATCH).iterdir()) == [
        "1.pdf",
        "2.pdf",
    ]
    assert not release(small, 1)
    assert codes(small, deep=True) == set()


def test_a_scan_that_comes_back_under_another_name_is_told_what_to_do(small):
    """One of the two lies in the archive: only the one in the box can be taken out."""
    release(small, 1)

    what, remedy = explain("INTAKE-008", {"other": id_of(1)}, str)

    assert id_of(1) in what
    assert remedy == "Take this one out of the box, or scan the right paper."


def test_the_sum_says_which_records_do_not_count(small, capsys):
    """Replaced and withdrawn ones are verified with the others, and named in a line."""
    assert said(small, "verify", "--brief") == 0
    assert "no longer counted" not in capsys.readouterr().out
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        catalogue.withdraw(id_of(2), person="lan", reason="nhầm", at=small.now)
        keep_trails(small.office, catalogue)

    assert said(small, "verify", "--brief") == 0

    told = capsys.readouterr().out
    assert "2 of 2 records are as they were archived.\n1 of them were replaced" in told


def test_other_bytes_in_the_place_of_a_released_scan_are_told(small):
    """Released means gone: what lies there all the same is the scan, or is named."""
    release(small, 1)
    master = small.office.inbox_dir / BATCH / "1.pdf"
    assert codes(small, deep=True) == set()
    master.write_bytes(b"something else")

    assert codes(small, deep=True) == {"master-bytes"}
    master.unlink()
    assert codes(small, deep=True) == set()


def test_the_only_good_copy_is_not_released(small, capsys):
    """Verified here and now, whatever was found before; put right, it is released."""
    path = small.records[0].archive_path
    whole = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(whole[:-1] + b"?")

    assert said(small, "release", "--batch", BATCH, "--reason", "hủy", "--yes") == 7

    told = capsys.readouterr()
    assert f"[ARCHIVE-908] {id_of(1)}" in told.err
    assert (events(small, 1), len(events(small, 2))) == ((), 1)
    path.write_bytes(whole)
    assert said(small, "release", id_of(1), "--reason", "hủy", "--yes") == 0
    assert len(events(small, 1)) == 1


def test_what_was_released_before_is_verified_too(small, capsys):
    """Asked again over a damaged record: its own code, and 7; of the whole one, 0 as before."""
    assert said(small, "release", "--batch", BATCH, "--reason", "hủy", "--yes") == 0
    path = small.records[0].archive_path
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    capsys.readouterr()

    assert said(small, "release", "--batch", BATCH, "--reason", "hủy", "--yes") == 7

    told = capsys.readouterr()
    assert "[ARCHIVE-909]" in told.err
    assert id_of(1) in told.err
    assert f"{id_of(1)}: its scans were released before" not in told.out
    assert f"{id_of(2)}: its scans were released before" in told.out
    assert said(small, "release", id_of(2), "--reason", "hủy", "--yes") == 0
    assert len(events(small, 1)) == len(events(small, 2)) == 1


def test_scans_of_what_is_not_archived_are_still_needed(small, capsys):
    """Named, it is refused; in a box it is told and the others are released; so of what counts no
    more, of which nobody asks for the masters."""
    held = note("x.0123456789ab", DocumentState.QUARANTINED, reason_code="INTAKE-003")
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        catalogue.note_states(batch=BATCH, phase=2, states=[held])
        catalogue.withdraw(id_of(2), person="lan", reason="nhầm", at=small.now)
        keep_trails(small.office, catalogue)
        with pytest.raises(NotInCountError):
            catalogue.release_masters(id_of(2), person="lan", reason="hủy", at=small.now)

    for name, code in (("x.0123456789ab", "ARCHIVE-907"), (id_of(2), "ARCHIVE-905")):
        assert said(small, "release", name, "--reason", "hủy", "--yes") == 2
        assert code in capsys.readouterr().err
    assert said(small, "release", "--reason", "hủy", "--yes") == 2
    assert said(small, "release", "--batch", "không có", "--reason", "hủy", "--yes") == 2
    assert said(small, "release", id_of(1), "--reason", " ", "--yes") == 2
    assert events(small, 1) == ()
    capsys.readouterr()

    assert said(small, "release", "--batch", BATCH, "--reason", "hủy", "--yes", "--json") == 5
    done = json.loads(capsys.readouterr().out)
    assert (done["released"], done["not_archived"]) == ([id_of(1)], ["x.0123456789ab"])


@pytest.mark.parametrize("named", [True, False])
def test_a_file_is_not_released_with_one_of_its_parts(small, capsys, named):
    """Other pages of it wait: the file in the box is all there is of them."""
    with CatalogueReader.open(small.office.catalogue_url) as reader:
        place = reader.document(id_of(1)).source_name
    identity = document_id(BATCH, f"{place}#page=2-3")
    part = note(identity, DocumentState.ASKED, source_name=f"{place}#page=2-3")
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        catalogue.note_states(batch=BATCH, phase=2, states=[part])

    asked = [id_of(1)] if named else ["--batch", BATCH]
    assert said(small, "release", *asked, "--reason", "hủy", "--yes", "--json") == 5

    done = json.loads(capsys.readouterr().out)
    assert id_of(1) not in done["released"]
    assert done["not_archived"] == [part.document_id]
    assert events(small, 1) == ()


def test_a_kept_original_is_released_like_any_other(small, tmp_path):
    """The archived file is its master, byte for byte: what was delivered stays to be seen."""
    other = SmallOffice(tmp_path / "other", small.now)
    record = small.keep(other.archive(1).archive_path)
    identity = record.signed.archival.read.scanned.document_id
    (small.office.inbox_dir / BATCH / "kept.pdf").unlink()
    assert codes(small) == {"master-missing"}

    assert said(small, "release", identity, "--reason", "hủy", "--yes") == 0

    assert codes(small, deep=True) == set()


def test_a_word_in_the_catalogue_alone_releases_nothing(small):
    """An event that was put into the table by hand lacks its file beside the record."""
    clear_box(small)
    with sqlite3.connect(small.office.catalogue_path) as connection:
        connection.execute(
            "INSERT INTO record_events VALUES (1, ?, 'deletion', 'masters-released', "
            "'2026-01-01T00:00:00+00:00', 'x', 'x', 'x', '', '')",
            (id_of(1),),
        )

    assert codes(small) == {"master-missing"}


def test_a_kill_between_catalogue_and_file_is_finished_by_the_same_command(small):
    """Until then it is told that the file is missing; asked again, it is written."""
    clear_box(small)
    release(small, 2)
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        catalogue.release_masters(id_of(1), person="lan", reason="hủy", at=small.now)
    assert "events-missing" in codes(small)

    assert said(small, "release", "--batch", BATCH, "--reason", "hủy", "--yes") == 0

    assert codes(small) == set()
