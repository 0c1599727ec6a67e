"""How papers stood at the ends of months, as it was known then: one way through the facts.

Of most papers one thing was ever said, and of their document, too: those are gone through some
thousand at a time, by columns, and counted before anything more is asked of them. Of the others
what was true is folded for each stretch of time in which nothing more was recorded.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, groupby, pairwise, repeat
from operator import and_, eq, itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from sohoa.catalogue import moved_queries, queries
from sohoa.catalogue.database import ReadDatabase
from sohoa.catalogue.instants import as_text, day_text
from sohoa.catalogue.past import State, held_document, is_listed
from sohoa.domain.history import NEVER, Points, Stretch
from sohoa.domain.register import Validity
from sohoa.domain.two_times import Knowledge, SubjectKind

K = TypeVar("K")
V = TypeVar("V")


class _Said(NamedTuple):
    """What is true of some subjects, from a point on and before another."""

    subject: Sequence[str]
    since: Sequence[int]
    until: Iterable[int]
    state: Sequence[State]

    def column(self, name: str) -> list[str]:
        """A word of each; empty where it was not said."""
        return [state.get(name, "") for state in self.state]


class _Held(NamedTuple):
    """A document that digitizes a paper while nothing more is recorded of it."""

    since: int
    until: int
    archived: int
    is_proven: bool
    is_born_digital: bool


class _Paper(NamedTuple):
    """A paper of the inventory while nothing more is recorded of it; what ever digitized it."""

    start: int
    end: int
    formed: int
    validity: str
    ended: int
    is_excluded: bool
    holders: tuple[_Held, ...]


class OverTime:
    """The papers of the inventory at each point in time, as they were known at its end."""

    def __init__(self, database: ReadDatabase, points: Points, asked: Knowledge) -> None:
        self._database, self._points = database, points
        ((last,),) = database.rows(queries.LAST_CHANGE, {"before": as_text(asked.recorded_before)})
        self._last = int(last or 0)
        self._since = _Remembered[tuple[str, str], int](self._place)
        self._formed = _Remembered(points.since)
        self._ended = _Remembered(points.after)
        self._held = _Remembered(_held)

    def stretches(self) -> Counter[Stretch]:
        """Count papers that were known alike."""
        holders, alike = self._holders(), Counter[tuple[Any, ...]]()
        for some in self._subjects(SubjectKind.PAPER):
            for said in some:
                alike.update(self._papers(said, holders))
        stretches = Counter[Stretch]()
        for known, count in alike.items():
            for stretch in _cut(_Paper(*known)):
                stretches[stretch] += count
        return stretches

    def _subjects(self, kind: SubjectKind) -> Iterator[tuple[_Said, ...]]:
        """Some subjects at a time: those of which one thing was said, and any others."""
        for rows in self._whole(kind):
            subjects, told, true_from, at = zip(*rows, strict=True)
            since = list(map(self._since.__getitem__, zip(true_from, at, strict=True)))
            said = _Said(subjects, since, repeat(NEVER), json.loads(f"[{','.join(told)}]"))
            goes_on = [*map(eq, subjects, subjects[1:]), False]
            often = [one or before for one, before in zip(goes_on, [False, *goes_on], strict=False)]
            if any(often):
                once = [not one for one in often]
                yield _chosen(said, once), _folded(_chosen(said, often))
            else:
                yield (said,)

    def _whole(self, kind: SubjectKind) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Facts, some thousand at a time, in the order of recording; a subject's come together."""
        asked = {"kind": kind.value, "last": self._last}
        kept = list[tuple[Any, ...]]()
        for read in self._database.parts(moved_queries.SAID, asked):
            rows = [*kept, *read]
            cut = len(rows)
            while cut and rows[cut - 1][0] == rows[-1][0]:
                cut -= 1
            kept = rows[cut:]
            if cut:
                yield rows[:cut]
        if kept:
            yield kept

    def _place(self, said: tuple[str, str]) -> int:
        """The point from which on something is known and true."""
        true_from, at = said
        return self._points.since(max(true_from, day_text(at)))

    def _holders(self) -> dict[str, tuple[_Held, ...]]:
        """A paper → the documents that digitize it, or did: the last by its id comes last."""
        holders = dict[str, tuple[_Held, ...]]()
        for some in self._subjects(SubjectKind.DOCUMENT):
            found = [one for said in some for one in self._documents(said)]
            if len(some) > 1:
                found.sort(key=itemgetter(0))
            for _document, paper, held in found:
                holders[paper] = holders.get(paper, ()) + held
        return holders

    def _documents(self, said: _Said) -> Iterator[tuple[str, str, tuple[_Held, ...]]]:
        """Documents that digitize a paper: their ids, that of the paper, and how they hold it."""
        since, papers = self._points.since, said.column("record")
        archived = [since(day_text(at)) if at else NEVER for at in said.column("digitized")]
        asked = zip(
            said.since, said.until, archived, *map(said.column, _ASKED_OF_DOCUMENTS), strict=False
        )
        held = list(map(self._held.__getitem__, asked))
        every = zip(said.subject, papers, held, strict=True)
        return compress(every, map(and_, map(bool, papers), map(bool, held)))

    def _papers(
        self, said: _Said, holders: Mapping[str, tuple[_Held, ...]]
    ) -> Iterator[tuple[Any, ...]]:
        """Papers of the inventory; the columns of `_Paper`."""
        every = zip(
            said.since,
            said.until,
            map(self._formed.__getitem__, said.column("formed")),
            said.column("validity"),
            map(self._ended.__getitem__, said.column("valid_until")),
            map(bool, said.column("exclusion")),
            [holders.get(paper, ()) for paper in said.subject],
            strict=False,
        )
        return compress(every, map(is_listed, said.state))


