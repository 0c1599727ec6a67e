"""`sohoa review export` and `sohoa review import`: the sheet to decide in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import boxes_option, json_option, print_json
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.review_sheets import ReviewImport, SheetRow


@click.command("export", help=_("Write what waits into a sheet (.xlsx) to decide in."))
@boxes_option
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Write it here; else into data/reports."),
)
@json_option
def export_command(batches: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """A sheet that is there is never written over."""
    from sohoa.use_cases.review_sheets import export_review

    sheet = export_review(the_workspace(), batches, out, now=dt.datetime.now(dt.UTC))
    if as_json:
        print_json(sheet)
        return
    if sheet.path is None:
        click.echo(_("Nothing waits to be told which paper it is."))
        return
    text = _("{count} documents to decide: {path}")
    click.echo(text.format(count=sheet.rows, path=sheet.path))
    if sheet.left:
        text = _("{count} more wait: export again when these are decided.")
        click.echo(text.format(count=sheet.left))
    text = _("Fill it in, save it, then: {command}")
    click.echo(text.format(command=f'sohoa review import "{sheet.path}"'))


@click.command("import", help=_("Enter what was decided in a sheet."))
@click.argument("path", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Only show what it would change."))
@json_option
def import_command(path: Path, dry_run: bool, as_json: bool) -> int:
    """Each row by itself: one that cannot be taken costs no other. The sheet is only read."""
    from sohoa.domain.errors import ExitCode
    from sohoa.use_cases.review_sheets import SheetRowState, import_review

    done = import_review(the_workspace(), path, rehearse=dry_run)
    if as_json:
        print_json(done)
    else:
        _print(done)
    is_whole = not done.count(SheetRowState.REFUSED, SheetRowState.BAD)
    return int(ExitCode.DONE if is_whole else ExitCode.DONE_WITH_REJECTIONS)


def _print(done: ReviewImport) -> None:
    from sohoa.use_cases.review_sheets import SheetRowState

    sheets = {one.sheet for one in done.rows}
    for row in done.rows:
        where = _("row {number}").format(number=row.row)
        if len(sheets) > 1:
            where = f"{row.sheet}, {where}"
        click.echo(f"{where}: {_told(row)}")
    decided = _("{count} would be decided.") if done.rehearsed else _("{count} were decided.")
    counts = (
        (decided, done.count(SheetRowState.DECIDED)),
        (_("{count} were decided so before."), done.count(SheetRowState.SAME)),
        (_("{count} could not be taken."), done.count(SheetRowState.REFUSED, SheetRowState.BAD)),
        (_("{count} stay open."), done.unanswered + done.count(SheetRowState.LATER)),
    )
    click.echo(" ".join(text.format(count=count) for text, count in counts if count))
    if done.count(SheetRowState.DECIDED) and not done.rehearsed:
        click.echo(_("The next run goes on with what was decided."))


def _told(row: SheetRow) -> str:
    texts = {
        "decided": "{document}: {paper}",
        "same": _("{document}: {paper}, as it was decided before"),
        "later": _("{document}: later"),
        "refused": "[{code}] {message}",
        "bad": "{message}",
    }
    return texts[row.state].format(
        document=row.document_id,
        paper=row.record_id or _("none of the register"),
        code=row.code,
        message=row.message,
    )
