"""`sohoa sign`: sign what waits for a person, in one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.sign.settings import SignSettings
    from sohoa.sign.signing_session import SigningSession
    from sohoa.workspace import Workspace


@click.command(
    "sign",
    help=_("Sign the documents that wait for you and your token; run again to go on."),
)
@click.option(
    "--batch",
    "batches",
    multiple=True,
    metavar="NAME",
    help=_("A batch that waits; may be repeated. Default: all."),
)
@click.option("--quiet", is_flag=True, help=_("No progress bar (for a night job)."))
@click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
def command(batches: tuple[str, ...], quiet: bool, as_json: bool) -> int:
    """Find what waits, ask for each PIN once, open the keys, and only then start Prefect."""
    from flows.server import prefect_server
    from sohoa.cli.prefect_log import prefect_log
    from sohoa.cli.run_screen import print_summaries, run_screen
    from sohoa.domain.errors import ExitCode
    from sohoa.line.waiting import waiting_batches
    from sohoa.plan_file import load_plan
    from sohoa.runs.live import recorded_run
    from sohoa.runs.record import RunKind
    from sohoa.settings import load_settings
    from sohoa.use_cases.boxes import require_box
    from sohoa.use_cases.doctor import require_ready

    workspace = the_workspace()
    plan, settings = load_plan(workspace.plan_path), load_settings(workspace.config_dir)
    for name in batches:
        require_box(workspace, name)
    waiting = waiting_batches(workspace, plan, batches, quality=settings.ocr.quality)
    if not waiting:
        click.echo("[]" if as_json else _("No document waits for a signature."))
        return int(ExitCode.DONE)
    require_ready(workspace, settings)
    phases = sorted({batch.phase.number for batch in waiting})
    boxes = {batch.folder.batch: batch.count for batch in waiting}
    with (
        _open_session(workspace, settings.sign) as session,
        prefect_server(workspace.prefect_dir) as server,
        recorded_run(workspace, RunKind.SIGN, phases=phases, boxes=boxes) as run,
        run_screen(run, quiet=quiet or as_json) as screen,
    ):
        screen.begin(boxes)
        from flows.signing_session import sign_waiting

        server.wait()
        with prefect_log():
            summaries = sign_waiting(
                workspace, waiting, plan=plan, settings=settings, session=session
            )
        run.exit_code = max(int(summary.exit_code) for summary in summaries)
    print_summaries(summaries, as_json=as_json)
    return run.exit_code


def _open_session(workspace: Workspace, settings: SignSettings) -> SigningSession:
    """Open the keys; a PIN that is in no variable is asked for, once, and echoes nothing."""
    import datetime as dt

    from sohoa.sign.keys import keeper_of, roles_that_wait
    from sohoa.sign.signing_session import SigningSession, signing_roles

    roles = signing_roles(settings, dt.datetime.now(dt.UTC))
    typed: dict[str, str] = {}
    pins = {}
    for role in roles_that_wait(settings, roles):
        keeper = keeper_of(settings.key_of(role))
        if keeper not in typed:  # both keys may lie on one token
            question = _("PIN or passphrase of {keeper}").format(keeper=keeper)
            typed[keeper] = click.prompt(question, hide_input=True, err=True)
        pins[role] = typed[keeper]
    return SigningSession.open(
        settings, default_path=workspace.development_key_path, roles=roles, pins=pins
    )
