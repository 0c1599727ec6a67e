"""Reads one page and keeps the result under an address made of what it was read from."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from pydantic import ValidationError

from sohoa.baton_file import decode, encode
from sohoa.domain.batons import Finding, PageImage, PageText, ReadPage
from sohoa.domain.errors import FixityError
from sohoa.durable import sha256_of, write_durably
from sohoa.ocr.alignment import measure_alignment
from sohoa.ocr.ink import find_ink, is_blank
from sohoa.ocr.interface import OcrEngine
from sohoa.ocr.orientation import Attempt, mean_confidence, read_upright
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.settings import OcrSettings

logger = logging.getLogger(__name__)

#: Changes when reading changes in a way that the address does not show otherwise.
_READING_VERSION = 2


def read_page(
    page: PageImage, *, engine: OcrEngine, settings: OcrSettings, texts_dir: Path
) -> ReadPage:
    """Read the text on one page image, or find it read before.

    The text is NFC, so that equal words compare equal whatever keyboard or engine made them.
    A page without text is no error: it has no words and confidence 0.

    Raises:
        FixityError: The image is not the one that was taken in.
        UnreadableImageError: The image cannot be decoded.
        DiskFullError: No room is left.
    """
    if sha256_of(page.path) != page.sha256:
        raise FixityError(page.page_id, name=page.path.name)
    path = texts_dir / f"{_address(page, engine, settings)}.json"
    text = _read_before(path)
    if text is None:
        text = _read(page, engine, settings)
        write_durably(path, encode(text))
    return ReadPage(
        image=page,
        text_path=path,
        text_sha256=sha256_of(path),
        turn=text.turn,
        word_count=text.word_count,
        confidence=text.confidence,
        findings=text.findings,
    )


def load_page_text(path: Path) -> PageText:
    """Read a page's text back from its file.

    Raises:
        OSError: There is no such file.
        pydantic.ValidationError: It is not a page text.
    """
    return decode(path.read_bytes(), PageText)


def _address(page: PageImage, engine: OcrEngine, settings: OcrSettings) -> str:
    parts = (
        page.sha256,
        f"{page.dpi_x:.2f}x{page.dpi_y:.2f}@{page.turn}",
        engine.name,
        f"{settings.reading_dpi} {settings.poor_confidence} {settings.straighten_degrees}"
        f" v{_READING_VERSION}",
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read_before(path: Path) -> PageText | None:
    """What was read before; a file that cannot be read back is read anew from the page."""
    try:
        return load_page_text(path)
    except (FileNotFoundError, ValidationError):
        return None


def _read(page: PageImage, engine: OcrEngine, settings: OcrSettings) -> PageText:
    prepared = prepare_page(page, reading_dpi=settings.reading_dpi)
    ink = find_ink(prepared.image, dpi=prepared.dpi)
    alignment = measure_alignment(ink)
    findings: tuple[Finding, ...] = ()
    if is_blank(ink):
        best, findings = Attempt(0, prepared), (Finding("blank-page"),)
    else:
        best = read_upright(prepared, alignment, engine=engine, settings=settings)
    # Here the upright page and its lines are settled, in the pixels of `best.page.image`.
    lines = best.page.to_page(best.lines)

    logger.info("%s: %d letters read, turn %d", page.page_id, best.letters, best.turn)
    return PageText(
        page_id=page.page_id,
        image_sha256=page.sha256,
        width_px=best.page.width_px,
        height_px=best.page.height_px,
        turn=(page.turn + best.turn) % 360,
        engine=engine.name,
        lines=lines,
        confidence=round(mean_confidence(lines), 2),
        skew_degrees=alignment.skew_degrees,
        findings=findings,
    )
