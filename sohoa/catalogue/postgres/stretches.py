"""How the index of words is cut: into stretches of serials, long ones of what was entered long ago.

Texts come at the end. A new one is a stretch of its own; sixteen that lie beside each other become
one, sixteen of these the next. So a text is written four times and no more, and a search looks into
at most 45 short stretches and one long one of each 4,096 texts. Which they are follows from where
the last one ends: nothing keeps a list of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

#: So many beside each other become one.
_TOGETHER = 16
_SHORT = (1, 16, 256)
LONGEST = 4_096
SIZES = (*_SHORT, LONGEST)


class Stretch(NamedTuple):
    """The serials from `first` on, `size` of them; some may be no text's."""

    size: int
    first: int

    @property
    def parts(self) -> int:
        """By their numbers its words are in so many rows, of a kilobyte or two."""
        return 2 * self.size


def last_first(end: int, *, since: int = 0) -> Iterator[Stretch]:
    """The stretches of all serials below `end`, from the last down to the one where `since` lies.

    >>> [*last_first(34)]
    [Stretch(size=1, first=33), Stretch(size=1, first=32), Stretch(size=16, first=16), \
Stretch(size=16, first=0)]
    """
    for size in SIZES:
        lowest = since // LONGEST * LONGEST
        if size < LONGEST:
            lowest = max(lowest, _start(end, size * _TOGETHER))
        for first in range(_start(end, size) - size, lowest - 1, -size):
            yield Stretch(size, first)


def stretch_of(serial: int, end: int) -> Stretch:
    """The stretch in which a serial below `end` lies.

    >>> stretch_of(33, 34), stretch_of(17, 34), stretch_of(17, 5_000)
    (Stretch(size=1, first=33), Stretch(size=16, first=16), Stretch(size=4096, first=0))
    """
    for size in _SHORT:
        if serial >= _start(end, size * _TOGETHER):
            return Stretch(size, _start(serial, size))
    return Stretch(LONGEST, _start(serial, LONGEST))


def _start(serial: int, size: int) -> int:
    return serial // size * size
