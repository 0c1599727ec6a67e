"""`sohoa runs`: every run there is a record of; `sohoa run --watch ID` follows one to its end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.domain.vietnam_time import minute_shown
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.runs.record import SeenRun

#: So many runs are shown, unless more are asked for.
_SHOWN = 20


@click.command("runs", help=_("The runs, the newest first: who started them, and how they stand."))
@click.option(
    "--all", "wants_all", is_flag=True, help=_("All that are kept, not only the newest twenty.")
)
@json_option
def command(*, wants_all: bool, as_json: bool) -> None:
    """Print a table, or one JSON list."""
    from sohoa.cli.place import the_workspace
    from sohoa.cli.progress_view import progress_line
    from sohoa.runs.record import see_runs

    seen = see_runs(the_workspace())
    shown = seen if wants_all else seen[:_SHOWN]
    if as_json:
        print_json(shown)
        return
    if not shown:
        click.echo(_("There has been no run yet."))
        return
    headings = (_("run"), _("what"), _("who"), _("boxes"), _("begun at"), _("ended at"), _("state"))
    print_table(headings, [_row(one) for one in shown])
    for one in shown:
        if one.progress and not one.state.is_over:
            click.echo(f"{one.record.run_id}: {progress_line(one.progress)}")


def watch_run(run_id: str, *, quiet: bool, as_json: bool) -> int:
    """Follow a run to its end, and end with its exit code.

    Raises:
        UnknownRunError: There is no such run.
    """
    from sohoa.cli.place import the_workspace
    from sohoa.runs.record import exit_code_of, follow_run

    said = ""
    for seen in follow_run(the_workspace(), run_id):
        line = _line(seen)
        if line != said and not quiet and not as_json:
            said = line
            _draw(line, is_last=seen.state.is_over)
    if as_json:
        print_json(seen)
    else:
        _print_end(seen)
    return exit_code_of(seen)


def _row(seen: SeenRun) -> tuple[object, ...]:
    from sohoa.cli.progress_view import kind_label, state_label

    record = seen.record
    boxes = ", ".join(record.boxes[:2]) + (" …" if len(record.boxes) > 2 else "")  # noqa: PLR2004
    ended = record.ended and minute_shown(record.ended)
    state = state_label(seen.state)
    if record.stopped_by:
        state = _("stopped by {who}").format(who=record.stopped_by)
    kind = kind_label(record.kind)
    return record.run_id, kind, record.who, boxes, minute_shown(record.started), ended, state


def _line(seen: SeenRun) -> str:
    from sohoa.cli.progress_view import progress_line, state_label

    if seen.progress is None or seen.state.is_over:
        return state_label(seen.state)
    return f"{state_label(seen.state)} · {progress_line(seen.progress)}"


def _draw(line: str, *, is_last: bool) -> None:
    """A line that is drawn over on a terminal, and one after the other elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{line}", err=True, nl=is_last)
    else:
        click.echo(line, err=True)


def _print_end(seen: SeenRun) -> None:
    """What became of each box, or how the run ended without one."""
    from sohoa.cli.progress_view import state_label

    record = seen.record
    if record.stopped_by:
        click.echo(_("stopped by {who}").format(who=record.stopped_by), err=True)
    if not record.outcome:
        click.echo(f"{record.run_id}: {state_label(seen.state)}")
        return
    headings = (_("batch"), _("archived"), _("pages"), _("quarantined"), _("note"))
    rows = [
        (one.box, one.archived, one.pages, one.quarantined, one.stopped and f"[{one.stopped}]")
        for one in record.outcome
    ]
    print_table(headings, rows)
