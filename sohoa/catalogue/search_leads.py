"""Whether what a search is narrowed to leads to few texts: then only these are looked at.

A common word and a rare room: through all that have the word is a long way.
"""

# ruff: noqa: S608 - conditions are constants of ours

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sohoa.catalogue.asked import among
from sohoa.catalogue.database import LOOKED_AT, ReadDatabase
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.search_wanted import Wanted, dates_of
from sohoa.domain.partial_date import PartialDate

#: How many an index gives, as far as it matters.
_COUNTED = "SELECT count(*) FROM (SELECT 1 FROM {1} WHERE {0} LIMIT :most) few"
#: Of the documents that it gives, the text of each (or its paper), if it has one.
_FEW = "(SELECT document_id, record_id FROM documents WHERE {0}) few"
_OF_DOCUMENTS = {
    SearchTable.DOCUMENTS: f"""SELECT t.serial FROM {_FEW}
        LEFT JOIN document_texts t ON t.document_id = few.document_id""",
    SearchTable.REGISTER: f"""SELECT r.serial FROM {_FEW}
        LEFT JOIN register_records r ON r.record_id = few.record_id""",
}
_OF_PAPERS = "SELECT serial FROM register_records WHERE {0}"


@dataclass(frozen=True, slots=True)
class _Lead:
    """A condition that an index answers; papers without a document may have it, or not."""

    condition: str
    parameters: dict[str, object]
    is_of_papers: bool = True


def few_texts(
    database: ReadDatabase, table: SearchTable, wanted: Wanted, dates: tuple[PartialDate, ...]
) -> list[int] | None:
    """The serials among which all hits are; `None` where these are no fewer than are looked at."""
    for lead in _leads(wanted, dates):
        statements = {"documents": _OF_DOCUMENTS[table]}
        if table is SearchTable.REGISTER and lead.is_of_papers:
            statements["register_records"] = _OF_PAPERS
        counts = [_count(database, lead, one) for one in statements]
        if not any(counts):
            return []
        if max(counts) <= LOOKED_AT:
            found = {
                serial
                for sql in statements.values()
                for (serial,) in database.rows(sql.format(lead.condition), lead.parameters)
            }
            return sorted(found - {None})
    return None


def _count(database: ReadDatabase, lead: _Lead, table: str) -> int:
    asked = {**lead.parameters, "most": LOOKED_AT + 1}
    ((count,),) = database.rows(_COUNTED.format(lead.condition, table), asked)
    return int(count)


def _leads(wanted: Wanted, dates: tuple[PartialDate, ...]) -> Iterator[_Lead]:
    if dates:
        formed, days = dates_of("formed", dates)
        yield _Lead(formed.removeprefix(" AND "), days)
    if wanted.batch is not None:
        yield _Lead("batch = :batch", {"batch": wanted.batch}, is_of_papers=False)
    if wanted.state is not None:
        yield _Lead("state = :state", {"state": wanted.state}, is_of_papers=False)
    for column, names in (("room", wanted.rooms), ("record_type", wanted.record_types)):
        if names is not None:
            yield _Lead(f"{column} {among('names')}", {"names": json.dumps(names)})
