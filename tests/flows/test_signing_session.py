"""A token with a PIN: the night stops before signing, the morning signs in one session."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from forked import run_command
from pki import Fault
from pki.token import PIN, Token, make_token

from sohoa.sign.field_names import FIELD_NAME, OPERATOR_FIELD

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SETTINGS = """
[key]
kind = "token"
module = "{token.module}"
token = "{token.label}"
label = "agency"
pin_env = "SOHOA_PIN"

[operator_key]
kind = "token"
module = "{token.module}"
token = "{token.label}"
label = "operator"
pin_env = "SOHOA_PIN"

[time]
level = "PAdES-B-T"
tsa_url = "{pki.tsa_url}"

[trust]
roots = ["{pki.root_file}"]
"""


@pytest.fixture
def token(pki, tmp_path, monkeypatch) -> Token:
    """A token with both keys, seen by every command; nobody has put its PIN anywhere."""
    made = make_token(tmp_path / "token", pki, "agency", "operator", others=("interm",))
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SOHOA_PIN", raising=False)
    return made


@pytest.fixture
def office(new_office, pki, token):
    """An office whose keys are on the token, with half of the sample delivered."""
    made = new_office(is_read=True, only="Hop-01")
    text = SETTINGS.format(token=token, pki=pki)
    (made.root / "config" / "signing.toml").write_text(text, encoding="utf-8")
    return made


def _sign(office, *options: str, pin: str = PIN) -> subprocess.CompletedProcess[str]:
    """A session; the PIN is typed (there is no terminal, so it comes by standard input)."""
    return run_command(office.command("sign", *options), typed=f"{pin}\n")


def _outcomes(office) -> dict[Path, bytes]:
    """What stands as signed."""
    folder = office.root / "data" / "batches"
    return {path: path.read_bytes() for path in folder.rglob("sign/outcomes/*.json")}


def _killed_while_signing(office) -> None:
    process = subprocess.Popen(
        office.command("sign", "--quiet"),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    process.stdin.write(f"{PIN}\n".encode())
    process.stdin.close()
    deadline = time.monotonic() + 60
    while not _outcomes(office) and time.monotonic() < deadline:
        time.sleep(0.01)
    family = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    psutil.wait_procs(family, timeout=10)


def test_night_waits_and_the_morning_signs(office, token, pki, prefect):
    """Waiting is no failure; a wrong PIN or no token signs nothing; a killed session is gone on
    with; a dead time-stamp service costs the level."""
    night = office.sohoa("--lang", "en", "run", "2", "--quiet", code=5)
    waiting = len(office.json("list", "--state", "in_progress"))
    assert waiting > 1
    assert office.archived_files == []
    assert f"{waiting} wait for signing" in night
    assert "sohoa sign" in night

    wrong = _sign(office, "--quiet", pin="000000")
    assert (wrong.returncode, "[SIGN-905]" in wrong.stderr) == (3, True)
    assert _outcomes(office) == {}

    token.pull_out()
    gone = _sign(office, "--quiet")
    assert (gone.returncode, "[SIGN-906]" in gone.stderr) == (6, True)
    token.plug_in()
    assert _outcomes(office) == {}

    _killed_while_signing(office)
    before = _outcomes(office)
    assert 0 < len(before) < waiting

    pki.tsa.fault = Fault.DOWN
    morning = _sign(office, "--json")
    assert morning.returncode == 0, morning.stderr
    (phase,) = json.loads(morning.stdout)
    odd = sum(sum(batch["signing_findings"].values()) for batch in phase["batches"])
    assert waiting - len(before) - 1 <= odd < waiting
    assert PIN not in morning.stdout + morning.stderr
    heads = office.json("ledger", "heads")
    assert heads[0]["standing"] == "holds", "the newest was signed in the session"
    assert {one["standing"] for one in heads[1:]} == {None}, "a night signs none without a PIN"
    after = _outcomes(office)
    assert {path: after[path] for path in before} == before
    assert len(after) == len(office.archived_files) == waiting
    for verdict in office.json("verify")["records"]:
        assert verdict["problems"] == []
        fields = [one["field_name"] for one in verdict["signatures"]]
        assert fields == [OPERATOR_FIELD, FIELD_NAME]
    assert office.json("ledger", "heads")[0]["standing"] is None, "that of the verification"
    alone = _sign(office)
    assert alone.returncode == 0, alone.stderr
    assert office.json("ledger", "heads")[0]["standing"] == "holds"
    assert "No document waits" in office.sohoa("--lang", "en", "sign")
    assert PIN.encode() not in b"".join(
        path.read_bytes() for path in (office.root / "data").rglob("*") if path.is_file()
    )
