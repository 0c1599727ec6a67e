"""Columns of the review sheet: what a person sees, what they fill in, and what comes back hidden.

A hidden row above the headings names each column by its key, so that columns may be moved and
headings shown in either language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.failure import N_
from sohoa.matching.outcome import SHOWN

#: Stands in the key row over the documents' column; its number changes with what a row holds.
FORMAT = "sohoa-review/1"
#: What stands in the documents' column beside the headings, and beside what is said of all rows.
HEADING_ROW, PERSON_ROW, MINUTES_ROW = "heading", "person", "minutes"
#: A document is shown so many papers; none of the register; later.
MOST_OPTIONS = SHOWN + 2
_CHECK_FIGURES = 10


class Key(StrEnum):
    """A column by its key; numbered ones follow it (`paper 1`)."""

    PLACE = "place"
    SOURCE = "source"
    WHY = "why"
    NUMBER_AND_DAY = "number-and-day"
    HEADING = "heading"
    SIGNATURE = "signature"
    READ = "read"
    PROPOSED = "proposed"
    DECISION = "decision"
    OTHER = "other"
    REASON = "reason"
    PERSON = "person"
    #: From here on hidden.
    DOCUMENT = "document"
    VERSION = "version"
    CHECK = "check"
    RECORD = "record"
    COUNT = "count"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column; `heading` is a message id, `width` in letters of the sheet's font.

    Attributes:
        number: Which of several of its key, from 1.
        is_asked: A person fills it in.
    """

    key: Key
    heading: str = ""
    width: float = 0
    number: int = 1
    is_asked: bool = False

    @property
    def name(self) -> str:
        """What the key row says of it."""
        return FORMAT if self.key is Key.DOCUMENT else named(self.key, self.number)

    @property
    def is_hidden(self) -> bool:
        """Say whether it is for the program alone."""
        return not self.heading


def named(key: Key, number: int = 1) -> str:
    """What the key row says of a column."""
    return f"{key.value} {number}"


_PAPERS = range(1, SHOWN + 1)
COLUMNS: Sequence[SheetColumn] = (
    SheetColumn(Key.PLACE, N_("No."), 5),
    SheetColumn(Key.SOURCE, N_("Box, file"), 20),
    SheetColumn(Key.WHY, N_("Why it is asked"), 26),
    SheetColumn(Key.NUMBER_AND_DAY, N_("On the paper: number, date"), 42),
    SheetColumn(Key.HEADING, N_("On the paper: type, subject"), 56),
    SheetColumn(Key.SIGNATURE, N_("On the paper: signature"), 32),
    SheetColumn(Key.READ, N_("As the machine read it"), 32),
    *(SheetColumn(Key.PROPOSED, N_("Proposal {number}"), 32, number) for number in _PAPERS),
    SheetColumn(Key.DECISION, N_("DECISION (choose)"), 32, is_asked=True),
    SheetColumn(Key.OTHER, N_("Id of another paper (SO-…)"), 16, is_asked=True),
    SheetColumn(Key.REASON, N_("Reason, note"), 28, is_asked=True),
    SheetColumn(Key.PERSON, N_("Who (if another)"), 18, is_asked=True),
    SheetColumn(Key.DOCUMENT),
    SheetColumn(Key.VERSION),
    SheetColumn(Key.CHECK),
    *(SheetColumn(Key.RECORD, number=number) for number in _PAPERS),
    SheetColumn(Key.COUNT),
    *(SheetColumn(Key.OPTION, number=number) for number in range(1, MOST_OPTIONS + 1)),
)


def check_of(
    document_id: str, version: str, record_ids: Sequence[str], options: Sequence[str]
) -> str:
    """Tie what a row shows together: a cell that was pasted or shifted from another is noticed.

    It keeps slips of the hand away, not somebody who means it: whoever decides may decide anyway.
    """
    told = "\n".join((FORMAT, document_id, version, *record_ids, "", *options))
    return hashlib.sha256(told.encode()).hexdigest()[:_CHECK_FIGURES]
