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
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sohoa.domain.errors import FutureDayError
from sohoa.domain.figures import Judgment, Standing
from sohoa.domain.plan import BornDigitalRule, PhaseKind, Plan, UnknownRule
from sohoa.domain.register import Validity
from sohoa.domain.share import Share
from sohoa.domain.sums import Counted, shares_by
from sohoa.domain.timing import NO_WINDOWS, Timing, Windows
from sohoa.domain.vietnam_time import day_of, day_shown, start_of


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


#: By what a paper lapsed that did not only expire.
_ENDED = {one: one for one in (Validity.REPLACED, Validity.REVOKED, Validity.USED)}


@dataclass(frozen=True, slots=True)
class Measure:
    """The day asked about and the plan's rules: all that counting needs.

    `windows` are those of its phases, to say what was done in time.
    """

    as_of: dt.date
    unknown_validity: UnknownRule
    born_digital: BornDigitalRule = BornDigitalRule.INCLUDED
    windows: Windows = NO_WINDOWS

    @property
    def ends_before(self) -> dt.datetime:
        """The first instant after the day, in Vietnam."""
        return _start_after(self.as_of)

    def judge(
        self, tally: Tally, *, timing: Timing = Timing.NONE, is_rescanned: bool = False
    ) -> Judgment:
        """Say how papers are counted.

        When one was archived, and that its document took the place of another, is said by who knows
        its day: papers that are counted together have none.
        """
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
            ended=_ENDED.get(tally.validity, Validity.EXPIRED)
            if standing is Standing.LAPSED
            else None,
            timing=timing if is_archived else Timing.NONE,
            is_rescanned=is_rescanned,
            is_left_out=is_left_out and standing in (Standing.IN_FORCE, Standing.UNKNOWN),
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
    windows = Windows.of(plan.phases)
    return Measure(as_of, plan.unknown_validity, plan.born_digital, windows)


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
