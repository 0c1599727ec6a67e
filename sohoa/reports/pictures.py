"""The pictures of a report and what each shows, in words; drawn in the page and in the PDF alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportlab.graphics.shapes import Drawing

from sohoa.domain.plan import Plan
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.charts import ChartPoint, progress_chart
from sohoa.reports.completion import CompletionReport
from sohoa.reports.numbers_and_dates import floor_text, rate_text
from sohoa.reports.table import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, its title, what it shows in a sentence, and the table that says the same.

    Attributes:
        key: Its name in addresses.
    """

    key: str
    title: str
    description: str
    drawing: Drawing
    table: Table


def pictures_of(report: CompletionReport) -> tuple[Picture, ...]:
    """Give the pictures of a report in the order they are looked at; none where nothing is known."""
    return tuple(_progress(report))


def _progress(report: CompletionReport) -> Iterator[Picture]:
    floors, rate = floors_until(report.plan, report.as_of.year), report.progress.total.rate
    if report.is_inventory or not floors:
        return
    points = [] if rate is None else [ChartPoint(report.as_of, rate)]
    description = _("At the end of {day} {rate} are digitized; the floors of the years are {floors}.")
    yield Picture(
        "over-time",
        _("Progress against the floor"),
        description.format(
            day=day_shown(report.as_of),
            rate=rate_text(rate),
            floors=", ".join(
                f"{year}: {floor_text(floor)}" for year, floor in sorted(floors.items())
            ),
        ),
        progress_chart(points, floors, as_of=report.as_of),
        _over_time_table(floors, points),
    )


def floors_until(plan: Plan, year: int) -> dict[int, float]:
    """Give the floor of every year from the first that has one, to the last, or to a later year."""
    if not plan.floors:
        return {}
    last = max(*plan.floors, year)
    floors = {one: plan.floor(one) for one in range(min(plan.floors), last + 1)}
    return {one: floor for one, floor in floors.items() if floor is not None}


def _over_time_table(floors: Mapping[int, float], points: Sequence[ChartPoint]) -> Table:
    columns = (
        Column(_("Day"), Kind.DAY),
        Column(_("Rate"), Kind.PERCENT),
        Column(_("Floor of the year"), Kind.PERCENT),
    )
    rows = tuple((one.day, one.percent, floors.get(one.day.year)) for one in points)
    return Table("over-time", _("Progress against the floor"), "", columns, rows)
