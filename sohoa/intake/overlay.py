"""Annotations over the pages of a PDF: drawn with the page or not, and their findings."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageChops

from sohoa.domain import scan_findings
from sohoa.domain.stage_results import Finding
from sohoa.intake.drawing import rendered
from sohoa.intake.notes import Note, notes_on
from sohoa.intake.paper import Box, paper_of

#: More than these are not tried, and count as not drawn: no scan of paper has so many.
_MOST_TRIED = 500
#: A page is drawn this high: a line of half a point still colours what it crosses.
_LONG_SIDE_PX = 500
_AT_ONCE = 50
_GROUND_PAINT, _GROUND = b"0.8 0.6 0.4 rg", (204, 153, 102)
#: So far a sample may be from the ground's own colour.
_SAME = 12


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
    """Count them, and say what they say."""
    words = "; ".join(note.text for note in notes if note.text)
    return f"{len(notes)}: {words}" if words else str(len(notes))


def undrawn(path: Path, places: Sequence[tuple[int, int]], *, seconds: float) -> set[int]:
    """Find the annotations (page from 0, place on it) that are not drawn, by their order here.

    Raises:
        DamagedPdfError, TimeLimitError, ToolMissingError: From the renderer.
        pikepdf.PdfError: The file cannot be read.
    """
    tried = places[:_MOST_TRIED]
    if not tried:
        return set()
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        trial = Path(folder) / "trial.pdf"
        _write_trial(path, trial, tried)
        missing = set(range(len(places)))
        for first in range(0, len(tried), _AT_ONCE):
            options: dict[str, Any] = {
                "size": _LONG_SIDE_PX,
                "first_page": first + 1,
                "last_page": min(first + _AT_ONCE, len(tried)),
                "timeout": seconds,
            }
            sheets = rendered(trial, options)
            missing -= {first + at for at, sheet in enumerate(sheets) if _shows_more(sheet)}
    return missing


def _write_trial(path: Path, target: Path, places: Sequence[tuple[int, int]]) -> None:
    """A page to each annotation; of the rest only the form is kept, as fields need it."""
    with pikepdf.open(path) as pdf:
        pages = [pdf.pages[page] for page in sorted({page for page, _ in places})]
        known = dict(zip(sorted({page for page, _ in places}), pages, strict=True))
        sheets = [_sheet(pdf, known[page], place) for page, place in places]
        root = pikepdf.Dictionary(Type=pikepdf.Name.Catalog)
        if "/AcroForm" in pdf.Root:
            root.AcroForm = pdf.Root.AcroForm
        tree = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=sheets, Count=len(sheets))
        )
        for sheet in sheets:
            sheet.Parent = tree
        root.Pages = tree
        pdf.trailer.Root = pdf.make_indirect(root)
        pdf.save(target, encryption=False)


def _sheet(pdf: pikepdf.Pdf, page: pikepdf.Page, place: int) -> Any:
    box: Box = paper_of(page).box
    note = page.obj.Annots[place]
    ground = b"%b %.2f %.2f %.2f %.2f re f" % (
        _GROUND_PAINT,
        *(box.left - 9, box.bottom - 9, box.width + 18, box.height + 18),
    )
    sheet = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[box.left, box.bottom, box.right, box.top],
            Contents=pdf.make_stream(ground),
            Annots=[note],
        )
    )
    note.P = sheet
    for key in ("/OC", "/Popup", "/IRT"):
        if key in note:
            del note[key]
    return sheet


def _shows_more(sheet: Image.Image) -> bool:
    """Say whether anything is on a sheet but its ground."""
    drawn = sheet.convert("RGB")
    difference = ImageChops.difference(drawn, Image.new("RGB", drawn.size, _GROUND))
    return difference.point(lambda value: 255 if value > _SAME else 0).getbbox() is not None
