"""Annotations over the pages of a PDF: drawn with the page or not, and their findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from sohoa.domain import scan_findings
from sohoa.domain.stage_results import Finding
from sohoa.intake.note_trial import undrawn
from sohoa.intake.notes import Note, notes_on
from sohoa.intake.paper import paper_of


@dataclass(frozen=True, slots=True)
class Overlay:
    """Annotations over one page. `is_drawn`: the page has to be drawn with them."""

    is_drawn: bool = False
    findings: tuple[Finding, ...] = ()


def look_over(
    pdf: pikepdf.Pdf, path: Path, *, is_kept: bool, seconds: float, has_copy: bool = False
) -> list[Overlay]:
    """Look at the annotations of every page; what our renderer makes of them is tried, not assumed.

    One that is lost or changed in drawing is a finding for which the document waits: elsewhere it
    may say that the paper is no longer worth anything. Where the file itself is kept, none is
    lost; but no copy for reading may be made without it (`has_copy`: one would be). Whatever a
    person has laid over a page is told, though it is drawn.

    Raises:
        DamagedPdfError, TimeLimitError, ToolMissingError: From the renderer.
        pikepdf.PdfError: The annotations cannot be read.
    """
    form = pdf.Root.get("/AcroForm")
    notes = [notes_on(page, paper_of(page).box, form) for page in pdf.pages]
    doubtful = [
        (page, note.place) for page, found in enumerate(notes) for note in found if not note.is_sure
    ]
    missing = {doubtful[number] for number in undrawn(path, doubtful, seconds=seconds)}
    return [
        _overlay(found, _places(missing, page), number=page + 1, is_kept=is_kept, has_copy=has_copy)
        for page, found in enumerate(notes)
    ]


def _places(missing: set[tuple[int, int]], page: int) -> set[int]:
    return {place for at, place in missing if at == page}


def _overlay(
    notes: Sequence[Note], missing: set[int], *, number: int, is_kept: bool, has_copy: bool
) -> Overlay:
    lost = [note for note in notes if note.is_untrue or (note.place in missing and note.must_show)]
    remarks = [note for note in notes if note.is_remark or (is_kept and note in lost)]
    findings = []
    if lost and not is_kept:
        findings.append(scan_findings.NOTE_NOT_DRAWN.at(number, _said(lost)))
    if lost and has_copy:
        findings.append(scan_findings.NO_READING_COPY.at(number, _said(lost)))
    if remarks:
        findings.append(scan_findings.ANNOTATED.at(number, _said(remarks)))
    is_drawn = any(note.place not in missing for note in notes)
    return Overlay(is_drawn, tuple(findings))


def _said(notes: Sequence[Note]) -> str:
    """How many there are, and what they say."""
    words = "; ".join(note.text for note in notes if note.text)
    return f"{len(notes)}: {words}" if words else str(len(notes))
