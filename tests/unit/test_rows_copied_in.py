"""Rows go to a server by COPY, its index of words holds numbers: nothing is lost or mixed up."""

from __future__ import annotations

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sohoa.catalogue.database import Phrase
from sohoa.catalogue.letters import WORD, exact_form, folded_form, words_of
from sohoa.catalogue.postgres import copied_in
from sohoa.catalogue.postgres.entries import entries_in_order, entries_of, entry_of
from sohoa.catalogue.postgres.search_index import COLUMNS
from sohoa.domain.vietnamese import BARE, LETTERS

LARGEST = 2**63 - 1


@given(st.text(st.one_of(st.sampled_from(LETTERS + LETTERS.upper()), st.characters(codec="utf-8"))))
@example("Quyết định số 7/QĐ-UBND, HÒA Bình; hoà, thuỷ_lợi 5m² – №3")
@example("\u0110i\u0323nh\u0327 \u0345")
def test_words_are_parted_as_one_by_one(text):
    """By the code of eight bits and letter by letter: the same words, in both forms."""
    assert words_of(text) == (WORD.findall(exact_form(text)), WORD.findall(folded_form(text)))


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
    row = [copied_in.large(-count), copied_in.larges(numbers), copied_in.smalls(small),
           copied_in.integer(count), "điều\n".encode()]  # fmt: skip
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


def test_no_plan_asks_how_often_a_number_comes(postgres):
    """To count that is dear: a thousand numbers a row."""
    url = postgres.empty_catalogue()
    with psycopg.connect(url) as asked:
        counted = asked.execute(
            """SELECT attrelid::regclass::text, attname FROM pg_attribute
            WHERE (attname IN ('entries', 'often') OR attrelid::regclass::text LIKE 'ix_%_words')
            AND attstattarget <> 0"""
        ).fetchall()
    postgres.give_back(url)
    assert (counted, len(COLUMNS)) == ([], 7)
