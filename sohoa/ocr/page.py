"""Reads one page and keeps the result under an address made of what it was read from."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sohoa.domain import scan_findings
from sohoa.domain.errors import FixityError, UnreadableImageError
from sohoa.domain.stage_results import Line, PageImage, PageText, ReadPage
from sohoa.domain.syllable import legal_share
from sohoa.durable import sha256_of
from sohoa.ocr.alignment import measure_alignment
from sohoa.ocr.black_seals import with_doubts
from sohoa.ocr.evidence import load_weights
from sohoa.ocr.handwriting import unsure_figures
from sohoa.ocr.ink import Ink, find_ink, is_blank, is_light_on_dark
from sohoa.ocr.interface import OcrEngine
from sohoa.ocr.orientation import Attempt, Upright, mean_confidence, read_surely
from sohoa.ocr.own_text import address_of_own_text, with_own_text
from sohoa.ocr.photo import judge_flatness, measure_flatness
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.quality import judge, judge_print, measure_quality
from sohoa.ocr.second import SecondReading
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.show_through import may_have_other_side, may_shine_through, shines_through
from sohoa.ocr.store import as_read, find_page_text, keep_page_text, seen_of, text_path
from sohoa.stopwatch import step

logger = logging.getLogger(__name__)

#: Changes when reading changes in a way that the address does not show otherwise. It did not for
#: pages printed light on dark, nor for heads whose form only one reader saw, nor for seals taken
#: off (ADR 28): half-read batches go on with the texts they have, marked unsure.
_READING_VERSION = 8
#: What shines through is pale and soft by nature: no reason to scan the page again.
_PALE = {scan_findings.TOO_FAINT.code, scan_findings.BLUR.code}
#: Settings that say what becomes of a document when its pages are read: no page's text changes.
_JUDGED_LATER = {
    "rescan", "rescan_if_can", "review", "hold", "least_confidence", "least_legible",
}  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")


def read_page(
    page: PageImage,
    *,
    engine: OcrEngine,
    second: SecondReading | None = None,
    settings: OcrSettings,
    texts_dir: Path,
    beside: Sequence[PageImage] = (),
) -> ReadPage:
    """Read the text on one page image, or find it read before.

    The text is NFC, so that equal words compare equal whatever keyboard or engine made them.
    A page without text is no error: it has no words and confidence 0. With a second reading a
    word's confidence is how likely it is right; without, it is the engine's own measure.
    `beside` are the pages of which one may be the other side of the sheet: they are looked at only
    if the page is so faint that one may shine through it, and no larger than about A3; then its
    address tells so, also if there are none.

    Raises:
        FixityError: The image is not the one that was taken in.
        UnreadableImageError: The image cannot be decoded.
        DiskFullError: No room is left.
    """
    if sha256_of(page.path) != page.sha256:
        raise FixityError(page.page_id, name=page.path.name)
    reading = (*made_with(engine, second, settings), *address_of_own_text(page))
    alone = text_path(texts_dir, page, *reading)
    others = (told for one in beside for told in seen_of(one))
    together = text_path(texts_dir, page, *reading, "beside", *others)
    for path in (alone, together):
        if (found := find_page_text(path)) is not None:
            return as_read(page, found)
    text, looked_beside = _read(page, engine, second, settings, beside)
    text = with_own_text(page, text)
    path = together if looked_beside else alone
    return as_read(page, keep_page_text(path, text, page))


def made_with(
    engine: OcrEngine, second: SecondReading | None, settings: OcrSettings
) -> tuple[str, ...]:
    """Give the parts of a text's address beside the image: readers, choices, limits."""
    choices = (
        f"{settings.reading_dpi} {engine.traits.poor_confidence} {settings.straighten_degrees}"
        f" v{_READING_VERSION}"
    )
    bars = settings.quality.model_dump_json(exclude=_JUDGED_LATER)
    otherwise = [f"else {engine.traits.otherwise}"] if engine.traits.otherwise else []
    return _readers(engine, second), choices, bars, *otherwise


