"""Writes the cells of long tables column by column: what is said again and again is written once.

A column of rooms says few things, and of a column of numbers it can be asked at once whether any
needs care: cell by cell, a list of a million rows took a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from operator import itemgetter
from typing import cast

from sohoa.reports.table import Cell
from sohoa.tabular.cells import FORMULA_STARTS

_FIRST_LETTER = itemgetter(slice(0, 1))
#: Where so many cells, the first, say one thing so many times on the average, each is written once.
_SEEN_FIRST, _TIMES = 64, 4


def written(
    column: Sequence[Cell], write: Callable[[Cell], str], marks: str
) -> tuple[str | Sequence[str], bool]:
    """Write each cell of a column.

    `write` writes a single one. Many different texts are given as they are, if none has one of
    some marks or begins as a formula does.

    Returns:
        The cells, or what all of them are; and whether they are as they were.
    """
    first = column[:_SEEN_FIRST]
    if len(set(first)) * _TIMES > len(first) and _are_plain(column, marks):
        return cast("Sequence[str]", column), True
    known = {value: write(value) for value in set(column)}
    if len(known) == 1:
        return known[column[0]], False
    return [known[value] for value in column], False


def woven(parts: Iterable[str | Sequence[str]], count: int) -> str:
    """Join so many rows: a text stands in each of them, of a list each has its own.

    >>> woven(["<", ["a", "b"], ">"], 2)
    '<a><b>'
    """
    pieces, common = list[Iterable[str]](), ""
    for part in parts:
        if isinstance(part, str):
            common += part
        else:
            pieces += [repeat(common), part]
            common = ""
    if not pieces:
        return common * count
    return "".join(chain.from_iterable(zip(*pieces, repeat(common), strict=False)))


def _are_plain(column: Sequence[Cell], marks: str) -> bool:
    texts = cast("Sequence[str]", column)
    try:
        joined = " ".join(texts)
    except TypeError:  # days and counts
        return False
    has_marks = any(mark in joined for mark in marks)
    return not has_marks and FORMULA_STARTS.isdisjoint(map(_FIRST_LETTER, texts))
