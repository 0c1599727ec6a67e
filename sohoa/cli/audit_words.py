"""What a sample was drawn for, and what it proves, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sohoa.cli.screen import with_comma
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.sampling.estimate import Decision, Estimate
    from sohoa.sampling.goals import Goal


def goal_sentence(goal: Goal, letter: str, accept: int | None) -> str:
    """Say what the size of a sample follows from."""
    from sohoa.sampling.goals import GoalKind

    sure = percent(goal.confidence)
    if goal.kind is GoalKind.ISO:
        text = _(
            "ISO 2859-1, single sampling, normal inspection, level {level}, AQL {aql} percent: "
            "code letter {letter}, accepted up to {accept} in error, rejected from {reject} on."
        )
        return text.format(
            level=goal.level,
            aql=with_comma(goal.aql),
            letter=letter,
            accept=accept,
            reject=(accept or 0) + 1,
        )
    if goal.kind is GoalKind.MARGIN:
        text = _(
            "The rate to {margin} points at {sure} percent confidence, if it is {expected} percent."
        )
        return text.format(
            margin=percent(goal.margin or 0), sure=sure, expected=percent(goal.expected)
        )
    text = _(
        "No error found proves at {sure} percent confidence that at most {tolerable} percent are "
        "wrong."
    )
    return text.format(sure=sure, tolerable=percent(goal.tolerable or 0))


def estimate_sentence(one: Estimate, confidence: float) -> str:
    """Say the rate, its interval, and from how many."""
    text = _(
        "{rate} percent in error ({found} of {drawn} compared); with {sure} percent confidence "
        "between {lowest} percent and {highest} percent, that is {fewest} to {most} of {records} "
        "documents."
    )
    return text.format(
        rate=percent(one.rate),
        found=one.found,
        drawn=one.drawn,
        sure=percent(confidence),
        lowest=percent(one.lowest),
        highest=percent(one.highest),
        fewest=one.fewest,
        most=one.most,
        records=one.records,
    )


def decision_sentence(decision: Decision, goal: Goal, accept: int | None) -> str:
    """Say what follows."""
    from sohoa.sampling.estimate import Decision as Made
    from sohoa.sampling.goals import GoalKind

    if goal.kind is GoalKind.ISO:
        texts = {
            Made.ACCEPTED: _("ACCEPTED by ISO 2859-1: no more than {accept} in error."),
            Made.REJECTED: _("REJECTED by ISO 2859-1: more than {accept} in error."),
        }
        return texts[decision].format(accept=accept)
    texts = {
        Made.ACCEPTED: _("ACCEPTED: it is proven that at most {tolerable} percent are in error."),
        Made.REJECTED: _("REJECTED: it is proven that more than {tolerable} percent are in error."),
        Made.NOT_PROVEN: _(
            "NOT PROVEN that at most {tolerable} percent are in error, nor that it is more."
        ),
        Made.TOLD: _("Nothing is decided: the rate was asked for."),
    }
    return texts[decision].format(tolerable=percent(goal.tolerable or 0))


def percent(number: float) -> str:
    """A number of percent as people write it: at most three figures behind the comma."""
    return with_comma(f"{number:.3f}".rstrip("0").rstrip("."))
