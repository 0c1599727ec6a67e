"""Searching among many records: common words cost no more than rare ones, the newest come first.

Work is counted in SQLite's own steps, not in seconds.
"""
# ruff: noqa: S608 - what is put together here is written here

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from catalogue_samples import archive, reading

from sohoa.catalogue.database import LOOKED_AT, Narrowed, Phrase
from sohoa.catalogue.rows import Found, HitKind
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.search_wanted import Wanted
from sohoa.catalogue.sqlite.search import TextsWith, best_hits
from sohoa.catalogue.writer import Catalogue

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
    # As a catalogue is: what is not stored yet FTS5 copies whole for each question, 0.1 s each.
    connection.commit()
    return connection


def looked_for(shelf: sqlite3.Connection, *phrases: Phrase) -> list[int]:
    """The serials of the best."""
    return best_hits(shelf, SearchTable.DOCUMENTS, phrases, Narrowed()).serials


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
    *told, _ranked = heard(shelf, COMMON, RARE)
    assert len(told) == 3
    assert all(f"LIMIT {LOOKED_AT + 1}" in one or "LIMIT 1" in one for one in told)


def test_the_ranked_are_not_asked_about_one_by_one(shelf):
    """For each serial FTS5 would look for all words anew, and reckon how rare they are."""
    *_told, ranked = heard(shelf, COMMON, RARE)
    plan = [step for *_numbers, step in shelf.execute(f"EXPLAIN QUERY PLAN {ranked}")]
    (walk,) = (step for step in plan if "document_search" in step)
    assert "ORDER BY rank" in ranked
    assert "=" not in walk.rpartition("INDEX")[2]


def heard(shelf: sqlite3.Connection, *phrases: Phrase) -> list[str]:
    """What FTS5 is asked, one statement after the other."""
    asked = list[str]()
    shelf.set_trace_callback(asked.append)
    looked_for(shelf, *phrases)
    shelf.set_trace_callback(None)
    return [one for one in asked if not one.startswith("--")]


@pytest.mark.parametrize(
    ("phrase", "statements"), [(RARE, 2), (COMMON, 12)], ids=["rare", "common"]
)
def test_texts_are_asked_about_until_it_costs_less_to_go_through_all(shelf, phrase, statements):
    """Of a rare word all that have it are found once; a common one is found in the next few."""
    texts = TextsWith(shelf, SearchTable.DOCUMENTS, [phrase])
    asked, blocks = list[str](), [range(last, last - 5_000, -1) for last in range(COUNT, 0, -5_000)]
    shelf.set_trace_callback(lambda one: asked.append(one) if one.startswith("SELECT") else None)
    found = [texts.among([*block], most=20) for block in blocks]
    shelf.set_trace_callback(None)

    have = [[one for one in block if phrase is COMMON or one % 5_000 == 0] for block in blocks]
    assert found == [block[:20] for block in have]
    assert len(asked) == statements
    assert texts.are_any()


def test_words_that_no_text_has_together_are_looked_for_in_none(shelf):
    """Nothing is gone through by day for them."""
    nothing = Phrase(("khong",), is_exact=False)
    assert not TextsWith(shelf, SearchTable.DOCUMENTS, [COMMON, nothing]).are_any()


MANY = 30_000
#: What a document is, by its number; all else is as in the first.
_OF_NUMBER = {
    "document_id": "'d' || n",
    "content_sha256": "'c' || n",
    "archive_path": "'p' || n",
    "archive_name": "'n' || n",
    "formed": "date('2000-01-01', '+' || (n * 7919 % 8000) || ' days')",
    "year": "2000 + n % 20",
    "room": "CASE WHEN n = 7 THEN 'Một' ELSE 'Nhiều' END",
    "record_type": "CASE WHEN n <= 3000 THEN 'Cũ' ELSE 'Mới' END",
}


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """Thirty thousand documents with one word in all of them; their days are in no order."""
    folder = tmp_path_factory.mktemp("large")
    with Catalogue.open(f"sqlite:///{folder}/catalogue.sqlite3") as catalogue:
        archive(catalogue, folder, "d1", text="giấy phép")
    with closing(sqlite3.connect(folder / "catalogue.sqlite3")) as connection, connection:
        columns = [one[1] for one in connection.execute("PRAGMA table_info(documents)")]
        values = ", ".join(_OF_NUMBER.get(name, name) for name in columns)
        numbers = (
            f"WITH RECURSIVE t(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM t WHERE n < {MANY})"
        )
        for statement in (
            f"INSERT INTO documents ({', '.join(columns)}) {numbers} SELECT {values}"
            " FROM t CROSS JOIN documents WHERE document_id = 'd1'",
            f"INSERT INTO document_texts (serial, document_id, text) {numbers}"
            " SELECT n, 'd' || n, 'giấy phép' FROM t",
            f"INSERT INTO document_search (rowid, exact, folded) {numbers}"
            " SELECT n, 'giấy phép', 'giay phep' FROM t",
        ):
            connection.execute(statement)
    return folder


