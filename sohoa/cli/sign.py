"""`sohoa sign`: sign what waits for a person, in one session."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.sign.signing_session import SigningSession
    from sohoa.use_cases.signing import SigningRequest
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
    from sohoa.domain.errors import ExitCode
    from sohoa.sign.settings import Role
    from sohoa.use_cases.issuing import note_signed
    from sohoa.use_cases.report_forms import Office, reports_that_wait, sign_reports
    from sohoa.use_cases.signing import open_session, signing_request, waiting_head

    workspace = the_workspace()
    request = signing_request(workspace, batches)
    reports = () if batches else reports_that_wait(workspace)
    head = None if batches else waiting_head(workspace, request.settings)
    code = None
    if request.waiting or reports or head:
        roles = None if request.waiting or reports else [Role.AGENCY]
        with open_session(workspace, request.settings, ask=_ask, roles=roles) as session:
            if reports:
                office = Office(workspace, request.settings, request.plan)
                for path in sign_reports(office, session):
                    note_signed(workspace, path)
                    click.echo(_("Signed: {path}").format(path=path), err=True)
            if request.waiting:
                code = _sign_records(workspace, request, session, quiet=quiet, as_json=as_json)
            _sign_head(workspace, session)
    if code is not None:
        return code
    click.echo("[]" if as_json else _("No document waits for a signature."))
    return int(ExitCode.DONE)


def _sign_head(workspace: Workspace, session: SigningSession) -> None:
    """Sign the newest head, whatever else was signed; what hinders it is told by `doctor`."""
    from sohoa.work.witness import sign_last_head

    head = sign_last_head(workspace, session)
    if head is not None:
        told = _("The head of the ledger is signed: {size} entries.")
        click.echo(told.format(size=head.size), err=True)


def _sign_records(
    workspace: Workspace,
    request: SigningRequest,
    session: SigningSession,
    *,
    quiet: bool,
    as_json: bool,
) -> int:
    """Sign the documents that wait, with a record of the run."""
    from flows.server import prefect_server
    from sohoa.cli.prefect_log import prefect_log
    from sohoa.cli.run_screen import print_summaries, run_screen
    from sohoa.runs.live import recorded_run
    from sohoa.runs.record import RunKind
    from sohoa.use_cases.progress import verdict_of_today

    boxes = request.boxes
    with (
        prefect_server(workspace.prefect_dir) as server,
        recorded_run(workspace, RunKind.SIGN, phases=request.phases, boxes=boxes) as run,
        run_screen(run, quiet=quiet or as_json) as screen,
    ):
        screen.begin(boxes)
        from flows.signing_session import sign_waiting

        server.wait()
        with prefect_log():
            summaries = sign_waiting(workspace, request, session=session)
        run.exit_code = max(int(summary.exit_code) for summary in summaries)
    verdict = verdict_of_today(workspace, now=dt.datetime.now(dt.UTC))
    print_summaries(summaries, verdict, as_json=as_json)
    return run.exit_code


def _ask(keeper: str) -> str:
    """Ask for a PIN or a passphrase; nothing of it is shown."""
    question = _("PIN or passphrase of {keeper}").format(keeper=keeper)
    try:
        typed: str = click.prompt(question, hide_input=True, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        text = _(
            "{question}: nobody is there to type it. Name the environment variable that has it in"
            " config/signing.toml: pin_env"
        )
        raise click.UsageError(text.format(question=question)) from None
    return typed
