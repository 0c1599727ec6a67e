"""Match the scans of a batch with the papers of a register: look up, weigh, decide together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from sohoa.domain.register import RegisterRecord
from sohoa.matching.blocking import Wanted, wanted
from sohoa.matching.comparing import Comparing
from sohoa.matching.evidence import Evidence
from sohoa.matching.gaps import beside_gap, may_be_missing
from sohoa.matching.number_reading import doubting_numbers, in_doubt
from sohoa.matching.order import BoxOrder, Rows, Standing, in_order
from sohoa.matching.outcome import Proposal, decide
from sohoa.matching.seen_paper import SeenPaper


class Papers(Rows, Protocol):
    """A register that papers are looked up in."""

    def alike(self, asked: Sequence[Wanted]) -> Iterable[Mapping[str, RegisterRecord]]:
        """Give for each scan, in their order, the papers worth comparing with it, by their ids."""


def match(seen: Sequence[SeenPaper], papers: Papers, comparing: Comparing) -> list[Proposal]:
    """Decide of every scan of a batch which paper it is, or that a person has to say."""
    return decide_in_order(seen, list(weigh(seen, papers, comparing)), papers, comparing)


def decide_in_order(
    seen: Sequence[SeenPaper],
    evidence: Sequence[Evidence],
    papers: Papers,
    comparing: Comparing,
) -> list[Proposal]:
    """Decide by the pages, and of what is not settled once more by its place among the settled.

    In a box whose numbers are often misread none is taken for sure.
    """
    doubted = in_doubt(doubting_numbers(seen, evidence))
    if doubted:
        scans = {one.document_id for one in doubted}
        evidence = [
            *(one for one in evidence if one.document_id not in scans),
            *weigh(doubted, papers, comparing),
        ]
    documents, floors = [one.document_id for one in seen], comparing.weights.floors
    first = list(decide(documents, evidence, floors))
    settled = {one.document_id: one.record_id for one in first if one.outcome.is_settled}
    asked = {one.box for one in seen if one.name and one.document_id not in settled}
    if not asked:
        return first
    order = BoxOrder(
        [Standing(one.document_id, one.box, one.name, settled.get(one.document_id, ""))
         for one in seen if one.name and one.box in asked],
        papers,
    )  # fmt: skip
    kept = [one for one in evidence if one.document_id in settled]
    left = [one for one in evidence if one.document_id not in settled]
    return list(decide(documents, [*kept, *in_order(left, order, comparing.weights)], floors))


def weigh(seen: Sequence[SeenPaper], papers: Papers, comparing: Comparing) -> Iterator[Evidence]:
    """Compare every scan with the papers that are worth it."""
    alike = papers.alike([wanted(one) for one in seen])
    for scan, candidates in zip(seen, alike, strict=True):
        gap = "" if scan.is_number_believed else may_be_missing(scan, candidates.values())
        for record_id, record in candidates.items():
            if (found := comparing.evidence(scan, record_id, record)) is not None:
                yield beside_gap(found, gap, comparing.weights) if gap else found