#: Of what is true of a document, what decides whether it digitizes its paper, and how.
_ASKED_OF_DOCUMENTS = "state", "signed", "problem", "born_digital"


def _held(asked: tuple[Any, ...]) -> tuple[_Held, ...]:
    """The document, if it digitizes what it is of."""
    since, until, archived, *said = asked
    unasked = dict.fromkeys(("record", "year", "room", "digitized"), "")
    document = held_document({**unasked, **dict(zip(_ASKED_OF_DOCUMENTS, said, strict=True))})
    if document is None:
        return ()
    is_proven = not document.proof_problem
    return (_Held(since, until, max(since, archived), is_proven, document.born_digital),)


def _chosen(said: _Said, choice: Sequence[bool]) -> _Said:
    subject, since = list(compress(said.subject, choice)), list(compress(said.since, choice))
    return _Said(subject, since, said.until, list(compress(said.state, choice)))


def _folded(said: _Said) -> _Said:
    """Cut time where something more is known and true; of what was said the last word counts."""
    stretches = list[tuple[str, int, int, State]]()
    facts = zip(said.subject, said.since, said.state, strict=True)
    for subject, spoken in groupby(facts, key=itemgetter(0)):
        told = [(since, state) for _subject, since, state in spoken]
        cuts = sorted({since for since, _state in told})
        for start, end in pairwise([*cuts, NEVER]):
            state = State()
            for since, more in told:
                if since <= start:
                    state.update(more)
            stretches.append((subject, start, end, state))
    return _Said(*zip(*stretches, strict=True))


def _cut(paper: _Paper) -> Iterator[Stretch]:
    """Cut a paper's life where another document holds it, or none; the last that does counts."""
    cuts = {paper.start, paper.end}
    for held in paper.holders:
        cuts |= {at for at in (held.since, held.until) if paper.start < at < paper.end}
    for start, end in pairwise(sorted(cuts)):
        holding = [one for one in paper.holders if one.since <= start < one.until]
        yield _stretch(start, end, paper, holding[-1] if holding else None)


def _stretch(start: int, end: int, paper: _Paper, held: _Held | None) -> Stretch:
    return Stretch(
        start=start,
        end=end,
        formed=paper.formed,
        validity=paper.validity or Validity.UNKNOWN.value,
        ended=paper.ended,
        is_excluded=paper.is_excluded,
        archived=held.archived if held else NEVER,
        is_proven=held.is_proven if held else True,
        is_born_digital=held.is_born_digital if held else False,
    )


class _Remembered(dict[K, V], Generic[K, V]):
    """What is asked of a few thousand things, a million times."""

    def __init__(self, ask: Callable[[K], V]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, key: K) -> V:
        self[key] = self._ask(key)
        return self[key]
