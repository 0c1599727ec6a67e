"""Separator sheets for the printer: laid on each document, they tell the machine where it begins.

A4, all alike. The code stands twice, so that a stamp, a fold or a hand over one of them does no
harm; it is read in whichever way the sheet lies.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import zxingcpp
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from sohoa.domain.separator_sheets import BETWEEN_CODES_MM, CODE_MM, NEW_DOCUMENT
from sohoa.language import _
from sohoa.reports.print_fonts import BOLD, PLAIN, load_print_fonts

_WIDTH, _HEIGHT = A4
_TITLE_SIZE, _TEXT_SIZE, _LEADING = 30, 14, 21
#: The level that still reads with a third of the code spoilt (ISO/IEC 18004: H).
_MOST_MENDING = "H"


def separator_sheets(count: int) -> bytes:
    """Draw so many sheets, as a PDF.

    Raises:
        ToolMissingError: The font is not installed.
    """
    load_print_fonts()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.setTitle(_("Separator sheet"))
    code = list(_dark_modules())
    for _sheet in range(count):
        for above in (BETWEEN_CODES_MM / 2, -BETWEEN_CODES_MM / 2):
            _draw_code(canvas, code, middle_mm=_HEIGHT / mm / 2 + above)
        _draw_words(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _dark_modules() -> Iterator[tuple[float, float, float]]:
    """The dark modules of the code: left and top as shares of its side, and their own side."""
    code = zxingcpp.create_barcode(
        NEW_DOCUMENT, zxingcpp.BarcodeFormat.QRCode, ec_level=_MOST_MENDING
    )
    modules = np.asarray(code.to_image(scale=1, add_quiet_zones=False))
    size = 1 / len(modules)
    for row, column in np.argwhere(modules == 0):
        yield float(column) * size, float(row) * size, size


def _draw_code(canvas: Canvas, code: list[tuple[float, float, float]], *, middle_mm: float) -> None:
    side = CODE_MM * mm
    left, top = (_WIDTH - side) / 2, middle_mm * mm + side / 2
    for across, down, size in code:
        canvas.rect(
            left + across * side, top - (down + size) * side, size * side, size * side, 0, 1
        )


def _draw_words(canvas: Canvas) -> None:
    """Write between the codes what the sheet is for."""
    texts = (
        _("Lay one sheet on the first page of each document, then scan the stack."),
        _("Both sides may be printed. The sheet becomes no page of a document."),
        _("Write and stamp nothing on the two codes. Use it again until it is worn."),
    )
    y = _HEIGHT / 2 + 14 * mm
    canvas.setFont(BOLD, _TITLE_SIZE)
    canvas.drawCentredString(_WIDTH / 2, y, _("SEPARATOR SHEET"))
    canvas.setFont(PLAIN, _TEXT_SIZE)
    for number, text in enumerate(texts, start=1):
        canvas.drawCentredString(_WIDTH / 2, y - 8 - number * _LEADING, text)
    canvas.setFont(PLAIN, 8)
    canvas.drawCentredString(_WIDTH / 2, y - 8 - 4.2 * _LEADING, NEW_DOCUMENT)
