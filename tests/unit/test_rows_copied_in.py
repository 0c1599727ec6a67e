"""Rows go to a server by COPY, its index of words holds numbers: nothing is lost or mixed up."""

from __future__ import annotations

import struct
from collections import Counter

import numpy as np
import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sohoa.catalogue.database import Phrase
from sohoa.catalogue.letters import (
    WORD,
    exact_form,
    exact_letters,
    folded_form,
    folded_letters,
    words_in_eight_bits,
    words_of,
)
from sohoa.catalogue.postgres import copied_in, parted_texts
from sohoa.catalogue.postgres.entries import (
    cut,
    entries_in_order,
    entries_of,
    entry_of,
    marked_entries,
    together,
)
from sohoa.catalogue.postgres.search_index import COLUMNS
from sohoa.catalogue.postgres.text_rows import made_again, made_of
from sohoa.domain.vietnamese import BARE, LETTERS

LARGEST = 2**63 - 1


@given(st.text(st.one_of(st.sampled_from(LETTERS + LETTERS.upper()), st.characters(codec="utf-8"))))
@example("Quyết định số 7/QĐ-UBND, HÒA Bình; hoà, thuỷ_lợi 5m² – №3")
@example("\u0110i\u0323nh\u0327 \u0345")
def test_words_are_parted_as_one_by_one(text):
    """By the code of eight bits and letter by letter: the same words, in both forms."""
    exact, folded = WORD.findall(exact_form(text)), WORD.findall(folded_form(text))
    assert words_of(text) == (exact, folded)
    code = words_in_eight_bits(text)
    if code is not None:
        letters = exact_letters(code), folded_letters(code)
        assert letters == (" ".join(exact), " ".join(folded))


def test_letters_and_their_bare_forms_have_one_place():
    """Else a word would be folded to another."""
    assert len(BARE) == len(LETTERS)


@pytest.fixture
def connection(postgres):
    """A connection whose tables are gone with it."""
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as opened:
        yield opened


def test_values_come_over_as_they_are(connection):
    """Also what COPY itself would take for a sign."""
    odd = ["a\tb", "a\nb\r", "\\N", "\\", "", "\\.", 'x"y', "điều"]
    rows = [(number, text, number % 2 == 0, None) for number, text in enumerate(odd)]
    connection.execute("CREATE TEMPORARY TABLE kept (n int, said text, yes boolean, no text)")
    with connection.cursor() as cursor:
        copied_in.copy_rows(cursor, "kept", ("n", "said", "yes", "no"), rows)
    assert connection.execute("SELECT * FROM kept ORDER BY n").fetchall() == rows


@pytest.mark.parametrize("count", [0, 1, 3, 1_000])
def test_lists_come_over_as_they_are(connection, count):
    """Numbers of any sign and size, none, and more than are sent at once."""
    numbers = [(-1) ** one * (LARGEST - one * 7**17) for one in range(count)]
    small = [one - 500 for one in range(count)]
    larges = copied_in.large_items(np.array([7, *numbers, 7], dtype=np.int64))
    smalls = copied_in.small_items(np.array([7, *small, 7], dtype=np.int64))
    lists = [copied_in.larges(larges, 1, count + 1), copied_in.smalls(smalls, 1, count + 1)]
    row = [copied_in.large(-count), *lists, copied_in.integer(count), "điều\n".encode()]
    connection.execute(
        "CREATE TEMPORARY TABLE kept (l bigint, ls bigint[], ss smallint[], i integer, t text)"
    )
    with connection.cursor() as cursor:
        copied_in.copy_fields(cursor, "kept", ("l", "ls", "ss", "i", "t"), [row] * 50)
    found = connection.execute("SELECT * FROM kept").fetchall()
    assert found == [(-count, numbers, small, count, "điều\n")] * 50


