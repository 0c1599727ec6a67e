"""The audit judges heads: by whom they are signed, when they were stamped, what a witness keeps."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from head_samples import add, head_of, office_in, set_witness, sign_by

from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.ledger.head import Head
from sohoa.sign.development import make_development_key
from sohoa.sign.key_file import open_key_file
from sohoa.use_cases.auditing import AuditResult, audit
from sohoa.work import witness
from sohoa.workspace import Workspace

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def office(catalogue_at, tmp_path):
    """On both databases."""
    root = tmp_path / "office"
    root.mkdir()
    return office_in(root, catalogue_at(root))


@pytest.fixture
def small(tmp_path):
    """Where the database does not matter."""
    return office_in(tmp_path / "office")


def audited(office: Workspace, *heads: str, roots=(), with_files=False) -> AuditResult:
    """The whole outcome."""
    asked = audit(office, heads, roots=roots, with_files=with_files)
    list(asked.differences())
    return asked.result()


def codes(office: Workspace, *heads: str, roots=()) -> list[str]:
    """The codes of what is found."""
    return [one.code for one in audited(office, *heads, roots=roots).differences]


def root_of(office: Workspace, target: Path) -> Path:
    """The root of the office's key, as an auditor has got it."""
    (root,) = open_key_file(office.development_key_path, None).chain
    target.write_bytes(root.public_bytes(Encoding.DER))
    return target


def forge(path: Path, content: bytes) -> None:
    """Write over a file that is kept from it."""
    path.chmod(0o600)
    path.write_bytes(content)


def test_an_honest_office_is_whole_by_an_auditors_root(office, tmp_path):
    """Every head is signed, by the office's own word and by the auditor's."""
    head_of(office)
    add(office, "hop.2")
    head = head_of(office)
    root = root_of(office, tmp_path / "root.der")
    for roots in ((), (root,)):
        result = audited(office, roots=roots)
        assert result.differences == ()
        assert result.is_whole
        assert [one.head.line for one in result.signed][-1] == head.line
        assert len(result.signed) == 2


@pytest.mark.parametrize("harm", ["flipped", "emptied", "of another head"])
def test_a_forged_signature_is_found(small, harm):
    """Whatever stands in the file."""
    first = head_of(small)
    add(small, "hop.2")
    second = head_of(small)
    path = small.heads_dir / f"{second.file_stem}.p7s"
    message = path.read_bytes()
    other = (small.heads_dir / f"{first.file_stem}.p7s").read_bytes()
    flipped = message[:400] + bytes([message[400] ^ 1]) + message[401:]
    forge(path, {"flipped": flipped, "emptied": b"", "of another head": other}[harm])
    (found,) = audited(small).differences
    assert found.code == "head-signature"
    assert found.details["size"] == second.size


def test_an_own_key_with_an_own_root_is_found(office, tmp_path):
    """The cheat makes a key of the same names, trusts it, and signs all anew: the house is content.

    Who audits by his own root is not.
    """
    head_of(office)
    root = root_of(office, tmp_path / "root.der")
    office.development_key_path.unlink()
    make_development_key(office.development_key_path, agency="Sở Văn hóa")
    shutil.rmtree(office.heads_dir)
    add(office, "hop.2")
    head_of(office)
    assert codes(office) == []
    assert codes(office, roots=[root]) == ["head-signature", "head-unsigned"]


def test_without_any_signature_own_roots_find_nothing_to_believe(small, tmp_path):
    """Who takes the signatures away proves nothing to whoever asks for them."""
    head_of(small)
    root = root_of(small, tmp_path / "root.der")
    for path in small.heads_dir.glob("*.p7s"):
        path.unlink()
    assert codes(small) == []
    assert codes(small, roots=[root]) == ["head-unsigned"]


def test_a_head_taken_from_the_list_is_known_by_its_file(small):
    """And one whose file is gone too, by its signature."""
    first = head_of(small)
    add(small, "hop.2")
    second = head_of(small)
    small.heads_path.write_text(f"{first.line}\n")
    assert [one.head.line for one in audited(small).signed] == [first.line, second.line]
    (small.heads_dir / f"{second.file_stem}.head").unlink()
    assert codes(small) == ["head-gone"]


