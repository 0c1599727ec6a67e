"""Goes through the ledger's entries: their tree, its roots at heads that were kept, their times."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from sohoa.inspection.differences import Difference, shown_time
from sohoa.inspection.door import BEFORE, InspectionDoor
from sohoa.ledger.head import Head
from sohoa.ledger.tree import EMPTY_ROOT, GrowingTree, leaf_hash

_ENTRIES = """SELECT position, source, key, body FROM ledger_entries
    WHERE position > :after ORDER BY position"""
_PEAKS = "SELECT height, digest FROM ledger_peaks ORDER BY height"
#: Where the time at which something was entered is the time that it bears, and under which name.
_TIMED = MappingProxyType(
    {"changes": "at", "lookups": "at", "office_events": "at", "register_imports": "imported_at"}
)
#: Of these one follows the other, whatever the clock does.
_IN_ORDER = "changes"
#: What belongs to one of these, and how an entry of it begins.
_BELONGING, _OF_CHANGE = "facts", '{"change_id":'
#: What was found in a long night is entered in the morning, and clocks differ.
_TOLERANCE = dt.timedelta(days=1)


@dataclass(slots=True)
class TreeCheck:
    """Goes through all entries once; when `differences` has ended, the rest is known.

    Attributes:
        heads: The heads that were kept, and are to be proven, by size.
        stamps: When heads were stamped, where somebody believes the stamp: not by our clock.
        proven: Those of which the ledger is the continuation.
        size, root: Of the ledger as it is now.
    """

    door: InspectionDoor
    heads: Sequence[Head]
    stamps: Mapping[Head, dt.datetime] = field(default_factory=dict)
    proven: list[Head] = field(default_factory=list)
    size: int = 0
    root: bytes = EMPTY_ROOT

    def differences(self) -> Iterator[Difference]:
        """Give what is not as the heads and the entries' own times say."""
        own = [head for head in self.heads if self._is_ours(head)]
        for head in self.heads:
            if head not in own:
                yield Difference("head-other", "", {"other": head.archive})
        self.heads = sorted(own, key=lambda head: (head.size, head.at))
        yield from self._backwards()
        tree, times = GrowingTree(), _Times(self.heads, self.stamps)
        waiting = list(self.heads)
        yield from self._prove(tree, waiting)
        for rows in self.door.pages(_ENTRIES, BEFORE):
            yield from times.differences(rows)
            for part in _parts(rows, tree.size, waiting):
                yield from _gaps(part, tree.size)
                tree.add(leaf_hash(str(row[-1]).encode()) for row in part)
                yield from self._prove(tree, waiting)
        self.size, self.root = tree.size, tree.root()
        for head in waiting:
            yield Difference(
                "head-longer", "", {"at": shown_time(head.at), "size": head.size, "now": self.size}
            )
        made = {height: digest.hex() for height, digest in tree.peaks.items()}
        if dict(self.door.rows(_PEAKS, {})) != made:
            yield Difference("peaks")

    def _is_ours(self, head: Head) -> bool:
        return not head.archive or head.archive == self.door.archive_id

    def _backwards(self) -> Iterator[Difference]:
        """Heads in the order of what they bear witness to; none can be of a day before the last."""
        made = [(self.stamps.get(head, head.at), head.size) for head in self.heads]
        for (before, _size), (at, size) in pairwise(made):
            if at < before - _TOLERANCE:
                times = {"at": shown_time(at), "before": shown_time(before)}
                yield Difference("head-back", "", {**times, "size": size})

    def _prove(self, tree: GrowingTree, waiting: list[Head]) -> Iterator[Difference]:
        while waiting and waiting[0].size == tree.size:
            head = waiting.pop(0)
            if head.root == tree.root():
                self.proven.append(head)
                continue
            since = (
                f"{shown_time(self.proven[-1].at)} ({self.proven[-1].size})" if self.proven else "–"
            )
            yield Difference(
                "head-root", "", {"at": shown_time(head.at), "size": head.size, "since": since}
            )


def _parts(
    rows: Sequence[tuple[Any, ...]], begin: int, waiting: list[Head]
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Part rows where heads were made: the tree's root is asked for there."""
    done = 0
    while done < len(rows):
        until = waiting[0].size - begin if waiting else len(rows)
        until = min(max(until, done + 1), len(rows))
        yield rows[done:until]
        done = until


def _gaps(rows: Sequence[tuple[Any, ...]], size: int) -> Iterator[Difference]:
    """Positions count from 0 without gaps; one gap is told once."""
    if rows and (rows[0][0] != size or rows[-1][0] - rows[0][0] != len(rows) - 1):
        missing = next(
            (wanted for wanted, row in enumerate(rows, start=size) if row[0] != wanted), size
        )
        yield Difference("entry-gap", "", {"position": missing})


class _Times:
    """Compares what entries say of their time with the heads before and behind them."""

    def __init__(self, heads: Iterable[Head], stamps: Mapping[Head, dt.datetime]) -> None:
        self._heads = [replace(head, at=stamps.get(head, head.at)) for head in heads]
        self._next, self._last = 0, ""
        self._source, self._since, self._newest = "", 0, 0

    def differences(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[Difference]:
        """Give the entries that cannot have been made when they say."""
        for position, source, key, body in rows:
            yield from self._belonging(position, source, key, body)
            if source not in _TIMED:
                continue
            said = _time_of(body, _TIMED[source])
            if not said:  # written over: its row and the tree say so
                continue
            if source == _IN_ORDER:
                if said < self._last:
                    details = {"position": position, "said": said, "before": self._last}
                    yield Difference("clock-back", "", details)
                self._last = max(said, self._last)
            yield from self._against_heads(position, said)

    def _belonging(
        self, position: int, source: str, key: object, body: object
    ) -> Iterator[Difference]:
        """Facts are entered with their changes: behind them, and before any later ones.

        One that is put to a change of before would have been known ever since.
        """
        if not isinstance(key, int):  # no program wrote it: rows and entries do not agree
            return
        if source == _IN_ORDER and self._source != _IN_ORDER:
            self._since = key
        self._source = source
        if source != _BELONGING or key <= self._newest:  # sealed anew: it was there before
            return
        self._newest = key
        change = _change_of(body)
        if change is not None and change < self._since:
            yield Difference("fact-early", "", {"position": position, "change": change})

    def _against_heads(self, position: int, said: str) -> Iterator[Difference]:
        heads = self._heads
        while self._next < len(heads) and heads[self._next].size <= position:
            self._next += 1
        made = dt.datetime.fromisoformat(said)
        before = heads[self._next - 1] if self._next else None
        behind = heads[self._next] if self._next < len(heads) else None
        if before is not None and made < before.at - _TOLERANCE:
            yield Difference("entry-early", "", _details(position, made, before))
        if behind is not None and made > behind.at + _TOLERANCE:
            yield Difference("entry-late", "", _details(position, made, behind))


def _details(position: int, made: dt.datetime, head: Head) -> dict[str, str | int]:
    return {"position": position, "said": shown_time(made), "at": shown_time(head.at)}


def _change_of(body: object) -> int | None:
    """The change that an entry of a fact names: it is the first thing in it."""
    text = str(body)
    named = text[len(_OF_CHANGE) :].partition(",")[0] if text.startswith(_OF_CHANGE) else ""
    return int(named) if named.isascii() and named.isdigit() else None


def _time_of(body: str, name: str) -> str:
    """The time that an entry bears; empty where it can be read as none."""
    try:
        said = json.loads(body)[name]
        made = dt.datetime.fromisoformat(said)
        return said if made.tzinfo and made.astimezone(dt.UTC) else ""
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return ""
