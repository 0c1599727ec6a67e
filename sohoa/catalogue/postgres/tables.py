"""Makes a new catalogue in a server's database: as it is declared, at once at the newest revision.

There is no earlier form of it: revisions up to 0011 are SQLite's alone.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from sohoa.catalogue.postgres import search_index
from sohoa.catalogue.schema import documents, metadata

#: What SQLite calls so, for the SQL that both are asked with.
_FUNCTIONS = (
    """CREATE FUNCTION json_each(stored text) RETURNS TABLE (key bigint, value text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT place - 1, item #>> '{}'
        FROM jsonb_array_elements(stored::jsonb) WITH ORDINALITY AS e (item, place) $$""",
    """CREATE FUNCTION json_extract(stored text, path text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT jsonb_path_query_first(stored::jsonb, path::jsonpath) #>> '{}' $$""",
    """CREATE FUNCTION instr(whole text, part text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT strpos(whole, part) $$""",
)
_VERSION = (
    "CREATE TABLE alembic_version (version_num varchar(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def make(connection: Connection, *, version: str) -> None:
    """Make tables, indexes and functions inside the caller's transaction."""
    metadata.create_all(connection, checkfirst=False)
    for statement in (*_FUNCTIONS, *search_index.TABLES, _VERSION):
        connection.exec_driver_sql(statement)
    connection.execute(
        text("INSERT INTO alembic_version (version_num) VALUES (:version)"), {"version": version}
    )


def are_there(connection: Connection) -> bool:
    """Say whether the database holds tables of a catalogue."""
    return inspect(connection).has_table(documents.name)
