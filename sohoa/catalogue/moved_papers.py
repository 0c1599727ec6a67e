"""The papers whose figures may differ between two days, each as it was on both.

Only those are looked at of which anything was recorded since, or whose own days lie between: of all
others the two answers are the same. The same facts are folded by the same rule as in `past`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import NamedTuple

from sohoa.catalogue import moved_queries, queries
from sohoa.catalogue.database import ReadDatabase
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.past import HeldDocument, State, held_document, is_listed, paper_line
from sohoa.domain.holdings import PaperLine
from sohoa.domain.movement import Knowing, ThreeTimes
from sohoa.domain.two_times import Knowledge, SubjectKind

_TOGETHER = 1_000


class _Point(NamedTuple):
    """What is true on a day, as it was known after a change."""

    as_of: str
    last: int


#: On the first day as known then, on the same as known later, on the second day.
_Points = tuple[_Point, _Point, _Point]


#: A paper → the documents that digitize it at one point, by their ids.
_Holders = dict[str, dict[str, HeldDocument]]


class MovedPapers:
    """The papers that may have moved a rate, each at the three points."""

    def __init__(self, database: ReadDatabase, knowing: Knowing) -> None:
        self._database = database
        before, after = knowing.before, knowing.after
        first, second = knowing.last_before, self._last(after)
        days = before.as_of.isoformat(), after.as_of.isoformat()
        self._points: _Points = (
            _Point(days[0], first), _Point(days[0], second), _Point(days[1], second)
        )  # fmt: skip
        # What is true later than the first day was recorded later, too.
        self._base = min(first, self._last(Knowledge(before.as_of, before.as_of)))
        self._days = {"first": days[0], "second": days[1]}
        self._archived_first = set[str]()

    def __iter__(self) -> Iterator[ThreeTimes]:
        """Give each of them, in the order of their ids."""
        changed = set(self._changed(SubjectKind.DOCUMENT))
        holders = self._holders(changed)
        dated = (one for (one,) in self._database.rows(moved_queries.DATED, self._days))
        papers = {*self._changed(SubjectKind.PAPER), *dated, *chain.from_iterable(holders)}
        for some in in_parts(sorted(papers), _TOGETHER):
            yield from self._at_three(some, holders, changed)

    def _last(self, knowledge: Knowledge) -> int:
        before = {"before": as_text(knowledge.recorded_before)}
        ((last,),) = self._database.rows(queries.LAST_CHANGE, before)
        return int(last or 0)

    def _changed(self, kind: SubjectKind) -> Iterator[str]:
        asked = {"kind": kind.value, "base": self._base}
        yield from (one for (one,) in self._database.rows(moved_queries.CHANGED, asked))

    def _at_three(
        self, papers: list[str], changed: list[_Holders], known: set[str]
    ) -> Iterator[ThreeTimes]:
        """Tie papers to their documents: those that changed since, and those that did not."""
        asked = {"papers": json.dumps(papers)}
        held = {one for (one,) in self._database.rows(moved_queries.HOLDING, asked)}
        same = self._holders(held - known)
        for name, states in self._states(SubjectKind.PAPER, papers):
            lines = [
                _line(name, state, {**here.get(name, {}), **there.get(name, {})})
                for state, here, there in zip(states, changed, same, strict=True)
            ]
            before, corrected, after = lines
            document = corrected.document_id if corrected else ""
            if any(lines):
                is_archived_since = bool(document) and document not in self._archived_first
                yield ThreeTimes(before, corrected, after, is_archived_since)

    def _holders(self, documents: Iterable[str]) -> list[_Holders]:
        """Say which documents digitize which papers at each point; keep those archived at first."""
        holders: list[_Holders] = [{} for _point in self._points]
        for some in in_parts(sorted(documents), _TOGETHER):
            for name, states in self._states(SubjectKind.DOCUMENT, some):
                if held_document(states[0]) is not None:
                    self._archived_first.add(name)
                for state, held in zip(states, holders, strict=True):
                    document = held_document(state)
                    if document is not None and document.record_id:
                        held.setdefault(document.record_id, {})[name] = document
        return holders

    def _states(self, kind: SubjectKind, subjects: list[str]) -> Iterator[tuple[str, list[State]]]:
        """Give what is true of each subject at each point, by the last word about its day."""
        last = max(point.last for point in self._points)
        asked = {"kind": kind.value, "last": last, "subjects": json.dumps(subjects)}
        rows = self._database.rows(moved_queries.FACTS, asked)
        for subject, facts in groupby(rows, key=lambda row: str(row[0])):
            states = [State() for _point in self._points]
            for _subject, said, true_from, change in facts:
                told = json.loads(said)
                for state, point in zip(states, self._points, strict=True):
                    if change <= point.last and true_from <= point.as_of:
                        state.update(told)
            yield subject, states


def _line(name: str, state: State, holders: dict[str, HeldDocument]) -> PaperLine | None:
    """A paper of the inventory; of several documents that digitize it the last by its id."""
    if not is_listed(state):
        return None
    held = max(holders) if holders else ""
    return paper_line(name, state, held, holders.get(held))
