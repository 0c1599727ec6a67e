"""`sohoa show ID`: everything that is known of one document, or of a paper without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from sohoa.cli.document_view import day_as_shown, event_text, reason_text, state_label
from sohoa.cli.page_fields_view import print_page_fields
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.findings import finding_text
from sohoa.domain.holdings import DocumentRow, RegisteredPaper
from sohoa.domain.paper_facts import Listing
from sohoa.domain.vietnam_time import day_of, day_shown, moment_shown
from sohoa.inventory.wording import validity_label
from sohoa.language import _
from sohoa.need_rules import load_need_rules
from sohoa.proof_words import proof_text
from sohoa.workspace import Workspace

if TYPE_CHECKING:
    from sohoa.use_cases.documents import ShownDocument


@click.command("show", help=_("Show one document: by its id, its register id or its archive name."))
@click.argument("identity", metavar="ID")
@click.option("--history", "with_history", is_flag=True, help=_("All that was ever said of it."))
@json_option
def command(identity: str, with_history: bool, as_json: bool) -> None:
    """Print one field a line, or one JSON object."""
    from sohoa.use_cases.documents import ShownDocument, show, shown_result

    workspace = the_workspace()
    if with_history:
        _show_history(workspace, identity, as_json=as_json)
        return
    shown = show(workspace, identity)
    if as_json:
        print_json(shown_result(shown, load_need_rules(workspace.config_dir)))
    elif isinstance(shown, ShownDocument):
        _show_document(workspace, shown)
    else:
        _show_paper(shown)


def _show_history(workspace: Workspace, identity: str, *, as_json: bool) -> None:
    from sohoa.cli.changes_view import print_history
    from sohoa.use_cases.documents import history

    said = history(workspace, identity)
    if as_json:
        print_json(said)
    else:
        print_history(said)


def _show_document(workspace: Workspace, shown: ShownDocument) -> None:
    row, events = shown.row, shown.events
    rules = load_need_rules(workspace.config_dir)
    archived = workspace.archive_dir / row.archive_path if row.archive_path else ""
    signers = ", ".join(f"{one['signer']} ({one['level']})" for one in row.signatures)
    fields = {
        _("document"): row.document_id,
        _("state"): state_label(row.state),
        _("reason"): reason_text(row, rules),
        _("batch"): row.batch,
        _("file"): row.source_name,
        _("register id"): row.record_id,
        _("number"): row.number,
        _("date"): day_as_shown(row.formed),
        _("type"): row.record_type,
        _("room"): row.room,
        **_witnesses(row),
        _("subject"): row.subject,
        _("owner"): row.owner,
        _("born digital"): _("yes") if row.born_digital else "",
        _("pages"): row.page_count,
        _("reading confidence"): row.confidence and f"{row.confidence:.0f} %",
        _("findings"): "; ".join(finding_text(one, _) for one in row.findings),
        _("file unit"): row.file_code,
        _("archive file"): archived,
        _("reading copy"): row.reading_path and workspace.archive_dir / row.reading_path,
        "SHA-256": row.sha256,
        _("signed by"): signers,
        _("takes the place of"): row.predecessor_id,
        _("later events"): "; ".join(event_text(event) for event in events),
        _("archived at"): row.archived_at and moment_shown(row.archived_at),
        _("verification"): _verification(row),
    }
    _print_fields(fields)
    if shown.paper.fields:
        click.echo()
        click.secho(_("Read off the pages"), bold=True)
        print_page_fields(shown.paper)


def _witnesses(row: DocumentRow) -> dict[str, str]:
    """What page, list and register say, each by itself."""
    said = {
        _("the page says"): row.page_says,
        _("the list says"): row.list_says,
        _("the register says"): row.register_says,
    }
    return {name: " · ".join(_shown(parts)) for name, parts in said.items()}


def _shown(parts: Mapping[str, str]) -> Iterator[str]:
    for name, value in parts.items():
        yield day_as_shown(value) if name == "formed" else value


def _verification(row: DocumentRow) -> str:
    """When it was last verified, and what did not hold then."""
    if row.proof_checked_at is None:
        return ""
    day = day_shown(day_of(row.proof_checked_at))
    if not row.proof_problem:
        return _("found whole on {day}").format(day=day)
    text = _("not found whole on {day}, does not count: {problem}")
    return text.format(day=day, problem=proof_text(row.proof_problem))


def _show_paper(paper: RegisteredPaper) -> None:
    """A paper of the register of which there is no scan yet."""
    _print_fields(
        {
            _("register id"): paper.record_id,
            _("state"): _paper_state(paper),
            _("number"): paper.number,
            _("date"): day_as_shown(paper.formed),
            _("type"): paper.record_type,
            _("room"): paper.room,
            _("location"): paper.location,
            _("validity"): validity_label(paper.validity),
            _("valid until"): paper.valid_until and day_shown(paper.valid_until),
            _("why it is not digitized"): paper.exclusion,
        }
    )


def _paper_state(paper: RegisteredPaper) -> str:
    from sohoa.cli.changes_view import listing_label

    if paper.listing is Listing.LISTED:
        return _("not digitized yet")
    return listing_label(paper.listing, paper.merged_into)


def _print_fields(fields: Mapping[str, object]) -> None:
    """One field a line; what is not known is left out."""
    width = max(map(len, fields))
    for name, value in fields.items():
        if value:
            click.echo(f"{name.ljust(width)}  {value}")
