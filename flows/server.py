"""Prefect's server for a run: the office's own when there is one, else a temporary one.

The temporary one is started here and not by Prefect, for two reasons that were measured
(`shared/spec/prefect.md`, 1.1 and 1.4): Prefect's outlives a killed run as an orphan of 244 MB,
and its folder lies in the home of whoever runs it instead of in the workspace.
Nothing here imports Prefect: the settings must stand in the environment before it is imported.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sohoa.domain.errors import ToolMissingError
from sohoa.language import _

#: Seconds until the first start, which makes its database, must be done (22 s on a busy machine).
START_LIMIT_SECONDS = 120.0
_POLL_SECONDS = 0.1

#: `prefect.md` 1.5: record task runs in batches (11 instead of 44 ms of CPU each), and no call
#: that leaves the machine (finding 8: both switches are needed).
ENVIRONMENT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "sohoa",
}


class Server(Protocol):
    """A server for the length of a run."""

    def answers(self) -> bool:
        """Say whether it can be used already."""

    def wait(self) -> None:
        """Return as soon as it can be used.

        Raises:
            ToolMissingError: It did not start.
        """


@contextmanager
def prefect_server(home: Path) -> Iterator[Server]:
    """Begin to start a server for a run, and put every Prefect setting into the environment.

    It comes up beside what the run does first; `wait` before the first flow.

    Raises:
        ToolMissingError: The server that `PREFECT_API_URL` names does not answer.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if url := os.environ.get("PREFECT_API_URL"):
        _require_answer(url)
        yield _OfficeServer()
        return
    with _temporary_server(home) as server:
        os.environ["PREFECT_API_URL"] = server.url
        try:
            yield server
        finally:
            del os.environ["PREFECT_API_URL"]


class _OfficeServer:
    """The office's own: it answered a moment ago."""

    def answers(self) -> bool:
        return True

    def wait(self) -> None:
        return


@dataclass(frozen=True, slots=True)
class _TemporaryServer:
    """One of our own, which takes some seconds to start."""

    process: subprocess.Popen[bytes]
    url: str
    log_path: Path

    def answers(self) -> bool:
        return _answers(self.url)

    def wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(_POLL_SECONDS)
        mend = _("See {path}.").format(path=self.log_path)
        raise ToolMissingError(tool=_("Prefect's temporary server (it did not start)"), mend=mend)


@contextmanager
def _temporary_server(home: Path) -> Iterator[_TemporaryServer]:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["PREFECT_HOME"] = str(home)
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "flows.temporary_server", str(os.getpid()), str(port)]
    with (home / "server.log").open("ab") as log:
        # In a session of its own: a SIGTERM to the run's process group must not take away the
        # server that the run still tells its end to. It ends when this process does.
        server = subprocess.Popen(  # noqa: S603 - our own module
            command, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield _TemporaryServer(server, url, home / "server.log")
    finally:
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _require_answer(url: str) -> None:
    if not _answers(url):
        tool = _("the Prefect server at PREFECT_API_URL ({url})").format(url=url)
        mend = _("Start it, or unset PREFECT_API_URL to run with a temporary one.")
        raise ToolMissingError(tool=tool, mend=mend)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=3) as answer:  # noqa: S310 - http
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP OK
    except urllib.error.HTTPError as error:  # an answer too, with a connection to close
        error.close()
        return False
    except (urllib.error.URLError, OSError, ValueError):
        return False
