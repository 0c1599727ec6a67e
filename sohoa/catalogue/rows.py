"""Rows that the catalogue reader returns, beside those of `sohoa.domain.holdings`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.holdings import ImportRow
from sohoa.domain.outcome import DocumentState
from sohoa.domain.progress import Tally
from sohoa.domain.two_times import Act


class HitKind(StrEnum):
    """The reason why something was found; the order is the order of rank."""

    ID = "id"
    NUMBER = "number"
    DATE = "date"
    EXACT = "exact"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found: a document, or a paper that is not digitized yet.

    Attributes:
        document_id: Empty for a paper of the register without a document.
        record_id: Empty for a document that the register does not know.
        state: `None` for a paper of the register without a document ("chưa số hóa").
        title: Type, number and subject, or the name of the scan if nothing else is known.
        snippet: The text around the words found, these marked; empty where there is none.
        page: The page on which the snippet stands, from one; `None` where it is of the description,
            or cannot be told.
        location: Where the paper stands, as far as the register knows.
        reading_path: The reading copy beside the archived file, if it has one.
    """

    kind: HitKind
    document_id: str
    record_id: str
    state: DocumentState | None
    title: str
    snippet: str
    page: int | None
    number: str
    formed: str
    record_type: str
    room: str
    location: str
    archive_path: str | None
    reading_path: str | None = None

    @property
    def is_digitized(self) -> bool:
        """True if there is a signed file to open."""
        return self.state is DocumentState.ARCHIVED


@dataclass(frozen=True, slots=True)
class Found:
    """A part of what a search found, and how much there is.

    Attributes:
        count: All that can be shown; nobody counts on where there may be more.
        has_more: Nobody looked on: there are at least so many.
    """

    hits: tuple[Hit, ...]
    count: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """Phase 1 in numbers.

    Attributes:
        outcomes: Rows of all imports by `RowOutcome`; their sum is `rows_read`, and
            `accepted` is the number of papers in `tallies`.
        tallies: The papers, counted by all that progress asks about (room, type, year …).
    """

    imports: tuple[ImportRow, ...]
    outcomes: dict[str, int]
    tallies: tuple[Tally, ...]

    @property
    def rows_read(self) -> int:
        """All rows of all register files that held anything."""
        return sum(self.outcomes.values())

    @property
    def papers(self) -> int:
        """All papers of the register."""
        return sum(tally.count for tally in self.tallies)


@dataclass(frozen=True, slots=True)
class GivenPlace:
    """An ordinal of a file unit, and the document it was given to; is that one still known."""

    file_code: str
    ordinal: int
    document_id: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """Something that was once said of a subject, and the change by which it was.

    Attributes:
        said: Attributes and their values; empty is "none".
        since: From which day it is true (ISO 8601); empty is ever since.
        file_name, source: The register file that said it, and whose it is; empty for none.
    """

    said: dict[str, str]
    since: str
    at: dt.datetime
    act: Act
    person: str
    reason: str
    file_name: str
    source: str


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A record that counts, and the digest of its file in the archive."""

    document_id: str
    sha256: str
