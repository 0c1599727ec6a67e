"""`python -m bench.order`: reading order and word boxes of the first readers, without a second one.

Claims checked (issue 10): in page order the network reads no more words wrongly than Tesseract, and
its boxes lie within 2 px (200 dpi) of Tesseract's of the same word, in the median of each side.
Pages: those of `../shared/data/real_vi` that have a ground truth. Prints a row per page and sums.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from rapidfuzz.distance import Levenshtein

from bench.truth import TruthPage, truth_pages
from sohoa.domain.stage_results import Line, Word
from sohoa.ocr.alignment import measure_alignment
from sohoa.ocr.ink import find_ink
from sohoa.ocr.interface import OcrEngine
from sohoa.ocr.orientation import as_it_reads
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.settings import OcrSettings

_ENGINES = ("tesserocr", "network")
_MOST_OFF_PX = 2


def main() -> None:
    """Read every page with both engines and print word edits, and how far boxes lie apart."""
    engines = [load_engine(OcrSettings(engine=name)) for name in _ENGINES]
    sums, words = [0, 0], 0
    off: list[tuple[int, int, int, int]] = []
    with tempfile.TemporaryDirectory(prefix="sohoa-order-") as folder:
        for page in truth_pages(Path(folder)):
            read = [_read(page, engine) for engine in engines]
            edits = [_edits(page.text, lines) for lines in read]
            sums = [total + own for total, own in zip(sums, edits, strict=True)]
            words += len(page.text.split())
            off += _apart(*read)
            print(f"{page.document} {page.number}: word edits " + " ".join(map(str, edits)))
    sides = [median(map(abs, side)) for side in zip(*off, strict=True)]
    print(f"{words} words; edits in page order {' '.join(_ENGINES)}: {sums[0]} {sums[1]}; boxes of "
          f"{len(off)} words apart (left, top, right, bottom): {sides} px")  # fmt: skip
    if sums[1] > sums[0] or max(sides) > _MOST_OFF_PX:
        raise SystemExit(1)


def _read(page: TruthPage, engine: OcrEngine) -> tuple[Line, ...]:
    """The page read; boxes are those of the page as it lies, in pixels at 200 dpi."""
    settings = OcrSettings()
    prepared = prepare_page(page.image, reading_dpi=settings.reading_dpi)
    lies = measure_alignment(find_ink(prepared.image, dpi=prepared.dpi))
    turned = as_it_reads(
        prepared.without_seals(),
        lies.turn or 0,
        lies.skew_degrees,
        engine=engine,
        settings=settings,
    )
    lines = engine.recognize(turned.image, dpi=turned.dpi)
    return _as_prepared(turned.to_page(lines), turned.scale_x, turned.scale_y)


def _as_prepared(lines: Sequence[Line], across: float, down: float) -> tuple[Line, ...]:
    return tuple(
        Line(line.block, line.paragraph, tuple(
            Word(word.text, round(word.left / across), round(word.top / down),
                 round(word.width / across), round(word.height / down), word.confidence)
            for word in line.words))
        for line in lines
    )  # fmt: skip


def _edits(truth: str, lines: Sequence[Line]) -> int:
    """How many words have to be changed, put in or left out."""
    return Levenshtein.distance(truth.split(), [word.text for line in lines for word in line.words])


def _apart(ours: Sequence[Line], theirs: Sequence[Line]) -> Iterator[tuple[int, int, int, int]]:
    """How far the sides of boxes lie apart, for words that both read alike in one place."""
    others: dict[str, list[Word]] = {}
    for line in ours:
        for word in line.words:
            others.setdefault(word.text, []).append(word)
    for line in theirs:
        for word in line.words:
            for other in others.get(word.text, ()):
                if _meet(word, other):
                    yield (
                        word.left - other.left,
                        word.top - other.top,
                        word.left + word.width - other.left - other.width,
                        word.top + word.height - other.top - other.height,
                    )
                    break


def _meet(one: Word, other: Word) -> bool:
    across = abs(one.left + one.width / 2 - other.left - other.width / 2)
    down = abs(one.top + one.height / 2 - other.top - other.height / 2)
    return across < other.width / 2 and down < other.height / 2


if __name__ == "__main__":
    main()
