"""`sohoa review`: what waits until a person says which paper it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.review_sheet import export_command, import_command
from sohoa.cli.screen import boxes_option, json_option, print_json, print_table
from sohoa.language import _
from sohoa.reports.numbers_and_dates import decimal_text

if TYPE_CHECKING:
    from sohoa.use_cases.deciding import AskedDocument


@click.group(
    "review",
    invoke_without_command=True,
    help=_("What waits until a person says which paper of the register it is."),
)
@boxes_option
@json_option
@click.pass_context
def command(ctx: click.Context, batches: tuple[str, ...], as_json: bool) -> None:
    """Contradictions come first; nothing is signed before it is decided."""
    if ctx.invoked_subcommand is not None:
        return
    from sohoa.use_cases.deciding import documents_asked

    found = documents_asked(the_workspace(), batches)
    if as_json:
        print_json(found)
        return
    if not found.documents:
        click.echo(_("Nothing waits to be told which paper it is."))
        return
    headings = [_("box"), _("file"), _("document"), _("likeliest paper"), _("why it is asked")]
    rows = [
        [one.batch, one.source_name, one.document_id, _likeliest(one), one.why]
        for one in found.documents
    ]
    print_table(headings, rows)
    text = _("{count} wait. One after the other: {command}")
    shown = f"sohoa review show {found.documents[0].document_id}"
    click.echo(text.format(count=len(found.documents), command=shown))
    if found.seconds is not None:
        needed = decimal_text(found.seconds)
        click.echo(_("So far a person needed {seconds} s for one.").format(seconds=needed))


@command.command("show", help=_("What is asked of one document, and the papers it may be."))
@click.argument("document", metavar=_("DOCUMENT"))
@json_option
def show_command(document: str, as_json: bool) -> None:
    """From now on the time is counted until it is decided."""
    from sohoa.cli.likely_papers_view import print_paper
    from sohoa.use_cases.deciding import show_question

    asked = show_question(the_workspace(), document)
    if as_json:
        print_json(asked)
        return
    click.echo(f"{asked.document_id} ({asked.batch}/{asked.source_name})")
    click.echo(f"[{asked.code}] {asked.why}")
    for paper in asked.papers:
        print_paper(paper)
    decide = f"sohoa decide {asked.document_id}"
    reason = '--reason "…"'
    text = _("Look at the paper, then: {some}; if the register does not have it: {none}")
    some, none = f"{decide} {_('PAPER')} {reason}", f"{decide} --none {reason}"
    click.echo(text.format(some=some, none=none))


command.add_command(export_command)
command.add_command(import_command)


def _likeliest(asked: AskedDocument) -> str:
    if not asked.papers:
        return "–"
    first = asked.papers[0]
    return f"{first.record_id} {first.number}"
