"""Searching among many records: common words cost no more than rare ones, the newest come first."""

from __future__ import annotations

import sqlite3
import time

import pytest

from sohoa.catalogue.database import LOOKED_AT, Narrowed, Phrase
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.sqlite.search import best_hits

COUNT = 60_000
COMMON, RARE = Phrase(("giay",), is_exact=False), Phrase(("hiem",), is_exact=False)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> sqlite3.Connection:
    """Sixty thousand texts with one word in all of them, and one in each five thousandth."""
    connection = sqlite3.connect(tmp_path_factory.mktemp("shelf") / "search.sqlite3")
    connection.execute(
        "CREATE VIRTUAL TABLE document_search USING fts5(exact, folded, content='', "
        'tokenize="unicode61 remove_diacritics 0")'
    )
    rows = (
        (serial, "", "giay phep" + (" hiem" * (1 + serial % 3) if serial % 5_000 == 0 else ""))
        for serial in range(1, COUNT + 1)
    )
    connection.executemany(
        "INSERT INTO document_search (rowid, exact, folded) VALUES (?, ?, ?)", rows
    )
    return connection


def looked_for(shelf: sqlite3.Connection, *phrases: Phrase) -> list[int]:
    """The serials of the best."""
    return best_hits(shelf, SearchTable.DOCUMENTS, phrases, Narrowed())


def test_of_a_common_word_the_newest_come_first(shelf):
    """So many as are looked at, and one that says that there are more."""
    assert looked_for(shelf, COMMON) == list(range(COUNT, COUNT - LOOKED_AT - 1, -1))


def test_beside_a_rare_word_a_common_one_tells_nothing(shelf):
    """All that have both, by how much they say of the rare one."""
    found = looked_for(shelf, COMMON, RARE)

    assert sorted(found) == list(range(5_000, COUNT + 1, 5_000))
    assert found == looked_for(shelf, RARE)
    assert [serial % 3 for serial in found] == sorted((n % 3 for n in found), reverse=True)


def test_a_common_word_costs_a_fraction_of_ranking_all(shelf):
    """What was done before is the measure: the rank of every hit."""
    every = "SELECT rowid FROM document_search WHERE document_search MATCH ? ORDER BY rank LIMIT 20"

    def seconds(run) -> float:
        costs = []
        for _turn in range(3):
            began = time.process_time()
            run()
            costs.append(time.process_time() - began)
        return min(costs)

    ranked = seconds(lambda: shelf.execute(every, ('folded : "giay"',)).fetchall())
    looked = seconds(lambda: looked_for(shelf, COMMON))
    assert looked < ranked / 5


def test_no_hit_is_read_that_is_not_shown(shelf):
    """The statements of a search give numbers of rows alone, no more than are looked at."""
    asked = list[str]()
    shelf.set_trace_callback(asked.append)
    looked_for(shelf, COMMON, RARE)
    shelf.set_trace_callback(None)
    told = [one for one in asked if not one.startswith("--")]
    assert len(told) == 3
    assert all(str(LOOKED_AT + 1) in one for one in told)
