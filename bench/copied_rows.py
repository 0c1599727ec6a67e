"""A large catalogue on a server, of a small one: rows that the writer made, under new numbers.

A copy is what the writer would have made of another number (`bench.made_up_records`), but for its
words and its day, which are those of the row it was copied from. Indexes are those of the product:
left away while rows are copied, made again as they were, the index of words too.
"""
# ruff: noqa: S608 - every name is one of the catalogue's own

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import psycopg

from bench import made_up_records as made
from sohoa.catalogue.postgres import copied_in, search_index, word_rows
from sohoa.catalogue.postgres.engine import PostgresWriting
from sohoa.catalogue.postgres.text_rows import made_again
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.writer import Catalogue

#: So many are copied again and again.
SOURCE = 10_000
#: Of a row of number `n`: its columns in the row of number `m`. What has figures has no others.
_MINUTE = "to_char(timestamp '2023-01-02 03:00' + {1} * interval '1 minute', '{0}')"
_INSTANT = 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'
_AT, _AT_FIRST = (_MINUTE.format(_INSTANT, number) for number in "mn")
_VIETNAM = f"(m + {7 * 60})"
_DAY = _MINUTE.format("YYYY-MM-DD", _VIETNAM)
_PAPER = "'SO-' || lpad(m::text, 6, '0')"
_BOX = f"lpad((m / {made.BOX})::text, 5, '0')"
_DOCUMENT = f"'hop-' || {_BOX} || '.' || left(encode(sha256(m::text::bytea), 'hex'), 12)"
_UNIT = f"'H09.14.' || 2016 + m / {made.UNIT} % 8 || '.GP' || m / {made.UNIT} || '.NVVH'"
_PLACE = f"m % {made.UNIT} + 1"
_NAME = f"{_UNIT} || '.' || lpad(({_PLACE})::text, 7, '0') || '.pdf'"
_NEW = "replace({0}, n::text, m::text)"


def _digest(of: str) -> str:
    return f"encode(sha256(('{of}/' || m)::bytea), 'hex')"


def _renamed(*names: str) -> dict[str, str]:
    return {name: _NEW.format(f"r.{name}") for name in names}


def _fact() -> str:
    """What is said of a document, whose numbers, days and digests are another's."""
    said = "r.said"
    for was, now in (
        ("'SO-' || lpad(n::text, 6, '0')", _PAPER),
        (_AT_FIRST, _AT),
        *((f"r.was::json ->> {at}", new) for at, new in enumerate(_OF_FILE)),
        ("'\"number\":\"' || n || '/'", "'\"number\":\"' || m || '/'"),
    ):
        said = f"replace({said}, {was}, {now})"
    return said


#: In the order in which the facts' own source names what they were.
_OF_FILE = (f"{_UNIT} || '/' || {_PLACE}", *map(_digest, ("file", "receipt", "scan")))
_FACT = _fact()
#: Its number and its subject: a place or a day may have the same figures.
_OF_PAPER = """replace(replace(r.said, '"' || n || '/', '"' || m || '/'),
    'số ' || n || '"', 'số ' || m || '"')"""
