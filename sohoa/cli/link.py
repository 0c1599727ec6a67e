"""`sohoa link DOCUMENT PAPER`: tie an archived document to the paper that it digitizes."""

from __future__ import annotations

from typing import Any

import click

from sohoa.cli.inventory_changes import tell_changes, word_of, word_options
from sohoa.cli.place import the_workspace
from sohoa.language import _


@click.command("link", help=_("Tie an archived document to the paper that it digitizes."))
@click.argument("document", metavar=_("DOCUMENT"))
@click.argument("paper", metavar=_("PAPER"))
@word_options
def command(document: str, paper: str, **said: Any) -> None:
    """The paper is digitized then, as of the day of the archiving."""
    from sohoa.use_cases.paper_changes import link_document

    tell_changes(link_document(the_workspace(), document, paper, word_of(said)), said)
