"""Tesseract's TSV, which the library and the program write alike, as lines of words."""

from __future__ import annotations

from sohoa.domain.batons import Line, Word
from sohoa.domain.vietnamese import squeeze

#: Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
_COLUMNS = 12
_WORD_LEVEL = "5"


def parse_tsv(table: str) -> tuple[Line, ...]:
    """Read the rows of words, a line for each run of the same block, paragraph and line number.

    Raises:
        ValueError: A row of a word has no numbers where numbers belong.
    """
    lines: list[Line] = []
    words: list[Word] = []
    place: tuple[str, ...] = ()
    for row in table.split("\n"):
        cells = row.rstrip("\r").split("\t", _COLUMNS - 1)
        if len(cells) != _COLUMNS or cells[0] != _WORD_LEVEL:
            continue
        word = _word(cells)
        if not word.text:
            continue
        if tuple(cells[2:5]) != place and words:
            lines.append(_line(place, words))
            words = []
        place = tuple(cells[2:5])
        words.append(word)
    if words:
        lines.append(_line(place, words))
    return tuple(lines)


def _word(cells: list[str]) -> Word:
    left, top, width, height = (int(cell) for cell in cells[6:10])
    confidence = min(100.0, max(0.0, round(float(cells[10]), 1)))
    return Word(squeeze(cells[11]), left, top, width, height, confidence)


def _line(place: tuple[str, ...], words: list[Word]) -> Line:
    return Line(block=int(place[0]), paragraph=int(place[1]), words=tuple(words))
