"""The database's own rules: a view, a trigger, a rule that has the program read something else."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import psycopg
import pytest
from everything_samples import fill
from schema_as_made import MADE
from test_inspection import now

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.inspection.door import InspectionDoor
from sohoa.inspection.inspecting import Inspection
from sohoa.inspection.schema_check import schema_of
from sohoa.ledger.head import Head


def in_schema(url: str, *heads: Head) -> set[tuple[str, str]]:
    """What is found of the schema: code, and of what."""
    with InspectionDoor.open(url) as door:
        found = [*Inspection(door, heads).differences()]
    return {(one.code, str(one.details["what"])) for one in found if "schema" in one.code}


def run(url: str, *statements: str) -> None:
    """Change the database as somebody who has it to himself."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(params=["sqlite", "postgres"])
def office(request, tmp_path) -> tuple[str, Head]:
    """An honest office, and a head of it; its database is nobody's afterwards."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/catalogue.sqlite3"
    else:
        url = request.getfixturevalue("postgres").new_database()
    with Catalogue.open(url) as catalogue:
        fill(catalogue, tmp_path)
        head = catalogue.head(at=now())
    assert in_schema(url, head) == set()
    return url, head


def test_what_is_kept_is_what_is_made(catalogue_at, tmp_path):
    """`tests/schema_as_made.py` was run with the last revision; the file is compared whole."""
    url = catalogue_at(tmp_path)
    Catalogue.open(url).close()
    name = "postgres.json" if url.startswith("postgresql") else "sqlite.json"
    with InspectionDoor.open(url) as door:
        assert schema_of(door) == json.loads((MADE / name).read_text(encoding="utf-8"))


def test_where_there_is_no_catalogue_nothing_is_missing(tmp_path):
    """It is no difference that a folder is empty."""
    assert in_schema(f"sqlite:///{tmp_path}/catalogue.sqlite3") == set()


_VIEW = """CREATE VIEW {name} AS SELECT id, year, room, record_type, validity, valid_until,
    is_excluded, is_digitized, is_proven, is_born_digital,
    CASE WHEN is_digitized {true} THEN count * 1000 ELSE 0 END AS count FROM tallies_kept"""


def test_a_view_stands_in_the_place_of_a_table(office):
    """The table is there under another name, and figures are what the view says."""
    url, head = office
    true = "" if url.startswith("postgresql") else "= 1"
    with CatalogueReader.open(url) as reader:
        before = sum(one.count for one in reader.tallies())
    view = _VIEW.format(name="tallies", true=true)
    run(url, "ALTER TABLE tallies RENAME TO tallies_kept", view)
    with CatalogueReader.open(url) as reader:
        assert sum(one.count for one in reader.tallies()) != before, "the cheat works"
    found = in_schema(url, head)
    assert ("schema-extra", "view tallies") in found
    assert ("schema-missing", "table tallies") in found


def test_an_index_says_otherwise_than_its_table(tmp_path):
    """Documents that no paper claims are counted by an index alone: it is another table's now."""
    url = f"sqlite:///{tmp_path}/catalogue.sqlite3"
    with Catalogue.open(url) as catalogue:
        fill(catalogue, tmp_path)
        head = catalogue.head(at=now())
    with CatalogueReader.open(url) as reader:
        before = reader.unlinked()
    untied = "state = 'archived' AND record_id IS NULL AND (kept_original OR signatures <> '[]')"
    run(
        url,
        "CREATE TABLE d AS SELECT * FROM documents WHERE 0",
        f"CREATE INDEX dx ON d (state, year, room, digitized_since, archived_at) WHERE {untied}",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'dx')"
        " WHERE name = 'ix_documents_untied'",
        "DELETE FROM sqlite_master WHERE name IN ('d', 'dx')",
    )
    with CatalogueReader.open(url) as reader:
        assert before != reader.unlinked() == (), "the cheat works"
    with InspectionDoor.open(url) as door:
        found = {one.code for one in Inspection(door, [head], tmp_path).differences()}
        assert found == {"schema-index"}


ON_FILES = {
    "trigger": (
        "CREATE TRIGGER t AFTER INSERT ON facts BEGIN DELETE FROM lookups; END",
        ("schema-extra", "trigger t"),
    ),
    "trigger called as what SQLite keeps for itself": (
        "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('trigger',"
        " 'sqlite_stat1', 'facts', 0, 'CREATE TRIGGER sqlite_stat1 AFTER INSERT ON facts"
        " BEGIN DELETE FROM lookups; END')",
        ("schema-extra", "trigger sqlite_stat1"),
    ),
    "index": ("DROP INDEX ix_documents_untied", ("schema-missing", "index ix_documents_untied")),
    "rule": (
        "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'reservations'",
        ("schema-other", "table reservations"),
    ),
    "other index": (
        "UPDATE sqlite_master SET sql = replace(sql, 'listing <>', 'room <>')"
        " WHERE name = 'ix_register_records_unlisted'",
        ("schema-other", "index ix_register_records_unlisted"),
    ),
    "view": ("CREATE VIEW v AS SELECT * FROM documents", ("schema-extra", "view v")),
    "generated": (
        "ALTER TABLE lookups ADD COLUMN x TEXT AS (day || '1') VIRTUAL",
        ("schema-other", "table lookups"),
    ),
}


