"""The fork server of a command's workers, forked as the command is: it imports the same again.

That takes one to two seconds of CPU for each command that has workers. A child that has done
nothing yet stands by, and becomes the fork server when the command would start an interpreter for
it: the command has threads by then, and must not fork. Unused, it ends with the command.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
from collections.abc import Callable, Sequence
from multiprocessing import util
from typing import NoReturn

_ROOM = 1 << 16
_MOST_FILES = 16
#: Received files are moved out of the way of their own numbers.
_ABOVE = 256


def stand_by() -> None:
    """Fork a process that becomes this one's fork server when `multiprocessing` wants one."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _wait_and_become(theirs)
    theirs.close()
    util.spawnv_passfds = _first_by(ours, pid, util.spawnv_passfds)


Start = Callable[[str | bytes, Sequence[str], Sequence[int]], int]


def _first_by(ours: socket.socket, pid: int, start: Start) -> Start:
    """Start a program as `start` does, but let the first fork server be the child `pid`."""

    def start_or_tell(path: str | bytes, arguments: Sequence[str], files: Sequence[int]) -> int:
        if "multiprocessing.forkserver" not in arguments[-1] or ours.fileno() < 0:
            return start(path, arguments, files)
        with ours:
            told = json.dumps([arguments[-1], list(files)]).encode()
            socket.send_fds(ours, [told], list(files))
        return pid

    return start_or_tell


def _wait_and_become(parent: socket.socket) -> NoReturn:
    """Do what `python -c` does with the command that comes, its files at the numbers it names."""
    told, received, *_rest = socket.recv_fds(parent, _ROOM, _MOST_FILES)
    if told:
        command, numbers = json.loads(told)
        above = [fcntl.fcntl(file, fcntl.F_DUPFD, _ABOVE) for file in received]
        os.closerange(3, _ABOVE)
        for file, number in zip(above, numbers, strict=True):
            os.dup2(file, number, inheritable=False)
            os.close(file)
        sys.argv = ["-c"]
        _run(command)
    os._exit(0)


def _run(command: str) -> None:
    try:
        exec(command, {"__name__": "__main__"})  # noqa: S102 - as `python -c` does
    except Exception:  # noqa: BLE001 - as the interpreter does
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    except SystemExit:
        return
