"""Names that change: of rooms, of types of paper, of the agency itself; each with its days.

A name is never changed in its table: what it is called now is a further entry, which says whose
place it took. So a paper keeps the name of its own time, and a count can be asked in either.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sohoa.domain.vietnam_time import day_shown
from sohoa.domain.vietnamese import fold
from sohoa.language import _

Name = Annotated[str, Field(min_length=1)]

_NOT_A_LETTER = re.compile(r"[\W_]+")
_DAY = dt.timedelta(days=1)


class Named(BaseModel):
    """Something of the office that has a name and a code for a time, and one before it, or after.

    Where a day is not known it is left out. What took another in, and went on under its own name,
    has no `valid_from`: with one, it begins where those before it end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Name
    name: Name
    #: Other ways to write the name.
    aliases: tuple[Name, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    #: Code of what it took the place of, or its name; several, where it was merged from them.
    predecessor: Name | tuple[Name, ...] | Literal[""] = ""

    @property
    def predecessors(self) -> tuple[str, ...]:
        """The codes or names of what it took the place of."""
        if isinstance(self.predecessor, tuple):
            return self.predecessor
        return (self.predecessor,) if self.predecessor else ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every way to name it."""
        return (self.name, self.code, *self.aliases)


N = TypeVar("N", bound=Named)


class Lineage(Generic[N]):
    """The entries of one table, and which took the place of which.

    Raises:
        ValueError: A name stands for two entries, a predecessor is unknown, something took its own
            place, or the days of what follows one another overlap or leave a gap.
    """

    def __init__(self, entries: Sequence[N]) -> None:
        self.entries = tuple(entries)
        self._refuse_doubles()
        self._refuse_wrong_days()

    @cached_property
    def names(self) -> Mapping[str, N]:
        """Every name of every entry, as names are compared."""
        return {plain_name(name): one for one in self.entries for name in one.all_names}

    def match(self, text: str) -> N | None:
        """The entry that a text names, by name, other name or code; `None` if it is none."""
        return self.names.get(plain_name(text))

    def line(self, text: str) -> str:
        """One name for an entry and for all that it was called or merged from, whatever the day.

        Where several took its place it keeps its own; what is no entry keeps its text.
        """
        return self.name_on(text, dt.date.max)

    def name_on(self, text: str, day: dt.date) -> str:
        """Name what has taken the place of an entry by a day; as `line` does by the last."""
        one = self.match(text)
        if one is None:
            return text
        while (following := self._successors.get(one.name)) and _begins(one, following) <= day:
            one = following
        return one.name

    def present(self, day: dt.date) -> tuple[N, ...]:
        """The entries that have not ended by a day, and whose place none has taken."""
        return tuple(
            one
            for one in self.entries
            if (one.valid_to or dt.date.max) >= day and self.name_on(one.name, day) == one.name
        )

    def before(self, one: N) -> Iterator[N]:
        """What an entry took the place of."""
        for text in one.predecessors:
            yield from self._others(one, text)

    def _others(self, one: N, text: str) -> list[N]:
        """What an entry means by a name, or else by a code."""
        others = [other for other in self.entries if other is not one]
        of_name = [other for other in others if plain_name(other.name) == plain_name(text)]
        return of_name or [other for other in others if other.code == text]

    @cached_property
    def _successors(self) -> Mapping[str, N]:
        """Name of an entry -> the one that took its place; none where several did."""
        took_over: dict[str, list[N]] = {}
        for one in self.entries:
            for earlier in self.before(one):
                took_over.setdefault(earlier.name, []).append(one)
        return {name: found[0] for name, found in took_over.items() if len(found) == 1}

    def _refuse_doubles(self) -> None:
        owners = dict[str, N]()
        for one in self.entries:
            for name in (one.name, *one.aliases, *self._own_code(one)):
                owner = owners.setdefault(plain_name(name), one)
                if owner is not one:
                    text = _("`{name}` stands for both {one} and {other}")
                    raise ValueError(text.format(name=name, one=owner.name, other=one.name))

    def _own_code(self, one: N) -> tuple[str, ...]:
        """An entry's code; it may stay when the name changes, and is then that of several."""
        return () if any(other.code == one.code for other in self.before(one)) else (one.code,)

    def _refuse_wrong_days(self) -> None:
        for one in self.entries:
            if one.valid_from and one.valid_to and one.valid_to < one.valid_from:
                raise ValueError(_("{code}: valid_to is before valid_from").format(code=one.code))
            for code in one.predecessors:
                found = len(self._others(one, code))
                text = _("{code}: nothing else has the code {predecessor}")
                if found > 1:
                    text = _("{code}: several have the code {predecessor}; give the name instead")
                if found != 1:
                    raise ValueError(text.format(code=one.code, predecessor=code))
        for one in self.entries:
            self._refuse_circle(one)
            for earlier in self.before(one):
                _refuse_overlap_or_gap(earlier, one, began=self._began(earlier))

    def _began(self, one: N) -> dt.date | None:
        """The day from which an entry is: its own, or the one that what it follows leaves it."""
        days = (_begins(earlier, one) for earlier in self.before(one))
        return one.valid_from or max(days, default=None)

    def _refuse_circle(self, one: N) -> None:
        seen, left = set[str](), [*self.before(one)]
        while left:
            earlier = left.pop()
            if earlier is one:
                text = _("{code}: it took its own place: its predecessors form a circle")
                raise ValueError(text.format(code=one.code))
            if earlier.name not in seen:
                seen.add(earlier.name)
                left += self.before(earlier)


def _begins(earlier: Named, following: Named) -> dt.date:
    """The day on which one takes the place of another; long ago, where nobody says when."""
    if following.valid_from:
        return following.valid_from
    if earlier.valid_to == dt.date.max:
        return dt.date.max  # as some write "without an end"; there is no day after
    return earlier.valid_to + _DAY if earlier.valid_to else dt.date.min


def _refuse_overlap_or_gap(earlier: Named, following: Named, *, began: dt.date | None) -> None:
    """Each day has one name: what follows begins on the day after, and after what has `began`."""
    end, start = earlier.valid_to, following.valid_from
    if start is None:
        overlaps = bool(end and following.valid_to and following.valid_to <= end)
        has_gap = False
    elif end is None:
        overlaps, has_gap = bool(began and began >= start), False
    else:
        overlaps = start <= end or bool(began and began >= start)
        has_gap = start > end + _DAY
    if not (overlaps or has_gap):
        return
    text = _(
        "{following} takes the place of {earlier}, and their days leave a gap: valid_to is {end},"
        " valid_from {start}"
    )
    if overlaps:
        text = _(
            "{following} takes the place of {earlier}, and their days overlap: valid_to is {end},"
            " valid_from {start}"
        )
    days = {"end": end, "start": start}
    shown = {name: day_shown(day) if day else "–" for name, day in days.items()}
    raise ValueError(text.format(following=following.code, earlier=earlier.code, **shown))


@lru_cache(maxsize=1 << 14)
def plain_name(text: str) -> str:
    """A name as it is compared: folded, no punctuation, without `Phòng` or `P.` before it."""
    return spaced(text).removeprefix("phong ").removeprefix("p ")


def spaced(text: str) -> str:
    """A text folded, its words apart by single spaces, without punctuation."""
    return _NOT_A_LETTER.sub(" ", fold(text)).strip()
