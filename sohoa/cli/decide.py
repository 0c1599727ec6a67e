"""`sohoa decide`: say which paper of the register a scan is, before it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.deciding import AnswerResult


@click.command("decide", help=_("Say which paper of the register a waiting scan is."))
@click.argument("document", metavar=_("DOCUMENT"))
@click.argument("paper", metavar=_("PAPER"), required=False, default="")
@click.option("--none", "is_none", is_flag=True, help=_("The register does not have its paper."))
@click.option("--take-back", is_flag=True, help=_("Take the decision back: it is asked again."))
@click.option(
    "--reason", required=True, help=_("Why; it stays in the history of the paper for good.")
)
@click.option(
    "--seen",
    default="",
    metavar=_("VERSION"),
    help=_("The version of the question that was seen; of another nothing is decided."),
)
@json_option
def command(
    document: str, paper: str, is_none: bool, take_back: bool, as_json: bool, **said: str
) -> None:
    """The next run goes on from where it waited; nothing is read again."""
    from sohoa.use_cases.deciding import decide, take_decision_back

    if sum((bool(paper), is_none, take_back)) != 1:
        raise click.UsageError(_("Name a paper, or say --none, or --take-back: one of the three."))
    if take_back:
        result = take_decision_back(the_workspace(), document, reason=said["reason"])
    else:
        result = decide(the_workspace(), document, paper, **said)
    if as_json:
        print_json(result)
    else:
        click.echo(_told(result))


def _told(result: AnswerResult) -> str:
    texts = {
        "decided": _("{document} is decided: {paper}. The next run goes on with it."),
        "same": _("{document} was decided so before: {paper}. Nothing was changed."),
        "taken_back": _("{document} is asked again; it was {paper}."),
    }
    paper = result.record_id or _("none of the register")
    return texts[result.state].format(document=result.document_id, paper=paper)
