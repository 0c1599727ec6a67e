"""The text a page brings along, where it was never paper: exact, if it is what the page shows.

A text layer may be anything: letters of an old Vietnamese font that decode to nonsense, a layer
of another document, words that nobody sees. So the drawn page is read as any other, and its own
text takes the place of what was read only if both say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sohoa.describe.header import read_head
from sohoa.domain import scan_findings
from sohoa.domain.errors import FixityError
from sohoa.domain.facts import agree
from sohoa.domain.paper_number import same_number
from sohoa.domain.stage_results import Line, PageImage, PageText, Word
from sohoa.domain.syllable import legal_share
from sohoa.domain.vietnamese import fold
from sohoa.durable import sha256_of
from sohoa.ocr.store import load_page_text

#: So much of its words must be possible Vietnamese, and be found by reading; and so much of what
#: was read be found in it (docs/adr/0015-born-digital.md).
_LEAST_LEGAL, _LEAST_SHARED, _LEAST_COVERED = 0.7, 0.7, 0.6
#: A word that reading alone has found is believed from here on.
_LEAST_SURE = 80.0
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"\w+")


def address_of_own_text(page: PageImage) -> tuple[str, ...]:
    """Give the part of a text's address that the page's own text adds; none without one."""
    return ("own text, turned", page.own_text_sha256) if page.own_text_path else ()


def with_own_text(page: PageImage, read: PageText) -> PageText:
    """The page's own text where it can be believed, with what only shows as a picture added.

    Raises:
        FixityError: It is not the text that was taken in.
        OSError: Its file is gone.
    """
    if page.own_text_path is None:
        return read
    if sha256_of(page.own_text_path) != page.own_text_sha256:
        raise FixityError(page.page_id, name=page.own_text_path.name)
    own = load_page_text(page.own_text_path)
    share = legal_share(_letters(own))
    if share < _LEAST_LEGAL:
        return replace(read, findings=(*read.findings, scan_findings.TEXT_LAYER_UNUSED.at()))
    if page.turn or not _is_alike(own, read):
        return replace(read, findings=(*read.findings, scan_findings.TEXT_LAYER_DIFFERS.at()))
    own = _turned(own, read.turn)
    lines = tuple(_merged(own.lines, read.lines))
    told = replace(own, lines=lines, legal_share=round(share, 3))
    if differing := _other_paper(told, read):
        return replace(
            told, findings=(*told.findings, scan_findings.TEXT_LAYER_DIFFERS.of(differing))
        )
    return told


def _turned(own: PageText, clockwise: int) -> PageText:
    """A page's own text as it stands once the page is upright.

    A page that is typed upright and shown on its side or its head (`/Rotate`) has its words where
    they are shown; reading has turned it.
    """
    for _quarter in range(clockwise // 90):
        lines = tuple(_turned_line(line, own.height_px) for line in own.lines)
        own = replace(own, width_px=own.height_px, height_px=own.width_px, lines=lines)
    return replace(own, turn=clockwise)


def _turned_line(line: Line, height_px: int) -> Line:
    """A line of a page of this height, turned clockwise by a quarter."""
    words = [
        replace(
            word,
            left=height_px - word.top - word.height,
            top=word.left,
            width=word.height,
            height=word.width,
        )
        for word in line.words
    ]
    return replace(line, words=tuple(words))


def _letters(text: PageText) -> list[str]:
    return [
        part for line in text.lines for word in line.words for part in _LETTERS.findall(word.text)
    ]


def _is_alike(own: PageText, read: PageText) -> bool:
    """Say whether both have nearly the same words, however they are ordered; marks aside."""
    stated, seen = _counted(own), _counted(read)
    both = (stated & seen).total()
    if not both:
        return False
    return both >= _LEAST_SHARED * stated.total() and both >= _LEAST_COVERED * seen.total()


def _other_paper(own: PageText, read: PageText) -> str:
    """Number or day that the file says and that is not what the page shows; empty if none.

    A few figures weigh nothing among all the words of a page, and everything for its record.
    """
    told, seen = read_head([own]).fields, read_head([read]).fields
    if not same_number(told.number, seen.number):
        return f"{told.number} ≠ {seen.number}"
    if not agree(told.formed, seen.formed):
        return f"{told.formed} ≠ {seen.formed}"
    return ""


def _counted(text: PageText) -> Counter[str]:
    return Counter(
        part
        for line in text.lines
        for word in line.words
        for part in _WORD.findall(fold(word.text))
    )


def _merged(own: Sequence[Line], read: Sequence[Line]) -> list[Line]:
    """The own words in the lines of reading, with the words that only show as a picture.

    Which words stand on one line is better seen than told: a gap for a stamped number parts a
    line of the file. A line of which reading saw nothing stays as it is, at the end.
    """
    rows: list[list[Word]] = [[] for _ in read]
    unseen: list[Line] = []
    for line in own:
        homes = [_row_of(word, read) for word in line.words]
        if all(home is None for home in homes):
            unseen.append(line)
            continue
        for word, home in zip(line.words, _filled(homes), strict=True):
            rows[home].append(word)
    for words, line in zip(rows, read, strict=True):
        words += [more for word in line.words if (more := _more(word, tuple(words)))]
    seen = [
        replace(line, words=tuple(sorted(words, key=lambda word: word.left)))
        for line, words in zip(read, rows, strict=True)
        if words
    ]
    last = max((line.block for line in seen), default=0)
    return [*seen, *(replace(line, block=last + line.block) for line in unseen)]


def _more(word: Word, own: Sequence[Word]) -> Word | None:
    """Give the words surely read on a line that the file does not have there.

    That may be a word, or the first part of one: a number before its symbol.
    """
    if word.confidence < _LEAST_SURE or word.text in "".join(one.text for one in own):
        return None
    met = [one for one in own if _meet(word, one)]
    if len(met) == 1 and word.text.endswith(met[0].text):
        width = max(1, met[0].left - word.left)
        word = replace(word, text=word.text.removesuffix(met[0].text), width=width, readings=())
    elif met:
        return None
    return word if _WORD.search(word.text) else None


def _row_of(word: Word, read: Sequence[Line]) -> int | None:
    """The line of reading in which a word was seen."""
    rows = (at for at, line in enumerate(read) if any(_meet(word, one) for one in line.words))
    return next(rows, None)


def _filled(homes: Sequence[int | None]) -> list[int]:
    """A word that was not seen stands beside the one before it, or the first that was."""
    known = [home for home in homes if home is not None]
    filled, last = [], known[0]
    for home in homes:
        last = last if home is None else home
        filled.append(last)
    return filled


def _meet(one: Word, other: Word) -> bool:
    """Say whether one word's middle lies in the other's box."""
    if one.top > other.top + other.height or other.top > one.top + one.height:
        return False  # most pairs of words stand on different lines
    return _holds(one, other) or _holds(other, one)


def _holds(outer: Word, inner: Word) -> bool:
    x, y = inner.left + inner.width / 2, inner.top + inner.height / 2
    return (
        outer.left <= x <= outer.left + outer.width and outer.top <= y <= outer.top + outer.height
    )
