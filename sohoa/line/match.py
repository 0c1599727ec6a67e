"""Step 4: it is decided which paper each document is, in one go for all scans of a box.

It stands aside: what was decided is kept in the catalogue, where a person can take it back until
the document is signed; no file of a document is made from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.papers_to_match import RegisterPapers
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import ItemError, SecretByListError
from sohoa.domain.facts import described
from sohoa.domain.match_errors import (
    PaperAmbiguousError,
    PaperContradictedError,
    PaperUnknownError,
    PaperUnsureError,
)
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_findings import LIST_ALONE
from sohoa.domain.paper_questions import DecidedBy, PaperDecision, PaperQuestion
from sohoa.domain.secrecy_errors import READ_AMONG
from sohoa.domain.stage_results import (
    Description,
    Identified,
    IdentifiedDocument,
    ReadDocument,
)
from sohoa.domain.stations import Station
from sohoa.domain.vietnamese import nfc
from sohoa.line.comparing import compare_all, held_for_rescan
from sohoa.line.engine import Batch, Step, Verdict
from sohoa.line.identifying import by_pages
from sohoa.line.picturing import cut_for_review
from sohoa.line.secrecy import let_go
from sohoa.line.station import Chunk, StationOutcome, StationRun
from sohoa.matching.asking import nothing_proposed, record_digest
from sohoa.matching.evidence import Witness
from sohoa.matching.order import papers_beside
from sohoa.matching.outcome import Outcome
from sohoa.work.watching import watcher

_ASKED: Mapping[str, type[ItemError]] = {
    Outcome.AMBIGUOUS.value: PaperAmbiguousError,
    Outcome.CONTRADICTED.value: PaperContradictedError,
    Outcome.UNSURE.value: PaperUnsureError,
    Outcome.UNKNOWN.value: PaperUnknownError,
}
#: What register or settings may say otherwise in the next run.
_DECIDED_ANEW = frozenset(
    {Identified.ASKED, Identified.HELD, Identified.UNKNOWN, Identified.LIST_ALONE}
)
#: More than any box has: it is one decision for all of them.
_WHOLE_BOX = 10**9


def known_description(catalogue: Catalogue, read: ReadDocument) -> Description:
    """Describe a document by the decision on it, or as list, register and page do."""
    return _known(catalogue, [read])[read.scanned.document_id]


def _stands(batch: Batch, found: IdentifiedDocument) -> bool:
    """Say whether it is still so: a person may have decided since, or have taken it back."""
    scanned = found.read.scanned
    if found.how is Identified.ARCHIVED:
        return True
    if found.how in _DECIDED_ANEW:
        return False
    scans = {scanned.document_id: scanned.content_sha256}
    decision = batch.catalogue.standing_decisions(scans).get(scanned.document_id)
    if found.decided != (decision.record_id if decision else None):
        return False
    is_a_persons = decision is not None and decision.by is DecidedBy.PERSON
    if is_a_persons != (found.how is Identified.BY_PERSON):
        return False  # what a person answers goes on, also where they say what pages said
    return found.how is not Identified.BY_PAGES or _is_unchanged(batch, found)


def _is_unchanged(batch: Batch, found: IdentifiedDocument) -> bool:
    """Say whether a paper still says what pages were compared with."""
    if found.question is None or found.decided is None:
        return False
    compared = {one.record_id: one.digest for one in found.question.papers}
    record = batch.catalogue.listed_papers([found.decided])[found.decided]
    return compared.get(found.decided) == record_digest(record) and _stands_between(batch, found)


def _stands_between(batch: Batch, found: IdentifiedDocument) -> bool:
    """Say whether the papers beside which it was found, by the order in the box, are there still.

    Where a person has taken one of them back, its place tells nothing any more.
    """
    papers = found.question.papers if found.question else ()
    beside = {
        record_id
        for paper in papers
        for one in paper.compared
        if paper.record_id == found.decided and one.witness == Witness.ORDER
        for record_id in papers_beside(one.held)
    }
    if not beside:
        return True
    with batch.catalogue.looked_at() as connection:
        standing = RegisterPapers(connection).standing_in([nfc(batch.folder.batch)])
        return beside <= {one.record_id for one in standing}


def _identify(
    batch: Batch, run: StationRun[ReadDocument, IdentifiedDocument], chunk: Chunk[ReadDocument]
) -> None:
    """Decide of the open documents of a box together: no two scans are taken for one paper."""
    name = batch.folder.batch
    archived = batch.catalogue.archived_contents(name, phase=batch.phase.number)
    reads = {item.item_id: item.source for item in chunk.items}
    scans = {identity: read.scanned.content_sha256 for identity, read in reads.items()}
    said = batch.catalogue.last_words(scans)
    standing = batch.catalogue.standing_decisions(scans)
    held = held_for_rescan(reads.values(), batch.settings.ocr.quality, archived=archived)
    known = {
        **{identity: _by_person(reads[identity], one) for identity, one in standing.items()
           if one.by is DecidedBy.PERSON},
        **{identity: IdentifiedDocument(reads[identity], Identified.HELD) for identity in held},
        **{identity: IdentifiedDocument(reads[identity], Identified.ARCHIVED)
           for identity in archived if identity in reads},
    }  # fmt: skip
    left = [item for item in chunk.items if item.item_id not in known]
    known |= {one.document_id: one for one in by_pages(batch, left, said)}
    for item in chunk.items:
        run.accept(item, known[item.item_id])
        watcher().advanced()


def _by_person(read: ReadDocument, decision: PaperDecision) -> IdentifiedDocument:
    return IdentifiedDocument(read, Identified.BY_PERSON, decision.record_id)


def _judge(batch: Batch, found: Sequence[IdentifiedDocument]) -> Verdict:
    """Compare page, list, register and one another; hold back what a person has to look at.

    A list that as a whole names other papers stops the batch.
    """
    catalogue, name = batch.catalogue, batch.folder.batch
    archived = catalogue.archived_contents(name, phase=batch.phase.number)
    quality, reads = batch.settings.ocr.quality, [one.read for one in found]
    known = _known(catalogue, reads)
    by_person = {
        identity: known[identity] for identity in _identities(found, how=Identified.BY_PERSON)
    }
    compared = compare_all(catalogue, name, reads, archived=archived, decided=by_person)
    fresh = [one for one in found if one.document_id not in archived]
    secret = _secret(catalogue, fresh, known)
    is_asked = {*_identities(found, how=Identified.ASKED), *compared.refused} - secret.keys()
    asked = {
        one.document_id: one.question or nothing_proposed(one.document_id)
        for one in found
        if one.document_id in is_asked
    }
    catalogue.keep_questions(asked, at=dt.datetime.now(dt.UTC))
    cut_for_review(batch, (read for read in reads if read.scanned.document_id in asked))
    refused = {
        **{identity: _refusal(identity, question) for identity, question in asked.items()},
        **held_for_rescan(reads, quality, archived=archived),
        **compared.refused,
        **_of_other_years(batch, fresh, known),
        **secret,
    }
    alone = {one: (LIST_ALONE.at(),) for one in _identities(found, how=Identified.LIST_ALONE)}
    return Verdict(refused, {**alone, **compared.findings}, stop=compared.stop)


def _identities(found: Iterable[IdentifiedDocument], *, how: Identified) -> Iterator[str]:
    return (one.document_id for one in found if one.how is how)


def _refusal(identity: str, question: PaperQuestion) -> ItemError:
    likeliest = question.papers[0].record_id if question.papers else ""
    return _ASKED[question.outcome](identity, document=identity, record=likeliest)


def _secret(
    catalogue: Catalogue, found: Sequence[IdentifiedDocument], known: Mapping[str, Description]
) -> dict[str, ItemError]:
    """Refuse what turns out to be a paper that the register says is secret."""
    records = {one.document_id: known[one.document_id].record_id for one in found}
    secret = catalogue.secret_papers(set(records.values()) - {""})
    among = {READ_AMONG: catalogue.secrets_digest()} if secret else {}
    return {
        identity: SecretByListError(identity, **among)
        for identity, record_id in records.items()
        if record_id in secret
    }


def _clear(batch: Batch, outcome: StationOutcome[ReadDocument, IdentifiedDocument]) -> None:
    """Let go of all that was made of what is secret."""
    let_go(batch, Station.MATCH, outcome.rejected)


def _of_other_years(
    batch: Batch, found: Sequence[IdentifiedDocument], known: Mapping[str, Description]
) -> dict[str, ItemError]:
    """Refuse what the running phase does not take, and what nobody knows the year of.

    Where a person is asked, they may say.
    """
    refused = dict[str, ItemError]()
    for one in found:
        formed = known[one.document_id].formed
        if one.how is Identified.ASKED and formed is None:
            continue
        try:
            batch.require_year(one.document_id, formed.year if formed else None)
        except ItemError as error:
            refused[one.document_id] = error
    return refused


def _known(catalogue: Catalogue, reads: Sequence[ReadDocument]) -> dict[str, Description]:
    """What documents are, by a decision where there is one, else by list, register and page."""
    said = {read.scanned.document_id: described(read) for read in reads}
    return said | catalogue.decided_descriptions(reads)


def _notes(
    outcome: StationOutcome[ReadDocument, IdentifiedDocument], verdict: Verdict
) -> Iterable[DocumentNote]:
    """What comparing has found; the catalogue itself knows what was decided."""
    for one in outcome.results:
        if one.how is Identified.ARCHIVED:
            continue
        scanned = one.read.scanned
        yield DocumentNote(
            document_id=scanned.document_id,
            source_name=scanned.source_name,
            state=DocumentState.IN_PROGRESS,
            description=described(one.read),
            compared=verdict.findings.get(scanned.document_id, ()),
        )


MATCH = Step(
    Station.MATCH,
    takes=ReadDocument,
    gives=IdentifiedDocument,
    chunk=_WHOLE_BOX,
    stands=_stands,
    work=_identify,
    judge=_judge,
    notes=_notes,
    clear=_clear,
)
