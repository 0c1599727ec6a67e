# ruff: noqa: S608 - the statements are the cheats
"""An inspection finds what was rewritten behind the catalogue's back; of an honest office, nothing.

The cheat has the whole database to himself: each statement is what one line of SQL can do.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from typing import Any

import psycopg
import pytest
from catalogue_samples import accepted, paper, register
from everything_samples import fill
from sqlalchemy import Column

from sohoa.catalogue.ledger_store import seal_anew
from sohoa.catalogue.makers import database_of
from sohoa.catalogue.schema import metadata
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import CatalogueDamagedError
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.ledger.entry import BY_TABLE, SOURCES, body_of
from sohoa.ledger.head import Head, heads_in

#: What today's figures and lists are computed from, beside the tables that are only added to.
JUDGED = {
    "register_records": {
        "number", "formed", "year", "record_type", "subject", "owner", "owner_id", "sheets", "room",
        "location", "validity", "valid_until", "exclusion", "listing", "merged_into", "record_id",
        "tally",
    },
    "documents": {
        "document_id", "state", "record_id", "archived_at", "year", "room", "born_digital",
        "proof_problem", "file_code", "ordinal", "sha256", "receipt_sha256", "reading_sha256",
        "content_sha256", "signatures",
        "number", "formed", "record_type", "page_count", "digitized_since", "archived_on",
        "archive_path", "archive_name", "withdrawn_at",
    },
    "tallies": {
        "year", "room", "record_type", "validity", "valid_until", "is_excluded", "is_digitized",
        "is_proven", "is_born_digital", "count",
    },
    "ledger_entries": {"position", "source", "key", "salt", "body"},
    "ledger_peaks": {"height", "digest"},
    **{source.table: set(source.columns) for source in SOURCES},
}  # fmt: skip


def now() -> dt.datetime:
    """The time it is."""
    return dt.datetime.now(dt.UTC)


def sealed_office(url: str, folder) -> Head:
    """An office in which everything has happened once, and a head that somebody kept."""
    with Catalogue.open(url) as catalogue:
        fill(catalogue, folder)
        return catalogue.head(at=now())


@pytest.fixture(scope="module")
def office(catalogue_at, tmp_path_factory) -> tuple[str, Head]:
    """One for all that is put back."""
    folder = tmp_path_factory.mktemp("office")
    url = catalogue_at(folder)
    return url, sealed_office(url, folder)


def inspect(url: str, *heads: Head, archive=None) -> list[str]:
    """The codes of what is found, in order."""
    with InspectionDoor.open(url) as door:
        return [one.code for one in Inspection(door, heads, archive).differences()]


def told(url: str, *heads: Head) -> list[dict[str, object]]:
    """All that is told of it."""
    with InspectionDoor.open(url) as door:
        found = Inspection(door, heads).differences()
        return [{"code": one.code, "record": one.record, **one.details} for one in found]


@contextmanager
def alone_with(url: str) -> Iterator[Any]:
    """The database as somebody has it to himself: no rule of the program, no reference holds."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as connection:
            connection.execute("SET session_replication_role = replica")
            yield connection
    else:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
            yield connection


def cheat(url: str, *statements: str) -> None:
    """Write into it."""
    with alone_with(url) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def cheated(url: str, table: str, *statements: str) -> Iterator[None]:
    """Write into it, and put the table back at the end."""
    with alone_with(url) as connection:
        connection.execute(f"CREATE TEMPORARY TABLE as_it_was AS SELECT * FROM {table}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        try:
            yield
        finally:
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} SELECT * FROM as_it_was")


