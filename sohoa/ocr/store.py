"""Where page texts lie: a file each, named by what it was made from: no page is read twice.

Two documents may share a page image, and two workers may read it at one time, perhaps not word for
word alike. So a text says nothing of where its page stands, and its file is written once: who comes
second takes what lies there. Only a file that is not as it was written is replaced.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from sohoa import alto
from sohoa.domain.stage_results import PageImage, PageText, ReadPage
from sohoa.durable import digest_of_bytes, part_of, raise_if_disk_full, replace_durably

#: Changes when the files change in a way that their address does not show otherwise.
_FORMAT_VERSION = 2


@dataclass(frozen=True, slots=True)
class KeptText:
    """A page's text as it lies in its file, and the digest of the file's bytes."""

    path: Path
    text: PageText
    sha256: str


def text_path(texts_dir: Path, page: PageImage, *made_with: str) -> Path:
    """The place of a page's text: `made_with` is all that the text depends on beside the image."""
    parts = (*seen_of(page), *made_with, f"format {_FORMAT_VERSION}")
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return texts_dir / f"{digest}{alto.SUFFIX}"


def seen_of(page: PageImage) -> tuple[str, str]:
    """All of a page image that shows: its bytes, and how they are laid."""
    return page.sha256, f"{page.dpi_x:.2f}x{page.dpi_y:.2f}@{page.turn}"


def find_page_text(path: Path) -> KeptText | None:
    """Find a text that was kept before; a damaged file counts as none.

    Raises:
        OSError: The file is there and cannot be read.
    """
    try:
        content = path.read_bytes()
        return KeptText(path, alto.decode(content), digest_of_bytes(content))
    except (FileNotFoundError, ValueError):
        return None


def keep_page_text(path: Path, text: PageText, page: PageImage) -> KeptText:
    """Store a page's text, whole or not at all; what another has stored there meanwhile stays.

    Returns what lies there: of two that read the same page, both go on with the same bytes.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    content = alto.encode(text, dpi=(page.dpi_x, page.dpi_y))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    try:
        part.write_bytes(content)
        with _one_writer(path.parent):
            if (first := find_page_text(path)) is not None:
                part.unlink()
                return first
            replace_durably(part, path)
    except OSError as error:
        raise_if_disk_full(error, path)
        raise
    return KeptText(path, text, digest_of_bytes(content))


@contextmanager
def _one_writer(folder: Path) -> Iterator[None]:
    """Only one process at a time looks and then writes; the lock ends with the process."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def load_page_text(path: Path) -> PageText:
    """Read a page's text back from its file.

    Raises:
        OSError: There is no such file.
        ValueError: It is not a page's text, or no longer as it was written.
    """
    return alto.decode(path.read_bytes())


class TextsOf(Sequence[PageText]):
    """The texts of a document's pages, each loaded when it is asked for, once."""

    def __init__(self, pages: Sequence[ReadPage]) -> None:
        self._pages = pages
        self._loaded: dict[int, PageText] = {}

    def __len__(self) -> int:
        return len(self._pages)

    @overload
    def __getitem__(self, place: int) -> PageText: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[PageText]: ...

    def __getitem__(self, place: int | slice) -> PageText | Sequence[PageText]:
        """Give a page's text.

        Raises:
            OSError: Its file is gone.
            ValueError: Its file is no longer as it was written.
        """
        if isinstance(place, slice):
            return TextsOf(self._pages[place])
        at = range(len(self._pages))[place]
        if at not in self._loaded:
            self._loaded[at] = load_page_text(self._pages[at].text_path)
        return self._loaded[at]


def as_read(page: PageImage, kept: KeptText) -> ReadPage:
    """The page as the next station gets it: the image, and where its text is."""
    return ReadPage(
        image=page,
        text_path=kept.path,
        text_sha256=kept.sha256,
        turn=kept.text.turn,
        word_count=kept.text.word_count,
        confidence=kept.text.confidence,
        findings=kept.text.findings,
    )
