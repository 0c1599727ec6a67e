"""What an office holds of an owner, and how often it could answer: the plan's measure of reuse.

The plan wants people to hand in fewer papers again: of the questions that are asked at the counter,
so many are to be answered from what the office holds (30 % in 2022, 80 % in 2025).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.figures import Figure, Judgment, Standing, is_behind
from sohoa.domain.holdings import RegisteredPaper
from sohoa.domain.judging import JudgedPaper
from sohoa.domain.register import Validity
from sohoa.domain.secrecy import SECRET
from sohoa.domain.vietnamese import nfc


class Apart(StrEnum):
    """Why a paper of an owner cannot be used again as it is. Each has the first that holds."""

    UNFORMED = "unformed"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    USED = "used"
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"
    NOT_SIGNED = "not_signed"
    UNPROVEN = "unproven"


_OF_VALIDITY = {
    Validity.REPLACED: Apart.REPLACED,
    Validity.REVOKED: Apart.REVOKED,
    Validity.USED: Apart.USED,
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question: when, by whom, for what, by which hash, for which type; and how many it found.

    `found` papers can be used again; `apart` others were told beside them.
    """

    at: dt.datetime
    person: str
    purpose: str
    locked: str
    record_type: str
    found: int
    apart: int


@dataclass(frozen=True, slots=True)
class LookupLine:
    """A question what the office holds of an owner: when, by whom, for what, of which type.

    `found` papers could be used again, and so it was answered if there was one; `apart` others were
    told beside them. An empty type is all.
    """

    at: dt.datetime
    person: str
    purpose: str
    record_type: str
    found: int
    apart: int


@dataclass(frozen=True, slots=True)
class Reuse:
    """How many questions of a time could be answered, and what the plan wants of its year.

    A question that one person puts twice on a day, of the same owner and type and for the same
    purpose, is one. `target` is in percent; `None` where the plan has none.
    """

    since: dt.date
    until: dt.date
    asked: int
    answered: int
    target: float | None

    @property
    def rate(self) -> float | None:
        """In percent, cut to one decimal; `None` of none."""
        return None if not self.asked else 1000 * self.answered // self.asked / 10

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached, decided on questions; `None` where there is none."""
        if self.target is None or not self.asked:
            return None
        return 100 * self.answered >= self.target * self.asked


def is_reusable(judgment: Judgment) -> bool:
    """Say whether a paper can be used again: in force, and archived, signed and whole."""
    return is_behind(Figure.REUSABLE, judgment)


def why_apart(one: JudgedPaper) -> Apart | None:
    """Say why a paper cannot be used again; `None` if it can."""
    judgment, validity = one.judgment, one.paper.validity
    of_standing = {
        Standing.UNFORMED: Apart.UNFORMED,
        Standing.UNKNOWN: Apart.UNKNOWN,
        Standing.EXCLUDED: Apart.EXCLUDED,
        Standing.LAPSED: _OF_VALIDITY.get(validity, Apart.EXPIRED),
    }
    if judgment.standing is not Standing.IN_FORCE:
        return of_standing[judgment.standing]
    if not judgment.is_archived:
        return Apart.NOT_SIGNED
    return None if is_reusable(judgment) else Apart.UNPROVEN


def is_told(paper: RegisteredPaper) -> bool:
    """Say whether somebody at a counter may know that there is this paper.

    Of a secret one nobody there hears, neither that it is nor why it is not digitized.
    """
    return not SECRET.search(nfc(paper.exclusion).casefold())


def parted(
    papers: Iterable[JudgedPaper],
) -> tuple[list[JudgedPaper], list[tuple[JudgedPaper, Apart]]]:
    """Part an owner's papers: those that can be used again, and the others with the reason."""
    held, apart = list[JudgedPaper](), list[tuple[JudgedPaper, Apart]]()
    for one in papers:
        reason = why_apart(one)
        if reason is None:
            held.append(one)
        else:
            apart.append((one, reason))
    return held, apart
