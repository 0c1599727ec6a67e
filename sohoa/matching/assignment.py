"""One decision for a batch: no two scans are of one paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sohoa.matching.evidence import Evidence


def assign(evidence: Iterable[Evidence]) -> Mapping[str, Evidence]:
    """Give each scan at most one paper, each paper to at most one scan, all together best.

    Scans and papers that no pair joins are decided apart.
    """
    chosen: dict[str, Evidence] = {}
    for component in _components(list(evidence)):
        if len(component) == 1:
            chosen[component[0].document_id] = component[0]
        else:
            chosen |= {one.document_id: one for one in _best_together(component)}
    return chosen


def _components(pairs: Sequence[Evidence]) -> Iterator[list[Evidence]]:
    """Part pairs into groups that share no scan and no paper."""
    leader: dict[tuple[str, str], tuple[str, str]] = {}

    def find(node: tuple[str, str]) -> tuple[str, str]:
        root = node
        while leader.setdefault(root, root) != root:
            root = leader[root]
        while leader[node] != root:
            leader[node], node = root, leader[node]
        return root

    for pair in pairs:
        leader[find(("scan", pair.document_id))] = find(("paper", pair.record_id))
    groups: defaultdict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for pair in pairs:
        groups[find(("scan", pair.document_id))].append(pair)
    yield from groups.values()


def _best_together(pairs: Sequence[Evidence]) -> Iterator[Evidence]:
    """Choose the pairs whose bits are most together; a pair that weighs nothing is no pair."""
    # Loaded when asked for: it takes longer to load than most batches to decide.
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    scans = {one: at for at, one in enumerate(dict.fromkeys(pair.document_id for pair in pairs))}
    papers = {one: at for at, one in enumerate(dict.fromkeys(pair.record_id for pair in pairs))}
    least = min(pair.bits for pair in pairs)
    gains = np.zeros((len(scans), len(papers)))
    by_place = {}
    for pair in pairs:
        at = scans[pair.document_id], papers[pair.record_id]
        gains[at], by_place[at] = pair.bits - least + 1.0, pair
    rows, columns = linear_sum_assignment(gains, maximize=True)
    for at in zip(rows.tolist(), columns.tolist(), strict=True):
        if at in by_place:
            yield by_place[at]
