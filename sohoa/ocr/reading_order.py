"""The order in which found lines are read, and the blocks they form.

TrueOCR's model says of each two lines which is read first and whether they are of one block. It
parts columns well and blocks badly: a column's rest would be read after the column beside it. So
blocks are made here, by how lines lie, and only their order is the model's. A ruled table is read
row by row, cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

import numpy as np
from trueocr.order import decode_order

from sohoa.domain.stage_results import Line
from sohoa.ocr.interface import SeenWord, Strip
from sohoa.ocr.line_finder import LineFinder, Relations
from sohoa.ocr.raster import Grey
from sohoa.ocr.ruled_tables import Cell, Table, find_tables

#: Pieces of one line share so much of the lower one's height, and lie no further apart than this
#: (in heights): wider gaps part columns (`head_layout.STRIP_GAP`).
_SAME_ROW, _SAME_LINE = 0.6, 1.5
#: A line belongs to the one right above it if they share so much of the narrower one's width, and
#: the room between them is less than the first (in heights), or than the second where the model
#: says that they belong together.
_SHARED_WIDTH = 0.3
_TIGHT, _LOOSE = 0.6, 0.9
#: A paragraph begins with a line indented by so many heights.
_INDENT = 1.0
#: A page may have a table if it has so many rows of three lines side by side, or of two.
_ROWS_OF_THREE, _ROWS_OF_TWO = 2, 8


@dataclass(frozen=True)
class _Found:
    """A found line and its words; `cell` where it stands in a table."""

    strip: Strip
    words: tuple[SeenWord, ...]
    cell: Cell | None = None

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def in_order(
    lines: Sequence[tuple[Strip, tuple[SeenWord, ...]]], finder: LineFinder, grey: Grey
) -> tuple[Line, ...]:
    """Put lines in reading order, with the numbers of their blocks and paragraphs, from 1."""
    if not lines:
        return ()
    found = [_Found(strip, words) for strip, words in lines]
    height = median(one.strip.height for one in found)
    tables = find_tables(grey, height) if _may_have_table(found) else ()
    tables = tuple(table for table in tables if any(_lies_in(one, table) for one in found))
    cells = [_cells(found, table) for table in tables]
    rest = _joined([one for one in found if not any(_lies_in(one, table) for table in tables)])
    blocks = [*([at] for at in range(len(rest), len(rest) + len(tables)))]
    boxes = [*(one.strip for one in rest), *(table.box for table in tables)]
    texts = [*(one.text for one in rest), *(" ".join(one.text for one in own) for own in cells)]
    relations = finder.relations(boxes, texts, (grey.shape[1], grey.shape[0]))
    blocks = [*_blocks(rest, relations), *blocks]
    ordered = [
        cells[block[0] - len(rest)] if block[0] >= len(rest) else [rest[at] for at in block]
        for block in _in_order(blocks, relations)
    ]
    return tuple(line for number, own in enumerate(ordered, 1) for line in _lines(number, own))


def _may_have_table(found: Sequence[_Found]) -> bool:
    """Whether rules are worth looking for: lines lie side by side in many rows."""
    beside = [len(row) for row in _rows(found)]
    threes = sum(count >= 3 for count in beside)  # noqa: PLR2004 - as `_ROWS_OF_THREE` says
    twos = sum(count >= 2 for count in beside)  # noqa: PLR2004
    return threes >= _ROWS_OF_THREE or twos >= _ROWS_OF_TWO


def _lies_in(one: _Found, table: Table) -> bool:
    strip = one.strip
    return table.holds((strip.left + strip.right) / 2, (strip.top + strip.bottom) / 2)


def _cells(found: Sequence[_Found], table: Table) -> list[_Found]:
    """The lines of a table, parted at its upright rules, row by row and cell by cell."""
    parts = [
        replace(one, words=tuple(words), cell=cell)
        for one in found
        if _lies_in(one, table)
        for cell, words in groupby(
            one.words,
            key=lambda word: table.cell_at(word.left + word.width / 2, word.top + word.height / 2),
        )
    ]
    by_cell = sorted(parts, key=lambda one: (one.cell, one.strip.top))
    return [
        line
        for _cell, own in groupby(by_cell, key=lambda one: one.cell)
        for line in _joined(list(own))
    ]


def _rows(found: Iterable[_Found]) -> list[list[_Found]]:
    """Lines that lie on one height, from the top; in a row from the left.

    All on one: a signature is as high as several lines beside it, which are no row.
    """
    rows: list[list[_Found]] = []
    for one in sorted(found, key=lambda one: one.strip.top):
        for row in reversed(rows[-3:]):
            if all(_share(other.strip, one.strip) > _SAME_ROW for other in row):
                row.append(one)
                break
        else:
            rows.append([one])
    return [sorted(row, key=lambda one: one.strip.left) for row in rows]


def _share(one: Strip, other: Strip) -> float:
    """How much of the lower one's height two lines share."""
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return down / max(1.0, min(one.height, other.height))


