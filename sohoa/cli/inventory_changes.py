"""`sohoa inventory edit|withdraw|restore|merge|split|export`: what people say of papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sohoa.cli.day import DAY
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.tabular.columns import Column
    from sohoa.use_cases.paper_changes import PaperChanges, Word

F = TypeVar("F", bound=Callable[..., Any])


def word_options(function: F) -> F:
    """The options of whoever says something of papers."""
    for option in (
        json_option,
        click.option("--dry-run", is_flag=True, help=_("Only show what it would change.")),
        click.option("--since", type=DAY, help=_("The day from which it holds.")),
        click.option(
            "--reason", required=True, help=_("Why; it stays in the history of the paper for good.")
        ),
    ):
        function = option(function)
    return function


@click.command("edit", help=_("Correct papers of the register; what was there stays known."))
@click.argument("ids", metavar=_("ID..."), nargs=-1, required=True)
@click.option(
    "--set",
    "assignments",
    metavar=_("FIELD=VALUE"),
    multiple=True,
    required=True,
    help=_("A field of the register and its value, as a register has them; several times."),
)
@word_options
def edit_command(ids: tuple[str, ...], assignments: tuple[str, ...], **said: Any) -> None:
    """Show each value before and after, and what it does to the figures."""
    from sohoa.use_cases.paper_changes import edit_papers

    values = _assigned(assignments)
    tell_changes(edit_papers(the_workspace(), ids, values, word_of(said)), said)


@click.command(
    "enter", help=_("Enter a paper that no row has, from the page of its scan, and tie them.")
)
@click.argument("document", metavar=_("DOCUMENT"))
@click.option(
    "--set",
    "assignments",
    metavar=_("FIELD=VALUE"),
    multiple=True,
    help=_("A field of the register and its value, as a register has them; several times."),
)
@word_options
def enter_command(document: str, assignments: tuple[str, ...], **said: Any) -> None:
    """What the page does not say, or says wrongly, is said by --set."""
    from sohoa.use_cases.entering import enter_paper

    if said["since"]:
        raise click.UsageError(_("What a paper bears it always bore: leave --since out."))
    values = _assigned(assignments)
    tell_changes(enter_paper(the_workspace(), document, values, word_of(said)), said)


@click.command(
    "withdraw", help=_("Take papers out of the inventory: they do not exist, or not here.")
)
@click.argument("ids", metavar=_("ID..."), nargs=-1, required=True)
@word_options
def withdraw_command(ids: tuple[str, ...], **said: Any) -> None:
    """Their history stays, and so does what was counted before."""
    from sohoa.use_cases.paper_changes import withdraw_papers

    tell_changes(withdraw_papers(the_workspace(), ids, word_of(said)), said)


@click.command("restore", help=_("Bring papers back that were withdrawn or merged."))
@click.argument("ids", metavar=_("ID..."), nargs=-1, required=True)
@word_options
def restore_command(ids: tuple[str, ...], **said: Any) -> None:
    """Bring them back as they were."""
    from sohoa.use_cases.paper_changes import restore_papers

    tell_changes(restore_papers(the_workspace(), ids, word_of(said)), said)


@click.command("merge", help=_("Say that papers are one with another, which stays."))
@click.argument("ids", metavar=_("ID..."), nargs=-1, required=True)
@click.option("--into", required=True, metavar="ID", help=_("The paper that stays."))
@word_options
def merge_command(ids: tuple[str, ...], into: str, **said: Any) -> None:
    """The paper that stays takes their document, if it has none."""
    from sohoa.use_cases.paper_changes import merge_papers

    tell_changes(merge_papers(the_workspace(), ids, into, word_of(said)), said)


@click.command("split", help=_("Enter a second paper that stood in the row of another."))
@click.argument("identity", metavar="ID")
@click.option(
    "--set",
    "assignments",
    metavar=_("FIELD=VALUE"),
    multiple=True,
    required=True,
    help=_("What is otherwise of the second paper; several times."),
)
@word_options
def split_command(identity: str, assignments: tuple[str, ...], **said: Any) -> None:
    """The first paper stays as it is."""
    from sohoa.use_cases.paper_changes import split_paper

    values = _assigned(assignments)
    tell_changes(split_paper(the_workspace(), identity, values, word_of(said)), said)


@click.command("export", help=_("Write the papers into a sheet to change, and import again."))
@click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), default="so-giay-to-hien-co.xlsx"
)
@click.option("--room", default="", metavar="NAME", help=_("Only papers of this room."))
def export_command(file: Path, room: str) -> None:
    """Every row names its paper by its id; a file that is there is left alone."""
    from sohoa.use_cases.paper_export import export_papers

    path, count = export_papers(the_workspace(), file, room=room)
    text = _("{count} papers: {path}. Change what is to be changed, then: {command}")
    command = f'sohoa inventory import {path} --reason "…"'
    click.echo(text.format(count=count, path=path, command=command))


COMMANDS = (
    edit_command,
    enter_command,
    withdraw_command,
    restore_command,
    merge_command,
    split_command,
    export_command,
)


def word_of(said: dict[str, Any]) -> Word:
    """What the options of `word_options` say together."""
    from sohoa.use_cases.custody import checked_reason
    from sohoa.use_cases.paper_changes import Word

    since: dt.date | None = said["since"]
    return Word(checked_reason(said["reason"]), since, rehearse=said["dry_run"])


def _assigned(assignments: tuple[str, ...]) -> dict[Column, str]:
    """Fields by the names that registers and `--json` have for them."""
    from sohoa.inventory.paper_edit import field_named

    values: dict[Column, str] = {}
    for assignment in assignments:
        name, separator, value = assignment.partition("=")
        column = field_named(name) if separator else None
        if column is None:
            problem = _("`{text}`: write FIELD=VALUE, with a field of: {fields}")
            raise click.UsageError(problem.format(text=assignment, fields=_fields()))
        values[column] = value.strip()
    return values


def _fields() -> str:
    from sohoa.inventory.paper_edit import EDITED
    from sohoa.inventory.wording import field_title

    names = dict.fromkeys(EDITED.values())
    return ", ".join(f"{name} ({field_title(name)})" for name in names)


def tell_changes(changes: PaperChanges, said: dict[str, Any]) -> None:
    """Print what is otherwise of each paper, or one JSON object."""
    from sohoa.cli.changes_view import print_paper_changes

    if said["as_json"]:
        print_json(changes)
    else:
        print_paper_changes(changes)
