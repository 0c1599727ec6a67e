"""`python -m bench.heads [GROUP...] [--engine ENGINE]`: số ký hiệu and date read off first pages.

Claims checked (issue 3): number and date right on 80 % of the real scans, printed ones on 98 %.
Groups, all of them if none is named:

- `printed`, `hand`: 64 pages each as the sample generator makes them (skew, shade, grain, blur, two
  shades, received stamps), in three typefaces and with symbols of many offices;
- `real`: the scans of `../shared/data/real_vi`;
- `bent`: the same scans, each eight times turned, scaled, softened, faded, made noisy and
  compressed anew: 184 heads tell a change for the better from luck, 23 do not.

Prints the rates, how many heads a person is told to look at, how many are wrong and not told (the
worst there is), what the head alone costs, and every page that was read wrong. Only the head of a
page is looked at: the rest is painted over.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image, ImageFilter

from bench.pages import REAL_SCANS
from bench.truth import scanned
from sohoa.describe.header import find_header, read_head
from sohoa.describe.witnesses import HEAD_FINDINGS, head_findings
from sohoa.domain.paper_findings import UNSURE_FIGURES
from sohoa.domain.stage_results import Derivation, Description, PageEncoding, PageImage, PageText
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
from sohoa.stopwatch import measured

PRINTED, BY_HAND = Handling(False, False), Handling(True, True)
TYPEFACES = ("Tinos", "Tinos", "Arimo", "DejaVu Serif")
_FIRST_YEAR, _LAST_YEAR = 2016, 2025
_PAGES = 64
_BENDS = 8
_HEAD_SHARE = 0.6
_PAPER = 250
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
    about: str


def main() -> None:
    """Read the groups asked for and print what was right."""
    parser = argparse.ArgumentParser(prog="python -m bench.heads")
    parser.add_argument("groups", nargs="*", metavar="GROUP", default=[*GROUPS])
    parser.add_argument("--engine", default=OcrSettings().engine)
    asked = parser.parse_args()
    settings = OcrSettings(engine=asked.engine)
    engine, second = load_engine(settings), SecondReading()
    for name in asked.groups:
        counts: Counter[str] = Counter()
        with tempfile.TemporaryDirectory(prefix="sohoa-heads-") as folder, measured() as steps:
            for page in GROUPS[name](Path(folder)):
                read = read_page(page.image, engine=engine, second=second, settings=settings,
                                 texts_dir=Path(folder))  # fmt: skip
                _judge(page, load_page_text(read.text_path), counts)
        seconds = steps.get("second_reading", 0.0) / max(1, counts["pages"])
        print(f"{name}: {counts['pages']} pages, number {counts['number']}, date {counts['date']}; "
              f"told {counts['told']}, wrong and not told {counts['silent']}; "
              f"second reading {seconds:.3f} s a head", flush=True)  # fmt: skip


def _judge(page: HeadPage, text: PageText, counts: Counter[str]) -> None:
    """Count what is right of a page, and what is told; print what is wrong."""
    number, date = _fields(text)
    is_right = (number, date) == (page.number, page.date)
    told = _told(text)
    counts.update(pages=1, number=number == page.number, date=date == page.date)
    counts.update(told=bool(told), silent=not (is_right or told))
    if not is_right:
        print(f"{page.image.page_id} {page.about}: {page.number} {page.date}, read {number} {date}"
              f" ({', '.join(told) or 'not told'})", flush=True)  # fmt: skip


def _told(text: PageText) -> list[str]:
    """The findings that send a document to a person for its number or date."""
    today = dt.datetime.now(dt.UTC).date()
    found = (*text.findings, *head_findings(read_head([text]), known=Description(), today=today))
    about_head = {UNSURE_FIGURES.code, *HEAD_FINDINGS}
    return sorted({finding.code for finding in found} & about_head)


def real_heads(folder: Path, *, bends: Sequence[int]) -> Iterator[HeadPage]:
    """First pages of the real scans, as they are (0) or bent in some way."""
    if not REAL_SCANS.is_dir():
        print("(real documents skipped: ../shared/data is not there)")
        return
    fields_of = {row["file"]: row for row in _rows(REAL_SCANS / "fields_truth.csv")}
    for row in _rows(REAL_SCANS / "MANIFEST.csv"):
        if row["born_digital"] == "yes":
            continue
        path = REAL_SCANS / row["file"]
        own = folder / path.stem
        own.mkdir()
        first = scanned(path, own)[0]
        known = fields_of[row["file"]]
        for bend in bends:
            image = _bent(first, own, Chance("bent", path.stem, bend)) if bend else first
            yield HeadPage(_head_only(image, own), known["so_ky_hieu"], known["date"], f"{bend}")


def _bent(page: PageImage, folder: Path, chance: Chance) -> PageImage:
    """The same page as a worse scanner, or a copy of a copy, would give it."""
    with Image.open(page.path) as opened:
        picture = opened.convert("L" if opened.mode in ("1", "L") else "RGB")
    fine = page.dpi_x >= 250
    scale = chance.between(0.6, 1.0) if fine else chance.between(0.85, 1.15)
    size = (round(picture.width * scale), round(picture.height * scale))
    paper = (_PAPER,) * len(picture.getbands())
    picture = picture.resize(size, Image.Resampling.BICUBIC).rotate(
        chance.between(-1, 1), Image.Resampling.BICUBIC, fillcolor=paper
    )
    if chance.often(0.6):
        blur = chance.between(0.3, 1.1) * page.dpi_x * scale / 200
        picture = picture.filter(ImageFilter.GaussianBlur(blur))
    if chance.often(0.6):
        noise = chance.generator.normal(0, chance.between(2, 10), (*size[::-1], len(paper)))
        levels = (np.asarray(picture, dtype=float).reshape(noise.shape) + noise - 255) * (
            chance.between(0.7, 1.1)
        ) + 255
        picture = Image.fromarray(levels.clip(0, 255).astype(np.uint8).squeeze())
    path = folder / "bent.jpg"
    picture.save(path, quality=chance.integer(45, 84))
    return replace(page, path=path, sha256=_digest(path), width_px=size[0], height_px=size[1],
                   dpi_x=page.dpi_x * scale, dpi_y=page.dpi_y * scale,
                   encoding=PageEncoding.JPEG)  # fmt: skip


def _head_only(page: PageImage, folder: Path) -> PageImage:
    """The page with all below its head painted over; nothing else is read here."""
    with Image.open(page.path) as opened:
        picture = opened.convert("L") if opened.mode == "1" else opened.copy()
    if page.turn in (0, 180):
        share = round(_HEAD_SHARE * picture.height)
        below = (0, share, picture.width, picture.height)
        above = (0, 0, picture.width, picture.height - share)
        paper = tuple(round(median(band.reduce(32).tobytes())) for band in picture.split())
        picture.paste(paper, above if page.turn else below)
    path = folder / "head.png"
    picture.save(path)
    return replace(page, path=path, sha256=_digest(path), encoding=PageEncoding.PNG)


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
            sha256=_digest(path),
            width_px=PAGE_WIDTH,
            height_px=PAGE_HEIGHT,
            dpi_x=DPI,
            dpi_y=DPI,
            encoding=PageEncoding.PNG if path.suffix == ".png" else PageEncoding.JPEG,
            derivation=Derivation.AS_SCANNED,
        )
        about = f"{name} {look.tone.name.lower()} skew {look.skew_degrees} blur {look.blur}"
        yield HeadPage(_head_only(image, folder), case.entry.number, case.day.isoformat(), about)


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


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


GROUPS: dict[str, Callable[[Path], Iterator[HeadPage]]] = {
    "printed": lambda folder: head_pages(folder, count=_PAGES, handling=PRINTED),
    "hand": lambda folder: head_pages(folder, count=_PAGES, handling=BY_HAND),
    "real": lambda folder: real_heads(folder, bends=(0,)),
    "bent": lambda folder: real_heads(folder, bends=range(1, _BENDS + 1)),
}

if __name__ == "__main__":
    main()
