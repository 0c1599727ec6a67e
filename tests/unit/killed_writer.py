"""A real writer that is killed before its file has its name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

_WRITER = """
import os, signal, sys
from pathlib import Path
from sohoa import durable
durable.replace_durably = lambda part, target: os.kill(os.getpid(), signal.SIGKILL)
durable.write_durably(Path(sys.argv[1]), b"half")
"""


def leave_part(path: Path) -> Path:
    """Start a writer that is killed before its file has its name; gives what it leaves."""
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-c", _WRITER, str(path)]
    writer = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": root})
    assert writer.wait() == -signal.SIGKILL
    (left,) = path.parent.glob(f"{path.name}.*-{writer.pid}.part")
    return left
