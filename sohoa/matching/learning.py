"""What decided pairs teach: how often each level is seen in them, and beside them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sohoa.domain.register import RegisterRecord
from sohoa.matching.comparing import Comparing
from sohoa.matching.evidence import Level, Witness
from sohoa.matching.order import BoxOrder, Rows, Standing
from sohoa.matching.seen_paper import SeenPaper
from sohoa.matching.weights import Counts, Weights

#: A pair that a list has decided says of the list nothing that is not so by that.
_NOT_LEARNT = frozenset({Witness.LIST})


@dataclass(frozen=True, slots=True)
class DecidedPair:
    """A scan whose paper a person or a list has named, and the papers that stood beside it."""

    seen: SeenPaper
    record_id: str
    record: RegisterRecord
    beside: Mapping[str, RegisterRecord]


def learn(pairs: Sequence[DecidedPair], comparing: Comparing, rows: Rows) -> Counts:
    """Count the levels of decided pairs, and of the same scans with the papers beside theirs.

    Each scan counts once on either side, however many papers stand beside it. Its place in the box
    counts where it has one, among the other scans whose papers are known.
    """
    every = replace(comparing, weights=_without_floor(comparing.weights))
    seen = [(pair.seen, pair.record_id) for pair in pairs if pair.seen.name]
    order = BoxOrder([Standing(one.document_id, one.box, one.name, at) for one, at in seen], rows)
    counts: defaultdict[tuple[Witness, Level], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for pair in pairs:
        for side, papers in enumerate(({pair.record_id: pair.record}, pair.beside)):
            for witness, level in _levels(every, order, pair.seen, papers):
                counts[witness, level][side] += 1 / len(papers)
    return {key: (same, beside) for key, (same, beside) in sorted(counts.items())}


def _levels(
    comparing: Comparing,
    order: BoxOrder,
    seen: SeenPaper,
    papers: Mapping[str, RegisterRecord],
) -> Iterator[tuple[Witness, Level]]:
    """What each witness says of a scan and each of some papers."""
    for record_id, record in papers.items():
        evidence = comparing.evidence(seen, record_id, record)
        for one in evidence.compared if evidence else ():
            if one.witness is Witness.ORDER:
                yield one.witness, order.compared(seen.document_id, record_id).level
            elif one.witness not in _NOT_LEARNT:
                yield one.witness, one.level


def _without_floor(weights: Weights) -> Weights:
    return replace(weights, floors=replace(weights.floors, plausible=-math.inf))


def as_tables(counts: Counts, *, pairs: int) -> Sequence[str]:
    """Give counts as lines of a settings file (TOML)."""
    lines = [
        f"# Learnt from {pairs} decided pairs by `sohoa match --learn`; added to what comes with"
    ]
    lines.append("# the program: [of pairs that are one paper, of papers beside], per level.")
    witnesses = dict.fromkeys(witness for witness, _level in counts)
    for witness in witnesses:
        lines += ["", f"[{witness}]"]
        lines += [
            f"{level} = [{same:.3f}, {beside:.3f}]"
            for (of, level), (same, beside) in counts.items()
            if of is witness
        ]
    return lines
