"""How a reading is shown: header, confidences, findings, text and cost; and the same as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sohoa.cli.page_fields_view import print_page_fields
from sohoa.domain.errors import ItemError
from sohoa.domain.findings import finding_text
from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.domain.stage_results import Finding, PageText, ReadDocument
from sohoa.language import _

#: Fields that stand above the others, said or not.
_IN_HEAD = (FieldName.NUMBER, FieldName.FORMED, FieldName.RECORD_TYPE)

if TYPE_CHECKING:
    from sohoa.domain.needs import NeedRules
    from sohoa.use_cases.reading import ReadingRun


def print_readings(run: ReadingRun) -> None:
    """Every file with its text, then what the reading cost."""
    for reading in run.readings:
        click.secho(str(reading.path), bold=True)
        if reading.document is None:
            _print_error(reading.error)
        else:
            _print_document(reading.document, reading.paper)
            _print_findings(reading.findings, run.rules)
            for number, text in enumerate(reading.texts, 1):
                _print_page(text, number)
        click.echo()
    _print_cost(run)


def _print_error(error: ItemError | None) -> None:
    if error is not None:
        click.echo(f"  ✗ [{error.code}] {error.message(_)} {error.advice(_)}")


def _print_document(document: ReadDocument, paper: PaperDescription) -> None:
    header = document.header
    heads = {
        _("number"): header.number,
        _("date"): str(header.formed) if header.formed else "",
        _("type"): header.record_type,
        _("reading confidence"): f"{document.confidence:.0f} %" if document.confidence else "",
    }
    width = max(map(len, heads))
    for name, value in heads.items():
        click.echo(f"  {name.ljust(width)}  {value or '–'}")
    told = tuple(field for field in paper.fields if field.name not in _IN_HEAD)
    print_page_fields(PaperDescription(paper.layout, told), indent="  ")


def _print_findings(findings: Sequence[Finding], rules: NeedRules) -> None:
    found = [finding_text(finding, _) for finding in findings]
    needed = [line for line in rules.said(findings, _) if line not in found]
    for line in (*found, *needed):
        click.echo(f"  ! {line}")


def _print_page(text: PageText, number: int) -> None:
    told = _("page {number}: {words} words, confidence {confidence} %, {engine}")
    line = told.format(
        number=number,
        words=text.word_count,
        confidence=f"{text.confidence:.0f}",
        engine=text.engine,
    )
    click.secho(f"── {line}", dim=True)
    if text.text:
        click.echo(text.text)


def _print_cost(run: ReadingRun) -> None:
    names = {
        "intake": _("intake"),
        "load": _("loading the engine"),
        "prepare": _("preparing pages"),
        "recognize": _("recognizing"),
        "second_reader": _("second reader"),
    }
    steps = run.cpu_seconds
    told = ", ".join(f"{names.get(name, name)} {seconds:.2f}" for name, seconds in steps.items())
    total = _("{pages} pages in {wall} s; CPU-seconds: {steps}")
    click.echo(total.format(pages=run.pages, wall=f"{run.wall_seconds:.1f}", steps=told or "–"))
