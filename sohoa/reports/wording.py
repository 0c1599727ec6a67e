"""Sentences of a report: its titles, its headline, and the rules it counts by."""

from __future__ import annotations

from dataclasses import dataclass

from sohoa.domain.figures import Standing
from sohoa.domain.lookups import Reuse
from sohoa.domain.plan import BornDigitalRule, FloorReading, UnknownRule
from sohoa.domain.progress import Slice
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.completion import CompletionReport
from sohoa.reports.imprint import Imprint
from sohoa.reports.numbers_and_dates import (
    count_text,
    instant_text,
)
from sohoa.reports.reuse_words import answered_label, reuse_sentence
from sohoa.reports.standing_words import standing_label
from sohoa.reports.table import MOST_IN_WORKBOOK, MOST_ON_PAGE, Table, csv_name
from sohoa.reports.verdict_words import verdict_sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the headline, what it counts, and the table that names what is behind it.

    Where only some rows of the table are meant, `only` names the column and what stands in it.
    """

    value: str
    label: str
    table: str
    only: tuple[str, str] | None = None


def title(report: CompletionReport) -> str:
    """The report's title."""
    if report.phase is None:
        return _("Completion report of the whole plan")
    if report.is_inventory:
        return _("Inventory report, phase {phase}").format(phase=report.phase.number)
    return _("Completion report, phase {phase}").format(phase=report.phase.number)


def facts(report: CompletionReport) -> tuple[tuple[str, str], ...]:
    """Give the subject of the report as pairs of a name and a text."""
    pairs = [(_("Plan"), report.plan.title)]
    if (phase := report.phase) is not None:
        window = _("{first} to {last}").format(
            first=day_shown(phase.starts), last=day_shown(phase.ends)
        )
        pairs.append((_("Window of the phase"), window))
        if phase.formed:
            pairs.append((_("Years of formation"), ", ".join(_years(phase.formed))))
    pairs.append((_("As of the end of"), day_shown(report.as_of)))
    pairs.append((_("As known by the end of"), day_shown(report.known)))
    if report.known_at:
        pairs.append((_("Catalogue as of"), instant_text(report.known_at)))
    return tuple(pairs)


def _years(ranges: tuple[object, ...]) -> list[str]:
    earlier = _("{year} and earlier")
    return [
        earlier.format(year=text.removeprefix("..")) if text.startswith("..") else text
        for text in map(str, ranges)
    ]


def figures(report: CompletionReport) -> tuple[Figure, ...]:
    """The headline figures; each leads to the table that names the records behind it."""
    share = report.share
    if report.is_inventory:
        return (
            Figure(count_text(share.registered), _("papers registered"), "papers"),
            Figure(
                count_text(share.in_force),
                _("papers in force"),
                "papers",
                (_("Standing"), standing_label(Standing.IN_FORCE)),
            ),
            Figure(
                count_text(share.unknown),
                _("of unknown validity"),
                "papers",
                (_("Standing"), standing_label(Standing.UNKNOWN)),
            ),
            Figure(count_text(len(report.open_errors)), _("rows still in error"), "errors"),
        )
    return (
        Figure(count_text(share.digitized), _("papers digitized, signed, stored"), "digitized"),
        Figure(count_text(share.missing), _("papers still missing"), "missing"),
        Figure(count_text(share.unproven), _("not found whole when verified"), "unproven"),
        Figure(count_text(share.born_digital), _("born digital"), "born-digital"),
        Figure(count_text(report.count("asked")), _("wait until their paper is decided"), "asked"),
        Figure(count_text(report.count("quarantined")), _("scans in quarantine"), "quarantined"),
        Figure(count_text(share.unlinked), _("documents not in the register"), "unlinked"),
        *_of_reuse(report.reuse),
    )


def _of_reuse(reuse: Reuse | None) -> tuple[Figure, ...]:
    if reuse is None or not reuse.asked:
        return ()
    found = (_("Result found"), answered_label(is_answered=True))
    return (
        Figure(count_text(reuse.asked), _("look-ups at the counter"), "lookups"),
        Figure(count_text(reuse.answered), _("look-ups with a result"), "lookups", found),
    )


def verdict(report: CompletionReport) -> tuple[str, ...]:
    """Answer the plan's question: first of what the report is about, then of the whole plan."""
    measured = report.measured
    of_subject = verdict_sentence(measured.verdict, report.phase)
    reuse = reuse_sentence(report.reuse) if report.reuse else ""
    if report.is_plan:
        return tuple(filter(None, (of_subject, reuse)))
    of_plan = verdict_sentence(measured.plan_verdict, None)
    return tuple(filter(None, (of_subject, of_plan, reuse)))


