"""`sohoa ledger`: heads of the ledger, to be kept where nobody of the office can change them."""

from __future__ import annotations

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.language import _


@click.group("ledger", help=_("The ledger of all that numbers rest on, and its heads."))
def command() -> None:
    """One tree; whoever keeps a head can tell whether it was rewritten."""


@command.command("head", help=_("Make a head of the ledger now, to be kept outside the house."))
@json_option
def head_command(*, as_json: bool) -> None:
    """Print its line; it is in `data/ledger/heads.txt`, too."""
    from sohoa.use_cases.auditing import new_head

    head = new_head(the_workspace())
    if as_json:
        print_json(head)
    else:
        click.echo(head.line)