def test_entries_tell_order_and_marks(postgres):
    """A pair is not its reverse, a marked word not its folded form; they stay what they are."""
    words, (pair,) = entries_in_order(["giay", "phep"])
    assert words == [entry_of("giay"), entry_of("phep")]
    assert [pair] != entries_in_order(["phep", "giay"])[1]
    marked = entries_of(Phrase(("giấy",), is_exact=True))
    assert marked == [entry_of("=giấy")] != [entry_of("giấy")]
    # Kept in catalogues: as SHA-256 gives them, on any machine.
    assert (entry_of("giay"), pair) == (
        7825658266873257116,
        entries_of_pair("giay", "phep", postgres),
    )


def entries_of_pair(first: str, behind: str, postgres) -> int:
    """What a server makes of the same digests."""
    part = "('x' || encode(substring(sha256(%s::bytea) FROM {} FOR 8), 'hex'))::bit(64)::bigint"
    with psycopg.connect(postgres.url("postgres")) as asked:
        ((entry,),) = asked.execute(f"SELECT {part.format(9)} # {part.format(17)}", (first, behind))
    return int(entry)


def test_numbers_are_looked_up_where_many_share_a_place_of_the_table():
    """More of them than the table has places: each is found; of none known, nothing fails."""
    known = np.unique(np.random.default_rng(1).integers(1, 2**63, 200_000, dtype=np.uint64))
    asked = known[::-1].copy()
    assert (parted_texts._looked_up(asked, known) == np.arange(len(known))[::-1]).all()
    assert len(parted_texts._looked_up(asked[:3], known[:0])) == 3


def test_no_plan_asks_how_often_a_number_comes(postgres):
    """To count that is dear: a thousand numbers a row."""
    url = postgres.empty_catalogue()
    with psycopg.connect(url) as asked:
        counted = asked.execute(
            """SELECT attrelid::regclass::text, attname FROM pg_attribute
            WHERE attname IN ('often', 'content') AND attrelid::regclass::text LIKE '%_search%'
            AND attstattarget <> 0"""
        ).fetchall()
    postgres.give_back(url)
    assert (counted, len(COLUMNS)) == ([], 6)


#: Of one letter and of two hundred; in both spellings; of letters that have no place in eight bits.
SOME_WORDS = (
    "điều", "dieu", "7", "giấy", "phép", "hòa", "hoà", "Hoà", "07/QĐ-CTUBND", "12345678",
    "123456789", "đăng-ký_nghiêng", "x" * 100, "x" * 150, "đ" * 101, "日本",
    "straße", "a\u0323", "²", "…", "",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(SOME_WORDS), max_size=12)


def by_hand(content: str) -> tuple[set[int], dict[int, int], int]:
    """The entries of a text, those that come more than once, its length: word by word."""
    exact, folded = (cut(words) for words in words_of(content))
    alone, pairs = entries_in_order(folded)
    times = Counter([*marked_entries(exact), *alone])
    return {*times, *pairs}, {one: n for one, n in times.items() if n > 1}, len(folded)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_texts_that_are_made_together_are_made_as_one_by_one(texts):
    """Each has its own words, pairs and counts, and none of its neighbours'."""
    contents = [" ".join(words) for words in texts]
    rows, entries = made_of([(100 + at, content) for at, content in enumerate(contents)])
    for at, (row, content) in enumerate(zip(rows, contents, strict=True)):
        found, often, length = by_hand(content)
        assert set(entries.entries[entries.texts == at].tolist()) == found
        # A field of a list: twenty bytes, then each item behind its length.
        numbers = [item[0] for item in struct.iter_unpack(">4xq", row[1][20:])]
        times = [item[0] for item in struct.iter_unpack(">4xh", row[2][20:])]
        assert dict(zip(numbers, times, strict=True)) == often
        assert (row[0], row[3]) == (copied_in.large(100 + at), copied_in.integer(length))
        exact, folded = (cut(words) for words in words_of(content))
        assert row[4:] == [together(exact).encode(), together(folded).encode()]
        _rows, again = made_again([(1, row[4].decode(), row[5].decode())])
        assert set(again.entries.tolist()) == found
