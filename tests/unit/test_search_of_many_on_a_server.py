"""On a server too a common word is not looked for among all: from the last block of texts on."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from sohoa.catalogue.database import ENOUGH, LOOKED_AT, Narrowed, Phrase
from sohoa.catalogue.postgres.entries import BLOCK, entries_of
from sohoa.catalogue.postgres.search import best_hits, having, planned
from sohoa.catalogue.search_table import SearchTable

COUNT = 6 * BLOCK
COMMON, RARE = Phrase(("giay",), is_exact=False), Phrase(("hiem",), is_exact=False)
PHRASE = Phrase(("giấy", "phép", "một"), is_exact=True)
#: As `search_index` enters them: the words of the phrase and its pairs; some have another word.
_FILLED = f"""INSERT INTO document_search (serial, entries, often, times, length, exact, folded)
    SELECT n, CAST(%(common)s AS bigint[])
        || CASE WHEN n %% 5000 = 3 THEN CAST(%(rare)s AS bigint[]) ELSE '{{}}' END,
        '{{}}', '{{}}', 3, CASE WHEN n %% 3 = 0 THEN ' giấy phép một ' ELSE ' phép giấy phép ' END,
        ' giay phep mot ' || CASE WHEN n %% 5000 = 3 THEN 'hiem ' ELSE '' END
    FROM generate_series(1, {COUNT}) AS n"""  # noqa: S608 - a number of ours


@pytest.fixture(scope="module")
def shelf(postgres) -> Iterator[psycopg.Connection]:
    """Six blocks of texts with the same words, a third as a phrase, one in 5,000 with another."""
    url = postgres.empty_catalogue()
    with psycopg.connect(url, autocommit=True) as connection:
        common = [*entries_of(COMMON), *entries_of(PHRASE)]
        connection.execute(_FILLED, {"common": common, "rare": entries_of(RARE)})
        connection.execute("VACUUM ANALYZE document_search")
        yield connection
    postgres.give_back(url)


def looked_for(shelf: psycopg.Connection, *phrases: Phrase, narrowed: Narrowed | None = None):
    """The hits, and how many rows were fetched for them."""
    fetched = "SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'document_search'"
    with planned(shelf):
        ((before,),) = shelf.execute(fetched)
        hits = best_hits(shelf, SearchTable.DOCUMENTS, phrases, narrowed or Narrowed())
        ((after,),) = shelf.execute(fetched)
    return hits, after - before


def test_of_a_common_word_the_last_blocks_are_read(shelf):
    """The newest hits; what lies before is not fetched to be sorted away."""
    hits, rows = looked_for(shelf, COMMON)

    assert hits.serials == list(range(COUNT, COUNT - LOOKED_AT - 1, -1))
    assert not hits.is_all
    assert rows <= 2 * BLOCK + 1


def test_a_rare_word_is_found_in_the_first_block_too(shelf):
    """One goes on to the first; only what has both words is fetched."""
    hits, rows = looked_for(shelf, COMMON, RARE)

    assert hits.serials == [10_003, 5_003, 3]
    assert hits.is_all
    # The three, and what is counted to say which of the words is rare.
    assert rows < LOOKED_AT + 100


def test_of_a_phrase_that_is_looked_up_in_the_texts_some_are_enough(shelf):
    """Its pairs stand in texts that have it not."""
    hits, rows = looked_for(shelf, PHRASE)

    assert {serial % 3 for serial in hits.serials} == {0}
    assert ENOUGH <= len(hits.serials) <= BLOCK
    assert not hits.is_all
    assert rows <= 2 * BLOCK + 1


def test_of_a_list_only_its_texts_are_read(shelf):
    """However common the word is."""
    within = Narrowed(
        condition=" AND {within} IN (SELECT CAST(value AS bigint)"
        " FROM json_each(CAST(:within AS text)))",
        parameters={"within": "[3, 6, 7]"},
    )
    hits, rows = looked_for(shelf, PHRASE, narrowed=within)

    assert (hits.serials, hits.is_all) == ([6, 3], True)
    assert rows < LOOKED_AT + 100
    assert having(shelf, SearchTable.DOCUMENTS, [PHRASE], [9, 7, 6, 3], most=2) == [9, 6]


#: Each in a block of its own; no text has both words, but for the first.
_APART = f"""INSERT INTO document_search (serial, entries, often, times, length, exact, folded)
    SELECT n * {BLOCK}, CASE WHEN n = 0 THEN CAST(%(both)s AS bigint[])
            ELSE (CAST(%(both)s AS bigint[]))[1 + n %% 2 : 1 + n %% 2] END, '{{}}', '{{}}', 1, '',
        CASE WHEN n = 0 THEN ' giay hiem ' ELSE '' END
    FROM generate_series(0, 400) AS n"""  # noqa: S608 - a number of ours


def test_what_few_texts_have_is_asked_for_at_once(postgres):
    """Not in each of four hundred blocks; also where it is narrowed."""
    url = postgres.empty_catalogue()
    scans = "SELECT pg_stat_get_xact_numscans('ix_document_search_words'::regclass)"
    narrowed = Narrowed(condition=" AND {serial} < 5")
    with psycopg.connect(url, autocommit=True) as connection:
        both = [*entries_of(COMMON), *entries_of(RARE)]
        connection.execute(_APART, {"both": both})
        for wanted in (Narrowed(), narrowed):
            with planned(connection):
                hits = best_hits(connection, SearchTable.DOCUMENTS, [COMMON, RARE], wanted)
                ((asked,),) = connection.execute(scans)
            assert (hits.serials, hits.is_all) == ([0], True)
            assert asked < 50
    postgres.give_back(url)
