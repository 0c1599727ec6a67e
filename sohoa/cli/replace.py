"""`sohoa replace DOCUMENT`: a better scan takes the place of an archived record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.question import confirmed
from sohoa.cli.screen import json_option, print_json
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.custody import Proposal
    from sohoa.workspace import Workspace


@click.command(
    "replace",
    help=_(
        "Let the scan that lies in the box take the place of an archived document: a new version,"
        " signed anew; the old one is kept, marked as replaced, and no longer counted."
    ),
)
@click.argument("document", metavar="ID")
@click.option("--reason", required=True, help=_("Why; it stays in the record for good."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.option("--quiet", is_flag=True, help=_("No progress bar (for a night job)."))
@json_option
def command(document: str, reason: str, yes: bool, quiet: bool, as_json: bool) -> int:
    """Ask, keep the decision, and take the box through the line; exit code 5 if it is held up."""
    from sohoa.cli.run import digitized
    from sohoa.domain.errors import ExitCode
    from sohoa.person import person
    from sohoa.use_cases.custody import checked_reason, decide_replacement, propose_replacement

    workspace, who, why = the_workspace(), person(), checked_reason(reason)
    proposal = propose_replacement(workspace, document)
    if not yes:
        _show(proposal)
        if not confirmed(_("Replace it?")):
            click.echo(_("Nothing was changed."), err=True)
            return ExitCode.DONE
    decide_replacement(workspace, proposal, who=who, reason=why)
    # Where the box could not be worked on, the summary says so; any other end is an error.
    digitized(workspace, proposal.phase, [proposal.row.batch], now=False, quiet=quiet or as_json)
    return _tell(workspace, proposal, as_json=as_json)


def _show(proposal: Proposal) -> None:
    """Both scans side by side, before anything is decided."""
    from sohoa.cli.document_view import identifying_line

    row = proposal.row
    click.echo(identifying_line(row), err=True)
    archived = _("Archived: {name}, {pages} pages, {size} bytes, SHA-256 {sha}…")
    click.echo(
        archived.format(
            name=(row.archive_path or "").rpartition("/")[2],
            pages=row.page_count,
            size=row.size_bytes,
            sha=row.content_sha256[:16],
        ),
        err=True,
    )
    in_box = _("In the box: {count} files, {size} bytes, SHA-256 {sha}…")
    click.echo(
        in_box.format(
            count=len(proposal.files),
            size=proposal.size_bytes,
            sha=proposal.content_sha256[:16],
        ),
        err=True,
    )


def _tell(workspace: Workspace, proposal: Proposal, *, as_json: bool) -> int:
    """Say what became of it; where the new version is held up, the old one counts."""
    from sohoa.catalogue.reader import CatalogueReader
    from sohoa.cli.document_view import reason_text
    from sohoa.domain.errors import ExitCode
    from sohoa.domain.outcome import DocumentState
    from sohoa.need_rules import load_need_rules
    from sohoa.use_cases.custody import ReplacementResult
    from sohoa.use_cases.documents import document_result

    rules = load_need_rules(workspace.config_dir)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        new = reader.document(proposal.successor_id)
        old = reader.document(proposal.row.document_id)
    state = new.state if new else None
    code = ExitCode.DONE_WITH_REJECTIONS
    if state in (DocumentState.ARCHIVED, DocumentState.IN_PROGRESS):
        code = ExitCode.DONE
    if as_json:
        shown = (document_result(one, rules) if one else None for one in (old, new))
        print_json(ReplacementResult(code, *shown))
    elif new is None:
        click.echo(_("Decided; the box could not be worked on now. The next run carries it out."))
    elif state is DocumentState.ARCHIVED:
        text = _("Archived as {new}: {path}")
        click.echo(text.format(new=new.document_id, path=new.archive_path))
    elif state is DocumentState.IN_PROGRESS:
        click.echo(
            _("The new version waits for its signature (sohoa sign); until then the old counts.")
        )
    elif old is not None and old.state is DocumentState.ARCHIVED:
        text = _("The new version is held up, and the old one still counts: {reason}")
        click.echo(text.format(reason=reason_text(new, rules)))
    else:
        text = _("The new version is held up, and none counts until then: {reason}")
        click.echo(text.format(reason=reason_text(new, rules)))
    return code
