"""`python -m bench.catalogue --documents 10000 100000`: what a growing catalogue costs.

Claims checked (issue 11, "A million records"): the cost of a record at every writing step is flat;
many records in one transaction are at least 2,000 a second of CPU; a search answers in 60 ms; one
record is shown, listed and verified in half a second. Everything is made by the product's own
writer: a register, documents with two kilobytes of text each, and one record that is really signed.

With `--postgres` on a server that is started for it as its package sets it up (port and socket
aside), whose own CPU time is counted too. With `--copied` most of what lies between 10,000 and a
larger size is rows copied from the first 10,000; the last 10,000 are the writer's, and measured.
"""

from __future__ import annotations

import argparse
import compileall
import datetime as dt
import itertools
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench import made_up_records as made
from bench.catalogue_server import (
    OF_SERVER,
    count_server,
    counted,
    cpu_seconds,
    server_folder,
    server_seconds,
    set_catalogue_url,
)
from bench.copied_rows import SOURCE, grow_by_copies
from bench.search_queries import MIXED, QUERIES
from sohoa.catalogue.address import is_on_a_server
from sohoa.catalogue.notes import DocumentNote, RenewedRecord
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.search_wanted import Wanted
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import collect_seldom
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import CatalogueRecord
from sohoa.work.archive_home import list_file_unit

_ROOT = Path(__file__).resolve().parents[1]
_TESTS = _ROOT / "tests"
sys.path[:0] = [str(_TESTS), str(_TESTS / "unit")]
from audit_samples import SmallOffice, id_of, this_second  # noqa: E402 - the tests' small office
from postgres_server import Server, kept_server, name_of  # noqa: E402 - the tests' own server

TOGETHER = 1_000
ONE_BY_ONE = 200
#: Made once, in each size anew measured: a file unit that has many records already.
LARGE_UNIT = FileUnitCode("H09.14", 2023, "LON.NVVH")
LARGE = 20_000
#: A larger catalogue on a server keeps what was entered one by one: a copy would be as large.
_TAKEN_BACK = 200_000


@dataclass
class Table:
    """What was measured, by what it is of: a column for each size."""

    sizes: list[int]
    rows: dict[str, dict[int, str]] = field(default_factory=dict)

    def put(self, name: str, size: int, value: str) -> None:
        """Keep a value, and show it at once."""
        self.rows.setdefault(name, {})[size] = value
        print(f"  {size:>9,}  {name:44} {value}", flush=True)

    def shown(self) -> str:
        """As Markdown."""
        lines = ["| " + " | ".join(["", *(f"{size:,}" for size in self.sizes)]) + " |"]
        lines.append("|---" * (len(self.sizes) + 1) + "|")
        for name, values in self.rows.items():
            cells = [values.get(size, "") for size in self.sizes]
            lines.append("| " + " | ".join([name, *cells]) + " |")
        return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.catalogue", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--keep", type=Path, help="the office's folder, kept and grown further")
    parser.add_argument("--only", nargs="*", default=(), help="parts: write search commands")
    parser.add_argument(
        "--postgres", action="store_true", help="a catalogue on a server that is started for it"
    )
    parser.add_argument("--copied", action="store_true", help="grow by copied rows (a server's)")
    parser.add_argument(
        "--together", type=int, default=TOGETHER, help="documents of many in one transaction"
    )
    arguments = parser.parse_args()
    collect_seldom()
    # As `make setup` leaves it: else every command would compile what it imports of Sohoa.
    compileall.compile_dir(_ROOT / "sohoa", quiet=1)
    table = Table(sorted(arguments.documents))
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="sohoa-catalogue-"))
    try:
        with ExitStack() as while_measuring:
            server = (
                while_measuring.enter_context(kept_server(server_folder(folder)))
                if arguments.postgres
                else None
            )
            parts = tuple(arguments.only) or ("write", "search", "commands")
            if server is not None:
                count_server(server.folder)
            office = Office(folder, table, parts, server)
            office.copies = arguments.copied and arguments.postgres
            office.together = arguments.together
            for size in table.sizes:
                office.measure(size)
    finally:
        if arguments.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    print("\n" + table.shown())


