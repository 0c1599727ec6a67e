"""`sohoa list`: a row per document, wherever it stands."""

from __future__ import annotations

import click

from flows.boxes import require_box
from flows.cli.document_view import as_json as document_json
from flows.cli.document_view import reason_text, state_label
from flows.cli.screen import json_option, print_json, print_table
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import RULES, below_rules
from sohoa.domain.outcome import DocumentState
from sohoa.language import _
from sohoa.need_rules import load_need_rules
from sohoa.workspace import Workspace


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
@click.option(
    "--needs",
    type=click.Choice([need.value for need in Need]),
    help=_(
        "Only documents to scan again (rescan), to look at as they are (review), or read well and "
        "below the rule (rescan-if-can)."
    ),
)
@click.option(
    "--below",
    type=click.Choice(list(RULES)),
    help=_("Only documents scanned below this rule: {rules}.").format(
        rules="; ".join(f"{code} = {_(rule)}" for code, rule in RULES.items())
    ),
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
    as_json: bool,
) -> None:
    """Print a table, or a JSON array of objects."""
    office = Workspace.find()
    require_box(office, batch)
    rules = load_need_rules(office.config_dir)
    with CatalogueReader.open(office.catalogue_path) as reader:
        chosen = DocumentState(state) if state else None
        rows = reader.list_documents(batch=batch, state=chosen, phase=phase)
    rows = tuple(row for row in rows if row.needs_review(rules) or not review)
    rows = tuple(row for row in rows if needs is None or needs in row.needs(rules))
    rows = tuple(row for row in rows if below is None or below in below_rules(row.findings))
    if as_json:
        print_json([document_json(row, rules) for row in rows])
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
    print_table(
        headings,
        [
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
        ],
    )
