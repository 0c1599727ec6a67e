"""Days on the command line."""

from __future__ import annotations

import datetime as dt

import click
import pytest
from click.testing import CliRunner

from sohoa.cli.day import DAY


@click.command()
@click.option("--as-of", type=DAY)
def ask(as_of: dt.date) -> None:
    """Say the day that was understood."""
    click.echo(as_of.isoformat())


@pytest.mark.parametrize("typed", ["31/12/2023", "2023-12-31", " 31/12/2023 "])
def test_a_day_is_typed_as_people_write_it(typed):
    """Day, month, year; ISO 8601 too."""
    assert CliRunner().invoke(ask, ["--as-of", typed]).output == "2023-12-31\n"


@pytest.mark.parametrize("typed", ["31/02/2023", "12/31/2023", "2023", "31-12-23", "hôm nay"])
def test_what_is_no_day_is_refused(typed):
    """With the form to write it in; months are never guessed to be days."""
    done = CliRunner().invoke(ask, ["--as-of", typed])

    assert done.exit_code == 2
    assert "31/12/2023" in done.output
