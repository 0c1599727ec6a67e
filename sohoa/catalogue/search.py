"""Search: by số ký hiệu, then words as they were typed, then words without their marks.

What a person types is never a database's own syntax: it is split into words here, and only these
reach it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sohoa.catalogue import queries
from sohoa.catalogue.database import Phrase, ReadDatabase
from sohoa.catalogue.letters import WORD, exact_form, folded_form
from sohoa.catalogue.rows import Hit, HitKind
from sohoa.catalogue.search_table import SearchTable
from sohoa.domain.grammar.numbers import NUMBER_IN_QUERY
from sohoa.domain.identifiers import number_key, reading_name
from sohoa.domain.outcome import DocumentState
from sohoa.domain.vietnamese import has_marks

#: Longer queries are cut: nobody types them, and SQLite's own limits are not far.
MOST_CHARACTERS = 1000
MOST_TERMS = 32

_TERM = re.compile(r'["“”]([^"“”]*)["“”]?|([^\s"“”]+)')
#: Words shown, and how many words of a long text are looked through.
_SHOWN_WORDS = 24
_MOST_WORDS = 20_000
_LEAD_WORDS = 5
_STRETCH = _SHOWN_WORDS - _LEAD_WORDS
_BLANK = re.compile(r"\s+")
#: So many hits are read at a time.
_PAGE = 50
#: Words beside each other that every index knows.
_PAIR = 2
_BY_SERIAL = {
    SearchTable.DOCUMENTS: queries.DOCUMENTS_BY_SERIAL,
    SearchTable.REGISTER: queries.PAPERS_BY_SERIAL,
}


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
    plain = query[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
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


def find(
    database: ReadDatabase, query: str, *, limit: int, marks: tuple[str, str]
) -> Iterator[Hit]:
    """Give hits from the best down: by number, then exact, then folded; each thing once."""
    terms, seen, left = terms_of(query), set[str](), limit
    for kind, rows in _searches(database, query, terms, limit):
        for row in rows:
            if left <= 0:
                return
            found = dict(zip(queries.FOUND_COLUMNS, row, strict=True))
            identities = {found["document_id"], found["record_id"]} - {""}
            if not identities & seen:
                seen |= identities
                left -= 1
                yield _hit(found, kind, terms, marks)


def _searches(
    database: ReadDatabase, query: str, terms: list[Term], limit: int
) -> Iterator[tuple[HitKind, Iterable[tuple[Any, ...]]]]:
    for key in _number_keys(query):
        asked: dict[str, object] = {"asked": key, "limit": limit}
        for sql in (queries.DOCUMENTS_BY_NUMBER, queries.PAPERS_BY_NUMBER):
            yield HitKind.NUMBER, database.rows(sql, asked)
    if not terms:
        return
    has_marks = any(term.is_marked for term in terms)
    for kind in [HitKind.EXACT, HitKind.FOLDED] if has_marks else [HitKind.FOLDED]:
        for table, sql in _BY_SERIAL.items():
            yield kind, _by_words(database, table, sql, match_phrases(terms, kind))


def _by_words(
    database: ReadDatabase, table: SearchTable, sql: str, phrases: list[Phrase]
) -> Iterator[tuple[Any, ...]]:
    """The rows of the best hits, a page at a time: few are ever asked for."""
    serials = database.best_hits(table, phrases)
    long = [one for one in phrases if len(one.words) > _PAIR] if database.is_loose else []
    for start in range(0, len(serials), _PAGE):
        some = json.dumps(serials[start : start + _PAGE])
        for row in database.rows(sql, {"serials": some, "limit": _PAGE}):
            if not long or _stand_together(row, long):
                yield row


def _stand_together(row: tuple[Any, ...], phrases: list[Phrase]) -> bool:
    """Say whether the words of phrases stand one behind the other in what was found."""
    found = dict(zip(queries.FOUND_COLUMNS, row, strict=True))
    said = f"{found['text']}\n{found['room']}"
    exact = f" {' '.join(WORD.findall(exact_form(said)))} "
    folded = f" {' '.join(WORD.findall(folded_form(said)))} "
    return all(f" {' '.join(one.words)} " in (exact if one.is_exact else folded) for one in phrases)


def _number_keys(query: str) -> list[str]:
    """The document numbers that a query may mean: all of it, and what looks like one in it."""
    plain = query[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    if not any(letter.isdigit() for letter in plain):
        return []
    candidates = [plain, *plain.split(), *NUMBER_IN_QUERY.findall(plain)]
    keys = (number_key(candidate) for candidate in candidates[:MOST_TERMS])
    return list(dict.fromkeys(key for key in keys if key))


def _hit(found: dict[str, Any], kind: HitKind, terms: list[Term], marks: tuple[str, str]) -> Hit:
    head = " ".join(part for part in (found["record_type"], found["number"]) if part)
    title = ": ".join(part for part in (head, found["subject"]) if part)
    return Hit(
        kind=kind,
        document_id=found["document_id"],
        record_id=found["record_id"],
        state=DocumentState(found["state"]) if found["state"] else None,
        title=title or found["source_name"],
        snippet=_snippet(found["text"], kind, terms, marks),
        number=found["number"],
        formed=found["formed"],
        record_type=found["record_type"],
        room=found["room"],
        location=found["location"],
        archive_path=found["archive_path"],
        reading_path=reading_name(found["archive_path"]) if found["reading_sha256"] else None,
    )


def _snippet(text: str, kind: HitKind, terms: list[Term], marks: tuple[str, str]) -> str:
    exact, folded = set[str](), set[str]()
    for term in terms:
        if kind is HitKind.EXACT and term.is_marked:
            exact.update(term.exact_words)
        else:
            folded.update(term.folded_words)
    return snippet_of(text, exact=exact, folded=folded, marks=marks)


@dataclass(frozen=True, slots=True)
class _TextWord:
    """A word's place in the text, and which of the wanted words it is (empty: none)."""

    start: int
    end: int
    meaning: str


