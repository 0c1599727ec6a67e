"""Feeds the index of words of a PostgreSQL catalogue; its tables stand here too (see `search`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, text

from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.postgres import copied_in, word_rows
from sohoa.catalogue.postgres.stretches import LONGEST
from sohoa.catalogue.postgres.text_rows import Entries, all_of, made_again, made_of
from sohoa.catalogue.search_table import SearchTable

#: Texts that are parted into words together: what is worked on stays near the processor.
_PARTED = 512
COLUMNS = ("serial", "often", "times", "length", "exact", "folded")
#: What is long lies beside the table: a search goes through rows that it does not read. Rows of
#: words do not: they are what it reads. No plan asks how often a number comes.
TABLES = tuple(
    statement
    for table in SearchTable
    for statement in (
        f"""CREATE TABLE {table} (serial bigint PRIMARY KEY,
        often bigint[] NOT NULL, times smallint[] NOT NULL, length integer NOT NULL,
        exact text COLLATE "C" NOT NULL, folded text COLLATE "C" NOT NULL)
        WITH (toast_tuple_target = 128)""",
        f"ALTER TABLE {table} ALTER often SET STORAGE EXTERNAL, ALTER often SET STATISTICS 0",
        f"""CREATE TABLE {table}_words (size integer NOT NULL, first bigint NOT NULL,
        part integer NOT NULL, content bytea NOT NULL, PRIMARY KEY (size, first, part))
        WITH (toast_tuple_target = 8160)""",
        f"ALTER TABLE {table}_words ALTER content SET STORAGE EXTERNAL,"
        " ALTER content SET STATISTICS 0",
    )
)


def add(connection: Connection, table: SearchTable, texts: Iterable[tuple[int, str]]) -> None:
    """Index texts by their serial, which must be new to the table."""
    for some in in_parts(texts, LONGEST):
        entries = list[Entries]()
        cursor = copied_in.cursor_of(connection)
        copied_in.copy_fields(cursor, table, COLUMNS, _rows(some, entries))
        word_rows.add_words(connection, table, all_of(entries))


def remove(connection: Connection, table: SearchTable, serial: int, content: str) -> None:
    """Take a text out of the index again; `content` must be what was indexed."""
    _delete(connection, table, serial)
    word_rows.change_words(connection, table, serial, gone=_entries(content))


def change(
    connection: Connection, table: SearchTable, serial: int, *, before: str, after: str
) -> None:
    """Index a text as it is now: of its words, those that came and went."""
    _delete(connection, table, serial)
    rows, _entries_now = made_of([(serial, after)])
    copied_in.copy_fields(copied_in.cursor_of(connection), table, COLUMNS, rows)
    was, now = _entries(before), _entries(after)
    word_rows.change_words(connection, table, serial, added=now - was, gone=was - now)


def index_again(
    connection: Connection, table: SearchTable, rows: Sequence[tuple[int, str, str]]
) -> None:
    """Index the words of texts whose rows are there: serial, exact words, folded ones."""
    made = [made_again(some) for some in in_parts(rows, _PARTED)]
    word_rows.add_words(connection, table, all_of([entries for _rows, entries in made]))


def _rows(texts: Iterable[tuple[int, str]], entries: list[Entries]) -> Iterator[list[bytes]]:
    """The rows of texts; what the index has of them is put to the entries on the way."""
    for some in in_parts(texts, _PARTED):
        rows, of_some = made_of(some)
        entries.append(of_some)
        yield from rows


def _delete(connection: Connection, table: SearchTable, serial: int) -> None:
    connection.execute(text(f"DELETE FROM {table} WHERE serial = :serial"), {"serial": serial})  # noqa: S608 - the table is one of ours


def _entries(content: str) -> set[int]:
    _rows, found = made_of([(0, content)])
    return set(found.entries.tolist())
