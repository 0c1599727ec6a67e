"""`sohoa reconcile BOX`: where each paper, each row of the list and each scan of a box stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.cli.document_view import day_as_shown
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.domain.reconciliation import BoxLine, Reconciled


@click.command(
    "reconcile",
    help=_("Reconcile a box: what is missing, extra, double, of other sheets or another year."),
)
@click.argument("box", metavar="BATCH")
@click.option(
    "--pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=_("Write the sheet that goes with the box, to be ticked off."),
)
@json_option
def command(box: str, pdf: Path | None, *, as_json: bool) -> None:
    """Print the totals, and a line for each thing that somebody has to do."""
    from sohoa.use_cases.reconciling import box_result, reconcile_box, write_box_sheet

    one = reconcile_box(the_workspace(), box)
    if pdf is not None:
        write_box_sheet(one, pdf)
    if as_json:
        print_json(box_result(one))
        return
    _print(one.found)
    if pdf is not None:
        click.echo(_("Sheet of the box: {path}").format(path=pdf))


def _print(found: Reconciled) -> None:
    from sohoa.reports.box_words import SECTIONS, box_state_label

    headings = [_("State"), _("Papers of the register"), _("Rows of the list"), _("Scans")]
    rows = [[box_state_label(state), *counts] for state, counts in found.totals.items()]
    print_table(headings, [*rows, [_("Total"), *map(len, found.parts)]])
    for section in SECTIONS:
        if lines := list(found.to_do(*section.states)):
            click.echo(f"\n{_(section.title)} ({len(lines)}). {_(section.advice)}")
            for line in lines:
                click.echo(f"  {_shown(line)}")


def _shown(line: BoxLine) -> str:
    """A line of the sheet on the screen: no word of what the paper is about."""
    from sohoa.reports.box_words import line_text

    row = "" if line.row is None else _("row {row}").format(row=line.row)
    number = " ".join(filter(None, (line.words.number, day_as_shown(line.words.formed))))
    parts = (line.record_id, row, line.file, number, line_text(line))
    return " · ".join(part for part in parts if part)
