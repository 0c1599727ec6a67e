"""How a reading is shown: header, confidences, findings, text and cost; and the same as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.cli.document_view import finding_as_json
from sohoa.domain.batons import HeaderFields, PageText, ReadDocument
from sohoa.domain.errors import ItemError
from sohoa.domain.findings import finding_text
from sohoa.domain.needs import NeedRules
from sohoa.language import _

if TYPE_CHECKING:
    from flows.reading import ReadingRun
    from sohoa.stopwatch import Steps
    from sohoa.work.free_reading import FileReading


def as_dict(run: ReadingRun) -> dict[str, object]:
    """The reading as machines read it; `docs/reading.md` says what each key means."""
    return {
        "files": [_file_as_dict(reading, run.rules) for reading in run.readings],
        "pages": run.pages,
        "cpu_seconds": _rounded(run.cpu_seconds),
        "wall_seconds": round(run.wall_seconds, 3),
    }


def _file_as_dict(reading: FileReading, rules: NeedRules) -> dict[str, object]:
    document = reading.document
    findings = document.all_findings if document else ()
    return {
        "file": str(reading.path),
        "error": _error_as_dict(reading.error),
        "header": _header_as_dict(document.header) if document else None,
        "confidence": document.confidence if document else None,
        "needs_review": rules.has_to_be_looked_at(findings),
        "findings": [finding_as_json(one) for one in findings],
        "pages": [_page_as_dict(text, number) for number, text in enumerate(reading.texts, 1)],
        "cpu_seconds": _rounded(reading.cpu_seconds),
    }


def _header_as_dict(header: HeaderFields) -> dict[str, object]:
    return {
        "number": header.number or None,
        "date": header.formed.iso if header.formed else None,
        "type": header.record_type or None,
        "issuing_body": header.issuing_body or None,
    }


def _page_as_dict(text: PageText, number: int) -> dict[str, object]:
    return {
        "number": number,
        "text": text.text,
        "words": text.word_count,
        "confidence": text.confidence,
        "legal_share": text.legal_share,
        "engine": text.engine,
        "turn": text.turn,
        "skew_degrees": text.skew_degrees,
        "width_px": text.width_px,
        "height_px": text.height_px,
    }


def _error_as_dict(error: ItemError | None) -> dict[str, str] | None:
    if error is None:
        return None
    return {"code": error.code, "message": error.message(_), "remedy": error.advice(_)}


def _rounded(steps: Steps) -> dict[str, float]:
    return {name: round(seconds, 3) for name, seconds in steps.items()}


def print_readings(run: ReadingRun) -> None:
    """Every file with its text, then what the reading cost."""
    for reading in run.readings:
        click.secho(str(reading.path), bold=True)
        if reading.document is None:
            _print_error(reading.error)
        else:
            _print_document(reading.document, run.rules)
            for number, text in enumerate(reading.texts, 1):
                _print_page(text, number)
        click.echo()
    _print_cost(run)


def _print_error(error: ItemError | None) -> None:
    if error is not None:
        click.echo(f"  ✗ [{error.code}] {error.message(_)} {error.advice(_)}")


def _print_document(document: ReadDocument, rules: NeedRules) -> None:
    header = document.header
    fields = {
        _("number"): header.number,
        _("date"): str(header.formed) if header.formed else "",
        _("type"): header.record_type,
        _("issuing body"): header.issuing_body,
        _("reading confidence"): f"{document.confidence:.0f} %" if document.confidence else "",
    }
    width = max(map(len, fields))
    for name, value in fields.items():
        click.echo(f"  {name.ljust(width)}  {value or '–'}")
    found = [finding_text(finding, _) for finding in document.all_findings]
    needed = [line for line in rules.said(document.all_findings, _) if line not in found]
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
