"""The server of `bench.catalogue`: where its data lie, what it works, how an office is told."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: Before a step's name: what the server alone has spent on it.
OF_SERVER = "server "
#: The folder of the server whose work is counted too.
_served_from: list[Path] = []


def server_folder(office: Path) -> Path:
    """Where the server of an office keeps its data: its user must be let in."""
    found = office / "server"
    found.mkdir(parents=True, exist_ok=True)
    office.chmod(0o755)
    return found


def count_server(folder: Path) -> None:
    """From now on the work of this server is counted too."""
    _served_from.append(folder)


def cpu_seconds() -> float:
    """CPU time of this process, and of the server that works for it."""
    return time.process_time() + server_seconds()


def server_seconds() -> float:
    """CPU time of the server alone."""
    return sum(map(_seconds_of_server, _served_from))


def _seconds_of_server(folder: Path) -> float:
    """Of its processes, those that have ended too."""
    main = (folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]
    children = Path(f"/proc/{main}/task/{main}/children").read_text(encoding="ascii").split()
    ticks = 0
    for one, until in ((main, 15), *((child, 13) for child in children)):
        with suppress(OSError):
            told = Path(f"/proc/{one}/stat").read_text(encoding="ascii", errors="replace")
            ticks += sum(map(int, told.rpartition(")")[2].split()[11:until]))
    return ticks / os.sysconf("SC_CLK_TCK")


def set_catalogue_url(config_dir: Path, url: str) -> None:
    """Say in an office's settings where its catalogue is."""
    path = config_dir / "settings.toml"
    before, section, after = path.read_text(encoding="utf-8").partition("[catalogue]\n")
    rest = after.split("\n", maxsplit=1)[1] if after.startswith("url") else after
    written = before + (section or "\n[catalogue]\n") + f'url = "{url}"\n' + rest
    path.write_text(written, encoding="utf-8")


@contextmanager
def counted(spent: dict[str, float], name: str) -> Iterator[None]:
    """Add the CPU time of a block to what a step has spent, and the server's to its own."""
    began, servers = cpu_seconds(), server_seconds()
    yield
    spent[name] += cpu_seconds() - began
    spent[OF_SERVER + name] = spent.get(OF_SERVER + name, 0.0) + server_seconds() - servers
