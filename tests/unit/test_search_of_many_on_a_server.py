"""On a server too a common word is not looked for among all: from the last stretch of texts on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import psycopg
import pytest
from sqlalchemy import Connection

from sohoa.catalogue.database import ENOUGH, LOOKED_AT, Narrowed, Phrase
from sohoa.catalogue.postgres import search_index
from sohoa.catalogue.postgres.engine import PostgresWriting
from sohoa.catalogue.postgres.search import _wanted, best_hits, having, planned
from sohoa.catalogue.postgres.stretches import LONGEST, Stretch, last_first, stretch_of
from sohoa.catalogue.postgres.words_walk import WordsWalk
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.search_wanted import Wanted

TABLE = SearchTable.DOCUMENTS
COUNT = 3 * LONGEST + 300
COMMON, RARE = Phrase(("giay",), is_exact=False), Phrase(("hiem",), is_exact=False)
PHRASE = Phrase(("giấy", "phép", "một"), is_exact=True)
PAIR = Phrase(("giay", "phep"), is_exact=False)


def text_of(serial: int) -> str:
    """A third has the phrase; one in 5,000 another word."""
    said = "giấy phép một" if serial % 3 == 0 else "phép giấy phép"
    return said + (" hiếm" if serial % 5_000 == 3 else "")


@pytest.fixture(scope="module")
def shelf(postgres) -> Iterator[psycopg.Connection]:
    """Three long stretches of texts with the same words, and some short ones."""
    url = postgres.empty_catalogue()
    with writing(url) as connection:
        search_index.add(connection, TABLE, ((one, text_of(one)) for one in range(1, COUNT + 1)))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        yield connection
    postgres.give_back(url)


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """A transaction that writes."""
    database = PostgresWriting(url)
    with database.writing() as connection:
        yield connection
    database.close()


def looked_for(shelf: psycopg.Connection, *phrases: Phrase, narrowed: Narrowed | None = None):
    """The hits, how many rows of texts were fetched for them, and in which stretches it looked."""
    fetched = "SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'document_search'"
    asked, rows = list[Stretch](), WordsWalk._rows

    def noted(walk: WordsWalk, some: list[Stretch]):
        asked.extend(some)
        return rows(walk, some)

    with planned(shelf), patch.object(WordsWalk, "_rows", noted):
        ((before,),) = shelf.execute(fetched)
        hits = best_hits(shelf, TABLE, phrases, narrowed or Narrowed())
        ((after,),) = shelf.execute(fetched)
    return hits, (after or 0) - (before or 0), asked


def test_of_a_common_word_the_last_stretches_are_read(shelf):
    """The newest hits; what lies before is not looked at."""
    for phrase in (COMMON, PAIR):
        hits, texts, asked = looked_for(shelf, phrase)

        assert hits.serials == list(range(COUNT, COUNT - LOOKED_AT - 1, -1))
        assert not hits.is_all
        assert texts == 0
        assert asked == [*last_first(COUNT + 1, since=2 * LONGEST)]


def test_a_rare_word_is_found_in_the_first_stretch_too(shelf):
    """One goes on to the first, once; only texts that have both are read, to be ranked."""
    hits, texts, asked = looked_for(shelf, COMMON, RARE)

    assert hits.serials == [10_003, 5_003, 3]
    assert hits.is_all
    assert texts <= len(hits.serials)
    assert asked == [*last_first(COUNT + 1)]


def test_of_a_phrase_that_is_looked_up_in_the_texts_some_are_enough(shelf):
    """Its pairs stand in texts that have it not."""
    hits, texts, _asked = looked_for(shelf, PHRASE)

    assert {serial % 3 for serial in hits.serials} == {0}
    assert ENOUGH <= len(hits.serials) <= LONGEST
    assert not hits.is_all
    assert texts <= LONGEST


def test_of_a_list_only_its_texts_are_read(shelf):
    """However common the word is."""
    within = Narrowed(
        condition=" AND {within} IN (SELECT CAST(value AS bigint)"
        " FROM json_each(CAST(:within AS text)))",
        parameters={"within": "[3, 6, 7]"},
    )
    hits, texts, _asked = looked_for(shelf, PHRASE, narrowed=within)

    assert (hits.serials, hits.is_all) == ([6, 3], True)
    assert texts < 10
    assert having(shelf, TABLE, [PHRASE], [9, 7, 6, 3], most=2) == [9, 6]


def test_that_there_is_more_is_said_where_nobody_has_looked(shelf):
    """Enough hits, and texts with the words before them; of all that have a word: these are all."""
    narrowed = Narrowed(condition=f" AND {{serial}} > {COUNT - ENOUGH - 9}")
    hits, *_how = looked_for(shelf, COMMON, narrowed=narrowed)
    assert (len(hits.serials), hits.is_all) == (ENOUGH + 9, False)
    hits, *_how = looked_for(shelf, RARE, narrowed=Narrowed(condition=" AND {serial} < 6000"))
    assert (hits.serials, hits.is_all) == ([5_003, 3], True)


def test_each_text_is_asked_about_for_itself(shelf):
    """A state that the server believes few documents to have: it does not begin with these."""
    plans, execute = list[str](), shelf.execute

    def listen(sql, parameters=None, **more):
        if parameters and "some" in parameters:
            plans.append(str(execute(f"EXPLAIN {sql}", parameters).fetchall()))
        return execute(sql, parameters, **more)

    for table in SearchTable:
        for wanted in (Wanted(state="archived"), Wanted(year=2018), Wanted(rooms=("Văn hóa",))):
            with planned(shelf), patch.object(shelf, "execute", listen, create=True):
                _wanted(shelf, table, [], wanted.narrowed(table), [1, 2, 3])
    assert len(plans) == 6
    for plan in plans:
        assert "Limit  (cost=" in plan.split("Sort", maxsplit=1)[1]
        assert "Materialize" not in plan
        assert "Gather" not in plan


def words_in(connection: Connection) -> dict[str, list[int]]:
    """What is found by each of some words, of all that is indexed."""
    raw = connection.connection.driver_connection
    return {
        word: sorted(best_hits(raw, TABLE, [Phrase((word,), is_exact=False)], Narrowed()).serials)
        for word in ("mot", "hai", "ba", "bon", "chung")
    }


@pytest.mark.parametrize("start", [0, 1, 4_090, 70_000])
@pytest.mark.parametrize("together", [1, 7, 300])
def test_texts_are_found_whatever_stretch_they_lie_in(postgres, start, together):
    """Added by one, by some, by many; changed and taken away at any place; a number left out."""
    url = postgres.empty_catalogue()
    now = {start + at: f"chung {('một', 'hai')[at % 2]}" for at in range(620) if at % 50 != 49}
    with writing(url) as connection:
        serials = list(now)
        for first in range(0, len(serials), together):
            some = [(one, now[one]) for one in serials[first : first + together]]
            search_index.add(connection, TABLE, some)
        for serial in (serials[0], serials[300], serials[-1]):
            search_index.remove(connection, TABLE, serial, now.pop(serial))
        for serial in (serials[1], serials[301], serials[-2]):
            search_index.change(connection, TABLE, serial, before=now[serial], after="chung ba")
            now[serial] = "chung ba"
        search_index.add(connection, TABLE, [(serials[300], "bốn chung")])
        now[serials[300]] = "bon chung"
        assert words_in(connection) == {
            word: sorted(one for one, said in now.items() if word.replace("mot", "một") in said)
            for word in ("mot", "hai", "ba", "bon", "chung")
        }
    postgres.give_back(url)


@pytest.mark.parametrize("end", [0, 1, 15, 16, 17, 300, 4_096, 4_097, 70_001])
def test_each_serial_lies_in_one_stretch(end):
    """Stretches lie side by side, from the last one down to the first."""
    below = end
    for stretch in last_first(end):
        assert stretch.first + stretch.size == below
        assert stretch_of(stretch.first, end) == stretch_of(below - 1, end) == stretch
        below = stretch.first
    assert below == 0
    assert len([*last_first(end)]) <= 45 + end / LONGEST


def test_a_stretch_is_not_seen_half_done(postgres):
    """While one looks, another makes long stretches of short ones: nothing is missed."""
    url = postgres.empty_catalogue()
    with writing(url) as connection:
        search_index.add(connection, TABLE, [(one, "giấy") for one in range(1, 16)])
    with psycopg.connect(url, autocommit=True) as reader, planned(reader):
        assert len(best_hits(reader, TABLE, [COMMON], Narrowed()).serials) == 15
        with writing(url) as connection:
            search_index.add(connection, TABLE, [(one, "giấy") for one in range(16, 40)])
        assert len(best_hits(reader, TABLE, [COMMON], Narrowed()).serials) == 15
    with psycopg.connect(url, autocommit=True) as reader, planned(reader):
        assert len(best_hits(reader, TABLE, [COMMON], Narrowed()).serials) == 39
    postgres.give_back(url)


def test_stretches_are_named_by_their_size():
    """Of the parts of a stretch there are twice as many as it has texts: a row stays small."""
    assert [Stretch(size, 0).parts for size in (1, 16, 4_096)] == [2, 32, 8_192]
