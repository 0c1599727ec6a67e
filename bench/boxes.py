"""What the order in the box adds: `python -m bench.matching --boxes`.

Real heads come from many offices and in no box, so that a box is made for each: the papers with the
numbers about its own in its series, six before and six behind, are drawn as a reader reads them and
stand beside it. Of these one of ten has no scan and one of twenty no row; the box is in the order
of the register, forwards or backwards, and so many of its scans are put elsewhere. The register
has the same neighbours as without boxes, and is written in the order of its numbers. The same boxes
are decided without a word of their order as well: what differs is the order's. Damaged: three of
ten numbers have a figure misread, of all scans, and nobody doubts it.

Claims checked (issue 12): with clerks' slips 85 of 100 real heads are accepted; whatever the order,
none wrongly, and none whose own row is missing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bench.looked_up import Index, comparing_of
from bench.misreading import read_of_a_reader, with_misread_number
from bench.registers import Rows, among_their_like, as_clerks_write, changed, drawn_rows
from sohoa.domain.identifiers import number_key
from sohoa.domain.register import RegisterRecord
from sohoa.matching.batch import decide_in_order, weigh
from sohoa.matching.comparing import Comparing
from sohoa.matching.evidence import Evidence
from sohoa.matching.outcome import Proposal
from sohoa.matching.seen_paper import SeenPaper

_ROWS = 5_000
_ABOUT = 6
_NO_SCAN, _NO_ROW = 0.1, 0.05
#: How many of them have the words of the real one, for somebody else.
_ALIKE = 0.2
#: With the slips of clerks, with damaged numbers; how many scans are put elsewhere, at last all.
_SETS = (
    ("clean", False, False, (0.0, 0.3)),
    ("slips", True, False, (0.0, 0.1, 0.3, 1.0)),
    ("damaged", False, True, (0.0, 0.1)),
    ("slips, damaged", True, True, (0.0, 0.1)),
)
_SEEDS = 5
_PARTS = 10


@dataclass(frozen=True, slots=True)
class BoxedScan:
    """A scan in a box; `is_real`: the one that the box was made for."""

    seen: SeenPaper
    truth: str
    is_real: bool


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes, and the register that they are of."""

    scans: Sequence[BoxedScan]
    rows: Rows

    def each(self, changed: Callable[[SeenPaper], SeenPaper]) -> Boxes:
        """Give the same boxes, each scan changed."""
        return replace(self, scans=[replace(one, seen=changed(one.seen)) for one in self.scans])


@dataclass(slots=True)
class Figures:
    """What was decided of some boxes, real heads first."""

    accepted: int = 0
    wrong: int = 0
    among: int = 0
    missing: int = 0
    drawn: int = 0
    drawn_wrong: int = 0


Reads = Callable[[str, RegisterRecord, random.Random], SeenPaper]


def with_neighbours(real: Sequence[RegisterRecord], *, seed: int) -> tuple[Rows, list[list[str]]]:
    """Give a register in the order of its numbers, and for each real row those about it.

    The real row is the first that each list has.
    """
    chance = random.Random(seed)  # noqa: S311 - the same rows each time
    base = among_their_like(real, _ROWS, seed=seed)
    held = {_key(row): at for at, row in reversed(base.items())}
    rows, runs = {at: base[at] for at in held.values()}, list[list[str]]()  # each number once
    boxed_in = set(list(base)[: len(real)])  # a paper has one scan
    drawn = drawn_rows(2 * _ABOUT * len(real), seed=seed + 1)
    for at, row in zip(list(base), real, strict=False):
        run = [at]
        for near in _about(row, drawn, chance):
            if (key := _key(near)) not in held:
                held[key] = f"SO-{_ROWS + len(rows) + 1:06d}"
                rows[held[key]] = near
            if held[key] not in boxed_in:
                boxed_in.add(held[key])
                run.append(held[key])
        runs.append(run)
    ordered = sorted(rows.items(), key=lambda one: _order(one[1]))
    return dict(ordered), runs


def _key(row: RegisterRecord) -> tuple[str, int]:
    return number_key(row.number), row.formed.year


def _order(row: RegisterRecord) -> tuple[str, int, int]:
    figures, _stroke, symbol = number_key(row.number).partition("/")
    return symbol, row.formed.year, int(figures) if figures.isdecimal() else 0


def _about(
    row: RegisterRecord, drawn: Sequence[RegisterRecord], chance: random.Random
) -> Iterator[RegisterRecord]:
    """The papers with the next numbers: some of the same words for somebody else."""
    figures, _stroke, symbol = row.number.partition("/")
    for step in range(-_ABOUT, _ABOUT + 1):
        number = int(figures) + step
        if step and number > 0:
            other = chance.choice(drawn).subject
            subject = changed(row.subject, drawn, chance) if chance.random() < _ALIKE else other
            yield replace(row, number=f"{number:02d}/{symbol}", subject=subject)


