"""Pages with ground truth: the real documents of `../shared/data/real_vi`, as page images.

Scans are taken in as a batch would take them; documents born digital are rendered at 300 dpi.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pdf2image import convert_from_path

from bench.pages import REAL_SCANS
from sohoa.domain.stage_results import Derivation, Description, PageEncoding, PageImage
from sohoa.domain.vietnamese import nfc
from sohoa.intake.accession import take_in
from sohoa.intake.inbox import Candidate
from sohoa.intake.settings import IntakeSettings
from sohoa.work.reading import judge_signatures

_RENDERED_DPI = 300
_RENDERED_QUALITY = 85
_PAGES_WITH_TRUTH = 2


@dataclass(frozen=True)
class TruthPage:
    """A page and what is written on it; `document` groups pages that must be judged together."""

    document: str
    number: int
    image: PageImage
    text: str
    is_scan: bool


def truth_pages(folder: Path) -> Iterator[TruthPage]:
    """Every page that has a ground truth text; page images go into `folder`."""
    with (REAL_SCANS / "MANIFEST.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    for row in rows:
        path = REAL_SCANS / row["file"]
        if not any(_truth_of(path, number) for number in range(1, _PAGES_WITH_TRUTH + 1)):
            continue
        is_scan = row["born_digital"] != "yes"
        own = folder / path.stem
        own.mkdir()
        images = scanned(path, own) if is_scan else rendered(path, own)
        for number, image in enumerate(images, start=1):
            if text := _truth_of(path, number):
                yield TruthPage(path.stem, number, image, text, is_scan)


def matches(truth: str, read: str) -> tuple[int, int, int]:
    """Words right, words of the truth, words read: word for word, wherever they stand.

    Headers in two columns have no one right order; the README of the data asks for this.
    """
    asked, given = Counter(nfc(truth).split()), Counter(nfc(read).split())
    return (asked & given).total(), asked.total(), given.total()


def _truth_of(path: Path, number: int) -> str:
    names = [f"{path.stem}.p{number}.gt.txt", *([f"{path.stem}.gt.txt"] if number == 1 else [])]
    for name in names:
        if (path.parent / name).is_file():
            return nfc((path.parent / name).read_text(encoding="utf-8"))
    return ""


def scanned(path: Path, folder: Path) -> tuple[PageImage, ...]:
    """The pages of a scan, taken in as a batch would take them."""
    return take_in(
        Candidate(path.name, (path,)),
        document_id=path.stem,
        batch="truth",
        description=Description(),
        pages_dir=folder,
        settings=IntakeSettings(),
        judge_signatures=judge_signatures,
    ).pages


def rendered(
    path: Path, folder: Path, *, last: int | None = _PAGES_WITH_TRUTH
) -> Iterator[PageImage]:
    """The pages of a paper born digital as pictures, up to the last one asked for."""
    # pdf2image takes none as all, and says otherwise.
    images = convert_from_path(path, dpi=_RENDERED_DPI, last_page=cast(int, last))
    for number, image in enumerate(images, start=1):
        target = folder / f"{path.stem}-rendered-{number}.jpg"
        image.save(target, quality=_RENDERED_QUALITY, dpi=(_RENDERED_DPI, _RENDERED_DPI))
        yield PageImage(
            page_id=f"{path.stem}.p{number}",
            path=target,
            sha256=hashlib.sha256(target.read_bytes()).hexdigest(),
            width_px=image.width,
            height_px=image.height,
            dpi_x=_RENDERED_DPI,
            dpi_y=_RENDERED_DPI,
            encoding=PageEncoding.JPEG,
            derivation=Derivation.RASTERIZED,
        )