def asked_of(large: Path, wanted: Wanted, **page) -> tuple[Found, int, list[str]]:
    """What a search finds, how many thousand steps SQLite goes, and what it is asked."""
    steps, statements = count(), list[str]()
    with reading(large) as reader:
        connection = reader._database.connection
        connection.set_trace_callback(statements.append)
        connection.set_progress_handler(lambda: next(steps) and 0, 1_000)
        found = reader.search("giấy phép", wanted, **page)
        connection.set_progress_handler(None, 0)
    return found, next(steps), statements


#: To join all hits with their documents takes more than twenty steps each.
ALL_JOINED = MANY * 20 // 1_000


def test_the_newest_of_a_common_word_are_looked_for_by_day(large):
    """Not all hits are joined with their days and sorted; the first page is of all of them."""
    found, steps, statements = asked_of(large, Wanted(newest=True))

    assert (found.count, found.has_more) == (LOOKED_AT, True)
    assert [hit.formed for hit in found.hits] == newest_days(large)[:20]
    assert {hit.kind for hit in found.hits} == {HitKind.EXACT}
    assert steps < ALL_JOINED
    by_day = [one for one in statements if "formed >= '" in one]
    assert by_day
    assert not [one for one in by_day if "MATCH" in one]
    with closing(sqlite3.connect(large / "catalogue.sqlite3")) as connection:
        for one in by_day:
            plan = str(connection.execute(f"EXPLAIN QUERY PLAN {one}").fetchall())
            assert re.search(r"ix_(documents|register_records)_formed", plan)
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan


def test_the_newest_of_what_a_common_word_is_narrowed_to(large):
    """A year is a condition on the way; the second page follows the first."""
    wanted = Wanted(newest=True, year=2019)
    first, steps, _statements = asked_of(large, wanted)
    second, _steps, _statements = asked_of(large, wanted, offset=20)

    days = newest_days(large, "year = 2019")
    assert [hit.formed for hit in (*first.hits, *second.hits)] == days[:40]
    assert not {hit.document_id for hit in first.hits} & {hit.document_id for hit in second.hits}
    assert steps < ALL_JOINED


def newest_days(large: Path, condition: str = "true") -> list[str]:
    """The days of documents, the last first."""
    asked = f"SELECT formed FROM documents WHERE {condition} ORDER BY formed DESC"
    with closing(sqlite3.connect(large / "catalogue.sqlite3")) as connection:
        return [day for (day,) in connection.execute(asked)]


def test_of_few_among_very_many_it_is_enough_to_know_some(large):
    """Not all texts with a common word are joined where those gone through give pages of hits."""
    found, steps, _statements = asked_of(large, Wanted(year=2019))

    assert (found.count, found.has_more) == (500, True)
    assert steps < ALL_JOINED


def test_what_was_entered_long_ago_is_not_left_out(large):
    """Where those gone through give too few hits, one goes on to the first."""
    found, _steps, _statements = asked_of(large, Wanted(year=2007, record_types=("Cũ",)))
    assert (found.count, found.has_more) == (150, False)


def test_what_an_index_leads_to_is_not_looked_for_among_all(large):
    """One document of a room: FTS5 is asked for the stretch in which it lies."""
    found, steps, _statements = asked_of(large, Wanted(rooms=("Một",)))

    assert [hit.document_id for hit in found.hits] == ["d7"]
    assert steps < 5


def test_of_more_than_are_counted_only_the_page_is_read(large):
    """That there are so many is known before anything of them is read."""
    found, steps, _statements = asked_of(large, Wanted())

    assert (found.count, len(found.hits)) == (LOOKED_AT, 20)
    assert steps < LOOKED_AT * 20 / 1_000
