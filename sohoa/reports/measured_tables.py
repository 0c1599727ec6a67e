"""The sections of a report beside its lists, as tables: the same in every form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sohoa.domain.figures import Figure
from sohoa.domain.findings import RULES
from sohoa.domain.measured import Measured
from sohoa.domain.movement import Movement
from sohoa.domain.plan import Plan
from sohoa.domain.report_sections import Conformity, OtherMeasures, ProofOfCount
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _
from sohoa.reports.definition_words import definitions_table
from sohoa.reports.movement_words import cause_label, movement_sentence
from sohoa.reports.over_time_tables import (
    forecast_table,
    growth_table,
    history_table,
    operators_table,
    room_years_table,
    rooms_years_table,
    throughput_table,
)
from sohoa.reports.proof_tables import sampled_table, verified_table
from sohoa.reports.table import Column, Kind, Row, Table

_MOST_NAMED = 3
#: The lists that name the documents which wait, by the state in which they do.
_LISTS_OF_REJECTS = {"quarantined": "quarantined", "asked": "asked", "set_aside": "set-aside"}


def measured_tables(measured: Measured, plan: Plan) -> tuple[Table, ...]:
    """Give every section that has anything to say, in the order they are read."""
    return tuple(table for table in _all(measured, plan) if table.rows)


def _all(measured: Measured, plan: Plan) -> Iterator[Table]:
    if measured.proof_of_count:
        yield proof_of_count_table(measured.proof_of_count)
    yield history_table(measured)
    yield rooms_years_table(measured)
    yield room_years_table(measured)
    yield growth_table(measured)
    if measured.movement:
        yield movement_table(measured.movement)
    yield gaps_table(measured)
    yield rejects_table(measured)
    yield waiting_table(measured)
    yield conformity_table(measured.conformity)
    yield verified_table(measured)
    yield sampled_table(measured)
    yield timing_table(measured)
    yield throughput_table(measured)
    yield operators_table(measured)
    if measured.forecast:
        yield forecast_table(measured.forecast)
    yield other_measures_table(measured.other_measures)
    yield definitions_table(measured, plan)


def movement_table(movement: Movement) -> Table:
    """What moved the rate since an earlier day; the parts add up to the whole."""
    columns = (
        Column(_("Cause")),
        Column(_("Papers"), Kind.COUNT, "moved"),
        Column(_("Change of what is digitized"), Kind.COUNT),
        Column(_("Change of what is to be digitized"), Kind.COUNT),
        Column(_("Points"), Kind.POINTS),
    )
    rows = [
        (cause_label(one.cause), one.papers, one.digitized, one.denominator, one.points)
        for one in movement.parts
    ]
    total = (
        _("Total"),
        sum(one.papers for one in movement.parts),
        movement.digitized_after - movement.digitized_before,
        movement.denominator_after - movement.denominator_before,
        movement.points,
    )
    return Table(
        "movement",
        _("What moved since the last report"),
        movement_sentence(movement),
        columns,
        tuple(rows),
        total,
    )


def gaps_table(measured: Measured) -> Table:
    """Where papers are missing: phase, room and place."""
    columns = (
        Column(_("Phase"), Kind.CODE),
        Column(_("Room")),
        Column(_("Place")),
        Column(_("Missing"), Kind.COUNT, "missing"),
        Column(_("To be digitized"), Kind.COUNT),
    )
    rows = tuple(
        (
            _("Outside every phase") if one.phase is None else str(one.phase),
            one.room,
            one.place,
            one.missing,
            one.denominator,
        )
        for one in measured.gaps
    )
    note = _("Boxes and shelves as the register names them; those that lack most come first.")
    return Table("gaps", _("Where papers are missing"), note, columns, rows)


def rejects_table(measured: Measured) -> Table:
    """Scans that wait, by the reason."""
    labels = {
        "quarantined": _("in quarantine"),
        "asked": _("waits for a decision"),
        "set_aside": _("set aside"),
    }
    rows = tuple(
        (one.code, labels.get(one.state, one.state), one.documents) for one in measured.rejects
    )
    behind = tuple(_LISTS_OF_REJECTS.get(one.state, "") for one in measured.rejects)
    columns = (Column(_("Code"), Kind.CODE), Column(_("State")), Column(_("Documents"), Kind.COUNT))
    note = _("What each code means, and what to do, stands in the list of these documents.")
    return Table("rejects", _("Rejects by cause"), note, columns, rows, behind=behind)


def waiting_table(measured: Measured) -> Table:
    """What waits for people."""
    labels = {
        "asked": _("wait until their paper is decided"),
        "quarantined": _("scans in quarantine"),
        "set-aside": _("scans set aside"),
        "to-review": _("documents to look at, or to scan again"),
        "in-progress": _("documents in progress"),
        "unlinked": _("documents not in the register"),
        "unproven": _("not found whole when verified"),
        "errors": _("rows still in error"),
    }
    rows = tuple((labels.get(one.list_key, one.list_key), one.count) for one in measured.waiting)
    behind = tuple(one.list_key for one in measured.waiting)
    columns = (Column(_("What")), Column(_("How many"), Kind.COUNT))
    return Table("waiting", _("What waits for people"), "", columns, rows, behind=behind)


def timing_table(measured: Measured) -> Table:
    """What was done in the window of its phase, before it and after it."""
    labels = {
        Figure.EARLY: (_("Before the window"), "digitized"),
        Figure.IN_TIME: (_("Within the window"), "digitized"),
        Figure.LATE: (_("After the window"), "digitized"),
        Figure.RESCANNED: (_("Scanned again: the document took the place of another"), "rescanned"),
    }
    counted = [
        (*said, measured.counts[one]) for one, said in labels.items() if one in measured.counts
    ]
    columns = (Column(_("When")), Column(_("Papers digitized"), Kind.COUNT))
    rows = tuple((label, count) for label, _key, count in counted)
    behind = tuple(key for _label, key, _count in counted)
    return Table("timing", _("Early and late work"), "", columns, rows, behind=behind)


def conformity_table(conformity: Conformity) -> Table:
    """Quality and legal conformity."""
    rows: list[Row] = [
        (_("Documents archived"), conformity.documents),
    ]
    rows += [
        (_("Signature level {level}").format(level=level), count)
        for level, count in sorted(conformity.levels.items())
    ]
    if conformity.levels:
        rows.append((_("With a time stamp"), conformity.time_stamped))
    behind = ["archived"] * len(rows)
    for rule, count in sorted(conformity.below_rules.items()):
        rows.append((_("Scanned below the rule: {rule}").format(rule=_rule(rule)), count))
        behind.append("below-rules")
    columns = (Column(_("What")), Column(_("Documents"), Kind.COUNT))
    title = _("Quality and legal conformity")
    return Table("conformity", title, "", columns, tuple(rows), behind=tuple(behind))


def _rule(code: str) -> str:
    return _(RULES[code]) if code in RULES else code


def other_measures_table(other: OtherMeasures) -> Table:
    """The plan's other measures, from the same papers."""
    columns = (Column(_("What")), Column(_("Papers"), Kind.COUNT), Column(_("Rate"), Kind.PERCENT))
    rows: tuple[Row, ...] = (
        (_("Papers in force"), other.in_force, None),
        (_("With a signed document in the archive"), other.signed, other.signed_rate),
        (_("That can be used again: signed, stored, whole"), other.reusable, other.reusable_rate),
    )
    return Table("other-measures", _("Other measures of the plan"), "", columns, rows)


