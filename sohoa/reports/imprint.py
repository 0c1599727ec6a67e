"""What a report says of itself: its number, who ran it and when, and what it was counted from.

It is the only part of a report that another run of the same day changes, and it is given, never
asked of the clock: the same report with the same imprint is the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sohoa.language import _
from sohoa.reports.numbers_and_dates import instant_text


@dataclass(frozen=True, slots=True)
class Imprint:
    """The imprint of one report.

    Attributes:
        by: Who ran it.
        at: When, aware.
        number: Its number among the reports that the office has issued; empty while there is none.
        program: Which Sohoa made it.
        digests: What it was counted from: a name, and the SHA-256 of it.
        head: The head of the ledger that it rests on, as text; printed as a code, too.
    """

    by: str
    at: dt.datetime
    number: str = ""
    program: str = ""
    digests: tuple[tuple[str, str], ...] = ()
    head: str = ""

    def lines(self) -> Iterator[tuple[str, str]]:
        """Give its short facts as pairs of a name and a text."""
        if self.number:
            yield _("Report number"), self.number
        yield _("Made by"), self.by
        yield _("Made at"), instant_text(self.at)
        if self.program:
            yield _("Program"), self.program

    @property
    def line(self) -> str:
        """Give who and when in a few words, for the foot of a page."""
        return f"{self.by}, {instant_text(self.at)}"
