"""What a change of the register does to the figures of today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.figures import IN_SHARES
from sohoa.domain.plan import Plan
from sohoa.domain.progress import measure_progress
from sohoa.domain.share import Share
from sohoa.domain.vietnam_time import day_of


@dataclass(frozen=True, slots=True)
class FigureEffect:
    """A figure of the plan before and after; a figure's name as in `sohoa papers`."""

    figure: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Every figure that changed, and the share in percent before and after."""

    figures: tuple[FigureEffect, ...]
    rate_before: float | None
    rate_after: float | None


def share_of_today(reader: CatalogueReader, plan: Plan) -> Share:
    """The figures of all papers, today."""
    today = day_of(dt.datetime.now(dt.UTC))
    tallies, unlinked = reader.tallies(as_of=today), reader.unlinked(as_of=today)
    return measure_progress(plan, tallies, unlinked=unlinked, as_of=today).total


def effect_of(before: Share, after: Share) -> Effect:
    """Compare two shares, figure by figure."""
    counts = {
        figure.value: (before.of_figure(figure), after.of_figure(figure)) for figure in IN_SHARES
    }
    counts["unlinked"] = before.unlinked, after.unlinked
    changed = tuple(FigureEffect(name, *two) for name, two in counts.items() if two[0] != two[1])
    return Effect(changed, before.rate, after.rate)
