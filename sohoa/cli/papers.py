"""`sohoa papers FIGURE`: the papers, or documents, that a figure of `status` or `report` counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import click

from sohoa.cli.day import DAY, known_option, today
from sohoa.cli.document_view import day_as_shown
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, names_today_option, print_json, print_table
from sohoa.domain.figures import Figure
from sohoa.domain.holdings import DocumentRow
from sohoa.language import _
from sohoa.proof_words import proof_text

_UNLINKED = "unlinked"


def figure_labels() -> dict[str, str]:
    """What can be asked for, and what it counts."""
    return {
        Figure.REGISTERED: _("papers registered"),
        Figure.IN_FORCE: _("papers in force"),
        Figure.UNKNOWN: _("papers of unknown validity"),
        Figure.LAPSED: _("papers no longer in force"),
        Figure.EXCLUDED: _("papers excluded from digitization"),
        Figure.UNFORMED: _("papers not formed yet on that day"),
        Figure.DENOMINATOR: _("papers to be digitized"),
        Figure.DIGITIZED: _("papers digitized, signed, stored"),
        Figure.UNPROVEN: _("papers whose document was not found whole when verified"),
        Figure.MISSING: _("papers still missing"),
        Figure.DIGITIZED_UNCOUNTED: _("papers digitized that are not in the denominator"),
        Figure.BORN_DIGITAL: _("papers archived from their digital original"),
        Figure.UNKNOWN_DIGITIZED: _("papers of unknown validity that are digitized"),
        Figure.UNKNOWN_MISSING: _("papers of unknown validity that are missing"),
        Figure.EXPIRED: _("papers that expired"),
        Figure.REPLACED: _("papers that another paper replaced"),
        Figure.REVOKED: _("papers that were revoked"),
        Figure.USED: _("papers that were used up"),
        Figure.EARLY: _("papers digitized before the window of their phase"),
        Figure.IN_TIME: _("papers digitized within the window of their phase"),
        Figure.LATE: _("papers digitized after the window of their phase"),
        Figure.RESCANNED: _("papers whose document took the place of another"),
        Figure.SIGNED: _("papers in force with a signed document in the archive"),
        Figure.REUSABLE: _("papers in force that can be used again"),
        _UNLINKED: _("archived documents that are not in the register"),
    }


@click.command(
    "papers",
    help=_("List the papers behind a figure of `status` or `report`, one a line.")
    + "\n\n\b\n"
    + "\n".join(f"{name:<21}{label}" for name, label in figure_labels().items()),
)
@click.argument(
    "figure", metavar="FIGURE", type=click.Choice([*(one.value for one in Figure), _UNLINKED])
)
@click.option("--phase", type=int, help=_("Only papers that this phase takes; 0: no phase."))
@click.option("--room", metavar="NAME", help=_("Only papers of this room."))
@click.option("--as-of", type=DAY, help=_("As of the end of this day."))
@known_option
@names_today_option
@json_option
def command(
    *,
    figure: str,
    phase: int | None,
    room: str | None,
    as_of: dt.date | None,
    known: dt.date | None,
    names_today: bool,
    as_json: bool,
) -> None:
    """Print a table, or a JSON array of objects."""
    from sohoa.need_rules import load_need_rules
    from sohoa.use_cases.counting import (
        AskedPapers,
        documents_behind,
        judged_paper_result,
        papers_behind,
    )
    from sohoa.use_cases.documents import document_result

    workspace = the_workspace()
    asked = AskedPapers(as_of or today(), known, phase, room, names_today)
    if figure == _UNLINKED:
        rows = documents_behind(workspace, asked)
        if as_json:
            rules = load_need_rules(workspace.config_dir)
            print_json([document_result(row, rules) for row in rows])
            return
        _print_documents(rows)
        return
    papers = papers_behind(workspace, Figure(figure), asked)
    if as_json:
        print_json([judged_paper_result(one) for one in papers])
        return
    headings = [
        _("register id"),
        _("number"),
        _("date"),
        _("type"),
        _("room"),
        _("document"),
        _("archive file"),
        _("verification"),
    ]
    print_table(
        headings,
        [
            [
                one.paper.record_id,
                one.paper.number,
                day_as_shown(one.paper.formed),
                one.paper.record_type,
                one.paper.room,
                one.paper.document_id,
                one.paper.archive_path,
                proof_text(one.paper.proof_problem),
            ]
            for one in papers
        ],
    )


def _print_documents(rows: Sequence[DocumentRow]) -> None:
    headings = [_("document"), _("batch"), _("file"), _("number"), _("date"), _("room")]
    print_table(
        headings,
        [
            [
                row.document_id,
                row.batch,
                row.source_name,
                row.number,
                day_as_shown(row.formed),
                row.room,
            ]
            for row in rows
        ],
    )
