"""Outcomes of items at a station: accepted, rejected, or set aside for another phase."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class DocumentState(StrEnum):
    """The status of a document, as `sohoa list` shows it. Exactly one at any time."""

    IN_PROGRESS = "in_progress"
    ARCHIVED = "archived"
    QUARANTINED = "quarantined"
    SET_ASIDE = "set_aside"
    #: Not whole yet, as far as can be told: it waits by itself.
    ARRIVING = "arriving"
    #: The archive has it, and other bytes lie in the box: it waits until somebody decides.
    CONTESTED = "contested"
    #: Which paper it is, a person has to say, before it is signed.
    ASKED = "asked"
    #: Archived once; a better scan took its place. Kept, verified, and never counted.
    REPLACED = "replaced"
    #: Archived once, and taken out of the count. Kept, verified, and never counted.
    WITHDRAWN = "withdrawn"

    @property
    def is_stored(self) -> bool:
        """True if a document in this state has a file in the archive."""
        return self is DocumentState.ARCHIVED or self.is_retired

    @property
    def is_retired(self) -> bool:
        """True if a document in this state was archived once and counts no longer."""
        return self in (DocumentState.REPLACED, DocumentState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Rejection:
    """An item that a station refused, and why.

    The reason is kept as the error's code and details, so that it can be shown in either
    language at any later time (`sohoa.domain.errors.explain`). `set_aside` marks an item
    that is sound but does not belong to the running phase; `year` is what was known of it.
    `leaves_in` is the state of any other.
    """

    item_id: str
    source_name: str
    code: str
    details: dict[str, str] = field(default_factory=dict)
    retryable: bool = False
    set_aside: bool = False
    year: int | None = None
    leaves_in: DocumentState = DocumentState.QUARANTINED

    @property
    def state(self) -> DocumentState:
        """The state this rejection leaves its document in."""
        return DocumentState.SET_ASIDE if self.set_aside else self.leaves_in
