# ruff: noqa: S608 - put together from constants alone
"""Compares the database's own rules with those that this revision of the schema makes.

A view in the place of a table, a trigger, a rule, a policy, a function of ours that answers
otherwise: each would have the program read something else than what is compared here. What a
revision makes stands in `schemas/`, one line an object, written by `tests/schema_as_made.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor

#: SQLite's own tables of what it knows of tables: they change how it looks, not what it finds.
_SQLITE = """SELECT type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') FROM sqlite_master
    WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))"""
#: The tables in which SQLite keeps an index of words are made by it, each version in its own words.
_OF_WORDS = re.compile(r"table \w+_search_(config|data|docsize|idx)")
#: A schema's objects that belong to no extension; and what stands elsewhere under a name of ours,
#: which a role with another search path would read.
_PLACE = """CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END"""
_IS_OURS = """n.nspname NOT IN ('information_schema', 'pg_toast')
    AND n.nspname NOT LIKE 'pg^_temp^_%' ESCAPE '^'
    AND n.nspname NOT LIKE 'pg^_toast%' ESCAPE '^' AND {oid} >= 16384
    AND (n.nspname IN (current_schema(), 'pg_catalog') OR {name} IN (SELECT o.relname
        FROM pg_class o JOIN pg_namespace s ON s.oid = o.relnamespace
        WHERE s.nspname = current_schema()))
    AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = {oid} AND e.deptype = 'e')"""
#: An extension of its own makes functions of types of its own: one of built-in types alone, and
#: called as a built-in one, goes before that one, whomever it is said to belong to.
_IN_PLACE_OF_BUILT_IN = """(c.oid >= 16384 AND n.nspname IN (current_schema(), 'pg_catalog')
        AND NOT EXISTS (SELECT 1 FROM unnest(CAST(c.proargtypes AS oid[])) AS a
            WHERE a >= 16384)
        AND c.proname IN (SELECT b.proname FROM pg_proc b WHERE b.oid < 16384))"""
_RELATION = _IS_OURS.format(oid="c.oid", name="c.relname")
_CLASS = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
_POSTGRES = (
    f"""SELECT CASE c.relkind WHEN 'r' THEN 'table ' WHEN 'v' THEN 'view '
            ELSE 'relation ' || CAST(c.relkind AS text) || ' ' END || {_PLACE} || c.relname,
        CASE WHEN c.relrowsecurity THEN ' with policies' ELSE '' END
        || CASE WHEN c.relispartition THEN ' a partition' ELSE '' END
        || CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) ELSE '' END
    {_CLASS} WHERE {_RELATION} AND c.relkind NOT IN ('t', 'i')""",
    # An index or a constraint is called otherwise where a revision has made it in an older one.
    f"""SELECT replace(pg_get_indexdef(c.oid), ' ' || quote_ident(c.relname) || ' ON ', ' ON '),
        CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
    {_CLASS} JOIN pg_index i ON i.indexrelid = c.oid WHERE {_RELATION}""",
    f"""SELECT 'column ' || {_PLACE} || c.relname || '.' || a.attname,
        format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce(' COLLATE ' || l.collname, '') || CAST(a.attgenerated AS text)
        || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
    {_CLASS} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
    WHERE {_RELATION} AND c.relkind IN ('r', 'p', 'f')""",
    f"""SELECT 'constraint ' || {_PLACE} || c.relname || ' ' || pg_get_constraintdef(k.oid), ''
    {_CLASS} JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype <> 'n'
    WHERE {_RELATION}""",
    f"""SELECT 'trigger ' || {_PLACE} || c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid)
    {_CLASS} JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal WHERE {_RELATION}""",
    f"""SELECT 'rule ' || {_PLACE} || c.relname || '.' || r.rulename, pg_get_ruledef(r.oid)
    {_CLASS} JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'
    WHERE {_RELATION}""",
    f"""SELECT 'policy ' || {_PLACE} || c.relname || '.' || p.polname, ''
    {_CLASS} JOIN pg_policy p ON p.polrelid = c.oid WHERE {_RELATION}""",
    f"""SELECT 'child ' || {_PLACE} || c.relname || '.' || CAST(i.inhrelid AS regclass), ''
    {_CLASS} JOIN pg_inherits i ON i.inhparent = c.oid WHERE {_RELATION}""",
    f"""SELECT 'function ' || {_PLACE} || c.proname
        || '(' || pg_get_function_identity_arguments(c.oid) || ')',
        CAST(c.prokind AS text) || ' ' || coalesce(pg_get_function_result(c.oid), '') || ' '
        || c.prosrc || ' ' || CAST(c.provolatile AS text) || ' ' || l.lanname
        || CASE WHEN c.prosecdef THEN ' SECURITY DEFINER' ELSE '' END
        || CASE WHEN c.proisstrict THEN ' STRICT' ELSE '' END
        || coalesce(' SET ' || CAST(c.proconfig AS text), '')
    FROM pg_proc c JOIN pg_namespace n ON n.oid = c.pronamespace
        JOIN pg_language l ON l.oid = c.prolang
    WHERE {_IS_OURS.format(oid="c.oid", name="'documents'")}
        OR {_IN_PLACE_OF_BUILT_IN}
        OR (c.oid >= 16384 AND c.proname IN ('instr', 'json_each', 'json_extract'))""",
    f"""SELECT 'operator ' || {_PLACE} || c.oprname || ' ' || CAST(c.oid AS text), ''
    FROM pg_operator c JOIN pg_namespace n ON n.oid = c.oprnamespace
    WHERE {_IS_OURS.format(oid="c.oid", name="''")}""",
    """SELECT 'cast ' || format_type(c.castsource, NULL) || ' '
        || format_type(c.casttarget, NULL), '' FROM pg_cast c WHERE c.oid >= 16384
        AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')""",
    """SELECT 'setting ' || coalesce(CAST(CAST(nullif(s.setrole, 0) AS regrole) AS text), '') || ' '
        || one, '' FROM pg_db_role_setting s, unnest(s.setconfig) AS one
    WHERE one LIKE 'search^_path=%' ESCAPE '^' AND s.setdatabase IN (0,
        (SELECT oid FROM pg_database WHERE datname = current_database()))""",
    "SELECT 'event trigger ' || evtname, '' FROM pg_event_trigger WHERE oid >= 16384",
)
_SCHEMA = "SELECT current_schema()"
_SPACE = re.compile(r"\s+")


