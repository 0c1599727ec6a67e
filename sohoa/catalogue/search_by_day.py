"""The newest of very many hits: what was formed last is looked at first, for its words.

Where all hits are at hand they are sorted; of common words they are too many for that.
"""

from __future__ import annotations

from collections.abc import Iterable

from sohoa.catalogue import search_queries as queries
from sohoa.catalogue.database import ReadDatabase
from sohoa.catalogue.search_keys import Gathered, KeyRow, newest_first
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.search_wanted import Wanted, dates_of
from sohoa.catalogue.search_words import Part

#: Texts that are looked at first; then twice as many each time, up to the most.
_FIRST, _MOST = 64, 8_192
#: What a table's texts are of, by day: the statement, and whose day it is.
_BY_DAY = {
    SearchTable.DOCUMENTS: ((queries.TEXTS_BY_DAY, "d"),),
    SearchTable.REGISTER: ((queries.DIGITIZED_BY_DAY, "d"), (queries.PAPERS_BY_DAY, "r")),
}


def add_newest(
    database: ReadDatabase, parts: Iterable[Part], wanted: Wanted, found: Gathered, *, most: int
) -> None:
    """Add to what was found the newest of some parts: all that may be among so many newest.

    The first part has many hits, and tells the day behind which the others need not be followed.
    """
    for part in parts:
        for sql, of in _BY_DAY[part.table]:
            formed, days = dates_of(f"{of}.formed", part.dates)
            condition, asked = wanted.of_documents() if of == "d" else wanted.of_papers()
            statement = sql.format(formed + condition)
            asked = {**asked, **days, **_behind(found, most)}
            found.add(part.kind, _walked(database, part, statement, asked, found=found, most=most))


def _behind(found: Gathered, most: int) -> dict[str, object]:
    """The last of so many newest: what lies behind it is not followed."""
    newest = newest_first(found.keys)[:most]
    last = newest[-1] if len(newest) == most else None
    return {"since": last.formed if last else "", "since_id": last.document_id if last else ""}


def _walked(
    database: ReadDatabase,
    part: Part,
    statement: str,
    asked: dict[str, object],
    *,
    found: Gathered,
    most: int,
) -> list[KeyRow]:
    """So many as are new, or all, of what has the words, in the order of the days."""
    hits, looked_at, some = list[KeyRow](), 0, _FIRST
    having = database.having(part.table, part.phrases)
    while having is not None and len(hits) < most:
        rows = database.rows(statement, {**asked, "some": some, "looked_at": looked_at})
        new = {row[0]: row[1:] for row in rows if not found.has(row[1:])}
        hits += [new[serial] for serial in having(list(new), most=most - len(hits))]
        if len(rows) < some:
            break
        looked_at, some = looked_at + some, min(2 * some, _MOST)
    return hits
