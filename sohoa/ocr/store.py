"""Where page texts lie: a file each, named by what it was made from: no page is read twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sohoa import alto
from sohoa.domain.batons import PageImage, PageText, ReadPage
from sohoa.durable import sha256_of, write_durably

#: Changes when the files change in a way that their address does not show otherwise.
_FORMAT_VERSION = 2


def text_path(texts_dir: Path, page: PageImage, *made_with: str) -> Path:
    """The place of a page's text: `made_with` is all that the text depends on beside the image."""
    parts = (*seen_of(page), *made_with, f"format {_FORMAT_VERSION}")
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return texts_dir / f"{digest}{alto.SUFFIX}"


def seen_of(page: PageImage) -> tuple[str, str]:
    """All of a page image that shows: its bytes, and how they are laid."""
    return page.sha256, f"{page.dpi_x:.2f}x{page.dpi_y:.2f}@{page.turn}"


def find_page_text(path: Path) -> PageText | None:
    """What was read before; a file that is not as it was written counts as none.

    Raises:
        OSError: The file is there and cannot be read.
    """
    try:
        return load_page_text(path)
    except (FileNotFoundError, ValueError):
        return None


def keep_page_text(path: Path, text: PageText, page: PageImage) -> None:
    """Store a page's text, whole or not at all.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    write_durably(path, alto.encode(text, dpi=(page.dpi_x, page.dpi_y)))


def load_page_text(path: Path) -> PageText:
    """Read a page's text back from its file.

    Raises:
        OSError: There is no such file.
        ValueError: It is not a page's text, or no longer as it was written.
    """
    return alto.decode(path.read_bytes())


def as_read(page: PageImage, path: Path, text: PageText) -> ReadPage:
    """The page as the next station gets it: the image, and where its text is.

    Raises:
        OSError: The text's file is gone.
    """
    return ReadPage(
        image=page,
        text_path=path,
        text_sha256=sha256_of(path),
        turn=text.turn,
        word_count=text.word_count,
        confidence=text.confidence,
        findings=text.findings,
    )
