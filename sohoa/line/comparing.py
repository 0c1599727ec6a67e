"""Compare what page, list and register say of documents, and the documents with one another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.double_documents import face_of, pairs
from sohoa.domain.errors import (
    DateDiffersError,
    ItemError,
    ListMisfitError,
    NumberDiffersError,
    SamePaperError,
    TypeDiffersError,
)
from sohoa.domain.facts import (
    Answer,
    Aspect,
    Contradiction,
    Misfit,
    answer,
    compare,
    described,
    misfit,
    said_on,
    same_paper,
)
from sohoa.domain.stage_results import Description, Finding, ReadDocument
from sohoa.line.engine import Verdict
from sohoa.ocr.document import held_back
from sohoa.ocr.settings import QualitySettings

_ERRORS: Mapping[Aspect, type[ItemError]] = {
    Aspect.NUMBER: NumberDiffersError,
    Aspect.DATE: DateDiffersError,
    Aspect.TYPE: TypeDiffersError,
}


def held_for_rescan(
    read: Iterable[ReadDocument], quality: QualitySettings, *, archived: Collection[str]
) -> dict[str, ItemError]:
    """Hold back what has to be scanned again before it is signed; what is archived stands."""
    refused: dict[str, ItemError] = {}
    for document in read:
        identity = document.scanned.document_id
        if identity not in archived and (error := held_back(document, quality)):
            refused[identity] = error
    return refused


def compare_all(
    catalogue: Catalogue,
    batch: str,
    read: Sequence[ReadDocument],
    *,
    archived: Collection[str],
    decided: Mapping[str, Description],
) -> Verdict:
    """Compare page, list and register of every document, and the documents with one another.

    Asked once all pages of a batch are read, before anything is signed. A person's confirmation
    counts for what an earlier run has shown, and so does their decision: `decided` is what the
    paper is by it. Archived documents stand.
    """
    told = catalogue.told(batch)
    others = dict(_same_papers(catalogue, read, archived=archived))
    fresh = [one for one in read if one.scanned.document_id not in archived]
    findings: dict[str, tuple[Finding, ...]] = {}
    refused: dict[str, ItemError] = {}
    for document in fresh:
        identity = document.scanned.document_id
        known = decided.get(identity, document.scanned.description)
        differing = compare(said_on(document.header), known)
        same = others.get(identity, ())
        questions = [*(one.question for one in differing), *map(same_paper, same)]
        if not questions:
            continue
        answered = (
            Answer(True, tuple(one.finding(is_settled=True) for one in questions))
            if identity in decided
            else answer(questions, known.confirmation, told.get(identity, ()))
        )
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