def _joined(found: Sequence[_Found]) -> list[_Found]:
    """The same lines, those in one that were found in pieces; from the top, and from the left."""
    result: list[_Found] = []
    for row in _rows(found):
        line = row[0]
        for piece in row[1:]:
            near = _SAME_LINE * max(line.strip.height, piece.strip.height)
            if piece.strip.left - line.strip.right < near:
                line = _Found(
                    _around(line.strip, piece.strip), (*line.words, *piece.words), line.cell
                )
            else:
                result.append(line)
                line = piece
        result.append(line)
    return result


def _around(one: Strip, other: Strip) -> Strip:
    return Strip(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def _blocks(found: Sequence[_Found], relations: Relations) -> list[list[int]]:
    """Lines one under the other that belong together, from the top."""
    below = [_next_below(at, found) for at in range(len(found))]
    above: list[list[int]] = [[] for _ in found]
    for at, lower in enumerate(below):
        for beneath in lower:
            above[beneath].append(at)
    blocks: list[list[int]] = []
    block_of: dict[int, list[int]] = {}
    for at, one in enumerate(found):
        (upper,) = above[at] if len(above[at]) == 1 else (None,)
        if upper is not None and len(below[upper]) == 1:
            most = _LOOSE if relations.together[upper, at] > 0 else _TIGHT
            gap = one.strip.top - found[upper].strip.bottom
            if gap < most * min(one.strip.height, found[upper].strip.height):
                block_of[at] = block_of[upper]
                block_of[at].append(at)
                continue
        block_of[at] = [at]
        blocks.append(block_of[at])
    return blocks


def _next_below(at: int, found: Sequence[_Found]) -> list[int]:
    """The lines right below a line: in its width, with nothing between; several side by side."""
    own = found[at].strip
    lower = [
        (one, other.strip)
        for one, other in enumerate(found)
        if _middle(other.strip) > own.bottom and _is_under(own, other.strip)
    ]
    return [
        one
        for one, strip in lower
        if not any(_middle(other) < strip.top and _is_under(strip, other) for _at, other in lower)
    ]


def _is_under(one: Strip, other: Strip) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    return across > _SHARED_WIDTH * min(one.width, other.width)


def _middle(strip: Strip) -> float:
    return (strip.top + strip.bottom) / 2


def _in_order(blocks: Sequence[list[int]], relations: Relations) -> list[list[int]]:
    """Order blocks by the mean log odds between their lines, each way."""
    share = np.zeros((len(blocks), len(relations.before)))
    for number, block in enumerate(blocks):
        share[number, block] = 1 / len(block)
    means = share @ relations.before.astype(float) @ share.T
    upper = np.triu(means - means.T, 1) / 2
    return [blocks[at] for at in decode_order((upper - upper.T).astype(np.float32))]


def _lines(number: int, found: Sequence[_Found]) -> Iterator[Line]:
    """The lines of a block; a new paragraph where one is indented, and in each cell of a table."""
    left = min(one.strip.left for one in found)
    paragraph = 1
    for at, one in enumerate(found):
        is_indented = one.strip.left - left > _INDENT * one.strip.height
        is_new_cell = one.cell != found[at - 1].cell
        if at and (is_new_cell or (is_indented and one.cell is None)):
            paragraph += 1
        yield Line(number, paragraph, one.words)
