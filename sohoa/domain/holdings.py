"""Holdings of an office as rows: papers of the register, documents, rows in error.

Made by the catalogue, read by the reports and the command line; none knows the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

from sohoa.domain.finding_kind import Need
from sohoa.domain.identifiers import reading_name
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_facts import Listing
from sohoa.domain.progress import Tally
from sohoa.domain.register import RowProblem, Validity
from sohoa.domain.stage_results import Finding
from sohoa.domain.vietnam_time import day_of, start_of


@dataclass(frozen=True, slots=True)
class RegisteredPaper:
    """One paper of the register, and the document that digitizes it, if there is one.

    Attributes:
        formed: ISO 8601 as far as the register knows it: `2012-03-05`, `2012-03`, `2012`.
        digitized_at: When its signed document entered the archive (UTC); `None` is not yet.
        archive_path: Below the archive's folder; empty while not digitized.
        proof_problem: What did not hold of that document when it was last verified, as codes.
        listing, merged_into: Whether it is in the inventory, and which paper it is, if another.
        rescanned: Its document took the place of another.
    """

    record_id: str
    number: str
    formed: str
    year: int
    record_type: str
    room: str
    location: str
    sheets: int | None
    validity: Validity
    valid_until: dt.date | None
    exclusion: str
    document_id: str = ""
    digitized_at: dt.datetime | None = None
    archive_path: str = ""
    sha256: str = ""
    proof_problem: str = ""
    born_digital: bool = False
    subject: str = ""
    listing: Listing = Listing.LISTED
    merged_into: str = ""
    rescanned: bool = False

    @property
    def line(self) -> PaperLine:
        """What figures and lists ask of it."""
        at, until = self.digitized_at, self.valid_until
        return PaperLine(
            record_id=self.record_id,
            number=self.number,
            formed=self.formed,
            year=self.year,
            record_type=self.record_type,
            room=self.room,
            location=self.location,
            validity=self.validity.value,
            valid_until=until.isoformat() if until else "",
            exclusion=self.exclusion,
            document_id=self.document_id,
            digitized_on=day_of(at).isoformat() if at else "",
            archive_path=self.archive_path,
            proof_problem=self.proof_problem,
            born_digital=self.born_digital,
            rescanned=self.rescanned,
        )


def is_before_formed(archived_at: dt.datetime | None, formed: str) -> bool:
    """Say if a document was archived before the day, month or year it bears had begun."""
    if archived_at is None or not formed:
        return False
    return day_of(archived_at).isoformat() < formed


class PaperLine(NamedTuple):
    """A paper in what figures and lists ask of it.

    Days are text in ISO 8601, as they are stored; empty is none.

    Attributes:
        validity: One of `Validity`, as text.
        digitized_on: The day in Vietnam on which its signed document entered the archive.
    """

    record_id: str
    number: str
    formed: str
    year: int
    record_type: str
    room: str
    location: str
    validity: str
    valid_until: str = ""
    exclusion: str = ""
    document_id: str = ""
    digitized_on: str = ""
    archive_path: str = ""
    proof_problem: str = ""
    born_digital: bool = False
    rescanned: bool = False

    @property
    def tally(self) -> Tally:
        """The paper as progress counts it: archived since the beginning of its day."""
        day, until = self.digitized_on, self.valid_until
        return Tally(
            year=self.year,
            room=self.room,
            record_type=self.record_type,
            validity=Validity(self.validity),
            valid_until=dt.date.fromisoformat(until) if until else None,
            is_excluded=bool(self.exclusion),
            digitized_at=start_of(dt.date.fromisoformat(day)) if day else None,
            formed=self.formed,
            is_proven=not self.proof_problem,
            is_born_digital=bool(self.born_digital),
        )


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document as the catalogue knows it.

    Attributes:
        phase: The phase whose run noted it last; `year` says which phase it belongs to.
        formed: ISO 8601 as far as known; empty when nobody knows.
        archive_path: Below the archive's folder; `None` unless archived.
        digitized_at: When it entered the archive signed; `None` for anything else.
        receipt_sha256: Digest of the receipt beside the archived file; empty if it has none.
        generation: Which form of the file stands in the archive; renewal makes the next.
        provable_until: When its proof ends unless it is renewed before.
        page_says, list_says, register_says: Number, date (`formed`) and type (`record_type`) by
            each witness alone; the page may name who issued it (`issuing_body`).
        born_digital: Its master is a digital original that never was paper.
        proof_checked_at: Its last verification since it was archived.
        proof_problem: What did not hold then, as codes; empty if it was found whole.
        predecessor_id, successor_id: The record whose place it took, and the one that took its.
        retired_at, retired_by, retired_reason: When, by whom and why it was taken out of the count.
        events_sha256: Digest of the file beside it that says so; empty if there is none.
        digitized_since: When the first of those whose place it took was archived.
        reading_sha256, reading_bytes: Digest and size of the reading copy beside a kept original;
            empty where there is none.
    """

    document_id: str
    batch: str
    phase: int | None
    state: DocumentState
    source_name: str
    source_paths: tuple[str, ...] = ()
    year: int | None = None
    reason_code: str = ""
    reason_details: dict[str, str] = field(default_factory=dict)
    record_id: str = ""
    number: str = ""
    formed: str = ""
    record_type: str = ""
    room: str = ""
    subject: str = ""
    owner: str = ""
    sheets: int | None = None
    page_count: int | None = None
    confidence: float | None = None
    findings: tuple[Finding, ...] = ()
    content_sha256: str = ""
    file_code: str = ""
    ordinal: int | None = None
    archive_path: str | None = None
    sha256: str = ""
    size_bytes: int | None = None
    kept_original: bool = False
    signatures: tuple[dict[str, str], ...] = ()
    archived_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    receipt_sha256: str = ""
    generation: int = 1
    provable_until: dt.datetime | None = None
    page_says: dict[str, str] = field(default_factory=dict)
    list_says: dict[str, str] = field(default_factory=dict)
    register_says: dict[str, str] = field(default_factory=dict)
    born_digital: bool = False
    proof_checked_at: dt.datetime | None = None
    proof_problem: str = ""
    predecessor_id: str = ""
    successor_id: str = ""
    retired_at: dt.datetime | None = None
    retired_by: str = ""
    retired_reason: str = ""
    events_sha256: str = ""
    digitized_since: dt.datetime | None = None
    reading_sha256: str = ""
    reading_bytes: int | None = None

    @property
    def reading_path(self) -> str | None:
        """The path of its reading copy below the archive's folder; `None` if it has none."""
        has_copy = self.archive_path is not None and self.reading_sha256
        return reading_name(self.archive_path or "") if has_copy else None

    def need(self, rules: NeedRules) -> Need | None:
        """The most urgent need for a person; none for a record that no longer counts."""
        return None if self.state.is_retired else rules.need_of(self.findings)

    def needs(self, rules: NeedRules) -> frozenset[Need]:
        """All that a person has to do about it; nothing where it counts no longer."""
        return frozenset() if self.state.is_retired else rules.needs_of(self.findings)

    def needs_review(self, rules: NeedRules) -> bool:
        """True if a person has to look at it before anyone relies on its text."""
        return self.need(rules) in (Need.RESCAN, Need.REVIEW)

    @property
    def digitized_at(self) -> dt.datetime | None:
        """The time it was archived, if it is signed by this line or came signed, and counts."""
        is_signed = self.kept_original or bool(self.signatures)
        if self.state.is_retired:
            return None
        return self.digitized_since or self.archived_at if is_signed else None


@dataclass(frozen=True, slots=True)
class OpenErrorRow:
    """A row of a register file that waits for its correction."""

    file_name: str
    imported_at: dt.datetime
    sheet: str
    row_number: int
    cells: tuple[str, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One register file that was imported, and what became of its rows, as it stands now."""

    file_name: str
    sha256: str
    imported_at: dt.datetime
    legacy_encoding: str
    outcomes: dict[str, int]

    @property
    def rows_read(self) -> int:
        """All rows of the file that held anything."""
        return sum(self.outcomes.values())
