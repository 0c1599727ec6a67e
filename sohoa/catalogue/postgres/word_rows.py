"""Writes the rows of the index of words: new texts at its end, changes of those before."""
# ruff: noqa: S608 - the tables are ours

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from sohoa.catalogue.postgres import copied_in
from sohoa.catalogue.postgres.packed_words import (
    in_order,
    moved,
    packed,
    parts_of,
    postings_of,
    unpacked,
)
from sohoa.catalogue.postgres.stretches import SIZES, Stretch, last_first, stretch_of
from sohoa.catalogue.postgres.text_rows import Entries
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


def add_words(connection: Connection, table: SearchTable, new: Entries) -> None:
    """Index the words of some thousand texts; none of them has words there so far.

    At the end of the index they are written as long as their stretches then are, together with the
    shorter ones that become a part of these.
    """
    end = _end(connection, table)
    for text_at, serial in enumerate(new.serials):
        if serial < end:
            entries = new.entries[new.texts == text_at]
            _change(connection, table, serial, end, added=entries.tolist())
    end_now = max(end, *(serial + 1 for serial in new.serials)) if new.serials else end
    if end_now == end:
        return
    found = _added(new, end, end_now)
    before, now = set(last_first(end, since=end)), set(last_first(end_now, since=end))
    for stretch in before - now:
        longer = stretch_of(stretch.first, end_now)
        held = unpacked(_taken_out(connection, table, stretch))
        found[longer].append(moved(held, stretch.first - longer.first))
    cursor = copied_in.cursor_of(connection)
    copied_in.copy_fields(cursor, f"{table}_words", _COLUMNS, _rows(found))


def _added(new: Entries, end: int, end_now: int) -> defaultdict[Stretch, list[Postings]]:
    """New texts behind the end, by the stretches in which they are now."""
    import numpy as np  # noqa: PLC0415 - who opens a catalogue to write may have no text for it

    found = defaultdict[Stretch, list[Any]](list)
    serials = np.array(new.serials, dtype=np.int64)[new.texts]
    for stretch in {stretch_of(one, end_now) for one in new.serials if one >= end}:
        is_there = (serials >= max(end, stretch.first)) & (serials < stretch.first + stretch.size)
        places = (serials[is_there] - stretch.first).astype(np.uint64)
        found[stretch].append(postings_of(new.entries[is_there], places))
    return found


def change_words(
    connection: Connection,
    table: SearchTable,
    serial: int,
    *,
    added: Collection[int] = (),
    gone: Collection[int] = (),
) -> None:
    """Bring what the index has of one text to what it has now."""
    import numpy as np  # noqa: PLC0415 - as above

    end = _end(connection, table)
    if serial < end:
        _change(connection, table, serial, end, added=added, gone=gone)
    elif added:
        entries = np.array([*added], dtype=np.int64)
        add_words(connection, table, Entries([serial], np.zeros_like(entries), entries))


def _end(connection: Connection, table: SearchTable) -> int:
    found = connection.execute(text(_END.format(table))).one()
    return max((one for one in found if one is not None), default=0)


def _taken_out(connection: Connection, table: SearchTable, stretch: Stretch) -> Iterable[bytes]:
    of = {"size": stretch.size, "first": stretch.first}
    sql = f"DELETE FROM {table}_words WHERE {_OF} RETURNING content"
    return connection.execute(text(sql), of).scalars()


def _rows(found: dict[Stretch, list[Postings]]) -> Iterator[list[bytes]]:
    import numpy as np  # noqa: PLC0415 - as above

    for stretch in sorted(found):
        size, first = copied_in.integer(stretch.size), copied_in.large(stretch.first)
        for part, content in packed(in_order(np.concatenate(found[stretch])), stretch):
            yield [size, first, copied_in.integer(part), content]


def _change(
    connection: Connection,
    table: SearchTable,
    serial: int,
    end: int,
    *,
    added: Collection[int] = (),
    gone: Collection[int] = (),
) -> None:
    """Write anew those rows of a text's stretch in which something changes."""
    import numpy as np  # noqa: PLC0415 - as above

    stretch = stretch_of(serial, end)
    place = np.uint64(serial - stretch.first)
    new, old = (
        postings_of(np.array([*some], dtype=np.int64), np.full(len(some), place))
        for some in (added, gone)
    )
    parts = sorted({*parts_of(new, stretch).tolist(), *parts_of(old, stretch).tolist()})
    of = {"size": stretch.size, "first": stretch.first}
    sql = f"SELECT part, content FROM {table}_words WHERE {_OF} AND part = ANY(:parts)"
    held = dict(connection.execute(text(sql), {**of, "parts": parts}).tuples().all())
    changed = list[dict[str, Any]]()
    for part in parts:
        kept = unpacked([held[part]] if part in held else [])
        left = kept[~np.isin(kept, old)]
        now = in_order(np.concatenate([left, new[parts_of(new, stretch) == part]]))
        rows = dict(packed(now, stretch))
        changed.append({**of, "part": part, "content": rows.get(part, _NOTHING)})
    if changed:
        connection.execute(text(_CHANGED.format(table)), changed)
