"""Replaced, withdrawn, put back: what the catalogue and the archive hold after each, and a kill."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from audit_samples import SmallOffice
from catalogue_samples import UNIT, archive, note, paper, reading, sha, store

from sohoa.archive.receipt import receipt_path
from sohoa.audit.repair import repair_archive
from sohoa.catalogue import document_queries as queries
from sohoa.catalogue import schema
from sohoa.catalogue.writer import Catalogue
from sohoa.cli import replace as replace_command
from sohoa.domain.custody import Decision
from sohoa.domain.custody_errors import (
    ArchiveAwayError,
    NotInCountError,
    OtherArchiveError,
    ReasonMissingError,
)
from sohoa.domain.errors import DuplicateContentError, RecordTakenError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description
from sohoa.language import _
from sohoa.use_cases.custody import Proposal
from sohoa.use_cases.doctor import Health, examine
from sohoa.work.archive_home import (
    events_path,
    keep_trails,
    marker_path,
    read_marker,
    require_archive,
)
from sohoa.workspace import Workspace

NOW = dt.datetime(2023, 6, 2, tzinfo=dt.UTC)
FIRST, SECOND = "hop-01.0123456789ab", "hop-01.0123456789ab.2"
TIED = Description(record_id="SO-000001", formed=PartialDate(2018, 3, 5))


def decision(document: str = FIRST, successor: str = SECOND, content: str = "") -> Decision:
    return Decision(document, successor, content or sha(successor), "lan", "quét lại", NOW)


# --- the catalogue --------------------------------------------------------------------------


def test_a_version_takes_the_place_in_one_transaction(catalogue, tmp_path):
    """The old one counts until the new one is entered; then the new one, and the paper is its."""
    store(catalogue, paper())
    archive(catalogue, tmp_path, FIRST, description=TIED, text="cũ")
    catalogue.decide(decision())
    with reading(tmp_path) as reader:
        assert reader.paper("SO-000001").document_id == FIRST

    archive(catalogue, tmp_path, SECOND, text="mới")

    with reading(tmp_path) as reader:
        old, new = reader.document(FIRST), reader.document(SECOND)
        assert (old.state, new.state) == (DocumentState.REPLACED, DocumentState.ARCHIVED)
        assert reader.paper("SO-000001").document_id == SECOND
        assert sum(tally.count for tally in reader.tallies() if tally.digitized_at) == 1
        assert [hit.document_id for hit in reader.search("cũ").hits] == []
        assert (old.retired_by, old.retired_reason) == ("lan", "quét lại")
        (event,) = reader.record_events(FIRST)
        assert event.related_sha256 == new.sha256
    assert catalogue.open_decisions() == {}


def test_a_report_of_an_earlier_day_says_what_it_said(catalogue, tmp_path):
    """Replaced in January, digitized in December: the December report still counts the paper."""
    store(catalogue, paper())
    december, january = (
        dt.datetime(*day, 5, tzinfo=dt.UTC) for day in ((2023, 12, 5), (2024, 1, 9))
    )
    archive(catalogue, tmp_path, FIRST, description=TIED, archived_at=december)
    catalogue.decide(decision())
    archive(catalogue, tmp_path, SECOND, archived_at=january)
    catalogue.decide(decision(SECOND, f"{FIRST}.3"))
    archive(catalogue, tmp_path, f"{FIRST}.3", archived_at=january)

    with reading(tmp_path) as reader:
        assert reader.paper("SO-000001").digitized_at == december
        tallies = reader.tallies(as_of=dt.date(2023, 12, 4))
        (tally,) = [one for one in tallies if one.digitized_at]
        row = reader.document("SO-000001")
        assert tally.digitized_at.date() == december.date()
        assert (row.document_id, row.digitized_at) == (f"{FIRST}.3", december)


def test_without_a_decision_a_version_is_refused_its_paper(catalogue, tmp_path):
    """The paper has a document; only a person's word, about these bytes, lets another in."""
    store(catalogue, paper())
    archive(catalogue, tmp_path, FIRST, description=TIED)
    with pytest.raises(RecordTakenError):
        archive(catalogue, tmp_path, SECOND, description=TIED)
    with pytest.raises(DuplicateContentError):
        archive(catalogue, tmp_path, "hop-01.aaaaaaaaaaaa", content=sha(FIRST))


def test_a_decision_about_other_bytes_replaces_nothing(catalogue, tmp_path):
    """The scan changed after the word was given: both count until somebody decides again."""
    archive(catalogue, tmp_path, FIRST)
    catalogue.decide(decision(content=sha("what lay there then")))

    archive(catalogue, tmp_path, SECOND)

    with reading(tmp_path) as reader:
        assert reader.document(FIRST).state is DocumentState.ARCHIVED


