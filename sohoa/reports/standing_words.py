"""How a report calls the states of papers in the plan, and when they were digitized."""

from __future__ import annotations

from sohoa.domain.figures import Judgment, Standing
from sohoa.domain.register import Validity
from sohoa.domain.timing import Timing
from sohoa.language import _


def standing_label(standing: Standing) -> str:
    """Name a paper's state in the plan in the language in force."""
    labels = {
        Standing.IN_FORCE: _("In force"),
        Standing.UNKNOWN: _("Validity unknown"),
        Standing.LAPSED: _("No longer in force"),
        Standing.EXCLUDED: _("Excluded"),
        Standing.UNFORMED: _("Not formed yet"),
    }
    return labels[standing]


def ended_label(ended: Validity) -> str:
    """Name by what a paper is no longer in force."""
    labels = {
        Validity.REPLACED: _("Replaced by another paper"),
        Validity.REVOKED: _("Revoked"),
        Validity.USED: _("Used up"),
    }
    return labels.get(ended, _("Expired"))


def standing_text(judgment: Judgment) -> str:
    """Name a paper's state, and by what it is no longer in force."""
    ended = judgment.ended
    return standing_label(judgment.standing) if ended is None else ended_label(ended)


def timing_label(timing: Timing) -> str:
    """Say when a paper was digitized, by the window of its phase."""
    labels = {
        Timing.EARLY: _("Before it"),
        Timing.IN_TIME: _("Within it"),
        Timing.LATE: _("After it"),
        Timing.NONE: "",
    }
    return labels[timing]
