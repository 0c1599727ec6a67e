"""What moved a rate between two days, paper by paper, so that the parts are the whole.

Each paper is judged three times: on the first day as known then (*before*), on the first day as
known later (*corrected*), on the second day as known later (*after*). From before to corrected
nothing happened but that more became known; from corrected to after nothing became known but what
happened. What happened to one paper is taken in this order: first whether it is to be digitized,
with the document that it had; then the document. Work on a paper that does not count at the end is
no work.

A step that changes the numerator by n and the denominator by d moves the rate by
(n - r * d) / D: r is the rate before, D the denominator after. These are fractions, and the sum of
all steps is the change of the rate, whatever the order of papers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why a paper moves a rate."""

    #: A signed document of its was archived.
    WORK = "work"
    #: Its document was not found whole when it was verified, or was found whole again.
    VERIFICATION = "verification"
    #: Its validity ended, or it came back into force.
    EXPIRY = "expiry"
    #: It came into the register, or the day on which it was formed came.
    NEW = "new"
    #: It was taken out of the inventory, or its document out of the archive.
    TAKEN_OUT = "taken_out"
    #: It is not to be digitized any more, with its reason; or it is again.
    EXCLUSION = "exclusion"
    #: Nothing happened: what is said of it, or of which paper a document is, was put right.
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Part:
    """What one cause did to a rate.

    Attributes:
        papers: How many papers it moved: as many as are in the list behind it.
        digitized: By how much the numerator changed; `denominator` likewise.
        points: In percentage points; the shown parts add up to the shown change. `None` where one
            of the two days has no rate.
        exact: The same as a fraction of 1, `numerator/denominator`; empty where there is none.
    """

    cause: Cause
    papers: int
    digitized: int
    denominator: int
    points: float | None
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """One step of one paper: a line of the list behind a part.

    `digitized` and `denominator` are by how much it changed each: -1, 0 or 1.
    """

    record_id: str
    number: str
    room: str
    year: int
    cause: Cause
    digitized: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved the rate of the plan, or of a phase, from the end of a day to that of another.

    Attributes:
        since, known_before: The first day, and the day by whose end that was known.
        until, known_after: The second day likewise.
        digitized_before, denominator_before: The figures on the first day, as known then.
        rate_before, rate_after: In percent, cut to one decimal; `None` of no paper.
        points: `rate_after` less `rate_before`; `None` where there is no rate on one of the days.
        parts: Every cause, in the order of `Cause`.
        papers: The steps, by paper.
    """

    since: dt.date
    known_before: dt.date
    until: dt.date
    known_after: dt.date
    digitized_before: int
    denominator_before: int
    digitized_after: int
    denominator_after: int
    rate_before: float | None
    rate_after: float | None
    points: float | None
    parts: tuple[Part, ...]
    papers: tuple[Moved, ...] = ()
