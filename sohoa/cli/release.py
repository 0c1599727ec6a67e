"""`sohoa release`: somebody took scans out of their box for good; kept beside each record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.question import confirmed
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.errors import ExitCode
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.releasing import Release, ReleaseResult


@click.command(
    "release",
    help=_(
        "Enter that the scans of archived documents were taken out of their box for good, by"
        " whom and why; `verify` then asks for them no more. Each record is verified first."
        " No file is deleted by this command."
    ),
)
@click.argument("documents", metavar="[ID]...", nargs=-1)
@click.option("--batch", metavar="NAME", help=_("All archived documents of this batch."))
@click.option("--reason", required=True, help=_("Why; it stays in the record for good."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@json_option
def command(
    documents: tuple[str, ...], batch: str | None, reason: str, yes: bool, as_json: bool
) -> int:
    """Verify, ask, enter; 7 if a record was not whole, 5 if scans of the box are still needed."""
    from sohoa.person import person
    from sohoa.use_cases.custody import checked_reason
    from sohoa.use_cases.releasing import propose_release, release_masters

    if bool(documents) == (batch is not None):
        raise click.UsageError(_("Name documents or a box: one of the two."))
    workspace, who, why = the_workspace(), person(), checked_reason(reason)
    release = propose_release(workspace, documents, batch)
    for error in (*release.refused, *release.needed):
        click.echo(error.render(_), err=True)
    if release.new and not yes and not _is_confirmed(release):
        click.echo(_("Nothing was changed."), err=True)
        return _code(release)
    release_masters(workspace, release, who=who, reason=why)
    if as_json:
        print_json(_result(release))
    else:
        _tell(release)
    return _code(release)


def _is_confirmed(release: Release) -> bool:
    from sohoa.cli.document_view import identifying_line

    for row in release.new:
        click.echo(identifying_line(row), err=True)
    text = _("Release the scans of these {count} documents?").format(count=len(release.new))
    return confirmed(text)


def _tell(release: Release) -> None:
    for row in release.before:
        click.echo(_("{id}: its scans were released before.").format(id=row.document_id))
    for row in release.new:
        click.echo(_("{id}: its scans are released.").format(id=row.document_id))
    text = _("Released: the scans of {count} documents. No file was deleted by the program.")
    click.echo(text.format(count=len(release.new)))


def _code(release: Release) -> ExitCode:
    if release.refused:
        return ExitCode.TRUST_BROKEN
    return ExitCode.DONE_WITH_REJECTIONS if release.needed else ExitCode.DONE


def _result(release: Release) -> ReleaseResult:
    from sohoa.use_cases.releasing import ReleaseResult

    return ReleaseResult(
        exit_code=_code(release),
        released=tuple(row.document_id for row in release.new),
        released_before=tuple(row.document_id for row in release.before),
        not_whole=tuple(error.details["document"] for error in release.refused),
        not_archived=tuple(error.details["document"] for error in release.needed),
    )
