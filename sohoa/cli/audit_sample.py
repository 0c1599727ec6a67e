"""`sohoa audit sample`: draw records whose papers an auditor compares with their files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.cli.place import the_workspace
from sohoa.cli.screen import json_option, print_json
from sohoa.domain.vietnam_time import minute_shown
from sohoa.language import _

if TYPE_CHECKING:
    from sohoa.sampling.goals import Goal
    from sohoa.use_cases.sampling import SampleDrawn

_CONFIDENCE, _TOLERABLE, _EXPECTED = 95.0, 2.0, 50.0


class PercentType(click.ParamType[float]):
    """A number of percent, with a point or a comma."""

    name = "percent"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read `2`, `2.5`, `2,5` or `2,5%`."""
        text = str(value).strip().removesuffix("%").strip().replace(",", ".")
        if not text.replace(".", "", 1).isdecimal():
            problem = _("`{value}` is no number of percent: write 2 or 2.5").format(value=value)
            raise click.BadParameter(problem, ctx, param)
        return float(text)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What help shows in the place of the value."""
        del param, ctx
        return "2.5"


_PERCENT = PercentType()


@click.command("sample", help=_("Draw a sample, and write the sheet to compare paper and file."))
@click.option(
    "--head",
    required=True,
    metavar=_("ROOT|FILE"),
    help=_("The head of the ledger: its root (64 figures), or a file with one."),
)
@click.option("--word", default="", help=_("What the auditor says now that the head is known."))
@click.option("--phase", type=int, help=_("Only documents of this phase."))
@click.option("--confidence", type=_PERCENT, help=_("How sure it is to be, in percent (95)."))
@click.option(
    "--tolerable",
    type=_PERCENT,
    help=_("So many percent in error are borne: no error found proves it (2, if nothing is said)."),
)
@click.option("--margin", type=_PERCENT, help=_("The rate is told to so many percent."))
@click.option(
    "--expected", type=_PERCENT, help=_("With --margin: the rate that is expected (50, the worst).")
)
@click.option("--aql", help=_("By ISO 2859-1: the acceptable quality limit, in percent."))
@click.option("--level", help=_("With --aql: the inspection level (II)."))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("Write it here; else into data/audit."),
)
@json_option
def sample_command(
    *,
    head: str,
    word: str,
    phase: int | None,
    confidence: float | None,
    tolerable: float | None,
    margin: float | None,
    expected: float | None,
    aql: str | None,
    level: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """The same head, word, phase and size draw the same sample, here and anywhere."""
    from sohoa.use_cases.sampling import SampleOrder, draw_sample

    goal = _goal(
        confidence, tolerable=tolerable, margin=margin, expected=expected, aql=aql, level=level
    )
    order = SampleOrder(head, goal, word, phase, out)
    drawn = draw_sample(the_workspace(), order, now=dt.datetime.now(dt.UTC))
    if as_json:
        print_json(drawn)
    else:
        _print(drawn)


def _goal(
    confidence: float | None,
    *,
    tolerable: float | None,
    margin: float | None,
    expected: float | None,
    aql: str | None,
    level: str | None,
) -> Goal:
    """One thing is asked of a sample; options that go with another are refused."""
    from sohoa.sampling.goals import Goal, GoalKind

    if sum(one is not None for one in (tolerable, margin, aql)) > 1:
        raise click.UsageError(_("Say one of --tolerable, --margin and --aql."))
    if level is not None and aql is None:
        raise click.UsageError(_("--level goes with --aql."))
    if expected is not None and margin is None:
        raise click.UsageError(_("--expected goes with --margin."))
    sure = _CONFIDENCE if confidence is None else confidence
    if aql is not None:
        return Goal(GoalKind.ISO, sure, aql=aql.replace(",", "."), level=level or "II")
    if margin is not None:
        rate = _EXPECTED if expected is None else expected
        return Goal(GoalKind.MARGIN, sure, margin=margin, expected=rate)
    return Goal(GoalKind.TOLERABLE, sure, _TOLERABLE if tolerable is None else tolerable)


def _print(drawn: SampleDrawn) -> None:
    from sohoa.cli.audit_words import goal_sentence

    text = _("{documents} of {records} documents were drawn from {strata} strata: {path}")
    click.echo(text.format(
        documents=drawn.documents, records=drawn.records, strata=drawn.strata, path=drawn.path
    ))  # fmt: skip
    click.echo(goal_sentence(drawn.goal, drawn.letter, drawn.accept))
    click.echo(_("head: {head}").format(head=drawn.head))
    if drawn.word:
        click.echo(_("word: {word}").format(word=drawn.word))
    text = _("drawn from: what was archived by {until}; SHA-256 of the list: {digest}")
    click.echo(text.format(until=minute_shown(drawn.until), digest=drawn.digest))
    click.echo(
        _(
            "order: SHA-256 of `{seed}:ID`, the first of each stratum (room, phase, operator); one "
            "of each, the rest by size (largest remainders)."
        ).format(seed=drawn.seed)
    )
    if not drawn.is_covered:
        click.echo(
            _(
                "WARNING: the head does not say when it was made. Records that are younger than it "
                "may have been named so that they are drawn, or not: make sure that it is younger."
            )
        )
    if drawn.later:
        text = _("{count} documents were archived later and were not drawn from.")
        click.echo(text.format(count=drawn.later))
    text = _("Fill in every row, save it, then: {command}")
    click.echo(text.format(command=f'sohoa audit result "{drawn.path}"'))
