"""The rows of a server's index of words for copies of texts, of which only numbers are others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sohoa.catalogue.postgres import copied_in
from sohoa.catalogue.postgres.entries import (
    entries_in_order,
    entry_of,
    marked_entries,
)


class CopiedText:
    """A text of number `n` as the index has it; what has figures has that number."""

    def __init__(self, number: int, exact: str, folded: str) -> None:
        self.number, self.exact, self.folded = str(number), exact, folded
        words = folded.split()
        entries, pairs = entries_in_order(words)
        numbered = {place for place, word in enumerate(words) if self.number in word}
        times = Counter(one for place, one in enumerate(entries) if place not in numbered)
        times.update(marked_entries(exact.split()))
        beside = numbered | {place - 1 for place in numbered}
        self._same = {
            *times,
            *(one for place, one in enumerate(pairs) if place not in beside),
        }
        self._numbered = [words[max(0, place - 1) : place + 2] for place in sorted(numbered)]
        self._often = {entry: count for entry, count in times.items() if count > 1}
        self._times = Counter(words[place] for place in numbered)
        self._length = len(words)

    def row(self, serial: int, number: int) -> list[bytes]:
        """Its copy under another number, in the order of `search_index.COLUMNS`."""
        now = str(number)
        entries, often = set(self._same), dict(self._often)
        for some in self._numbered:
            words, pairs = entries_in_order([word.replace(self.number, now) for word in some])
            entries.update(words, pairs)
        for word, count in self._times.items():
            if count > 1:
                often[entry_of(word.replace(self.number, now))] = count
        return [
            copied_in.large(serial),
            copied_in.larges(entries),
            copied_in.larges(often),
            copied_in.smalls(often.values()),
            copied_in.integer(self._length),
            self.exact.replace(self.number, now).encode(),
            self.folded.replace(self.number, now).encode(),
        ]


def copies_of(
    texts: list[tuple[int, CopiedText]], size: int, copies: range
) -> Iterator[list[bytes]]:
    """All texts so many times, each `size` numbers and serials behind the one before."""
    for copy in copies:
        for serial, text in texts:
            yield text.row(serial + copy * size, int(text.number) + copy * size)
