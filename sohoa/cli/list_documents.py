"""`sohoa list`: a row per document, wherever it stands."""

from __future__ import annotations

import itertools

import click

from sohoa.cli.document_view import reason_text, state_label
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, needs_option, print_json_array, print_long_table
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import RULES
from sohoa.domain.outcome import DocumentState
from sohoa.language import _
from sohoa.need_rules import load_need_rules


@click.command("list", help=_("List documents and where each stands."))
@click.option("--batch", metavar="NAME", help=_("Only this batch."))
@click.option(
    "--state",
    type=click.Choice([state.value for state in DocumentState]),
    help=_("Only this state: {states}.").format(
        states="; ".join(f"{state.value} = {state_label(state)}" for state in DocumentState)
    ),
)
@click.option("--phase", type=int, help=_("Only documents last noted by this phase."))
@click.option("--review", is_flag=True, help=_("Only documents that a person has to look at."))
@needs_option
@click.option(
    "--below",
    type=click.Choice(list(RULES)),
    help=_("Only documents scanned below this rule: {rules}.").format(
        rules="; ".join(f"{code} = {_(rule)}" for code, rule in RULES.items())
    ),
)
@click.option(
    "--limit",
    type=int,
    metavar="N",
    callback=lambda _context, _option, value: None if value is None else max(value, 0),
    help=_("At most so many, the first ones."),
)
@json_option
def command(
    *,
    batch: str | None,
    state: str | None,
    phase: int | None,
    review: bool,
    needs: str | None,
    below: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Print a table, or a JSON array of objects."""
    from sohoa.use_cases.documents import DocumentsWanted, document_result, each_document

    wanted = DocumentsWanted(
        batch=batch,
        state=DocumentState(state) if state else None,
        phase=phase,
        review=review,
        needs=Need(needs) if needs else None,
        below=below,
    )
    workspace = the_workspace()
    rules = load_need_rules(workspace.config_dir)
    rows = itertools.islice(each_document(workspace, wanted, rules), limit)
    if as_json:
        print_json_array(document_result(row, rules) for row in rows)
        return
    headings = [
        _("document"),
        _("batch"),
        _("file"),
        _("year"),
        _("state"),
        _("number"),
        _("reason"),
    ]
    cells = (
        [
            row.document_id,
            row.batch,
            row.source_name,
            str(row.year or ""),
            state_label(row.state),
            row.number,
            reason_text(row, rules),
        ]
        for row in rows
    )
    print_long_table(headings, cells)