def _readers(engine: OcrEngine, second: SecondReading | None) -> str:
    if second is None:
        return engine.name
    return f"{engine.name} + {second.name_beside(engine.traits.evidence)}"


def _read(
    page: PageImage,
    engine: OcrEngine,
    second: SecondReading | None,
    settings: OcrSettings,
    beside: Sequence[PageImage],
) -> tuple[PageText, bool]:
    """The page's text, and whether the pages beside it had a say."""
    prepared = prepare_page(page, reading_dpi=settings.reading_dpi)
    ink = find_ink(prepared.image, dpi=prepared.dpi)
    is_reversed = is_light_on_dark(ink)
    if is_reversed:
        prepared = prepared.reversed()
        ink = find_ink(prepared.image, dpi=prepared.dpi)
    alignment = measure_alignment(ink)
    quality = measure_quality(prepared, ink)
    found = tuple(judge(quality, skew_degrees=alignment.skew_degrees, settings=settings.quality))
    flatness = measure_flatness(prepared, ink, lies=alignment)
    found = (*found, *judge_flatness(flatness, settings=settings.quality))
    blank = is_blank(ink)
    looks_beside = not blank and may_have_other_side(page) and may_shine_through(ink)
    findings = found = (*found, *([scan_findings.LIGHT_ON_DARK.at()] if is_reversed else []))
    read = Upright(Attempt(0, prepared), engine)
    if blank:
        findings = (*found, scan_findings.BLANK_PAGE.at())
    elif looks_beside and _is_other_side(ink, beside, settings):
        findings = tuple(one for one in found if one.code not in _PALE)
        findings = (*findings, scan_findings.BLANK_PAGE.at(), scan_findings.SHOW_THROUGH.at())
    else:
        bare = prepared.without_seals()
        read = read_surely(bare, alignment, engine=engine, settings=settings)
        findings = (*findings, *read.findings)
    best, evidence = read.best, read.engine.traits.evidence
    lines = best.lines
    if second and lines:
        with step("second_reading"):
            lines = second.read(lines, best.page.image, evidence=evidence)
        least = load_weights(evidence).bars.least_figures
        findings = (*findings, *unsure_figures(lines, least=least))
    if prepared.bare is None:
        lines = with_doubts(lines, best.page, ink)
    lines = best.page.to_page(lines)
    upright_dpi = page.dpi_y if (page.turn + best.turn) % 180 == 0 else page.dpi_x
    findings = (*findings, *judge_print(lines, dpi=upright_dpi, settings=settings.quality))

    logger.info("%s: %d letters read, turn %d", page.page_id, best.letters, best.turn)
    text = PageText(
        image_sha256=page.sha256,
        width_px=best.page.width_px,
        height_px=best.page.height_px,
        turn=(page.turn + best.turn) % 360,
        engine=_readers(read.engine, second),
        lines=lines,
        confidence=round(mean_confidence(lines), 2),
        skew_degrees=alignment.skew_degrees,
        legal_share=round(legal_share(list(_syllables(lines))), 3),
        findings=findings,
    )
    return text, looks_beside


def _is_other_side(ink: Ink, beside: Sequence[PageImage], settings: OcrSettings) -> bool:
    """Say if all that is seen on a page is one of those beside it, shining through.

    Raises:
        FixityError: One of them is not the image that was taken in.
    """
    for other in filter(may_have_other_side, beside):
        if sha256_of(other.path) != other.sha256:
            raise FixityError(other.page_id, name=other.path.name)
        try:
            prepared = prepare_page(other, reading_dpi=settings.reading_dpi)
        except UnreadableImageError:
            continue
        if shines_through(ink, find_ink(prepared.image, dpi=prepared.dpi)):
            return True
    return False


def _syllables(lines: tuple[Line, ...]) -> Iterator[str]:
    """Give those of a page's words that consist of letters."""
    for line in lines:
        for word in line.words:
            yield from _LETTERS.findall(word.text)