def snippet_of(text: str, *, exact: Set[str], folded: Set[str], marks: tuple[str, str]) -> str:
    """Cut out the stretch with the most different words found, and mark them.

    The text stays as it was read, but for white space and control characters, which become
    single spaces: a text from outside must not steer the screen it is shown on.

    >>> snippet_of("Cấp Giấy phép", exact=set(), folded={"giay"}, marks=("[", "]"))
    'Cấp [Giấy] phép'
    """
    words = _words(text, exact, folded)
    if not words:
        return ""
    first = _best_start(words)
    shown = words[first : first + _SHOWN_WORDS]
    begin = 0 if first == 0 else shown[0].start
    end = shown[-1].end if WORD.search(text, shown[-1].end) else len(text)
    return _drawn(text, shown, begin, end, marks)


def _words(text: str, exact: Set[str], folded: Set[str]) -> list[_TextWord]:
    """The words up to where all wanted ones have stood close together, and some more."""
    words, last = list[_TextWord](), dict[str, int]()
    stop = _MOST_WORDS
    for number, found in enumerate(WORD.finditer(text)):
        if number >= stop:
            break
        meaning = _meaning(found[0], exact, folded)
        words.append(_TextWord(found.start(), found.end(), meaning))
        if meaning and stop == _MOST_WORDS:
            last[meaning] = number
            has_all = len(last) == len(exact | folded)
            if has_all and number - min(last.values()) < _STRETCH:
                stop = number + _SHOWN_WORDS
    return words


def _meaning(word: str, exact: Set[str], folded: Set[str]) -> str:
    """Return the wanted word that this is; empty if none."""
    exactly, plainly = _forms(word)
    if exactly in exact:
        return exactly
    return plainly if plainly in folded else ""


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, str]:
    return exact_form(word), folded_form(word)


def _best_start(words: list[_TextWord]) -> int:
    """Find the start of the stretch with the most different wanted words, some words before it."""
    best, start = 0, 0
    for position, word in enumerate(words):
        if word.meaning:
            stretch = words[position : position + _STRETCH]
            score = len({one.meaning for one in stretch if one.meaning})
            if score > best:
                best, start = score, position
    return max(0, min(start - _LEAD_WORDS, len(words) - _SHOWN_WORDS))


def _drawn(text: str, shown: list[_TextWord], begin: int, end: int, marks: tuple[str, str]) -> str:
    parts, position = ["… " if begin else ""], begin
    for word in shown:
        parts.append(_calm(text[position : word.start]))
        written = text[word.start : word.end]
        parts.append(f"{marks[0]}{written}{marks[1]}" if word.meaning else written)
        position = word.end
    parts += [_calm(text[position:end]), " …" if end < len(text) else ""]
    return "".join(parts).strip()


def _calm(gap: str) -> str:
    visible = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in gap)
    return _BLANK.sub(" ", visible)
