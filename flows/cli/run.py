"""`sohoa run PHASE`: digitize batches for one phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.language import _

if TYPE_CHECKING:
    from flows.server import Server
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
        from flows.cli.runs import watch_run

        return watch_run(watch, quiet=quiet, as_json=as_json)
    if phase is None:
        raise click.UsageError(_("Say which phase is to be run, or which run to --watch."))
    return _run(phase, batches, now=now, quiet=quiet, as_json=as_json)


def _run(phase: int, batches: tuple[str, ...], *, now: bool, quiet: bool, as_json: bool) -> int:
    """Check what can be checked while Prefect starts beside, and run the flow."""
    from flows.cli.run_screen import print_summary, run_screen
    from flows.preflight import prepare
    from flows.server import prefect_server
    from sohoa.runs.ahead import boxes_ahead
    from sohoa.runs.live import recorded_run
    from sohoa.runs.record import RunKind
    from sohoa.workspace import Workspace

    office = Workspace.find()
    with prefect_server(office.prefect_dir) as server:
        ready = prepare(office, phase=phase, batches=batches)
        boxes = boxes_ahead(office, ready.batches)
        with (
            recorded_run(office, RunKind.RUN, phases=[phase], boxes=boxes) as run,
            run_screen(run, quiet=quiet or as_json) as screen,
        ):
            screen.begin(boxes)
            summary = _flow(office, phase, batches, server=server, now=now)
            run.exit_code = int(summary.exit_code)
    print_summary(summary, as_json=as_json)
    return int(summary.exit_code)


def _flow(
    office: Workspace, phase: int, batches: tuple[str, ...], *, server: Server, now: bool
) -> RunSummary:
    """Run the flow once Prefect's server answers."""
    from flows.cli.prefect_log import prefect_log
    from flows.digitize import digitize_phase
    from flows.run_state import summary_of

    server.wait()
    with prefect_log():
        state = digitize_phase(
            phase, batches=list(batches) or None, workspace=office.root, now=now, return_state=True
        )
    return summary_of(state)
