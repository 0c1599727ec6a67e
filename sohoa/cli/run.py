"""`sohoa run PHASE`: digitize batches for one phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.server import Server
    from sohoa.line.engine import Batch, Tally
    from sohoa.line.summary import RunSummary
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
    """Start Prefect's server first of all; what has to be imported is imported beside it."""
    from flows.server import prefect_server

    workspace = the_workspace()
    with prefect_server(workspace.prefect_dir) as server:
        summary = _digitize(workspace, phase, names, server=server, now=now, quiet=quiet or as_json)

    from sohoa.cli.run_screen import print_summary

    print_summary(summary, as_json=as_json)
    return int(summary.exit_code)


def _digitize(
    workspace: Workspace,
    phase: int,
    names: tuple[str, ...],
    *,
    server: Server,
    now: bool,
    quiet: bool,
) -> RunSummary:
    """Check what can be checked, and take boxes in until the server answers; then the flow."""
    from sohoa.cli.run_screen import run_screen
    from sohoa.line.batch import open_batches, take_in
    from sohoa.runs.ahead import boxes_ahead
    from sohoa.runs.live import recorded_run
    from sohoa.runs.record import RunKind
    from sohoa.use_cases.preflight import prepare

    ready = prepare(workspace, phase=phase, batches=names)
    boxes = boxes_ahead(workspace, ready.batches)
    with (
        recorded_run(workspace, RunKind.RUN, phases=[phase], boxes=boxes) as run,
        run_screen(run, quiet=quiet) as screen,
        open_batches(
            workspace,
            ready.batches,
            phase=ready.phase,
            plan=ready.plan,
            settings=ready.settings,
            is_whole=now,
        ) as batches,
    ):
        screen.begin(boxes)
        begun = take_in(batches, until=server.answers)
        summary = _flow(phase, batches, server=server, begun=begun)
        run.exit_code = int(summary.exit_code)
    return summary


def _flow(
    phase: int, batches: Sequence[Batch], *, server: Server, begun: Sequence[Tally]
) -> RunSummary:
    """Run the flow once Prefect's server answers."""
    from flows.digitize import digitize_opened
    from flows.run_state import summary_of
    from sohoa.cli.prefect_log import prefect_log

    server.wait()
    with prefect_log():
        return summary_of(digitize_opened(phase, batches, begun=begun))
