"""The figures of some papers, and what they come to against a floor."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sohoa.domain.figures import Figure, Judgment, is_behind

_MILLION = 1_000_000


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
    unknown_digitized: int = 0
    unknown_missing: int = 0

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
        return rate_of(self.digitized, self.denominator)

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
        needed = papers_needed(floor, self.denominator)
        points = 100 * self.digitized / self.denominator - floor
        return Against(floor, round(points, 1) + 0.0, self.digitized - needed)

    def __add__(self, other: Share) -> Share:
        return Share(*(getattr(self, name) + getattr(other, name) for name in _SHARE_FIELDS))


def papers_needed(floor: float, denominator: int) -> int:
    """How many of so many papers make a floor in percent.

    >>> papers_needed(50, 3)
    2
    """
    # In whole millionths of a percent: 0.1 + 0.2 must not decide about a record.
    return -(-round(floor * _MILLION) * denominator // (100 * _MILLION))


def rate_of(digitized: int, denominator: int) -> float | None:
    """Percent, cut (not rounded) to one decimal; `None` of nothing.

    >>> rate_of(9996, 10000)
    99.9
    """
    return 1000 * digitized // denominator / 10 if denominator else None


_SHARE_FIELDS = tuple(field.name for field in fields(Share))
_COUNTED = tuple(name for name in _SHARE_FIELDS if name in list(Figure))
