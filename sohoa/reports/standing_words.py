"""How a report calls the states of papers in the plan."""

from __future__ import annotations

from sohoa.domain.figures import Standing
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
