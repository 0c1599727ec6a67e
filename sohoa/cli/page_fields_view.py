"""How the fields that pages say are shown: what, where, and how sure."""

from __future__ import annotations

from collections.abc import Iterator

import click

from sohoa.cli.document_view import day_as_shown
from sohoa.domain.paper_fields import FieldName, FieldRead, PaperDescription
from sohoa.domain.symbol_parts import SymbolParts, symbol_parts
from sohoa.language import _


def print_page_fields(paper: PaperDescription, *, indent: str = "") -> None:
    """Print one field a line: its value, and behind it its page and how sure it is."""
    width = max((len(_(field.name.called)) for field in paper.fields), default=0)
    for field in paper.fields:
        click.echo(f"{indent}{_(field.name.called).ljust(width)}  {_shown(field)}", nl=False)
        click.secho(f"  ({', '.join(_about(field))})", dim=True)


def _shown(field: FieldRead) -> str:
    return day_as_shown(field.value) if field.name.is_date else field.value


def _about(field: FieldRead) -> Iterator[str]:
    yield _("page {number}").format(number=field.page)
    yield f"{field.confidence:.0f} %"
    if field.name is FieldName.NUMBER and (parts := symbol_parts(field.value)):
        yield from _parts(parts)
    if field.read_as:
        yield _("read “{text}”, corrected by the list {name}").format(
            text=field.read_as, name=field.corrected_by
        )
    if field.choices:
        yield _("or {choices}").format(choices="; ".join(field.choices))


def _parts(parts: SymbolParts) -> Iterator[str]:
    """The parts of a number beside the number itself, each by its name."""
    named = (
        (_("year {year}"), {"year": parts.year}),
        (_("type letters {letters}"), {"letters": parts.type_letters}),
        (_("agency {agency}"), {"agency": parts.agency}),
        (_("unit {unit}"), {"unit": parts.unit}),
    )
    yield from (text.format(**told) for text, told in named if all(told.values()))
