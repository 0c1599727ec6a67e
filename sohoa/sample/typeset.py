"""Type: the four cuts of Tinos, words set on lines, and sheets that fill up.

Tinos has the shapes and widths of Times New Roman, which Decree 30/2020 asks for, and every
Vietnamese letter. The basic layout engine sets the same text to the same pixels whether or
not the machine has libraqm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from sohoa.domain.errors import ToolMissingError

DPI = 300
FONT_DIR = Path("/usr/share/fonts/truetype/croscore")
_MEND = "apt-get install fonts-croscore"


def mm(length: float) -> int:
    """Millimetres of paper in pixels."""
    return round(length / 25.4 * DPI)


#: A4 (210 x 297 mm) and the margins of Decree 30/2020, annex I: left 30-35, right 15-20 mm.
PAGE_WIDTH, PAGE_HEIGHT = 2480, 3508
LEFT, RIGHT = mm(30), PAGE_WIDTH - mm(16)
TOP, BOTTOM = mm(20), PAGE_HEIGHT - mm(20)
TEXT_WIDTH = RIGHT - LEFT


class Cut(Enum):
    """A cut of the typeface, by its file."""

    UPRIGHT = "Tinos-Regular.ttf"
    BOLD = "Tinos-Bold.ttf"
    ITALIC = "Tinos-Italic.ttf"
    BOLD_ITALIC = "Tinos-BoldItalic.ttf"


#: Typefaces whose lines are about as long as those of Tinos at this share of its size; each with
#: the files of the four cuts.
_TYPEFACES = {
    "Tinos": (1.0, "croscore/Tinos-{}.ttf", ("Regular", "Bold", "Italic", "BoldItalic")),
    "Arimo": (0.9, "croscore/Arimo-{}.ttf", ("Regular", "Bold", "Italic", "BoldItalic")),
    "DejaVu Serif": (0.85, "dejavu/DejaVuSerifCondensed{}.ttf", ("", "-Bold", "-Italic",
                                                                 "-BoldItalic")),
}  # fmt: skip
_typeface: ContextVar[str] = ContextVar("typeface", default="Tinos")


@contextmanager
def typeface(name: str) -> Iterator[None]:
    """Set everything in another typeface: what offices used before, or against the decree.

    Raises:
        KeyError: No such typeface is known.
    """
    if name not in _TYPEFACES:
        raise KeyError(name)
    token = _typeface.set(name)
    try:
        yield
    finally:
        _typeface.reset(token)


@cache
def font(cut: Cut, points: float, face: str = "Tinos") -> ImageFont.FreeTypeFont:
    """A cut in a size, for 300 dpi.

    Raises:
        ToolMissingError: The font is not installed.
    """
    share, name, cuts = _TYPEFACES[face]
    path = FONT_DIR.parent / name.format(cuts[list(Cut).index(cut)])
    if not path.is_file():
        raise ToolMissingError(tool=str(path), mend=_MEND)
    pixels = round(share * points / 72 * DPI)
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


@dataclass(frozen=True, slots=True)
class Style:
    """A text style: cut, size in points, and the distance of its lines as a factor."""

    cut: Cut = Cut.UPRIGHT
    points: float = 14
    leading: float = 1.22

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        """The font in this cut and size."""
        return font(self.cut, self.points, _typeface.get())

    @property
    def line_height(self) -> int:
        """From one baseline to the next, in pixels."""
        return round(self.points / 72 * DPI * self.leading)

    def width(self, text: str) -> float:
        """Measure the text's width, in pixels."""
        return self.font.getlength(text)


@dataclass(frozen=True, slots=True)
class Ink:
    """Something not printed: coverage (255 is full) in a colour, and its corner on the page."""

    coverage: Image.Image
    colour: tuple[int, int, int]
    left: int
    top: int


@dataclass(slots=True)
class Sheet:
    """One side of paper as printed: black on white, the inks put on it, and its text.

    `lines` holds what is printed or written on it in reading order; words of seals and
    stamps are not part of the text.
    """

    print: Image.Image = field(
        default_factory=lambda: Image.new("L", (PAGE_WIDTH, PAGE_HEIGHT), 255)
    )
    inks: list[Ink] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The page's text, a line per line."""
        return "\n".join(self.lines)


