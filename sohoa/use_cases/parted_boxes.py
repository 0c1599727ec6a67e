"""A box as its runs have parted it: which documents lie in it, and which row of its list is which.

Nothing is opened: pages are known by the surveys of its runs. What none has surveyed is one
document, unless the catalogue knows its parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import document_id
from sohoa.domain.places import HeldPlaces, is_whole, pieces_of
from sohoa.domain.reconciliation import SeenRow
from sohoa.domain.secrecy_errors import SECRET_CODES
from sohoa.intake.inbox import Candidate, told_apart
from sohoa.tabular.batch_list import BatchList, ListedDocument
from sohoa.workspace import BatchFolder


@dataclass(frozen=True, slots=True)
class PartedBox:
    """Documents that lie in a box, and the rows of its list with the places of theirs.

    Attributes:
        lying: Files and folders by their names.
        documents: The places of what they are parted into.
        surveyed: The files of which it is known how many pages they have.
        known: The places that the catalogue knows.
    """

    lying: Mapping[str, Candidate]
    documents: tuple[str, ...]
    surveyed: frozenset[str]
    rows: tuple[SeenRow, ...]
    known: HeldPlaces

    def lies(self, place: str) -> bool:
        """Say whether all files of a document are in the box."""
        return place in self.documents or all(one.name in self.lying for one in pieces_of(place))

    def files_of(self, place: str) -> list[Candidate]:
        """The files and folders of a document that are in the box."""
        names = [place, *(one.name for one in pieces_of(place))]
        return [self.lying[name] for name in dict.fromkeys(names) if name in self.lying]

    def unseen(self, told: Collection[str]) -> Iterator[str]:
        """The places of what lies in the box and is none of some places.

        A file that nobody has surveyed is told by its parts, if the catalogue knows some.
        """
        for place in self.documents:
            has_parts = place not in self.surveyed and self.known.sharing(place, but=())
            if place not in told and not (is_whole(place) and has_parts):
                yield place


def parted_box(
    folders: Sequence[BatchFolder],
    box: str,
    candidates: Sequence[Candidate],
    batch_list: BatchList | None,
    known: Sequence[DocumentRow],
) -> PartedBox:
    """Part a box by what its list says now, and by what its runs have seen of its files.

    `folders` are those of all phases in which it may have been run.
    """
    from sohoa.line.parting import part  # noqa: PLC0415 - what opens files is heavy
    from sohoa.line.surveying import known_survey  # noqa: PLC0415 - as above

    looked = ((one.source_name, known_survey(at, one)) for one in candidates for at in folders)
    seen = {name: survey for name, survey in looked if survey is not None}
    shut = {one.source_name for one in known if one.reason_code in SECRET_CODES}
    secret = {name for name in shut if is_whole(name)} | (
        batch_list.secret if batch_list else set()
    )
    archived = [one.source_name for one in known if one.state.is_stored]
    parting = part(candidates, batch_list, seen, archived=archived, secret=secret)
    names = {one.source_name for one in known}
    parted = [*parting.documents, *parting.missing]
    apart = [one.source_name for one in told_apart(one.candidate for one in parted)]
    places = [
        apart_ if apart_ in names else _told(one.candidate.source_name, names, seen)
        for one, apart_ in zip(parted, apart, strict=True)
    ]
    rows = [
        SeenRow(one.row.row_number, place, one.row.description)
        for one, place in zip(parted, places, strict=True)
        if one.row
    ]
    rows += _without_document(batch_list, [one.row for one in parted if one.row])
    rows += [SeenRow(one.row_number, problem=one.problem) for one in parting.problems]
    return PartedBox(
        {one.source_name: one for one in candidates},
        tuple(dict.fromkeys(places[: len(parting.documents)])),
        frozenset(seen),
        tuple(sorted(rows, key=lambda row: row.number)),
        HeldPlaces((document_id(box, name), name) for name in names),
    )


def _told(place: str, known: Collection[str], surveyed: Collection[str]) -> str:
    """The place of a document as the catalogue knows it.

    Of a file that was not surveyed nobody else knows which page is the last.
    """
    pieces = pieces_of(place)
    if place in known or all(one.name in surveyed for one in pieces):
        return place
    begins = [(one.name, one.pages[:1]) for one in pieces]
    alike = (
        other
        for other in known
        if [(one.name, one.pages[:1]) for one in pieces_of(other)] == begins
    )
    return next(alike, place)


def _without_document(
    batch_list: BatchList | None, placed: Sequence[ListedDocument]
) -> Iterator[SeenRow]:
    """Rows of files that stay shut as a whole: each stands where its file stands."""
    for one in batch_list.entries.values() if batch_list else ():
        if one not in placed:
            yield SeenRow(one.row_number, one.pieces[0].name, one.description)