def test_an_honest_office_is_whole(catalogue_at, tmp_path):
    """Nothing is found, with the head and its files, and the head is proven."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    with InspectionDoor.open(url) as door:
        inspection = Inspection(door, [head], tmp_path)
        assert [*inspection.differences()] == []
    assert inspection.proven == [head]
    assert (inspection.size, inspection.root) == (head.size, head.root)
    assert inspection.files == 3
    assert inspection.papers == 2


def test_an_old_head_is_proven_by_a_longer_ledger(catalogue_at, tmp_path):
    """What comes later leaves it as it was; the text of a mail gives it back."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    with Catalogue.open(url) as catalogue:
        file = register(accepted(paper("8/QĐ")), name="so-8.xlsx")
        catalogue.store_import(file, imported_at=now())
        later = catalogue.head(at=now() + dt.timedelta(days=30))
    assert later.size > head.size
    (read,) = heads_in(f"Kính gửi,\n\n{head.line.replace(' ', chr(10))}\nTrân trọng")
    assert read.root == head.root
    assert inspect(url, read, later) == []


#: Where not any other value would be another answer, or the database allows it.
ALLOWED = {"listing": "'merged'", "state": "'withdrawn'", "signatures": "'[]'"}


def other_value(column: Column[Any], value: object) -> str:
    """Another value of a column, as SQL."""
    kind = column.type.python_type
    if column.name in ALLOWED and column.table.name != "ledger_entries":
        return ALLOWED[column.name]
    if kind is bool:
        return "false" if value else "true"
    if kind is int:
        return str(int(str(value or 0)) + 1_000)
    if column.name in {"at", "imported_at", "decided_at", "archived_at", "digitized_since"}:
        return "'2022-01-01T00:00:00+00:00'"
    return '\'{"x":"y"}\'' if column.name in {"said", "signatures", "body"} else "'z'"


@pytest.mark.parametrize("table", JUDGED)
def test_every_single_edit_is_found(office, table):
    """Of each column that a number rests on, in the table's first row and in its last."""
    url, head = office
    (key, *_more) = metadata.tables[table].primary_key.columns
    unseen = []
    for name, end in product(sorted(JUDGED[table]), ("ASC", "DESC")):
        column = metadata.tables[table].c[name]
        only = "WHERE state IN ('archived', 'replaced')" if table == "documents" else ""
        with alone_with(url) as connection:
            row, value = connection.execute(
                f"SELECT {key.name}, {name} FROM {table} {only} ORDER BY {key.name} {end} LIMIT 1"
            ).fetchone()
        new = other_value(column, value)
        edit = f"UPDATE {table} SET {name} = {new} WHERE {key.name} = '{row}'"
        try:
            with cheated(url, table, edit):
                if not inspect(url, head):
                    unseen.append(f"{name} {end}")
        except (sqlite3.IntegrityError, psycopg.IntegrityError):
            assert name in {"serial", "id", "document_id", *JUDGED["tallies"]}, "it was refused"
    assert unseen == []
    assert inspect(url, head) == []


@pytest.mark.parametrize("table", JUDGED)
def test_every_row_that_goes_is_found(office, table):
    """The first of a table, its last, and all of them."""
    url, head = office
    (key, *_more) = metadata.tables[table].primary_key.columns
    only = "WHERE state IN ('archived', 'replaced')" if table == "documents" else ""
    for one in ("min", "max"):
        gone = f"(SELECT {one}({key.name}) FROM {table} {only})"
        with cheated(url, table, f"DELETE FROM {table} WHERE {key.name} = {gone}"):
            assert inspect(url, head), one
    with cheated(url, table, f"DELETE FROM {table}"):
        assert inspect(url, head)
    assert inspect(url, head) == []


def test_what_is_told_says_where_and_since_when(office):
    """One line each: which record, what stands there, what was recorded; no personal words."""
    url, head = office
    with cheated(
        url, "register_records",
        "UPDATE register_records SET validity = 'revoked', owner = 'Bà Tư'"
        " WHERE record_id = 'SO-000002'",
    ):  # fmt: skip
        found = told(url, head)
    says = [one for one in found if one["code"] == "paper-says"]
    assert {one["record"] for one in says} == {"SO-000002"}
    by_what = {one["what"]: one for one in says}
    assert by_what["validity"]["recorded"] == "in_force"
    assert by_what["validity"]["stands"] == "revoked"
    assert by_what["owner"]["stands"] == "…"
    assert str(by_what["validity"]["since"]).startswith("20")