def rules(report: CompletionReport) -> tuple[str, ...]:
    """The rules the figures are counted by, each a sentence."""
    unknown = {
        UnknownRule.EXCLUDED: _("Papers of unknown validity are left out of it."),
        UnknownRule.INCLUDED: _("Papers of unknown validity are put into it."),
    }
    born_digital = {
        BornDigitalRule.INCLUDED: _("Papers archived from a digital original are counted."),
        BornDigitalRule.EXCLUDED: _(
            "Papers archived from a digital original are left out, and stand in their own column."
        ),
    }
    reading = {
        FloorReading.POINTS: _("The yearly step of the plan is read as percentage points."),
        FloorReading.RELATIVE: _("The yearly step of the plan is read as relative to the year."),
    }
    return (
        _(
            "To be digitized (denominator): papers of the register still in force on {day}, "
            "without those excluded from digitization, each with its reason."
        ).format(day=day_shown(report.as_of)),
        unknown[report.plan.unknown_validity],
        born_digital[report.plan.born_digital],
        _("Papers that were not formed yet on that day are left out of it."),
        _(
            "Digitized (numerator): papers of the denominator with one document that is archived "
            "and digitally signed by the end of {day}, Vietnam time. A paper counts once."
        ).format(day=day_shown(report.as_of)),
        _(
            "What was not found whole at its last verification does not count; what was not "
            "verified since was proven when it was archived."
        ),
        _("Archived documents that no paper of the register claims count as nothing."),
        reading[report.plan.floor_reading],
        _("Rates are cut, not rounded, to one decimal: 100 % means every paper."),
        _(
            "Rejected, set aside and unfinished documents are shown as they stood when the "
            "catalogue was last changed, not as of the day above."
        ),
    )


def further(table: Table) -> str:
    """Say how much of a long table the page shows, and where all of it stands."""
    text = _("The first {shown} of {count} rows; {further} more stand in {place}.")
    place = _("the workbook, sheet “{sheet}”").format(sheet=table.title)
    if table.has_own_file:
        place = _("the file beside this one whose name ends in {name}").format(
            name=csv_name(table.key)
        )
    return text.format(
        shown=count_text(MOST_ON_PAGE),
        count=count_text(len(table.rows)),
        further=count_text(len(table.rows) - MOST_ON_PAGE),
        place=place,
    )


def further_in_workbook(table: Table) -> str:
    """Say how much of a very long table the workbook holds, and where all of it stands."""
    return further_on_paper(table, MOST_IN_WORKBOOK)


def further_on_paper(table: Table, shown: int) -> str:
    """Say how much of a list the PDF shows, and where all of it stands."""
    text = _("The first {shown} of {count} rows; all stand in the file whose name ends in {name}.")
    return text.format(
        shown=count_text(shown), count=count_text(len(table.rows)), name=csv_name(table.key)
    )


def where_in_workbook(figure: Figure, sheet: str) -> str:
    """Say where the rows of a figure stand that is too long for the page."""
    if figure.only is None:
        return _("workbook, sheet “{sheet}”").format(sheet=sheet)
    column, value = figure.only
    text = _("workbook, sheet “{sheet}”, {column} = {value}")
    return text.format(sheet=sheet, column=column, value=value)


def phase_label(one: Slice) -> str:
    """A phase with its number, or that there is none."""
    return f"{one.phase}. {one.phase_name}" if one.phase is not None else _("Outside every phase")


def page_words() -> dict[str, str]:
    """The remaining words of the page."""
    return {
        "to_content": _("To the content"),
        "contents": _("Contents"),
        "rules": _("How it is counted"),
        "none": _("None."),
        "workbook": _("The workbook beside this file lists every paper with how it was counted."),
        "made_by": _("Made by"),
        "head": _("Head of the agency"),
        "sign_here": _("(signature, full name)"),
        "origin": _("How this report was made"),
        "ledger": _("Head of the ledger"),
        "page": _("Page"),
    }


def foot(report: CompletionReport, imprint: Imprint | None) -> str:
    """Say below each page what it is a page of, who made it and when."""
    said = (imprint.number, imprint.line) if imprint else ()
    return " · ".join(part for part in (report.office, title(report), *said) if part)
