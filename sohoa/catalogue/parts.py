"""Values in lists of a size: what one statement takes, or what memory holds at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
#: So many values one statement asks for: SQLite's limit was 999 once.
ASKED = 500
#: So many rows are written at once.
WRITTEN = 5_000


def in_parts(values: Iterable[T], most: int) -> Iterator[list[T]]:
    """Give values in lists of at most so many, asked for as they are needed.

    >>> [*in_parts("abc", 2)]
    [['a', 'b'], ['c']]
    """
    waiting = iter(values)
    while some := list(islice(waiting, most)):
        yield some
