"""`sohoa inventory`: phase 1, the paper register."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _


@click.group("inventory", help=_("Phase 1: import and count the paper register."))
def command() -> None:
    """Two commands: `import` and `summary`."""


@command.command("import", help=_("Import a register file; the same file twice changes nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only show the columns and every problem by row."))
@json_option
def import_command(file: Path, dry_run: bool, as_json: bool) -> int:
    """Show what was recognized, store what is right, and say where the rest is."""
    from flows.cli.inventory_view import print_preview, print_stored
    from flows.register import read_office_register, store_register
    from sohoa.workspace import Workspace

    office = Workspace.find()
    register, preview = read_office_register(office, file)
    stored = None if dry_run else store_register(office, register)
    if as_json:
        print_json({"preview": preview, "stored": stored})
    else:
        print_preview(preview)
        if stored:
            print_stored(stored)
    return ExitCode.DONE_WITH_REJECTIONS if preview.problems else ExitCode.DONE


@command.command("summary", help=_("Count the register by room, type, year and phase."))
@json_option
def summary_command(as_json: bool) -> None:
    """Print the counts; they always add up to the rows read."""
    from flows.cli.inventory_view import print_summary, summary_as_dict
    from sohoa.catalogue.reader import CatalogueReader
    from sohoa.plan_file import load_plan
    from sohoa.workspace import Workspace

    office = Workspace.find()
    plan = load_plan(office.plan_path)
    with CatalogueReader.open(office.catalogue_path) as reader:
        summary = reader.register_summary()
    if as_json:
        print_json(summary_as_dict(summary, plan))
    else:
        print_summary(summary, plan)
