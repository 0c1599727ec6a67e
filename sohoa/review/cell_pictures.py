"""Pictures put into cells: one below the other, as large as the cell shows them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.worksheet.worksheet import Worksheet

#: A letter of the sheets' font (Calibri 11) takes so many pixels of a column.
_LETTER_PX = 7
_MARGIN_PX = 4
#: Programs measure columns by their own font: what is put in stays this much narrower.
_SLACK = 0.96
#: Higher ones are shown smaller, so that a row stays below what programs let a row be (409 pt).
_HIGHEST_PX = 250


def opened_pictures(paths: Iterable[Path]) -> list[Image]:
    """Open pictures for a cell; one that is gone or damaged is left out.

    They are held in memory: a run may cut them anew before the sheet is saved.
    """
    opened = []
    for path in paths:
        try:
            opened.append(Image(io.BytesIO(path.read_bytes())))
        except OSError:  # what is no picture, too
            continue
    return opened


def put(
    sheet: Worksheet, pictures: Sequence[Image], *, row: int, column: int, letters: float
) -> int:
    """Put pictures into a cell, row and column counting from 1; gives the height, in pixels.

    They are tied to the cell: a filter that hides the row hides them, and sorting moves them.
    `letters` is how wide the column is.
    """
    wide = int(letters * _LETTER_PX * _SLACK) - 2 * _MARGIN_PX
    down = _MARGIN_PX
    for picture in pictures:
        by = min(1.0, wide / picture.width, _HIGHEST_PX / picture.height)
        size = max(1, round(picture.width * by)), max(1, round(picture.height * by))
        picture.anchor = TwoCellAnchor(
            editAs="twoCell",
            _from=_marker(row, column, _MARGIN_PX, down),
            to=_marker(row, column, _MARGIN_PX + size[0], down + size[1]),
        )
        sheet.add_image(picture)
        down += size[1] + _MARGIN_PX
    return down


def _marker(row: int, column: int, across: int, down: int) -> AnchorMarker:
    return AnchorMarker(
        col=column - 1,
        colOff=pixels_to_EMU(across),
        row=row - 1,
        rowOff=pixels_to_EMU(down),
    )
