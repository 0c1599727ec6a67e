"""Find which papers archived documents are of; tie what is sure, and show a person the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from sohoa.catalogue.paper_changes import Saying, link_document
from sohoa.catalogue.paper_holders import holders
from sohoa.catalogue.papers_to_match import (
    UntiedDocument,
    known_boxes,
    papers_named,
    proposals,
    untied_among,
    untied_documents,
)
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.two_times import Act
from sohoa.language import _
from sohoa.matching.evidence import Evidence
from sohoa.matching.office_weights import office_weights
from sohoa.matching.outcome import Outcome, Proposal
from sohoa.matching.reasons import agreeing, said_against, why_matched
from sohoa.person import person
from sohoa.plan_file import load_plan
from sohoa.use_cases.effects import Effect, effect_of, share_of_today
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LikelyPaper:
    """A paper that a document may be of.

    Attributes:
        number, formed, subject: As the register has them; the day in ISO 8601.
        agree: What page and register say alike, in words.
        against: What speaks against it, a sentence each; and what is not sure.
        bits: Binary logarithm of how much likelier this is than a paper beside it.
        held_by: The document that has this paper already; empty if none.
    """

    record_id: str
    number: str
    formed: str
    subject: str
    agree: tuple[str, ...]
    against: tuple[str, ...]
    bits: float
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class MatchedDocument:
    """A document and the papers it may be of, the likeliest first.

    Attributes:
        outcome: As `sohoa.matching.outcome.Outcome` names it.
        tied: It was tied to the first of its papers.
        untied: A person has untied it from a paper before, so it is left to a person.
        changed: It, or a paper it may be of, changed while it was looked at: asked again, it is
            decided anew.
    """

    document_id: str
    batch: str
    source_name: str
    outcome: str
    tied: bool
    untied: bool
    changed: bool
    papers: tuple[LikelyPaper, ...]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The outcome of matching; `rehearsed`: nothing was stored."""

    documents: tuple[MatchedDocument, ...]
    effect: Effect
    rehearsed: bool

    @property
    def tied(self) -> int:
        """How many documents were tied to their papers."""
        return sum(one.tied for one in self.documents)


def match_documents(
    workspace: Workspace, batches: Collection[str], *, rehearse: bool
) -> MatchResult:
    """Decide of all archived documents without a paper, of some boxes or of all, in one go.

    Tied is what is sure by its pages: each time a fact with who, when and why, that `sohoa unlink`
    takes back. What a person has untied is not tied again.

    Raises:
        UnknownBoxError: Nothing of a box is in the catalogue.
        SettingsError, BatchError: The catalogue cannot be used; plan or weights cannot be read.
    """
    plan, weights = load_plan(workspace.plan_path), office_weights(workspace.config_dir)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        # Thousands of scans take minutes: nobody who writes waits for that.
        with catalogue.looked_at() as connection:
            boxes = known_boxes(connection, batches)
            untied = untied_documents(connection, boxes)
            asked = [one.seen.without_place() if one.untied else one.seen for one in untied]
            found = proposals(connection, asked, weights)
        with catalogue.tried(rehearse=rehearse) as trial:
            before = share_of_today(trial.reader, plan)
            documents = _matched(trial.connection, untied, found)
            after = share_of_today(trial.reader, plan)
    return MatchResult(documents, effect_of(before, after), rehearse)


def _matched(
    connection: Connection, untied: Sequence[UntiedDocument], found: Sequence[Proposal]
) -> tuple[MatchedDocument, ...]:
    """Tie what is sure, as far as nothing of it has changed while it was looked at."""
    named = {evidence.record_id for one in found for evidence in one.ranked}
    held = holders(connection, named)
    records = papers_named(connection, named)
    identities = [one.document_id for one in untied]
    still = {one.document_id: one for one in untied_among(connection, identities)}
    results = []
    for document, proposal in zip(untied, found, strict=True):
        identity = document.document_id
        if identity not in still:
            continue  # somebody else has tied it meanwhile, or taken it out
        has_changed = still[identity] != document or any(
            records.get(one.record_id) != one.record for one in proposal.ranked
        )
        outcome = _outcome(proposal, held)
        is_tied = outcome.is_settled and not document.untied and not has_changed
        if is_tied:
            saying = _saying(proposal.ranked[0])
            link_document(connection, identity, proposal.record_id, saying, Act.MATCH)
        papers = tuple(likely_papers(proposal.ranked, held))
        results.append(
            MatchedDocument(
                identity,
                document.batch,
                document.source_name,
                outcome.value,
                tied=is_tied,
                untied=document.untied,
                changed=has_changed,
                papers=papers,
            )
        )
    return tuple(results)


def _outcome(proposal: Proposal, held: Collection[str]) -> Outcome:
    """A paper that has its document already is not given away: one of the two is wrong."""
    if proposal.outcome.is_settled and proposal.record_id in held:
        return Outcome.AMBIGUOUS
    return proposal.outcome


def _saying(evidence: Evidence) -> Saying:
    """Who ties it, and why."""
    return Saying(dt.datetime.now(dt.UTC), person(), why_matched(evidence, _))


def likely_papers(ranked: Iterable[Evidence], held: Mapping[str, str]) -> Iterator[LikelyPaper]:
    """Say of papers what speaks for them and against them; `held` names their documents."""
    for one in ranked:
        yield LikelyPaper(
            one.record_id,
            one.record.number,
            one.record.formed.iso,
            one.record.subject,
            agreeing(one, _),
            said_against(one, _),
            round(one.bits, 1),
            held.get(one.record_id, ""),
        )