def boxed(
    real: Sequence[SeenPaper],
    ordered: tuple[Rows, list[list[str]]],
    reads: Reads,
    *,
    seed: int,
    disorder: float,
) -> Boxes:
    """Put the real heads into boxes."""
    chance = random.Random(seed)  # noqa: S311 - the same boxes each time
    rows, runs = ordered
    places = {at: place for place, at in enumerate(rows)}
    scans, gone = list[BoxedScan](), set[str]()
    for box, (seen, run) in enumerate(zip(real, runs, strict=True)):
        own = run[0]
        beside = [at for at in run[1:] if chance.random() >= _NO_SCAN]
        gone |= {at for at in beside if chance.random() < _NO_ROW}
        heads = {at: reads(f"{box}-{at}", rows[at], chance) for at in beside} | {own: seen}
        stand = sorted(heads, key=places.__getitem__, reverse=chance.random() < 0.5)
        for number, at in enumerate(_put_elsewhere(stand, chance, disorder), 1):
            placed = replace(heads[at], box=f"Hộp {box}", name=f"{number:04d}.pdf")
            scans.append(BoxedScan(placed, at, at == own))
    own_rows = {run[0] for run in runs}
    return Boxes(scans, {at: row for at, row in rows.items() if at not in gone - own_rows})


def _put_elsewhere(stand: list[str], chance: random.Random, share: float) -> list[str]:
    if share >= 1:
        return chance.sample(stand, len(stand))
    for one in [one for one in stand if chance.random() < share]:
        stand.remove(one)
        stand.insert(chance.randrange(len(stand) + 1), one)
    return stand


def print_boxes(real: Sequence[tuple[SeenPaper, RegisterRecord]], *, seed: int) -> None:
    """Decide all boxes with and without their order, and print a table."""
    ordered = with_neighbours([row for _seen, row in real], seed=seed)
    heads = [seen for seen, _row in real]
    print("\n| boxes | order | accepted | wrong | true among first three | accepted, row missing "
          "| drawn beside them, wrong |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for kind, slips, is_damaged, disorders in _SETS:
        for disorder in disorders:
            found: Mapping[bool, list[Figures]] = {False: [], True: []}
            for at in range(_SEEDS):
                boxes = boxed(heads, ordered, read_of_a_reader, seed=seed + at, disorder=disorder)
                if slips:
                    boxes = replace(boxes, rows=as_clerks_write(boxes.rows, seed=at))
                if is_damaged:
                    boxes = boxes.each(partial(_misread, at))
                weighs = comparing_of(boxes.rows)
                for uses_order, figures in found.items():
                    used = boxes if uses_order else boxes.each(_without_place)
                    figures.append(_figures(used, weighs))
            name = f"{kind}, {100 * disorder:.0f} % put elsewhere"
            for uses_order, figures in found.items():
                _print(name, "asked" if uses_order else "not asked", figures, len(heads))


def _misread(seed: int, seen: SeenPaper) -> SeenPaper:
    return with_misread_number(seen, f"{seed} {seen.document_id}")


def _without_place(seen: SeenPaper) -> SeenPaper:
    return replace(seen, name="")


def _figures(boxes: Boxes, comparing: Comparing) -> Figures:
    seen, papers = [one.seen for one in boxes.scans], Index(boxes.rows)
    evidence = list(weigh(seen, papers, comparing))
    found = Figures(drawn=sum(not one.is_real for one in boxes.scans))
    proposals = decide_in_order(seen, evidence, papers, comparing)
    for one, said in zip(boxes.scans, proposals, strict=True):
        _count(found, one, said)
    found.missing = len(list(_without_own_rows(boxes, evidence, comparing)))
    return found


def _count(found: Figures, one: BoxedScan, said: Proposal) -> None:
    is_wrong = said.outcome.is_settled and said.record_id != one.truth
    if not one.is_real:
        found.drawn_wrong += is_wrong
        return
    found.accepted += said.outcome.is_settled and not is_wrong
    found.wrong += is_wrong
    found.among += any(shown.record_id == one.truth for shown in said.ranked)


def _without_own_rows(
    boxes: Boxes, evidence: Sequence[Evidence], comparing: Comparing
) -> Iterator[str]:
    """Real heads that are accepted though their own rows are taken out of the register."""
    seen = [one.seen for one in boxes.scans]
    real = [one for one in boxes.scans if one.is_real]
    for first in range(_PARTS):
        asked = {one.seen.document_id for one in real[first::_PARTS]}
        out = {one.truth for one in real[first::_PARTS]}
        left = Index({at: row for at, row in boxes.rows.items() if at not in out})
        stays = [
            one for one in evidence if one.record_id not in out and one.document_id not in asked
        ]
        anew = weigh([one for one in seen if one.document_id in asked], left, comparing)
        for said in decide_in_order(seen, [*stays, *anew], left, comparing):
            if said.document_id in asked and said.outcome.is_settled:
                yield said.document_id


def _print(name: str, order: str, figures: Sequence[Figures], heads: int) -> None:
    accepted = [one.accepted for one in figures]
    mean = sum(accepted) / len(figures)
    shown = sum(one.among for one in figures) / len(figures)
    print(f"| {name} | {order} | {min(accepted)} to {max(accepted)} of {heads}, mean "
          f"{mean:.1f} ({100 * mean / heads:.1f} %) | {sum(one.wrong for one in figures)} | "
          f"{shown:.1f} | {sum(one.missing for one in figures)} of {heads * len(figures)} | "
          f"{sum(one.drawn_wrong for one in figures)} of {sum(one.drawn for one in figures)} |",
          flush=True)  # fmt: skip
