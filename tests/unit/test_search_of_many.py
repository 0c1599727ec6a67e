"""Searching among many records: common words cost no more than rare ones, the newest come first."""

from __future__ import annotations

import sqlite3
import time

import pytest
from sohoa.catalogue.search_rank import LOOKED_AT, best_hits, count_hits

from sohoa.catalogue import search_rank
from sohoa.catalogue.search_table import SearchTable

COUNT = 60_000
COMMON, RARE = 'folded : "giay"', 'folded : "hiem"'


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> sqlite3.Connection:
    """Sixty thousand texts with one word in all of them, and one in each twentieth thousand."""
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


def test_of_a_common_word_the_newest_come_first(shelf):
    """So many as are looked at; the others are older."""
    found = best_hits(shelf, SearchTable.DOCUMENTS, [COMMON])

    assert found == list(range(COUNT, COUNT - LOOKED_AT, -1))


def test_beside_a_rare_word_a_common_one_tells_nothing(shelf):
    """All that have both, by how much they say of the rare one."""
    found = best_hits(shelf, SearchTable.DOCUMENTS, [COMMON, RARE])

    assert sorted(found) == list(range(5_000, COUNT + 1, 5_000))
    assert found == best_hits(shelf, SearchTable.DOCUMENTS, [RARE])
    assert [serial % 3 for serial in found] == sorted((n % 3 for n in found), reverse=True)


def test_hits_are_counted_up_to_a_number(shelf):
    """Nobody waits for the exact number of a common word's hits."""
    assert count_hits(shelf, SearchTable.DOCUMENTS, [RARE], most=100) == COUNT // 5_000
    assert count_hits(shelf, SearchTable.DOCUMENTS, [COMMON], most=100) == 100


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

    ranked = seconds(lambda: shelf.execute(every, (COMMON,)).fetchall())
    looked = seconds(lambda: best_hits(shelf, SearchTable.DOCUMENTS, [COMMON]))
    assert looked < ranked / 5


def test_no_hit_is_read_that_is_not_shown(shelf, monkeypatch):
    """The statements of a search give numbers of rows alone."""
    asked = list[str]()
    shelf.set_trace_callback(asked.append)
    best_hits(shelf, SearchTable.DOCUMENTS, [COMMON, RARE])
    shelf.set_trace_callback(None)
    told = [one for one in asked if not one.startswith("--")]
    assert len(told) == 3
    assert all(str(search_rank.LOOKED_AT) in one or "2001" in one for one in told)
