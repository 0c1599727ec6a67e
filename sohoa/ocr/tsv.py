"""Tesseract's TSV, the one form that its library and its program both give."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sohoa.domain.stage_results import Line, Word
from sohoa.domain.vietnamese import nfc

_COLUMNS = 12
_WORD_LEVEL = "5"
_ETH_IS_D = str.maketrans({"Ð": "Đ", "ð": "đ"})


def lines_of(tsv: str) -> tuple[Line, ...]:
    """Read the word rows; a heading row and rows of other levels are passed over."""
    rows = [row for line in tsv.splitlines() if (row := line.split("\t"))[0] == _WORD_LEVEL]
    lines = (
        Line(int(key[0]), int(key[1]), tuple(_words(group)))
        for key, group in groupby(rows, key=lambda row: tuple(row[2:5]))
    )
    return tuple(line for line in lines if line.words)


def vietnamese_d(text: str) -> str:
    """The model also gives the Icelandic eth, which looks the same and is no Vietnamese letter."""
    return text.translate(_ETH_IS_D)


def _words(rows: Iterator[list[str]]) -> Iterator[Word]:
    for row in rows:
        text = vietnamese_d(nfc(row[11])).strip() if len(row) == _COLUMNS else ""
        if text:
            left, top, width, height = (int(value) for value in row[6:10])
            yield Word(text, left, top, width, height, max(0.0, float(row[10])))
