"""Made-up pages as an office's scanner gives them: A4, 200 dpi, grey; each one different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from sohoa.sample.chance import Chance
from sohoa.sample.layout import TIGHT_BODY, Handling, set_paper
from sohoa.sample.paper import Look, Stock, Tone, scan
from sohoa.sample.records import CaseBook, random_kind
from sohoa.sample.wording import word

DPI = 200
A4_AT_200_DPI = (1654, 2339)
_YEAR = 2020


@dataclass(frozen=True)
class OfficePage:
    """A page, and what stands on it."""

    document: int
    picture: Image.Image
    text: str


def office_pages(*, seed: int = 0) -> Iterator[OfficePage]:
    """Endless papers of one office, page by page; equal seeds give equal pages."""
    book, document = CaseBook(seed), 0
    while True:
        chance = Chance(seed, "office page", document)
        case = book.open_case(random_kind(chance, year=_YEAR), year=_YEAR)
        wording = word(case, chance.stream("wording"), pages=1)
        ink = chance.stream("ink")
        sheets = set_paper(case, wording, handling=Handling(), chance=ink, body=TIGHT_BODY)
        for sheet in sheets:
            look = Look(
                tone=Tone.GREY,
                stock=chance.pick(list(Stock)),
                skew_degrees=round(chance.near(0, 0.6), 2),
                grain=chance.integer(1, 4),
            )
            picture = scan(sheet, look, chance=chance.stream(f"scan {sheet.text[:20]}"))
            small = picture.resize(A4_AT_200_DPI, Image.Resampling.BOX)
            yield OfficePage(document, small, sheet.text)
        document += 1