def proof_of_count_table(proof: ProofOfCount) -> Table:
    """What a report of the inventory proves, room by room."""
    columns = (
        Column(_("Room")),
        Column(_("Declared"), Kind.COUNT),
        Column(_("Listed"), Kind.COUNT, "papers"),
        Column(_("In force"), Kind.COUNT),
        Column(_("In error"), Kind.COUNT, "errors"),
        Column(_("Lacking"), Kind.COUNT),
        Column(_("Closed by")),
        Column(_("Closed on"), Kind.DAY),
        Column(_("Supplements"), Kind.COUNT),
        Column(_("Listed within the window"), Kind.COUNT),
    )
    rows = tuple(
        (
            one.room or _("(no room)"), one.declared, one.listed, one.in_force, one.in_error,
            one.lacking, one.closed_by, one.closed_on, one.supplements,
            one.listed_in_window,
        )
        for one in proof.rooms
    )  # fmt: skip
    return Table("proof-of-count", _("What this count proves"), _proof_note(proof), columns, rows)


def _proof_note(proof: ProofOfCount) -> str:
    if proof.proves_window:
        text = _(
            "Every paper was listed and every room closed by {day}: the count is of that time."
        )
        return text.format(day=day_shown(proof.ends))
    said = _("This does not prove a count of the time until {day}.").format(
        day=day_shown(proof.ends)
    )
    late = _imported(proof.imported_after)
    return f"{said} {late}" if late else said


def _imported(files: tuple[tuple[str, dt.date], ...]) -> str:
    if not files:
        return ""
    named = ", ".join(f"{name} ({day_shown(day)})" for name, day in files[:_MOST_NAMED])
    more = (
        _(" and {count} more").format(count=len(files) - _MOST_NAMED)
        if len(files) > _MOST_NAMED
        else ""
    )
    return _("Imported after it: {files}.").format(files=named + more)
