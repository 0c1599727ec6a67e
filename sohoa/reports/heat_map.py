"""Rooms by years: a row per room, a column per year, or per some years where they are many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sohoa.domain.report_sections import RoomYear
from sohoa.domain.share import Share

#: Years are taken together where they would be more columns than this.
MOST_COLUMNS = 10
_SPANS = (1, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The map.

    Attributes:
        columns: Years, or spans of years, as text.
        rows: A room's name, and its cells in the order of `columns`.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Share, ...]], ...]


def heat_map_of(cells: Iterable[RoomYear]) -> HeatMap:
    """Arrange cells; only rooms and years where something is to be digitized."""
    kept = sorted(
        (one for one in cells if one.share.denominator), key=lambda one: (one.room, one.year)
    )
    groups = list(_groups(sorted({one.year for one in kept})))
    place = {year: at for at, group in enumerate(groups) for year in group}
    rooms: dict[str, list[Share]] = {}
    for one in kept:
        row = rooms.setdefault(one.room, [Share()] * len(groups))
        row[place[one.year]] += one.share
    columns = tuple(_span(group) for group in groups)
    return HeatMap(columns, tuple((room, tuple(row)) for room, row in rooms.items()))


def _groups(years: Sequence[int]) -> Iterator[list[int]]:
    """Years one by one, or by fives, tens and so on where they would be too many columns."""
    for span in _SPANS:
        starts = sorted({year - year % span for year in years})
        if len(starts) <= MOST_COLUMNS or span == _SPANS[-1]:
            yield from ([one for one in years if at <= one < at + span] for at in starts)
            return


def _span(years: Sequence[int]) -> str:
    first, last = years[0], years[-1]
    return str(first) if first == last else f"{first}–{last}"
