"""What a search has found, by its identity alone, before anything of it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sohoa.catalogue.database import LOOKED_AT
from sohoa.catalogue.rows import HitKind

#: `document_id`, `record_id`, `formed`, as the statements of search give them.
KeyRow = tuple[str, str, str]


class Key(NamedTuple):
    """A document, or a paper without one."""

    kind: HitKind
    document_id: str
    record_id: str
    formed: str


@dataclass(slots=True)
class Gathered:
    """Hits from the best down, each once.

    Attributes:
        is_all: Nothing was left out that was looked for.
        at_least: So many there are, however few of them were read.
    """

    keys: list[Key] = field(default_factory=list)
    is_all: bool = True
    at_least: int = 0
    _seen: set[str] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        """True if no more is looked for."""
        return not self.is_all or len(self.keys) > LOOKED_AT

    @property
    def count(self) -> int:
        """All that can be shown."""
        return min(max(len(self.keys), self.at_least), LOOKED_AT)

    def has(self, row: KeyRow) -> bool:
        """True if it was found before."""
        return row[0] in self._seen or row[1] in self._seen

    def add(self, kind: HitKind, rows: Iterable[KeyRow], *, is_all: bool = True) -> None:
        """Add what is new among rows."""
        for row in rows:
            if not self.has(row):
                self._seen.update(name for name in row[:2] if name)
                self.keys.append(Key(kind, *row))
        self.is_all = self.is_all and is_all


def newest_first(keys: Iterable[Key]) -> list[Key]:
    """Those formed last first; of one day in an order that is always the same."""
    return sorted(keys, key=lambda key: (key.formed, key.document_id, key.record_id), reverse=True)
