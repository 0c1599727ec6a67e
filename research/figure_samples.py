"""Figures as hands write them into the gaps of a printed form: drawn samples to learn from.

No scan is among them. A sample is a piece of a line, cut where Sohoa would cut it: the end of a
printed word, figures by hand (or in type) in the gap, the beginning of the next printed word. The
figures are strokes bent anew each time, in the shapes that are taught where a one has a flag and
a seven a bar; fonts drawn by hand; and 1,797 real ones (scikit-learn's `load_digits`, Alpaydin
and Kaynak, UCI, CC BY 4.0).
"""

from __future__ import annotations

import io
import math
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from sohoa.sample.chance import Chance

HEIGHT, WIDTH = 40, 224
_BASELINE = 150
_SHAPES: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("figure_shapes.toml").read_text(encoding="utf-8")
)
_TYPE = Path("/usr/share/fonts/truetype")
_PRINT = (
    *("croscore/Tinos-Regular.ttf", "croscore/Tinos-Italic.ttf") * 4,
    *("croscore/Tinos-Bold.ttf", "croscore/Arimo-Regular.ttf", "croscore/Arimo-Italic.ttf"),
    *("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSans.ttf", "croscore/Cousine-Regular.ttf"),
)
#: How thick a pen is, in heights of the figures.
_PENS = (0.05, 0.06, 0.07, 0.09, 0.12)
#: What stands before a gap, and what after it.
_FORMS = (
    (
        ("Số:", "Số: ", "Số", "số: ", "Số. "),
        (
            *("/QĐ-UBND", "/UBND", "/TB-ĐHĐL", " /CT", "/BC", "/TTr-", "/GP-", "/KH-", "/NQ-HĐND"),
            *("/HD", "/2023/QĐ", "/2019/TT-", "/SVH", "/GM", "-QĐ/TU", "/CV"),
        ),
    ),
    (("ngày", "ngày ", ", ngày", "Ngày "), ("tháng", " tháng", "thang")),
    (("tháng", "tháng ", " tháng"), ("năm", " năm", "năm 20")),
)


