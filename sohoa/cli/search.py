"""`sohoa search WORDS`: find records by words, with marks or without, by number, or by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sohoa.cli.document_view import state_label
from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, needs_option, print_json
from sohoa.domain.finding_kind import Need
from sohoa.domain.outcome import DocumentState
from sohoa.language import _
from sohoa.reports.numbers_and_dates import count_text

if TYPE_CHECKING:
    from pathlib import Path

    from sohoa.catalogue.rows import Hit
    from sohoa.use_cases.searching import SearchResult


@click.command(
    "search",
    help=_("Find records by words (with or without marks), by number, or by day or month."),
)
@click.argument("words", nargs=-1, required=True)
@click.option("--room", metavar="NAME", help=_("Only this room, under all its names."))
@click.option("--type", "record_type", metavar="NAME", help=_("Only this type of paper."))
@click.option("--year", type=int, help=_("Only what was formed in this year."))
@click.option("--phase", type=int, help=_("Only documents last noted by this phase."))
@click.option(
    "--state",
    type=click.Choice([state.value for state in DocumentState]),
    help=_("Only this state: {states}.").format(
        states="; ".join(f"{state.value} = {state_label(state)}" for state in DocumentState)
    ),
)
@click.option("--batch", metavar="NAME", help=_("Only this batch."))
@needs_option
@click.option("--newest", is_flag=True, help=_("Those formed last first, not the best first."))
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help=_("At most so many."),
)
@click.option(
    "--offset",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help=_("Leave out the first N: the next page."),
)
@json_option
def command(
    *,
    words: tuple[str, ...],
    room: str | None,
    record_type: str | None,
    year: int | None,
    phase: int | None,
    state: str | None,
    batch: str | None,
    needs: str | None,
    newest: bool,
    limit: int,
    offset: int,
    as_json: bool,
) -> None:
    """Print the hits, best first, and how many there are."""
    from sohoa.use_cases.searching import SearchWanted, search

    wanted = SearchWanted(
        room=room,
        record_type=record_type,
        year=year,
        phase=phase,
        state=DocumentState(state) if state else None,
        batch=batch,
        needs=Need(needs) if needs else None,
        newest=newest,
    )
    workspace = the_workspace()
    result = search(workspace, " ".join(words), wanted, limit=limit, offset=offset)
    if as_json:
        print_json(result)
        return
    for hit in result.hits:
        _print_hit(hit, workspace.archive_dir)
    _print_count(result)


def _print_hit(hit: Hit, archive_dir: Path) -> None:
    state = state_label(hit.state) if hit.state else _("not digitized yet")
    place = archive_dir / hit.archive_path if hit.archive_path else hit.location
    click.secho(hit.title, bold=True)
    click.echo(f"  {hit.document_id or hit.record_id} · {state} · {place}")
    if hit.reading_path:
        click.echo(f"  {_('reading copy')}: {archive_dir / hit.reading_path}")
    if hit.snippet:
        page = f"{_('page {page}').format(page=hit.page)}: " if hit.page else ""
        click.echo(f"  {page}{' '.join(hit.snippet.split())}")


def _print_count(result: SearchResult) -> None:
    """How many there are, which of them are shown, and how the next are asked for."""
    if not result.count:
        click.echo(_("Nothing found."))
        return
    found = _("Found: at least {count}.") if result.has_more else _("Found: {count}.")
    parts = [found.format(count=count_text(result.count))]
    last = result.offset + len(result.hits)
    if result.hits and len(result.hits) < result.count:
        parts.append(_("Shown: {first} to {last}.").format(first=result.offset + 1, last=last))
    elif not result.hits and not result.has_more:
        parts.append(_("There are no more."))
    if result.hits and last < result.count:
        parts.append(_("For the next ones add: --offset {last}").format(last=last))
    elif result.has_more:
        parts.append(_("To see others, add words, or narrow it: --year, --room, --type."))
    click.echo(" ".join(parts))
