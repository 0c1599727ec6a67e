"""`sohoa audit result`: what a filled sheet proves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json, print_table
from sohoa.domain.vietnam_time import day_shown, minute_shown
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.use_cases.sample_result import SamplePart, SampleResult


@click.command("result", help=_("Tell the rate of errors that a filled sheet proves."))
@click.argument("path", metavar=_("FILE"), type=click.Path(path_type=Path))
@click.option(
    "--enter", is_flag=True, help=_("Enter it in the ledger: the reports to come tell it.")
)
@json_option
def result_command(path: Path, enter: bool, as_json: bool) -> int:
    """The sample is drawn again from its head, to be sure that it is this one."""
    from sohoa.use_cases.sample_result import sample_result

    workspace = the_workspace()
    result = sample_result(workspace, path)
    if enter:
        from sohoa.use_cases.sample_entering import enter_result

        is_new = enter_result(workspace, result)
        click.echo(_("Entered in the ledger.") if is_new else _("It was entered before."), err=True)
    if as_json:
        print_json(result)
    else:
        _print(result)
    return _exit_code(result)


def _exit_code(result: SampleResult) -> int:
    """7 if it is not proven to be the sample; 5 if it is not whole, or does not prove enough."""
    from sohoa.domain.errors import ExitCode
    from sohoa.sampling.estimate import Decision

    if result.doubts:
        return int(ExitCode.TRUST_BROKEN)
    is_well = result.decision in {Decision.ACCEPTED, Decision.TOLD}
    return int(ExitCode.DONE if is_well else ExitCode.DONE_WITH_REJECTIONS)


def _print(result: SampleResult) -> None:
    from sohoa.cli.audit_words import decision_sentence, estimate_sentence, goal_sentence

    text = _("head: {head}; drawn from what was archived by {until}, sheet of {made}")
    click.echo(text.format(
        head=result.head, until=minute_shown(result.until), made=minute_shown(result.made_at)
    ))  # fmt: skip
    if result.word:
        click.echo(_("word: {word}").format(word=result.word))
    click.echo(goal_sentence(result.goal, result.letter, result.accept))
    _print_doubts(result)
    for row in result.bad:
        where = _("row {number}").format(number=row.row)
        click.echo(f"{where} ({row.document_id or '–'}): {row.message}")
    for document in result.missing:
        text = _("{document} was drawn, and the sheet has no row of it.")
        click.echo(text.format(document=document))
    if result.estimate is None or result.decision is None:
        text = _("NO RATE: {wrong} rows are open or wrong, {missing} are missing, of {drawn}.")
        click.echo(text.format(
            wrong=len(result.bad), missing=len(result.missing), drawn=result.drawn
        ))  # fmt: skip
        return
    _print_found(result)
    click.echo(estimate_sentence(result.estimate, result.goal.confidence))
    click.echo(decision_sentence(result.decision, result.goal, result.accept))


def _print_doubts(result: SampleResult) -> None:
    from sohoa.use_cases.sample_result import SampleDoubt

    texts = {
        SampleDoubt.POPULATION: _(
            "NOT CONFIRMED: what stood in the archive by then is not what the sheet was drawn from."
        ),
        SampleDoubt.DRAWING: _("NOT CONFIRMED: this head draws another sample than the sheet's."),
        SampleDoubt.SAID: _(
            "NOT CONFIRMED: of some documents the catalogue says otherwise now: {documents}"
        ),
    }
    for doubt in result.doubts:
        click.echo(texts[doubt].format(documents=", ".join(result.said_otherwise)))
    if not result.is_covered:
        click.echo(_("The head does not say when it was made: see that it is younger than that."))


def _print_found(result: SampleResult) -> None:
    """By room and phase, by field, and who has compared."""
    from sohoa.sampling.columns import FIELDS, Field

    if len(result.parts) > 1:
        _print_parts(result.parts)
    not_found = result.outcomes["not-found"]
    if result.estimate and result.estimate.found:
        text = _("{differ} differ from their papers, {missing} papers were not found:")
        click.echo(text.format(differ=result.outcomes["differs"], missing=not_found))
        click.echo(", ".join(result.in_error))
    for name, count in result.fields.items():
        click.echo(f"{_(FIELDS[Field(name)])}: {count}")
    days = [day_shown(day) for day in (result.first_day, result.last_day) if day]
    text = _("compared by {people}, {days}")
    click.echo(text.format(people=", ".join(result.people), days=" – ".join(dict.fromkeys(days))))


def _print_parts(parts: tuple[SamplePart, ...]) -> None:
    headings = [
        _("room"), _("phase"), _("operator"), _("documents"), _("compared"), _("in error"),
        _("rate %"), _("from %"), _("to %"),
    ]  # fmt: skip
    rows = [
        [
            part.room or "–", part.phase, part.operator, part.estimate.records,
            part.estimate.drawn, part.estimate.found, part.estimate.rate, part.estimate.lowest,
            part.estimate.highest,
        ]
        for part in parts
    ]  # fmt: skip
    if not any(part.operator for part in parts):
        headings.pop(2)
        for row in rows:
            row.pop(2)
    print_table(headings, rows)
