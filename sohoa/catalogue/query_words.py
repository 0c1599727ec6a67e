"""What a person asks for, taken apart: numbers, dates, and words that must be there.

What a person types is never a database's own syntax: it is split into words here, and only these
reach it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sohoa.catalogue.database import Phrase
from sohoa.catalogue.letters import WORD, exact_form, folded_form
from sohoa.catalogue.rows import HitKind
from sohoa.domain.grammar.numbers import NUMBER_IN_QUERY
from sohoa.domain.identifiers import joined_number, number_key, record_id_of
from sohoa.domain.partial_date import PartialDate, dates_among
from sohoa.domain.vietnamese import has_marks, nfc

#: Longer queries are cut: nobody types them, and SQLite's own limits are not far.
MOST_CHARACTERS = 1000
MOST_TERMS = 32
#: So many words may be one number: `07 CT UBND`.
_MOST_PARTS = 8

_TERM = re.compile(r'["“”]([^"“”]*)["“”]?|([^\s"“”]+)')
_QUOTED = re.compile(r'(["“”][^"“”]*["“”]?)')


@dataclass(frozen=True, slots=True)
class Term:
    """A search term: words typed without a space, or in quotation marks, that stand together."""

    text: str

    @property
    def is_marked(self) -> bool:
        """True if it was typed with diacritics, so that only the exact words are meant."""
        return has_marks(self.text)

    @property
    def exact_words(self) -> list[str]:
        """Its words in the exact form."""
        return WORD.findall(exact_form(self.text))

    @property
    def folded_words(self) -> list[str]:
        """Its words in the folded form."""
        return WORD.findall(folded_form(self.text))


def terms_of(query: str) -> list[Term]:
    """Split a query at spaces, keeping quoted phrases; what holds no letter or digit goes.

    >>> [term.text for term in terms_of('"giấy phép" karaoke -')]
    ['giấy phép', 'karaoke']
    """
    plain = _plain(query).replace("\0", " ")
    terms = [Term(quoted or bare) for quoted, bare in _TERM.findall(plain)]
    return [term for term in terms if term.exact_words and term.folded_words][:MOST_TERMS]


def match_phrases(terms: list[Term], kind: HitKind) -> list[Phrase]:
    """Give the parts of a query, all of which must be there: each term as a phrase.

    In the exact search only terms typed with marks are compared exactly.

    >>> [one.is_exact for one in match_phrases(terms_of("định so"), HitKind.EXACT)]
    [True, False]
    """
    phrases = []
    for term in terms:
        is_exact = kind is HitKind.EXACT and term.is_marked
        words = term.exact_words if is_exact else term.folded_words
        phrases.append(Phrase(tuple(words), is_exact))
    return list(dict.fromkeys(phrases))


def identities(query: str) -> tuple[list[str], list[str]]:
    """The names that a document or its file may have, and the ids of papers (`SO-000007`).

    `Số 7` is a number: an id is typed without a mark and without a space.

    >>> identities("so-7"), identities("số 7")
    ((['so-7'], ['SO-000007']), (['số', '7'], []))
    """
    words = nfc(_plain(query)).split()[:MOST_TERMS]
    found = (record_id_of(word) for word in words if word.isascii())
    return words, [one for one in found if one]


def number_keys(query: str) -> list[str]:
    """The document numbers that a query may mean: all of it, and what looks like one in it."""
    plain = _plain(query)
    if not any(letter.isdigit() for letter in plain):
        return []
    candidates = [plain, *plain.split(), *NUMBER_IN_QUERY.findall(plain)]
    keys = (number_key(candidate) for candidate in candidates[:MOST_TERMS])
    return list(dict.fromkeys(key for key in keys if key))


def joined_numbers(query: str) -> list[str]:
    """The same of numbers typed with other signs between their parts, or none; the longest first.

    >>> joined_numbers("chỉ thị 07 ct ubnd")
    ['7ctubnd', '7ct']
    """
    words = _plain(query).split()[:MOST_TERMS]
    found = set[str]()
    for start, word in enumerate(words):
        if any(letter.isdigit() for letter in word):
            ends = range(start + 1, min(start + _MOST_PARTS, len(words)) + 1)
            found.update(joined_number("".join(words[start:end])) for end in ends)
    return sorted(found - {""}, key=lambda one: (-len(one), one))


def dates_in(query: str) -> tuple[tuple[PartialDate, ...], str]:
    """The days and months that a query names outside quotation marks, and the rest of it."""
    dates, rest = list[PartialDate](), list[str]()
    for part in _QUOTED.split(_plain(query)):
        found, left = ((), part) if part[:1] in ('"', "“", "”") else dates_among(part)
        dates += found
        rest.append(left)
    return tuple(dict.fromkeys(dates)), "".join(rest)


def _plain(query: str) -> str:
    return query[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
