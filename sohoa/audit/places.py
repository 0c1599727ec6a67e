"""Compares records with one another and with the places given out: nothing twice, nothing gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sohoa.audit.problems import Part, Problem
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.rows import GivenPlace
from sohoa.domain.grammar.dates import YEAR_IN_CODE
from sohoa.domain.holdings import DocumentRow
from sohoa.sign.field_names import FIELD_NAME, OPERATOR_FIELD


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Facts of other records that the check of some records needs, from the catalogue.

    `first_with` gives, by digest, the record that has a file first, of those that count: what came
    in signed and is taken up again after it was withdrawn is the same file, rightly. `operators`
    are the names that sign as the one who scanned.
    """

    places: dict[tuple[str, int], GivenPlace] = field(default_factory=dict)
    first_with: dict[str, str] = field(default_factory=dict)
    operators: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, reader: CatalogueReader, rows: Sequence[DocumentRow], people: frozenset[str]
    ) -> Neighbours:
        """Learn what concerns these records; `people` are the operators of the whole archive."""
        first: dict[str, str] = {}
        for held in reader.files_like(rows):
            first.setdefault(held.sha256, held.document_id)
        given = {(one.file_code, one.ordinal): one for one in reader.places_at(rows)}
        return cls(given, first, people)

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


def gaps_of(places: Iterable[GivenPlace]) -> Iterator[Problem]:
    """Ordinals of a file unit that nobody has: its record was taken away, or its trace."""
    missing, expected = list[Problem](), 1
    for place in places:
        code = place.file_code
        if not place.is_known:
            details = {"ordinal": str(place.ordinal), "other": place.document_id}
            yield Problem("taken-away", Part.CATALOGUE, code, details)
        for ordinal in range(expected, place.ordinal):
            missing.append(Problem("gap", Part.CATALOGUE, code, {"ordinal": str(ordinal)}))
        expected = place.ordinal + 1
    yield from missing


def year_in(file_code: str) -> str:
    """The year in a file unit's code, by which its folder is found; empty if there is none."""
    found = YEAR_IN_CODE.findall(file_code)
    return found[-1] if found else ""


def operators(reader: CatalogueReader) -> frozenset[str]:
    """Name who signs as the one who scanned, where the agency signs under another name.

    A small office may have one certificate for both; its name never stands beside another.
    """
    people = set[str]()
    for signed in reader.signers():
        agency = {signer for field_name, signer in signed if field_name == FIELD_NAME}
        if agency:
            people |= {name for of, name in signed if of == OPERATOR_FIELD} - agency
    return frozenset(people - {""})


def _signed_as(row: DocumentRow, field_name: str) -> list[dict[str, str]]:
    return [one for one in row.signatures if one.get("field_name") == field_name]
