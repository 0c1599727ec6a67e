"""The tables of a report, in the order they are read."""

from __future__ import annotations

from collections.abc import Iterable

from sohoa.domain.progress import Slice
from sohoa.domain.share import Share
from sohoa.language import _
from sohoa.reports.completion import CompletionReport
from sohoa.reports.measured_tables import measured_tables
from sohoa.reports.paper_tables import imports_table
from sohoa.reports.table import Cell, Column, Kind, Table
from sohoa.reports.wording import phase_label

#: The lists of a report about digitizing.
_LISTS = (
    "moved",
    "digitized",
    "missing",
    "unproven",
    "born-digital",
    "rescanned",
    "before-formed",
    "asked",
    "quarantined",
    "set-aside",
    "to-review",
    "below-rules",
    "in-progress",
    "unlinked",
    "uncounted",
    "withdrawn",
    "archived",
    "lookups",
    "errors",
    "papers",
)


def report_tables(report: CompletionReport) -> tuple[Table, ...]:
    """All tables of a report, in the order they are read."""
    overview = (
        phases_table(report),
        rooms_table(report),
        types_table(report),
        years_table(report),
    )
    measured = measured_tables(report.measured, report.plan)
    if report.is_inventory:
        imports = imports_table(report.imports)
        lists = (report.lists[key] for key in ("errors", "withdrawn", "papers"))
        return (*measured, *overview, imports, *lists)
    lists = (report.lists[key] for key in _LISTS if key in report.lists)
    return (*measured, *overview, *lists)


def _share_columns(first: str, *, are_listed: bool) -> tuple[Column, ...]:
    counted = [
        (_("Registered"), "papers"),
        (_("In force"), ""),
        (_("Lapsed"), ""),
        (_("Validity unknown"), ""),
        (_("Excluded"), ""),
        (_("Not formed yet"), ""),
        (_("To be digitized"), ""),
        (_("Digitized"), "digitized"),
        (_("Missing"), "missing"),
        (_("Not found whole"), "unproven"),
        (_("Born digital"), "born-digital"),
    ]
    return (
        Column(first),
        *(Column(heading, Kind.COUNT, behind if are_listed else "") for heading, behind in counted),
        Column(_("Rate"), Kind.PERCENT),
    )


def _share_row(label: str, share: Share) -> tuple[Cell, ...]:
    return (
        label,
        share.registered,
        share.in_force,
        share.lapsed,
        share.unknown,
        share.excluded,
        share.unformed,
        share.denominator,
        share.digitized,
        share.missing,
        share.unproven,
        share.born_digital,
        share.rate,
    )


def _share_table(
    key: str,
    title: str,
    first: str,
    lines: Iterable[tuple[str, Share]],
    *,
    note: str = "",
    are_listed: bool = True,
) -> Table:
    """Sum shares up; `are_listed`: the lists of the report are those behind the totals."""
    listed = list(lines)
    total = sum((share for _label, share in listed), Share())
    return Table(
        key,
        title,
        note,
        _share_columns(first, are_listed=are_listed),
        tuple(_share_row(label, share) for label, share in listed),
        _share_row(_("Total"), total),
    )


def phases_table(report: CompletionReport) -> Table:
    """The phases of the plan beside each other."""
    progress = report.progress
    slices: list[Slice] = [*progress.phases]
    if progress.outside.share != Share():
        slices.append(progress.outside)
    lines = [(phase_label(one), one.share) for one in slices]
    note = _("The whole plan; the floor of the year is set for all phases together.")
    title = _("The plan by phase")
    # The lists of a phase's report are its own, and not those behind the other phases' figures.
    listed = report.is_plan
    return _share_table("phases", title, _("Phase"), lines, note=note, are_listed=listed)


def rooms_table(report: CompletionReport) -> Table:
    """The phase by room."""
    lines = [(one.label or _("(no room)"), one.share) for one in report.rooms]
    return _share_table("rooms", _("By room"), _("Room"), lines, note=_of_names(report))


def types_table(report: CompletionReport) -> Table:
    """The phase by record type."""
    lines = [(one.label or _("(no type)"), one.share) for one in report.record_types]
    title, heading = _("By record type"), _("Record type")
    return _share_table("types", title, heading, lines, note=_of_names(report))


def _of_names(report: CompletionReport) -> str:
    """Say by which names it is counted, and how the rows behind a number are found."""
    named = _("By the names of today.") if report.is_renamed else ""
    return f"{named} {_how_to_find()}".strip()


def _how_to_find() -> str:
    return _(
        "The papers behind a number: the list of its heading, filtered by the name of its row."
    )


def years_table(report: CompletionReport) -> Table:
    """The phase by year of formation."""
    lines = [(one.label, one.share) for one in report.years]
    title, heading = _("By year of formation"), _("Year formed")
    return _share_table("years", title, heading, lines, note=_how_to_find())
