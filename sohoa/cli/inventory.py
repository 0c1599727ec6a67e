"""`sohoa inventory`: phase 1, the paper register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sohoa.cli import inventory_changes, inventory_proof
from sohoa.cli.day import DAY, today
from sohoa.cli.document_view import day_as_shown
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, names_today_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.inventory.preview import Preview
    from sohoa.inventory.register_file import Leave
    from sohoa.use_cases.register import ImportOrder, StoredRegister
    from sohoa.workspace import Workspace


@click.group("inventory", help=_("Phase 1: import and count the paper register."))
def command() -> None:
    """The register is imported, written, counted; what people say of its papers is entered."""


@command.command("import", help=_("Import a register file; the same file twice changes nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only show the columns and every problem by row."))
@click.option(
    "--accept-new",
    is_flag=True,
    help=_("Rooms and types that the office's tables do not know are right; they are kept."),
)
@click.option(
    "--accept-marked",
    is_flag=True,
    help=_("Rows that are struck through, hidden, noted on or said to be revoked count."),
)
@click.option("--room", default="", help=_("The room of a register that names none."))
@click.option(
    "--complete",
    is_flag=True,
    help=_("The file names every paper of --room: those that it does not name are listed."),
)
@click.option("--source", default="", help=_("Whose register it is, where the office has several."))
@click.option("--reason", default="", help=_("Why what is new of known papers is so."))
@click.option("--since", type=DAY, help=_("The day from which what is new of known papers holds."))
@json_option
def import_command(
    file: Path,
    *,
    dry_run: bool,
    accept_new: bool,
    accept_marked: bool,
    room: str,
    complete: bool,
    as_json: bool,
    **said: Any,
) -> int:
    """Show what was recognized, store what is right, and say where the rest is."""
    from sohoa.cli.inventory_view import print_preview, print_stored
    from sohoa.inventory.register_file import Leave
    from sohoa.use_cases.register import ImportOrder, RegisterImportResult
    from sohoa.use_cases.register_again import imported_again

    if complete and not room:
        raise click.UsageError(_("--complete is said of one room: add --room NAME"))
    workspace = the_workspace()
    leave = Leave(marked=accept_marked, room=room)
    order = ImportOrder(complete_room=room if complete else "", rehearse=dry_run, **said)
    show = (lambda _preview: None) if as_json else print_preview
    again = imported_again(workspace, file, order, leave=leave, accept_new=accept_new)
    if again is not None:
        preview, stored = again
        show(preview)
    else:
        preview, stored = _imported(
            workspace, file, order, leave=leave, accept_new=accept_new, show=show
        )
    if as_json:
        print_json(RegisterImportResult(preview, stored, rehearsed=dry_run))
    else:
        print_stored(stored, rehearsed=dry_run)
    is_new = bool(preview.new_rooms or preview.new_types) and dry_run and not accept_new
    is_settled = not (stored.differences or stored.counts.missing)
    is_whole = preview.is_whole and not is_new and is_settled
    return ExitCode.DONE if is_whole else ExitCode.DONE_WITH_REJECTIONS


def _imported(
    workspace: Workspace,
    file: Path,
    order: ImportOrder,
    *,
    leave: Leave,
    accept_new: bool,
    show: Callable[[Preview], None],
) -> tuple[Preview, StoredRegister]:
    """Read a register and store it; what was recognized is shown before anything is stored."""
    from sohoa.use_cases.register import confirm_names, read_office_register, store_register
    from sohoa.use_cases.register_again import remember

    register, preview = read_office_register(workspace, file, leave=leave, accept_new=accept_new)
    show(preview)
    if not order.rehearse:
        confirm_names(workspace, register, accept_new=accept_new)
    stored = store_register(workspace, register, order)
    if not order.rehearse:
        remember(workspace, file, register, preview, leave=leave, accept_new=accept_new)
    return preview, stored


@command.command("template", help=_("Write an empty register to fill in, with guidance."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), default="so-giay-to.xlsx")
def template_command(file: Path) -> None:
    """Write the workbook; a file that is there is left alone."""
    from sohoa.use_cases.register import write_template

    click.echo(_("Register to fill in: {path}").format(path=write_template(the_workspace(), file)))


@command.command("summary", help=_("Count the register by room, type, year and phase."))
@names_today_option
@json_option
def summary_command(names_today: bool, as_json: bool) -> None:
    """Print the counts; they always add up to the rows read."""
    from sohoa.cli.inventory_view import print_summary
    from sohoa.use_cases.register_summary import register_summary, register_summary_result

    summary, plan = register_summary(the_workspace(), names_today=names_today)
    if as_json:
        print_json(register_summary_result(summary, plan))
    else:
        print_summary(summary, plan)


@command.command(
    "validity",
    help=_("Papers in force without a last day that the rule of their type asks about."),
)
@click.option("--as-of", type=DAY, help=_("As of the end of this day."))
@json_option
def validity_command(as_of: dt.date | None, as_json: bool) -> None:
    """List them; what the register says of each stays as it is until somebody changes it."""
    from sohoa.cli.screen import print_json_array, print_long_table
    from sohoa.domain.progress import refuse_future
    from sohoa.reports.reuse_words import doubt_label
    from sohoa.use_cases.validity import doubted_papers

    day = refuse_future(as_of or today(), now=dt.datetime.now(dt.UTC))
    found = doubted_papers(the_workspace(), as_of=day)
    if as_json:
        print_json_array(found)
        return
    headings = [_("register id"), _("type"), _("number"), _("date"), _("to be asked"), _("law")]
    rows = (
        [
            one.record_id,
            one.record_type,
            one.number,
            day_as_shown(one.formed),
            doubt_label(one.doubt),
            one.basis if one.verified else _("{law} (not verified)").format(law=one.basis).strip(),
        ]
        for one in found
    )
    print_long_table(headings, rows)


for one in (*inventory_changes.COMMANDS, *inventory_proof.COMMANDS):
    command.add_command(one)
