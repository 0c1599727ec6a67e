"""How the register is shown: what was recognized of a file, and what the office holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from sohoa.catalogue.rows import RegisterSummary
from sohoa.cli.changes_view import changes_shown, print_effect
from sohoa.cli.screen import print_table
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.plan import Plan
from sohoa.domain.progress import Tally
from sohoa.domain.register import RowOutcome
from sohoa.inventory.wording import validity_label
from sohoa.language import _
from sohoa.tabular.columns import Column, column_title
from sohoa.use_cases.register_summary import counted

if TYPE_CHECKING:
    from sohoa.inventory.preview import Preview, RowReport
    from sohoa.use_cases.register import StoredRegister


def print_preview(preview: Preview) -> None:
    """The columns that were recognized, what became of the rows, and every problem by row."""
    click.secho(preview.file_name, bold=True)
    rows = [[label, column_title(Column(name))] for name, label in preview.columns.items()]
    print_table([_("column"), _("is read as")], rows)
    if preview.unused:
        click.echo(_("Not used: {names}").format(names=", ".join(preview.unused)))
    for remark in preview.remarks:
        click.echo(remark)
    for names, text in (
        (preview.new_rooms, _("Rooms that the office's tables do not know: {names}")),
        (preview.new_types, _("Types that the office's tables do not know: {names}")),
    ):
        if names:
            told = [f"{name} ({count})" for name, count in names.items()]
            click.echo(text.format(names=", ".join(told)))
    for sheet in preview.unread:
        text = _("✗ The sheet {name} was not read: it has {count} filled rows and no heading.")
        if sheet.hidden:
            text = _("✗ The sheet {name} was not read: it is hidden and has {count} filled rows.")
        click.echo(text.format(name=sheet.name, count=sheet.rows))
    click.echo()
    _print_read(preview)
    _print_rows((("✗", preview.problems), ("=", preview.duplicates)))
    if preview.to_settle:
        text = _(
            "To be settled, for their validity or their owner's number was not understood and is "
            "unknown: {count} rows"
        )
        click.echo(text.format(count=len(preview.to_settle)))
        _print_rows((("?", preview.to_settle),))


def _print_read(preview: Preview) -> None:
    """What the rows are by themselves; what they mean to the register is said when it is asked."""
    labels = {
        RowOutcome.ACCEPTED: _("read, each a paper"),
        RowOutcome.DUPLICATE: _("repeat a paper of this file"),
        RowOutcome.ERROR: _("in error"),
        RowOutcome.SUBTOTAL: _("subtotal or title"),
    }
    rows: list[list[object]] = [
        [label, preview.outcomes.get(outcome.value, 0)] for outcome, label in labels.items()
    ]
    print_table([_("rows of the file"), _("count")], [*rows, [_("rows read"), preview.rows_read]])


def _print_rows(groups: Iterable[tuple[str, Sequence[RowReport]]]) -> None:
    for sign, reports in groups:
        for row in reports:
            place = _("{sheet}, row {row}").format(sheet=row.sheet, row=row.row_number)
            click.echo(f"{sign} {place}: {row.problem}")


def print_stored(stored: StoredRegister, *, rehearsed: bool = False) -> None:
    """What the import changed, or would change, and where the rows in error wait."""
    counts = stored.counts
    if counts.already_imported:
        text = _("This file was imported before: nothing was changed.")
        if counts.taken_late:
            text = _("This file was imported before; {count} rows in error then are taken now.")
        if stored.updates and not counts.taken_late:
            text = _("This file was imported before; numbers of owners were locked now.")
        click.echo(text.format(count=counts.taken_late))
        _print_updates(stored)
        _print_missing(stored)
        _print_sheet(stored)
        return
    text = _(
        "Stored: {accepted} new papers; {duplicates} rows are of papers that the register has"
        " already; {errors} rows in error wait."
    )
    if rehearsed:
        text = _(
            "To be stored: {accepted} new papers; {duplicates} rows are of papers that the register"
            " has already; {errors} rows in error will wait."
        )
    click.echo(
        text.format(accepted=counts.accepted, duplicates=counts.duplicates, errors=counts.errors)
    )
    if counts.replaced:
        click.echo(_("{count} earlier rows in error are corrected.").format(count=counts.replaced))
    _print_updates(stored)
    if stored.differences:
        text = _("{count} rows say something else than what is held; that was left as it was:")
        click.echo(text.format(count=len(stored.differences)))
        _print_rows((("≠", stored.differences),))
    if stored.withdrawn:
        text = _(
            "{count} rows name a paper that was withdrawn; it stays out until somebody says"
            " `sohoa inventory restore ID --reason …`:"
        )
        click.echo(text.format(count=len(stored.withdrawn)))
        _print_rows((("–", stored.withdrawn),))
    _print_missing(stored)
    if counts.lacking:
        text = _(
            "{count} archived documents have fewer written pages than this register counts sheets:"
            " sohoa list --needs rescan"
        )
        click.echo(text.format(count=counts.lacking))
    _print_sheet(stored)
    print_effect(stored.effect, rehearsed=rehearsed)


def _print_sheet(stored: StoredRegister) -> None:
    if stored.error_sheet:
        text = _("Correct these rows and import the sheet again: {path}")
        click.echo(text.format(path=stored.error_sheet))


def _print_updates(stored: StoredRegister) -> None:
    if not stored.updates:
        return
    click.echo(_("New of known papers: {count} rows").format(count=len(stored.updates)))
    for row in stored.updates:
        place = _("{sheet}, row {row}").format(sheet=row.sheet, row=row.row_number)
        click.echo(f"↻ {place}: {row.record_id} · {changes_shown(row.values)}")


def _print_missing(stored: StoredRegister) -> None:
    missing = stored.counts.missing
    if not missing:
        return
    text = _(
        "{count} papers of the room are not in this register; they stay until somebody says"
        " `sohoa inventory withdraw ID --reason …`:"
    )
    click.echo(text.format(count=len(missing)))
    for paper in missing:
        day = PartialDate.parse(paper.formed)
        click.echo(f"? {paper.record_id} · {paper.number} · {day} · {paper.subject}")


def print_summary(summary: RegisterSummary, plan: Plan) -> None:
    """Four tables of records, and the reckoning from rows read to records."""
    views: list[tuple[str, Callable[[Tally], str]]] = [
        (_("room"), lambda tally: tally.room or _("(no room)")),
        (_("type"), lambda tally: tally.record_type or _("(no type)")),
        (_("year"), lambda tally: str(tally.year)),
        (_("phase"), lambda tally: _phase_label(plan, tally)),
        (_("validity"), lambda tally: validity_label(tally.validity)),
    ]
    for title, key in views:
        rows: list[list[object]] = [[name, count] for name, count in counted(summary, key).items()]
        print_table([title, _("papers")], [*rows, [_("total"), summary.papers]])
        click.echo()
    _print_reckoning(summary)


def _print_reckoning(summary: RegisterSummary) -> None:
    """Every row read is in exactly one line, and the lines add up."""
    _print_outcomes(summary.outcomes, summary.rows_read)


def _print_outcomes(outcomes: Mapping[str, int], rows_read: int) -> None:
    rows: list[list[object]] = [
        [outcome_label(RowOutcome(name)), count] for name, count in outcomes.items()
    ]
    print_table([_("rows"), _("count")], [*rows, [_("rows read"), rows_read]])


def outcome_label(outcome: RowOutcome) -> str:
    """What became of a row, as people say it."""
    labels = {
        RowOutcome.ACCEPTED: _("accepted"),
        RowOutcome.DUPLICATE: _("duplicate"),
        RowOutcome.ERROR: _("in error"),
        RowOutcome.CORRECTED: _("corrected by a later file"),
        RowOutcome.SUBTOTAL: _("subtotal or title"),
    }
    return labels[outcome]


def _phase_label(plan: Plan, tally: Tally) -> str:
    phase = plan.phase_of(tally.year)
    return f"{phase.number}. {phase.name}" if phase else _("outside every phase")
