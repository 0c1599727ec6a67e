"""`sohoa rescan-slip BATCH`: what has to be scanned again, on paper."""

from __future__ import annotations

from pathlib import Path

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _


@click.command("rescan-slip", help=_("Write a slip (PDF) of the pages of a box to scan again."))
@click.argument("batch", metavar="BATCH")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("The PDF to write (default: data/reports)."),
)
def command(batch: str, output: Path | None) -> None:
    """Write the slip and say where it lies."""
    from sohoa.use_cases.rescanning import write_rescan_slip

    path, count = write_rescan_slip(the_workspace(), batch=batch, target=output)
    click.echo(_("{count} documents to scan again: {path}").format(count=count, path=path))
