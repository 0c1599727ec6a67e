"""`sohoa lists`: the names by which damaged readings are corrected; learn them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.domain.paper_fields import FieldName
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.lists import ListsLearnt


@click.command(
    "lists", help=_("Show the lists by which damaged names are corrected; learn them anew.")
)
@click.option("--learn", is_flag=True, help=_("Learn them from all archived, tied documents."))
@click.option("--dry-run", is_flag=True, help=_("Only show what it would change."))
@json_option
def command(learn: bool, dry_run: bool, as_json: bool) -> None:
    """What an office writes itself stays as it is, and goes before what is learnt."""
    if learn:
        _learn(dry_run=dry_run, as_json=as_json)
        return
    if dry_run:
        raise click.UsageError(_("--dry-run needs --learn."))
    from sohoa.use_cases.lists import show_lists

    values = show_lists(the_workspace())
    if as_json:
        print_json(values)
        return
    if not values:
        click.echo(_("There are no lists yet: {command}").format(command="sohoa lists --learn"))
        return
    headings = [
        _("list"), _("value"), _("title"), _("at"), _("records"), _("first"), _("last"), _("file"),
    ]  # fmt: skip
    print_table(
        headings,
        [
            [
                _called(one.kind), one.value, one.title, one.body, one.seen, one.first, one.last,
                one.file,
            ]
            for one in values
        ],
    )  # fmt: skip


def _learn(*, dry_run: bool, as_json: bool) -> None:
    from sohoa.use_cases.lists import learn_lists

    learnt = learn_lists(the_workspace(), rehearse=dry_run)
    if as_json:
        print_json(learnt)
    else:
        _print(learnt)


def _print(learnt: ListsLearnt) -> None:
    rows = [
        [_called(one.kind), one.value, one.title, one.body, one.before, one.now]
        for one in learnt.lines
    ]
    if rows:
        headings = [_("list"), _("value"), _("title"), _("at"), _("before"), _("now")]
        print_table(headings, rows)
    told = (
        _("{count} decided records would teach this ({least} make a value): {path}")
        if learnt.rehearsed
        else _("{count} decided records have taught this ({least} make a value): {path}")
    )
    click.echo(told.format(count=learnt.records, least=learnt.least, path=learnt.path))
    for kind, count in learnt.values.items():
        click.echo(f"  {_called(kind)}: {count}")


def _called(kind: str) -> str:
    return _(next(name.called for name in FieldName if name.value == kind))
