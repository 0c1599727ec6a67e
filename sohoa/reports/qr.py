"""A text as a code that a telephone reads: the head of the ledger, printed in a report.

The drawing goes into a PDF as it is, and into a page by `sohoa.reports.svg`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import zxingcpp
from reportlab.graphics.shapes import Drawing, Path, Rect
from reportlab.lib.colors import HexColor

from sohoa.reports.colours import COLOURS
from sohoa.reports.print_fonts import PLAIN

#: Empty modules that a reader needs around a code (ISO/IEC 18004).
_QUIET = 4
#: A quarter of the code may be spoilt: a fold, a stamp (ISO/IEC 18004: Q).
_MENDING = "Q"
#: The side of a module, in points: a whole number, for places that are short to write.
_MODULE = 2


def qr_drawing(text: str) -> Drawing:
    """Draw a text as a QR code with the empty edge it needs; it may be scaled to any size.

    The same text gives the same drawing.

    Raises:
        ValueError: There is no text, or it is longer than a code can hold (about 1,600 letters).
    """
    if not text:
        raise ValueError("there is no text to draw")
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=_MENDING)
    modules = np.asarray(code.to_image(scale=1, add_quiet_zones=False)) == 0
    side = _MODULE * (len(modules) + 2 * _QUIET)
    drawing = Drawing(side, side, initialFontName=PLAIN)
    drawing.add(Rect(0, 0, side, side, fillColor=HexColor(COLOURS["paper"]), strokeColor=None))
    dark = Path(fillColor=HexColor("#000000"), strokeColor=None)
    for row, first, last in _runs(modules):
        left, right = _MODULE * (first + _QUIET), _MODULE * (last + _QUIET)
        top = side - _MODULE * (row + _QUIET)
        dark.moveTo(left, top)
        for x, y in ((right, top), (right, top - _MODULE), (left, top - _MODULE)):
            dark.lineTo(x, y)
        dark.closePath()
    drawing.add(dark)
    return drawing


def _runs(modules: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Dark modules that lie side by side: their row, the first, and what follows the last."""
    for number, row in enumerate(modules):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(np.int8), [0]))))
        for first, last in edges.reshape(-1, 2):
            yield number, int(first), int(last)
