"""`sohoa verify` of everything: each record as it is verified, with the time that is left."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sohoa.audit.records import Verdict
from sohoa.cli.screen import plain_json
from sohoa.cli.verify_view import print_found, print_sum
from sohoa.domain.vietnam_time import minute_shown
from sohoa.language import _
from sohoa.use_cases.verifying import record_result, unit_result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sohoa.audit.surroundings import UnitVerdict
    from sohoa.use_cases.verifying_all import ArchivePass

#: The line of progress is drawn so often, in seconds.
_DRAWN_EVERY = 1.0
_CLEAR_LINE = "\r\x1b[K"
_MINUTE = 60


def tell(asked: ArchivePass, *, brief: bool, as_json: bool) -> bool:
    """Print what is found as it is found; returns whether everything held."""
    if asked.taken_up:
        text = _("Going on with the verification of {at}: {count} records were verified then.")
        began = minute_shown(asked.so_far.started_at)
        click.echo(text.format(at=began, count=asked.taken_up), err=True)
    meter = _Meter(asked.left)
    found = meter.watching(asked.results())
    if as_json:
        _tell_json(asked, found)
        return asked.is_whole
    for one in found:
        print_found(one, brief=brief)
    done = asked.so_far
    print_sum(done.whole, done.count, retired=done.retired, released=done.released)
    return asked.is_whole


def _tell_json(asked: ArchivePass, found: Iterable[Verdict | UnitVerdict | Path]) -> None:
    """One object, as of every verification, written as it comes: each record is a line."""
    waiting = iter(found)
    one = next(waiting, None)
    click.echo('{"records": [', nl=False)
    lead = "\n"
    while isinstance(one, Verdict):
        click.echo(lead + _line(record_result(one)), nl=False)
        lead, one = ",\n", next(waiting, None)
    click.echo('\n],\n"file_units": [', nl=False)
    lead = "\n"
    while one is not None and not isinstance(one, (Verdict, Path)):
        click.echo(lead + _line(unit_result(one)), nl=False)
        lead, one = ",\n", next(waiting, None)
    unknown = [one, *waiting] if one is not None else []
    click.echo('\n],\n"unknown_files": ' + _line(unknown) + ',\n"files": [],')
    click.echo('"is_whole": ' + _line(asked.is_whole) + "}")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=plain_json)


class _Meter:
    """A line below the results, on a terminal only: how many of how many, and the time left."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._began = self._drawn = time.monotonic()
        self._is_shown = sys.stderr.isatty()

    def watching(
        self, found: Iterable[Verdict | UnitVerdict | Path]
    ) -> Iterable[Verdict | UnitVerdict | Path]:
        """Pass results through; the line makes room for what is printed of each."""
        try:
            for one in found:
                self._clear()
                yield one
                self._done += isinstance(one, Verdict)
                self._draw()
        finally:
            self._clear()

    def _clear(self) -> None:
        if self._is_shown:
            click.echo(_CLEAR_LINE, nl=False, err=True)

    def _draw(self) -> None:
        now = time.monotonic()
        if not self._is_shown or now - self._drawn < _DRAWN_EVERY or not self._done:
            return
        left = (now - self._began) / self._done * max(0, self._total - self._done)
        text = _("{done} of {total} records, about {minutes} min {seconds} s left")
        shown = text.format(
            done=self._done,
            total=self._total,
            minutes=int(left) // _MINUTE,
            seconds=int(left) % _MINUTE,
        )
        click.echo(shown, nl=False, err=True)
