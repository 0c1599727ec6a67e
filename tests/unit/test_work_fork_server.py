"""A worker that is being forked while its run ends: nothing to say; any other error is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = "import sohoa.work.fork_server\nraise {error}"


@pytest.mark.parametrize(
    ("error", "is_said"), [("EOFError", False), ("BrokenPipeError", False), ("ValueError", True)]
)
def test_a_worker_whose_run_has_ended_says_nothing(error, is_said):
    """What the pipe to the run says when nobody is at its other end."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(error=error)], capture_output=True, text=True
    )

    assert done.returncode == 1
    assert ("Traceback" in done.stderr) == is_said
