"""Notes to the catalogue after each station, and its answer to an import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sohoa.domain.identifiers import events_name, reading_name, receipt_name
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.paper_identity import IdentityRule
from sohoa.domain.register import MissingPaper, RegisterRow, RowUpdate
from sohoa.domain.stage_results import Description, Finding, HeaderFields


@dataclass(frozen=True, slots=True)
class DocumentNote:
    """The status of a document after a station.

    State and reason replace what was noted before; of the rest, what is unset here stays as
    it was, so that a rejection need not repeat what intake knew.

    Attributes:
        source_paths: The masters, as the flow wants to see them again (`sohoa list`).
        year: Year of formation, as far as known at that station.
        header: What the page itself says; `None` while it is not read.
        paper, doubts: All that its pages say, and what of it is not sure; `None` while it is not
            described.
        compared: What comparing it with list, register and other papers has found; `None` while it
            is not compared.
    """

    document_id: str
    source_name: str
    state: DocumentState
    source_paths: tuple[str, ...] = ()
    content_sha256: str = ""
    year: int | None = None
    reason_code: str = ""
    reason_details: dict[str, str] = field(default_factory=dict)
    description: Description | None = None
    page_count: int | None = None
    confidence: float | None = None
    findings: tuple[Finding, ...] | None = None
    header: HeaderFields | None = None
    born_digital: bool | None = None
    paper: PaperDescription | None = None
    doubts: tuple[Finding, ...] | None = None
    compared: tuple[Finding, ...] | None = None


@dataclass(frozen=True, slots=True)
class RenewedRecord:
    """The next form of an archived file, whose beginning is the form before.

    `levels` gives, by field name, the level each signature has reached now.
    """

    sha256_before: str
    sha256: str
    size_bytes: int
    receipt_sha256: str
    generation: int
    provable_until: dt.datetime | None
    renewed_at: dt.datetime
    levels: dict[str, str] = field(default_factory=dict)

    def signatures_of(self, held: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give the catalogue's notes of the signatures, with their new levels."""
        return [
            {**one, "level": self.levels.get(one.get("field_name", ""), one.get("level", ""))}
            for one in held
        ]


@dataclass(frozen=True, slots=True)
class Importing:
    """How a register file is to be stored.

    Attributes:
        rule: What identifies a paper in this office.
        source: Whose register it is, where the office has several.
        person, reason: Who imports it, and why, as far as they say.
        since: From which day what is new of known papers holds; without one, what a paper bears
            was always so, and what changes with time is so from today on.
        complete_room: The room all of whose papers the file claims to name; empty for none.
        owner_check: What is kept of the key by which the file's owners' numbers were locked.
    """

    rule: IdentityRule = field(default_factory=IdentityRule)
    source: str = ""
    person: str = ""
    reason: str = ""
    since: dt.date | None = None
    complete_room: str = ""
    owner_check: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A record and the digests of its files, as the manifest of its file unit lists them."""

    document_id: str
    archive_name: str
    sha256: str
    receipt_sha256: str
    events_sha256: str
    reading_sha256: str

    @property
    def members(self) -> tuple[tuple[str, str], ...]:
        """Name and SHA-256 of each of its files."""
        beside = (
            (receipt_name(self.archive_name), self.receipt_sha256),
            (events_name(self.archive_name), self.events_sha256),
            (reading_name(self.archive_name), self.reading_sha256),
        )
        return (
            (self.archive_name, self.sha256),
            *((name, digest) for name, digest in beside if digest),
        )


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Counts of a register file's rows, by outcome.

    Attributes:
        rows: All rows read; the sum of the next five.
        corrected: Rows of this file that a later file has replaced; 0 when it is new.
        replaced: Rows in error of *earlier* files that this file corrects.
        updates: What rows say that is new of known papers; it was entered.
        differing: Rows that say something else of a paper than the catalogue, which keeps what
            it had, for a person has to decide. Where the row may mean another paper it is a row
            in error, else a duplicate. The difference is stored with the row.
        already_imported: The same file was imported before; nothing was stored now but rows
            that were in error then and read now.
        taken_late: Those rows.
        different_rows: The differing rows as they were stored.
        lacking: Archived documents that have fewer written pages than this file counts sheets.
        missing: Papers of the room that claims to be complete, which no row names.
        withdrawn: Rows that name a paper which a person took out of the inventory: it stays out.
    """

    rows: int
    accepted: int
    duplicates: int
    errors: int
    corrected: int
    subtotals: int
    replaced: int = 0
    differing: int = 0
    lacking: int = 0
    already_imported: bool = False
    taken_late: int = 0
    different_rows: tuple[RegisterRow, ...] = ()
    updates: tuple[RowUpdate, ...] = ()
    missing: tuple[MissingPaper, ...] = ()
    withdrawn: tuple[RegisterRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofNote:
    """One record's verification: when, and the codes of what did not hold; none is whole."""

    document_id: str
    checked_at: dt.datetime
    problems: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        """The codes as the catalogue keeps them."""
        return ", ".join(sorted(set(self.problems)))
