"""Compares records with one another and with the places given out: nothing twice, nothing gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sohoa.audit.problems import Part, Problem
from sohoa.catalogue.rows import GivenPlace
from sohoa.domain.grammar.dates import YEAR_IN_CODE
from sohoa.domain.holdings import DocumentRow
from sohoa.sign.envelope import FIELD_NAME, OPERATOR_FIELD


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Facts of all records together that the check of one record needs, from the catalogue.

    `first_with` gives, by digest, the record that has a file first, of those that count: what came
    in signed and is taken up again after it was withdrawn is the same file, rightly. `operators`
    are the names that sign as the one who scanned.
    """

    places: dict[tuple[str, int], GivenPlace] = field(default_factory=dict)
    first_with: dict[str, str] = field(default_factory=dict)
    operators: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Sequence[DocumentRow], places: Iterable[GivenPlace]) -> Neighbours:
        """Learn them from all archived records and all places ever given."""
        first: dict[str, str] = {}
        for row in sorted(rows, key=lambda row: (str(row.archived_at), row.document_id)):
            if not row.state.is_retired:
                first.setdefault(row.sha256, row.document_id)
        given = {(one.file_code, one.ordinal): one for one in places}
        return cls(given, first, _operators(rows))

    def problems_of(self, row: DocumentRow) -> Iterator[Problem]:
        """Report the facts of other records that one record contradicts."""
        name = (row.archive_path or "").rsplit("/", 1)[-1]
        place = self.places.get((row.file_code, row.ordinal or 0))
        if place is None or place.document_id != row.document_id:
            other = {"other": place.document_id if place else "-"}
            yield Problem("reservation", Part.CATALOGUE, name, other)
        first = self.first_with.get(row.sha256, row.document_id)
        if first != row.document_id and not row.state.is_retired:
            yield Problem("twice", Part.CATALOGUE, name, {"other": first})
        signers = {one.get("signer", "") for one in _signed_as(row, FIELD_NAME)}
        for signer in sorted(signers & self.operators):
            yield Problem("role", Part.SIGNATURE, name, {"signer": signer})

    def gaps(self) -> Iterator[tuple[str, Problem]]:
        """File codes with an ordinal that nobody has: its record was taken away, or its trace."""
        ordinals: dict[str, set[int]] = defaultdict(set)
        for (code, ordinal), place in sorted(self.places.items()):
            ordinals[code].add(ordinal)
            if not place.is_known:
                details = {"ordinal": str(ordinal), "other": place.document_id}
                yield code, Problem("taken-away", Part.CATALOGUE, code, details)
        for code, given in ordinals.items():
            for ordinal in sorted(set(range(1, max(given) + 1)) - given):
                yield code, Problem("gap", Part.CATALOGUE, code, {"ordinal": str(ordinal)})


def year_in(file_code: str) -> str:
    """The year in a file unit's code, by which its folder is found; empty if there is none."""
    found = YEAR_IN_CODE.findall(file_code)
    return found[-1] if found else ""


def _operators(rows: Iterable[DocumentRow]) -> frozenset[str]:
    """Name who signs as the one who scanned, where the agency signs under another name.

    A small office may have one certificate for both; its name never stands beside another.
    """
    people = set[str]()
    for row in rows:
        agency = {one.get("signer", "") for one in _signed_as(row, FIELD_NAME)}
        scanned = {one.get("signer", "") for one in _signed_as(row, OPERATOR_FIELD)}
        if agency:
            people |= scanned - agency
    return frozenset(people - {""})


def _signed_as(row: DocumentRow, field_name: str) -> list[dict[str, str]]:
    return [one for one in row.signatures if one.get("field_name") == field_name]
