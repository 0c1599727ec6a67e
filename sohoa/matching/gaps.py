"""Numbers that stand nowhere in the register, though those before and behind them do.

Where a number is not read for sure it may be one whose row is missing: nothing in the register
would speak against the row of the number that it seems to be, and its neighbours say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sohoa.domain.paper_number import parts_of, same_symbol
from sohoa.domain.register import RegisterRecord
from sohoa.matching.blocking import is_misread_as
from sohoa.matching.evidence import Evidence, Level, Witness
from sohoa.matching.seen_paper import SeenPaper
from sohoa.matching.weights import Weights


def may_be_missing(seen: SeenPaper, beside: Iterable[RegisterRecord]) -> str:
    """Give a number of the day that has no row, and that the scan's may be; empty if none.

    `beside` are the rows that are worth comparing with the scan: those of its day are among them.
    """
    if seen.parts is None or seen.formed is None or not seen.parts.figures.isdecimal():
        return ""
    held, of_day = set[int](), set[int]()
    for row in beside:
        parts = parts_of(row.number)
        if parts is None or not parts.figures.isdecimal() or row.formed.year != seen.formed.year:
            continue
        if same_symbol(parts.symbol, seen.parts.symbol):
            held.add(int(parts.figures))
            if row.formed == seen.formed:
                of_day.add(int(parts.figures))
    for number in sorted(of_day):
        gap = number + 1
        if gap not in held and gap + 1 in of_day and is_misread_as(seen.parts.figures, str(gap)):
            return str(gap)
    return ""


def beside_gap(evidence: Evidence, gap: str, weights: Weights) -> Evidence:
    """Take a number that is the same for one that may be the missing one's."""
    said = evidence.by(Witness.NUMBER)
    if said.level is not Level.UNSURE_SAME:
        return evidence
    bits = weights.bits(Witness.NUMBER, Level.UNSURE_GAP)
    told = replace(said, level=Level.UNSURE_GAP, held=gap, bits=bits)
    compared = tuple(told if one is said else one for one in evidence.compared)
    return replace(evidence, compared=compared, bits=evidence.bits - said.bits + bits)
