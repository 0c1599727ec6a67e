"""Words of reuse: why a paper cannot be used again, and how many questions could be answered."""

from __future__ import annotations

from collections.abc import Iterable

from sohoa.domain.lookups import Apart, LookupLine, Reuse
from sohoa.domain.validity_rules import RuleDoubt
from sohoa.domain.vietnam_time import day_of, day_shown
from sohoa.language import _
from sohoa.reports.numbers_and_dates import count_text, floor_text, rate_text
from sohoa.reports.table import Column, Kind, Table


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


def doubt_label(doubt: RuleDoubt) -> str:
    """What a rule asks about a paper that is in force by the register."""
    return {
        RuleDoubt.OUTLIVED: _("longer in force than its type is by law: see whether it ended"),
        RuleDoubt.NO_LAST_DAY: _("its type bears a last day, and the register has none"),
        RuleDoubt.WITH_ITS_EVENT: _("ends with its event: see whether that is over"),
        RuleDoubt.ASKS_A_PERSON: _("a person has to decide about papers of this type and time"),
    }[doubt]


def answered_label(*, is_answered: bool) -> str:
    """Whether a question had a result, in a word."""
    return _("yes") if is_answered else _("no")


def lookups_table(questions: Iterable[LookupLine]) -> Table:
    """List the questions at the counter; who asked for what stands in `sohoa lookups` alone."""
    columns = (
        Column(_("Asked on"), Kind.DAY),
        Column(_("Type asked for")),
        Column(_("Result found")),
        Column(_("Can be used again"), Kind.COUNT),
        Column(_("Cannot be used again"), Kind.COUNT),
    )
    rows = tuple(
        (
            day_of(one.at),
            one.record_type or _("all"),
            answered_label(is_answered=one.found > 0),
            one.found,
            one.apart,
        )
        for one in questions
    )
    note = _(
        "Of the whole office, in the year of the day above. What one person asks twice on a day, "
        "of the same owner and type and for the same purpose, is one look-up."
    )
    return Table("lookups", _("Look-ups at the counter"), note, columns, rows)


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
