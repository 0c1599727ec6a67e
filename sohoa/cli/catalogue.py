"""`sohoa catalogue`: where the office's catalogue is kept."""

from __future__ import annotations

import sys

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _


@click.group("catalogue", help=_("Where the catalogue is kept: copy it, or move it to a server."))
def command() -> None:
    """One file on one machine, or a PostgreSQL database for more."""


@command.command("copy", help=_("Copy the catalogue to an empty place, compared row by row."))
@click.argument("target", metavar="ADDRESS")
@click.option(
    "--switch", is_flag=True, help=_("The office goes on with the copy; the old one is closed.")
)
def copy_command(*, target: str, switch: bool) -> None:
    """A server's address, or a file that is not there yet."""
    from sohoa.use_cases.moving_catalogue import copy_to

    def tell(table: str, rows: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{table}: {rows}\033[K", nl=False, err=True)

    copied = copy_to(the_workspace(), target, switch=switch, tell=tell)
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    total = sum(copied.rows.values())
    click.echo(
        _("Copied and compared: {rows} rows, from {source} to {target}").format(
            rows=total, source=copied.source, target=copied.target
        )
    )
    if copied.is_switched:
        click.echo(_("The office goes on with the copy; the old catalogue refuses from now on."))
    else:
        click.echo(_("The office goes on with the old catalogue; --switch would have moved it."))