def entered(url: str, serial: int, *, position: int | None = None) -> None:
    """Somebody enters a fact by himself, at the end or anywhere."""
    source = BY_TABLE["facts"]
    with alone_with(url) as connection:
        (row,) = connection.execute(
            f"SELECT {', '.join(source.columns)} FROM facts WHERE serial = {serial}"
        ).fetchall()
        body = body_of(source, row, "00").replace("'", "''")
        at = "(SELECT max(position) + 1 FROM ledger_entries)" if position is None else position
        connection.execute(
            "INSERT INTO ledger_entries (position, source, key, salt, body)"
            f" VALUES ({at}, 'facts', {serial}, '00', '{body}')"
        )


def said_late(url: str, serial: str) -> None:
    """A fact of today is put to the office's first change."""
    cheat(
        url,
        "INSERT INTO facts (serial, kind, subject, said, true_from, change_id) VALUES"
        f" ({serial}, 'paper', 'SO-000002', '{{\"location\":\"x\"}}', '', 1)",
        "UPDATE register_records SET location = 'x' WHERE record_id = 'SO-000002'",
    )


def test_a_fact_is_put_to_a_change_of_before(catalogue_at, tmp_path):
    """It would have been known ever since: reports of days that are over would count it."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    said_late(url, "(SELECT max(serial) + 1 FROM facts)")
    with Catalogue.open(url) as catalogue:
        catalogue.head(at=now())
    assert inspect(url, head) == ["fact-early"]


@pytest.mark.parametrize("position", [None, -7])
def test_a_row_is_put_in_between(catalogue_at, tmp_path, position):
    """Under a number that no row has, with an entry of its own."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    said_late(url, "-7")
    entered(url, -7, position=position)
    assert "row-late" in inspect(url, head) or "head-root" in inspect(url, head)


@pytest.mark.parametrize(
    "edit",
    [
        "said = replace(said, '\"in_force\"', '\"revoked\"')",
        'said = replace(said, \'"exclusion":""\', \'"exclusion":"x"\')',
        "true_from = '2020-01-01'",
        "change_id = 2",
    ],
)
def test_nothing_is_laundered_by_sealing_anew(catalogue_at, tmp_path, edit):
    """What may be sealed anew are words that fade; whatever else a row said is compared still."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    cheat(url, f"UPDATE facts SET {edit} WHERE serial = 3")
    with closing(database_of(url)) as database, database.writing() as connection:
        seal_anew(connection, "facts", [3])
    found = inspect(url, head)
    assert {"row-changed", "row-again"} <= set(found)


def test_events_are_never_sealed_anew(catalogue_at, tmp_path):
    """No command writes over anything of them."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    cheat(url, "UPDATE record_events SET reason = 'z' WHERE serial = 1")
    with closing(database_of(url)) as database, database.writing() as connection:
        seal_anew(connection, "record_events", [1])
    assert {"row-changed", "row-again"} <= set(inspect(url, head))


