"""Places of documents in their box: a file or folder, some pages of one, or several of them joined.

A document is named by its place (`sohoa.domain.identifiers.document_id`), and its place is written
in one way: `0001.pdf` for the whole of a file, `0001.pdf#page=4-6` for some of its pages, ` // `
between files that are one document. No name of a file or folder has two strokes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

#: Between the names of files that are one document; in batch lists, too.
JOINED_BY = "//"
_JOINED = f" {JOINED_BY} "
_MARK = "#page="
#: Of 60 pages there are 1,830 runs.
_MOST_RUNS = 2000
_RUN = r"\d{1,6}(?:-\d{1,6})?"
_PART = re.compile(rf"^(?P<name>.+){_MARK}(?P<pages>{_RUN}(?:,{_RUN})*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A file or folder of a box, below the box, or some of its pages.

    Attributes:
        pages: Which of its pages, in the order in which they are read; empty for all of them.
    """

    name: str
    pages: tuple[int, ...] = ()

    def __str__(self) -> str:
        """The piece as a place has it."""
        return f"{self.name}{_MARK}{pages_text(self.pages)}" if self.pages else self.name

    def shares_with(self, other: Piece) -> bool:
        """Say whether a page is in both."""
        if self.name != other.name:
            return False
        return not (self.pages and other.pages) or not set(self.pages).isdisjoint(other.pages)


def place_of(pieces: Iterable[Piece]) -> str:
    """Write the place of a document that is these pieces, in their order.

    >>> place_of([Piece("a.pdf", (4, 5, 6)), Piece("b.pdf")])
    'a.pdf#page=4-6 // b.pdf'
    """
    return _JOINED.join(map(str, pieces))


def pieces_of(place: str) -> tuple[Piece, ...]:
    """Read a place: which files or folders, and which of their pages.

    >>> pieces_of("a.pdf#page=4-6,9 // b.pdf")
    (Piece(name='a.pdf', pages=(4, 5, 6, 9)), Piece(name='b.pdf', pages=()))
    """
    return tuple(map(_piece_of, place.split(_JOINED)))


def _piece_of(text: str) -> Piece:
    found = _PART.match(text)
    return Piece(found["name"], pages_in(found["pages"])) if found else Piece(text)


def is_whole(place: str) -> bool:
    """Say whether a place is the whole of one file or folder."""
    return _JOINED not in place and not _PART.match(place)


def pages_text(pages: Sequence[int]) -> str:
    """Write pages in short, in their order.

    >>> pages_text([1, 2, 3, 7, 5, 6])
    '1-3,7,5-6'
    """
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def pages_in(text: str) -> tuple[int, ...]:
    """Read what `pages_text` writes.

    >>> pages_in("1-3,7")
    (1, 2, 3, 7)
    """
    pages: list[int] = []
    for run in text.split(","):
        first, _dash, last = run.partition("-")
        pages += range(int(first), int(last or first) + 1)
    return tuple(pages)


def page_of_file(place: str, page: int, *, pages: int | None = None) -> tuple[str, int] | None:
    """Say in which file a page of a document lies, and which of its pages it is.

    `None` for the whole of a file, and where nothing tells; `pages` says how many the document has.

    >>> page_of_file("a.pdf#page=4-6,9 // b.pdf", 4)
    ('a.pdf', 9)
    >>> page_of_file("a.pdf // b.pdf#page=2", 3, pages=3)
    ('b.pdf', 2)
    """
    if page < 1 or is_whole(place):
        return None
    pieces = pieces_of(place)
    counts: list[int | None] = [len(piece.pages) or None for piece in pieces]
    known = [count for count in counts if count]
    if pages and len(known) == len(counts) - 1:
        counts[counts.index(None)] = pages - sum(known)
    for piece, count in zip(pieces, counts, strict=True):
        if count is None:
            return None
        if page <= count:
            return piece.name, piece.pages[page - 1] if piece.pages else page
        page -= count
    return None


def runs_sharing(pages: Sequence[int], *, through: int) -> Iterator[tuple[int, ...]]:
    """Give the runs of pages, up to a last one, that have one of some pages: other parts of a file.

    Of a long file the first ones are given, some thousand: one of its parts begins at its begin.

    >>> [pages_text(run) for run in runs_sharing((2,), through=3)]
    ['1-2', '1-3', '2', '2-3']
    """
    wanted, first, last = set(pages), min(pages), max(pages)
    found = (
        run
        for begin in range(1, last + 1)
        for end in range(max(begin, first), through + 1)
        if not wanted.isdisjoint(run := tuple(range(begin, end + 1)))
    )
    yield from islice(found, _MOST_RUNS)


class HeldPlaces:
    """The places of documents that count, asked which of them has pages of another place."""

    def __init__(self, places: Iterable[tuple[str, str]]) -> None:
        """Take documents, each with its place."""
        self._by_name: dict[str, list[tuple[str, Piece]]] = {}
        for identity, place in places:
            for piece in pieces_of(place):
                self._by_name.setdefault(piece.name, []).append((identity, piece))

    def sharing(self, place: str, *, but: Collection[str]) -> tuple[str, Piece] | None:
        """Find a document, none of `but`, that has a page of a place; and what it has of the file.

        The whole of a file is in the place of the document that is named after it.
        """
        return next(self._sharing(place, but), None)

    def all_sharing(self, place: str, *, but: Collection[str]) -> Iterator[str]:
        """Find all documents, none of `but`, that have a page of a place."""
        yield from (identity for identity, _piece in self._sharing(place, but))

    def of_one_file(self, place: str) -> str | None:
        """Find a document that has pages of a file or folder of this place, be they others."""
        names = (piece.name for piece in pieces_of(place))
        return next((self._by_name[name][0][0] for name in names if name in self._by_name), None)

    def _sharing(self, place: str, but: Collection[str]) -> Iterator[tuple[str, Piece]]:
        for piece in pieces_of(place):
            for identity, other in self._by_name.get(piece.name, ()):
                if identity not in but and piece.shares_with(other):
                    yield identity, other
