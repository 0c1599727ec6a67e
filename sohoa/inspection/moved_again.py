"""Counts again what moved a rate between two days, paper by paper.

Each paper is judged three times: on the first day as known then, on the first day as known later,
and on the second day. Between the first two judgments nothing happened, but more became known;
between the last two nothing became known, but something happened: first to the paper's standing,
with the document that it had, and then to the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from sohoa.inspection.counted_again import Paper
from sohoa.inspection.holdings import Held
from sohoa.inspection.judged_again import Judging
from sohoa.inspection.lives import Point
from sohoa.inspection.plan_rules import Rules, rate_of
from sohoa.inspection.since_again import Since

#: The causes, in the order in which they are told.
CAUSES = (
    "work", "verification", "expiry", "new", "taken_out", "exclusion", "correction",
)  # fmt: skip
_STANDINGS = frozenset({"in_force", "unknown", "lapsed", "excluded", "unformed"})
_YEAR = len("2023")

#: By how much numerator and denominator change.
Step = tuple[int, int]


class _Judged(NamedTuple):
    """A paper on a day: what it adds to numerator and denominator, its standing, its document.

    `said` is `None` where it was not in the inventory.
    """

    weight: Step
    standing: str
    said: Mapping[str, str] | None
    held: Held | None


_NOWHERE = _Judged((0, 0), "", None, None)


@dataclass(slots=True)
class Moved:
    """Compares all papers of a subject.

    Attributes:
        since: The first day, as known then.
        until: The second day.
        takes: Whether papers of a year are the subject's.
        sums, papers: By cause: the steps added up, and how many papers made one.
    """

    rules: Rules
    since: Since
    until: Point
    takes: Callable[[int | None], bool]
    sums: dict[str, Step] = field(default_factory=dict)
    papers: Counter[str] = field(default_factory=Counter)
    _first: Judging = field(init=False)
    _second: Judging = field(init=False)
    _corrected: Point = field(init=False)

    def __post_init__(self) -> None:
        self._first = Judging(self.rules, self.since.point.day)
        self._second = Judging(self.rules, self.until.day)
        self._corrected = Point(self.since.point.day, self.until.last)

    def add(self, paper: Paper) -> None:
        """Take a paper; its steps by one cause are one step."""
        before = self._at(paper, self.since.point, self._first)
        corrected = self._at(paper, self._corrected, self._first)
        after = self._at(paper, self.until, self._second)
        steps = dict[str, Step]()
        for cause, step in (
            (self._learnt(before, corrected), _less(corrected.weight, before.weight)),
            *self._happened(corrected, after),
        ):
            steps[cause] = _more(steps.get(cause, (0, 0)), step)
        for cause, step in steps.items():
            if any(step):
                self.sums[cause] = _more(self.sums.get(cause, (0, 0)), step)
                self.papers[cause] += 1

    def _at(self, paper: Paper, point: Point, judging: Judging) -> _Judged:
        said = paper.listed(point)
        return _NOWHERE if said is None else self._judged(said, paper.held(point), judging)

    def _judged(self, said: Mapping[str, str], held: Held | None, judging: Judging) -> _Judged:
        figures = judging.of(said, held)
        (standing,) = figures & _STANDINGS
        is_meant = self.takes(int(said["formed"][:_YEAR]))
        weight = int("digitized" in figures), int("denominator" in figures)
        return _Judged(weight if is_meant else (0, 0), standing, said, held)

    def _learnt(self, before: _Judged, corrected: _Judged) -> str:
        """Why the first day looks otherwise, now that more is known."""
        if before.said is None:
            return "new"
        if corrected.said is None:
            return "taken_out"
        if corrected.held is not None and before.held is None:
            # Archived later it is work; put to its paper later it was there all the time.
            was_there = corrected.held.document.is_archived(self.since.point)
            return "correction" if was_there else "work"
        return "correction"

    def _happened(self, corrected: _Judged, after: _Judged) -> Iterator[tuple[str, Step]]:
        """What happened from the first day to the second."""
        if corrected.said is None or after.said is None:
            cause = "new" if corrected.said is None else "taken_out"
            yield cause, _less(after.weight, corrected.weight)
            return
        between = self._judged(after.said, corrected.held, self._second)
        cause = _of_standing(corrected.standing, after.standing)
        yield cause, _less(between.weight, corrected.weight)
        yield _of_document(corrected.held, after.held), _less(after.weight, between.weight)

    def told(self, after: Step) -> dict[str, Any]:
        """Give it as a report tells it, where numerator and denominator are such at the end."""
        before = after
        for step in self.sums.values():
            before = _less(before, step)
        steps = [self.sums.get(cause, (0, 0)) for cause in CAUSES]
        return {
            "report": self.since.report,
            "since": self.since.point.day,
            "until": self.until.day,
            "known_before": self.since.known.isoformat(),
            "last_change_before": self.since.point.last,
            "digitized_before": before[0],
            "denominator_before": before[1],
            "digitized_after": after[0],
            "denominator_after": after[1],
            "rate_before": rate_of(*before),
            "rate_after": rate_of(*after),
            "points": _points(before, after),
            "parts": {
                cause: {
                    "papers": self.papers[cause],
                    "digitized": step[0],
                    "denominator": step[1],
                    **points,
                }
                for cause, step, points in zip(
                    CAUSES, steps, _parts(steps, before, after), strict=True
                )
            },
        }


def _of_standing(corrected: str, after: str) -> str:
    if corrected == "unformed":
        return "new"
    if "excluded" in {corrected, after}:
        return "exclusion"
    return "expiry" if "lapsed" in {corrected, after} else "correction"


def _of_document(corrected: Held | None, after: Held | None) -> str:
    if corrected and after:
        return "verification"
    return "work" if after else "taken_out"


def _less(one: Step, other: Step) -> Step:
    return one[0] - other[0], one[1] - other[1]


def _more(one: Step, other: Step) -> Step:
    return one[0] + other[0], one[1] + other[1]


def _tenths(weight: Step) -> int:
    return 1000 * weight[0] // weight[1]


def _points(before: Step, after: Step) -> float | None:
    return (_tenths(after) - _tenths(before)) / 10 if before[1] and after[1] else None


def _parts(steps: Sequence[Step], before: Step, after: Step) -> list[dict[str, Any]]:
    """What each cause did to the rate: exactly, and in tenths of points that add up."""
    if not (before[1] and after[1]):
        return [{"points": None, "exact": ""} for _step in steps]
    exact = [(digitized - Fraction(*before) * whole) / after[1] for digitized, whole in steps]
    shown = _shared_out([1000 * one for one in exact], _tenths(after) - _tenths(before))
    return [
        {"points": tenths / 10, "exact": f"{one.numerator}/{one.denominator}"}
        for tenths, one in zip(shown, exact, strict=True)
    ]


def _shared_out(exact: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers that add up: all are cut, then the largest rests are raised by one.

    Where too much is told already the smallest rests are lowered; what is nothing stays nothing.
    """
    cut = [one.numerator // one.denominator for one in exact]
    places = [place for place, one in enumerate(exact) if one]
    places.sort(key=lambda place: (cut[place] - exact[place], place))
    left = total - sum(cut)
    order = places if left > 0 else places[::-1]
    for turn in range(abs(left)):
        cut[order[turn % len(order)]] += 1 if left > 0 else -1
    return cut
