"""Nights with faults: each costs its own box, the morning is told, and what is done is tidied."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from forked import outliving, run_command

from sohoa.ledger.head import heads_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

NIGHT = f"""#!{sys.executable}
import json, sys
from pathlib import Path
from flows.nightly import nightly
if __name__ == "__main__":
    state = nightly(workspace=Path(sys.argv[1]), return_state=True)
    print(json.dumps([state.type.value, state.name, state.message]))
"""


def night(office) -> tuple[str, str, str]:
    """Run the nightly flow; type, name and message of the state it ends in."""
    script = office.root / "night.py"
    script.write_text(NIGHT, encoding="utf-8")
    done = run_command([str(script), str(office.root)])
    assert done.returncode == 0, done.stdout + done.stderr
    return tuple(json.loads(done.stdout.splitlines()[-1]))


def _lock_for(office, box: str, seconds: float) -> threading.Timer:
    """Hold a box as another run does, for some seconds."""
    path = office.root / "data" / "batches" / f".{box}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("a+")
    fcntl.flock(stream, fcntl.LOCK_EX)
    timer = threading.Timer(seconds, stream.close)
    timer.start()
    return timer


def _digest(office) -> str:
    (path,) = (office.root / "data" / "reports").glob("dem-*.html")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def office(new_office):
    """Two boxes of the sample, one whose working folder is no folder, one with a useless list."""
    made = new_office(is_read=True)
    inbox = made.root / "data" / "inbox"
    scan = next(inbox.glob("Hop-01/*.tif"))
    for box in ("Hop-03", "Hop-04"):
        (inbox / box).mkdir()
        shutil.copy(scan, inbox / box / "1.tif")
    (inbox / "Hop-04" / "batch.csv").write_text("what,ever\n1,2\n")
    for phase in (2, 3, 4):
        broken = made.root / "data" / "batches" / f"phase-{phase}" / "Hop-03"
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_text("in the way")
    return made


def test_a_night_with_faults(office, truth, prefect):
    """A busy box is come back to, a broken one costs itself, the rest is archived; the state says
    failed and names it, the digest names boxes, causes and ways out; a second night is not green,
    and a third, mended, has nothing to do. Then finished working files are tidied away."""
    _lock_for(office, "Hop-01", seconds=40)

    kind, _name, message = night(office)

    states = office.states()
    expected = {name: row["state"] for name, row in truth.items() if row["state"] == "archived"}
    assert {name: states[name] for name in expected} == expected
    assert kind == "FAILED"
    assert "Hop-03 [BATCH-904]" in message
    assert "Hop-04 [BATCH-903]" in message
    assert "BATCH-902" not in message
    said = _digest(office)
    for row in office.json("list", "--state", "quarantined"):
        assert row["source_name"] in said
        assert row["reason"]["code"] in said
    assert "[BATCH-904]" in said
    (head,) = heads_in(said)
    assert head in heads_in((office.root / "data" / "ledger" / "heads.txt").read_text())
    for phase in (2, 3, 4):
        assert f"giai-doan-{phase}" in said

    shutil.rmtree(office.root / "data" / "inbox" / "Hop-04")
    for path in (office.root / "data" / "batches").glob("phase-*/Hop-03"):
        path.unlink()
    shutil.rmtree(office.root / "data" / "inbox" / "Hop-03")
    kind, name, _message = night(office)
    assert (kind, name) == ("CANCELLED", "NothingToDo")

    _tidied(office)


def _tidied(office) -> None:
    """By the rule: not before their day, not without proof; then gone, and nothing is done anew."""
    working = _working(office)
    assert working
    office.sohoa("tidy")
    assert _working(office) == working

    settings = office.root / "config" / "settings.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^keep_days = .*", "keep_days = 0", text), encoding="utf-8")
    litter = office.root / "data" / "archive" / "x.pdf.999999999.part"
    litter.write_bytes(b"half")
    victim = office.archived_files[0]
    victim.rename(victim.with_suffix(".away"))
    office.sohoa("tidy", code=7)
    left = _working(office)
    assert 0 < len(left) < len(working)
    assert not litter.exists()

    victim.with_suffix(".away").rename(victim)
    office.sohoa("tidy")
    kept = {row["id"] for row in office.json("list", "--needs", "rescan")}
    # What is held and not archived keeps what was made of it: another run goes on from there.
    kept |= {row["id"] for row in office.json("list") if row["state"] != "archived"}
    assert {path.parent.name for path in _working(office)} <= kept
    texts = list((office.root / "data" / "batches").rglob("ocr/texts/*.xml"))
    assert texts

    archived = len(office.archived_files)
    office.sohoa("run", "2", "--quiet", code=5)
    assert len(office.archived_files) == archived
    assert {path.parent.name for path in _working(office)} <= kept
    office.sohoa("verify")


def _working(office) -> list[Path]:
    folder = office.root / "data" / "batches"
    found = [*folder.rglob("pdfa/files/*.pdf"), *folder.rglob("sign/files/*.pdf")]
    return sorted([*found, *(path for path in folder.rglob("intake/pages/*/*") if path.is_file())])


def test_a_missing_passphrase_costs_only_the_signing(new_office, pki, monkeypatch, prefect):
    """Everything but signing is done; with the passphrase the same command ends the work."""
    office = new_office(is_read=True, only="Hop-01")
    keys = {
        role: pki.key_file(label, passphrase=b"abc 123")
        for role, label in (("key", "agency"), ("operator_key", "operator"))
    }
    tables = "".join(
        f'[{role}]\nkind = "pkcs12"\npath = "{path}"\npassphrase_env = "SOHOA_PASS"\n'
        for role, path in keys.items()
    )
    trust = f'[trust]\nroots = ["{pki.root_file}"]\n'
    (office.root / "config" / "signing.toml").write_text(tables + trust, encoding="utf-8")
    monkeypatch.delenv("SOHOA_PASS", raising=False)

    said = office.sohoa("--lang", "en", "run", "2", "--quiet", code=5)

    waiting = len(office.json("list", "--state", "in_progress"))
    assert waiting > 0
    assert f"{waiting} wait for signing" in said
    assert office.archived_files == []

    monkeypatch.setenv("SOHOA_PASS", "abc 123")
    office.sohoa("run", "2", "--quiet", code=5)
    assert len(office.archived_files) == waiting
    office.sohoa("verify")


@pytest.fixture
def half_read(new_office):
    """An office of whose first box nothing has been read."""
    return new_office(is_read=True, unread="Hop-01")


@pytest.fixture(params=["with its own server", "with the office's server"])
def environment(request, half_read, prefect, prefect_home) -> dict[str, str]:
    """That of a run which starts a server, or reports to one that is there."""
    environment = dict(os.environ)
    if request.param == "with its own server":
        del environment["PREFECT_API_URL"]
        prefect_home(half_read.root / "data" / "prefect")
    return environment


def test_sigterm_to_the_group_ends_a_run_within_seconds(half_read, environment, truth):
    """As a service manager stops a unit: no traceback, exit code 130, nobody left; it resumes."""
    office = half_read
    process = subprocess.Popen(
        office.command("run", "2", "--quiet"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not office.texts("Hop-01") and time.monotonic() < deadline:
        time.sleep(0.1)
    family = psutil.Process(process.pid).children(recursive=True)

    began = time.monotonic()
    os.killpg(process.pid, signal.SIGTERM)
    said, _nothing = process.communicate(timeout=60)

    assert time.monotonic() - began < 15
    assert process.returncode == 130
    assert "Traceback" not in said, said
    assert "ERROR" not in said, said
    assert outliving(family, seconds=10) == []
    office.sohoa("run", "2", "--quiet", code=5)
    states = office.states()
    assert {name: states[name] for name in truth} == {
        name: row["state"] for name, row in truth.items()
    }
