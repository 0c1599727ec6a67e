"""How a sample was drawn: what its sheet carries hidden, so that it can be drawn again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sohoa.sampling.drawing import StratumKey
from sohoa.sampling.goals import Goal, GoalKind, Size

_CHECK_FIGURES = 16


@dataclass(frozen=True, slots=True)
class Origin:
    """What a sample was drawn from, by what, and for what.

    Attributes:
        head, word: The root of the ledger's head; what the auditor said, or empty.
        until: What was archived by then is drawn from.
        is_covered: `until` is the time of the head; else the head does not say its time.
        phase: Only documents of this phase; `None` for all.
        records, digest: Of the population (`sohoa.sampling.drawing.Population`).
        by_operator: Operators are named, and told apart in the result.
        made_at, program: When the sheet was made, and by which version of the program.
    """

    head: str
    word: str
    until: dt.datetime
    is_covered: bool
    phase: int | None
    records: int
    digest: str
    goal: Goal
    size: Size
    by_operator: bool
    made_at: dt.datetime
    program: str

    def to_text(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, default=_plain)

    @classmethod
    def of_text(cls, text: str) -> Origin:
        """Read that line.

        Raises:
            ValueError, TypeError, KeyError: It is none.
        """
        told = json.loads(text)
        told["goal"]["kind"] = GoalKind(told["goal"]["kind"])
        for name in ("until", "made_at"):
            told[name] = dt.datetime.fromisoformat(told[name])
        goal, size = Goal(**told.pop("goal")), Size(**told.pop("size"))
        return cls(goal=goal, size=size, **told)


@dataclass(frozen=True, slots=True)
class Stratum:
    """A stratum of a sample.

    Attributes:
        number: From 1, in the order of `sohoa.sampling.drawing.in_order`.
        operator: Their name where the office has it so; else `#2`; empty where it is not known.
        size, drawn: How many records it has, and how many of them are in the sample.
    """

    number: int
    room: str
    phase: int | None
    operator: str
    size: int
    drawn: int

    @property
    def key(self) -> StratumKey:
        """What its records have in common, as far as the sheet says."""
        return StratumKey(self.room, self.phase, self.operator)

    def to_text(self) -> str:
        """One line of JSON."""
        return json.dumps(list(asdict(self).values()), ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str) -> Stratum:
        """Read that line.

        Raises:
            ValueError, TypeError: It is none.
        """
        return cls(*json.loads(text))


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A record of the sample as the hidden sheet names it, with the check value of its row."""

    document_id: str
    stratum: int
    check: str


def check_of(lines: Iterable[str]) -> str:
    """Tie texts together, so that a change of one is noticed.

    It keeps slips of the hand away, not somebody who means it: against those the sample is drawn
    again from the head (`sohoa.use_cases.sample_result`).
    """
    told = "\n".join(lines)
    return hashlib.sha256(told.encode()).hexdigest()[:_CHECK_FIGURES]


def check_of_all(origin: str, strata: Sequence[str], rows: Sequence[DrawnRow]) -> str:
    """The check value of the whole hidden sheet."""
    return check_of(
        [origin, *strata, *(f"{one.document_id} {one.stratum} {one.check}" for one in rows)]
    )


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"not for the sheet: {value!r}")
