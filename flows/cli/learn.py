"""`sohoa learn`: what was read so far makes reading better."""

from __future__ import annotations

import click

from flows.cli.screen import json_option, print_json
from sohoa.language import _


@click.command("learn", help=_("Learn from the pages read so far, for the pages to come."))
@json_option
def command(as_json: bool) -> None:
    """Count, keep, and say what came of it."""
    from flows.learning import learn_from_batches
    from sohoa.workspace import Workspace

    learnt = learn_from_batches(Workspace.find())
    if as_json:
        print_json(learnt)
        return
    text = _("{pairs} pairs of syllables from {documents} documents, {pages} pages: {path}")
    if not learnt.pairs:
        text = _("{documents} documents, {pages} pages: not enough yet to learn from.")
    click.echo(
        text.format(
            pairs=learnt.pairs, documents=learnt.documents, pages=learnt.pages, path=learnt.path
        )
    )
