"""The pictures of a report, each above the table that says the same; in the page and in the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from sohoa.domain.plan import Plan
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.charts import ChartPoint, heat_chart, progress_chart
from sohoa.reports.completion import CompletionReport
from sohoa.reports.heat_map import heat_map_of
from sohoa.reports.numbers_and_dates import floor_text, rate_text


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, its title, and what it shows in a sentence."""

    title: str
    description: str
    drawing: Drawing


def pictures_of(report: CompletionReport) -> dict[str, Picture]:
    """Give the pictures of a report, each by the key of the table that it stands above."""
    return dict(_pictures(report))


def _pictures(report: CompletionReport) -> Iterator[tuple[str, Picture]]:
    measured = report.measured
    floors = floors_until(report.plan, report.as_of.year)
    points = [ChartPoint(one.day, one.rate) for one in measured.history if one.rate is not None]
    if points:
        said = _("At the end of {day} {rate} are digitized. Floors: {floors}.").format(
            day=day_shown(points[-1].day),
            rate=rate_text(points[-1].percent),
            floors=", ".join(f"{year}: {floor_text(floor)}" for year, floor in floors.items()),
        )
        drawing = progress_chart(points, floors, as_of=report.as_of)
        yield "over-time", Picture(_("Progress against the floor over time"), said, drawing)
    heat = heat_map_of(measured.rooms_and_years)
    if heat.rows:
        said = _("Each cell: how much of what a room formed in a year is digitized. Dark is much.")
        title = _("Rooms and years of formation")
        yield "rooms-years", Picture(title, said, heat_chart(heat))


def floors_until(plan: Plan, year: int) -> dict[int, float]:
    """Give the floor of every year from the first that has one, to the last, or to a later year."""
    if not plan.floors:
        return {}
    last = max(*plan.floors, year)
    floors = {one: plan.floor(one) for one in range(min(plan.floors), last + 1)}
    return {one: floor for one, floor in floors.items() if floor is not None}
