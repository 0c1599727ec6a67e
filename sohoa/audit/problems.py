"""What can be wrong with an archived record: a stable code, the file it is in, and the words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sohoa.domain.errors import N_
from sohoa.language import _


class Part(StrEnum):
    """Which of a record's witnesses a problem is in."""

    CONTENT = "content"
    SIGNATURE = "signature"
    RECEIPT = "receipt"
    MANIFEST = "manifest"
    CATALOGUE = "catalogue"


_TEXTS = {
    "missing": N_("the file is missing"),
    "link": N_("the file is a link to somewhere else"),
    "bytes": N_("the bytes differ from those archived (SHA-256)"),
    "unreadable": N_("the file could not be examined: {reason}"),
    "no-signature": N_("there is no signature"),
    "signature": N_("{field}: {problem}"),
    "unprovable": N_("{field}: {problem}"),
    "pdfa": N_("it is not valid PDF/A-2b: {rule}"),
    "receipt-missing": N_("the receipt is missing"),
    "receipt-unreadable": N_("the receipt is damaged: it cannot be read as one"),
    "receipt-bytes": N_("the receipt was changed: the catalogue knows another (SHA-256)"),
    "receipt-says": N_("the receipt says {receipt} where the catalogue says {catalogue} ({what})"),
    "catalogue-says": N_("the catalogue was changed: file, receipt and manifest agree against it"),
    "events-missing": N_("the file of its later events is missing; `verify --repair` writes it"),
    "events-bytes": N_("the file of its later events was changed: the catalogue knows another"),
    "manifest-missing": N_("the manifest is missing"),
    "manifest-line": N_("line {line} of the manifest is not what the catalogue says"),
    "manifest-file": N_("the manifest does not list these bytes"),
    "stranger": N_("neither the catalogue nor a manifest knows this file"),
    "unlisted": N_("the catalogue does not know this file, though the manifest lists it"),
    "unfinished": N_("a renewal was interrupted; `sohoa renew` finishes it"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold: in which part, which file, and what."""

    code: str
    part: Part
    file: str
    details: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What is wrong, in the reader's language."""
        shown = {**self.details, "problem": _(self.details.get("problem", ""))}
        return _(_TEXTS[self.code]).format_map(shown)
