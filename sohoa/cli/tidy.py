"""`sohoa tidy`: take away working files of finished documents."""

from __future__ import annotations

import datetime as dt

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json, with_comma
from sohoa.language import _

_MEGABYTE = 1_000_000


@click.command(
    "tidy",
    help=_("Take away working files of documents that have been in the archive for some time."),
)
@click.option("--dry-run", is_flag=True, help=_("Only say what would be taken away."))
@json_option
def command(dry_run: bool, as_json: bool) -> int:
    """Apply the rule of `sohoa.use_cases.tidying` and say what it came to."""
    from sohoa.domain.errors import ExitCode
    from sohoa.settings import load_settings
    from sohoa.use_cases.tidying import tidy

    workspace = the_workspace()
    work = load_settings(workspace.config_dir).work
    done = tidy(workspace, work, now=dt.datetime.now(dt.UTC), dry_run=dry_run)
    if as_json:
        print_json(done)
    else:
        doing = _("To be taken away:") if dry_run else _("Taken away:")
        what = _(
            "{doing} working files of {documents} documents, {parts} half-written ones; {size} MB;"
            " records of {runs} old runs."
        )
        size = with_comma(f"{done.freed_bytes / _MEGABYTE:.1f}")
        click.echo(
            what.format(
                doing=doing, documents=done.documents, parts=done.parts, size=size, runs=done.runs
            )
        )
        for name in done.unproven:
            text = _("{name}: the archived file is missing or changed; run sohoa verify")
            click.echo(text.format(name=name), err=True)
    return int(ExitCode.TRUST_BROKEN if done.unproven else ExitCode.DONE)