def test_words_that_fade_leave_the_rest_proven(catalogue_at, tmp_path):
    """Owners and places may be masked, and numbers of owners forgotten."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    cheat(
        url,
        "UPDATE facts SET said = replace(said, 'Kệ 2', 'Kệ …') WHERE serial = 2",
        "UPDATE register_records SET location = replace(location, 'Kệ 2', 'Kệ …')"
        " WHERE record_id = 'SO-000002'",
    )
    with closing(database_of(url)) as database, database.writing() as connection:
        seal_anew(connection, "facts", [2])
    assert inspect(url, head) == ["row-again"]


GARBAGE = [
    'UPDATE facts SET said = \'{"formed":[1],"listing":5}\' WHERE serial = 2',
    'UPDATE facts SET said = \'{"place":[1],"state":"archived"}\' WHERE kind = \'document\'',
    "UPDATE facts SET said = '5'",
    "UPDATE facts SET subject = '' WHERE serial = 2",
    "UPDATE office_events SET said = '[5]'",
    "UPDATE ledger_entries SET body = 'x'",
    'UPDATE ledger_entries SET body = replace(body, \'"at":"20\', \'"at":"00\')',
    "UPDATE register_records SET record_id = '' WHERE record_id = 'SO-000003'",
    "DELETE FROM reservations",
    "UPDATE documents SET retired_at = '2023-06-01T05:00:00+00:00' WHERE state = 'archived'",
    "UPDATE documents SET archived_at = '2020-01-01T00:00:00+00:00' WHERE document_id = 'hop.1.2'",
    "UPDATE register_rows SET room = 'z' WHERE id = 5",
    "UPDATE register_rows SET id = -5 WHERE id = 5",
]
#: What only a file database keeps.
ANYTHING = [
    "UPDATE facts SET said = x'ff00' WHERE serial = 2",
    "UPDATE facts SET subject = x'ff00' WHERE serial = 2",
    "UPDATE ledger_entries SET key = 'z' WHERE position = 3",
    "UPDATE tallies SET count = 'z', year = 'z'",
    "UPDATE documents SET archive_path = x'ff' WHERE document_id = 'hop.2'",
    "UPDATE documents SET archive_path = 'a' || char(0) WHERE document_id = 'hop.2'",
    "UPDATE documents SET signatures = 5, year = 'z' WHERE document_id = 'hop.2'",
    "UPDATE changes SET at = x'ff'",
]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_what_nobody_can_have_written_is_named(catalogue_at, tmp_path, garbage):
    """No cheat ends the inspection."""
    url = catalogue_at(tmp_path)
    head = sealed_office(url, tmp_path)
    cheat(url, garbage)
    assert inspect(url, head, archive=tmp_path)


@pytest.mark.parametrize("garbage", ANYTHING)
def test_what_no_column_is_made_for_is_named(tmp_path, garbage):
    """A file database takes anything in any column."""
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    head = sealed_office(url, tmp_path)
    cheat(url, garbage)
    assert inspect(url, head, archive=tmp_path)


def test_text_that_is_none_is_a_damaged_catalogue(tmp_path):
    """Named, and no crash."""
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    sealed_office(url, tmp_path)
    cheat(url, "UPDATE register_records SET owner = CAST(x'ff' AS TEXT)")
    with pytest.raises(CatalogueDamagedError):
        inspect(url)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (".PDF", "file-unknown"),
        (".receipt.json", "file-unknown"),
        (".reading.pdf", "file-unknown"),
    ],
)
def test_a_file_that_nobody_recorded(tmp_path, name, code):
    """Whatever lies beside a record and could be taken for a part of it."""
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    head = sealed_office(url, tmp_path)
    beside = next(tmp_path.rglob("*.0000001.pdf"))
    beside.with_name(beside.stem + name).write_bytes(b"x")
    assert inspect(url, head, archive=tmp_path) == [code]


def test_what_never_ends_is_no_file(tmp_path):
    """A pipe in the place of a record does not stop the inspection."""
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    head = sealed_office(url, tmp_path)
    record = next(tmp_path.rglob("*.0000001.pdf"))
    record.unlink()
    os.mkfifo(record)
    assert inspect(url, head, archive=tmp_path) == ["file-away"]


@pytest.mark.parametrize(
    "line",
    [
        f"sohoa-ledger-1 - 5 {'0' * 64} 2026-13-45T00:00:00Z",
        f"sohoa-ledger-1 - 5 {'0' * 64} 0001-01-01T00:00:00Z",
        f"sohoa-ledger-1 - 5 {'0' * 64} ２０２６-11-30T00:00:00Z",
    ],
)
def test_what_names_no_day_is_no_head(line):
    """And ends nothing where it stands among others."""
    assert heads_in(line) == []
