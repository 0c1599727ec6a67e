"""`sohoa demo DIR`: the whole line once, on made-up records, in a workspace of its own."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import click

from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode, NotFoundError
from sohoa.domain.plan import PhaseKind, Plan
from sohoa.language import _
from sohoa.plan_file import load_plan
from sohoa.workspace import Workspace

_REGISTER = "so-dang-ky.xlsx"
_SEARCH = "giấy phép"


@click.command("demo", help=_("Try everything once on made-up records, in a workspace of its own."))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--documents",
    type=click.IntRange(min=6),
    default=12,
    show_default=True,
    help=_("How many documents."),
)
def command(folder: Path, documents: int) -> int:
    """Run the commands an office would run, and say where the results lie."""
    workspace, records = Workspace(folder.resolve()), folder.resolve() / "sample"
    _say("init", str(folder))
    if not records.exists():
        _say("sample", str(records), "--documents", str(documents))
    shutil.copytree(records / "inbox", workspace.inbox_dir, dirs_exist_ok=True)
    home = ["--home", str(workspace.root)]
    phase = str(phase_of_the_sample(load_plan(workspace.plan_path)))
    _say(*home, "inventory", "import", str(records / _REGISTER))
    _say(*home, "inventory", "summary")
    _say(*home, "run", phase, "--now")
    _say(*home, "status")
    _say(*home, "report", phase)
    _tell_what_to_try(workspace)
    return ExitCode.DONE


def phase_of_the_sample(plan: Plan) -> int:
    """Choose the phase of a plan that takes the years of the sample's scans.

    A plan for other years has the first phase that digitizes take them.

    Raises:
        NotFoundError: No phase of the plan digitizes.
    """
    from sohoa.sample.deliveries import LAST_YEAR

    digitizing = [phase for phase in plan.phases if phase.kind is PhaseKind.DIGITIZE]
    phase = plan.phase_of(LAST_YEAR) or next(iter(digitizing), None)
    if phase is None:
        raise NotFoundError(name=_("of the demo"))
    return phase.number


def _say(*arguments: str) -> None:
    """Show a command as it would be typed, then run it; rejections are part of the story."""
    click.secho(f"\n$ sohoa {shlex.join(arguments)}", bold=True)
    code = run(arguments)
    if code not in (ExitCode.DONE, ExitCode.DONE_WITH_REJECTIONS):
        raise click.exceptions.Exit(code)


def _tell_what_to_try(workspace: Workspace) -> None:
    """End with the three things to look at: the report, a signed PDF, and a search."""
    from sohoa.catalogue.reader import CatalogueReader
    from sohoa.domain.outcome import DocumentState

    reports = sorted(workspace.reports_dir.rglob("*.html"))
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        archived = reader.list_documents(state=DocumentState.ARCHIVED)
    if not reports or not archived or archived[0].archive_path is None:
        raise NotFoundError(name=_("of the demo"))
    click.echo()
    click.echo(_("Completion report: {path}").format(path=reports[-1]))
    click.echo(
        _("A signed PDF:      {path}").format(path=workspace.archive_dir / archived[0].archive_path)
    )
    search = (
        f".venv/bin/sohoa --home {shlex.quote(str(workspace.root))} search {shlex.quote(_SEARCH)}"
    )
    click.echo(_("Now try:           {command}").format(command=search))
