"""`sohoa run PHASE`: digitize batches for one phase."""

from __future__ import annotations

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _


@click.command(
    "run",
    help=_("Digitize the batches in data/inbox for one phase; run again to resume."),
)
@click.argument("phase", type=int)
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
def command(phase: int, batches: tuple[str, ...], now: bool, quiet: bool, as_json: bool) -> int:
    """Check what can be checked at once, start a server if there is none, and run the flow."""
    from flows.server import prefect_server
    from sohoa.cli.prefect_log import prefect_log
    from sohoa.cli.run_screen import print_summary, run_screen
    from sohoa.use_cases.preflight import prepare
    from sohoa.work.watching import watched_by

    office = the_workspace()
    prepare(office, phase=phase, batches=batches)
    with run_screen(quiet=quiet or as_json) as screen, watched_by(screen):
        screen.say(_("Starting Prefect (about ten seconds) …"))
        with prefect_server(office.prefect_dir):
            from flows.digitize import digitize_phase
            from flows.run_state import summary_of

            with prefect_log():
                state = digitize_phase(
                    phase,
                    batches=list(batches) or None,
                    workspace=office.root,
                    now=now,
                    return_state=True,
                )
    summary = summary_of(state)
    print_summary(summary, as_json=as_json)
    return int(summary.exit_code)