def test_a_rewritten_ledger_contradicts_its_signed_heads(small):
    """The list is written anew by the cheat; the files are still those of before."""
    head = head_of(small)
    with closing(sqlite3.connect(small.catalogue_path)) as connection, connection:
        connection.execute("UPDATE ledger_entries SET salt = 'x', body = body || ' '")
    small.heads_path.unlink()
    found = codes(small)
    assert "head-root" in found
    assert head.size


# --- false clocks ---------------------------------------------------------------------------


def clock_off_by(days: int) -> SimpleNamespace:
    """The module of times on a machine whose clock is set wrong."""

    def now(zone: dt.tzinfo) -> dt.datetime:
        return dt.datetime.now(zone) + dt.timedelta(days=days)

    return SimpleNamespace(datetime=SimpleNamespace(now=now), UTC=dt.UTC)


@pytest.mark.parametrize("days", [-900, 400])
def test_a_night_under_a_false_clock_is_found_by_its_stamp(pki, small, monkeypatch, days):
    """The head says one time, the service another."""
    key = f'kind = "pkcs12"\npath = "{pki.key_file("agency")}"'
    sign_by(small, pki.root_file, key, time=f'tsa_url = "{pki.tsa_url}"')
    monkeypatch.setattr(witness, "dt", clock_off_by(days))
    head = head_of(small)
    assert abs(head.at - dt.datetime.now(dt.UTC)) > dt.timedelta(days=300)
    found = audited(small).differences
    stamp = [one for one in found if one.code == "head-stamp"]
    assert [one.details["size"] for one in stamp] == [head.size]
    is_late = "entry-late" in {one.code for one in found}
    assert is_late is (days > 0), "entries are compared with the service's time, not the head's"


def test_an_honest_stamp_is_no_difference(pki, small):
    """And who signed and stamped is told."""
    key = f'kind = "pkcs12"\npath = "{pki.key_file("agency")}"'
    sign_by(small, pki.root_file, key, time=f'tsa_url = "{pki.tsa_url}"')
    head_of(small)
    result = audited(small, roots=[pki.root_file])
    assert result.differences == ()
    (signed,) = result.signed
    assert abs(signed.stamped_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=2)


# --- witnesses ------------------------------------------------------------------------------


@pytest.fixture
def share(tmp_path, small) -> Path:
    """A witness's folder, set."""
    folder = tmp_path / "share"
    folder.mkdir()
    set_witness(small, folder)
    return folder


def test_the_witness_is_a_head_from_outside(small, share, capsys):
    """Its heads are given ones; it says so."""
    head_of(small)
    assert run(["--home", str(small.root), "audit", "--no-files"]) == ExitCode.DONE
    said = capsys.readouterr().out
    assert "Heads from the witness's folder: 1" in said
    assert "No head from outside the house" not in said
    assert "1 heads bear signatures that hold; the newest is that of" in said


def test_a_ledger_that_was_rebuilt_is_found_by_the_witness(small, share):
    """List, files and signatures in the house are all made anew; the witness has the old ones."""
    head = head_of(small)
    with closing(sqlite3.connect(small.catalogue_path)) as connection, connection:
        connection.execute("DELETE FROM ledger_entries")
        connection.execute("DELETE FROM ledger_peaks")
        connection.execute("UPDATE facts SET said = replace(said, 'archived', 'withdrawn')")
    shutil.rmtree(small.heads_dir.parent)
    add(small, "hop.2")
    new = head_of(small)
    assert new.root != head.root
    found = audited(small).differences
    assert {"head-root", "head-forgotten"} <= {one.code for one in found}


def test_without_any_list_in_the_house_the_witness_is_asked(small, share):
    """Whoever takes the house's heads away does not keep the audit from the witness's."""
    head = head_of(small)
    shutil.rmtree(small.heads_dir.parent)
    result = audited(small)
    assert [one.line for one in result.proven] == [head.line]
    assert [one.code for one in result.differences] == ["head-forgotten"]


def test_a_witness_that_keeps_nothing_of_this_archive_is_told(small, share):
    """Nobody takes its silence for a comparison; nothing contradicts the ledger."""
    head = head_of(small)
    (share / f"heads-{head.archive}.txt").unlink()
    result = audited(small)
    assert [one.code for one in result.differences] == ["witness-none"]
    assert result.is_whole


