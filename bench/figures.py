"""`python -m bench.figures`: pages of 180 figures in tables, by the network and by Tesseract.

Permit lists and annexes are such pages, and a wrong figure looks as right as any. Drawn in three
typefaces, scanned grey and black-and-white; what was read is compared word for word, wherever it
stands. Prints for each kind how many were right, how many words were read, and how many of those
marked sure are none of the page's.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageDraw, ImageFont

from bench.truth import matches
from sohoa.domain.stage_results import Derivation, PageEncoding, PageImage
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import load_page_text
from sohoa.sample.chance import Chance
from sohoa.sample.paper import Look, Stock, Tone, scan
from sohoa.sample.typeset import DPI, Sheet

_FONTS = Path("/usr/share/fonts/truetype")
_TYPEFACES = (
    "croscore/Tinos-Regular.ttf", "croscore/Arimo-Regular.ttf", "dejavu/DejaVuSerif.ttf",
)  # fmt: skip
_LOOKS = (
    Look(tone=Tone.BILEVEL, skew_degrees=0.4),
    Look(tone=Tone.BILEVEL, skew_degrees=-0.7, grain=4, blur=0.9),
    Look(tone=Tone.GREY, stock=Stock.AGED, skew_degrees=0.3, blur=0.8, grain=4),
)
_ROWS, _COLUMNS = 30, 6
_LEFT, _TOP, _WIDE, _HIGH = 220, 300, 340, 96
_SURE = 95.0


@dataclass(frozen=True)
class Kind:
    """What stands in each cell, and how large; ruled or not."""

    name: str
    cell: Callable[[Chance], str]
    points: float
    is_ruled: bool = True


_KINDS = (
    Kind("one figure", lambda chance: str(chance.integer(0, 9)), 13),
    Kind("two figures", lambda chance: str(chance.integer(10, 99)), 13),
    Kind("one to six", lambda chance: str(chance.integer(0, 10 ** chance.integer(1, 6))), 12),
    Kind("decimals", lambda chance: f"{chance.integer(0, 999)},{chance.integer(0, 99):02}", 10),
    Kind("dates", lambda chance: f"{chance.integer(1, 28):02}/{chance.integer(1, 12):02}/"
         f"{chance.integer(1990, 2025)}", 11),
    Kind("sums, no rules", lambda chance: f"{chance.integer(1, 10 ** chance.integer(4, 9)):,}"
         .replace(",", "."), 11, is_ruled=False),
)  # fmt: skip


def main() -> None:
    """Read every page by each engine and print what was right."""
    second = SecondReading()
    engines = {name: load_engine(OcrSettings(engine=name)) for name in ("network", "tesserocr")}
    with tempfile.TemporaryDirectory(prefix="sohoa-figures-") as name:
        folder = Path(name)
        for kind in _KINDS:
            counts = {engine: Counter[str]() for engine in engines}
            for page, truth in _pages(kind, folder):
                for engine, loaded in engines.items():
                    settings = OcrSettings(engine=engine)
                    read = read_page(page, engine=loaded, second=second, settings=settings,
                                     texts_dir=folder)  # fmt: skip
                    text = load_page_text(read.text_path)
                    sure = [word.text for line in text.lines for word in line.words
                            if word.confidence >= _SURE]  # fmt: skip
                    right, asked, given = matches(truth, text.text)
                    found, _asked, marked = matches(truth, " ".join(sure))
                    counts[engine].update(right=right, asked=asked, read=given, sure=marked,
                                          wrong=marked - found)  # fmt: skip
            told = "; ".join(
                f"{engine} {one['right']} right, {one['read']} read, {one['sure']} sure, "
                f"{one['wrong']} of them wrong" for engine, one in counts.items()
            )  # fmt: skip
            print(f"{kind.name}: {counts['network']['asked']} figures; {told}", flush=True)


def _pages(kind: Kind, folder: Path) -> Iterator[tuple[PageImage, str]]:
    for face in _TYPEFACES:
        for number, look in enumerate(_LOOKS):
            sheet, truth = _drawn(kind, face, Chance("figures", kind.name, face, number))
            picture = scan(sheet, look, chance=Chance("scanner", number))
            path = folder / "page.png"
            picture.save(path, dpi=(DPI, DPI))
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            yield PageImage("figures.p1", path, digest, *picture.size, DPI, DPI,
                            PageEncoding.PNG, Derivation.AS_SCANNED), truth  # fmt: skip


def _drawn(kind: Kind, face: str, chance: Chance) -> tuple[Sheet, str]:
    sheet = Sheet()
    pen = ImageDraw.Draw(sheet.print)
    font = ImageFont.truetype(str(_FONTS / face), round(kind.points / 72 * DPI))
    cells = []
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            cells.append(kind.cell(chance))
            left, top = _LEFT + column * _WIDE, _TOP + row * _HIGH
            pen.text((left + 30, top + 18), cells[-1], 0, font)
            if kind.is_ruled:
                pen.rectangle((left, top, left + _WIDE, top + _HIGH), outline=0, width=3)
    return sheet, " ".join(cells)


if __name__ == "__main__":
    main()
