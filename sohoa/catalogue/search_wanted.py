"""What a search may be narrowed to, as a part of the statements that look."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sohoa.catalogue.asked import among
from sohoa.catalogue.database import Narrowed
from sohoa.catalogue.search_table import SearchTable
from sohoa.domain.partial_date import PartialDate

# What does not lead to few rows is compared as an expression: no index of it is taken in place of
# that of the words, the number or the day.
_BOTH = {
    "rooms": f"{{0}}.room || '' {among('rooms')}",
    "record_types": f"{{0}}.record_type || '' {among('record_types')}",
    "year": "{0}.year + 0 = :year",
}
_OF_DOCUMENTS = {
    "phase": "d.phase + 0 = :phase",
    "state": "d.state || '' = :state",
    "batch": "d.batch || '' = :batch",
}
_HAS_CODE = """EXISTS (SELECT 1 FROM json_each(d.findings) AS found
    WHERE json_extract(found.value, '$.code') {0})"""
#: `judged` are the documents of which something is derived, `needy` those of them with the need.
_NEEDS = f"""d.retired_at IS NULL AND (d.document_id {among("needy")}
    OR (d.findings || '' <> '[]' AND {_HAS_CODE.format(among("codes"))}
        AND NOT {_HAS_CODE.format(among("stronger"))} AND NOT d.document_id {among("judged")}))"""
_WITHIN = f" AND {{within}} {among('within').replace('value', 'CAST(value AS bigint)')}"
#: A digitized paper is found as its document.
_PAPERS_DOCUMENT = "LEFT JOIN documents d ON d.record_id = r.record_id AND d.state = 'archived'"
_JOINED = {
    SearchTable.DOCUMENTS: ("document_texts t", "CROSS JOIN documents d",
        " AND t.serial = {serial} AND d.document_id = t.document_id"),
    SearchTable.REGISTER: ("register_records r", _PAPERS_DOCUMENT, " AND r.serial = {serial}"),
}  # fmt: skip
_FORMED = {
    SearchTable.DOCUMENTS: "d.formed",
    SearchTable.REGISTER: "coalesce(d.formed, r.formed)",
}


@dataclass(frozen=True, slots=True)
class NeedAsked:
    """Documents with a need: by the codes of their findings, and those judged one by one.

    Attributes:
        codes: Findings that are a reason for it.
        stronger: Findings that are a reason for another need, which takes its place.
        judged: Documents of which something is derived.
        needy: Those of them that have the need.
    """

    codes: frozenset[str]
    stronger: frozenset[str]
    judged: frozenset[str]
    needy: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What hits must be; what is not asked for does not narrow them.

    Rooms and types by all their names. Phase, state, batch and need are a document's: with one of
    them no paper is found that has none.

    Attributes:
        newest: Those formed last come first, not those that fit best.
    """

    rooms: tuple[str, ...] | None = None
    record_types: tuple[str, ...] | None = None
    year: int | None = None
    phase: int | None = None
    state: str | None = None
    batch: str | None = None
    need: NeedAsked | None = None
    newest: bool = False

    def of_documents(self) -> tuple[str, dict[str, object]]:
        """The condition on a document `d` (` AND …`), and its parameters."""
        asked = self._asked((*_BOTH, *_OF_DOCUMENTS))
        conditions = [{**_BOTH, **_OF_DOCUMENTS}[name].format("d") for name in asked]
        if self.need is not None:
            conditions.append(_NEEDS)
            for name in ("codes", "stronger", "judged", "needy"):
                asked[name] = json.dumps(sorted(getattr(self.need, name)))
        return _all_of(conditions), asked

    def of_papers(self) -> tuple[str, dict[str, object]]:
        """The condition on a paper `r` that has no archived document, and its parameters."""
        if self.need is not None or self._asked(_OF_DOCUMENTS):
            return " AND false", {}
        asked = self._asked(_BOTH)
        return _all_of(_BOTH[name].format("r") for name in asked), asked

    def narrowed(
        self,
        table: SearchTable,
        dates: tuple[PartialDate, ...] = (),
        within: list[int] | None = None,
    ) -> Narrowed:
        """The same for what looks for words; beside it, only what was formed on given dates.

        `within` are the serials among which all hits are, where these are known.
        """
        condition, asked = self._of(table)
        formed, days = dates_of(_FORMED[table], dates)
        condition += formed
        if not condition:
            return Narrowed()
        told_by, beside, tie = _JOINED[table]
        if within is not None:
            condition += _WITHIN
            asked |= {"within": json.dumps(within), "lowest": within[0], "highest": within[-1]}
        return Narrowed(told_by, beside, tie + condition, {**asked, **days})

    def _of(self, table: SearchTable) -> tuple[str, dict[str, object]]:
        of_document, asked = self.of_documents()
        if table is SearchTable.DOCUMENTS or not asked:
            return of_document, asked
        of_paper, _same = self.of_papers()
        return (
            f" AND ((d.document_id IS NOT NULL{of_document}) OR (d.document_id IS NULL{of_paper}))",
            asked,
        )

    def _asked(self, names: Iterable[str]) -> dict[str, object]:
        values = {name: getattr(self, name) for name in names}
        return {
            name: json.dumps(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value is not None
        }


def dates_of(column: str, dates: tuple[PartialDate, ...]) -> tuple[str, dict[str, object]]:
    """The condition that a column lies on one of some days or in one of some months."""
    asked = dict[str, object]()
    parts = []
    for number, date in enumerate(dates):
        asked |= {f"first_{number}": date.iso, f"last_{number}": f"{date.iso}~"}
        parts.append(f"({column} >= :first_{number} AND {column} < :last_{number})")
    return f" AND ({' OR '.join(parts)})" if parts else "", asked


def _all_of(conditions: Iterable[str]) -> str:
    return "".join(f" AND {one}" for one in conditions)
