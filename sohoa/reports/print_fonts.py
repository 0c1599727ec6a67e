"""The font of papers that are printed: Tinos, which has the measures of Times New Roman."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from sohoa.domain.errors import ToolMissingError
from sohoa.domain.vietnamese import nfc
from sohoa.language import _

#: What stands for a letter that the font has not.
_NO_LETTER = "?"
PLAIN, BOLD, ITALIC = "Tinos", "Tinos-Bold", "Tinos-Italic"
_FONTS = Path("/usr/share/fonts/truetype/croscore")
_FILES = {PLAIN: "Tinos-Regular.ttf", BOLD: "Tinos-Bold.ttf", ITALIC: "Tinos-Italic.ttf"}


def load_print_fonts() -> None:
    """Make the fonts known to whoever draws a PDF for the printer.

    Raises:
        ToolMissingError: They are not installed.
    """
    try:
        for name, file in _FILES.items():
            pdfmetrics.registerFont(TTFont(name, _FONTS / file))
    except (TTFError, OSError) as error:
        mend = _("Install it: apt-get install {packages}").format(packages="fonts-croscore")
        raise ToolMissingError(tool=PLAIN, mend=mend) from error
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=ITALIC)


def printable(text: str) -> str:
    """Write a text with the letters that the font has; any other would be drawn as nothing.

    The fonts must be loaded.
    """
    glyphs = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return "".join(
        letter if ord(letter) in glyphs else " " if letter.isspace() else _NO_LETTER
        for letter in nfc(text)
    )
