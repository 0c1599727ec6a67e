"""The identity of a process: its number alone is given out again."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
#: proc(5): the state of a process, and its start in clock ticks since the machine's, the 3rd and
#: the 22nd field; counted from 0 behind the name, which is the 2nd.
_STATE, _STARTED = 0, 19


@dataclass(frozen=True, slots=True)
class Process:
    """A process for ever: machine, its start, number, and the process's start.

    Attributes:
        boot: The kernel's id of this start of the machine.
        started: Clock ticks from the machine's start to the process's.
    """

    host: str
    boot: str
    pid: int
    started: int

    @classmethod
    def present(cls) -> Process:
        """This process."""
        return cls(socket.gethostname(), _boot(), os.getpid(), _started(os.getpid()) or 0)

    def is_alive(self) -> bool:
        """Say whether the process runs; only for a process of this machine."""
        return _boot() == self.boot and _started(self.pid) == self.started


def _boot() -> str:
    """The kernel's id of this start of the machine; empty where it tells none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _started(pid: int) -> int | None:
    """Return when a process was started; `None` if there is none, or a dead one not yet buried."""
    try:
        status = Path("/proc", str(pid), "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = status.rpartition(")")[2].split()
    return None if fields[_STATE] in {"Z", "X"} else int(fields[_STARTED])
