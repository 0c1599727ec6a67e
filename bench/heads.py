"""`python -m bench.heads`: số ký hiệu and date read off first pages, printed and by hand.

Claim checked (issue 3): printed numbers and dates right on 98 % of the pages. The pages are the
sample generator's (skew, shade, grain, blur, two shades, received stamps), in several typefaces
and with symbols of many offices. Prints the rates and every page that was read wrong.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from sohoa.domain.batons import Derivation, PageEncoding, PageImage, PageText
from sohoa.ocr.header import find_header
from sohoa.ocr.page import read_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.store import load_page_text
from sohoa.sample.chance import Chance
from sohoa.sample.kinds import Kind
from sohoa.sample.layout import TIGHT_BODY, Handling, set_paper
from sohoa.sample.paper import Look, Stock, Tone, scan
from sohoa.sample.records import CaseBook, random_kind
from sohoa.sample.typeset import DPI, PAGE_HEIGHT, PAGE_WIDTH, typeface
from sohoa.sample.wording import word

PRINTED, BY_HAND = Handling(False, False), Handling(True, True)
TYPEFACES = ("Tinos", "Tinos", "Arimo", "DejaVu Serif")
_FIRST_YEAR, _LAST_YEAR = 2016, 2025
_PAGES = 64


#: What stands after the number in papers of other offices.
_SYMBOLS = (
    "QĐ-UBND", "NQ-HĐND", "UBND-KTTH", "TTr-SNV", "CT-TTg", "BC-BCĐ", "KH-SVHTTDL", "TB-VP",
    "HD-STTTT", "GM-UBND", "SVHTTDL-QLVH", "QĐ-BVHTTDL", "UBND-NC", "PTr-VP", "CV-HĐQT", "QĐ-TTg",
    "GP-STNMT",
    "BB-HĐTV", "ĐA-UBND", "VPCP-KGVX",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _OfficeKind(Kind):
    """The same paper from another office; a rule of law has its year in the number too."""

    office: str = ""

    def symbol(self, year: int) -> str:
        return self.office.format(year=year)


@dataclass(frozen=True)
class HeadPage:
    """A first page and what its head says."""

    image: PageImage
    number: str
    date: str
    typeface: str
    about: str


def main() -> None:
    """Read so many printed pages (or as many as asked for), then as many by hand; print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _PAGES
    settings = OcrSettings()
    engine, second = load_engine(settings), SecondReading()
    for name, handling in (("printed", PRINTED), ("by hand", BY_HAND)):
        right: Counter[str] = Counter()
        with tempfile.TemporaryDirectory(prefix="sohoa-heads-") as folder:
            for page in head_pages(Path(folder), count=count, handling=handling):
                read = read_page(page.image, engine=engine, second=second, settings=settings,
                                 texts_dir=Path(folder))  # fmt: skip
                number, date = _fields(load_page_text(read.text_path))
                right["number"] += number == page.number
                right["date"] += date == page.date
                if (number, date) != (page.number, page.date):
                    print(f"{page.image.page_id} {page.typeface} {page.about}: {page.number} "
                          f"{page.date} read {number} {date}", flush=True)  # fmt: skip
        print(f"{name}: {count} pages, number {right['number']}, date {right['date']}")


def head_pages(folder: Path, *, count: int, handling: Handling) -> Iterator[HeadPage]:
    """First pages as the sample generator makes them; page images go into `folder`."""
    book = CaseBook(seed=30)
    for place in range(count):
        chance = Chance("heads", handling.number_by_hand, place)
        year = chance.integer(_FIRST_YEAR, _LAST_YEAR)
        kind = random_kind(chance, year=year)
        office = ("{year}/" if chance.often(0.15) else "") + chance.pick(_SYMBOLS)
        told = {one.name: getattr(kind, one.name) for one in fields(kind)}
        case = book.open_case(_OfficeKind(**told, office=office), year=year)
        name = TYPEFACES[place % len(TYPEFACES)]
        with typeface(name):
            wording = word(case, chance.stream("wording"), pages=1)
            done = replace(handling, received=chance.often(0.25))
            (front, *_more) = set_paper(
                case, wording, handling=done, chance=chance.stream("ink"), body=TIGHT_BODY
            )
        look = _look(chance.stream("scanner"))
        picture = scan(front, look, chance=chance.stream("page"))
        path = folder / (f"h{place:03}.png" if look.tone is Tone.BILEVEL else f"h{place:03}.jpg")
        picture.save(path, dpi=(DPI, DPI), quality=80)
        image = PageImage(
            page_id=f"h{place:03}.p1",
            path=path,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            width_px=PAGE_WIDTH,
            height_px=PAGE_HEIGHT,
            dpi_x=DPI,
            dpi_y=DPI,
            encoding=PageEncoding.PNG if path.suffix == ".png" else PageEncoding.JPEG,
            derivation=Derivation.AS_SCANNED,
        )
        about = f"{look.tone.name.lower()} skew {look.skew_degrees} blur {look.blur}"
        yield HeadPage(image, case.entry.number, case.day.isoformat(), name, about)


def _look(scanner: Chance) -> Look:
    """The same spread of scans as `sohoa sample` makes."""
    tone = scanner.pick((Tone.COLOUR, Tone.COLOUR, Tone.GREY, Tone.BILEVEL))
    stock = scanner.pick((Stock.WHITE, Stock.WHITE, Stock.AGED, Stock.YELLOWED))
    return Look(
        tone=tone,
        stock=Stock.WHITE if tone is Tone.BILEVEL else stock,
        skew_degrees=round(min(1.5, max(-1.5, scanner.near(0, 0.6))), 2),
        shade=scanner.between(0.02, 0.14),
        grain=scanner.integer(1, 4),
        blur=round(scanner.between(0.4, 0.9), 1) if scanner.often(0.4) else 0.0,
        punched=scanner.often(0.4),
    )


def _fields(text: PageText) -> tuple[str, str]:
    header = find_header([text])
    return header.number, header.formed.iso if header.formed else ""


if __name__ == "__main__":
    main()
