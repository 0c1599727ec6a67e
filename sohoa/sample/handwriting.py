"""Ballpoint writing: digits into the gaps, and a signature.

No font is a hand: digits are strokes, bent anew each time they are written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw

from sohoa.sample.chance import Chance

Point = tuple[float, float]
Stroke = Sequence[Point]

#: Drawn larger and reduced, so that the pen's edge is soft.
_OVERSAMPLE = 3
_STEPS = 14

#: Digit → strokes, each a row of points `x,y` in hundredths of its height, y downwards.
_DIGITS = {
    "0": "32,2 8,22 2,62 22,98 48,82 55,38 38,6 24,5",
    "1": "10,28 24,16 36,2 34,50 30,100",
    "2": "8,24 22,4 46,10 48,36 26,68 4,96 30,92 58,96",
    "3": "8,12 32,0 50,18 36,42 22,46 46,54 52,80 28,100 4,88",
    "4": "34,2 18,36 4,62 30,62 58,58 | 42,34 40,66 36,102",
    "5": "16,4 14,26 10,46 34,40 52,62 42,92 18,100 4,88 | 16,5 36,5 54,2",
    "6": "44,2 20,24 6,62 18,96 44,92 48,64 28,54 10,70",
    "7": "6,8 30,6 54,4 36,46 20,100 | 18,50 34,48 48,46",
    "8": "46,14 26,0 10,18 28,44 48,72 30,100 6,80 26,48 48,24 44,12",
    "9": "48,26 28,2 6,24 22,48 48,30 46,62 34,100",
    "/": "46,0 26,50 6,102",
}


def write_number(text: str, *, height: int, chance: Chance) -> Image.Image:
    """Write digits (and `/`) by hand; the ink's coverage as a grey image, 255 is full.

    Raises:
        KeyError: Some character is neither a digit nor `/`.
    """
    hand = _Hand(chance, size=height)
    pen_x = height * 0.25
    for letter in text:
        scale = height * chance.near(1.0, 0.05)
        lean, drop = chance.near(0.16, 0.05), chance.near(0.18, 0.04) * height
        for stroke in _strokes(letter):
            bent = [(x + chance.near(0, 0.018), y + chance.near(0, 0.018)) for x, y in stroke]
            hand.stroke([(pen_x + (x + lean * (1 - y)) * scale, drop + y * scale) for x, y in bent])
        pen_x += (0.62 + chance.near(0.10, 0.04)) * scale
    return hand.lift(width=round(pen_x + height * 0.2), height=round(height * 1.5))


def write_signature(*, width: int, chance: Chance) -> Image.Image:
    """A signature: a capital's loop, waves that tire, and a stroke back underneath."""
    height = round(width * 0.5)
    hand = _Hand(chance, size=round(width * 0.16))
    middle, waves = height * 0.5, chance.integer(5, 8)
    points: list[Point] = [
        (width * 0.10, height * chance.between(0.55, 0.75)),
        (width * 0.22, height * chance.between(0.05, 0.15)),
        (width * 0.30, height * chance.between(0.65, 0.85)),
        (width * 0.14, height * chance.between(0.50, 0.62)),
    ]
    for wave in range(waves):
        reach = height * 0.30 * (1 - wave / (waves + 2)) * chance.between(0.5, 1.2)
        x = width * (0.30 + 0.5 * wave / waves)
        points += [(x, middle - reach), (x + width * 0.035, middle + reach * 0.7)]
    points += [
        (width * 0.93, height * chance.between(0.25, 0.4)),
        (width * 0.70, height * chance.between(0.75, 0.85)),
        (width * 0.22, height * chance.between(0.82, 0.94)),
        (width * 0.80, height * chance.between(0.70, 0.80)),
    ]
    hand.stroke(points)
    return hand.lift(width=width, height=height)


@cache
def _strokes(letter: str) -> tuple[Stroke, ...]:
    """The strokes of a digit, in parts of its height."""
    rows = [row.split() for row in _DIGITS[letter].split("|")]
    points = [[point.split(",") for point in row] for row in rows]
    return tuple(tuple((int(x) / 100, int(y) / 100) for x, y in row) for row in points)


class _Hand:
    """A pen over paper that grows as needed: strokes are kept and drawn when the pen is lifted."""

    def __init__(self, chance: Chance, *, size: int) -> None:
        self._chance = chance
        self._pen = max(3.0, size * 0.075)
        self._strokes: list[list[Point]] = []

    def stroke(self, points: Stroke) -> None:
        """Draw through the points without lifting the pen."""
        self._strokes.append(_smooth(points))

    def lift(self, *, width: int, height: int) -> Image.Image:
        """All strokes on one piece; the pen presses unevenly along its way."""
        ink = Image.new("L", (width * _OVERSAMPLE, height * _OVERSAMPLE), 0)
        draw = ImageDraw.Draw(ink)
        for path in self._strokes:
            phase = self._chance.between(0, math.tau)
            for place, (x, y) in enumerate(path):
                pressure = 1 + 0.22 * math.sin(phase + place * 0.07)
                half = self._pen * pressure * _OVERSAMPLE / 2
                x, y = x * _OVERSAMPLE, y * _OVERSAMPLE  # noqa: PLW2901 - the same point, larger
                draw.ellipse((x - half, y - half, x + half, y + half), fill=235)
        return ink.reduce(_OVERSAMPLE)


def _smooth(points: Stroke) -> list[Point]:
    """A Catmull-Rom curve through the points, dense enough for a round pen."""
    padded = [points[0], *points, points[-1]]
    path: list[Point] = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        length = math.dist(start, end)
        steps = max(_STEPS, round(length / 1.5))
        for step in range(steps):
            t = step / steps
            path.append(
                (
                    _between(before[0], start[0], end[0], after[0], t),
                    _between(before[1], start[1], end[1], after[1], t),
                )
            )
    return path


def _between(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t * t
        + (3 * start - before - 3 * end + after) * t**3
    )
