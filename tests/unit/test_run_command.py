"""`sohoa run` works while Prefect's server starts: measured by the order of events, not by time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

#: What takes seconds to import.
HEAVY = ["prefect", "sqlalchemy", "pandas", "pyhanko", "pikepdf", "tesserocr", "numpy", "aiohttp"]

#: The command with a server that never answers: waiting for it ends the run.
SCRIPT = """
import sys
from contextlib import contextmanager
import flows.server
from sohoa.domain.errors import ToolMissingError

def loaded(*names):
    return [name for name in names if name in sys.modules]

class Server:
    def answers(self):
        return False
    def wait(self):
        raise ToolMissingError(tool="server", mend="")

@contextmanager
def prefect_server(home):
    print("SERVER BEGUN", loaded("sqlalchemy", "pyhanko", "pikepdf"), flush=True)
    yield Server()

flows.server.prefect_server = prefect_server
from sohoa.cli import run_screen
begin = run_screen.RunScreen.begin

def told(self, boxes):
    begin(self, boxes)
    print("HEAD TOLD", loaded(*sys.argv[2:]), flush=True)

run_screen.RunScreen.begin = told
from sohoa.cli.main import run
code = run(["--home", sys.argv[1], "run", "2", "--now"])
print("WAITED IN VAIN", code, flush=True)
"""


def test_boxes_are_taken_in_before_prefect_answers(tmp_path: Path):
    """The server is begun, and the run says what lies ahead of it, before anything large is
    imported; and work is begun before the server is waited for."""
    home = tmp_path / "office"
    sohoa = Path(sys.executable).with_name("sohoa")
    subprocess.run([str(sohoa), "init", str(home)], check=True, capture_output=True)
    (home / "data" / "inbox" / "Hop-01").mkdir()
    (home / "data" / "inbox" / "Hop-01" / "1.tif").touch()

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(home), *HEAVY],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "SOHOA_LANG": "vi"},
        text=True,
    )

    events = (
        "SERVER BEGUN []",
        "1 hộp, khoảng 1 văn bản",
        "HEAD TOLD []",
        "[INTAKE-001]",
        "WAITED IN VAIN 4",
    )
    places = [done.stdout.find(event) for event in events]
    assert -1 not in places, done.stdout
    assert places == sorted(places)
    runs = subprocess.run(
        [str(sohoa), "--home", str(home), "runs", "--json"], capture_output=True, text=True
    )
    assert '"exit_code": 4' in runs.stdout
