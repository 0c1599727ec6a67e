"""What the flows tell the catalogue after each station, and what it answers to an import."""

from __future__ import annotations

from dataclasses import dataclass, field

from sohoa.domain.batons import Description, Finding
from sohoa.domain.outcome import DocumentState


@dataclass(frozen=True, slots=True)
class DocumentNote:
    """Where a document stands after a station.

    State and reason replace what was noted before; of the rest, what is unset here stays as
    it was, so that a rejection need not repeat what intake knew.

    Attributes:
        source_paths: The masters, as the flow wants to see them again (`sohoa list`).
        year: Year of formation, as far as known at that station.
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


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What became of the rows of a register file.

    Attributes:
        rows: All rows read; the sum of the next five.
        corrected: Rows of this file that a later file has replaced; 0 when it is new.
        replaced: Rows in error of *earlier* files that this file corrects.
        differing: Those of the duplicates that say something else of the paper (validity,
            last day, exclusion, sheets) than the catalogue, which keeps what it had. The
            difference is stored with the row.
        already_imported: The same file was imported before; nothing was stored now.
    """

    rows: int
    accepted: int
    duplicates: int
    errors: int
    corrected: int
    subtotals: int
    replaced: int = 0
    differing: int = 0
    already_imported: bool = False
