"""Match the scans of a batch with the papers of a register: look up, weigh, decide together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from sohoa.domain.register import RegisterRecord
from sohoa.matching.blocking import Wanted, wanted
from sohoa.matching.comparing import Comparing
from sohoa.matching.evidence import Evidence
from sohoa.matching.outcome import Proposal, decide
from sohoa.matching.seen_paper import SeenPaper


class Papers(Protocol):
    """A register that papers are looked up in."""

    def alike(self, asked: Sequence[Wanted]) -> Iterable[Mapping[str, RegisterRecord]]:
        """Give for each scan, in their order, the papers worth comparing with it, by their ids."""


def match(seen: Sequence[SeenPaper], papers: Papers, comparing: Comparing) -> list[Proposal]:
    """Decide of every scan of a batch which paper it is, or that a person has to say."""
    documents = [one.document_id for one in seen]
    return list(decide(documents, weigh(seen, papers, comparing), comparing.weights.floors))


def weigh(seen: Sequence[SeenPaper], papers: Papers, comparing: Comparing) -> Iterator[Evidence]:
    """Compare every scan with the papers that are worth it."""
    alike = papers.alike([wanted(one) for one in seen])
    for scan, candidates in zip(seen, alike, strict=True):
        for record_id, record in candidates.items():
            if (found := comparing.evidence(scan, record_id, record)) is not None:
                yield found
