"""`sohoa init [DIR]`: make a workspace ready; harmless to repeat."""

from __future__ import annotations

from pathlib import Path

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _


@click.command(
    "init",
    help=_("Make a workspace ready: its folders, catalogue and a development key (default: here)."),
)
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--postgres",
    metavar="ADDRESS",
    default="",
    help=_("Keep the catalogue in a PostgreSQL database: postgresql://USER@HOST/DATABASE"),
)
def command(folder: Path | None, postgres: str) -> None:
    """Make what is missing; what is there is left alone."""
    from sohoa.use_cases.setting_up import set_up
    from sohoa.workspace import CHECKOUT, HOME_VARIABLE, Workspace

    workspace = Workspace(folder.resolve()) if folder else the_workspace()
    for made in set_up(workspace, template=Workspace(CHECKOUT), postgres=postgres):
        click.echo(_("made: {path}").format(path=made))
    click.echo(_("The workspace is ready: {path}").format(path=workspace.root))
    if folder:
        click.echo(
            _("Use it with: export {variable}={path}").format(
                variable=HOME_VARIABLE, path=workspace.root
            )
        )
