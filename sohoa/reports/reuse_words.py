"""Words of reuse: why a paper cannot be used again, and how many questions could be answered."""

from __future__ import annotations

from sohoa.domain.lookups import Apart, Reuse
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.numbers_and_dates import count_text, floor_text, rate_text


def apart_label(reason: Apart) -> str:
    """Why a paper cannot be used again."""
    return {
        Apart.UNFORMED: _("dated later than today"),
        Apart.EXPIRED: _("expired"),
        Apart.REPLACED: _("replaced"),
        Apart.REVOKED: _("revoked"),
        Apart.USED: _("used"),
        Apart.UNKNOWN: _("unknown validity"),
        Apart.EXCLUDED: _("not to be digitized"),
        Apart.NOT_SIGNED: _("not digitized and signed yet"),
        Apart.UNPROVEN: _("its document was not found whole when verified"),
    }[reason]


def reuse_sentence(reuse: Reuse) -> str:
    """Say in one sentence how many questions could be answered, against the plan's target."""
    year, until = reuse.until.year, day_shown(reuse.until)
    if not reuse.asked:
        text = _("Reuse in {year} up to {day}: nothing was looked up; target {target}.")
        if reuse.target is None:
            text = _("Reuse in {year} up to {day}: nothing was looked up.")
        target = "" if reuse.target is None else floor_text(reuse.target)
        return text.format(year=year, day=until, target=target)
    text = _("Reuse in {year} up to {day}: {answered} of {asked} look-ups had a result: {rate}.")
    said = text.format(
        year=year,
        day=until,
        answered=count_text(reuse.answered),
        asked=count_text(reuse.asked),
        rate=rate_text(reuse.rate),
    )
    if reuse.target is None:
        return said
    verdict = _("The target is {target}: reached.")
    if not reuse.is_met:
        verdict = _("The target is {target}: not reached.")
    return f"{said} {verdict.format(target=floor_text(reuse.target))}"
