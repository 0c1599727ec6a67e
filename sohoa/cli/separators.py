"""`sohoa separators`: sheets to lay between documents before they are scanned in one go."""

from __future__ import annotations

from pathlib import Path

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _


@click.command(
    "separators", help=_("Print sheets (PDF) to lay between documents that are scanned in one go.")
)
@click.option(
    "--count",
    type=click.IntRange(1, 500),
    default=10,
    show_default=True,
    help=_("How many sheets."),
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("The PDF to write (default: data/reports)."),
)
def command(count: int, output: Path | None) -> None:
    """Write the sheets and say where they lie."""
    from sohoa.use_cases.separating import write_separator_sheets

    path = write_separator_sheets(the_workspace(), count=count, target=output)
    click.echo(_("{count} separator sheets: {path}").format(count=count, path=path))
    click.echo(_("Lay one sheet on the first page of each document, then scan the stack."))
