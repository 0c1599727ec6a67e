"""Heads of the ledger are signed, stamped, and leave the house; what fails there fails no run."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from head_samples import add, head_of, office_in, set_witness, sign_by
from pki.token import PIN, make_token
from pydantic import ValidationError
from test_mail import Server, running
from test_mail import settings as mail_settings

from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.domain.trust import SignatureStanding
from sohoa.ledger.head import heads_in
from sohoa.ledger.settings import LedgerSettings
from sohoa.settings import load_settings
from sohoa.sign.settings import Role
from sohoa.sign.signing_session import SigningSession
from sohoa.use_cases.doctor import Health, examine
from sohoa.use_cases.kept_heads import list_heads
from sohoa.use_cases.mailing_heads import mail_head
from sohoa.work import head_signing
from sohoa.work.head_signing import keep_signed
from sohoa.work.witness import kept_heads, sign_last_head, take_last_head

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


@pytest.fixture
def share(tmp_path, small) -> Path:
    """A witness's folder, set."""
    folder = tmp_path / "share"
    folder.mkdir()
    set_witness(small, folder)
    return folder


def names(folder: Path) -> list[str]:
    """What lies in it."""
    return sorted(path.name for path in folder.iterdir())


def test_a_head_is_signed_once(office):
    """Its file holds the line, its signature holds; where nothing is new, nothing is signed."""
    head = head_of(office)
    assert names(office.heads_dir) == [f"{head.file_stem}.head", f"{head.file_stem}.p7s"]
    assert (office.heads_dir / f"{head.file_stem}.head").read_bytes() == head.content
    (row,) = list_heads(office)
    assert row.standing is SignatureStanding.HOLDS
    assert row.size == head.size
    before = (office.heads_dir / f"{head.file_stem}.p7s").read_bytes()
    assert head_of(office) == head
    assert (office.heads_dir / f"{head.file_stem}.p7s").read_bytes() == before
    assert kept_heads(office.heads_path) == [head]

    add(office, "hop.2")
    later = head_of(office)
    assert later.size > head.size
    assert [one.size for one in list_heads(office)] == [later.size, head.size]
    assert len(names(office.heads_dir)) == 4


def test_two_that_take_the_same_head_sign_one(small):
    """Whichever comes first says when it was; the other's time is in the list and signs nothing."""
    head = head_of(small)
    (small.heads_dir / f"{head.file_stem}.p7s").unlink()
    later = replace(head, at=head.at + dt.timedelta(seconds=3))
    assert keep_signed(small, later, load_settings(small.config_dir).sign)
    assert [(one.at, one.standing) for one in list_heads(small)] == [
        (head.at, SignatureStanding.HOLDS)
    ]


def test_a_head_that_somebody_has_written_over_is_not_signed(small, caplog):
    """The office signs what it made, and nothing that lies in its place."""
    small.development_key_path.rename(small.development_key_path.with_suffix(".away"))
    head = head_of(small)
    small.development_key_path.with_suffix(".away").rename(small.development_key_path)
    path = small.heads_dir / f"{head.file_stem}.head"
    path.chmod(0o600)
    path.write_bytes(replace(head, archive="another").content)
    assert not keep_signed(small, head, load_settings(small.config_dir).sign)
    assert not (small.heads_dir / f"{head.file_stem}.p7s").exists()
    assert "not signed: _OtherHeadError" in caplog.text


def test_what_is_signed_is_never_written_again(small):
    """Not even by whoever runs the program, without changing the file's rights first."""
    head = head_of(small)
    path = small.heads_dir / f"{head.file_stem}.p7s"
    assert path.stat().st_mode & 0o222 == 0


def test_without_a_key_the_head_is_made_and_told(small, caplog, capsys):
    """The run goes on; the log has a code, and the list says that nobody signed."""
    small.development_key_path.unlink()
    head = head_of(small)
    assert names(small.heads_dir) == [f"{head.file_stem}.head"]
    assert "the head of the ledger was not signed: KEY-" in caplog.text.replace("SIGN-", "KEY-")
    assert run(["--home", str(small.root), "ledger", "heads"]) == ExitCode.DONE
    assert "The newest head is not signed" in capsys.readouterr().out


def test_a_full_disk_fails_no_run(small, monkeypatch, caplog):
    """Neither where the list has no room, nor where the signature has none."""

    def full(path, content, **_options):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(head_signing, "write_once", full)
    head = head_of(small)
    assert kept_heads(small.heads_path) == [head]
    assert not small.heads_dir.exists()
    assert "not signed: OSError" in caplog.text
    monkeypatch.undo()
    assert head_of(small) == head, "the next one makes up for it"
    assert len(names(small.heads_dir)) == 2

    add(small, "hop.2")
    small.heads_path.chmod(0o400)
    monkeypatch.setattr(os, "fsync", lambda _file: (_ for _ in ()).throw(OSError(errno.ENOSPC, "")))
    assert take_last_head(small) is None


