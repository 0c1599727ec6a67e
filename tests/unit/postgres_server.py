"""A PostgreSQL server for the tests: on a socket, started once, with a database for each test."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg

from sohoa.catalogue.version import HEAD
from sohoa.catalogue.writer import Catalogue

#: The server cannot run as root: it is started as one of these, whichever there is.
_USERS = ("postgres", "nobody")
#: What was confirmed outlives a killed server; the power cut that needs more is not tried. Nor does
#: it tidy up behind the tests, each of which has a database for a second, or write for a standby.
_FAST = (
    "fsync=off", "full_page_writes=off", "jit=off", "autovacuum=off",
    "wal_level=minimal", "max_wal_senders=0",
)  # fmt: skip
#: Tables that ever had a row; a catalogue of a test has few.
_SIZES = """SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"""
#: Deleted rows stay in a table for a while: in one that was large, too many.
_LARGE_BYTES = 1 << 18


def missing() -> str:
    """Why no server can be started here; empty where one can."""
    if not _programs():
        return "PostgreSQL is not installed"
    return (
        "" if os.getuid() or _user() else "root cannot start PostgreSQL, and nobody else is there"
    )


@dataclass
class Server:
    """A server that runs; `new_database` gives a catalogue's address."""

    folder: Path
    settings: Sequence[str] = _FAST
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _given_back: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://sohoa@/{name}?host={self.folder}"

    def new_database(self, template: str = "template0") -> str:
        """Make a database and return its address."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"  # a kept server has those of others
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            # Its files are copied as they are: half of what it takes to write each page to the log.
            connection.execute(
                f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING UTF8 STRATEGY file_copy'
            )
        return self.url(name)

    def empty_catalogue(self) -> str:
        """The address of a catalogue in which there is nothing."""
        if not self._given_back:
            return self.new_database(name_of(self._template))
        url = self._given_back.pop()
        with psycopg.connect(url, autocommit=True) as connection:
            sizes = dict(connection.execute(_SIZES).fetchall())
            if any(size > _LARGE_BYTES for size in sizes.values()):
                connection.execute(f"TRUNCATE {', '.join(sizes)} CASCADE")
            elif sizes:
                # A fifth of what it takes to make the files of every table and index anew.
                connection.execute("SET session_replication_role = replica")
                connection.execute("; ".join(f"DELETE FROM {name}" for name in sizes))  # noqa: S608 - our own tables
            (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        # One that a test has taken back and not brought up again is nobody's any more.
        return url if found == HEAD else self.empty_catalogue()

    def copy_of(self, url: str) -> str:
        """The address of a database with all that another one has, which nobody may have open."""
        return self.new_database(name_of(url))

    def give_back(self, url: str) -> None:
        """Let another test have it."""
        self._given_back.append(url)

    @cached_property
    def _template(self) -> str:
        url = self.new_database()
        Catalogue.open(url).close()
        return url

    def stop(self, how: str = "immediate") -> None:
        """Stop it, as a power cut would; or, `fast`, as one that is kept."""
        _run(self.folder, "pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "stop")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [
            f"-k {self.folder}",
            "-c listen_addresses=",
            *(f"-c {one}" for one in self.settings),
        ]
        log = str(self.folder / "log")
        data = str(self.folder / "data")
        _run(self.folder, "pg_ctl", "-D", data, "-l", log, "-w", "-o", " ".join(options), "start")


def name_of(url: str) -> str:
    """The database of an address."""
    return url.split("@/")[1].split("?", maxsplit=1)[0]


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server in a folder of its own, and stop it in the end."""
    folder = Path(tempfile.mkdtemp(prefix="sohoa-pg-"))
    try:
        with kept_server(folder, settings=_FAST, stopped="immediate") as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_server(
    folder: Path, *, settings: Sequence[str] = (), stopped: str = "fast"
) -> Iterator[Server]:
    """Start the server of a folder, made if there is none, with its maker's settings but these."""
    if not (folder / "data").is_dir():
        if os.getuid() == 0:
            shutil.chown(folder, _user())
        _run(
            folder, "initdb", "-D", str(folder / "data"), "-U", "sohoa", "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--no-sync",
        )  # fmt: skip
    server = Server(folder, settings)
    server.start()
    try:
        yield server
    finally:
        server.stop(stopped)


def _run(folder: Path, program: str, *arguments: str) -> None:
    found = _programs()
    done = subprocess.run(
        [str(found / program), *arguments] if found else [program],
        user=_user() if os.getuid() == 0 else None,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def _programs() -> Path | None:
    """Debian's folder of the newest version's programs."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3])
    )
    return versions[-1].parent if versions else None


def _user() -> str | None:
    for name in _USERS:
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None
