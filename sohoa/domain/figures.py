"""The figures of the plan, each a question asked of one paper.

A figure is the number of papers that answer yes, and the list behind it is those papers: both
come from here, so that neither can say anything that the other does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


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
    """

    standing: Standing
    is_counted: bool
    is_archived: bool
    is_proven: bool = True
    is_born_digital: bool = False


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
}


def is_behind(figure: Figure, judgment: Judgment) -> bool:
    """Say whether a paper is one of those that a figure counts."""
    return _PREDICATES[figure](judgment)
