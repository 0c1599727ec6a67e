"""Sums over papers that were judged: by room, by year, by figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Protocol, TypeAlias, TypeVar

from sohoa.domain.figures import Figure, Judgment, is_behind
from sohoa.domain.share import Share

K = TypeVar("K", bound=Hashable)


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


def counts_of(counted: Iterable[Counted]) -> dict[Figure, int]:
    """Sum judged papers by every figure."""
    alike = Counter[Judgment]()
    for tally, judgment in counted:
        alike[judgment] += tally.count
    return {
        figure: sum(count for judgment, count in alike.items() if is_behind(figure, judgment))
        for figure in Figure
    }
