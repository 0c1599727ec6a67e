"""Tables drawn with rules: in which cell a word stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sohoa.ocr.interface import Strip
from sohoa.ocr.raster import Boxes, Grey, straight_lines

#: Darker than this share of the paper's grey is a rule.
_DARK = 0.72
#: Shorter strokes are letters, in heights of a line.
_LEAST_LENGTH = 1.8
#: Rules this near one another touch, in heights of a line; rules of one row lie on one height.
_TOUCHING = 0.3
#: A table has so many rules each way at least: those around it, and one that parts it.
_LEAST_RULES = 3


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A cell by its upper and its left edge, in pixels: in the order in which cells are read."""

    top: float
    left: float


@dataclass(frozen=True)
class Table:
    """A table: its level rules and its upright ones, and the slack of their places, in pixels."""

    level: tuple[Strip, ...]
    upright: tuple[Strip, ...]
    slack: float

    @property
    def box(self) -> Strip:
        """What its rules enclose."""
        rules = (*self.level, *self.upright)
        return Strip(
            min(one.left for one in rules),
            min(one.top for one in rules),
            max(one.right for one in rules),
            max(one.bottom for one in rules),
        )

    def holds(self, across: float, down: float) -> bool:
        """Whether a point lies in the table."""
        box = self.box
        return box.left <= across <= box.right and box.top <= down <= box.bottom

    def cell_at(self, across: float, down: float) -> Cell:
        """The cell about a point: from the nearest rule above it and the nearest to its left.

        Level rules that lie on one height have the height of the first of them, so that the cells
        of a row have one top.
        """
        above = [
            one.top
            for one in self.level
            if one.top <= down and one.left - self.slack <= across <= one.right + self.slack
        ]
        beside = [
            one.left
            for one in self.upright
            if one.left <= across and one.top - self.slack <= down <= one.bottom + self.slack
        ]
        top = max(above, default=self.box.top)
        row = (
            min(one.top for one in self.level if abs(one.top - top) <= self.slack) if above else top
        )
        return Cell(row, max(beside, default=self.box.left))


def find_tables(grey: Grey, line_height: float) -> tuple[Table, ...]:
    """The ruled tables on a page; `line_height` is that of its lines, in pixels."""
    level, upright = straight_lines(
        grey,
        darker_than=round(_DARK * float(np.percentile(grey[::16, ::16], 90))),
        longer_than=round(_LEAST_LENGTH * line_height),
    )
    slack = _TOUCHING * line_height
    rules = [*_strips(level), *_strips(upright)]
    tables = []
    for group in _touching(rules, slack):
        across = tuple(rules[at] for at in group if at < len(level))
        down = tuple(rules[at] for at in group if at >= len(level))
        if _places(one.top for one in across) >= _LEAST_RULES and len(down) >= _LEAST_RULES:
            tables.append(Table(across, down, slack))
    return tuple(tables)


def _places(tops: Iterator[float]) -> int:
    return len({round(top) for top in tops})


def _strips(boxes: Boxes) -> Iterator[Strip]:
    for left, top, width, height in boxes.tolist():
        yield Strip(left, top, left + width, top + height)


def _touching(rules: Sequence[Strip], slack: float) -> list[list[int]]:
    """Rules that touch or cross, group by group."""
    groups: list[list[int]] = []
    for at, rule in enumerate(rules):
        own = [group for group in groups if any(_meet(rule, rules[one], slack) for one in group)]
        groups = [group for group in groups if group not in own]
        groups.append([at, *(one for group in own for one in group)])
    return groups


def _meet(one: Strip, other: Strip, slack: float) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across >= -slack and down >= -slack
