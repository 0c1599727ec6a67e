"""`sohoa withdraw DOCUMENT`: take a wrong record out of the count; it stays in the archive."""

from __future__ import annotations

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.question import confirmed
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _


@click.command(
    "withdraw",
    help=_(
        "Take a wrong document out of the count: it stays in the archive, marked as withdrawn,"
        " and its paper is free again."
    ),
)
@click.argument("document", metavar="ID")
@click.option("--reason", required=True, help=_("Why; it stays in the record for good."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@json_option
def command(document: str, reason: str, yes: bool, as_json: bool) -> int:
    """Ask, then enter it into the catalogue and beside the record."""
    from sohoa.cli.document_view import identifying_line
    from sohoa.domain.outcome import DocumentState
    from sohoa.need_rules import load_need_rules
    from sohoa.person import person
    from sohoa.use_cases.custody import checked_reason, withdraw_document, withdrawable
    from sohoa.use_cases.documents import show, shown_result

    workspace, who, why = the_workspace(), person(), checked_reason(reason)
    row = withdrawable(workspace, document)
    is_new = row.state is DocumentState.ARCHIVED
    if is_new and not yes:
        click.echo(identifying_line(row), err=True)
        if not confirmed(_("Withdraw it?")):
            click.echo(_("Nothing was changed."), err=True)
            return ExitCode.DONE
    withdraw_document(workspace, row, who=who, reason=why)
    if as_json:
        rules = load_need_rules(workspace.config_dir)
        print_json(shown_result(show(workspace, row.document_id), rules))
    elif is_new:
        click.echo(_("{id} is withdrawn and no longer counted.").format(id=row.document_id))
    else:
        click.echo(_("{id} was withdrawn before.").format(id=row.document_id))
    return ExitCode.DONE