_NUMBERS = _renamed("number", "number_key", "number_joined", "subject")
#: The changes of a copy stand behind those of the one before.
_CHANGES = ":copy * (SELECT max(id) - min(id) + 1 FROM told)"
#: Table -> where its rows come from, each with the number it is of; then its columns.
_COPIED: dict[str, tuple[str, dict[str, str]]] = {
    "register_imports": (
        "SELECT r.*, 0 AS n FROM register_imports r WHERE id = 1",
        {"id": ":copy + 1", "sha256": _digest("register")},
    ),
    "changes": (
        "SELECT t.*, 0 AS n FROM told t",
        {
            "id": f"r.id + {_CHANGES}",
            "at": "(SELECT max(at) FROM told)",  # times never go back
            "import_id": "CASE WHEN r.import_id IS NOT NULL THEN :copy + 1 END",
        },
    ),
    "register_records": (
        "SELECT r.*, serial AS n FROM register_records r WHERE serial <= :size",
        {"serial": "m", "record_id": _PAPER, **_NUMBERS},
    ),
    "register_rows": (
        "SELECT r.*, id AS n FROM register_rows r WHERE id <= :size",
        {
            "id": "m",
            "import_id": ":copy + 1",
            "record_id": _PAPER,
            **_renamed("cells"),
        },
    ),
    "documents": (
        "SELECT r.*, left(source_name, 7)::bigint AS n FROM made r",
        {
            "document_id": _DOCUMENT,
            "batch": f"'Hộp ' || {_BOX}",
            "source_name": "lpad(m::text, 7, '0') || '.pdf'",
            "source_paths": f"""'["Hộp ' || {_BOX} || '/' || lpad(m::text, 7, '0') || '.pdf"]'""",
            "content_sha256": _digest("scan"),
            "record_id": f"CASE WHEN r.record_id IS NOT NULL THEN {_PAPER} END",
            **_NUMBERS,
            "file_code": _UNIT,
            "ordinal": _PLACE,
            "archive_name": _NAME,
            "archive_path": f"2016 + m / {made.UNIT} % 8 || '/' || {_UNIT} || '/' || {_NAME}",
            "sha256": _digest("file"),
            "receipt_sha256": _digest("receipt"),
            "signatures": f"replace(r.signatures, r.archived_at, {_AT})",
            "archived_at": _AT,
            "archived_on": _DAY,
            "updated_at": _AT,
            "is_listed": "1",
        },
    ),
    "reservations": (
        """SELECT s.*, left(r.source_name, 7)::bigint AS n
        FROM made r JOIN reservations s USING (document_id)""",
        {"file_code": _UNIT, "ordinal": _PLACE, "document_id": _DOCUMENT},
    ),
    "document_texts": (
        """SELECT t.*, left(r.source_name, 7)::bigint AS n
        FROM made r JOIN document_texts t USING (document_id)""",
        {"serial": "r.serial + m - n", "document_id": _DOCUMENT, **_renamed("text")},
    ),
    "facts": (
        """SELECT f.*, substr(subject, 4)::bigint AS n, '{}' AS was FROM facts f
            WHERE kind = 'paper' AND substr(subject, 4)::bigint <= :size
        UNION ALL SELECT f.*, left(r.source_name, 7)::bigint, json_build_array(
                r.file_code || '/' || r.ordinal, r.sha256, r.receipt_sha256, r.content_sha256)::text
            FROM made r JOIN facts f ON f.kind = 'document' AND f.subject = r.document_id""",
        {
            "serial": "r.serial + 2 * (m - n)",
            "subject": f"CASE r.kind WHEN 'paper' THEN {_PAPER} ELSE {_DOCUMENT} END",
            "said": f"CASE r.kind WHEN 'paper' THEN {_OF_PAPER} ELSE {_FACT} END",
            "change_id": f"r.change_id + {_CHANGES}",
            "true_from": f"CASE r.kind WHEN 'paper' THEN r.true_from ELSE {_DAY} END",
        },
    ),
}
#: Texts with their serials and numbers: those of documents, and of papers.
_TEXTS = {
    SearchTable.DOCUMENTS: """SELECT s.serial, left(r.source_name, 7)::bigint, s.exact, s.folded
        FROM made r JOIN document_texts t USING (document_id)
        JOIN document_search s ON s.serial = t.serial""",
    SearchTable.REGISTER: """SELECT serial, serial, exact, folded FROM register_search
        WHERE serial <= %(size)s""",
}
_MADE = "CREATE TEMPORARY TABLE made AS SELECT * FROM documents WHERE batch LIKE 'Hộp %'"
#: The changes by which the rows came that are copied.
_TOLD = """CREATE TEMPORARY TABLE told AS SELECT * FROM changes
    WHERE id >= (SELECT min(change_id) FROM facts WHERE kind = 'paper')"""
