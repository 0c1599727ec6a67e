"""How papers stood at the ends of months, as it was known then: one way through the facts.

Of most papers one thing was ever said, and of their document, too: those are counted as they come.
Of the others what was true is folded for each stretch of time in which nothing more was recorded.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise
from typing import NamedTuple

from sohoa.catalogue import moved_queries, queries
from sohoa.catalogue.database import ReadDatabase
from sohoa.catalogue.instants import as_text, day_text
from sohoa.catalogue.past import State, held_document, is_listed
from sohoa.domain.history import NEVER, Points, Stretch
from sohoa.domain.register import Validity
from sohoa.domain.two_times import Knowledge, SubjectKind


class _Said(NamedTuple):
    """Something that was said, and the point from which on it is known and true."""

    since: int
    state: State


class _Held(NamedTuple):
    """A document that digitizes a paper while nothing more is recorded of it."""

    record_id: str
    since: int
    archived: int
    is_proven: bool
    is_born_digital: bool


class OverTime:
    """The papers of the inventory at each point in time, as they were known at its end."""

    def __init__(self, database: ReadDatabase, points: Points, asked: Knowledge) -> None:
        self._database, self._points = database, points
        ((last,),) = database.rows(queries.LAST_CHANGE, {"before": as_text(asked.recorded_before)})
        self._last = int(last or 0)

    def stretches(self) -> Counter[Stretch]:
        """Count papers that were known alike."""
        holders = self._holders()
        counts = Counter[Stretch]()
        for name, said in self._subjects(SubjectKind.PAPER):
            counts.update(self._of_paper(said, holders.get(name, ())))
        return counts

    def _subjects(self, kind: SubjectKind) -> Iterator[tuple[str, list[_Said]]]:
        """Each subject with all that was said of it, in the order of recording."""
        parameters = {"kind": kind.value, "last": self._last}
        rows = self._rows(parameters)
        for subject, facts in groupby(rows, key=lambda row: row[0]):
            yield subject, [said for _subject, said in facts]

    def _rows(self, parameters: Mapping[str, object]) -> Iterator[tuple[str, _Said]]:
        since = self._points.since
        for facts in self._database.parts(moved_queries.SAID, parameters):
            told = json.loads(f"[{','.join([said for _subject, said, _from, _at in facts])}]")
            for (subject, _said, true_from, at), said in zip(facts, told, strict=True):
                yield subject, _Said(since(max(true_from, day_text(at))), said)

    def _holders(self) -> dict[str, tuple[tuple[_Held, int], ...]]:
        """A paper → the documents that digitize it, each with the point before which it ended."""
        holders = dict[str, tuple[tuple[_Held, int], ...]]()
        for _name, said in self._subjects(SubjectKind.DOCUMENT):
            for start, end, state in _stretches(said):
                held = self._held(start, state)
                if held is not None:
                    holders[held.record_id] = (*holders.get(held.record_id, ()), (held, end))
        return holders

    def _held(self, start: int, state: State) -> _Held | None:
        document = held_document(state)
        if document is None or not document.record_id:
            return None
        archived = max(start, self._points.since(day_text(document.digitized)))
        is_proven = not document.proof_problem
        return _Held(document.record_id, start, archived, is_proven, document.born_digital)

    def _of_paper(
        self, said: list[_Said], holders: tuple[tuple[_Held, int], ...]
    ) -> Iterator[Stretch]:
        for start, end, state in _stretches(said):
            if not is_listed(state):
                continue
            cuts = {start, end}
            for held, until in holders:
                cuts |= {place for place in (held.since, until) if start < place < end}
            ordered = sorted(cuts)
            for first, last in pairwise(ordered):
                holding = [held for held, until in holders if held.since <= first < until]
                yield self._stretch(first, last, state, holding[-1] if holding else None)

    def _stretch(self, start: int, end: int, state: State, held: _Held | None) -> Stretch:
        return Stretch(
            start=start,
            end=end,
            formed=self._points.since(state["formed"]),
            validity=state.get("validity") or Validity.UNKNOWN.value,
            ended=self._points.after(state.get("valid_until", "")),
            is_excluded=bool(state.get("exclusion")),
            archived=held.archived if held else NEVER,
            is_proven=held.is_proven if held else True,
            is_born_digital=held.is_born_digital if held else False,
        )


def _stretches(said: list[_Said]) -> Iterator[tuple[int, int, State]]:
    """Cut time where something more is known and true; of what was said the last word counts."""
    if len(said) == 1:
        yield said[0].since, NEVER, said[0].state
        return
    cuts = sorted({one.since for one in said})
    for start, end in zip(cuts, [*cuts[1:], NEVER], strict=True):
        state = State()
        for one in said:
            if one.since <= start:
                state.update(one.state)
        yield start, end, state
