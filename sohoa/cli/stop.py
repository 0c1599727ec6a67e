"""`sohoa stop ID`: let a run end after the document it has in hand."""

from __future__ import annotations

import click

from sohoa.language import _


@click.command(
    "stop",
    help=_("Let a run end after the document it has in hand; run again, it goes on from there."),
)
@click.argument("run_id", metavar="ID")
def command(run_id: str) -> None:
    """Leave the request in the run's folder, and say how to see it end."""
    from sohoa.cli.place import the_workspace
    from sohoa.person import person
    from sohoa.runs.stopping import stop_run

    stop_run(the_workspace(), run_id, who=person())
    text = _("{run} ends after the present document. See it end: sohoa run --watch {run}")
    click.echo(text.format(run=run_id))