class FigureSamples:
    """Draws samples; the same seed gives the same ones."""

    def __init__(self, seed: int, fonts: Sequence[Path], real: NDArray[np.uint8] | None,
                 labels: Sequence[int] = ()) -> None:  # fmt: skip
        self._any = Chance("figures", seed)
        self._noise = np.random.default_rng(seed)
        self._fonts = fonts
        self._real = {
            str(figure): [
                Image.fromarray(one) for one, label in zip(real, labels, strict=True)
                if label == figure
            ] for figure in range(10)
        } if real is not None else {}  # fmt: skip

    def draw(self) -> tuple[Image.Image, str]:
        """One sample: grey, `HEIGHT` pixels high, and the figures in its gap."""
        chance = self._any
        before, after = chance.pick(_FORMS)
        text = self._figures(is_number="ngày" not in before[0] and "tháng" not in before[0])
        sheet, cut = self._line(chance.pick(before), text, chance.pick(after))
        return self._scanned(sheet.crop(cut)), text

    def _figures(self, *, is_number: bool) -> str:
        chance = self._any
        if not is_number and chance.often(0.7):
            return f"{chance.integer(1, 31):02}"
        length = (
            chance.pick((1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5)) if is_number else chance.pick((1, 2))
        )
        return "".join(chance.pick("0123456789") for _ in range(length))

    def _line(
        self, before: str, text: str, after: str
    ) -> tuple[Image.Image, tuple[int, int, int, int]]:
        """A line of 80 pixels from ascender to descender, and where it is cut."""
        chance = self._any
        size = 62
        type_ = _font(str(_TYPE / chance.pick(_PRINT)), size)
        sheet = Image.new("L", (1400, 240), 0)
        pen = ImageDraw.Draw(sheet)
        baseline, x = _BASELINE, 60.0
        black = chance.integer(190, 255)
        left_end = x + type_.getlength(before)
        pen.text((x, baseline), before, font=type_, fill=black, anchor="ls")
        inner = left_end + size * chance.between(-0.15, 0.35)
        if chance.often(0.18):
            ink, width = self._typed(text, type_, baseline), type_.getlength(text)
            inner = left_end + size * chance.between(0.0, 0.3)
        else:
            ink, width = self._written(text, size)
        sheet.paste(round(255 * chance.between(0.6, 1.0)), (round(inner) - 40, 0), ink)
        right = inner + width + size * chance.pick((-0.12, 0.0, 0.1, 0.2, 0.5, 0.9))
        if chance.often(0.2):
            self._dots(pen, left_end, right, baseline, black)
        pen.text((right, baseline), after, font=type_, fill=black, anchor="ls")
        if chance.often(0.12):
            y = baseline + chance.pick((-90, -75, 26, 34, 44))
            start = chance.between(0, 500)
            pen.line(
                (start, y, start + chance.between(150, 700), y),
                fill=black,
                width=chance.integer(2, 5),
            )
        return sheet, self._cut(left_end, inner, right, size)

    def _cut(self, left: float, inner: float, right: float, size: int) -> tuple[int, int, int, int]:
        """Some of the print on both sides is seen, and room above and below."""
        chance = self._any
        first, last = (left - size * chance.between(-0.02, 0.75),
                       right + size * chance.between(-0.02, 0.75))  # fmt: skip
        first = min(first, inner - 4) if chance.often(0.9) else first
        above, below = chance.between(78, 104), chance.between(30, 52)
        sides = (first, _BASELINE - above, max(last, first + 40), _BASELINE + below)
        left_px, top, right_px, bottom = map(round, sides)
        return left_px, top, right_px, bottom

    def _typed(self, text: str, type_: ImageFont.FreeTypeFont, baseline: int) -> Image.Image:
        ink = Image.new("L", (round(type_.getlength(text)) + 80, 240), 0)
        ImageDraw.Draw(ink).text((40, baseline), text, font=type_, fill=255, anchor="ls")
        return ink

    def _dots(
        self, pen: ImageDraw.ImageDraw, left: float, right: float, y: int, black: int
    ) -> None:
        each = self._any.between(9, 16)
        while left < right:
            pen.ellipse((left, y - 5, left + 5, y), fill=black)
            left += each

    def _written(self, text: str, size: int) -> tuple[Image.Image, float]:
        """Figures by one hand on a piece 240 high, baseline about 150, 40 pixels in."""
        chance = self._any
        kind = chance.between(0, 1)
        if kind < 0.66 or not self._fonts:
            drawn, width = self._strokes(text, size)
        elif kind < 0.88 or not self._real:
            drawn, width = self._by_font(text, size)
        else:
            drawn, width = self._by_people(text, size)
        drawn = drawn.crop((0, 0, round(width) + 100, drawn.height))
        turn = chance.near(0, 2.5)
        return drawn.rotate(turn, Image.Resampling.BILINEAR, center=(40 + width / 2, 120)), width

    def _strokes(self, text: str, size: int) -> tuple[Image.Image, float]:
        chance = self._any
        high, wide, slant = (
            size * chance.between(0.62, 1.25), chance.between(0.75, 1.35), chance.near(0.18, 0.16),
        )  # fmt: skip
        gap, wobble = chance.near(0.12, 0.09), chance.between(0.008, 0.035)
        pen = max(2.2, high * chance.pick(_PENS) * chance.between(0.85, 1.15))
        base, x = 150 + chance.near(0, 5), 40.0
        usual = {figure: chance.pick(_SHAPES[figure]) for figure in sorted(set(text))}
        ink = Image.new("L", (900, 240), 0)
        for figure in text:
            shape = usual[figure] if chance.often(0.8) else chance.pick(_SHAPES[figure])
            scale, lean = high * chance.near(1, 0.06), slant + chance.near(0, 0.05)
            bend = _turned(chance.near(0, 0.06)) @ np.array([[wide, -lean], [0.0, 1.0]]) * scale
            corner = np.array([x, base + chance.near(0, 2.5)])
            right = x + 0.25 * scale
            for stroke in _points(shape):
                points = stroke + self._noise.normal(0, wobble, stroke.shape) - (0, 1)
                path = _smooth(points @ bend.T + corner)
                _draw(ImageDraw.Draw(ink), path, pen)
                right = max(right, path[:, 0].max() - 0.6 * lean * scale)
            x = right + max(-0.08, gap + chance.near(0, 0.04)) * scale
        return ink, x - 40

    def _by_font(self, text: str, size: int) -> tuple[Image.Image, float]:
        chance = self._any
        type_ = _font(str(chance.pick(self._fonts)), round(size * chance.between(1.0, 1.6)))
        ink = Image.new("L", (900, 240), 0)
        draw, x = ImageDraw.Draw(ink), 40.0
        apart = chance.between(-0.02, 0.16) * size
        for figure in text:
            draw.text((x, 150 + chance.near(0, 2)), figure, font=type_, fill=255, anchor="ls",
                      stroke_width=chance.pick((0, 0, 1)))  # fmt: skip
            x += type_.getlength(figure) + apart
        return _slanted(
            ink.crop((0, 0, round(x) + 60, ink.height)), chance.near(0.05, 0.12)
        ), x - 40

    def _by_people(self, text: str, size: int) -> tuple[Image.Image, float]:
        chance = self._any
        high = size * chance.between(0.75, 1.3)
        bar, x = chance.integer(90, 140), 40.0
        ink = Image.new("L", (900, 240), 0)
        wide = chance.between(0.6, 1.0)
        for figure in text:
            one = chance.pick(self._real[figure])
            big = one.resize((round(high * wide), round(high)), Image.Resampling.BICUBIC)
            big = big.filter(ImageFilter.GaussianBlur(high * 0.03))
            solid = big.point([min(255, max(0, (level - bar) * 6)) for level in range(256)])
            box = solid.getbbox() or (0, 0, 1, 1)
            solid = solid.crop((box[0], 0, box[2], solid.height))
            ink.paste(255, (round(x), round(150 - high + chance.near(0, 2))), solid)
            x += solid.width + max(-0.05, chance.near(0.12, 0.08)) * high
        return _slanted(
            ink.crop((0, 0, round(x) + 60, ink.height)), chance.near(0.08, 0.12)
        ), x - 40

    def _scanned(self, ink: Image.Image) -> Image.Image:
        """As the scanner and the preparation leave it: small, soft, uneven."""
        chance = self._any
        width = min(
            WIDTH, max(12, round(ink.width * HEIGHT / ink.height * chance.between(0.8, 1.25)))
        )
        small_by = chance.between(0.7, 1.6)
        ink = ink.filter(ImageFilter.GaussianBlur(chance.between(0.0, 2.2)))
        middle = (max(6, round(width * small_by)), max(6, round(HEIGHT * small_by)))
        ink = ink.resize(middle, Image.Resampling.BOX)
        shade = np.asarray(ink, dtype=np.float32)
        paper, dark = chance.between(215, 255), chance.between(0, 70)
        grey = paper - shade / 255 * (paper - dark)
        if chance.often(0.25):
            bar = paper - shade.max() / 255 * (paper - dark) * chance.between(0.3, 0.6)
            grey = np.where(grey + self._noise.normal(0, 6, grey.shape) < bar, 0.0, 255.0)
        else:
            grey = grey + self._noise.normal(0, chance.between(0, 12), grey.shape)
        if chance.often(0.3):
            spots = self._noise.random(grey.shape) < chance.between(0, 0.008)
            grey = np.where(spots, chance.between(0, 120), grey)
        image = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
        if chance.often(0.4):
            stream = io.BytesIO()
            image.save(stream, "JPEG", quality=chance.integer(35, 85))
            image = Image.open(stream)
        return image.resize((width, HEIGHT), Image.Resampling.BICUBIC)


def _slanted(ink: Image.Image, lean: float) -> Image.Image:
    return ink.transform(ink.size, Image.Transform.AFFINE, (1, lean, -lean * 150, 0, 1, 0),
                         Image.Resampling.BILINEAR)  # fmt: skip


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _points(shape: str) -> tuple[NDArray[np.float64], ...]:
    rows = [row.split() for row in shape.split("|")]
    return tuple(np.array([point.split(",") for point in row], dtype=float) / 100 for row in rows)


def _turned(angle: float) -> NDArray[np.float64]:
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def _draw(draw: ImageDraw.ImageDraw, path: NDArray[np.float64], pen: float) -> None:
    draw.line([tuple(point) for point in path], fill=255, width=round(pen), joint="curve")
    for x, y in (path[0], path[-1]):
        draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)


def _smooth(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A Catmull-Rom curve through the points."""
    padded = np.array([points[0], *points, points[-1]])
    t = np.linspace(0, 1, 8, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        bows = (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        parts.append(0.5 * (2 * b + (c - a) * t + bows))
    return np.concatenate([*parts, padded[-1:]])
