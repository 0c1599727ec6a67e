"""Words of what moved a rate between two days."""

from __future__ import annotations

from sohoa.domain.movement import Cause, Movement
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.numbers_and_dates import count_text, decimal_text, rate_text


def cause_label(cause: Cause) -> str:
    """Name a cause, as a part of a change."""
    return {
        Cause.WORK: _("by work"),
        Cause.VERIFICATION: _("by verification"),
        Cause.EXPIRY: _("by expiry"),
        Cause.NEW: _("by new papers"),
        Cause.TAKEN_OUT: _("by what was taken out"),
        Cause.EXCLUSION: _("by exclusion"),
        Cause.CORRECTION: _("by corrections"),
    }[cause]


def cause_text(cause: Cause) -> str:
    """Say what a cause is, in a sentence."""
    return {
        Cause.WORK: _("A signed document of the paper was archived, and the paper counts."),
        Cause.VERIFICATION: _("Its document was not found whole when verified, or whole again."),
        Cause.EXPIRY: _("Its validity ended (expired, revoked, replaced, used), or came back."),
        Cause.NEW: _("It came into the register, or the day on which it was formed came."),
        Cause.TAKEN_OUT: _("The paper or its document was taken out."),
        Cause.EXCLUSION: _("It was excluded from digitization with a reason, or is so no longer."),
        Cause.CORRECTION: _("Nothing happened: what is said of it, or tied to it, was put right."),
    }[cause]


def points_text(points: float) -> str:
    """Write percentage points with their sign: `+6,2`, `-0,5`, `0,0`."""
    sign = "+" if points > 0 else "-" if points < 0 else ""
    return f"{sign}{decimal_text(abs(points))}"


def movement_sentence(movement: Movement) -> str:
    """Say in one sentence by how much a rate moved, and by what."""
    since = day_shown(movement.since)
    if movement.points is None:
        text = _("Since {day}: {after}; there was no paper to measure on one of the two days.")
        return text.format(day=since, after=rate_text(movement.rate_after))
    parts = [
        f"{points_text(one.points)} {cause_label(one.cause)}"
        for one in movement.parts
        if one.papers and one.points is not None
    ]
    if not parts:
        text = _("Since {day}: {before}; no paper has moved it.")
        return text.format(day=since, before=rate_text(movement.rate_before))
    text = _("Since {day}: {before} to {after}, {points} points: {parts}.")
    return text.format(
        day=since,
        before=rate_text(movement.rate_before),
        after=rate_text(movement.rate_after),
        points=points_text(movement.points),
        parts=", ".join(parts),
    )


def papers_text(digitized: int, denominator: int) -> str:
    """Write numerator and denominator: `1.234 / 5.678`."""
    return f"{count_text(digitized)} / {count_text(denominator)}"