def test_a_later_decision_takes_the_place_of_an_earlier_one(catalogue, tmp_path):
    """Only the last word about a version is open."""
    archive(catalogue, tmp_path, FIRST)
    catalogue.decide(decision(content=sha("a")))
    catalogue.decide(decision(content=sha("b")))

    assert catalogue.open_decisions()[SECOND].content_sha256 == sha("b")


def test_withdrawn_it_counts_nowhere_and_its_scan_and_paper_are_free(catalogue, tmp_path):
    """Asked again nothing changes; of what is out of the count nothing more can be taken out."""
    store(catalogue, paper())
    archive(catalogue, tmp_path, FIRST, description=TIED)
    for _again in range(2):
        catalogue.withdraw(FIRST, person="lan", reason="nhầm", at=NOW)

    archive(catalogue, tmp_path, "hop-01.aaaaaaaaaaaa", description=TIED, content=sha(FIRST))

    with reading(tmp_path) as reader:
        assert reader.paper("SO-000001").document_id == "hop-01.aaaaaaaaaaaa"
        assert len(reader.record_events(FIRST)) == 1
    assert catalogue.retired_by_content(sha(FIRST)) == FIRST
    with pytest.raises(NotInCountError):
        catalogue.withdraw("nobody", person="lan", reason="x", at=NOW)


def test_every_file_of_the_past_stays_in_the_manifest(catalogue, tmp_path):
    """Those that count no more, and the files that say why."""
    archive(catalogue, tmp_path, FIRST)
    catalogue.decide(decision())
    archive(catalogue, tmp_path, SECOND)

    names = [name for name, _digest in catalogue.file_unit_members(str(UNIT))]

    pdf = UNIT.archive_name(1).removesuffix(".pdf")
    assert {f"{pdf}.pdf", f"{pdf}.events.json", UNIT.archive_name(2)} <= set(names)


def test_what_is_rare_is_found_by_its_index(embedded):
    """A million rows are not gone through for each scan that is taken in."""
    asked = (
        "SELECT * FROM documents WHERE trail_kept = 0",
        queries.WAITING,
    )
    with embedded._read() as connection:
        for sql, (name, _column, _rule) in zip(asked, schema.RARE, strict=True):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").fetchall()
            assert name in str(plan), (sql, plan)


# --- the archive ----------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path) -> SmallOffice:
    """An office with two archived records, signed by the development key."""
    office = SmallOffice(tmp_path / "office", dt.datetime.now(dt.UTC))
    office.archive(1)
    office.archive(2)
    return office


def _identity(small: SmallOffice, number: int = 0) -> str:
    return small.records[number].signed.archival.read.scanned.document_id


def _withdraw(small: SmallOffice) -> None:
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        catalogue.withdraw(_identity(small), person="lan", reason="nhầm", at=small.now)
        keep_trails(small.office, catalogue)


def test_a_withdrawn_record_verifies_and_its_trail_is_guarded(small):
    """Its file is verified as before; a changed or missing file of events is named."""
    _withdraw(small)
    found = {one.document_id: one for one in small.verify().verdicts}
    assert small.verify().is_whole
    assert found[_identity(small)].state is DocumentState.WITHDRAWN
    path = events_path(small.records[0].archive_path)
    assert json.loads(path.read_text())["events"][0]["person"] == "lan"

    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"lan", b"mai"))
    changed = {p.code for one in small.verify().verdicts for p in one.problems}
    path.unlink()
    missing = {p.code for one in small.verify().verdicts for p in one.problems}

    assert (changed, missing) == ({"events-bytes"}, {"events-missing"})


class _KilledError(BaseException):
    """The process ends here."""


def test_killed_at_any_write_it_ends_the_same(tmp_path, monkeypatch):
    """Withdrawing dies at each of its writes in turn; done again, everything is whole."""
    writes = 0
    while True:
        small = SmallOffice(tmp_path / str(writes), dt.datetime.now(dt.UTC))
        small.archive(1)
        with monkeypatch.context() as dying:
            _die_after(dying, writes)
            try:
                _withdraw(small)
                break
            except _KilledError:
                pass
        _withdraw(small)
        assert small.verify().is_whole, writes
        writes += 1

    assert writes >= 2
    assert small.verify().is_whole


def _die_after(monkeypatch, writes: int) -> None:
    from sohoa import durable

    done, settle = [], durable.replace_durably

    def dying(part: Path, target: Path) -> None:
        if len(done) >= writes:
            raise _KilledError
        done.append(target)
        settle(part, target)

    monkeypatch.setattr(durable, "replace_durably", dying)


def test_the_archive_is_marked_once_and_looked_for_ever_after(small):
    """Away, another, or back: two codes, and nothing is made in its place."""
    archive_dir = small.archive_dir
    aside = archive_dir.with_name("aside")
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        identity = require_archive(small.office, catalogue)
        assert read_marker(archive_dir) == identity
        archive_dir.rename(aside)
        with pytest.raises(ArchiveAwayError):
            require_archive(small.office, catalogue)
        assert not archive_dir.exists()
        other = SmallOffice(small.root.with_name("other"), small.now)
        other.archive_dir.rename(archive_dir)
        with pytest.raises(OtherArchiveError):
            require_archive(small.office, catalogue)


