"""What a flow's process does first under a Prefect worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sohoa.workspace import CHECKOUT

FLOW = """
import sys, time
from pathlib import Path
from flows.service import begin_as_service
from sohoa.workspace import Workspace
root = Path(sys.argv[1])
begin_as_service(Workspace(root), "nightly")
sys.stdin.read()  # until the worker is gone
for number in range(2000):
    print("line", number, flush=True)
(root / "done").write_text("x")
"""


def _orphaned(root: Path, **environment: str) -> int:
    """Run the flow as a worker does, reading its output by a pipe; then the worker is gone."""
    flow = subprocess.Popen(
        [sys.executable, "-c", FLOW, str(root)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    flow.stdout.close()
    flow.stdin.close()
    return flow.wait(timeout=60)


def test_an_orphaned_flow_goes_on(tmp_path):
    """Its worker is dead and the pipe with it: it prints into its own file and ends its work."""
    code = _orphaned(tmp_path, PREFECT__FLOW_RUN_ID="3f3d")

    assert code == 0
    assert (tmp_path / "done").exists()
    (log,) = (tmp_path / "data" / "logs").iterdir()
    assert log.read_text().splitlines()[-1] == "line 1999"
    assert log.stat().st_mode & 0o007 == 0


def test_a_command_in_a_pipe_prints_into_the_pipe(tmp_path):
    """`sohoa run | less` is no flow of a worker; a reader that leaves ends it, as always."""
    assert _orphaned(tmp_path) != 0
    assert not (tmp_path / "done").exists()
