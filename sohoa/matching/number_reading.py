"""How well the numbers of a box are read: measured in the box itself, by papers known by words.

A number that nobody doubts is right nearly always, so that with symbol and day it names a paper
whose words a clerk has left out. Where the numbers of a whole box are misread (by hand, a worn
typewriter, a bad scan) it may name the next one as well. That shows in the box: its scans stand
beside rows that say the same of the day and the subject, and have one figure that is another; or
their own number leads to a row with another's words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sohoa.matching.evidence import Evidence, Level, Witness
from sohoa.matching.seen_paper import SeenPaper

#: Of so many numbers one misread is enough to believe none that nothing else speaks for.
_ONE_OF = 14
#: As if so many had been looked at before, one of them misread: a box of a few says little.
_BEFORE = 15
#: Words are misread as well: so much an exchanged name counts for a misread number.
_EXCHANGED = 0.25
_OTHER_WORDS = frozenset({Level.CHANGED, Level.OTHER})


@dataclass(slots=True)
class NumbersRead:
    """How many numbers of a box were looked at, and how many of them were misread."""

    looked_at: float = 0.0
    misread: float = 0.0

    @property
    def are_doubtful(self) -> bool:
        """Say whether one of fourteen is misread, as far as that is known."""
        return _ONE_OF * (self.misread + 1) >= self.looked_at + _BEFORE


def doubting_numbers(seen: Sequence[SeenPaper], evidence: Iterable[Evidence]) -> list[SeenPaper]:
    """Give the scans whose numbers are read for sure, in boxes where these are often misread."""
    of_scan: defaultdict[str, list[Evidence]] = defaultdict(list)
    for one in evidence:
        if one.is_beside:
            of_scan[one.document_id].append(one)
    sure = [one for one in seen if one.number and one.is_number_sure]
    boxes = _counted(sure, of_scan)
    every = NumbersRead(
        sum(one.looked_at for one in boxes.values()), sum(one.misread for one in boxes.values())
    )
    return [one for one in sure if every.are_doubtful or boxes[one.box].are_doubtful]


def _counted(
    seen: Sequence[SeenPaper], of_scan: Mapping[str, Sequence[Evidence]]
) -> Mapping[str, NumbersRead]:
    boxes: defaultdict[str, NumbersRead] = defaultdict(NumbersRead)
    for scan in seen:
        right, misread = _told(of_scan.get(scan.document_id, ()))
        boxes[scan.box].looked_at += right + misread
        boxes[scan.box].misread += misread
    return boxes


def _told(rows: Sequence[Evidence]) -> tuple[float, float]:
    """Say by the words of the rows of its day whether a number was read right, and whether not.

    It was not if it has no row that may be the paper, and one that readers take for it has the
    page's words; or perhaps, if its row has words exchanged for others, as another's name is.
    """
    numbered = [one for one in rows if one.by(Witness.NUMBER).level is Level.SAME]
    fitting = [one for one in numbered if not _is_anothers(one)]
    has_its_words = any(
        one.has_its_words and not _is_anothers(one)
        for one in rows
        if one.by(Witness.NUMBER).level is Level.SLIP
    )
    if fitting:
        is_told = any(one.has_its_words for one in fitting) and not has_its_words
        return float(is_told), 0.0
    is_exchanged = any(one.by(Witness.SUBJECT).level is Level.CHANGED for one in numbered)
    return 0.0, 1.0 if has_its_words else _EXCHANGED * is_exchanged


def _is_anothers(one: Evidence) -> bool:
    return bool({one.by(Witness.SUBJECT).level, one.by(Witness.OWNER).level} & _OTHER_WORDS)


def in_doubt(seen: Iterable[SeenPaper]) -> list[SeenPaper]:
    """Give scans as ones of boxes whose numbers are often misread."""
    return [replace(one, is_box_misread=True) for one in seen]
