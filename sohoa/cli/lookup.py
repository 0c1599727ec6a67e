"""`sohoa lookup`: what the office already holds of an owner that can be used again."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.cli.document_view import day_as_shown
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.vietnam_time import day_shown
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.looking_up import LookupResult, OwnersPaper


@click.command(
    "lookup",
    help=_(
        "Which results of an owner the office holds that can be used again. Every question is kept "
        "with its purpose; the number is not."
    ),
)
@click.option(
    "--owner",
    metavar=_("NUMBER"),
    help=_(
        "The owner's number: CCCD, CMND, passport, tax or business code. Without it you are asked, "
        "and what you type is not shown; `-` reads it from standard input."
    ),
)
@click.option(
    "--type", "record_type", metavar="NAME", default="", help=_("Only this type of paper.")
)
@click.option("--purpose", required=True, help=_("What it is asked for: the request, its number."))
@json_option
def command(*, owner: str | None, record_type: str, purpose: str, as_json: bool) -> None:
    """Print what can be used again, then what cannot, and why."""
    from sohoa.use_cases.looking_up import look_up

    workspace = the_workspace()
    result = look_up(
        workspace,
        _number(owner),
        purpose=purpose,
        record_type=record_type,
        now=dt.datetime.now(dt.UTC),
    )
    if as_json:
        print_json(result)
    else:
        _print(result, workspace.archive_dir)


def _number(owner: str | None) -> str:
    if owner == "-":
        return sys.stdin.readline().strip()
    if owner is None:
        return str(click.prompt(_("The owner's number"), hide_input=True))
    return owner


def _print(result: LookupResult, archive_dir: Path) -> None:
    from sohoa.reports.reuse_words import apart_label, doubt_label

    day = day_shown(result.day)
    if result.held:
        text = _("Can be used again on {day}: {count}")
        click.secho(text.format(day=day, count=len(result.held)), bold=True)
    else:
        click.secho(_("Nothing that can be used again on {day}.").format(day=day), bold=True)
    for one in result.held:
        click.echo(f"✓ {_title(one)}")
        click.echo(f"  {one.record_id} · {archive_dir / one.archive_path}")
        if one.doubt:
            click.echo(f"  ! {doubt_label(one.doubt)}")
    if result.apart:
        click.echo(_("Held, and cannot be used again: {count}").format(count=len(result.apart)))
    for one in result.apart:
        reason = apart_label(one.reason) if one.reason else ""
        click.echo(f"✗ {_title(one)}")
        click.echo(f"  {one.record_id} · {reason}")
    click.echo(_("The question was kept: {purpose}").format(purpose=result.purpose))


def _title(one: OwnersPaper) -> str:
    until = _("valid until {day}").format(day=day_shown(one.valid_until)) if one.valid_until else ""
    parts = (one.record_type, one.number, day_as_shown(one.formed), one.owner, one.subject, until)
    return " · ".join(part for part in parts if part)
