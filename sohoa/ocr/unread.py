"""A page that no engine could read: it keeps its image and goes on without text."""

from __future__ import annotations

from pathlib import Path

from sohoa.domain import scan_findings
from sohoa.domain.stage_results import PageImage, PageText, ReadPage
from sohoa.ocr.store import as_read, keep_page_text, text_path

#: The finding that sends a page to a person: it has a text, perhaps, and nobody has read it.
_NO_ENGINE = "none"
_ON_ITS_SIDE = (90, 270)


def leave_unread(page: PageImage, *, texts_dir: Path) -> ReadPage:
    """Store that nothing was read on a page; the image is not opened.

    The address is that of no engine, so that a later reading never takes it for a result.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    size = (page.width_px, page.height_px)
    width, height = reversed(size) if page.turn in _ON_ITS_SIDE else size
    text = PageText(
        image_sha256=page.sha256,
        width_px=width,
        height_px=height,
        turn=page.turn,
        engine=_NO_ENGINE,
        lines=(),
        confidence=0.0,
        findings=(scan_findings.NO_TEXT.at(),),
    )
    path = text_path(texts_dir, page, _NO_ENGINE)
    return as_read(page, keep_page_text(path, text, page))
