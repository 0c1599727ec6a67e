"""A paper that a scan may be of, as a person reads it: the same for every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.matching import LikelyPaper


def print_paper(paper: LikelyPaper) -> None:
    """Print a paper, what agrees, and what speaks against it."""
    from sohoa.domain.partial_date import PartialDate

    held = _("; it has a document: {document}").format(document=paper.held_by)
    click.echo(
        f"  {paper.record_id}  {paper.number}  {PartialDate.parse(paper.formed)}  "
        f"{paper.subject}"
        f"{held if paper.held_by else ''}"
    )
    if paper.agree:
        click.echo("    " + _("agree: {what}").format(what=", ".join(paper.agree)))
    for sentence in paper.against:
        click.echo(f"    {sentence}")
