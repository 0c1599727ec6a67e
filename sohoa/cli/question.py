"""A question of yes or no: asked in the language in force, answered in it or with y and n."""

from __future__ import annotations

import sys

import click

from sohoa.language import _

_YES, _NO = {"c", "có", "co", "y", "yes"}, {"", "k", "không", "khong", "n", "no"}


def confirmed(question: str) -> bool:
    """Ask on standard error; nothing but Enter is no, and what is neither is asked again.

    Raises:
        UsageError: Nobody is there to answer; it names the option that answers beforehand.
    """
    letters = _("[y/N]")
    while True:
        click.echo(f"{question} {letters}: ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            click.echo(err=True)
            raise click.UsageError(
                _("Nobody answered, and nothing was changed. To say yes beforehand: --yes")
            )
        answer = line.strip().casefold()
        if answer in _YES | _NO:
            return answer in _YES
        click.echo(_("Please answer y for yes or n for no."), err=True)
