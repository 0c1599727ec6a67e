"""Which paper a scan is: the question that is put to a person, and what was decided.

A question shows what speaks for some papers and against them. A decision names one of them,
another, or none; it is added to those before and never changed (Circular 05/2025/TT-BNV asks for
who, when and why of each).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class WitnessWord:
    """What one witness says of a scan and a paper, as `sohoa.matching.evidence` names it."""

    witness: str
    level: str
    seen: str = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class ProposedPaper:
    """A paper that a scan may be of.

    Attributes:
        bits: Binary logarithm of how much likelier this is than a paper beside it.
        digest: Of all that the register said of it when it was proposed.
    """

    record_id: str
    bits: float
    digest: str
    compared: tuple[WitnessWord, ...]


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """What a person is asked about a scan.

    Attributes:
        outcome: Why it is asked, as `sohoa.matching.outcome.Outcome` names it.
        papers: The likeliest first; empty if none is likely.
        version: Digest of all that is shown: an answer that has seen another one is stale.
    """

    outcome: str
    papers: tuple[ProposedPaper, ...]
    version: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that is put and not answered."""

    document_id: str
    batch: str
    source_name: str
    phase: int
    reason_code: str
    reason_details: dict[str, str]
    question: PaperQuestion
    asked_at: dt.datetime

    @property
    def is_contradicted(self) -> bool:
        """Say whether two witnesses name two papers: that is looked at before all else."""
        return self.question.outcome == "contradicted"


class DecidedBy(StrEnum):
    """Who said which paper a scan is; the value stands in the catalogue."""

    #: Its pages, beyond doubt (`sohoa.matching`).
    PAGES = "pages"
    PERSON = "person"
    #: Its pages do not say any more what they said: its list or the register has changed.
    LAPSED = "lapsed"
    #: A person has taken the decision before back: it is asked, whatever its pages say.
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class PaperDecision:
    """One word on which paper a scan is.

    Attributes:
        record_id: The paper; empty for none of the register.
        content_sha256: Of which scan it was said: of other bytes it says nothing.
        seen: The version of the question that was shown; empty if none was.
        seconds: How long a person looked before deciding, where that is known.
    """

    document_id: str
    record_id: str
    content_sha256: str
    by: DecidedBy
    person: str
    reason: str
    decided_at: dt.datetime
    seen: str = ""
    seconds: int | None = None

    @property
    def counts(self) -> bool:
        """Say whether it names what the scan is, and takes no such word back."""
        return self.by in {DecidedBy.PAGES, DecidedBy.PERSON}
