"""Copies a catalogue to another place, row by row, and compares what came over.

The catalogue that is copied is held meanwhile: nobody writes to it. What is searched by is made
anew: each database has an index of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import zip_longest
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    RowMapping,
    Select,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from sohoa.catalogue.address import shown
from sohoa.catalogue.database import WriteDatabase
from sohoa.catalogue.facts_of_office import refuse_moved, set_moved_to
from sohoa.catalogue.makers import database_of, filled
from sohoa.catalogue.paper_store import words_of
from sohoa.catalogue.postgres.signs import storable, storable_json
from sohoa.catalogue.schema import document_texts, documents, metadata, register_records
from sohoa.catalogue.schema_version import version_of
from sohoa.catalogue.search_index import add_to_search
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.stored import write_json
from sohoa.catalogue.version import HEAD
from sohoa.domain.catalogue_errors import CatalogueNotEmptyError, CopyDiffersError
from sohoa.domain.errors import CatalogueVersionError
from sohoa.domain.paper_facts import Listing

_TOGETHER = 500
#: Name of a table, and how many of its rows are there now.
Progress = Callable[[str, int], None]


def copy_catalogue(
    source: str, target: str, *, tell: Progress, moves: bool = False
) -> dict[str, int]:
    """Copy a catalogue by its address to an empty place; returns each table's number of rows.

    All of it comes over, compared row by row, or nothing. Where it `moves`, the source says from
    now on where the catalogue is, and refuses to be read or written (`CatalogueMovedError`).

    Raises:
        CatalogueNotEmptyError: There is something at the target.
        CatalogueMovedError: The source has moved already: what it holds is of before.
        CopyDiffersError: A row came over otherwise than it was.
        CatalogueVersionError: The source is of another version.
        CatalogueBusyError, CatalogueServerError, CatalogueAccessError, DiskFullError: As named.
    """
    with closing(database_of(source)) as held_by, held_by.writing() as held:
        if (found := version_of(held)) != HEAD:
            raise CatalogueVersionError(path=shown(source), found=found, needed=HEAD)
        refuse_moved(held)
        with filled(target) as made:
            counts = _fill(made, held, target, tell)
        if moves:
            set_moved_to(held, target)
        return counts


def _fill(made: WriteDatabase, held: Connection, target: str, tell: Progress) -> dict[str, int]:
    with made.reading() as looked_at:
        _require_empty(looked_at, target)
    made.bring_to_head()
    with made.writing() as copy:
        _require_empty(copy, target)
        counts = {}
        for table in metadata.sorted_tables:
            counts[table.name] = _copy_table(held, copy, table, tell)
        _make_search(copy)
        for table in metadata.sorted_tables:
            _compare(held, copy, table, place=shown(target))
    return counts


def _require_empty(connection: Connection, target: str) -> None:
    """An empty place, or one where only the schema was made."""
    if not version_of(connection):
        return
    for table in metadata.sorted_tables:
        if connection.execute(select(*table.primary_key).limit(1)).first() is not None:
            raise CatalogueNotEmptyError(place=shown(target))


def _copy_table(held: Connection, copy: Connection, table: Table, tell: Progress) -> int:
    count, own = 0, _own_references(table)
    for rows in _partitions(held, table):
        values = [dict(row) for row in rows]
        # A row may name one that comes later: these ties are made when all rows are there.
        first = [{**row, **dict.fromkeys(own)} for row in values]
        copy.execute(insert(table), first)
        count += len(rows)
        tell(table.name, count)
    for name in own:
        _tie(held, copy, table, name)
    return count


def _tie(held: Connection, copy: Connection, table: Table, name: str) -> None:
    (key,) = table.primary_key
    tied = update(table).where(key == bindparam("of_row")).values({name: bindparam("tied_to")})
    named = select(key, table.c[name]).where(table.c[name].is_not(None))
    for rows in held.execute(named).partitions(_TOGETHER):
        copy.execute(tied, [{"of_row": row, "tied_to": other} for row, other in rows])


def _own_references(table: Table) -> list[str]:
    """Columns that name another row of the same table."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _partitions(connection: Connection, table: Table) -> Iterator[Any]:
    query = select(table).order_by(*table.primary_key)
    with connection.execute(query.execution_options(stream_results=True)) as found:
        yield from found.mappings().partitions(_TOGETHER)


def _compare(held: Connection, copy: Connection, table: Table, *, place: str) -> None:
    """Every row on both sides, in the order of its key.

    Raises:
        CopyDiffersError: One is missing, too many, or otherwise.
    """
    keys = [column.name for column in table.primary_key]
    for here, there in zip_longest(_rows(held, table), _rows(copy, table)):
        if here is None or there is None or _plain(here, table) != _plain(there, table):
            row = here if here is not None else there
            named = ", ".join(str(row[name]) for name in keys)
            raise CopyDiffersError(place=place, table=table.name, row=named)


def _rows(connection: Connection, table: Table) -> Iterator[RowMapping]:
    for rows in _partitions(connection, table):
        yield from rows


def _plain(row: RowMapping, table: Table) -> list[object]:
    return [_as_stored(row[column.name]) for column in table.columns]


def _as_stored(value: object) -> object:
    """A value as either database gives it back; JSON by what is written of it."""
    if isinstance(value, list | dict):
        return storable_json(write_json(value))
    return storable(value) if isinstance(value, str) else value


def _make_search(copy: Connection) -> None:
    """Index what the catalogue finds: archived documents that were not retired, listed papers."""
    texts = (
        select(document_texts.c.serial, document_texts.c.text)
        .join(documents, documents.c.document_id == document_texts.c.document_id)
        .where(documents.c.retired_at.is_(None))
    )
    for rows in _pages(copy, texts, document_texts.c.serial):
        add_to_search(copy, SearchTable.DOCUMENTS, [(row["serial"], row["text"]) for row in rows])
    listed = select(register_records).where(register_records.c.listing == Listing.LISTED.value)
    for rows in _pages(copy, listed, register_records.c.serial):
        add_to_search(copy, SearchTable.REGISTER, [(row["serial"], words_of(row)) for row in rows])


def _pages(
    connection: Connection, query: Select[Any], serial: Column[Any]
) -> Iterator[Sequence[RowMapping]]:
    after = 0
    page = query.order_by(serial).limit(_TOGETHER)
    while rows := connection.execute(page.where(serial > after)).mappings().all():
        yield rows
        after = rows[-1]["serial"]
