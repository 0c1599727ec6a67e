"""The auditor: what was changed in the archive is found, and named."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import shutil
import sqlite3

import pytest
from audit_samples import SmallOffice, id_of, writable_copy
from killed_writer import leave_part

from sohoa.archive.manifest import MANIFEST_NAME
from sohoa.archive.receipt import read_receipt, receipt_path
from sohoa.audit.archive import Choice
from sohoa.audit.problems import Part
from sohoa.audit.records import RecordStanding
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode, NotFoundError
from sohoa.domain.outcome import DocumentState
from sohoa.durable import part_of

pytestmark = pytest.mark.usefixtures("english")

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
FLIPS_EACH = 40


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """An office with two records, signed with its development key."""
    office = SmallOffice(tmp_path_factory.mktemp("office"), NOW)
    for number in (1, 2):
        office.archive(number)
    return office


@pytest.fixture
def office(original, tmp_path):
    """A copy of it, to be tampered with."""
    return writable_copy(original, tmp_path / "office")


def pdf_of(office, number=1):
    """The archived file of a record."""
    return sorted(office.archive_dir.rglob("*.pdf"))[number - 1]


def change_catalogue(office, sql, *values):
    """Change the catalogue behind everybody's back."""
    with sqlite3.connect(office.office.catalogue_path) as connection:
        connection.execute(sql, values)
    connection.close()


def flip(path, place, chance):
    """Flip one bit of one byte; gives the bytes before."""
    before = path.read_bytes()
    changed = bytearray(before)
    changed[place] ^= 1 << chance.randrange(8)
    path.write_bytes(changed)
    return before


def test_a_sound_archive_is_whole(original):
    """Every record holds, no manifest and no file is strange."""
    found = original.verify(deep=True)

    assert [verdict.standing for verdict in found.verdicts] == [RecordStanding.WHOLE] * 2
    assert found.is_whole
    assert {verdict.pdfa for verdict in found.verdicts} == {"PDF/A-2b"}


def _places(content: bytes, part: Part, chance: random.Random) -> list[int]:
    if part is Part.SIGNATURE:
        found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", content)
        return [chance.randrange(int(found[1]), int(found[2])) for _ in range(FLIPS_EACH)]
    return [chance.randrange(len(content)) for _ in range(FLIPS_EACH)]


@pytest.mark.parametrize("part", [Part.CONTENT, Part.SIGNATURE, Part.RECEIPT])
def test_one_flipped_byte_of_a_record_is_found_and_named(office, part):
    """At random places of a file, its signature or its receipt: the file and record are named."""
    pdf = pdf_of(office)
    path = receipt_path(pdf) if part is Part.RECEIPT else pdf
    chance = random.Random(part.value)
    for place in _places(path.read_bytes(), part, chance):
        before = flip(path, place, chance)
        found = office.verify()
        path.write_bytes(before)

        by_path = {verdict.path: verdict for verdict in found.verdicts}
        assert by_path[pdf].standing is RecordStanding.BROKEN, place
        assert by_path[pdf_of(office, 2)].is_whole
        named = {(one.part, one.file) for one in by_path[pdf].problems}
        wanted = Part.RECEIPT if part is Part.RECEIPT else Part.CONTENT
        assert (wanted, path.name) in named, place
    assert office.verify().is_whole


def test_one_flipped_byte_of_a_manifest_is_found_and_named(office):
    """Anywhere in the manifest, line ends too: its file unit and the line are named."""
    path = pdf_of(office).with_name(MANIFEST_NAME)
    content, chance = path.read_bytes(), random.Random(4)
    for _ in range(FLIPS_EACH):
        place = chance.randrange(len(content))
        line = content[:place].count(b"\n") + 1
        before = flip(path, place, chance)
        found = office.verify()
        path.write_bytes(before)

        (unit,) = found.units
        assert not found.is_whole, place
        assert unit.folder == path.parent
        assert (MANIFEST_NAME, str(line)) in {
            (one.file, one.details.get("line")) for one in unit.problems
        }, place


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sha256", "0" * 64),
        ("receipt_sha256", "0" * 64),
        ("content_sha256", "0" * 64),
        ("size_bytes", 5),
        ("ordinal", 9),
        ("generation", 2),
        ("batch", "Lô 9"),
        ("signatures", "[]"),
        ("provable_until", "2099-01-01T00:00:00+00:00"),
    ],
)
def test_a_changed_catalogue_row_is_found(office, column, value):
    """What the catalogue says alone, against file, receipt and manifest, is the catalogue's."""
    sql = "UPDATE documents SET %s = ? WHERE document_id = ?"
    change_catalogue(office, sql % column, value, id_of(1))
    found = office.verify()

    verdict = next(one for one in found.verdicts if one.document_id == id_of(1))
    assert verdict.standing is RecordStanding.BROKEN
    assert Part.CATALOGUE in {problem.part for problem in verdict.problems}
    assert Part.CONTENT not in {problem.part for problem in verdict.problems}


