"""`sohoa` commands, each a process of its own, forked from one that has imported what they use.

A command's imports take up to four seconds of CPU, its work often less; the tests start hundreds.
What runs is the installed program, in a process that is born as if it had just imported: with its
own arguments, environment, files, session and exit code, and that can be stopped and killed.
"""

from __future__ import annotations

import atexit
import json
import os
import pkgutil
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, NoReturn

import psutil
from standing_by import stand_by

#: What commands import when they are called. No module of `sohoa.cli`: it has texts in the language
#: of its first import.
_PACKAGES = ("sohoa.audit", "sohoa.line", "sohoa.runs", "sohoa.use_cases")
_MODULES = ("flows.nightly", "flows.server", "flows.signing_session", "rich.progress")
#: What those import when they are called, and Prefect when a flow begins: half a second of CPU.
#: Nothing that begins threads when it is imported (tesserocr does): they would not be forked.
_LATER = (
    "fastapi", "graphviz", "prefect.concurrency", "prefect.engine", "prefect.flow_engine",
    "prefect.task_engine", "prefect.telemetry.run_telemetry", "prefect.utilities.visualization",
    "rich._emoji_codes", "sohoa.catalogue.schema_upgrade", "sohoa.ocr.network_reader",
)  # fmt: skip
#: What their workers import.
_WORKERS = ("sohoa.renewal.making", "sohoa.work.free_reading", "sohoa.work.jobs")


class ForkedCommand:
    """A command at work; has what the tests use of `subprocess.Popen`."""

    def __init__(self, server: ForkServer, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._server = server

    def poll(self) -> int | None:
        """Its exit code; none while it is at work."""
        if self.returncode is None:
            self.returncode = self._server.ask({"poll": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, when it has one; nobody is asked meanwhile."""
        if self.poll() is None and not self._has_ended(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        code = self.poll()
        assert code is not None
        return code

    def _has_ended(self, timeout: float | None) -> bool:
        """Wait for its end; it is buried only when it is asked for its exit code."""
        end = os.pidfd_open(self.pid)
        try:
            waiting = select.poll()
            waiting.register(end, select.POLLIN)
            return bool(waiting.poll(None if timeout is None else timeout * 1000))
        finally:
            os.close(end)

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


class ForkServer:
    """Starts commands; the Prefect server they report to is that of the time of its making."""

    def __init__(self) -> None:
        self._prefect = _of_prefect()
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def close(self) -> None:
        """End it; commands at work go on."""
        self._process.communicate()

    def serves(self) -> bool:
        """Prefect reads its settings when it is imported: with others, it cannot be used."""
        return self._prefect == _of_prefect()

    def start(self, command: list[str], files: tuple[str, str, str] = (os.devnull,) * 3):
        """Start a command with these as its standard input, output and error."""
        request = {
            "argv": command, "env": dict(os.environ), "cwd": str(Path.cwd()), "files": files,
        }  # fmt: skip
        return ForkedCommand(self, self.ask(request))

    def run(self, command: list[str], *, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with this as its standard input."""
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder, name) for name in ("in", "out", "err")]
            files[0].write_text(typed, encoding="utf-8")
            process = self.start(command, tuple(map(str, files)))
            code = process.wait()
            said = [path.read_text(encoding="utf-8") for path in files[1:]]
        return subprocess.CompletedProcess(command, code, *said)

    def ask(self, request: dict) -> int | None:
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None
        assert answers is not None
        questions.write(json.dumps(request) + "\n")
        questions.flush()
        return json.loads(answers.readline())


def run_command(command: list[str], *, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command to its end, forked where that is the same."""
    if server := _server():
        return server.run(command, typed=typed)
    return subprocess.run(command, input=typed, capture_output=True, text=True)


def start_command(command: list[str]) -> ForkedCommand | subprocess.Popen[bytes]:
    """Start a command in a session of its own; what it says is lost."""
    if server := _server():
        return server.start(command)
    lost = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=lost, stdout=lost, stderr=lost, start_new_session=True)


def outliving(family: list[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Who of a family is still at work after so many seconds; the dead may be unburied."""
    _gone, there = psutil.wait_procs(family, timeout=seconds)
    return [one for one in there if _is_at_work(one)]


def _is_at_work(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def close_fork_server() -> None:
    """End the server, if there is one."""
    if _the_server.cache_info().currsize:
        _the_server().close()
        _the_server.cache_clear()


_the_server = cache(ForkServer)


def _server() -> ForkServer | None:
    """The one of this session, where there is a Prefect server that its commands are to use."""
    if "PREFECT_API_URL" not in os.environ:
        return None
    server = _the_server()
    return server if server.serves() else None


def _of_prefect() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("PREFECT_")}


def _serve() -> None:
    questions = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    # As in the workers' own fork server: a process with threads is not to be forked.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in _imported():
        import_module(name)
    while line := questions.readline():
        request = json.loads(line)
        if "argv" in request:
            answer: int | None = os.fork()
            if answer == 0:
                _become(request, questions, answers)
        else:
            answer = _exit_code(request["poll"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _imported() -> Iterator[str]:
    yield from (*_MODULES, *_WORKERS, *_LATER)
    for package in _PACKAGES:
        for module in pkgutil.iter_modules(import_module(package).__path__):
            yield f"{package}.{module.name}"


def _exit_code(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _become(request: dict, *ours: IO[str]) -> NoReturn:
    """Be the command: what the interpreter does when it is started on it, and no return.

    The very end is that of a forked process: a library that is taken down waits for its threads,
    which are none of this process (onnxruntime's: for ever).
    """
    os.setsid()
    for number, path in enumerate(request["files"]):
        how = os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY
        opened = os.open(path, how, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    for stream in ours:
        stream.close()
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    stand_by()
    sys.argv = request["argv"]
    sys.path[0] = str(Path(sys.argv[0]).parent)
    code = 1
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        if sys.exc_info()[1]:
            traceback.print_exc()
        _end(code)


def _end(code: int) -> NoReturn:
    threading._shutdown()
    atexit._run_exitfuncs()
    for screen in (sys.stdout, sys.stderr):
        screen.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve()
