"""Progress against the plan: what counts, what it counts against, and how far ahead or behind.

The rules, also printed in every report:

- *Denominator*: papers of the register in force on the day asked about; papers of unknown
  validity only if the plan says so (`measure.unknown_validity`); excluded papers and papers not
  formed yet never; papers with a digital original only if the plan says so
  (`measure.born_digital`).
- *Numerator*: papers of the denominator with a document archived, and signed or taken in
  already signed, by the end of that day in Vietnam, that was found whole when it was last
  verified. One never verified was proven when it was archived.

Every share is a sum over single papers, so phases and rooms add up to the whole.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Protocol, TypeAlias, TypeVar

from sohoa.domain.errors import FutureDayError
from sohoa.domain.figures import Figure, Judgment, Standing, is_behind
from sohoa.domain.plan import BornDigitalRule, PhaseKind, Plan, UnknownRule
from sohoa.domain.register import Validity
from sohoa.domain.vietnam_time import day_of, day_shown, start_of

K = TypeVar("K", bound=Hashable)

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Tally:
    """So many papers alike in all that progress asks about; a single paper is a tally of 1.

    `digitized_at` is when a signed document of theirs was archived; `None` is not yet. `formed`
    is their date in ISO 8601, as far as known; it may be left empty for what is long past.
    `is_proven`: that document held when it was last verified; `is_born_digital`: it never was
    paper.
    """

    year: int
    room: str
    record_type: str
    validity: Validity
    valid_until: dt.date | None = None
    is_excluded: bool = False
    digitized_at: dt.datetime | None = None
    count: int = 1
    formed: str = ""
    is_proven: bool = True
    is_born_digital: bool = False

    def standing(self, as_of: dt.date) -> Standing:
        """Give the state of these papers in the plan on a day.

        A last day that has passed ends a paper whatever the register says of its validity:
        the printed date wins (`regulations.md`, 9.2).
        """
        if self.is_excluded:
            return Standing.EXCLUDED
        # As text, a month or a year begins before each of its days: 2023 is formed by 2023-01-01.
        if self.formed > as_of.isoformat():
            return Standing.UNFORMED
        if self.valid_until is not None and self.valid_until < as_of:
            return Standing.LAPSED
        if self.validity is Validity.IN_FORCE:
            return Standing.IN_FORCE
        return Standing.UNKNOWN if self.validity is Validity.UNKNOWN else Standing.LAPSED


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Digitized documents that no paper of the register claims: counted, but not as progress."""

    year: int | None
    room: str
    digitized_at: dt.datetime
    count: int = 1


@dataclass(frozen=True, slots=True)
class Against:
    """A share against a floor. Below zero is behind.

    `records` is exact: how many papers too many or too few are digitized; `points` are
    percentage points, for people to read.
    """

    floor: float
    points: float
    records: int

    @property
    def is_met(self) -> bool:
        """True if the floor is reached; decided on papers, never on a rounded rate."""
        return self.records >= 0


