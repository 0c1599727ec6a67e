"""What an office hands over: its files, the documents in each, and a minute to be signed.

Decree 30/2020/NĐ-CP, annex V: list of files (mục lục hồ sơ, tài liệu nộp lưu), list of documents in
a file (mục lục văn bản, tài liệu) and minute of the hand-over (biên bản giao nhận).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from io import SEEK_END
from itertools import groupby
from typing import BinaryIO, NamedTuple

from sohoa.domain.holdings import DocumentRow
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.paper_findings import BODY_UNSURE, SUBJECT_UNSURE
from sohoa.domain.record_words import (
    author_of,
    counted_sheets,
    first_of_each,
    period_of,
    subject_of,
)
from sohoa.language import _
from sohoa.reports.numbers_and_dates import formed_text

#: So many types and rooms name a file; it says that there are more.
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class HandedDocument:
    """One archived document as the list of its file names it.

    Attributes:
        places: Its sheets in the file, or its pages where not every sheet is counted: `1–3`.
        note: What stands in the last column: its file in the archive, and what was read and not
            said by list or register.
    """

    number: str
    formed: str
    title: str
    author: str
    places: str
    note: str


class Documents:
    """The documents of a file in their order, put away in a file: there may be very many."""

    def __init__(self, stream: BinaryIO, documents: Iterable[HandedDocument]) -> None:
        """Put documents away at the end of a file."""
        self._stream, self._count = stream, 0
        self._at = stream.seek(0, SEEK_END)
        for one in documents:
            stream.write(json.dumps(astuple(one)).encode() + b"\n")
            self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[HandedDocument]:
        at = self._at
        for _number in range(self._count):
            self._stream.seek(at)  # several may be read by turns
            line = self._stream.readline()
            at += len(line)
            yield HandedDocument(*json.loads(line))


class SaidOfFile(NamedTuple):
    """What an archivist says of a file: its title, and how long it is kept; empty is nothing."""

    title: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True)
class HandedFile:
    """One file unit (hồ sơ) with its documents, in their order.

    Attributes:
        period: From the first to the last day that its documents bear.
        count: Its sheets, or pages: `sheets_counted` says which.
        is_part: Only some of its documents are handed over; they keep their places in it.
        term: How long it is to be kept, in words; empty while nobody has said it.
    """

    code: str
    title: str
    period: str
    count: int
    sheets_counted: bool
    is_part: bool
    documents: Documents
    term: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """What is handed over.

    Attributes:
        office: Who hands it over.
        scope: What of it: a box, a file unit, or empty for all.
        boxes: The boxes that the papers lie in.
    """

    office: str
    scope: str
    boxes: tuple[str, ...]
    files: tuple[HandedFile, ...]

    @property
    def documents(self) -> int:
        """How many documents are handed over."""
        return sum(len(one.documents) for one in self.files)

    @property
    def period(self) -> str:
        """From the first to the last day of all that is handed over."""
        years = [part for one in self.files for part in one.period.split(" – ") if part]
        return _span(sorted(years, key=_by_year))


def handover_of(
    rows: Iterable[tuple[DocumentRow, PaperDescription]],
    *,
    office: str,
    scope: str,
    batch: str | None = None,
    said: Callable[[Sequence[DocumentRow]], SaidOfFile] = lambda _rows: SaidOfFile(),
    aside: BinaryIO,
) -> Handover:
    """Arrange archived documents for handing over; `rows` come in the order of their files, whole.

    One file is at hand at a time; what the lists say of documents is put into `aside`, which has to
    stay open as long as the hand-over is used.

    Only what counts is handed over: what was replaced or withdrawn stays where it is. `batch` hands
    over what of the files lies in one box. `said` gives what the archivist says of a file.
    """
    kept = (pair for pair in rows if not pair[0].state.is_retired)
    files, boxes = list[HandedFile](), set[str]()
    for code, of_file in groupby(kept, key=lambda pair: pair[0].file_code):
        pairs = list(of_file)
        boxes |= {row.batch for row, _paper in pairs if batch in (None, row.batch)}
        if one := _file(code, pairs, batch, said, aside=aside):
            files.append(one)
    return Handover(office, scope, tuple(sorted(boxes)), tuple(files))


def _file(
    code: str,
    pairs: Sequence[tuple[DocumentRow, PaperDescription]],
    batch: str | None,
    said: Callable[[Sequence[DocumentRow]], SaidOfFile],
    *,
    aside: BinaryIO,
) -> HandedFile | None:
    """Describe a file; `None` if nothing of it is handed over."""
    rows = [row for row, _paper in pairs]
    words = said(rows)
    sheets = counted_sheets(rows)
    counts = [row.page_count or 0 for row in rows] if sheets is None else sheets
    sheets_counted = sheets is not None
    documents = (
        _document(row, paper, first, count, sheets_counted=sheets_counted)
        for (row, paper), first, count in zip(pairs, first_of_each(counts), counts, strict=True)
        if batch in (None, row.batch)
    )
    put_away = Documents(aside, documents)
    if not put_away:
        return None
    own = [at for at, row in enumerate(rows) if batch in (None, row.batch)]
    counts, rows = [counts[at] for at in own], [rows[at] for at in own]
    return HandedFile(
        code=code,
        title=words.title or file_title(rows),
        period=_span([str(day) for day in period_of(rows) or ()]),
        count=sum(counts),
        sheets_counted=sheets_counted,
        is_part=len(rows) < len(pairs),
        documents=put_away,
        term=words.term,
    )


def _document(
    row: DocumentRow, paper: PaperDescription, first: int, count: int, *, sheets_counted: bool
) -> HandedDocument:
    subject, author = subject_of(row, paper), author_of(row, paper)
    notes, found = [(row.archive_path or "").rpartition("/")[2]], {one.code for one in row.findings}
    if subject and not row.subject:
        is_sure = SUBJECT_UNSURE.code not in found
        read = _("subject read off the page")
        notes.append(read if is_sure else _("subject not read for sure"))
    if author and BODY_UNSURE.code in found:
        notes.append(_("issuing body not read for sure"))
    last = first + max(count, 1) - 1
    span = str(first) if last == first else f"{first}–{last}"
    unit = _("sheet {places}") if sheets_counted else _("page {places}")
    return HandedDocument(
        number=row.number,
        formed=formed_text(row.formed),
        title=": ".join(part for part in (row.record_type, subject) if part),
        author=author,
        places=unit.format(places=span) if count else "",
        note="; ".join(filter(None, notes)),
    )


def file_title(rows: Sequence[DocumentRow]) -> str:
    """What a file holds: its types, its rooms, its year; in the language in force."""
    types = _named(Counter(row.record_type for row in rows if row.record_type))
    rooms = _named(Counter(row.room for row in rows if row.room))
    years = sorted({row.year for row in rows if row.year})
    year = _("year {year}").format(year=_span([str(one) for one in years])) if years else ""
    return ", ".join(part for part in (types, rooms, year) if part)


def _named(counted: Counter[str]) -> str:
    names = [name for name, _count in counted.most_common(_MOST_NAMED)]
    more = len(counted) - len(names)
    return "; ".join([*names, *([_("and {count} more").format(count=more)] if more > 0 else [])])


def _span(parts: Sequence[str]) -> str:
    if not parts:
        return ""
    return parts[0] if parts[0] == parts[-1] else f"{parts[0]} – {parts[-1]}"


def _by_year(day: str) -> tuple[str, ...]:
    """A day as it is written, by year, month and day."""
    return tuple(reversed(day.split("/")))
