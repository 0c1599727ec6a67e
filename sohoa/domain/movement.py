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
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sohoa.domain.figures import Figure, Judgment, Standing, is_behind
from sohoa.domain.holdings import PaperLine
from sohoa.domain.judging import ByJudgment, PaperColumns
from sohoa.domain.plan import Plan
from sohoa.domain.progress import Measure, measure_of
from sohoa.domain.share import rate_of
from sohoa.domain.two_times import Knowledge


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
        report: The number of the issued report that it is told since; empty where it is a day's.
        since, known_before: The first day, and the day by whose end that was known.
        last_change_before: The number of the last change that was known then.
        until, known_after: The second day likewise.
        digitized_before, denominator_before: The figures on the first day, as known then.
        rate_before, rate_after: In percent, cut to one decimal; `None` of no paper.
        points: `rate_after` less `rate_before`; `None` where there is no rate on one of the days.
        parts: Every cause, in the order of `Cause`. The list `moved` of the report has the papers.
    """

    report: str
    since: dt.date
    known_before: dt.date
    last_change_before: int
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


@dataclass(frozen=True, slots=True)
class ThreeTimes:
    """One paper on the first day as known then, on the same as known later, on the second day.

    Attributes:
        before, corrected, after: `None` where it is not in the inventory.
        is_archived_since: The document of `corrected` was not in the archive yet, as far as was
            known first: it was not put to its paper later, but archived later.
    """

    before: PaperLine | None
    corrected: PaperLine | None
    after: PaperLine | None
    is_archived_since: bool = False

    @property
    def known(self) -> PaperLine:
        """What is known of it, the latest.

        Raises:
            ValueError: It is in no inventory.
        """
        line = self.after or self.corrected or self.before
        if line is None:
            raise ValueError("a paper that is nowhere")
        return line


#: By how much a step changes numerator and denominator.
Step = tuple[int, int]
#: Whether papers formed in a year are meant.
Covers = Callable[[int], bool]
_TENTHS = 1000


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier report knew.

    A report is made in the middle of a day: what was recorded on the rest of it moves something.

    Attributes:
        last_change: The number of the last change that it knew.
        report: Its number, if it was issued.
    """

    knowledge: Knowledge
    last_change: int
    report: str = ""


@dataclass(frozen=True, slots=True)
class Knowing:
    """The two days of a movement, and by when each was known.

    Attributes:
        last_before: The number of the last change that was known first.
        report: The number of the report that it is told since; empty where a whole day is meant.
    """

    before: Knowledge
    after: Knowledge
    last_before: int
    report: str = ""


