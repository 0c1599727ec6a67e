"""How a day is typed on the command line: 31/12/2023; ISO 8601 is taken too."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import click

from sohoa.domain.vietnam_time import day_of
from sohoa.language import _

_FORMS = ("%d/%m/%Y", "%Y-%m-%d")


class DayType(click.ParamType[dt.date]):
    """A day of the calendar, as an option takes it."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Read `31/12/2023` or `2023-12-31`; day before month, as people here write."""
        for form in _FORMS:
            with suppress(ValueError):
                return dt.datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007 - a day
        problem = _("`{value}` is no day: write 31/12/2023").format(value=value)
        raise click.BadParameter(problem, ctx, param)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What help shows in the place of the value."""
        del param, ctx
        return "31/12/2023"


DAY = DayType()
#: Shared by every command that answers for a past day; `--known` is the name of before.
known_option = click.option(
    "--known-on",
    "--known",
    "known",
    type=DAY,
    help=_("As it was known by the end of this day."),
)


def today() -> dt.date:
    """The day it is in Vietnam."""
    return day_of(dt.datetime.now(dt.UTC))