#: Takes a head and dies when the signature is to be written.
_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, "tests/unit")
from sohoa.work import head_signing
from head_samples import head_of
from sohoa.workspace import Workspace
def die(*_given, **_options):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(head_signing, sys.argv[2], die)
head_of(Workspace(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("step", ["write_once", "sign_statement"])
def test_killed_between_the_line_and_the_signature(small, step):
    """The head stands in the list; the next run signs it."""
    command = [sys.executable, "-c", _KILLED, str(small.root), step]
    done = subprocess.run(command, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    (killed,) = kept_heads(small.heads_path)
    assert not list(small.heads_dir.glob("*.p7s"))

    assert head_of(small) == killed
    assert [one.standing for one in list_heads(small)] == [SignatureStanding.HOLDS]


def test_a_key_that_waits_for_a_person_signs_in_their_session(pki, small, tmp_path, monkeypatch):
    """A night leaves heads unsigned; `sohoa sign` signs the newest, which vouches for all."""
    token = make_token(tmp_path / "token", pki, "agency")
    for name, value in token.environment.items():
        monkeypatch.setenv(name, value)
    place = f'kind = "token"\nmodule = "{token.module}"\ntoken = "{token.label}"'
    sign_by(small, pki.root_file, place)

    first = head_of(small)
    add(small, "hop.2")
    second = head_of(small)
    assert names(small.heads_dir) == [f"{first.file_stem}.head", f"{second.file_stem}.head"]

    settings = load_settings(small.config_dir).sign
    with SigningSession.open(
        settings, default_path=tmp_path, roles=[Role.AGENCY], pins={Role.AGENCY: PIN}
    ) as session:
        sign_last_head(small, session)
    assert [(one.size, one.standing) for one in list_heads(small)] == [
        (second.size, SignatureStanding.HOLDS), (first.size, None),
    ]  # fmt: skip


def test_the_waiting_head_alone_is_signed(pki, small, tmp_path, monkeypatch, capsys):
    """Nobody has to wait for the next document: `sohoa sign` asks for the PIN, and signs it."""
    token = make_token(tmp_path / "token", pki, "agency")
    for name, value in token.environment.items():
        monkeypatch.setenv(name, value)
    place = f'kind = "token"\nmodule = "{token.module}"\ntoken = "{token.label}"'
    sign_by(small, pki.root_file, place)
    head = head_of(small)
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _question: PIN)
    assert run(["--home", str(small.root), "sign"]) == ExitCode.DONE
    assert f"The head of the ledger is signed: {head.size} entries." in capsys.readouterr().err
    assert [one.standing for one in list_heads(small)] == [SignatureStanding.HOLDS]
    assert run(["--home", str(small.root), "sign"]) == ExitCode.DONE
    assert "The head" not in capsys.readouterr().err, "nothing waits, and nobody is asked"


# --- the witness's folder -------------------------------------------------------------------


def test_the_witness_gets_line_and_signature(small, share):
    """Each once, and it can be read there without the house."""
    head = head_of(small)
    expected = [f"{head.file_stem}.head", f"{head.file_stem}.p7s", f"heads-{head.archive}.txt"]
    assert names(share) == sorted(expected)
    assert heads_in((share / f"heads-{head.archive}.txt").read_text()) == [head]
    head_of(small)
    assert (share / f"heads-{head.archive}.txt").read_text() == f"{head.line}\n"
    assert [one.at_witness for one in list_heads(small)] == [True]


def test_a_share_that_was_away_gets_all_that_it_lacks(small, share, caplog):
    """The run does not fail, the log says so, and the next head takes the others along."""
    away = share.with_name("away")
    share.rename(away)
    first = head_of(small)
    assert "the witness did not get the head of the ledger: LEDGER-911" in caplog.text
    assert [one.at_witness for one in list_heads(small)] == [None]
    away.rename(share)
    add(small, "hop.2")
    second = head_of(small)
    assert heads_in((share / f"heads-{first.archive}.txt").read_text()) == [first, second]
    assert len(names(share)) == 5


def test_an_empty_folder_in_the_place_of_the_share_gets_nothing(small, share, caplog):
    """The mount point of a share that is not mounted is a folder of this house."""
    head_of(small)
    mounted = share.rename(share.with_name("mounted"))
    share.mkdir()
    add(small, "hop.2")
    head = head_of(small)
    assert names(share) == []
    assert "LEDGER-912" in caplog.text
    (share / f"heads-{head.archive}.txt").touch()  # as the error's advice says: it begins anew
    head_of(small)
    assert len(heads_in((share / f"heads-{head.archive}.txt").read_text())) == 2
    assert len(names(mounted)) == 3


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own in the place of a folder."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_share_for_reading_only(small, share, caplog):
    """It is told, and the heads that it keeps can still be read."""
    with mounted(share, "size=1m"):
        first = head_of(small)
        subprocess.run(["mount", "-o", "remount,ro", share], check=True)
        add(small, "hop.2")
        second = head_of(small)
        assert "LEDGER-911" in caplog.text
        rows = [(one.size, one.at_witness) for one in list_heads(small)]
        assert rows == [(second.size, False), (first.size, True)]


def test_a_share_without_room(small, share, caplog):
    """What went in stays as it is; when there is room, the rest follows."""
    with mounted(share, "size=12k"):
        head = head_of(small)
        for number in range(2, 5):
            add(small, f"hop.{number}")
            newest = head_of(small)
        assert "the witness did not get the head of the ledger: DISK-901" in caplog.text
        subprocess.run(["mount", "-o", "remount,size=1m", share], check=True)
        head_of(small)
        listed = heads_in((share / f"heads-{head.archive}.txt").read_text())
        assert listed[0] == head
        assert newest in listed
        for path in small.heads_dir.iterdir():
            assert (share / path.name).read_bytes() == path.read_bytes()


def test_a_torn_end_is_left_and_made_up_for(small, share):
    """A line and a signature that a stopped machine has left half: nothing is written over."""
    first = head_of(small)
    whole = (share / f"{first.file_stem}.p7s").read_bytes()
    listed = share / f"heads-{first.archive}.txt"
    listed.write_bytes(listed.read_bytes()[:90])
    (share / f"{first.file_stem}.p7s").chmod(0o600)
    (share / f"{first.file_stem}.p7s").write_bytes(whole[:100])
    torn = listed.read_bytes()
    add(small, "hop.2")
    second = head_of(small)
    assert listed.read_bytes() == torn + f"\n{first.line}\n{second.line}\n".encode()
    assert (share / f"{first.file_stem}.p7s").read_bytes() == whole


def test_another_file_of_the_name_is_not_written_over(small, share):
    """What a witness keeps is its own; the audit will tell of it."""
    first = head_of(small)
    other = share / f"{first.file_stem}.p7s"
    other.chmod(0o600)
    other.write_bytes(b"something else, and longer than any signature" * 200)
    add(small, "hop.2")
    head_of(small)
    assert other.read_bytes().startswith(b"something else")


def test_heads_are_listed_for_machines(small, share, capsys):
    """`sohoa ledger heads --json`."""
    head = head_of(small)
    capsys.readouterr()
    assert run(["--home", str(small.root), "ledger", "heads", "--all", "--json"]) == ExitCode.DONE
    printed = capsys.readouterr().out
    assert head.root.hex() in printed
    assert '"at_witness": true' in printed


# --- by mail, and what the doctor says ------------------------------------------------------


def test_the_nights_head_goes_by_mail_with_its_signature(small, tmp_path):
    """To the addresses outside alone; what arrives is enough to audit by."""
    head = head_of(small)
    server = Server()
    with running(server) as port:
        mail = mail_settings(port)
        asked = load_settings(small.config_dir).model_copy(update={"mail": mail})
        assert not mail_head(small, asked, head, office="Sở Văn hóa"), "nobody is named"
        named = LedgerSettings.model_validate({"witness_mail": ["kiem.toan@tinh.vn"]})
        asked = asked.model_copy(update={"ledger": named})
        assert mail_head(small, asked, head, office="Sở Văn hóa")
    (raw,) = server.messages
    assert [one.upper() for one in server.recipients] == ["RCPT TO:<KIEM.TOAN@TINH.VN>"]
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert heads_in(message.get_body(("plain",)).get_content()) == [head]
    for part in message.iter_attachments():
        (tmp_path / part.get_filename()).write_bytes(part.get_content())
    path = str(tmp_path / f"{head.file_stem}.head")
    assert run(["--home", str(small.root), "audit", "--no-files", "--head", path]) == ExitCode.DONE


def said_of_heads(small) -> tuple[Health, str]:
    """The doctor's word."""
    (check,) = [one for one in examine(small) if one.name == "heads of the ledger"]
    return check.health, check.found


def test_the_doctor_says_what_is_wrong_with_heads(small, share):
    """Unsigned, a witness that is away or lacks the newest, a witness on our own disk."""
    assert [one for one in examine(small) if one.name == "heads of the ledger"] == []
    head = head_of(small)
    health, found = said_of_heads(small)
    assert health is Health.WARNING
    assert "on the disk of the archive" in found
    share.rename(share.with_name("away"))
    assert "cannot be used" in said_of_heads(small)[1]
    share.mkdir()
    assert "lacks the newest" in said_of_heads(small)[1]
    (small.heads_dir / f"{head.file_stem}.p7s").unlink()
    assert "not signed" in said_of_heads(small)[1]


@pytest.mark.parametrize("text", ["share/heads", "./x"])
def test_a_witness_is_named_by_its_whole_path(text):
    """What it means must not depend on where the command is started."""
    with pytest.raises(ValidationError, match="whole path"):
        LedgerSettings.model_validate({"witness": text})
    assert LedgerSettings.model_validate({"witness": ""}).witness is None
