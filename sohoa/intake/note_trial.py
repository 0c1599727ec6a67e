"""Tries out which annotations our renderer draws: each alone, on a coloured ground."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageChops

from sohoa.intake.drawing import rendered
from sohoa.intake.paper import Box, paper_of

#: More than these are not tried, and count as not drawn: no scan of paper has so many.
_MOST_TRIED = 500
#: A page is drawn this high: a line of half a point still colours what it crosses.
_LONG_SIDE_PX = 500
_AT_ONCE = 50
_GROUND_PAINT, _GROUND = b"0.8 0.6 0.4 rg", (204, 153, 102)
#: So far a sample may be from the ground's own colour.
_SAME = 12


def undrawn(path: Path, places: Sequence[tuple[int, int]], *, seconds: float) -> set[int]:
    """Which of the annotations (page from 0, place on it) are not drawn, by their order here.

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
