"""Does `sohoa learn` help, and does it ever harm? On documents that nothing was learnt from.

    .venv/bin/python -m bench.learn_office [--pages 40]

Real scans: each document is decided with what all the others have taught (twenty documents of
almost as many offices: the hardest case). A made-up office: every other paper with what the rest
has taught. Words are compared as in `bench.reading`; lines that only one reader saw, spaces and
handwriting are left out, as nothing is weighed there.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bench.endurance import stored
from bench.office_pages import office_pages
from bench.truth import matches, truth_pages
from sohoa.domain.batons import Line, PageEncoding, PageText, Reading, Word
from sohoa.ocr.evidence import Choice, choose, confidence, is_beyond_doubt, load_weights, weigh
from sohoa.ocr.learning import PairTally
from sohoa.ocr.pairing import Place, pair
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.strips import cut_line, strip_of
from sohoa.ocr.syllable_model import SyllableModel, load_syllable_model, packed_pairs, unpack_pairs
from sohoa.ocr.tesseract_library import TesseractLibrary
from sohoa.ocr.trueocr_reader import TrueOcrReader

_SURE_LOG_ODDS = 8.0


@dataclass(frozen=True)
class SeenPage:
    """A page as both readers saw it, line by line, and what stands on it."""

    document: str
    truth: str
    lines: tuple[tuple[Place, ...], ...]


def main() -> None:
    """Read once, decide with and without, print."""
    parser = argparse.ArgumentParser(prog="bench.learn_office", description=__doc__)
    parser.add_argument("--pages", type=int, default=40, help="pages of the made-up office")
    arguments = parser.parse_args()
    see = _eyes()
    with tempfile.TemporaryDirectory(prefix="sohoa-learn-") as name:
        folder = Path(name)
        real = [
            SeenPage(one.document, one.text, see(prepare_page(one.image, reading_dpi=200).image))
            for one in truth_pages(folder)
        ]
        made = list(_made_up(see, folder, arguments.pages))
    report("real scans, each without itself", real, lambda document: _others(real, document))
    half = sorted({page.document for page in made})[::2]
    taught = [page for page in made if page.document in half]
    tested = [page for page in made if page.document not in half]
    report("a made-up office, the other half", tested, lambda _document: taught)


def report(
    title: str, pages: Sequence[SeenPage], teachers: Callable[[str], Sequence[SeenPage]]
) -> None:
    """Print recall and precision without and with what the teachers have taught."""
    built_in = load_syllable_model()
    before = [matches(page.truth, decided(page, built_in).text) for page in pages]
    models = {page.document: taught_by(teachers(page.document)) for page in pages}
    after = [matches(page.truth, decided(page, models[page.document]).text) for page in pages]
    for label, counts in (("built in", before), ("and learnt", after)):
        right, asked, given = (sum(column) for column in zip(*counts, strict=True))
        print(
            f"{title}: {label:10} {right} of {asked} words right,"
            f" recall {right / asked:.4f}, precision {right / given:.4f}"
        )


def taught_by(pages: Sequence[SeenPage]) -> SyllableModel:
    """The model after `sohoa learn` over these pages."""
    tally = PairTally()
    for _document, own in itertools.groupby(pages, key=lambda page: page.document):
        tally.add([decided(page, load_syllable_model()) for page in own])
    pairs = unpack_pairs(packed_pairs())
    pairs.update(tally.common())
    return SyllableModel(pairs)


def decided(page: SeenPage, model: SyllableModel) -> PageText:
    """A page's text by one model, as a page result holds it."""
    lines = tuple(Line(1, 1, tuple(_words(places, model))) for places in page.lines)
    return PageText(page.document, "", 0, 0, 0, "both + readers", lines, 0.0)


def _words(places: Sequence[Place], model: SyllableModel) -> Iterator[Word]:
    before, weights = "", load_weights()
    followers = [*(place.first for place in places[1:]), ""]
    for place, after in zip(places, followers, strict=True):
        choice = Choice(place.first, _SURE_LOG_ODDS)
        if not is_beyond_doubt(place):
            choice = choose(weigh(place, model, before=before, after=after), weights)
        likely = confidence(place, choice, weights)
        seen = () if place.is_agreed else (Reading("second", place.second, 0.0),)
        yield Word(choice.text, 0, 0, 1, 1, likely, seen)
        before = choice.text


def _eyes() -> Callable[[Image.Image], tuple[tuple[Place, ...], ...]]:
    engine, reader = TesseractLibrary(OcrSettings()), TrueOcrReader()

    def see(image: Image.Image) -> tuple[tuple[Place, ...], ...]:
        found, lines = reader.find_lines(image), []
        for line in engine.recognize(image, dpi=200):
            pieces = cut_line(line)
            readings = reader.read_lines(image, [strip_of(piece, found) for piece in pieces])
            pairs = zip(pieces, readings, strict=True)
            lines.append(tuple(place for piece, one in pairs for place in pair(piece, one)))
        return tuple(lines)

    return see


def _made_up(
    see: Callable[[Image.Image], tuple[tuple[Place, ...], ...]], folder: Path, count: int
) -> Iterator[SeenPage]:
    for number, page in enumerate(itertools.islice(office_pages(seed=5), count)):
        path = folder / f"office{number}.jpg"
        page.picture.save(path, quality=70, dpi=(200, 200))
        image = prepare_page(stored(path, PageEncoding.JPEG), reading_dpi=200).image
        yield SeenPage(f"office{page.document:04d}", page.text, see(image))


def _others(pages: Sequence[SeenPage], document: str) -> list[SeenPage]:
    return [page for page in pages if page.document != document]


if __name__ == "__main__":
    main()
