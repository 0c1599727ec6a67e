"""Names that change: of rooms, of types of paper, of the agency itself; each with its days.

A name is never changed in its table: what it is called now is a further entry, which says whose
place it took. So a paper keeps the name of its own time, and a count can be asked in either. A name
that comes back stands once for each of its times.
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
        """Every name of every entry, as names are compared; of one that came back, as it is now."""
        every = (one for times in self._times.values() for one in times)
        return {plain_name(name): one for one in every for name in one.all_names}

    @cached_property
    def _times(self) -> Mapping[str, tuple[N, ...]]:
        """Name as it is compared -> its entries, one for each of its times, the first one first."""
        times: dict[str, tuple[N, ...]] = {}
        for one in sorted(self.entries, key=_given_begin):
            name = plain_name(one.name)
            times[name] = (*times.get(name, ()), one)
        return times

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
        found = self.match(text)
        if found is None:
            return text
        times = self._times[plain_name(found.name)]
        begun = [one for one in times if _given_begin(one) <= day]
        return self._by(begun[-1] if begun else times[0], day).name

    def _by(self, one: N, day: dt.date) -> N:
        """What has taken the place of an entry by a day."""
        while (following := self._successors.get(id(one))) and _begins(one, following) <= day:
            one = following
        return one

    def present(self, day: dt.date) -> tuple[N, ...]:
        """The entries that have begun and not ended by a day, and whose place none has taken."""
        return tuple(
            one
            for one in self.entries
            if (self._began(one) or dt.date.min) <= day <= (one.valid_to or dt.date.max)
            and self._by(one, day) is one
        )

    def before(self, one: N) -> Iterator[N]:
        """What an entry took the place of."""
        for text in one.predecessors:
            yield from self._others(one, text)

    def _others(self, one: N, text: str) -> list[N]:
        """What an entry means by a name, or else by a code."""
        others = [other for other in self.entries if other is not one]
        of_name = [other for other in others if plain_name(other.name) == plain_name(text)]
        found = of_name or [other for other in others if other.code == text]
        if len(found) > 1 and all(_is_of_one_name(found[0], other) for other in found):
            before = [other for other in found if _given_begin(other) < _given_begin(one)]
            return [max(before, key=_given_begin)] if before else found
        return found

    @cached_property
    def _successors(self) -> Mapping[int, N]:
        """Entry (its `id`) -> the one that took its place; none where several did."""
        took_over: dict[int, list[N]] = {}
        for one in self.entries:
            for earlier in self.before(one):
                took_over.setdefault(id(earlier), []).append(one)
        return {entry: found[0] for entry, found in took_over.items() if len(found) == 1}

    def _refuse_doubles(self) -> None:
        owners = dict[str, N]()
        for one in self.entries:
            for name in (one.name, *one.aliases, *self._own_code(one)):
                owner = owners.setdefault(plain_name(name), one)
                if owner is one or self._came_back(owner, one):
                    continue
                text = _("`{name}` stands for both {one} and {other}")
                if _is_of_one_name(owner, one):
                    text = _(
                        "`{name}` stands twice: a name that came back has the code that it had, "
                        "`valid_from`, and as `predecessor` the name that stood between, which has "
                        "`valid_from` too"
                    )
                raise ValueError(text.format(name=name, one=owner.name, other=one.name))

    def _came_back(self, one: N, other: N) -> bool:
        """Say whether two entries are one name at two times, with others between."""
        earlier, later = sorted((one, other), key=_given_begin)
        if not (_is_of_one_name(one, other) and one.code == other.code and later.valid_from):
            return False
        return any(found is earlier for found in self._all_before(later))

    def _all_before(self, one: N) -> Iterator[N]:
        """What an entry took the place of, and what that did; a circle is gone round once."""
        seen, left = set[int](), [*self.before(one)]
        while left:
            earlier = left.pop()
            if id(earlier) not in seen:
                seen.add(id(earlier))
                left += self.before(earlier)
                yield earlier

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
        if any(earlier is one for earlier in self._all_before(one)):
            text = _("{code}: it took its own place: its predecessors form a circle")
            raise ValueError(text.format(code=one.code))


def _given_begin(one: Named) -> dt.date:
    return one.valid_from or dt.date.min


def _is_of_one_name(one: Named, other: Named) -> bool:
    return plain_name(one.name) == plain_name(other.name)


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
