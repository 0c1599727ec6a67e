"""`sohoa run PHASE`: digitize batches for one phase."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.server import Server
    from sohoa.line.summary import RunSummary
    from sohoa.use_cases.running import RunRequest
    from sohoa.workspace import Workspace


@click.command(
    "run",
    help=_("Digitize the batches in data/inbox for one phase; run again to resume."),
)
@click.argument("phase", type=int, required=False)
@click.option(
    "--batch",
    "batches",
    multiple=True,
    metavar="NAME",
    help=_("A folder of data/inbox; may be repeated. Default: all."),
)
@click.option(
    "--now", is_flag=True, help=_("The boxes are whole: do not wait for what was written just now.")
)
@click.option("--quiet", is_flag=True, help=_("No progress bar (for a night job)."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
@click.option(
    "--watch",
    metavar="ID",
    help=_("Start nothing: follow the run of this id (`sohoa runs`) to its end."),
)
def command(
    phase: int | None,
    batches: tuple[str, ...],
    *,
    now: bool,
    quiet: bool,
    as_json: bool,
    watch: str | None,
) -> int:
    """Start a run, or follow one from outside."""
    if watch is not None:
        from sohoa.cli.runs import watch_run

        return watch_run(watch, quiet=quiet, as_json=as_json)
    if phase is None:
        raise click.UsageError(_("Say which phase is to be run, or which run to --watch."))
    return _run(phase, batches, now=now, quiet=quiet, as_json=as_json)


def _run(phase: int, names: tuple[str, ...], *, now: bool, quiet: bool, as_json: bool) -> int:
    from sohoa.cli.run_screen import print_summary

    workspace = the_workspace()
    summary = digitized(workspace, phase, names, now=now, quiet=quiet or as_json)
    # Not before: it loads what a run does without until Prefect's server is there.
    from sohoa.use_cases.progress import verdict_of_today

    verdict = verdict_of_today(workspace, now=dt.datetime.now(dt.UTC))
    print_summary(summary, verdict, as_json=as_json)
    return int(summary.exit_code)


def digitized(
    workspace: Workspace, phase: int, names: Sequence[str], *, now: bool, quiet: bool
) -> RunSummary:
    """Start Prefect's server first of all, and say what lies ahead before anything large is loaded.

    What has to be imported and checked is so beside the server, and boxes are taken in until it
    answers; then the flow goes on with them.

    Raises:
        BatchError: The run cannot begin.
    """
    from flows.server import prefect_server
    from sohoa.cli.run_screen import run_screen
    from sohoa.runs.ahead import boxes_ahead
    from sohoa.runs.live import recorded_run
    from sohoa.runs.record import RunKind
    from sohoa.use_cases.running import run_request

    with prefect_server(workspace.prefect_dir) as server:
        request = run_request(workspace, phase=phase, batches=names, is_whole=now)
        boxes = boxes_ahead(workspace, request.batches)
        with (
            recorded_run(workspace, RunKind.RUN, phases=[phase], boxes=boxes) as run,
            run_screen(run, quiet=quiet) as screen,
        ):
            screen.begin(boxes)
            summary = _summary(workspace, request, server=server)
            run.exit_code = int(summary.exit_code)
    return summary


def _summary(workspace: Workspace, request: RunRequest, *, server: Server) -> RunSummary:
    """Open the boxes and take them in until Prefect's server answers; then run the flow."""
    from sohoa.line.batch import take_in
    from sohoa.use_cases.digitizing import opened_batches

    with opened_batches(workspace, request) as batches:
        begun = take_in(batches, until=server.answers)
        from flows.digitize import digitize_opened
        from flows.run_state import summary_of
        from sohoa.cli.prefect_log import prefect_log

        server.wait()
        with prefect_log():
            return summary_of(digitize_opened(request.phase.number, batches, begun=begun))
