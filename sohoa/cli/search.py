"""`sohoa search WORDS`: find records by words, with marks or without, or by number."""

from __future__ import annotations

import click

from sohoa.cli.document_view import state_label
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.language import _


@click.command("search", help=_("Find records by words (with or without marks) or by number."))
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help=_("At most so many."),
)
@json_option
def command(words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Print the hits, best first."""
    from sohoa.use_cases.documents import search

    workspace = the_workspace()
    hits = search(workspace, " ".join(words), limit=limit)
    if as_json:
        print_json(hits)
        return
    if not hits:
        click.echo(_("Nothing found."))
    for hit in hits:
        state = state_label(hit.state) if hit.state else _("not digitized yet")
        place = workspace.archive_dir / hit.archive_path if hit.archive_path else hit.location
        click.secho(hit.title, bold=True)
        click.echo(f"  {hit.document_id or hit.record_id} · {state} · {place}")
        if hit.reading_path:
            click.echo(f"  {_('reading copy')}: {workspace.archive_dir / hit.reading_path}")
        if hit.snippet:
            click.echo(f"  {' '.join(hit.snippet.split())}")