def test_missing_files_are_found(office):
    """A record's file, a receipt, a manifest."""
    pdf_of(office).unlink()
    receipt_path(pdf_of(office, 1)).unlink()
    pdf_of(office).with_name(MANIFEST_NAME).unlink()
    found = office.verify()

    codes = {problem.code for one in found.verdicts for problem in one.problems}
    assert {"missing", "receipt-missing"} <= codes
    assert [problem.code for problem in found.units[0].problems] == ["manifest-missing"]


def test_unknown_files_are_found(office):
    """Put there by another hand, a link too; and a record that the catalogue has forgotten."""
    unknown_file = pdf_of(office).with_name("unknown_file.pdf")
    unknown_file.write_bytes(b"%PDF")
    link = unknown_file.with_name("link.pdf")
    link.symlink_to(unknown_file)
    forgotten = pdf_of(office, 2)
    change_catalogue(office, "DELETE FROM document_texts")
    change_catalogue(office, "DELETE FROM documents WHERE document_id = ?", id_of(2))
    found = office.verify()

    assert set(found.unknown_files) == {unknown_file, link, forgotten, receipt_path(forgotten)}
    assert found.units[0].problems


def test_what_a_killed_run_left_is_found(office):
    """A part whose writer is dead does not belong; one that is being written is let be."""
    left = leave_part(pdf_of(office).with_name("next.pdf"))
    part_of(pdf_of(office)).write_bytes(b"")

    assert office.verify().unknown_files == (left,)


def test_a_link_in_place_of_a_record_is_found(office, tmp_path):
    """Even one that leads to the same bytes."""
    pdf = pdf_of(office)
    pdf.rename(tmp_path / "elsewhere.pdf")
    pdf.symlink_to(tmp_path / "elsewhere.pdf")

    verdict = next(one for one in office.verify().verdicts if one.path == pdf)
    assert [problem.code for problem in verdict.problems] == ["link"]


def test_swapped_records_are_found(office):
    """Two sound, signed files in each other's place."""
    first, second = pdf_of(office, 1), pdf_of(office, 2)
    bytes_of_first = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(bytes_of_first)

    assert [one.standing for one in office.verify().verdicts] == [RecordStanding.BROKEN] * 2


def test_some_records_can_be_asked_for(office):
    """By id and by batch; what is not archived is not found."""
    (verdict,) = office.verify(Choice((id_of(2),))).verdicts

    assert verdict.document_id == id_of(2)
    assert len(office.verify(Choice(batch="Lô 1")).verdicts) == 2
    assert office.verify(Choice(batch="Lô 2")).verdicts == ()
    with pytest.raises(NotFoundError):
        office.verify(Choice(("nobody",)))


def test_an_expired_certificate_is_not_tampering(office):
    """After the signer's certificate has ended nothing proves the signature; nothing is broken."""
    found = office.verify(at=dt.datetime(2050, 1, 1, tzinfo=dt.UTC))

    assert {one.standing for one in found.verdicts} == {RecordStanding.UNPROVABLE}
    assert not found.is_whole


def test_the_command_says_it_all(office, monkeypatch, capsys):
    """`sohoa verify` in worker processes: the report, JSON, and exit code 7 of its own."""
    home = ["--home", str(office.root)]
    assert run([*home, "verify"]) == ExitCode.DONE
    shown = capsys.readouterr().out
    for said in ("VALID", "managing unit", "PAdES-B-B", "unknown (no embedded answer)"):
        assert said in shown
    pdf_of(office).write_bytes(pdf_of(office).read_bytes() + b"\n")
    assert run([*home, "verify", "--json"]) == ExitCode.TRUST_BROKEN

    told = json.loads(capsys.readouterr().out)
    assert [record["is_whole"] for record in told["records"]] == [False, True]
    assert "SHA-256" in told["records"][0]["problems"][0]["text"]