class Office:
    """An office whose catalogue grows."""

    def __init__(
        self, folder: Path, table: Table, parts: tuple[str, ...], server: Server | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.small = SmallOffice(folder / "office", this_second())
        self.workspace = self.small.office
        self.server = server
        if server is not None and not is_on_a_server(self.workspace.catalogue_url):
            self._move_to(server)
        self.table, self.parts, self.copies = table, parts, False
        self.together = TOGETHER
        self._spare = itertools.count(10 * ONE_BY_ONE)
        with CatalogueReader.open(self.workspace.catalogue_url) as reader:
            self.known = sum(1 for _code in reader.given_units())
            rows = reader._rows("SELECT count(*) FROM documents WHERE batch LIKE 'Hộp %'")
            self.made = rows[0][0] if rows else 0
        if not self.known:
            self.small.archive(1)

    def _move_to(self, server: Server) -> None:
        """Keep the office's catalogue on a server, as its settings say it."""
        set_catalogue_url(self.workspace.config_dir, server.empty_catalogue())

    def _stored_bytes(self) -> int:
        if self.server is None:
            return int(self.workspace.catalogue_path.stat().st_size)
        url = self.workspace.catalogue_url
        with psycopg.connect(url) as connection:
            asked = "SELECT pg_database_size(%s)"
            (size,) = connection.execute(asked, (name_of(url),)).fetchone() or (0,)
        return int(size)

    def measure(self, size: int) -> None:
        """Grow to a size, and measure all steps there."""
        if size > self.made:
            self._grow(size)
        disk = self._stored_bytes() / size
        self.table.put("disk, KB a document", size, f"{disk / 1024:.1f}")
        if "write" in self.parts:
            self._write_one_by_one(size)
        if "search" in self.parts:
            self._search(size)
        if "commands" in self.parts:
            self._commands(size)

    def _grow(self, size: int) -> None:
        if self.copies and self.made >= SOURCE and size - self.made > 2 * SOURCE:
            copies = range(self.made // SOURCE, size // SOURCE - 1)
            grow_by_copies(self.workspace.catalogue_url, copies, print)
            self.made = size - SOURCE
        numbers = range(self.made + 1, size + 1)
        spent = {"register": 0.0, "reserve": 0.0, "note": 0.0, "enter": 0.0}
        with Catalogue.open(self.workspace.catalogue_url) as catalogue:
            for start in range(numbers.start, numbers.stop, 50_000):
                some = range(start, min(start + 50_000, numbers.stop))
                file = made.register_of(some)
                with counted(spent, "register"):
                    catalogue.store_import(file, imported_at=made.FIRST)
            for start in range(numbers.start, numbers.stop, self.together):
                stop = min(start + self.together, numbers.stop)
                self._enter(catalogue, range(start, stop), spent)
        self._tell_many(size, len(numbers), spent)
        self.made = size
        if self.server is not None:
            with psycopg.connect(self.workspace.catalogue_url, autocommit=True) as connection:
                connection.execute("VACUUM (ANALYZE)")  # as it would by itself a minute later

    def _tell_many(self, size: int, count: int, spent: dict[str, float]) -> None:
        """Of a server, what is its own stands behind what both took."""

        def each(*names: str) -> str:
            found = [sum(spent.get(of + name, 0.0) for name in names) for of in ("", OF_SERVER)]
            both, servers = (f"{seconds / count * 1e3:.3f}" for seconds in found)
            return f"{both} ({servers})" if self.server else both

        self.table.put("register, ms a paper", size, each("register"))
        for name in (steps := ("note", "reserve", "enter")):
            self.table.put(f"many: {name}, ms a document", size, each(name))
        self.table.put("many: all three, ms a document", size, each(*steps))
        bulk = count / sum(spent[name] for name in steps)
        self.table.put("many: documents a CPU second", size, f"{bulk:,.0f}")

    def _enter(self, catalogue: Catalogue, numbers: range, spent: dict[str, float]) -> None:
        units = {made.identity_of(one): self._unit(one) for one in numbers}
        notes = [note_of(one) for one in numbers]
        with counted(spent, "note"):
            catalogue.note_states(batch="Hộp 00000", phase=2, states=notes)
        with counted(spent, "reserve"):
            places = catalogue.reserve_many(units)
        records = [self._record(one, places[made.identity_of(one)]) for one in numbers]
        entries = list(zip(records, map(made.text_of, numbers), strict=True))
        with counted(spent, "enter"):
            catalogue.commit_many(entries)

    def _unit(self, number: int) -> FileUnitCode:
        return LARGE_UNIT if number <= LARGE else made.unit_of(number)

    def _record(self, number: int, ordinal: int) -> CatalogueRecord:
        return made.record_of(number, ordinal, self.workspace.archive_dir, unit=self._unit(number))

    # --- one by one -----------------------------------------------------------------------

    def _write_one_by_one(self, size: int) -> None:
        """The way of a document as the line goes it; taken back afterwards."""
        numbers = range(size * 10, size * 10 + ONE_BY_ONE * 10, 10)
        spent = dict.fromkeys(("note", "reserve", "enter", "renew"), 0.0)
        with self._taken_back(), Catalogue.open(self.workspace.catalogue_url) as catalogue:
            self._archive_each(catalogue, numbers, spent)
            self._manifests(catalogue, size)
        for name in ("note", "reserve", "enter", "renew"):
            self.table.put(f"one: {name}, ms", size, f"{spent[name] / ONE_BY_ONE * 1e3:.2f}")

    @contextmanager
    def _taken_back(self) -> Iterator[None]:
        """Leave the catalogue as it was before."""
        if self.server is not None and self.made > _TAKEN_BACK:
            yield
            return
        if self.server is not None:
            held = name_of(self.workspace.catalogue_url)
            before = self.server.new_database(template=held)
            yield
            set_catalogue_url(self.workspace.config_dir, before)
            return
        backup = self.workspace.catalogue_path.with_name("backup.sqlite3")
        self._checkpoint()
        shutil.copyfile(self.workspace.catalogue_path, backup)
        try:
            yield
        finally:
            self._checkpoint()
            backup.replace(self.workspace.catalogue_path)

    def _archive_each(self, catalogue: Catalogue, numbers: range, spent: dict[str, float]) -> None:
        catalogue.archived_by_content("x")
        unit = FileUnitCode("H09.14", 2022, "NHO.NVVH")
        for number in numbers:
            note, identity = note_of(number, known=False), made.identity_of(number)
            with counted(spent, "note"):
                catalogue.note_states(batch=made.box_of(number), phase=2, states=[note])
            with counted(spent, "reserve"):
                place = catalogue.reserve(identity, file_unit=unit)
            record = made.record_of(number, place, self.workspace.archive_dir, unit=unit)
            with counted(spent, "enter"):
                catalogue.commit(record, text=made.text_of(number))
            with counted(spent, "renew"):
                catalogue.renew(identity, renewed(record))
            record.archive_path.unlink()

    def _manifests(self, catalogue: Catalogue, size: int) -> None:
        """A box of a hundred more in a small file unit, and in one that has twenty thousand."""
        for name, unit in {"small": made.unit_of(size), "large": LARGE_UNIT}.items():
            folder = self.workspace.archive_dir / str(unit.year) / str(unit)
            list_file_unit(folder, str(unit), catalogue)
            some = [10 * (size + next(self._spare)) for _turn in range(made.BOX)]
            places = catalogue.reserve_many({made.identity_of(one): unit for one in some})
            archive = self.workspace.archive_dir
            records = [
                made.record_of(one, places[made.identity_of(one)], archive, unit=unit)
                for one in some
            ]
            catalogue.commit_many([(record, "") for record in records])
            began = cpu_seconds()
            list_file_unit(folder, str(unit), catalogue)
            cost = (cpu_seconds() - began) / made.BOX * 1e3
            self.table.put(f"manifest of a {name} unit, ms a document", size, f"{cost:.3f}")
            for record in records:
                record.archive_path.unlink()

    def _checkpoint(self) -> None:
        with sqlite3.connect(self.workspace.catalogue_path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    # --- reading --------------------------------------------------------------------------

    def _search(self, size: int) -> None:
        self._search_for(size, "search", [(query, Wanted()) for query in QUERIES])
        self._search_for(size, "search, numbers, days, filters", MIXED)

    def _search_for(self, size: int, name: str, asked: Sequence[tuple[str, Wanted]]) -> None:
        times: list[tuple[float, str]] = []
        with CatalogueReader.open(self.workspace.catalogue_url) as reader:
            reader.search("giấy phép")
            for query, wanted in asked:
                began = cpu_seconds()
                found = reader.search(query, wanted)
                times.append((cpu_seconds() - began, f"{query} ({found.count})"))
        times.sort()
        median, (worst, slowest) = times[len(times) // 2][0], times[-1]
        p95 = times[int(len(times) * 0.95) - 1][0]
        text = f"{median * 1e3:.0f} / {p95 * 1e3:.0f} / {worst * 1e3:.0f}"
        self.table.put(f"{name}, ms: median / p95 / worst", size, text)
        print(f"             slowest: {slowest}")

    def _commands(self, size: int) -> None:
        number = size // 2 + 1
        commands = {
            "search giấy phép": ["search", "giấy phép"],
            "show": ["show", made.identity_of(number)],
            "list --limit 50": ["list", "--limit", "50"],
            "list --state archived --limit 50": ["list", "--state", "archived", "--limit", "50"],
            "list --batch": ["list", "--batch", made.box_of(number)],
            "verify ONE": ["verify", id_of(1)],
            "status": ["status"],
            "list --json": ["list", "--json"],
            "report 2": ["report", "2"],
        }
        if "no-report" in self.parts:
            del commands["report 2"]
        for name, words in commands.items():
            began = server_seconds()
            seconds, megabytes, code = run(self.workspace.root, words)
            text = f"{seconds:.2f} s, {megabytes:.0f} MB" + (f", exit {code}" if code else "")
            if self.server is not None:
                text += f"; server {server_seconds() - began:.2f} s"
            self.table.put(f"`{name}`", size, text)
        reports = sorted(self.workspace.reports_dir.glob("*"))
        sizes = ", ".join(f"{path.suffix} {path.stat().st_size / 1e6:.1f}" for path in reports)
        self.table.put("files of the report, MB", size, sizes)


def note_of(number: int, *, known: bool = True) -> DocumentNote:
    """What intake says of a document."""
    return DocumentNote(
        made.identity_of(number),
        f"{number:07d}.pdf",
        DocumentState.IN_PROGRESS,
        source_paths=(f"{made.box_of(number)}/{number:07d}.pdf",),
        content_sha256=made.digest_of("scan", number),
        year=2016,
        description=made.description_of(number) if known else None,
    )


def renewed(record: CatalogueRecord) -> RenewedRecord:
    """The next form of a file."""
    before = record.signed.sha256
    after = made.digest_of(before, "renewed")
    return RenewedRecord(before, after, 999, after, 2, None, made.FIRST + dt.timedelta(days=900))


#: A small process that runs a command and tells what it and its children took; a fork of this
#: large one would be counted with all the memory it has itself.
_LAUNCHER = """
import os, resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, code)
"""


def run(root: Path, words: list[str]) -> tuple[float, float, int]:
    """CPU seconds and largest memory of a command and what it starts, and its exit code."""
    command = [sys.executable, "-m", "sohoa.cli.main", "--home", str(root), *words]
    told = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCHER, *command],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds, megabytes, code = told.stdout.split()
    return float(seconds), float(megabytes), int(code)


if __name__ == "__main__":
    main()
