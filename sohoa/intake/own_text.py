"""The text that a PDF which was never paper brings along: its words and where they stand.

By poppler's pdftotext, in a process of its own. It is what the file says, not what it shows:
whether it can be believed is judged where the drawn page is read (`sohoa.ocr.own_text`).
"""

from __future__ import annotations

import html
import re
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sohoa.alto import SUFFIX, encode
from sohoa.domain.errors import ToolMissingError
from sohoa.domain.stage_results import Line, PageImage, PageText, Word
from sohoa.domain.vietnamese import nfc
from sohoa.durable import sha256_of, write_durably
from sohoa.intake.paper import Paper

#: What stands for the reader in a page's text.
ENGINE = "text layer"
_TOOL, _MEND = "pdftotext", "apt-get install poppler-utils"
_MOST_BYTES = 64 << 20
_MOST_MEMORY_BYTES = 1 << 30
#: A page with more words than any sheet of paper has no text to go by.
_MOST_WORDS = 20_000
_SURE = 100.0
_UNIT = 100_000
_SEEN = re.compile(
    r'<(?P<kind>block|line|word)(?: xMin="(?P<left>[-\d.]+)" yMin="(?P<top>[-\d.]+)"'
    r' xMax="(?P<right>[-\d.]+)" yMax="(?P<bottom>[-\d.]+)")[^>]*>(?:(?P<text>[^<]*)</word>)?'
)


def own_texts(path: Path, papers: Sequence[Paper], *, seconds: float) -> list[tuple[Line, ...]]:
    """The words of every page, upright, in hundred-thousandths of the page's width and height.

    Empty where poppler finds none, or gives up: then the page is read like any other.

    Raises:
        ToolMissingError: pdftotext is not installed.
    """
    told = _told(path, seconds=seconds).split("<page ")[1:]
    if len(told) != len(papers):
        return [()] * len(papers)
    return [tuple(_lines(part, _size(paper))) for part, paper in zip(told, papers, strict=True)]


def keep_own_text(image: PageImage, lines: tuple[Line, ...], folder: Path) -> PageImage:
    """Put a page's own text beside its image, as ALTO; the page as the next station gets it.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    if not lines:
        return image
    scale = image.width_px / _UNIT, image.height_px / _UNIT
    text = PageText(
        image_sha256=image.sha256,
        width_px=image.width_px,
        height_px=image.height_px,
        turn=0,
        engine=ENGINE,
        lines=tuple(_scaled(line, scale) for line in lines),
        confidence=_SURE,
    )
    path = folder / f"{image.path.stem}{SUFFIX}"
    write_durably(path, encode(text, dpi=(image.dpi_x, image.dpi_y)))
    return replace(image, own_text_path=path, own_text_sha256=sha256_of(path))


def _told(path: Path, *, seconds: float) -> str:
    tool = shutil.which(_TOOL)
    if tool is None:
        raise ToolMissingError(tool=_TOOL, mend=_MEND)
    with tempfile.NamedTemporaryFile(suffix=".html") as output:
        command = [tool, "-q", "-enc", "UTF-8", "-cropbox", "-bbox-layout"]
        command += [str(path.resolve()), output.name]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (_MOST_BYTES,) * 2)
            resource.prlimit(process.pid, resource.RLIMIT_AS, (_MOST_MEMORY_BYTES,) * 2)
            try:
                status = process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                return ""
        if status:
            return ""
        return Path(output.name).read_text(encoding="utf-8", errors="replace")


def _size(paper: Paper) -> tuple[float, float]:
    """Width and height of a page as it is shown, in the units that pdftotext counts in."""
    sides = paper.box.width, paper.box.height
    return (sides[1], sides[0]) if paper.rotate % 180 else sides


def _lines(page: str, size: tuple[float, float]) -> Iterator[Line]:
    """The lines of one page as pdftotext tells them; words off the page are left out."""
    block = 0
    words: list[Word] = []
    for number, found in enumerate(_SEEN.finditer(page)):
        if number > _MOST_WORDS:
            return
        kind = found["kind"]
        if kind == "word":
            words += _word(found, size)
        else:
            if words:
                yield Line(max(block, 1), 1, tuple(words))
                words = []
            block += kind == "block"
    if words:
        yield Line(max(block, 1), 1, tuple(words))


def _word(found: re.Match[str], size: tuple[float, float]) -> Iterator[Word]:
    text = nfc("".join(html.unescape(found["text"] or "").split()))
    left, top, right, bottom = (float(found[key]) for key in ("left", "top", "right", "bottom"))
    middle = (left + right) / 2, (top + bottom) / 2
    if not text or not all(0 <= at <= most for at, most in zip(middle, size, strict=True)):
        return
    across, down = _UNIT / size[0], _UNIT / size[1]
    yield Word(
        text,
        round(left * across),
        round(top * down),
        round((right - left) * across),
        round((bottom - top) * down),
        _SURE,
    )


def _scaled(line: Line, scale: tuple[float, float]) -> Line:
    across, down = scale
    return replace(
        line,
        words=tuple(
            replace(
                word,
                left=round(word.left * across),
                top=round(word.top * down),
                width=max(1, round(word.width * across)),
                height=max(1, round(word.height * down)),
            )
            for word in line.words
        ),
    )
