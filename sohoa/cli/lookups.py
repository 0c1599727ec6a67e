"""`sohoa lookups`: the questions that were asked with `sohoa lookup`, and what they come to."""

from __future__ import annotations

import datetime as dt

import click

from sohoa.cli.day import DAY, today
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.domain.vietnam_time import minute_shown
from sohoa.language import _


@click.command(
    "lookups",
    help=_("The questions of a year that were asked with `sohoa lookup`, and how many had a hit."),
)
@click.option("--as-of", type=DAY, help=_("Of this day's year, up to its end."))
@json_option
def command(as_of: dt.date | None, as_json: bool) -> None:
    """Print who asked when and for what, and the figure that `status` says."""
    from sohoa.domain.progress import refuse_future
    from sohoa.reports.reuse_words import reuse_sentence
    from sohoa.use_cases.reuse import LookupsResult, lookups, reuse_result

    until = refuse_future(as_of or today(), now=dt.datetime.now(dt.UTC))
    reuse, questions = lookups(the_workspace(), until=until)
    if as_json:
        print_json(LookupsResult(reuse_result(reuse), questions))
        return
    rows: list[list[object]] = [
        [minute_shown(one.at), one.person, one.purpose, one.record_type, one.found, one.apart]
        for one in questions
    ]
    headings = [
        _("when"), _("who"), _("purpose"), _("type"), _("can be used again"), _("cannot"),
    ]  # fmt: skip
    if rows:
        print_table(headings, rows)
        click.echo()
    click.echo(reuse_sentence(reuse))
