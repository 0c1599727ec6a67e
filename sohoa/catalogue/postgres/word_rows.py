"""Writes the rows of the index of words: new texts at its end, changes of those before."""
# ruff: noqa: S608 - the tables are ours

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from sohoa.catalogue.postgres import copied_in
from sohoa.catalogue.postgres.packed_words import (
    moved,
    packed,
    parts_of,
    postings_of,
    unpacked,
)
from sohoa.catalogue.postgres.stretches import SIZES, Stretch, last_first, stretch_of
from sohoa.catalogue.search_table import SearchTable

if TYPE_CHECKING:
    from sohoa.catalogue.postgres.packed_words import Postings

_COLUMNS = ("size", "first", "part", "content")
#: Where the last stretch of each size ends; nothing, if there is none.
_END = "SELECT " + ", ".join(
    f"(SELECT max(first) + {size} FROM {{0}}_words WHERE size = {size})" for size in SIZES
)
#: A row that has no words any more; where the last stretch ends is still told by it.
_NOTHING = bytes(4)
_OF = "size = :size AND first = :first"
_CHANGED = """INSERT INTO {0}_words (size, first, part, content)
    VALUES (:size, :first, :part, :content)
    ON CONFLICT (size, first, part) DO UPDATE SET content = excluded.content"""


def add_words(
    connection: Connection, table: SearchTable, texts: Sequence[tuple[int, Sequence[int]]]
) -> None:
    """Index some thousand texts, each a serial and its entries; none of them has words so far.

    At the end of the index they are written as long as their stretches then are, together with the
    shorter ones that become a part of these.
    """
    if not texts:
        return
    end = _end(connection, table)
    at_the_end = [one for one in texts if one[0] >= end]
    for serial, entries in texts:
        if serial < end:
            _change(connection, table, serial, end, added=entries)
    if not at_the_end:
        return
    end_now = 1 + max(serial for serial, _entries in at_the_end)
    before, now = set(last_first(end, since=end)), set(last_first(end_now, since=end))
    found = defaultdict[Stretch, list[Any]](list)
    for stretch in before - now:
        longer = stretch_of(stretch.first, end_now)
        rows = _taken_out(connection, table, stretch)
        found[longer] += [moved(unpacked(row), stretch.first - longer.first) for row in rows]
    of_stretch = defaultdict[Stretch, list[tuple[int, Sequence[int]]]](list)
    for serial, entries in at_the_end:
        stretch = stretch_of(serial, end_now)
        of_stretch[stretch].append((serial - stretch.first, entries))
    for stretch, some in of_stretch.items():
        found[stretch].append(_postings(some))
    cursor = copied_in.cursor_of(connection)
    copied_in.copy_fields(cursor, f"{table}_words", _COLUMNS, _rows(found))


def change_words(
    connection: Connection,
    table: SearchTable,
    serial: int,
    *,
    added: Iterable[int] = (),
    gone: Iterable[int] = (),
) -> None:
    """Bring what the index has of one text to what it has now."""
    end = _end(connection, table)
    if serial >= end:
        add_words(connection, table, [(serial, [*added])])
    else:
        _change(connection, table, serial, end, added=added, gone=gone)


def _end(connection: Connection, table: SearchTable) -> int:
    found = connection.execute(text(_END.format(table))).one()
    return max((one for one in found if one is not None), default=0)


def _taken_out(connection: Connection, table: SearchTable, stretch: Stretch) -> Iterator[bytes]:
    of = {"size": stretch.size, "first": stretch.first}
    sql = f"DELETE FROM {table}_words WHERE {_OF} RETURNING content"
    yield from connection.execute(text(sql), of).scalars()


def _postings(texts: Sequence[tuple[int, Sequence[int]]]) -> Postings:
    import numpy as np  # noqa: PLC0415 - who opens a catalogue to write may have no text for it

    entries = np.array([one for _place, entries in texts for one in entries], dtype=np.int64)
    places = np.array([place for place, _entries in texts], dtype=np.uint64)
    return postings_of(entries, np.repeat(places, [len(entries) for _place, entries in texts]))


def _rows(found: dict[Stretch, list[Postings]]) -> Iterator[list[bytes]]:
    import numpy as np  # noqa: PLC0415 - as above

    for stretch in sorted(found):
        size, first = copied_in.integer(stretch.size), copied_in.large(stretch.first)
        for part, content in packed(np.unique(np.concatenate(found[stretch])), stretch):
            yield [size, first, copied_in.integer(part), content]


def _change(
    connection: Connection,
    table: SearchTable,
    serial: int,
    end: int,
    *,
    added: Iterable[int] = (),
    gone: Iterable[int] = (),
) -> None:
    """Write anew those rows of a text's stretch in which something changes."""
    import numpy as np  # noqa: PLC0415 - as above

    stretch = stretch_of(serial, end)
    place = serial - stretch.first
    new, old = (_postings([(place, [*some])]) for some in (added, gone))
    parts = sorted({*parts_of(new, stretch).tolist(), *parts_of(old, stretch).tolist()})
    of = {"size": stretch.size, "first": stretch.first}
    sql = f"SELECT part, content FROM {table}_words WHERE {_OF} AND part = ANY(:parts)"
    held = dict(connection.execute(text(sql), {**of, "parts": parts}).tuples().all())
    changed = list[dict[str, Any]]()
    for part in parts:
        kept = unpacked(held[part]) if part in held else np.empty(0, dtype=np.uint64)
        now = np.union1d(np.setdiff1d(kept, old), new[parts_of(new, stretch) == part])
        rows = dict(packed(now, stretch))
        changed.append({**of, "part": part, "content": rows.get(part, _NOTHING)})
    if changed:
        connection.execute(text(_CHANGED.format(table)), changed)
