"""Every notion that the measure counts by: defined once, with its number and the range it leaves.

The texts of the definitions are in `sohoa.reports.definition_words`; which papers each counts is
said by the predicate of its figure (`sohoa.domain.figures`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from sohoa.domain.figures import Figure
from sohoa.domain.plan import UnknownRule
from sohoa.domain.share import Share
from sohoa.domain.verdict import Bounds, bounds_of


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
        count: As many as in the list behind it.
        least, most: Between which rates the true one lies, in percent, if of these alone was not
            known whether they count; `None` where they leave nothing open.
        list_key: The key of the table that names them; empty where there is none.
    """

    notion: Notion
    count: int
    least: float | None = None
    most: float | None = None
    list_key: str = ""


@dataclass(frozen=True, slots=True)
class BesidePapers:
    """What is counted beside the papers of the inventory.

    Attributes:
        in_error: Rows of registers that are not understood yet.
        withdrawn: Papers that were taken out of the inventory.
    """

    in_error: int
    withdrawn: int


#: A notion → the figure that counts it, and the list that names its papers.
_COUNTED_BY = {
    Notion.DENOMINATOR: (Figure.DENOMINATOR, "papers"),
    Notion.NUMERATOR: (Figure.DIGITIZED, "digitized"),
    Notion.UNKNOWN: (Figure.UNKNOWN, "papers"),
    Notion.EXCLUDED: (Figure.EXCLUDED, "papers"),
    Notion.UNFORMED: (Figure.UNFORMED, "papers"),
    Notion.EXPIRED: (Figure.EXPIRED, "papers"),
    Notion.REPLACED: (Figure.REPLACED, "papers"),
    Notion.REVOKED: (Figure.REVOKED, "papers"),
    Notion.USED: (Figure.USED, "papers"),
    Notion.BORN_DIGITAL: (Figure.BORN_DIGITAL, "born-digital"),
    Notion.UNPROVEN: (Figure.UNPROVEN, "unproven"),
    Notion.RESCANNED: (Figure.RESCANNED, "rescanned"),
    Notion.EARLY: (Figure.EARLY, "digitized"),
    Notion.IN_TIME: (Figure.IN_TIME, "digitized"),
    Notion.LATE: (Figure.LATE, "digitized"),
}


def definitions_of(
    counts: Mapping[Figure, int], share: Share, beside: BesidePapers, rule: UnknownRule
) -> tuple[Defined, ...]:
    """Give every notion with its number and the range that it alone leaves open."""
    counted = {
        Notion.IN_ERROR: (beside.in_error, "errors"),
        Notion.WITHDRAWN: (beside.withdrawn, "withdrawn"),
        Notion.UNLINKED: (share.unlinked, "unlinked"),
        **{notion: (counts[figure], key) for notion, (figure, key) in _COUNTED_BY.items()},
    }
    known = replace(share, unknown_digitized=0, unknown_missing=0)
    ranges = {
        Notion.UNKNOWN: bounds_of(share, 0, rule).rates if share.unknown else None,
        Notion.IN_ERROR: bounds_of(known, beside.in_error, rule).rates if beside.in_error else None,
        Notion.UNPROVEN: _if_whole(share) if share.unproven else None,
    }
    said = list[Defined]()
    for notion in Notion:
        count, key = counted[notion]
        least, most = ranges.get(notion) or (None, None)
        said.append(Defined(notion, count, least, most, key))
    return tuple(said)


def _if_whole(share: Share) -> tuple[float, float] | None:
    """What was not found whole may be restored: at the least none of it, at the most all."""
    done, papers = share.digitized, share.denominator
    return Bounds(done, papers, done + share.unproven, papers).rates
