"""Order in the box: what stands between two scans is likely of a paper between theirs.

Boxes mostly stand as their register is written, forwards or backwards, in runs of rows. It is a
witness that only adds: what is put elsewhere says nothing, and a row that the number does not
point to is not accepted for its place (`sohoa.matching.evidence`). For where a paper's own row is
missing, the order agrees with the next one just as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sohoa.domain.natural_order import natural_key
from sohoa.matching.evidence import Compared, Evidence, Level, Witness
from sohoa.matching.weights import Weights

#: Between papers that are farther apart than so many rows, a place says nothing.
_FARTHEST = 12
#: So many scans with a paper are looked at on either side: the nearest may be put elsewhere.
_LOOKED_AT = 3
#: Between the two that a word of the order names.
_BETWEEN = " – "
_SAYS_NOTHING = Compared(Witness.ORDER, Level.SILENT)


class Rows(Protocol):
    """A register whose papers are in an order, and what is known of the boxes."""

    def behind(self, record_id: str, count: int) -> Sequence[str]:
        """Give the ids of the next papers in the order of the register, at most so many."""

    def standing_in(self, boxes: Collection[str]) -> Iterable[Standing]:
        """Give the scans of some boxes that are known of, with the papers that they have."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A scan at its place in a box.

    Attributes:
        name: Of its file, by which it is ordered.
        record_id: Its paper, where that is known for sure; else empty.
    """

    document_id: str
    box: str
    name: str
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class _Gap:
    """The scans without a paper between two that have one, and the rows that are left for them."""

    first: Standing
    last: Standing
    scans: tuple[str, ...]
    rows: tuple[str, ...]


class BoxOrder:
    """Says how far a paper stands where a scan does."""

    def __init__(self, scans: Collection[Standing], rows: Rows) -> None:
        """Take scans, and from what is known of their boxes those beside them."""
        beside = rows.standing_in({one.box for one in scans})
        self._of = {one.document_id: one for one in (*beside, *scans)}
        boxes = defaultdict[str, list[Standing]](list)
        for one in sorted(self._of.values(), key=lambda one: natural_key(one.name)):
            boxes[one.box].append(one)
        self._boxes: Mapping[str, list[Standing]] = boxes
        self._at = {one.document_id: at for of in boxes.values() for at, one in enumerate(of)}
        self._taken = {one.record_id: one.document_id for one in self._of.values()}
        self._rows = rows
        self._behind = dict[str, tuple[str, ...]]()
        self._gaps = dict[str, _Gap | None]()

    def compared(self, document_id: str, record_id: str) -> Compared:
        """Say whether a paper's row stands between those of the scans beside this one.

        `SAME`: at its very place, and there are as many rows as scans; `PART`: between them.
        """
        gap = self._gap(document_id)
        if gap is None or record_id not in gap.rows:
            return _SAYS_NOTHING
        is_whole = len(gap.rows) == len(gap.scans)
        is_there = is_whole and gap.rows.index(record_id) == gap.scans.index(document_id)
        level = Level.SAME if is_there else Level.PART
        names = _BETWEEN.join((gap.first.name, gap.last.name))
        return Compared(
            Witness.ORDER, level, names, _BETWEEN.join((gap.first.record_id, gap.last.record_id))
        )

    def _gap(self, document_id: str) -> _Gap | None:
        if document_id not in self._at:
            return None
        if document_id not in self._gaps:
            self._gaps[document_id] = next(self._found(document_id), None)
        return self._gaps[document_id]

    def _found(self, document_id: str) -> Iterator[_Gap]:
        """Find a gap that a scan stands in, between the nearest scans first."""
        box, at = self._boxes[self._of[document_id].box], self._at[document_id]
        before = _known(box, range(at - 1, -1, -1))
        after = _known(box, range(at + 1, len(box)))
        near = sorted((one + other, one, other)
                      for one in range(len(before)) for other in range(len(after)))  # fmt: skip
        for _far, one, other in near:
            first, last = before[one], after[other]
            if (rows := self._between(box[first].record_id, box[last].record_id)) is None:
                continue
            scans = [scan for scan in box[first + 1 : last]
                     if not scan.record_id or scan.document_id == document_id]  # fmt: skip
            left = (row for row in rows if self._taken.get(row, document_id) == document_id)
            names = tuple(scan.document_id for scan in scans)
            yield _Gap(box[first], box[last], names, tuple(left))

    def _between(self, first: str, last: str) -> Sequence[str] | None:
        """Give the rows between two, in the order of the scans; `None` if they are far apart."""
        forwards = self._run(first)
        if last in forwards:
            return forwards[: forwards.index(last)]
        backwards = self._run(last)
        if first in backwards:
            return backwards[: backwards.index(first)][::-1]
        return None

    def _run(self, record_id: str) -> tuple[str, ...]:
        if record_id not in self._behind:
            self._behind[record_id] = tuple(self._rows.behind(record_id, _FARTHEST + 1))
        return self._behind[record_id]


def _known(box: Sequence[Standing], places: Iterable[int]) -> list[int]:
    """Give the places of the first scans with a paper."""
    return [at for at in places if box[at].record_id][:_LOOKED_AT]


def papers_beside(held: str) -> tuple[str, ...]:
    """Give the papers between which a paper stands, by what the order said of it."""
    return tuple(filter(None, held.split(_BETWEEN)))


def in_order(evidence: Iterable[Evidence], order: BoxOrder, weights: Weights) -> Iterator[Evidence]:
    """Add what the order in the box says to pairs; it never speaks against one."""
    for one in evidence:
        said = order.compared(one.document_id, one.record_id)
        if said.level is Level.SILENT:
            yield one
            continue
        bits = max(0.0, weights.bits(Witness.ORDER, said.level))
        told = (*(of for of in one.compared if of.witness is not Witness.ORDER),
                replace(said, bits=bits))  # fmt: skip
        yield replace(one, compared=told, bits=one.bits + bits)