_COLUMNS = """SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position"""
_INDEXES = """SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = 'public'
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"""
_COUNTED = {
    "paper": "SELECT max(serial) FROM register_records",
    "register_row": "SELECT max(id) FROM register_rows",
    "import": "SELECT max(id) FROM register_imports",
    "text": "SELECT max(serial) FROM document_texts",
    "fact": "SELECT max(serial) FROM facts",
    "change": "SELECT max(id) FROM changes",
}
_PLACES = """INSERT INTO counters (name, next)
    SELECT 'place ' || file_code, max(ordinal) + 1 FROM reservations GROUP BY file_code
    ON CONFLICT (name) DO UPDATE SET next = excluded.next"""
_TALLIES = """UPDATE tallies t SET count = found.count
    FROM (SELECT tally, count(*) FROM register_records GROUP BY tally) AS found
    WHERE found.tally = t.id"""


def grow_by_copies(url: str, copies: range, tell: Callable[[str], None]) -> None:
    """Copy the first `SOURCE` documents and papers so many times; all stand behind one another."""
    size = SOURCE
    with psycopg.connect(url, autocommit=True) as connection:
        for one in (
            "SET session_replication_role = replica",  # references hold as they did in the original
            "SET maintenance_work_mem = '1GB'",
            "SET work_mem = '256MB'",
            "SET synchronous_commit = off",
            "SET default_toast_compression = 'lz4'",  # as the catalogue's writer
            _MADE,
            _TOLD,
        ):
            connection.execute(one)
        indexes = connection.execute(_INDEXES).fetchall()
        for name, _made in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        for copy in copies:
            for table, (rows, columns) in _COPIED.items():
                _copy(connection, table, rows, columns, {"copy": copy, "size": size})
            tell(f"copy {copy}")
        texts = {
            table: connection.execute(sql, {"size": size}).fetchall()
            for table, sql in _TEXTS.items()
        }
        for kind, largest in _COUNTED.items():
            connection.execute(
                f"UPDATE counters SET next = ({largest}) + 1 WHERE name = %s", (kind,)
            )
        connection.execute(_PLACES)
        connection.execute(_TALLIES)
        for _name, as_it_was in indexes:
            connection.execute(as_it_was)
        tell("indexes")
    for table, some in texts.items():
        _index(url, table, some, copies)
        tell(table)
    with Catalogue.open(url) as catalogue:  # its facts are entered into the ledger
        tell(f"ledger: {catalogue.head(at=dt.datetime.now(dt.UTC)).size:,} entries")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _index(
    url: str, table: SearchTable, texts: list[tuple[int, int, str, str]], copies: range
) -> None:
    """Enter the words of copies by the product's own index; of a text its number is another."""
    database = PostgresWriting(url)
    for copy in copies:
        with database.writing() as connection:
            further = copy * SOURCE
            rows, entries = made_again(
                [
                    (
                        serial + further,
                        exact.replace(str(number), str(number + further)),
                        folded.replace(str(number), str(number + further)),
                    )
                    for serial, number, exact, folded in texts
                ]
            )
            cursor = copied_in.cursor_of(connection)
            copied_in.copy_fields(cursor, table, search_index.COLUMNS, rows)
            word_rows.add_words(connection, table, entries)
    database.close()


def _copy(
    connection: psycopg.Connection,
    table: str,
    rows: str,
    columns: Mapping[str, str],
    values: Mapping[str, int],
) -> None:
    names = [name for (name,) in connection.execute(_COLUMNS, (table,))]
    selected = ", ".join(columns.get(name, f"r.{name}") for name in names)
    sql = f"""INSERT INTO {table} ({", ".join(names)}) SELECT {selected}
        FROM (SELECT s.*, s.n + :copy * :size AS m FROM ({rows}) AS s) AS r"""
    for name, value in values.items():
        sql = sql.replace(f":{name}", str(value))
    connection.execute(sql)