def test_a_share_that_is_away_is_said(small, share, capsys):
    """It is no difference, and nobody takes it for a comparison."""
    head_of(small)
    shutil.rmtree(share)
    assert run(["--home", str(small.root), "audit", "--no-files"]) == ExitCode.DONE
    said = capsys.readouterr().out
    assert "cannot be read [LEDGER-911]" in said
    assert "No head from outside the house" in said


def test_a_forged_file_at_the_witness_is_found(small, share):
    """Its signatures are judged as the house's."""
    head = head_of(small)
    forge(share / f"{head.file_stem}.p7s", b"none")
    assert codes(small) == ["head-signature"]


def test_a_signed_head_that_somebody_keeps_is_judged_with_its_signature(small, tmp_path):
    """The two files, in a folder of his own."""
    head = head_of(small)
    kept = tmp_path / "kept"
    shutil.copytree(small.heads_dir, kept)
    assert codes(small, str(kept / f"{head.file_stem}.head")) == []
    forge(kept / f"{head.file_stem}.p7s", b"none")
    assert codes(small, str(kept / f"{head.file_stem}.head")) == ["head-signature"]


def test_a_head_of_another_archive_is_told(small):
    """It says nothing of this one."""
    head = head_of(small)
    other = Head("another", head.size, head.root, head.at)
    assert codes(small, other.line) == ["head-other"]


def test_settings_that_cannot_be_read_stop_no_audit(small, tmp_path):
    """They are told; an auditor's own roots are believed all the same."""
    head_of(small)
    root = root_of(small, tmp_path / "root.der")
    (small.config_dir / "signing.toml").write_text("[key")
    assert "settings-unread" in codes(small)
    result = audited(small, roots=[root])
    assert {one.code for one in result.differences} == {"settings-unread", "rule-changed"}
    assert len(result.signed) == 1


def test_what_is_no_head_is_refused(small, tmp_path, capsys):
    """Neither a folder nor a file without one."""
    (tmp_path / "empty.txt").touch()
    for text in (str(tmp_path), str(tmp_path / "empty.txt"), "sohoa-ledger-1 torn", "x" * 5000):
        assert run(["--home", str(small.root), "audit", "--head", text]) == ExitCode.USAGE
        assert "LEDGER-901" in capsys.readouterr().err


def test_records_are_verified_by_the_auditors_roots(tmp_path, capsys):
    """What `verify --only-trust` finds, the audit tells: one line each, and exit code 7."""
    from audit_samples import SmallOffice, id_of, this_second
    from key_kinds import good

    office = SmallOffice(tmp_path / "office", this_second())
    office.archive(1)
    head_of(office.office)
    root = root_of(office.office, tmp_path / "root.der")
    home = ["--home", str(office.root)]
    capsys.readouterr()
    run([*home, "audit", "--trust", str(root), "--json"])
    believed = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in believed["differences"]] == []

    other = tmp_path / "other.der"
    other.write_bytes(good()["plain"].root.public_bytes(Encoding.DER))
    assert run([*home, "audit", "--trust", str(other)]) == ExitCode.TRUST_BROKEN
    said = capsys.readouterr().out
    assert "[record-proof]" in said
    assert "[head-unsigned]" in said
    assert id_of(1) in said


def test_a_register_file_is_dated_back_before_it_is_entered(small):
    """On its day rests what the inventory proves: which files came before the window's end."""
    head = head_of(small)
    path = small.catalogue_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TEMPORARY TABLE file AS SELECT * FROM register_imports")
        connection.execute(
            "UPDATE file SET id = id + 1, sha256 = ?, imported_at = '2022-06-01T00:00:00+00:00'",
            ("5" * 64,),
        )
        connection.execute("INSERT INTO register_imports SELECT * FROM file")
    head_of(small)
    assert codes(small, head.line) == ["entry-early"]


def test_roots_are_put_in_by_a_folder_that_is_a_link(small, tmp_path):
    """They are believed from there, too."""
    head = head_of(small)
    roots = tmp_path / "roots"
    roots.mkdir()
    root_of(small, roots / "own.der")
    shutil.rmtree(small.trust_dir, ignore_errors=True)
    small.trust_dir.symlink_to(roots)
    assert codes(small, head.line) == ["rule-changed"]


def test_a_root_that_never_ends_stops_no_audit(small):
    """A pipe among the roots is none."""
    head = head_of(small)
    small.trust_dir.mkdir(exist_ok=True)
    os.mkfifo(small.trust_dir / "own.pem")
    assert codes(small, head.line) == []
