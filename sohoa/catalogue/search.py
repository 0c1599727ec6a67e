"""Search: by id and số ký hiệu, by day, by words as they were typed, then without their marks.

First it is found what there is, by its identity alone, counted up to `LOOKED_AT`; then what is
shown of it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sohoa.catalogue import search_queries as queries
from sohoa.catalogue.database import LOOKED_AT, ReadDatabase
from sohoa.catalogue.description_words import described
from sohoa.catalogue.query_words import (
    Term,
    dates_in,
    identities,
    joined_numbers,
    number_keys,
    terms_of,
)
from sohoa.catalogue.rows import Found, Hit, HitKind
from sohoa.catalogue.search_by_day import add_newest
from sohoa.catalogue.search_keys import Gathered, Key, newest_first
from sohoa.catalogue.search_wanted import Wanted, dates_of
from sohoa.catalogue.search_words import Part, WordSearch, parts_of
from sohoa.catalogue.snippets import Snippet, snippet_of
from sohoa.domain.identifiers import reading_name
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description
from sohoa.domain.vietnamese import nfc

_Row = tuple[Any, ...]


def find(
    database: ReadDatabase,
    query: str,
    wanted: Wanted,
    *,
    limit: int,
    offset: int,
    marks: tuple[str, str],
) -> Found:
    """Give hits from the best down: by id, by number, by day, exact, folded; each thing once."""
    terms = terms_of(query)
    dates, rest = dates_in(query)
    parts = [*(parts_of(terms_of(rest), dates) if dates else ()), *parts_of(terms)]
    last = min(offset + limit, LOOKED_AT)
    with database.searching():
        found = _without_words(database, query, wanted)
        left = _add_by_words(database, parts, wanted, found, most=0 if wanted.newest else last)
        count, has_more = found.count, found.is_full
        if wanted.newest:
            add_newest(database, left, wanted, found, most=last)
            found.keys = newest_first(found.keys)
    shown = found.keys[offset:last]
    rows = _read(database, shown)
    hits = tuple(_hit(rows[key.document_id or key.record_id], key, terms, marks) for key in shown)
    return Found(hits, count, has_more)


def _without_words(database: ReadDatabase, query: str, wanted: Wanted) -> Gathered:
    found = Gathered()
    found.add(HitKind.ID, _by_identity(database, query, wanted))
    found.add(HitKind.NUMBER, _by_number(database, query, wanted))
    dates, rest = dates_in(query)
    if dates and not terms_of(rest):
        found.add(HitKind.DATE, _by_date(database, dates, wanted))
    return found


def _add_by_words(
    database: ReadDatabase, parts: list[Part], wanted: Wanted, found: Gathered, *, most: int
) -> list[Part]:
    """Add what has the words, as long as more is looked for; give the parts that have more."""
    by_words = WordSearch(database, wanted)
    for number, part in enumerate(parts):
        if found.is_full:
            return parts[number:]
        hits = by_words.hits(part)
        serials = hits.serials
        if len(serials) > LOOKED_AT:  # each is another thing: counted; read are those to be shown
            found.at_least = LOOKED_AT
            serials = serials[: most + len(found.keys)]
        found.add(part.kind, by_words.keys(part.table, serials), is_all=hits.is_all)
        if not hits.is_all:
            return parts[number:]
    return []


def _by_identity(database: ReadDatabase, query: str, wanted: Wanted) -> Iterator[_Row]:
    names, record_ids = identities(query)
    yield from _by_values(database, {"document_id": names, "archive_name": names}, {}, wanted)
    of_paper = {"record_id": record_ids}
    yield from _by_values(database, of_paper, of_paper, wanted)


def _by_number(database: ReadDatabase, query: str, wanted: Wanted) -> Iterator[_Row]:
    for asked in (
        {"number_key": number_keys(query)},
        {"number_joined": joined_numbers(query)},
    ):
        yield from _by_values(database, asked, asked, wanted)


def _by_values(
    database: ReadDatabase,
    of_documents: Mapping[str, list[str]],
    of_papers: Mapping[str, list[str]],
    wanted: Wanted,
) -> Iterator[_Row]:
    """What has one of some values in a column, in the order of the values."""
    found = list[_Row]()
    for values_of, narrowed, sql in (
        (of_documents, wanted.of_documents(), queries.documents_by),
        (of_papers, wanted.of_papers(), queries.papers_by),
    ):
        condition, asked = narrowed
        for column, values in values_of.items():
            if values:
                found += database.rows(
                    sql(column, condition, newest=wanted.newest),
                    {**asked, "values": json.dumps(values), "most": LOOKED_AT + 1},
                )
    yield from (row[1:] for row in sorted(found, key=lambda row: row[0]))


def _by_date(
    database: ReadDatabase, dates: tuple[PartialDate, ...], wanted: Wanted
) -> Iterator[_Row]:
    """What was formed on these days, as far as it can be shown."""
    count = 0
    for one in dates:
        for column, narrowed, sql in (
            ("d.formed", wanted.of_documents(), queries.documents_by_date),
            ("r.formed", wanted.of_papers(), queries.papers_by_date),
        ):
            if count > LOOKED_AT and not wanted.newest:  # else what was formed later goes before
                return
            formed, days = dates_of(column, (one,))
            condition, asked = narrowed
            rows = database.rows(sql(formed, condition), {**asked, **days, "most": LOOKED_AT + 1})
            count += len(rows)
            yield from rows


def _read(database: ReadDatabase, keys: Iterable[Key]) -> dict[str, dict[str, Any]]:
    """What is shown of hits, by the document, or the paper that has none."""
    documents = [key.document_id for key in keys if key.document_id]
    papers = [key.record_id for key in keys if not key.document_id]
    rows = list[_Row]()
    if documents:
        rows += database.rows(queries.SHOWN_DOCUMENTS, {"documents": json.dumps(documents)})
    if papers:
        rows += database.rows(queries.SHOWN_PAPERS, {"papers": json.dumps(papers)})
    found = (dict(zip(queries.SHOWN_COLUMNS, row, strict=True)) for row in rows)
    return {one["document_id"] or one["record_id"]: one for one in found}


def _hit(found: dict[str, Any], key: Key, terms: list[Term], marks: tuple[str, str]) -> Hit:
    head = " ".join(part for part in (found["record_type"], found["number"]) if part)
    title = ": ".join(part for part in (head, found["subject"]) if part)
    said = _described(found)
    text = found["text"] if key.document_id else said
    snippet = _snippet(text, key.kind, terms, marks)
    return Hit(
        kind=key.kind,
        document_id=found["document_id"],
        record_id=found["record_id"],
        state=DocumentState(found["state"]) if found["state"] else None,
        title=title or found["source_name"],
        snippet=snippet.text,
        page=page_at(text, snippet.at, described=said, pages=found["pages"]),
        number=found["number"],
        formed=found["formed"],
        record_type=found["record_type"],
        room=found["room"],
        location=found["location"],
        archive_path=found["archive_path"],
        reading_path=reading_name(found["archive_path"]) if found["reading_sha256"] else None,
    )


def _described(found: dict[str, Any]) -> str:
    """The words of a description, as they stand before a document's text."""
    names = ("number", "record_type", "subject", "owner", "room")
    return nfc(described(Description(**{name: found[name] for name in names})))


def page_at(text: str, at: int | None, *, described: str, pages: int | None) -> int | None:
    r"""On which page of a document a place in its text lies, from one.

    A text is the description, a line, and the pages with a form feed between them. In the
    description there is no page; nor is one told where the text has not as many as the document.

    >>> page_at("1/QĐ\nmột\fhai", 10, described="1/QĐ", pages=2)
    2
    """
    begins = len(described) + 1 if described else 0
    is_as_stored = text.startswith(f"{described}\n" if described else "")
    if at is None or at < begins or not is_as_stored or text.count("\f", begins) + 1 != pages:
        return None
    return text.count("\f", begins, at) + 1


def _snippet(text: str, kind: HitKind, terms: list[Term], marks: tuple[str, str]) -> Snippet:
    exact, folded = set[str](), set[str]()
    for term in terms:
        if kind is HitKind.EXACT and term.is_marked:
            exact.update(term.exact_words)
        else:
            folded.update(term.folded_words)
    return snippet_of(text, exact=exact, folded=folded, marks=marks)
