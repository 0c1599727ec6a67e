"""Is every paper what was said of it? Asked once all pages of a batch are read, before signing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sohoa.catalogue.writer import Catalogue
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
    Aspect,
    Contradiction,
    Misfit,
    answer,
    contradictions,
    described,
    misfit,
    same_paper,
)
from sohoa.domain.stage_results import Finding, ReadDocument
from sohoa.line.step import Verdict

_ERRORS: Mapping[Aspect, type[ItemError]] = {
    Aspect.NUMBER: NumberDiffersError,
    Aspect.DATE: DateDiffersError,
    Aspect.TYPE: TypeDiffersError,
}


def match(
    catalogue: Catalogue, batch: str, read: Sequence[ReadDocument], *, archived: Collection[str]
) -> Verdict:
    """Compare page, list and register of every document, and the documents with one another.

    A person's confirmation counts for what an earlier run has shown. Archived documents stand.
    """
    told = catalogue.told(batch)
    others = dict(_same_papers(catalogue, read, archived=archived))
    fresh = [one for one in read if one.scanned.document_id not in archived]
    findings: dict[str, tuple[Finding, ...]] = {}
    refused: dict[str, ItemError] = {}
    for document in fresh:
        identity = document.scanned.document_id
        differing, same = contradictions(document), others.get(identity, ())
        questions = [*(one.question for one in differing), *map(same_paper, same)]
        if not questions:
            continue
        known = told.get(identity, ())
        answered = answer(questions, document.scanned.description.confirmation, known)
        findings[identity] = answered.findings
        if not answered.is_settled:
            refused[identity] = (
                _refusal(identity, differing[0]) if differing else _same_paper(document, same[0])
            )
    found = misfit(fresh, settled=findings.keys() - refused.keys())
    return Verdict(refused, findings, stop=_misfit_error(found) if found else None)


def _misfit_error(found: Misfit) -> ListMisfitError:
    return ListMisfitError(
        wrong=found.wrong,
        compared=found.compared,
        name=found.example.scanned.source_name,
        page=found.contradiction.page,
        listed=found.contradiction.listed,
    )


def _refusal(identity: str, found: Contradiction) -> ItemError:
    kind = _ERRORS[found.aspect]
    return kind(identity, page=found.page, listed=found.listed, registered=found.registered)


def _same_papers(
    catalogue: Catalogue, read: Sequence[ReadDocument], *, archived: Collection[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Documents whose paper others have brought: earlier ones of the batch, or elsewhere."""
    faces = [face_of(one) for one in read]
    faces.sort(key=lambda face: face.document_id not in archived)
    found = dict(catalogue.same_papers(faces))
    for first, later in pairs(faces):
        known = found.get(later.document_id, ())
        if first.document_id not in known:
            found[later.document_id] = (*known, first.document_id)
    for document in read:
        identity = document.scanned.document_id
        if identity in found and identity not in archived:
            yield identity, found[identity]


def _same_paper(document: ReadDocument, other: str) -> SamePaperError:
    known = described(document)
    identity = document.scanned.document_id
    return SamePaperError(identity, number=known.number, formed=known.formed, other=other)