@dataclass(frozen=True, slots=True)
class Share:
    """The figures of some papers. `registered` is the sum of the five standings, and
    `denominator` that of `digitized`, `unproven` and `missing`.

    `unlinked` counts documents, not papers: digitized ones that no paper claims.
    """

    in_force: int = 0
    unknown: int = 0
    lapsed: int = 0
    excluded: int = 0
    denominator: int = 0
    digitized: int = 0
    digitized_uncounted: int = 0
    unlinked: int = 0
    unformed: int = 0
    unproven: int = 0
    born_digital: int = 0

    @classmethod
    def of(cls, judgment: Judgment, count: int = 1) -> Share:
        """The figures of papers that are judged alike."""
        return cls(**{name: count for name in _COUNTED if is_behind(Figure(name), judgment)})

    def of_figure(self, figure: Figure) -> int:
        """A figure by its name."""
        number: int = getattr(self, figure.value)
        return number

    @property
    def registered(self) -> int:
        """All papers of the register."""
        return self.in_force + self.unknown + self.lapsed + self.excluded + self.unformed

    @property
    def missing(self) -> int:
        """Papers that count and have no document in the archive yet."""
        return self.denominator - self.digitized - self.unproven

    @property
    def rate(self) -> float | None:
        """Percent digitized, cut (not rounded) to one decimal: 99.96 is not shown as 100.

        `None` where nothing is to be digitized.
        """
        if not self.denominator:
            return None
        return (1000 * self.digitized // self.denominator) / 10

    def bounds(self, in_error: int) -> tuple[float, float] | None:
        """Between which rates the true one lies, in percent, while so many rows are in error.

        At the least each of them is a paper that counts and is not digitized. At the most none of
        them counts, but those whose document is one that no paper claims yet. `None` where
        nothing is in error.

        >>> Share(denominator=13, digitized=7).bounds(4)
        (41.2, 53.8)
        """
        most = self.denominator + in_error
        if not in_error or not most:
            return None
        found = min(in_error, self.unlinked)
        least = self.denominator + found
        highest = 100 * (self.digitized + found) / least if least else 100.0
        return round(100 * self.digitized / most, 1), round(highest, 1)

    def against(self, floor: float | None) -> Against | None:
        """Compare with a floor in percent; `None` without a floor or without any paper.

        >>> Share(in_force=10, denominator=10, digitized=4).against(50)
        Against(floor=50, points=-10.0, records=-1)
        """
        if floor is None or not self.denominator:
            return None
        # In whole millionths of a percent: 0.1 + 0.2 must not decide about a record.
        target = round(floor * _MILLION)
        needed = -(-target * self.denominator // (100 * _MILLION))
        points = 100 * self.digitized / self.denominator - floor
        return Against(floor, round(points, 1) + 0.0, self.digitized - needed)

    def __add__(self, other: Share) -> Share:
        return Share(*(getattr(self, name) + getattr(other, name) for name in _SHARE_FIELDS))


_SHARE_FIELDS = tuple(field.name for field in fields(Share))
_COUNTED = tuple(name for name in _SHARE_FIELDS if name in list(Figure))


@dataclass(frozen=True, slots=True)
class Slice:
    """The share of one phase, of one room, or of one room in one phase.

    `phase` is `None` for papers outside every phase; where a slice spans all phases or all
    rooms, its place in `Progress` says so.
    """

    phase: int | None
    phase_name: str
    room: str
    share: Share


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of the plan at the end of a day.

    Attributes:
        floor: Percent that must be done by the end of that day's year; `None` before the
            first year with one. The plan sets it for all papers together.
        phases: One slice per digitization phase, in the plan's order; `outside` is the rest.
        rooms: One slice per room, by name.
        cells: One slice per phase (or outside) and room that has any paper.
    """

    as_of: dt.date
    floor: float | None
    unknown_validity: UnknownRule
    born_digital: BornDigitalRule
    total: Share
    phases: tuple[Slice, ...]
    outside: Slice
    rooms: tuple[Slice, ...]
    cells: tuple[Slice, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """The day asked about and the plan's rules: all that counting needs."""

    as_of: dt.date
    unknown_validity: UnknownRule
    born_digital: BornDigitalRule = BornDigitalRule.INCLUDED

    @property
    def ends_before(self) -> dt.datetime:
        """The first instant after the day, in Vietnam."""
        return _start_after(self.as_of)

    def judge(self, tally: Tally) -> Judgment:
        """Say how papers are counted."""
        standing = tally.standing(self.as_of)
        is_archived = self.is_digitized(tally.digitized_at)
        is_in = standing is Standing.IN_FORCE or (
            standing is Standing.UNKNOWN and self.unknown_validity is UnknownRule.INCLUDED
        )
        is_left_out = (
            is_archived and tally.is_born_digital and self.born_digital is BornDigitalRule.EXCLUDED
        )
        return Judgment(
            standing=standing,
            is_counted=is_in and not is_left_out,
            is_archived=is_archived,
            is_proven=tally.is_proven,
            is_born_digital=tally.is_born_digital,
        )

    def counts(self, tally: Tally) -> bool:
        """Say whether papers are in the denominator."""
        return self.judge(tally).is_counted

    def is_digitized(self, digitized_at: dt.datetime | None) -> bool:
        """Say whether an archival instant falls within the day asked about, or before it."""
        return digitized_at is not None and digitized_at < self.ends_before

    def share(self, tally: Tally) -> Share:
        """The figures of one tally."""
        return Share.of(self.judge(tally), tally.count)


@lru_cache(maxsize=64)
def _start_after(day: dt.date) -> dt.datetime:
    return start_of(day + dt.timedelta(days=1))


class Summed(Protocol):
    """So many papers of a year, a room and a type: all that sums ask."""

    @property
    def year(self) -> int:
        """When they were formed."""

    @property
    def room(self) -> str:
        """Their room."""

    @property
    def record_type(self) -> str:
        """Their type."""

    @property
    def count(self) -> int:
        """How many they are."""


S = TypeVar("S", bound=Summed)
#: Papers that are alike, and how they are counted.
Counted: TypeAlias = tuple[Summed, Judgment]


def shares_by(counted: Iterable[tuple[S, Judgment]], key: Callable[[S], K]) -> dict[K, Share]:
    """Sum judged papers by any key; the shares add up to that of all papers."""
    alike: Counter[tuple[K, Judgment]] = Counter()
    for tally, judgment in counted:
        alike[key(tally), judgment] += tally.count
    shares: defaultdict[K, Share] = defaultdict(Share)
    for (name, judgment), count in alike.items():
        shares[name] += Share.of(judgment, count)
    return dict(shares)


def refuse_future(day: dt.date, *, now: dt.datetime) -> dt.date:
    """Give a day back that can be reported on: today in Vietnam, or one before it.

    Raises:
        FutureDayError: It has not come yet: what will be true of it nobody knows.
    """
    today = day_of(now)
    if day > today:
        raise FutureDayError(day=day_shown(day), today=day_shown(today))
    return day


def measure_of(plan: Plan, as_of: dt.date) -> Measure:
    """Return the measure by which a plan counts on a day."""
    return Measure(as_of, plan.unknown_validity, plan.born_digital)


def measure_progress(
    plan: Plan, tallies: Iterable[Tally], *, unlinked: Iterable[Unlinked] = (), as_of: dt.date
) -> Progress:
    """Compute the whole progress: in all, per phase, per room, and per room in each phase."""
    measure = measure_of(plan, as_of)
    counted = ((tally, measure.judge(tally)) for tally in tallies)
    return progress_of(plan, counted, unlinked=unlinked, measure=measure)


def progress_of(
    plan: Plan, counted: Iterable[Counted], *, unlinked: Iterable[Unlinked], measure: Measure
) -> Progress:
    """Compute the same from papers that were judged already."""
    cells: defaultdict[tuple[int | None, str], Share] = defaultdict(Share)
    cells.update(shares_by(counted, lambda one: (_phase_number(plan, one.year), one.room)))
    for document in unlinked:
        if measure.is_digitized(document.digitized_at):
            cells[_phase_number(plan, document.year), document.room] += Share(
                unlinked=document.count
            )
    return _arranged(plan, cells, measure)


def _arranged(plan: Plan, cells: dict[tuple[int | None, str], Share], measure: Measure) -> Progress:
    names: dict[int | None, str] = {phase.number: phase.name for phase in plan.phases}
    by_phase: defaultdict[int | None, Share] = defaultdict(Share)
    by_room: defaultdict[str, Share] = defaultdict(Share)
    for (number, room), share in cells.items():
        by_phase[number] += share
        by_room[room] += share
    digitizing = [phase for phase in plan.phases if phase.kind is PhaseKind.DIGITIZE]
    return Progress(
        as_of=measure.as_of,
        floor=plan.floor(measure.as_of.year),
        unknown_validity=measure.unknown_validity,
        born_digital=measure.born_digital,
        total=sum(cells.values(), Share()),
        phases=tuple(Slice(one.number, one.name, "", by_phase[one.number]) for one in digitizing),
        outside=Slice(None, "", "", by_phase[None]),
        rooms=tuple(Slice(None, "", room, by_room[room]) for room in sorted(by_room)),
        cells=tuple(
            Slice(number, names.get(number, ""), room, share)
            for (number, room), share in sorted(cells.items(), key=_cell_order)
        ),
    )


def _cell_order(cell: tuple[tuple[int | None, str], Share]) -> tuple[float, str]:
    (number, room), _share = cell
    return (math.inf if number is None else number, room)


def _phase_number(plan: Plan, year: int | None) -> int | None:
    phase = plan.phase_of(year) if year is not None else None
    return phase.number if phase else None
