"""`sohoa sample DIR`: made-up records that look like this office's."""

from __future__ import annotations

from pathlib import Path

import click

from sohoa.language import _


@click.command(
    "sample", help=_("Write a made-up register and boxes of scans, with the truth beside.")
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--documents",
    type=click.IntRange(min=1),
    default=12,
    show_default=True,
    help=_("How many documents."),
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help=_("The same seed gives the same records."),
)
def command(folder: Path, documents: int, seed: int) -> None:
    """Draw the records and say where they lie."""
    from sohoa.sample import make_sample

    summary = make_sample(folder, documents=documents, seed=seed)
    click.echo(str(summary))
