"""Verifying everything: told as it goes, entered as it goes, and gone on with after a stop."""

from __future__ import annotations

import json
import shutil
import sqlite3

import pytest
from audit_samples import SmallOffice, this_second, writable_copy

from sohoa.audit import archive as auditing
from sohoa.audit.auditor import Request
from sohoa.audit.records import Verdict
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.use_cases import verifying_all
from sohoa.use_cases.verifying_all import begin

NOW = this_second()
RECORDS = 4


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A small archive, made once."""
    office = SmallOffice(tmp_path_factory.mktemp("verify-all") / "office", NOW)
    for number in range(1, RECORDS + 1):
        office.archive(number)
    return office


@pytest.fixture
def office(original, tmp_path):
    """A copy of it, to be tampered with."""
    return writable_copy(original, tmp_path / "office")


def entered(office):
    """The archived files whose records have a verification in the catalogue."""
    with sqlite3.connect(office.office.catalogue_path) as connection:
        query = "SELECT archive_path FROM documents WHERE proof_checked_at IS NOT NULL"
        found = {path.rpartition("/")[2] for (path,) in connection.execute(query)}
    connection.close()
    return found


def taken(office, count, *, resume=False, request=None):
    """Verify until so many records were told, then stop; their files."""
    asked = begin(office.office, request or Request(), resume=resume)
    results, names = asked.results(), []
    for one in results:
        names += [one.path.name] if isinstance(one, Verdict) else []
        if len(names) == count and count < RECORDS:
            next(results)  # the last one was told whole
            results.close()
            break
    return names, asked


@pytest.mark.parametrize("together", [1, 3, 16])
def test_what_was_verified_before_a_stop_is_not_verified_again(office, monkeypatch, together):
    """Wherever it stops, in the middle of what a worker has in hand too."""
    monkeypatch.setattr(auditing, "_TOGETHER", together)
    first, stopped = taken(office, 2)
    assert entered(office) == set(first)

    rest, asked = taken(office, RECORDS, resume=True)

    assert (stopped.so_far.count, asked.taken_up, asked.left) == (2, 2, RECORDS - 2)
    assert not set(first) & set(rest)
    assert len(first) + len(rest) == RECORDS == len(entered(office))
    assert (asked.so_far.count, asked.so_far.whole, asked.is_whole) == (RECORDS, RECORDS, True)
    again, anew = taken(office, RECORDS, resume=True)
    assert (len(again), anew.taken_up) == (RECORDS, 0)


def test_without_the_word_it_begins_anew(office):
    """And so it does where other questions are asked than before, or by other settings."""
    taken(office, 2)
    assert begin(office.office, Request(deep=True), resume=True).taken_up == 0
    assert begin(office.office, Request(), resume=True).taken_up == 2
    settings = office.office.config_dir / "settings.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("keep_days = 14", "keep_days = 3"), encoding="utf-8")
    assert begin(office.office, Request(), resume=True).taken_up == 0
    assert begin(office.office, Request(), resume=False).taken_up == 0


def test_a_killed_pass_goes_on_behind_what_was_entered(office, monkeypatch):
    """Killed, the last ones may not be entered yet: they are verified again, and none is lost."""
    monkeypatch.setattr(auditing, "_TOGETHER", 1)
    monkeypatch.setattr(verifying_all, "_ENTERED_TOGETHER", 2)
    asked = begin(office.office, Request(), resume=False)
    results = asked.results()
    first = [next(results).path.name for _number in range(4)]
    # Three were told whole, two entered: what a kill leaves.
    assert entered(office) == set(first[:2])
    kept = (office.office.data_dir / "verification.json").read_bytes()
    results.close()
    (office.office.data_dir / "verification.json").write_bytes(kept)

    rest, after = taken(office, RECORDS, resume=True)

    assert (after.taken_up, len(rest), after.so_far.count) == (2, RECORDS - 2, RECORDS)


def test_what_was_broken_before_the_stop_is_in_the_exit_code(office, capsys):
    """It is asked again, and broken still: exit code 7, and so many of all are whole."""
    broken = min(office.archive_dir.rglob("*.pdf"))
    broken.write_bytes(broken.read_bytes() + b"\n")
    taken(office, 2)
    home = ["--home", str(office.root), "--lang", "en"]

    assert run([*home, "verify", "--brief", "--resume"]) == ExitCode.TRUST_BROKEN
    told = capsys.readouterr()
    assert f"{RECORDS - 1} of {RECORDS} records" in told.out
    assert broken.name in told.out.splitlines()[0]
    assert "1 records were verified then" in told.err
    assert run([*home, "verify", "--resume", "hop.1"]) == ExitCode.USAGE
    assert run([*home, "verify", "--resume", "--at", "01/01/2050"]) == ExitCode.USAGE


def test_what_was_mended_after_the_stop_holds_now(office, capsys):
    """What the pass says at its end is what holds then: exit code 0, and every record is whole."""
    first_file = min(office.archive_dir.rglob("*.pdf"))
    content = first_file.read_bytes()
    first_file.write_bytes(content + b"\n")
    first, _stopped = taken(office, 2)
    _rest, still = taken(office, 3, resume=True)
    assert first[0] == first_file.name
    assert (still.taken_up, still.left) == (1, RECORDS - 1)
    first_file.write_bytes(content)

    code = run(["--home", str(office.root), "--lang", "en", "verify", "--brief", "--resume"])

    told = capsys.readouterr()
    assert (code, f"{RECORDS} of {RECORDS} records" in told.out) == (ExitCode.DONE, True)
    with sqlite3.connect(office.office.catalogue_path) as connection:
        query = "SELECT count(*) FROM documents WHERE proof_problem <> ''"
        assert connection.execute(query).fetchone() == (0,)
    connection.close()


def test_what_was_broken_is_asked_again_once_and_by_every_stop(office):
    """Broken still, and entered as changed besides; stopped again before it is asked."""
    broken = min(office.archive_dir.rglob("*.pdf"))
    broken.write_bytes(broken.read_bytes() + b"\n")
    first, _stopped = taken(office, 2)
    assert first[0] == broken.name
    with sqlite3.connect(office.office.catalogue_path) as connection:
        connection.execute("UPDATE documents SET proof_checked_at = NULL WHERE ordinal < 3")
        connection.execute("UPDATE documents SET state = 'withdrawn' WHERE ordinal = 2")
    connection.close()
    for _stop in range(2):
        some, asked = taken(office, 1, resume=True)
        assert (len(some), asked.taken_up, asked.left) == (1, 0, RECORDS)

    rest, asked = taken(office, RECORDS, resume=True)

    assert sorted(set(rest)) == sorted(rest)
    so_far = asked.so_far
    assert (so_far.count, so_far.whole, so_far.retired) == (RECORDS, RECORDS - 1, 1)
    assert not asked.is_whole


def test_json_is_one_object_with_a_record_a_line(office, capsys):
    """A reader of lines sees each record as it comes; one of the whole, what there always was."""
    left = office.archive_dir / "lạ.pdf"
    left.write_bytes(b"x")
    assert run(["--home", str(office.root), "verify", "--json"]) == ExitCode.TRUST_BROKEN
    text = capsys.readouterr().out

    told = json.loads(text)
    assert [record["is_whole"] for record in told["records"]] == [True] * RECORDS
    assert told["unknown_files"] == [str(left)]
    assert told["is_whole"] is False
    lines = [line.rstrip(",") for line in text.splitlines() if line.startswith('{"document_id"')]
    assert [json.loads(line) for line in lines] == told["records"]


def test_a_question_of_another_day_is_entered_nowhere(office):
    """Neither in the catalogue, nor as a pass that could be gone on with."""
    taken(office, RECORDS, request=Request(at=NOW))

    assert entered(office) == set()
    assert not (office.office.data_dir / "verification.json").exists()


def test_what_was_changed_behind_a_stopped_pass_is_verified(office):
    """The catalogue restored from before the pass, a file changed: it was called whole."""
    kept = office.office.catalogue_path.with_name("kept.sqlite3")
    shutil.copy(office.office.catalogue_path, kept)
    first, _stopped = taken(office, 2)
    kept.rename(office.office.catalogue_path)
    broken = next(office.archive_dir.rglob(first[0]))
    broken.write_bytes(broken.read_bytes() + b"\n")

    rest, asked = taken(office, RECORDS, resume=True)

    assert (asked.taken_up, asked.left, len(rest)) == (0, RECORDS, RECORDS)
    assert (asked.so_far.count, asked.so_far.whole, asked.is_whole) == (RECORDS, RECORDS - 1, False)
    assert len(entered(office)) == RECORDS


def test_a_renewed_record_behind_a_stopped_pass_is_verified_again(office):
    """Once more, and counted once; stopped again among these, none is lost."""
    first, _stopped = taken(office, 2)
    with sqlite3.connect(office.office.catalogue_path) as connection:
        # What placing and renewing a record leave of an earlier verification.
        connection.execute("UPDATE documents SET proof_checked_at = NULL WHERE ordinal = 1")
    connection.close()

    some, stopped = taken(office, 1, resume=True)
    rest, asked = taken(office, RECORDS, resume=True)

    assert (some, stopped.taken_up, stopped.left) == (first[:1], 1, RECORDS - 1)
    assert (asked.taken_up, asked.so_far.count, asked.is_whole) == (2, RECORDS, True)
    assert not set(first) & set(rest)


def test_other_roots_in_the_folder_are_another_question(office):
    """What was verified by other roots than those of now is verified again."""
    taken(office, 2)
    assert begin(office.office, Request(), resume=True).taken_up == 2
    office.office.trust_dir.mkdir(exist_ok=True)
    (office.office.trust_dir / "mới.pem").write_bytes(b"another root")
    assert begin(office.office, Request(), resume=True).taken_up == 0
