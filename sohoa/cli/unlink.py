"""`sohoa unlink DOCUMENT`: untie an archived document from a paper that it does not digitize."""

from __future__ import annotations

from typing import Any

import click

from sohoa.cli.inventory_changes import tell_changes, word_of, word_options
from sohoa.cli.place import the_workspace
from sohoa.language import _


@click.command("unlink", help=_("Untie an archived document from its paper: it is of another."))
@click.argument("document", metavar=_("DOCUMENT"))
@word_options
def command(document: str, **said: Any) -> None:
    """The document stays in the archive, and its paper is free again."""
    from sohoa.use_cases.paper_changes import unlink_document

    tell_changes(unlink_document(the_workspace(), document, word_of(said)), said)