class Press:
    """Sets lines from top to bottom and takes a new sheet when one is full."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.y = 0
        self._new_sheet()

    @property
    def sheet(self) -> Sheet:
        """The sheet being set."""
        return self.sheets[-1]

    def space(self, pixels: int) -> None:
        """Leave a gap, except at the head of a page."""
        if self.y > TOP:
            self.y += pixels

    def keep_together(self, height: int) -> None:
        """Begin a new sheet unless so much still fits on this one."""
        if self.y + height > BOTTOM:
            self._new_sheet()

    def put(self, text: str, style: Style, *, x: float, y: int) -> None:
        """Print a text at a place of its own; it does not move the press nor enter the text."""
        self._draw.text((round(x), y), text, font=style.font, fill=0)

    def centred(self, text: str, style: Style, *, middle: int, y: int) -> tuple[int, int]:
        """Print a text centred on `middle`, as part of the page's text; its left and right end."""
        width = style.width(text)
        left = round(middle - width / 2)
        self.put(text, style, x=left, y=y)
        self.sheet.lines.append(text)
        return left, round(left + width)

    def rule(self, left: int, right: int, y: int, *, thickness: int = 3) -> None:
        """Print a straight line."""
        self._draw.rectangle((left, y, right, y + thickness - 1), fill=0)

    def centred_lines(self, text: str, style: Style, *, width: int) -> None:
        """Set a text in centred lines of at most `width` pixels."""
        middle = (LEFT + RIGHT) // 2
        for words in break_lines([(word, style) for word in text.split()], width=width):
            self.keep_together(style.line_height)
            self.centred(" ".join(word for word, _style in words), style, middle=middle, y=self.y)
            self.y += style.line_height

    def justified(self, text: str, style: Style, *, lead: str = "", indent: int = mm(12.7)) -> None:
        """Set a paragraph from margin to margin; `lead` stands bold before it.

        The gap below it grows with the distance of its lines.
        """
        bold = Style(Cut.BOLD, style.points, style.leading)
        words = [(word, bold) for word in lead.split()] + [(word, style) for word in text.split()]
        lines = break_lines(words, width=TEXT_WIDTH, indent=indent)
        for place, line in enumerate(lines):
            self.keep_together(style.line_height)
            first, last = place == 0, place == len(lines) - 1
            self._set_line(line, left=LEFT + (indent if first else 0), stretch=not last)
            self.y += style.line_height
        self.space(round(style.line_height * (style.leading - 1) * 1.1))

    def _set_line(self, words: Sequence[tuple[str, Style]], *, left: int, stretch: bool) -> None:
        widths = [style.width(word) for word, style in words]
        blank = words[0][1].width(" ")
        if stretch and len(words) > 1:
            blank = (RIGHT - left - sum(widths)) / (len(words) - 1)
        x = float(left)
        for (word, style), width in zip(words, widths, strict=True):
            self.put(word, style, x=x, y=self.y)
            x += width + blank
        self.sheet.lines.append(" ".join(word for word, _style in words))

    def _new_sheet(self) -> None:
        self.sheets.append(Sheet())
        self._draw = ImageDraw.Draw(self.sheet.print)
        self.y = TOP
        if len(self.sheets) > 1:
            number = Style(points=13)
            self.centred(str(len(self.sheets)), number, middle=PAGE_WIDTH // 2, y=mm(11))


def break_lines(
    words: Sequence[tuple[str, Style]], *, width: int, indent: int = 0
) -> list[list[tuple[str, Style]]]:
    """Break words into lines no wider than `width`; the first one has `indent` pixels less."""
    lines: list[list[tuple[str, Style]]] = [[]]
    room = float(width - indent)
    for word, style in words:
        needed = style.width(word) + (style.width(" ") if lines[-1] else 0)
        if lines[-1] and needed > room:
            lines.append([])
            room, needed = float(width), style.width(word)
        lines[-1].append((word, style))
        room -= needed
    return lines
