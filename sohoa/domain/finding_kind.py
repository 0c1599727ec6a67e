"""The declaration of a finding: everything about it, in one place.

A finding lets its document go on. `FindingKind.code` is stable: stored, shown in `--json`, named
in settings. What was found is a `Finding`, made by `FindingKind.at` and in no other way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from sohoa.domain.stage_results import Finding


class Need(StrEnum):
    """A task for a person about a document that was read: the most urgent first.

    `RESCAN`: it is cut, illegible or incomplete. `REVIEW`: look at it as it is. `RESCAN_IF_CAN`: it
    was read well and is below what the rules ask of a scan; if the paper is at hand, scan it again.
    """

    RESCAN = "rescan"
    REVIEW = "review"
    RESCAN_IF_CAN = "rescan-if-can"


class ValueIs(Enum):
    """The way in which a finding's value is shown to a person."""

    TEXT = auto()
    #: English words with commas between, each translated by itself.
    WORDS = auto()
    #: Codes of other findings with commas between, or a text if it names anything else.
    CODES = auto()


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One kind of finding: its code, its words, and what follows from it.

    Attributes:
        text: What it says, with `{value}` where its value stands; an English message id.
        label: Its name without the value, where the text has it in the middle of the sentence.
        advice: What to do about the scan or the paper; empty where nothing has to be done.
        need: What a person has to do, unless the settings say otherwise; `None` for a mere note.
        is_fixed: Whether the need holds whatever the settings say.
        holds: Whether it keeps a document from being signed, unless the settings say otherwise.
        may_be_named: Whether the settings may name it. They may not where it comes too late to
            hold anything, or is a question with an answer of its own.
        rule: The rule that the scan is below, in its words.
    """

    code: str
    text: str
    label: str = ""
    advice: str = ""
    need: Need | None = None
    is_fixed: bool = False
    holds: bool = False
    may_be_named: bool = True
    rule: str = ""
    value_is: ValueIs = ValueIs.TEXT

    def at(self, page: int = 0, value: str = "") -> Finding:
        """Make the finding: of a page, counted from 1, or of the whole document (0)."""
        return Finding(self.code, page, value)

    def of(self, value: str) -> Finding:
        """Make the finding of the whole document, with a value."""
        return Finding(self.code, 0, value)
