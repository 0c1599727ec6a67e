"""What pages prove of the scans of a box, all together, and what has to be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sohoa.catalogue.paper_holders import holders
from sohoa.catalogue.papers_to_match import PAGE_LETTERS, lists_in_doubt, proposals
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.facts import contradictions, said_on
from sohoa.domain.paper_questions import DecidedBy, PaperDecision
from sohoa.domain.stage_results import (
    DescribedDocument,
    Identified,
    IdentifiedDocument,
    ReadDocument,
)
from sohoa.domain.stations import Station
from sohoa.domain.vietnamese import nfc
from sohoa.language import _
from sohoa.line.comparing import compare_all
from sohoa.line.engine import Batch
from sohoa.line.station import WorkItem, journal_of
from sohoa.matching.asking import question_of, unlike_any
from sohoa.matching.listed import Doubt
from sohoa.matching.office_weights import office_weights
from sohoa.matching.outcome import Outcome, Proposal
from sohoa.matching.reasons import why_matched
from sohoa.matching.seen_paper import SeenPaper, head_alone, seen_paper
from sohoa.ocr.store import TextsOf
from sohoa.person import person


def by_pages(
    batch: Batch,
    items: Sequence[WorkItem[ReadDocument]],
    before: Mapping[str, PaperDecision],
) -> Iterator[IdentifiedDocument]:
    """What lists name, what pages prove, and what is to be asked.

    `before` is the last word on each: what pages decided is decided anew, and where a person has
    taken that back, or has named a paper that was taken out of the inventory since, they are asked.
    """
    reads = {item.item_id: item.source for item in items}
    listed = {one for one, read in reads.items() if read.scanned.description.record_id}
    confirmed = _confirmed(batch, reads.values())
    agreeing = {one for one in listed if not contradictions(reads[one])} - confirmed
    scans = {one.item_id: _seen(batch, one) for one in items if one.item_id not in confirmed}
    by_person = {one for one, word in before.items() if _is_a_persons(word)}
    weights = office_weights(batch.folder.workspace.config_dir)
    with batch.catalogue.looked_at() as connection:
        doubts = lists_in_doubt(connection, [scans[one] for one in agreeing], weights)
        seen = [one for name, one in scans.items() if name not in agreeing - doubts.keys()]
        asked = [one.without_place() if one.document_id in by_person else one for one in seen]
        found = {one.document_id: one for one in proposals(connection, asked, weights)}
        named = {one.record_id for one in found.values() if one.record_id}
        held = holders(connection, named)
    matched = {
        one.document_id: one
        for one in found.values()
        if one.document_id not in listed
        and _outcome(one, held).is_settled
        and one.document_id not in by_person
    }
    taken = _taken(batch.catalogue, reads, matched, before)
    for identity, read in reads.items():
        proposal = found.get(identity)
        if identity in taken:
            proven = matched[identity]
            shown = question_of(proven, Outcome.CONTRADICTED)
            yield IdentifiedDocument(read, Identified.BY_PAGES, proven.record_id, shown)
        elif identity in doubts:
            yield _doubted(batch, read, doubts[identity], proposal or unlike_any(identity))
        elif identity in listed:
            told = question_of(proposal, Outcome.CONTRADICTED) if proposal else None
            yield IdentifiedDocument(read, Identified.LISTED, question=told)
        else:
            is_let_go = identity not in by_person and _lets_unknown_go(batch)
            yield _asked(read, proposal or unlike_any(identity), held, is_let_go=is_let_go)


def _is_a_persons(word: PaperDecision) -> bool:
    """Say whether a person has spoken, of whose word there is no decision any more."""
    return word.by in {DecidedBy.TAKEN_BACK, DecidedBy.PERSON}


def _confirmed(batch: Batch, reads: Iterable[ReadDocument]) -> frozenset[str]:
    """Documents whose list a person stands for against the page: it says which paper they are."""
    name = batch.folder.batch
    found = compare_all(batch.catalogue, name, list(reads), archived=(), decided={})
    return frozenset(found.findings.keys() - found.refused.keys())


def _lets_unknown_go(batch: Batch) -> bool:
    return batch.settings.review.unknown == "archive"


def _doubted(
    batch: Batch, read: ReadDocument, doubt: Doubt, proposal: Proposal
) -> IdentifiedDocument:
    if doubt is Doubt.UNSUPPORTED and batch.settings.review.unsupported == "archive":
        return IdentifiedDocument(read, Identified.LIST_ALONE)
    why = Outcome.CONTRADICTED if doubt is Doubt.BELIED else Outcome.UNSURE
    return IdentifiedDocument(read, Identified.ASKED, question=question_of(proposal, why))


def _asked(
    read: ReadDocument, proposal: Proposal, held: Mapping[str, str], *, is_let_go: bool
) -> IdentifiedDocument:
    outcome = _outcome(proposal, held)
    if outcome is Outcome.UNKNOWN and is_let_go:
        return IdentifiedDocument(read, Identified.UNKNOWN)
    # A person has taken it back, or somebody else took the paper in the same moment.
    outcome = Outcome.UNSURE if outcome.is_settled else outcome
    return IdentifiedDocument(read, Identified.ASKED, question=question_of(proposal, outcome))


def _outcome(proposal: Proposal, held: Mapping[str, str]) -> Outcome:
    """A paper that another document has is not given away: one of the two is wrong."""
    holder = held.get(proposal.record_id, proposal.document_id)
    if proposal.outcome.is_settled and holder != proposal.document_id:
        return Outcome.AMBIGUOUS
    return proposal.outcome


def _taken(
    catalogue: Catalogue,
    reads: Mapping[str, ReadDocument],
    matched: Mapping[str, Proposal],
    before: Mapping[str, PaperDecision],
) -> Collection[str]:
    """Keep what pages decide; what they decided before and do not any more is taken back.

    Gives the documents whose paper is theirs now.
    """
    now, who = dt.datetime.now(dt.UTC), person()
    decided = [
        PaperDecision(
            identity,
            proposal.record_id,
            reads[identity].scanned.content_sha256,
            DecidedBy.PAGES,
            who,
            why_matched(proposal.ranked[0], _),
            now,
        )
        for identity, proposal in matched.items()
        if not _says(before.get(identity), proposal.record_id)
    ]
    lapsed = [
        PaperDecision(identity, "", one.content_sha256, DecidedBy.LAPSED, who, "", now)
        for identity, one in before.items()
        if identity in reads and identity not in matched and one.by is DecidedBy.PAGES
    ]
    unchanged = matched.keys() - {one.document_id for one in decided}
    if not decided and not lapsed:
        return unchanged
    return unchanged | (catalogue.decide_by_pages([*lapsed, *decided]) & matched.keys())


def _says(word: PaperDecision | None, record_id: str) -> bool:
    return word is not None and word.counts and word.record_id == record_id


def _seen(batch: Batch, item: WorkItem[ReadDocument]) -> SeenPaper:
    """A scan as it is compared: its description, its findings, and what the list says of it."""
    read, journal = item.source, journal_of(batch.folder, Station.DESCRIBE, DescribedDocument)
    settled = journal.outcome_of(item.item_id, made_from=item.made_from, source=read)
    described_as = settled.result if settled else None
    listed = read.scanned.description
    return seen_paper(
        item.item_id,
        described_as.paper if described_as else head_alone(said_on(read.header)),
        [*read.all_findings, *(described_as.findings if described_as else ())],
        page=_first_words(read),
        sides=len(read.pages),
        box=nfc(batch.folder.batch),
        name=read.scanned.source_name,
        listed=listed.listed,
        listed_id=listed.record_id,
    )


def _first_words(read: ReadDocument) -> str:
    """The words of the first pages; none of what was let go long after it was archived."""
    words = ""
    try:
        for text in TextsOf(read.pages):
            words += text.text + "\n"
            if len(words) > PAGE_LETTERS:
                break
    except OSError:
        return words
    return words[:PAGE_LETTERS]
