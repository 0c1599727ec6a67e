"""Parts what lies in a box into documents: by the pages of its list, by separator sheets, or not.

Every page of a file ends in exactly one document, or is a separator sheet, or its file waits with
an error that names it: where rows leave pages out, share some or go beyond the end, nothing of the
file is taken in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sohoa.domain.errors import (
    BatchListRowError,
    ItemError,
    MissingFileError,
    SecretByListError,
)
from sohoa.domain.parting_errors import (
    DocumentsCountError,
    OnlySeparatorsError,
    PagesBeyondError,
    PagesTwiceError,
    PagesUncoveredError,
    PagesUnknownError,
    SeparatorInsideError,
)
from sohoa.domain.places import Piece, pages_text, pieces_of, place_of
from sohoa.intake.inbox import Candidate
from sohoa.intake.parts import candidate_of
from sohoa.intake.survey import Survey
from sohoa.tabular.batch_list import BatchList, ListedDocument, ListedPiece, ListProblem


@dataclass(frozen=True, slots=True)
class Parted:
    """A document of a box, and the row of the list that describes it."""

    candidate: Candidate
    row: ListedDocument | None = None


@dataclass(frozen=True, slots=True)
class Parting:
    """All documents of a box, and rows of its list that none of them took.

    Attributes:
        missing: Rows that name a file which is not there, as documents that are refused for it.
        problems: Rows that cannot be used.
    """

    documents: tuple[Parted, ...]
    missing: tuple[Parted, ...] = ()
    problems: tuple[ListProblem, ...] = ()


def names_with_pages(batch_list: BatchList | None) -> frozenset[str]:
    """The files of which a list says more than that they are one document: pages, or joined."""
    rows = batch_list.entries.values() if batch_list else ()
    return frozenset(piece.name for row in rows if not row.is_plain for piece in row.pieces)


def part(
    candidates: Sequence[Candidate],
    batch_list: BatchList | None,
    seen: Mapping[str, Survey | ItemError],
    *,
    archived: Iterable[str] = (),
    secret: Collection[str] = (),
) -> Parting:
    """Part a box into its documents.

    Of what is `secret`, by the names of files and folders, nothing is opened: each is refused as a
    whole, and so is a document that has pages of it.

    `seen` says what a survey has seen of a file; of what was not surveyed nothing is parted.
    `archived` are the places of what the archive has: pages that a row counts to the end of a file
    which has left the box are those that were archived.
    """
    return _Parting(candidates, batch_list, seen, tuple(archived), frozenset(secret)).done()


@dataclass
class _Parting:
    candidates: Sequence[Candidate]
    batch_list: BatchList | None
    seen: Mapping[str, Survey | ItemError]
    archived: tuple[str, ...]
    secret: frozenset[str]
    used: set[tuple[ListedPiece, ...]] = field(default_factory=set)
    consumed: list[ListProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_name = {one.source_name: one for one in self.candidates}
        self.rows = tuple(self.batch_list.entries.values()) if self.batch_list else ()
        self.problems = self.batch_list.problems if self.batch_list else ()
        self.rows_of: dict[str, list[ListedDocument]] = {}
        for row in self.rows:
            for piece in row.pieces:
                self.rows_of.setdefault(piece.name, []).append(row)
        self.marked = names_with_pages(self.batch_list)
        self.waiting = {name: one for one in self.problems for name in one.names}
        self.troubles: dict[str, ItemError | None] = {}

    def done(self) -> Parting:
        documents = [document for one in self.candidates for document in self._of(one)]
        rest = [row for row in self.rows if row.pieces not in self.used]
        missing = [Parted(self._of_row(row), row) for row in rest]
        problems = tuple(one for one in self.problems if one not in self.consumed)
        return Parting(tuple(documents), tuple(missing), problems)

    # --- files of which the list says nothing but what they are --------------------------------

    def _of(self, candidate: Candidate) -> Iterator[Parted]:
        name = candidate.source_name
        if name in self.secret:
            yield from self._refused(replace(candidate, problem=None), SecretByListError())
        elif name in self.waiting and not candidate.problem:
            told = self.waiting[name]
            error = BatchListRowError(row=told.row_number, problem=told.problem)
            yield from self._refused(candidate, error)
        elif name in self.marked:
            yield from self._by_rows(candidate)
        else:
            yield from self._by_separators(candidate)

    def _refused(self, candidate: Candidate, error: ItemError) -> Iterator[Parted]:
        """Refuse the whole of a file; rows that name it and no other have nothing else to say."""
        rows = self.rows_of.get(candidate.source_name, ())
        self.used.update(
            row.pieces
            for row in rows
            if len(row.pieces) == 1 or self.secret.issuperset(one.name for one in row.pieces)
        )
        yield Parted(replace(candidate, problem=candidate.problem or error), self._row(candidate))

    def _row(self, candidate: Candidate) -> ListedDocument | None:
        return self.batch_list.match(candidate.source_name) if self.batch_list else None

    def _by_separators(self, candidate: Candidate) -> Iterator[Parted]:
        row, seen = self._row(candidate), self.seen.get(candidate.source_name)
        if row:
            self.used.add(row.pieces)
        if isinstance(seen, ItemError) and seen.retryable:
            yield Parted(replace(candidate, problem=candidate.problem or seen), row)
            return
        if row and isinstance(seen, Survey):
            seen = replace(seen, begins=())  # the list names it: it is as many as it says
        if not isinstance(seen, Survey) or not (seen.separators or seen.doubtful or seen.begins):
            yield Parted(candidate, row)
            return
        parts = list(_between(seen))
        again = [one for one in self.problems if _repeats(one, candidate.source_name)]
        rows = [one for one in (row, *(other.repeats for other in again)) if one]
        if not parts:
            yield Parted(replace(candidate, problem=OnlySeparatorsError()), row)
        elif rows and len(rows) != len(parts):
            error = DocumentsCountError(
                name=candidate.source_name,
                count=len(parts),
                pages="; ".join(map(pages_text, parts)),
                rows=len(rows),
            )
            yield Parted(replace(candidate, problem=error), row)
        else:
            self.consumed.extend(again)
            yield from _parts(candidate, seen, parts, rows)

    # --- files of which the list says the pages ------------------------------------------------

    def _by_rows(self, candidate: Candidate) -> Iterator[Parted]:
        """The documents that begin in a file, in the order of their pages.

        A row that is of several files is given with the first of them that is there.
        """
        name = candidate.source_name
        rows = [row for row in self.rows_of[name] if row.pieces not in self.used]
        for row in sorted(rows, key=lambda row: _first_page(row, name)):
            self.used.add(row.pieces)
            yield Parted(self._of_row(row), row)

    def _of_row(self, row: ListedDocument) -> Candidate:
        if absent := [one.name for one in row.pieces if one.name not in self.by_name]:
            return Candidate(self._place_told(row), (), MissingFileError(name=absent[0]))
        chosen = [(self.by_name[one.name], self._pages_of(one)) for one in row.pieces]
        troubles = (self._trouble(one.name) for one in row.pieces)
        problem = next((one for one in troubles if one), None)
        whole, pages = chosen[0]
        if len(chosen) == 1 and not pages:
            return replace(whole, problem=problem)
        found = candidate_of(chosen, left_out=() if problem else self._left_out(row))
        if found is None:
            place = place_of(Piece(one.source_name, own) for one, own in chosen)
            return Candidate(place, (), problem or PagesUnknownError(name=place))
        return replace(found, problem=problem)

    def _pages_of(self, piece: ListedPiece) -> tuple[int, ...]:
        """The pages of a file that a row takes; none for all of them."""
        seen = self.seen.get(piece.name)
        count = seen.count if isinstance(seen, Survey) else 0
        every = tuple(range(1, count + 1))
        if piece.spans:
            pages = tuple(page for span in piece.spans for page in span.within(count))
        else:
            separators = seen.separators if isinstance(seen, Survey) else ()
            own = [page for page in every if page not in separators]
            pages = tuple(range(own[0], own[-1] + 1)) if own else ()
        return () if pages == every else pages

    def _taken(self, name: str, count: int) -> list[tuple[ListedDocument, tuple[int, ...]]]:
        """All rows that name a file, with the pages of it that each takes.

        Sheets of one list have rows of the same number.
        """
        taken = []
        for row in self.rows_of[name]:
            piece = next(one for one in row.pieces if one.name == name)
            taken.append((row, self._pages_of(piece) or tuple(range(1, count + 1))))
        return taken

    def _trouble(self, name: str) -> ItemError | None:
        """Find what is wrong with the pages that rows take of a file, all rows together."""
        if name not in self.troubles:
            self.troubles[name] = self._find_trouble(name)
        return self.troubles[name]

    def _find_trouble(self, name: str) -> ItemError | None:
        candidate, seen = self.by_name[name], self.seen.get(name)
        if name in self.secret:
            return SecretByListError()
        if candidate.problem:
            return candidate.problem
        if isinstance(seen, ItemError):
            return seen
        if seen is None or not seen.count:
            return PagesUnknownError(name=name)
        if name in self.waiting:
            told = self.waiting[name]
            return BatchListRowError(row=told.row_number, problem=told.problem)
        return _wrong_pages(name, seen, self._taken(name, seen.count))

    def _left_out(self, row: ListedDocument) -> list[int]:
        """Return the separators that are told with a row: those before its pages of each file.

        What comes behind all pages of a file is told with the last of them.
        """
        told = []
        for piece in row.pieces:
            seen = self.seen.get(piece.name)
            if isinstance(seen, Survey) and seen.separators:
                taken = self._taken(piece.name, seen.count)
                firsts = {min(pages): other.pieces for other, pages in taken}
                for page in seen.separators:
                    later = [first for first in firsts if first > page]
                    if firsts[min(later) if later else max(firsts)] == row.pieces:
                        told.append(page)
        return told

    def _place_told(self, row: ListedDocument) -> str:
        """The place of a row whose file is not there, as it would have it."""
        return place_of(Piece(one.name, self._pages_told(one)) for one in row.pieces)

    def _pages_told(self, piece: ListedPiece) -> tuple[int, ...]:
        """The pages that a row says by itself; to the end of a file, as they were archived."""
        if all(span.last for span in piece.spans):
            return tuple(page for span in piece.spans for page in span.within(0))
        first = piece.spans[0].first
        for place in self.archived:
            for one in pieces_of(place):
                if one.name == piece.name and one.pages[:1] == (first,):
                    return one.pages
        return tuple(page for span in piece.spans for page in span.within(0))


def _repeats(problem: ListProblem, name: str) -> bool:
    return problem.repeats is not None and problem.repeats.pieces[0].name == name


def _first_page(row: ListedDocument, name: str) -> int:
    spans = next(piece.spans for piece in row.pieces if piece.name == name)
    return spans[0].first if spans else 0


def _between(seen: Survey) -> Iterator[tuple[int, ...]]:
    """The stretches of pages between separator sheets, and before each new head."""
    own: list[int] = []
    for page in range(1, seen.count + 2):
        is_own = page <= seen.count and page not in seen.separators
        if own and (not is_own or page in seen.begins):
            yield tuple(own)
            own = []
        if is_own:
            own.append(page)


def _parts(
    candidate: Candidate,
    seen: Survey,
    parts: Sequence[tuple[int, ...]],
    rows: Sequence[ListedDocument],
) -> Iterator[Parted]:
    told = 0
    for number, pages in enumerate(parts):
        ends = pages[0] if number < len(parts) - 1 else seen.count + 1
        left_out = [page for page in seen.separators if told < page < ends]
        told = pages[-1]
        doubtful = [place for place, page in enumerate(pages, 1) if page in seen.doubtful]
        own = () if len(pages) == seen.count else pages
        made = candidate_of([(candidate, own)], left_out=left_out, doubtful=doubtful)
        yield Parted(made or candidate, rows[number] if rows else None)


def _wrong_pages(
    name: str, seen: Survey, taken: Sequence[tuple[ListedDocument, tuple[int, ...]]]
) -> ItemError | None:
    """Say which pages of a file are in no row, in several, beyond its end, or separators."""
    counted = Counter(page for _row, pages in taken for page in pages)
    if beyond := sorted(page for page in counted if page > seen.count):
        return PagesBeyondError(pages=pages_text(beyond), count=seen.count)
    if twice := sorted(page for page, count in counted.items() if count > 1):
        rows = [row.row_number for row, pages in taken if not set(pages).isdisjoint(twice)]
        return PagesTwiceError(
            pages=pages_text(twice), name=name, rows=", ".join(map(str, sorted(rows)))
        )
    for row, pages in taken:
        if inside := set(seen.separators) & set(pages):
            return SeparatorInsideError(
                pages=pages_text(sorted(inside)), name=name, rows=str(row.row_number)
            )
    gaps = set(range(1, seen.count + 1)) - counted.keys() - set(seen.separators)
    if gaps:
        return PagesUncoveredError(pages=pages_text(sorted(gaps)), name=name)
    return None