def test_of_a_file_that_is_gone_nothing_is_said_but_that(office, tmp_path, capsys):
    """Neither a form nor a digest; a kept original that is there is kept as it came."""
    kept = office.keep(SmallOffice(tmp_path / "other", NOW).archive(1).archive_path)
    gone = pdf_of(office, 1)
    gone.unlink()
    folder = str(office.root)

    assert run(["--home", folder, "--lang", "en", "verify", id_of(1)]) == 7
    said = capsys.readouterr().out
    assert "the file is missing" in said
    assert not any(word in said for word in ("kept as it came", "SHA-256", "PDF/A"))
    identity = kept.signed.archival.read.scanned.document_id
    run(["--home", folder, "--lang", "en", "verify", identity])
    assert "kept as it came · SHA-256" in capsys.readouterr().out


def test_a_file_that_left_the_archive_needs_no_workspace(office, tmp_path, monkeypatch, capsys):
    """Alone, with the office's root given; one changed byte is found."""
    left = tmp_path / "left.pdf"
    left.write_bytes(pdf_of(office).read_bytes())
    trust = []
    for number, root in enumerate(office.trust.roots):
        (tmp_path / f"{number}.der").write_bytes(root)
        trust += ["--trust", str(tmp_path / f"{number}.der")]
    (tmp_path / "nowhere").mkdir()
    home = ["--home", str(tmp_path / "nowhere")]
    assert run([*home, "verify", str(left), *trust]) == ExitCode.DONE
    assert run([*home, "verify", str(left)]) == ExitCode.TRUST_BROKEN
    assert "trusted root" in capsys.readouterr().out

    content = bytearray(left.read_bytes())
    content[200] ^= 1
    left.write_bytes(content)
    assert run([*home, "verify", str(left), *trust]) == ExitCode.TRUST_BROKEN


def test_a_copy_is_known_as_its_record(office, tmp_path, capsys):
    """Where the workspace is at hand, the auditor says which record a file is."""
    left = tmp_path / "left.pdf"
    left.write_bytes(pdf_of(office).read_bytes())
    shutil.copy(receipt_path(pdf_of(office)), receipt_path(left))
    assert run(["--home", str(office.root), "verify", str(left), "--json"]) == ExitCode.DONE

    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert (file["known_as"], file["is_receipted"]) == (id_of(1), True)


def test_archived_state_is_what_is_counted(office):
    """The auditor asks the catalogue for archived records only."""
    from sohoa.audit.archive import archived_rows

    rows = archived_rows(office.office, Choice())
    assert {row.state for row in rows} == {DocumentState.ARCHIVED}


def test_a_kept_original_is_shown_and_not_judged(office, tmp_path):
    """A PDF that came signed keeps its bytes: proven by digest, its signers need not be known."""
    other = SmallOffice(tmp_path / "other", NOW)
    master = other.archive(1).archive_path
    record = office.keep(master)
    found = office.verify(deep=True)

    verdict = next(one for one in found.verdicts if one.path == record.archive_path)
    assert record.archive_path.read_bytes() == master.read_bytes()
    assert (verdict.standing, verdict.pdfa) == (RecordStanding.WHOLE, "")
    assert [status.standing for status in verdict.signatures] == ["untrusted"]
    assert found.is_whole
    record.archive_path.chmod(0o644)
    record.archive_path.write_bytes(master.read_bytes() + b"\n")
    assert not office.verify().is_whole


class StopError(Exception):
    """The machine stops here."""


def test_a_kill_before_the_entry_leaves_one_archive_time(original, tmp_path, monkeypatch):
    """Stopped between receipt and entry, taken up days later: the entry has the receipt's time."""
    shutil.copytree(original.root, tmp_path / "office")
    office = SmallOffice(tmp_path / "office", NOW)
    signed = office.signed(3)

    def stop(*_arguments: object, **_options: object) -> None:
        raise StopError

    with monkeypatch.context() as patch:
        patch.setattr(Catalogue, "commit", stop)
        with pytest.raises(StopError):
            office.store(signed)
    office.now = NOW + dt.timedelta(days=3)
    record = office.store(signed)

    assert record.archived_at == NOW
    assert read_receipt(receipt_path(record.archive_path)).generations[0].made_at == NOW
    assert office.verify(deep=True).is_whole
