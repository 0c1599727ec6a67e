"""Is every paper what was said of it? Asked once all pages of a batch are read, before signing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.line import BatchLine
from sohoa.domain.batons import Finding, ReadDocument
from sohoa.domain.doubles import face_of, pairs
from sohoa.domain.errors import (
    DateDiffersError,
    ItemError,
    ListMisfitError,
    NumberDiffersError,
    SamePaperError,
    TypeDiffersError,
)
from sohoa.domain.facts import (
    SAME_PAPER,
    SAME_PAPER_CONFIRMED,
    Aspect,
    Contradiction,
    Misfit,
    contradictions,
    described,
    is_told,
    misfit,
)

_ERRORS: Mapping[Aspect, type[ItemError]] = {
    Aspect.NUMBER: NumberDiffersError,
    Aspect.DATE: DateDiffersError,
    Aspect.TYPE: TypeDiffersError,
}


@dataclass(frozen=True, slots=True)
class Match:
    """What comparing a batch's papers has found.

    Attributes:
        findings: Document → what was found of it, settled or not.
        refused: Document → why it may not be signed before a person has looked.
        misfit: Why the list as a whole cannot be right, if it cannot.
    """

    findings: dict[str, tuple[Finding, ...]]
    refused: dict[str, ItemError]
    misfit: ListMisfitError | None


def match(line: BatchLine, read: Sequence[ReadDocument], *, archived: Collection[str]) -> Match:
    """Compare page, list and register of every document, and the documents with one another.

    A person's confirmation counts for what an earlier run has shown. Archived documents stand.
    """
    told = line.catalogue.told(line.batch)
    fresh = [one for one in read if one.scanned.document_id not in archived]
    findings: dict[str, list[Finding]] = {}
    refused: dict[str, ItemError] = {}
    for document in fresh:
        identity = document.scanned.document_id
        for one in contradictions(document):
            is_settled = _is_confirmed(document, one, told.get(identity, ()))
            findings.setdefault(identity, []).append(one.finding(is_confirmed=is_settled))
            if not is_settled:
                refused.setdefault(identity, _refusal(identity, one))
    settled = {name for name in findings if name not in refused}
    found = misfit(fresh, settled=settled)
    for document, others in _same_papers(line, read, archived=archived):
        identity = document.scanned.document_id
        for other in others:
            is_settled = _is_two_papers(document, other, told.get(identity, ()))
            code = SAME_PAPER_CONFIRMED if is_settled else SAME_PAPER
            findings.setdefault(identity, []).append(Finding(code, value=other))
            if not is_settled:
                refused.setdefault(identity, _same_paper(document, other))
    shown = {name: tuple(of_one) for name, of_one in findings.items()}
    return Match(shown, refused, _misfit_error(found) if found else None)


def _misfit_error(found: Misfit) -> ListMisfitError:
    return ListMisfitError(
        wrong=found.wrong,
        compared=found.compared,
        name=found.example.scanned.source_name,
        page=found.contradiction.page,
        listed=found.contradiction.listed,
    )


def _is_confirmed(
    document: ReadDocument, contradiction: Contradiction, told: Collection[Finding]
) -> bool:
    return document.scanned.description.is_confirmed and is_told(contradiction, told)


def _refusal(identity: str, found: Contradiction) -> ItemError:
    kind = _ERRORS[found.aspect]
    return kind(identity, page=found.page, listed=found.listed, registered=found.registered)


def _is_two_papers(document: ReadDocument, other: str, told: Collection[Finding]) -> bool:
    """Whether a person who was shown the pair says that they are two papers."""
    codes = (SAME_PAPER, SAME_PAPER_CONFIRMED)
    is_told_of = any(Finding(code, value=other) in told for code in codes)
    return document.scanned.description.is_confirmed and is_told_of


def _same_papers(
    line: BatchLine, read: Sequence[ReadDocument], *, archived: Collection[str]
) -> Iterator[tuple[ReadDocument, tuple[str, ...]]]:
    """Documents whose paper others have brought: earlier ones of the batch, or elsewhere."""
    faces = [face_of(one) for one in read]
    faces.sort(key=lambda face: face.document_id not in archived)
    found = dict(line.catalogue.same_papers(faces))
    for first, later in pairs(faces):
        known = found.get(later.document_id, ())
        if first.document_id not in known:
            found[later.document_id] = (*known, first.document_id)
    for document in read:
        identity = document.scanned.document_id
        if identity in found and identity not in archived:
            yield document, found[identity]


def _same_paper(document: ReadDocument, other: str) -> SamePaperError:
    known = described(document)
    identity = document.scanned.document_id
    return SamePaperError(identity, number=known.number, formed=known.formed, other=other)
