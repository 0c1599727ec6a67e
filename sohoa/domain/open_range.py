"""Every notion that the measure counts by: defined once, with its number and the range it leaves.

The texts of the definitions are in `sohoa.reports.definition_words`; which papers each counts is
said by the predicate of its figure (`sohoa.domain.figures`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Notion(StrEnum):
    """A notion of the measure, by its name in `--json`."""

    DENOMINATOR = "denominator"
    NUMERATOR = "numerator"
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"
    IN_ERROR = "in_error"
    UNFORMED = "unformed"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    USED = "used"
    WITHDRAWN = "withdrawn"
    BORN_DIGITAL = "born_digital"
    UNPROVEN = "unproven"
    RESCANNED = "rescanned"
    UNLINKED = "unlinked"
    EARLY = "early"
    IN_TIME = "in_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Defined:
    """A notion, how many papers (rows, documents) it is of, and the range that it leaves open.

    Attributes:
        count: As many as in the list behind it. `None` where it was not counted.
        least, most: Between which rates the true one lies, in percent, if of these alone was not
            known whether they count; `None` where they leave nothing open.
        list_key: The key of the table that names them; empty where there is none.
    """

    notion: Notion
    count: int | None
    least: float | None = None
    most: float | None = None
    list_key: str = ""