def test_an_archive_of_before_is_marked_when_its_records_are_found(small):
    """A catalogue with records and no id: the disk with these records is its archive, no other."""
    marker_path(small.archive_dir).unlink()
    with sqlite3.connect(small.office.catalogue_path) as connection:
        connection.execute("DELETE FROM office_facts")
    aside = small.archive_dir.with_name("aside")
    small.archive_dir.rename(aside)
    small.archive_dir.mkdir()
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        with pytest.raises(ArchiveAwayError):
            require_archive(small.office, catalogue)
        assert list(small.archive_dir.iterdir()) == []
        small.archive_dir.rmdir()
        aside.rename(small.archive_dir)
        assert small.verify().is_whole

        assert require_archive(small.office, catalogue) == read_marker(small.archive_dir)

    assert small.verify().is_whole


def test_a_new_catalogue_takes_no_archive_that_holds_records(small):
    """A lost catalogue is restored, not begun anew over an archive that is there."""
    fresh = Workspace(small.root.with_name("fresh"))
    fresh.data_dir.mkdir(parents=True)
    small.archive_dir.rename(fresh.archive_dir)
    with Catalogue.open(fresh.catalogue_url) as catalogue, pytest.raises(OtherArchiveError):
        require_archive(fresh, catalogue)


def test_a_disk_that_goes_while_it_is_written_to_leaves_no_entry(small, monkeypatch):
    """Asked again before the entry: what was placed under an empty mount point never counts."""
    signed = small.signed(3)
    answers = iter([None, ArchiveAwayError(folder="x", wanted="y")])

    def require() -> None:
        answer = next(answers)
        if answer:
            raise answer

    from sohoa.archive import placing as module

    original = module.archive_document
    monkeypatch.setattr(
        "audit_samples.archive_document",
        lambda *given, **named: original(*given, **named, require_archive=require),
    )
    with pytest.raises(ArchiveAwayError):
        small.store(signed)
    with Catalogue.open(small.office.catalogue_url) as catalogue:
        assert len(catalogue.stored_files()) == 2


def test_what_nobody_has_any_more_is_named_and_not_made_up(small):
    """Without the working file a lost record stays lost, and verification says so."""
    path = small.records[0].archive_path
    path.unlink()

    done = repair_archive(small.office, small.settings, person="lan")

    assert (done.restored, path.exists()) == ((), False)
    broken = [one for one in small.verify().verdicts if not one.is_whole]
    assert [one.document_id for one in broken] == [_identity(small)]
    assert receipt_path(path).exists()
    assert replace(broken[0]).problems[0].code == "missing"


# --- who decides ----------------------------------------------------------------------------


def test_who_decides_and_why(monkeypatch):
    """`SOHOA_USER` where people share an account, else the system's user; and never no reason."""
    from sohoa.person import person
    from sohoa.use_cases.custody import checked_reason

    monkeypatch.setenv("SOHOA_USER", "  Trần   Lan ")
    assert person() == "Trần Lan"
    monkeypatch.delenv("SOHOA_USER")
    monkeypatch.setenv("LOGNAME", "vanthu")
    assert person() == "vanthu"
    assert checked_reason(" quét \n lại ") == "quét lại"
    with pytest.raises(ReasonMissingError):
        checked_reason("  ")


def test_doctor_names_an_archive_that_is_away(small):
    """Before the night, and with the remedy."""
    small.archive_dir.rename(small.archive_dir.with_name("aside"))

    (check,) = [one for one in examine(small.office) if one.name == _("archive")]

    assert check.health is Health.FAILURE
    assert not small.archive_dir.exists()


def test_what_is_held_up_after_a_withdrawal_is_not_told_as_counted(small, capsys):
    """The old one is out of the count already: nobody may read that it still counts."""
    identity, office = _identity(small), Workspace(small.root)
    with reading(office.catalogue_path.parent) as reader:
        row = reader.document(identity)
    held = note(f"{identity}.2", DocumentState.QUARANTINED, reason_code="INTAKE-003")
    with Catalogue.open(office.catalogue_url) as catalogue:
        catalogue.note_states(batch=row.batch, phase=2, states=[held])
    proposal = Proposal(row, f"{identity}.2", 2, (), 0, "")

    said = []
    for _step in range(2):
        assert replace_command._tell(office, proposal, as_json=False) == 5
        said.append(capsys.readouterr().out)
        _withdraw(small)

    counts = _("The new version is held up, and the old one still counts: {reason}")
    assert said[0].startswith(counts.partition("{")[0])
    assert not said[1].startswith(counts.partition("{")[0])
