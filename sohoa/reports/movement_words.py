"""Words of what moved a rate between two days."""

from __future__ import annotations

from sohoa.domain.movement import Cause, Movement
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.numbers_and_dates import points_text, rate_text


def cause_label(cause: Cause) -> str:
    """Name what moves a rate."""
    return {
        Cause.WORK: _("Work: documents archived"),
        Cause.VERIFICATION: _("Verification: not found whole, or whole again"),
        Cause.EXPIRY: _("Validity that ended, or came back"),
        Cause.NEW: _("Papers that came into the register"),
        Cause.TAKEN_OUT: _("Papers or documents that were taken out"),
        Cause.EXCLUSION: _("Exclusions with their reason"),
        Cause.CORRECTION: _("Corrections of what was said before"),
    }[cause]


def _by(cause: Cause) -> str:
    return {
        Cause.WORK: _("by work"),
        Cause.VERIFICATION: _("by verification"),
        Cause.EXPIRY: _("by expiry"),
        Cause.NEW: _("by new papers"),
        Cause.TAKEN_OUT: _("by what was taken out"),
        Cause.EXCLUSION: _("by exclusion"),
        Cause.CORRECTION: _("by corrections"),
    }[cause]


def _since(movement: Movement) -> str:
    text = _("report {number} ({day})") if movement.report else _("the end of {day}")
    return text.format(number=movement.report, day=day_shown(movement.since))


def movement_sentence(movement: Movement) -> str:
    """Say in one sentence by how much a rate moved, and by what."""
    since = _since(movement)
    if movement.points is None:
        text = _("Since {since}: {after}; there was no paper to measure on one of the two days.")
        return text.format(since=since, after=rate_text(movement.rate_after))
    parts = [
        f"{points_text(one.points)} {_by(one.cause)}"
        for one in movement.parts
        if one.papers and one.points is not None
    ]
    if not parts:
        text = _("Since {since}: {before}; no paper has moved it.")
        return text.format(since=since, before=rate_text(movement.rate_before))
    text = _("Since {since}: {before} to {after}, {points} points: {parts}.")
    return text.format(
        since=since,
        before=rate_text(movement.rate_before),
        after=rate_text(movement.rate_after),
        points=points_text(movement.points),
        parts=", ".join(parts),
    )