class Comparison:
    """Compares papers one by one, by the plan's rules on each of the two days.

    Papers of years that are not meant count as nothing: one whose year was put right leaves the
    figures of one phase and comes into those of another, by a correction.
    """

    def __init__(self, plan: Plan, knowing: Knowing, covers: Covers) -> None:
        first = measure_of(plan, knowing.before.as_of)
        second = measure_of(plan, knowing.after.as_of)
        self._first, self._second = _Judging(first, covers), _Judging(second, covers)

    def steps(self, paper: ThreeTimes) -> Iterator[tuple[Cause, Step]]:
        """Give what moved the rate by one paper: its causes, each once; none if nothing did."""
        steps = dict[Cause, Step]()
        for cause, step in (*self._learnt(paper), *self._happened(paper)):
            steps[cause] = _more(steps.get(cause, (0, 0)), step)
        yield from ((cause, steps[cause]) for cause in Cause if any(steps.get(cause, ())))

    def _learnt(self, paper: ThreeTimes) -> Iterator[tuple[Cause, Step]]:
        """Tell what more became known of the first day."""
        before, corrected = self._first.of(paper.before), self._first.of(paper.corrected)
        step = _less(corrected.weight, before.weight)
        if paper.before is None:
            yield Cause.NEW, step
        elif paper.corrected is None:
            yield Cause.TAKEN_OUT, step
        elif corrected.is_archived and not before.is_archived and paper.is_archived_since:
            yield Cause.WORK, step
        else:
            yield Cause.CORRECTION, step

    def _happened(self, paper: ThreeTimes) -> Iterator[tuple[Cause, Step]]:
        """Tell what happened from the first day to the second: standing first, then document."""
        corrected, after = self._first.of(paper.corrected), self._second.of(paper.after)
        if paper.corrected is None or paper.after is None:
            cause = Cause.NEW if paper.corrected is None else Cause.TAKEN_OUT
            yield cause, _less(after.weight, corrected.weight)
            return
        held = paper.corrected if corrected.is_archived else _NO_DOCUMENT
        between = self._second.of(
            paper.after._replace(
                digitized_on=held.digitized_on,
                proof_problem=held.proof_problem,
                born_digital=held.born_digital,
            )
        )
        yield (
            _of_standing(corrected.standing, after.standing),
            _less(between.weight, corrected.weight),
        )
        yield _of_document(between, after), _less(after.weight, between.weight)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A paper on a day: what it weighs in numerator and denominator, and why."""

    weight: Step = (0, 0)
    standing: Standing = Standing.UNFORMED
    is_archived: bool = False


_NOT_SEEN = _Seen()
_NO_DOCUMENT = PaperLine("", "", "", 0, "", "", "", "")


class _Judging:
    """Judges single papers; those that are alike once."""

    def __init__(self, measure: Measure, covers: Covers) -> None:
        self._seen = ByJudgment[_Seen](measure, _seen)
        self._covers = covers

    def of(self, paper: PaperLine | None) -> _Seen:
        if paper is None:
            return _NOT_SEEN
        seen = self._seen.of(PaperColumns.of([paper]))[0]
        is_meant = self._covers(paper.year)
        return seen if is_meant else _Seen((0, 0), seen.standing, seen.is_archived)


def _seen(judgment: Judgment) -> _Seen:
    weight = int(is_behind(Figure.DIGITIZED, judgment)), int(judgment.is_counted)
    return _Seen(weight, judgment.standing, judgment.is_archived)


def _of_standing(before: Standing, after: Standing) -> Cause:
    if before is Standing.UNFORMED:
        return Cause.NEW
    if Standing.EXCLUDED in (before, after):
        return Cause.EXCLUSION
    return Cause.EXPIRY if Standing.LAPSED in (before, after) else Cause.CORRECTION


def _of_document(before: _Seen, after: _Seen) -> Cause:
    if before.is_archived and after.is_archived:
        return Cause.VERIFICATION
    return Cause.WORK if after.is_archived else Cause.TAKEN_OUT


def _less(one: Step, other: Step) -> Step:
    return one[0] - other[0], one[1] - other[1]


def _more(one: Step, other: Step) -> Step:
    return one[0] + other[0], one[1] + other[1]


def movement_of(
    papers: Iterable[ThreeTimes],
    comparison: Comparison,
    knowing: Knowing,
    *,
    after: Step,
    listed: Callable[[Moved], object],
) -> Movement:
    """Say what moved a rate.

    Args:
        papers: Every paper that may have moved it; others may be among them.
        comparison: How they are compared.
        knowing: The two days.
        after: Numerator and denominator on the second day. Those of the first are what is left of
            them without the steps.
        listed: Is given each step of each paper.
    """
    sums, count = dict[Cause, Step](), Counter[Cause]()
    for paper in papers:
        for cause, step in comparison.steps(paper):
            sums[cause] = _more(sums.get(cause, (0, 0)), step)
            count[cause] += 1
            known = paper.known
            listed(Moved(known.record_id, known.number, known.room, known.year, cause, *step))
    before = after
    for step in sums.values():
        before = _less(before, step)
    rates = rate_of(*before), rate_of(*after)
    return Movement(
        report=knowing.report,
        since=knowing.before.as_of,
        known_before=knowing.before.known,
        last_change_before=knowing.last_before,
        until=knowing.after.as_of,
        known_after=knowing.after.known,
        digitized_before=before[0],
        denominator_before=before[1],
        digitized_after=after[0],
        denominator_after=after[1],
        rate_before=rates[0],
        rate_after=rates[1],
        points=_points(before, after),
        parts=tuple(_parts(sums, count, before, after)),
    )


def _tenths(weight: Step) -> int:
    """A rate in tenths of a percent, cut, as it is shown."""
    return _TENTHS * weight[0] // weight[1]


def _points(before: Step, after: Step) -> float | None:
    return (_tenths(after) - _tenths(before)) / 10 if before[1] and after[1] else None


def _parts(
    sums: dict[Cause, Step], count: Counter[Cause], before: Step, after: Step
) -> Iterator[Part]:
    steps = [sums.get(cause, (0, 0)) for cause in Cause]
    if not (before[1] and after[1]):
        for cause, step in zip(Cause, steps, strict=True):
            yield Part(cause, count[cause], *step, None)
        return
    rate = Fraction(*before)
    exact = [(step[0] - rate * step[1]) / after[1] for step in steps]
    tenths = apportioned([_TENTHS * one for one in exact], _tenths(after) - _tenths(before))
    for cause, step, shown, one in zip(Cause, steps, tenths, exact, strict=True):
        yield Part(cause, count[cause], *step, shown / 10, f"{one.numerator}/{one.denominator}")


def apportioned(exact: list[Fraction], total: int) -> list[int]:
    """Whole numbers near some fractions, that add up to a whole: the largest rests are raised.

    What is nothing stays nothing. Each is less than two away from its fraction, where the sum of
    the fractions is less than one away from the whole.

    >>> apportioned([Fraction(7, 10), Fraction(7, 10), Fraction(0)], 2)
    [1, 1, 0]
    """
    whole = [one.numerator // one.denominator for one in exact]
    moving = [place for place, one in enumerate(exact) if one]
    by_rest = sorted(moving, key=lambda place: (whole[place] - exact[place], place))
    left = total - sum(whole)
    order = by_rest if left > 0 else by_rest[::-1]
    for turn in range(abs(left)):
        whole[order[turn % len(order)]] += 1 if left > 0 else -1
    return whole
