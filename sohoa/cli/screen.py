"""How commands print: a table for people, JSON for machines."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import click

from sohoa.domain.finding_kind import Need
from sohoa.language import _, language

#: So many rows of a long table are drawn together.
_DRAWN_TOGETHER = 1000
#: Shared by every command that reads.
json_option = click.option("--json", "as_json", is_flag=True, help=_("Print the result as JSON."))
boxes_option = click.option(
    "--batch",
    "batches",
    metavar=_("BOX"),
    multiple=True,
    help=_("These boxes only; several times."),
)
names_today_option = click.option(
    "--names-today",
    is_flag=True,
    help=_("By the names that rooms and types have today, not by those that papers bear."),
)
#: Shared by the commands that list documents.
needs_option = click.option(
    "--needs",
    type=click.Choice([need.value for need in Need]),
    help=_(
        "Only documents to scan again (rescan), to look at as they are (review), or read well and "
        "below the rule (rescan-if-can)."
    ),
)


def print_json(value: object) -> None:
    """Print one JSON value: UTF-8, dates as ISO 8601, unset as null."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=plain_json))


def print_json_array(values: Iterable[object]) -> None:
    """Print what `print_json` prints of a list, each value as it comes."""
    begun = False
    for value in values:
        text = json.dumps(value, ensure_ascii=False, indent=1, default=plain_json)
        click.echo((",\n " if begun else "[\n ") + text.replace("\n", "\n "), nl=False)
        begun = True
    click.echo("\n]" if begun else "[]")


def print_long_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table of any length: as wide as its first thousand rows, wider where it must be."""
    waiting = iter(rows)
    first = list(itertools.islice(waiting, _DRAWN_TOGETHER))
    texts = [[_cell(value) for value in row] for row in first]
    print_table(headings, first)
    widths = [max(map(len, column)) for column in zip(headings, *texts, strict=True)]
    for row in waiting:
        texts = [[_cell(value) for value in row]]
        widths = [max(width, len(text)) for width, text in zip(widths, texts[0], strict=True)]
        padded = [text.ljust(width) for text, width in zip(texts[0], widths, strict=True)]
        click.echo("  ".join(padded).rstrip())


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under headings, numbers to the right.

    Columns are as wide as their widest cell; nothing is cut, so that a line can be copied.
    """
    texts = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *texts, strict=True)]
    rights = [_is_numeric(column) for column in zip(*rows, strict=True)] or [False] * len(headings)
    for line in (headings, ["─" * width for width in widths], *texts):
        cells = zip(line, widths, rights, strict=True)
        padded = [cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells]
        click.echo("  ".join(padded).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return with_comma(f"{value:.1f}")
    return str(value)


def with_comma(number: str) -> str:
    """A decimal number as it is written in the language in force: 46,1 in Vietnamese."""
    return number if language() == "en" else number.replace(".", ",")


def _is_numeric(column: Sequence[object]) -> bool:
    return all(value is None or isinstance(value, int | float) for value in column)


def plain_json(value: Any) -> Any:
    """What JSON has no word for: a dataclass by its fields, an instant as ISO 8601, else text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: getattr(value, part.name) for part in fields(value)}
    return value.isoformat() if isinstance(value, dt.date) else str(value)
