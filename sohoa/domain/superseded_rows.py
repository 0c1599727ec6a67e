"""Rows in error that stand in a later file again, mended or not: they are one row, not two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sohoa.domain.vietnamese import fold

#: Headings of the running number, which moves when a row is put in above.
_RUNNING = frozenset({"stt", "tt", "so tt", "so thu tu"})
#: A row that shares fewer filled cells with another says nothing of it.
_LEAST_SHARED = 2


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row in error: its id, its cells, and the headings of those that are wrong."""

    row_id: int
    cells: Sequence[str]
    wrong: Collection[str]


def heirs_of(
    open_rows: Iterable[OpenRow],
    rows: Mapping[int, Sequence[str]],
    headings: Sequence[str],
    untold: Collection[str] = (),
) -> dict[int, int]:
    """Find, for rows in error, the rows of a later file that take their place.

    That is a row with the same cells, but for those that were wrong and the running number. Where
    several are, nothing is guessed.

    Args:
        open_rows: Rows in error of earlier files.
        rows: The rows of the file that mean no paper that is held, by their place in it.
        headings: The headings of the file.
        untold: Headings of columns that are kept otherwise than they are written: owners' numbers.

    Returns:
        Id of a row in error -> the place of its heir; each heir has one.
    """
    running = {
        at
        for at, heading in enumerate(headings)
        if fold(heading).strip(" .") in _RUNNING or heading in untold
    }
    known: dict[frozenset[int], dict[tuple[str, ...], list[int]]] = {}
    heirs = dict[int, int]()
    for row in open_rows:
        mended = {at for at, heading in enumerate(headings) if heading in row.wrong}
        apart = frozenset(running | mended)
        if apart not in known:
            known[apart] = _by_rest(rows, apart)
        rest = _rest(row.cells, apart)
        found = [at for at in known[apart].get(rest, ()) if at not in heirs.values()]
        if len(found) == 1 and sum(map(bool, rest)) >= _LEAST_SHARED:
            heirs[row.row_id] = found[0]
    return heirs


def _by_rest(
    rows: Mapping[int, Sequence[str]], apart: Collection[int]
) -> dict[tuple[str, ...], list[int]]:
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, cells in rows.items():
        places[_rest(cells, apart)].append(at)
    return dict(places)


def _rest(cells: Sequence[str], apart: Collection[int]) -> tuple[str, ...]:
    rest = [text for at, text in enumerate(cells) if at not in apart]
    while rest and not rest[-1]:
        rest.pop()
    return tuple(rest)
