"""`sohoa handover`: the lists with which files are handed over, and the minute to be signed."""

from __future__ import annotations

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.language import _


@click.command("handover", help=_("Write the lists and the minute of a hand-over (PDF and XLSX)."))
@click.option("--batch", metavar="BATCH", help=_("Only documents of this box."))
@click.option("--unit", metavar="FILE_UNIT", help=_("Only this file unit."))
@json_option
def command(batch: str | None, unit: str | None, *, as_json: bool) -> None:
    """Write both files and say where they lie."""
    from sohoa.use_cases.handing_over import write_handover

    if batch and unit:
        raise click.UsageError(_("Name a box or a file unit, not both."))
    files = write_handover(the_workspace(), batch=batch, file_unit=unit)
    if as_json:
        print_json(files)
        return
    told = _("{documents} documents in {units} files:")
    click.echo(told.format(documents=files.documents, units=files.file_units))
    for path in (files.pdf, files.xlsx):
        click.echo(str(path))
