"""The figures of the plan, each a question asked of one paper.

A figure is the number of papers that answer yes, and the list behind it is those papers: both
come from here, so that neither can say anything that the other does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.register import Validity
from sohoa.domain.timing import Timing


class Standing(StrEnum):
    """The state of a paper in the plan on a given day. Each paper has exactly one."""

    IN_FORCE = "in_force"
    UNKNOWN = "unknown"
    LAPSED = "lapsed"
    EXCLUDED = "excluded"
    UNFORMED = "unformed"


@dataclass(frozen=True, slots=True)
class Judgment:
    """The judgment of one paper on a day.

    Attributes:
        is_counted: In the denominator.
        is_archived: A document of its is archived and signed by the end of the day.
        is_proven: That document was found whole at its last verification, or at its archiving.
        is_born_digital: That document never was paper.
        ended: By what a lapsed paper lapsed; `None` of any other.
        timing: When it was archived, by the window of its phase; none where nobody asked.
        is_rescanned: That document took the place of another.
        is_left_out: It would count, and does not because it is born digital, by the plan's rule.
    """

    standing: Standing
    is_counted: bool
    is_archived: bool
    is_proven: bool = True
    is_born_digital: bool = False
    ended: Validity | None = None
    timing: Timing = Timing.NONE
    is_rescanned: bool = False
    is_left_out: bool = False


class Figure(StrEnum):
    """Every figure that is counted in papers, by its name in `--json` and on the command line."""

    REGISTERED = "registered"
    IN_FORCE = "in_force"
    UNKNOWN = "unknown"
    LAPSED = "lapsed"
    EXCLUDED = "excluded"
    UNFORMED = "unformed"
    DENOMINATOR = "denominator"
    DIGITIZED = "digitized"
    UNPROVEN = "unproven"
    MISSING = "missing"
    DIGITIZED_UNCOUNTED = "digitized_uncounted"
    BORN_DIGITAL = "born_digital"
    UNKNOWN_DIGITIZED = "unknown_digitized"
    UNKNOWN_MISSING = "unknown_missing"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    USED = "used"
    EARLY = "early"
    IN_TIME = "in_time"
    LATE = "late"
    RESCANNED = "rescanned"
    SIGNED = "signed"
    REUSABLE = "reusable"


_PREDICATES: Mapping[Figure, Callable[[Judgment], bool]] = {
    Figure.REGISTERED: lambda _one: True,
    Figure.IN_FORCE: lambda one: one.standing is Standing.IN_FORCE,
    Figure.UNKNOWN: lambda one: one.standing is Standing.UNKNOWN,
    Figure.LAPSED: lambda one: one.standing is Standing.LAPSED,
    Figure.EXCLUDED: lambda one: one.standing is Standing.EXCLUDED,
    Figure.UNFORMED: lambda one: one.standing is Standing.UNFORMED,
    Figure.DENOMINATOR: lambda one: one.is_counted,
    Figure.DIGITIZED: lambda one: one.is_counted and one.is_archived and one.is_proven,
    Figure.UNPROVEN: lambda one: one.is_counted and one.is_archived and not one.is_proven,
    Figure.MISSING: lambda one: one.is_counted and not one.is_archived,
    Figure.DIGITIZED_UNCOUNTED: lambda one: one.is_archived and not one.is_counted,
    Figure.BORN_DIGITAL: lambda one: one.is_archived and one.is_born_digital,
    Figure.UNKNOWN_DIGITIZED: lambda one: _is_unknown(one) and _is_done(one),
    Figure.UNKNOWN_MISSING: lambda one: _is_unknown(one) and not _is_done(one),
    Figure.EXPIRED: lambda one: one.ended is Validity.EXPIRED,
    Figure.REPLACED: lambda one: one.ended is Validity.REPLACED,
    Figure.REVOKED: lambda one: one.ended is Validity.REVOKED,
    Figure.USED: lambda one: one.ended is Validity.USED,
    Figure.EARLY: lambda one: _is_timed(one, Timing.EARLY),
    Figure.IN_TIME: lambda one: _is_timed(one, Timing.IN_TIME),
    Figure.LATE: lambda one: _is_timed(one, Timing.LATE),
    Figure.RESCANNED: lambda one: one.is_archived and one.is_rescanned,
    Figure.SIGNED: lambda one: one.standing is Standing.IN_FORCE and one.is_archived,
    Figure.REUSABLE: lambda one: one.standing is Standing.IN_FORCE and _is_done(one),
}


#: The figures that a share does not hold: whoever wants them goes through the papers.
DETAILS = frozenset({
    Figure.EXPIRED, Figure.REPLACED, Figure.REVOKED, Figure.USED, Figure.EARLY, Figure.IN_TIME,
    Figure.LATE, Figure.RESCANNED, Figure.SIGNED, Figure.REUSABLE,
})  # fmt: skip
#: The figures that a share holds.
IN_SHARES = tuple(figure for figure in Figure if figure not in DETAILS)


def _is_unknown(one: Judgment) -> bool:
    return one.standing is Standing.UNKNOWN and not one.is_left_out


def _is_done(one: Judgment) -> bool:
    return one.is_archived and one.is_proven


def _is_timed(one: Judgment, timing: Timing) -> bool:
    return is_behind(Figure.DIGITIZED, one) and one.timing is timing


def is_behind(figure: Figure, judgment: Judgment) -> bool:
    """Say whether a paper is one of those that a figure counts."""
    return _PREDICATES[figure](judgment)