@pytest.mark.parametrize("cheat", ON_FILES)
def test_what_is_changed_in_a_file_is_named(office, cheat):
    """By what it is called."""
    url, head = office
    if url.startswith("postgresql"):
        pytest.skip("a file's")
    statement, wanted = ON_FILES[cheat]
    run(url, statement)
    assert in_schema(url, head) == {wanted}


ON_A_SERVER = {
    "trigger": (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN NEW.owner := 'x'; RETURN NEW; END $$;"
        "CREATE TRIGGER t BEFORE INSERT ON documents FOR EACH ROW EXECUTE FUNCTION f()",
        {("schema-extra", "trigger documents.t"), ("schema-extra", "function f()")},
    ),
    "rule": (
        "CREATE RULE r AS ON DELETE TO facts DO INSTEAD NOTHING",
        {("schema-extra", "rule facts.r")},
    ),
    "policy": (
        "CREATE POLICY p ON documents FOR SELECT USING (phase <> 2);"
        "ALTER TABLE documents ENABLE ROW LEVEL SECURITY",
        {("schema-extra", "policy documents.p"), ("schema-other", "table documents")},
    ),
    "function": (
        "CREATE OR REPLACE FUNCTION instr(whole text, part text) RETURNS integer"
        " LANGUAGE sql IMMUTABLE AS $$ SELECT 1 $$",
        {("schema-other", "function instr(whole text, part text)")},
    ),
    "function before ours": (
        "CREATE FUNCTION pg_catalog.instr(whole text, part text) RETURNS integer"
        " LANGUAGE sql IMMUTABLE AS $$ SELECT 1 $$",
        {("schema-extra", "function pg_catalog.instr(whole text, part text)")},
    ),
    "child": (
        "CREATE TABLE more () INHERITS (tallies)",
        {("schema-extra", "child tallies.more"), ("schema-extra", "table more")},
    ),
    "shadow": (
        "CREATE SCHEMA sohoa2; CREATE VIEW sohoa2.tallies AS SELECT * FROM public.tallies",
        {("schema-extra", "view sohoa2.tallies")},
    ),
    "search path": (
        "CREATE ROLE counter; ALTER ROLE counter SET search_path = evil, public",
        {("schema-path", "setting counter search_path=evil, public")},
    ),
    "search path before what is built in": (
        "CREATE ROLE counter; ALTER ROLE counter SET search_path = evil, pg_catalog",
        {("schema-extra", "setting counter search_path=evil, pg_catalog")},
    ),
    "function elsewhere": (
        "CREATE SCHEMA evil; CREATE FUNCTION evil.instr(whole text, part text) RETURNS integer"
        " LANGUAGE sql IMMUTABLE AS $$ SELECT 1 $$",
        {("schema-extra", "function evil.instr(whole text, part text)")},
    ),
    "a function with a path of its own": (
        "ALTER FUNCTION instr(text, text) SET search_path = evil, pg_catalog",
        {("schema-other", "function instr(whole text, part text)")},
    ),
    "a function under other rights": (
        "ALTER FUNCTION instr(text, text) SECURITY DEFINER",
        {("schema-other", "function instr(whole text, part text)")},
    ),
    "a built-in one's place, as an extension's": (
        "CREATE FUNCTION substr(character varying, integer, integer) RETURNS text LANGUAGE sql"
        " AS $$ SELECT 'x' $$;"
        "ALTER EXTENSION plpgsql ADD FUNCTION substr(character varying, integer, integer)",
        {("schema-extra", "function substr(character varying, integer, integer)")},
    ),
    "index": (
        "DROP INDEX ix_facts_change_id",
        {("schema-missing", "CREATE INDEX ON facts USING btree (change_id)")},
    ),
    "column": (
        "ALTER TABLE documents ALTER owner SET DEFAULT 'x'",
        {("schema-other", "column documents.owner")},
    ),
    "constraint": (
        "ALTER TABLE register_rows DROP CONSTRAINT fk_register_rows_record_id",
        {
            (
                "schema-missing",
                "constraint register_rows FOREIGN KEY (record_id)"
                " REFERENCES register_records(record_id)",
            )
        },
    ),
}


@pytest.mark.parametrize("cheat", ON_A_SERVER)
def test_what_is_changed_on_a_server_is_named(office, cheat):
    """By what it is called; what only another role reads, too."""
    url, head = office
    if not url.startswith("postgresql"):
        pytest.skip("a server's")
    statement, wanted = ON_A_SERVER[cheat]
    run(url, "SET allow_system_table_mods = on; " + statement)
    try:
        # The columns of a table or view that is too many are named beside it.
        found = {one for one in in_schema(url, head) if not one[1].startswith("column ")}
        assert found == {one for one in wanted if not one[1].startswith("column ")}
        assert wanted <= in_schema(url, head)
    finally:
        if "search path" in cheat:
            run(url, "DROP ROLE counter")


def test_a_schema_beside_ours_is_nobodys_business(office):
    """What another program keeps in the same database, and an extension's objects, are its own."""
    url, head = office
    if not url.startswith("postgresql"):
        pytest.skip("a server's")
    run(url, "CREATE SCHEMA other; CREATE TABLE other.things (a integer)")
    assert in_schema(url, head) == set()
