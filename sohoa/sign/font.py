"""The stamp's font: Times New Roman's shapes, every Vietnamese letter, 1000 units per em.

Widths in a PDF are in 1/1000 em. A font as shipped has 2048 units; rescaled once into a cache,
its widths are whole numbers that agree with the font program (ISO 19005-2, 6.2.11.5).
"""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.scaleUpem import scale_upem

from sohoa.domain.errors import SettingsError, ToolMissingError
from sohoa.durable import sha256_of, write_durably
from sohoa.language import _
from sohoa.sign.settings import SignSettings

UNITS_PER_EM = 1000
_MEND = "apt-get install fonts-croscore"
#: Part of the cached file's name; count up when the recipe below changes.
_RECIPE = 1

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
#: Beside Vietnamese: Basic Latin, Latin-1, and the dashes and quotes a name may have.
_OTHER_LETTERS = (range(0x20, 0x7F), range(0xA0, 0x100), range(0x2010, 0x2027))
_UNUSED_TABLES = ("FFTM", "GPOS", "GSUB", "GDEF", "kern", "DSIG", "gasp", "prep", "fpgm", "cvt ")


def vietnamese_letters() -> str:
    """Every letter of Vietnamese with its marks, both cases: 146, of them 134 beyond ASCII."""
    toned = (
        unicodedata.normalize("NFC", vowel + tone)
        for vowel, tone in itertools.product(_VOWELS, _TONES)
    )
    small = "".join(toned) + "đ"
    return small + small.upper()


@dataclass(frozen=True, slots=True)
class StampFont:
    """A font program with just the letters asked for; a letter's code is its glyph's number.

    Attributes:
        codes: Letter → code.
        widths: Advance of each code, in 1/1000 em.
        ascent, descent: Of the whole font, in 1/1000 em; descent is negative.
    """

    name: str
    program: bytes
    codes: dict[str, int]
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int

    def width_of(self, text: str) -> int:
        """Return the width of a text, in 1/1000 of the font size."""
        return sum(self.widths[self.codes[letter]] for letter in text)


def check_font(settings: SignSettings) -> Path:
    """The font file that signatures will be set in.

    Raises:
        ToolMissingError: None of the files of `[stamp] fonts` is there and has every
            Vietnamese letter.
    """
    return _first_fit(settings.stamp.fonts)


def prepare_font(candidates: Sequence[Path], font_dir: Path) -> Path:
    """The first fit font of the candidates, rescaled, from the cache in `font_dir`.

    Raises:
        ToolMissingError: None of the files is there and has every Vietnamese letter.
        DiskFullError: No room is left.
        OSError: The cache cannot be written.
    """
    source = _first_fit(candidates)
    cached = font_dir / f"stamp-{_RECIPE}-{sha256_of(source)[:16]}.ttf"
    if missing_letters(cached):
        write_durably(cached, _rescaled(source))
    return cached


def _first_fit(candidates: Sequence[Path]) -> Path:
    for source in candidates:
        if not missing_letters(source):
            return source
    names = ", ".join(str(source) for source in candidates)
    tool = _("a font with every Vietnamese letter ({names})").format(names=names)
    raise ToolMissingError(tool=tool, mend=_MEND)


def missing_letters(path: Path) -> str:
    """The Vietnamese letters a font file lacks: all of them if it is not there or no font."""
    letters = vietnamese_letters()
    try:
        with path.open("rb") as stream, TTFont(stream, lazy=True) as font:
            known = font.getBestCmap() or {}
    except (TTLibError, OSError, AssertionError, LookupError, ValueError):
        return letters
    return "".join(letter for letter in letters if ord(letter) not in known)


@cache
def stamp_font(candidates: tuple[Path, ...], font_dir: Path, letters: str) -> StampFont:
    """Cut the prepared font down to the letters of one stamp; once per process and stamp.

    Raises:
        ToolMissingError: As for `prepare_font`.
        SettingsError: A letter has no glyph; it came from the agency's name or the form of copy.
    """
    with TTFont(prepare_font(candidates, font_dir)) as font:
        known = font.getBestCmap()
        if missing := [letter for letter in letters if ord(letter) not in known]:
            problem = _("the signature's font has no letter {letter}")
            raise SettingsError(problems=problem.format(letter=" ".join(missing)))
        full_name = font["name"].getDebugName(6)
        _cut(font, letters)
        order, cmap = font.getReverseGlyphMap(), font.getBestCmap()
        head, lines = font["head"], font["hhea"]
        program = BytesIO()
        font.save(program)
        return StampFont(
            name=f"{_tag(letters)}+{full_name}",
            program=program.getvalue(),
            codes={letter: order[cmap[ord(letter)]] for letter in letters},
            widths=tuple(font["hmtx"][name][0] for name in font.getGlyphOrder()),
            box=(head.xMin, head.yMin, head.xMax, head.yMax),
            ascent=lines.ascent,
            descent=lines.descent,
            cap_height=getattr(font["OS/2"], "sCapHeight", lines.ascent),
        )


def _rescaled(source: Path) -> bytes:
    others = "".join(chr(code) for block in _OTHER_LETTERS for code in block)
    with TTFont(source, recalcTimestamp=False) as font:
        _cut(font, vietnamese_letters() + others)
        scale_upem(font, UNITS_PER_EM)
        stream = BytesIO()
        font.save(stream)
    return stream.getvalue()


def _cut(font: TTFont, letters: str) -> None:
    """Leave only the glyphs of some letters; no hints: they are for the unscaled font."""
    options = subset.Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += list(_UNUSED_TABLES)
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)


def _tag(letters: str) -> str:
    """The six capitals that mark a subset (ISO 32000-1, 9.6.4), the same for the same letters."""
    digest = hashlib.sha256(letters.encode()).digest()
    return "".join(chr(ord("A") + value % 26) for value in digest[:6])