def schema_of(door: InspectionDoor) -> dict[str, str]:
    """Give what the database is made of: what each object is called, and how it is defined."""
    if not door.is_on_a_server:
        stands = {name: _plain(sql) for name, sql in door.rows(_SQLITE, {})}
        return {
            name: "" if _OF_WORDS.fullmatch(name) else definition
            for name, definition in stands.items()
        }
    ((schema,),) = door.rows(_SCHEMA, {})
    return {
        _plain(str(name).replace(f" {schema}.", " ")): _plain(str(sql))
        for query in _POSTGRES
        for name, sql in door.rows(query, {})
    }


def schema_as_made(*, on_a_server: bool) -> Mapping[str, str]:
    """Give what a catalogue of this revision is made of."""
    name = "postgres.json" if on_a_server else "sqlite.json"
    made: Mapping[str, str] = json.loads((files(__package__) / "schemas" / name).read_text("utf-8"))
    return made


def check_schema(door: InspectionDoor) -> Iterator[Difference]:
    """Give the tables, indexes, views, triggers and functions that no revision has made so."""
    stands = schema_of(door)
    if not stands:
        return  # there is no catalogue yet
    made = schema_as_made(on_a_server=door.is_on_a_server)
    for name in sorted(made.keys() | stands.keys()):
        if name not in stands:
            yield Difference("schema-missing", "", {"what": name})
        elif name not in made:
            # Where what PostgreSQL has built in comes later, anything may stand in its place.
            is_path = name.startswith("setting ") and "pg_catalog" not in name
            yield Difference("schema-path" if is_path else "schema-extra", "", {"what": name})
        elif stands[name] != made[name]:
            yield Difference("schema-other", "", {"what": name})


def _plain(sql: str) -> str:
    """A definition without what differs between versions of what wrote it: blanks and quotes."""
    return _SPACE.sub(" ", sql.replace('"', "")).strip()
