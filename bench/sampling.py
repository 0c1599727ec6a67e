"""`python -m bench.sampling`: the auditor's sample drawn from very many archived documents.

One document is archived by the writer; the others are its rows copied under other ids, in 20 rooms,
3 phases and by 8 operators, with the fact of their archiving. Each command is a process of its own,
whose CPU time (and the server's) and memory are measured.
Claim checked (issue 13): 20 s of CPU and 300 MB for 1,000,000 documents.
"""
# ruff: noqa: S608 - put together from names of the catalogue's own

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Connection, text

from bench.catalogue import run
from bench.catalogue_server import count_server, server_folder, server_seconds

_TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(_TESTS), str(_TESTS / "unit")]
from catalogue_samples import archive  # noqa: E402 - the tests' own documents
from postgres_server import kept_server  # noqa: E402 - the tests' own server

from sohoa.catalogue.schema import changes, documents, facts  # noqa: E402
from sohoa.catalogue.writer import Catalogue  # noqa: E402
from sohoa.use_cases.setting_up import set_up  # noqa: E402
from sohoa.workspace import Workspace  # noqa: E402

MOST_SECONDS, MOST_MB = 20, 300
_HEAD = "0123456789abcdef" * 4
_TOGETHER = 100_000
#: Eight figures of a number; within a box ids follow no order, as digests do.
_FIGURES = "substr(CAST(100000000 + i AS text), 2)"
_ID = "'hop-' || substr(CAST(1000000 + i / 100 AS text), 2) || '.' || " + _FIGURES.replace(
    "+ i", "+ (i * 7919) % 99999989"
)
_DOCUMENT = {
    "document_id": _ID,
    "phase": "2 + i % 3",
    "content_sha256": f"'{'0' * 56}' || {_FIGURES}",
    "room": "'Phòng ' || CAST(i % 20 AS text)",
    "archive_path": f"d.archive_path || {_FIGURES}",
    "archive_name": f"d.archive_name || {_FIGURES}",
}
_FACT = {"serial": "1000 + i", "subject": _ID, "change_id": "1000 + i / 100"}


def main() -> None:
    """Measure and print; the exit code is 1 if the claim does not hold."""
    parser = argparse.ArgumentParser(prog="bench.sampling", description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--postgres", action="store_true", help="on a server, started for it")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sohoa-sampling-"))
    held = True
    try:
        with ExitStack() as meanwhile:
            office = Workspace(folder / "office")
            office.root.mkdir()
            url = ""
            if arguments.postgres:
                server = meanwhile.enter_context(kept_server(server_folder(folder)))
                count_server(server.folder)
                url = server.new_database()
            list(set_up(office, template=Workspace.find(), postgres=url))
            fill(office, arguments.documents)
            for words in (
                ["--aql", "1.0"],
                ["--tolerable", "0.5", "--confidence", "99"],
                ["--margin", "2"],
            ):
                held &= measure(office, words)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    raise SystemExit(0 if held else 1)


def measure(office: Workspace, words: list[str]) -> bool:
    """Draw and read back the open sheet; say whether both keep the claim."""
    sheet = office.audit_dir / f"{'-'.join(words).strip('-')}.xlsx"
    kept = True
    for command in (
        ["audit", "sample", "--head", _HEAD, "--out", str(sheet), *words],
        ["audit", "result", str(sheet)],
    ):
        before = server_seconds()
        seconds, megabytes, code = run(office.root, command)
        seconds += server_seconds() - before
        print(
            f"{' '.join(command[1:2] + words):45} {seconds:6.1f} s CPU {megabytes:6.0f} MB, {code}"
        )
        kept &= seconds <= MOST_SECONDS and megabytes <= MOST_MB and code in {0, 5}
    return kept


def fill(office: Workspace, count: int) -> None:
    """Make so many documents of one."""
    now = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    with Catalogue.open(office.catalogue_url) as catalogue:
        archive(catalogue, office.archive_dir, "hop-a.0", archived_at=now)
        for first in range(1, count, _TOGETHER):
            last = min(first + _TOGETHER, count) - 1
            with catalogue._database.writing() as connection:
                _copy(connection, first, last)


def _copy(connection: Connection, first: int, last: int) -> None:
    numbers = """WITH RECURSIVE numbers(i) AS (
        SELECT CAST(:first AS bigint) UNION ALL SELECT i + 1 FROM numbers WHERE i < :last)"""
    asked = {"first": first, "last": last}
    names = [column.name for column in documents.columns]
    told = ", ".join(_DOCUMENT.get(name, f"d.{name}") for name in names)
    connection.execute(
        text(
            f"INSERT INTO documents ({', '.join(names)}) {numbers} SELECT {told} FROM numbers"
            " CROSS JOIN documents d WHERE d.document_id = 'hop-a.0'"
        ),
        asked,
    )
    told_at = "2023-06-01T05:00:00+00:00"
    acts = [
        {"id": 1000 + n, "at": told_at, "act": "archive", "person": f"người {n % 8}", "reason": ""}
        for n in range(first // 100, last // 100 + 1)
    ]
    known = {row.id for row in connection.execute(changes.select())}
    connection.execute(changes.insert(), [one for one in acts if one["id"] not in known])
    names = [column.name for column in facts.columns]
    told = ", ".join(_FACT.get(name, f"f.{name}") for name in names)
    connection.execute(
        text(
            f"INSERT INTO facts ({', '.join(names)}) {numbers} SELECT {told} FROM numbers"
            " CROSS JOIN facts f WHERE f.subject = 'hop-a.0'"
        ),
        asked,
    )


if __name__ == "__main__":
    main()
