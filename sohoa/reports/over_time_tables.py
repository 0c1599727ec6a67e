"""How the work went, over time and by rooms and years, and what is to be expected: as tables."""

from __future__ import annotations

from sohoa.domain.forecast import Forecast, Foreseen
from sohoa.domain.measured import Measured
from sohoa.domain.share import rate_of
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.heat_map import heat_map_of
from sohoa.reports.table import Column, Kind, Row, Table


def history_table(measured: Measured) -> Table:
    """The whole plan at the ends of months: what its curve shows."""
    columns = (
        Column(_("At the end of"), Kind.DAY),
        Column(_("Digitized"), Kind.COUNT),
        Column(_("To be digitized"), Kind.COUNT),
        Column(_("Rate"), Kind.PERCENT),
        Column(_("Floor of the year"), Kind.PERCENT),
    )
    rows = tuple(
        (one.day, one.digitized, one.denominator, one.rate, one.floor) for one in measured.history
    )
    note = _("Each day as it was known at its end.")
    return Table("over-time", _("Progress against the floor over time"), note, columns, rows)


def rooms_years_table(measured: Measured) -> Table:
    """Rooms by years, as the map shows them; every single year stands in the next table."""
    heat = heat_map_of(measured.rooms_and_years)
    columns = (Column(_("Room")), *(Column(one, Kind.PERCENT) for one in heat.columns))
    rows = tuple(
        (room or _("(no room)"), *(share.rate for share in shares)) for room, shares in heat.rows
    )
    return Table("rooms-years", _("Rooms and years of formation"), "", columns, rows)


def room_years_table(measured: Measured) -> Table:
    """The figures of each room and single year; too long for the page."""
    columns = (
        Column(_("Room")),
        Column(_("Year formed"), Kind.CODE),
        Column(_("To be digitized"), Kind.COUNT),
        Column(_("Digitized"), Kind.COUNT),
        Column(_("Missing"), Kind.COUNT),
        Column(_("Rate"), Kind.PERCENT),
    )
    rows = tuple(
        (one.room or _("(no room)"), str(one.year), one.share.denominator, one.share.digitized,
         one.share.missing, one.share.rate)
        for one in measured.rooms_and_years
    )  # fmt: skip
    title = _("Each room and year")
    return Table("room-years", title, "", columns, rows, in_workbook_only=True)


def growth_table(measured: Measured) -> Table:
    """The plan year by year: where each ended, and by how much it grew."""
    columns = (
        Column(_("Year"), Kind.CODE),
        Column(_("At the end of"), Kind.DAY),
        Column(_("Digitized"), Kind.COUNT),
        Column(_("To be digitized"), Kind.COUNT),
        Column(_("Rate"), Kind.PERCENT),
        Column(_("Floor"), Kind.PERCENT),
        Column(_("Growth in points"), Kind.POINTS),
        Column(_("Growth the plan asks for"), Kind.POINTS),
        Column(_("Floor reached")),
    )
    rows = tuple(
        (
            str(one.year), one.day, one.digitized, one.denominator, one.rate, one.floor,
            one.growth, one.wanted, _met(is_met=one.is_met, is_over=one.is_over),
        )
        for one in measured.years
    )  # fmt: skip
    return Table("growth", _("The whole plan year by year"), "", columns, rows)


def _met(*, is_met: bool | None, is_over: bool) -> str:
    if is_met is None:
        return ""
    if is_met:
        return _("yes")
    return _("no") if is_over else _("not yet")


def throughput_table(measured: Measured) -> Table:
    """Documents archived month by month."""
    columns = (
        Column(_("Month"), Kind.CODE),
        Column(_("Documents archived"), Kind.COUNT, "archived"),
    )
    rows = tuple((_month(one.month), one.documents) for one in measured.throughput)
    return Table("throughput", _("Documents archived by month"), "", columns, rows)


def operators_table(measured: Measured) -> Table:
    """What each operator archived; nobody where the office does not tell."""
    columns = (
        Column(_("Operator")),
        Column(_("Documents archived"), Kind.COUNT),
        Column(_("To look at, or to scan again"), Kind.COUNT),
        Column(_("Of 100 documents"), Kind.PERCENT),
    )
    rows = tuple(
        (one.operator, one.documents, one.to_review, rate_of(one.to_review, one.documents))
        for one in measured.operators
    )
    note = _("Told because `[audit] by_operator` is on; without it nobody is named.")
    return Table("operators", _("Work by operator"), note, columns, rows)


def _month(iso: str) -> str:
    year, _dash, month = iso.partition("-")
    return f"{month}/{year}"


def forecast_table(forecast: Forecast) -> Table:
    """What is to be expected, and what it takes to be in time."""
    rows: list[Row] = [
        (_("Papers archived in the last {days} days").format(days=forecast.days), forecast.done),
        (_("Papers lacking to the floor"), forecast.lacking),
        (_("At this pace the floor is reached"), foreseen_text(forecast)),
        (_("Nights left until {day}").format(day=day_shown(forecast.by)), forecast.nights),
    ]
    needed: list[tuple[str, int | None]] = [
        (_("Papers a night to be in time"), forecast.papers_a_night),
        (_("Pages a night to be in time"), forecast.pages_a_night),
    ]
    rows += [(label, number) for label, number in needed if number is not None]
    columns = (Column(_("What")), Column(_("Value"), Kind.COUNT))
    return Table("forecast", _("Forecast"), "", columns, tuple(rows))


def foreseen_text(forecast: Forecast) -> str:
    """Say when the floor is reached at the pace of the last days."""
    said = {
        Foreseen.REACHED: _("reached already"),
        Foreseen.NO_PACE: _("never: nothing was archived in these days"),
        Foreseen.TOO_YOUNG: _("not known: there is no work before these days"),
        Foreseen.NOTHING: _("there is no floor, or nothing to digitize"),
    }
    if forecast.foreseen in said:
        return said[forecast.foreseen]
    text = _("on {day}, in time") if forecast.in_time else _("on {day}, too late")
    return text.format(day=day_shown(forecast.day)) if forecast.day else ""
