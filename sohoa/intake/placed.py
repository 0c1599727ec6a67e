"""An image as it lies on a PDF page, and what it is painted with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import pikepdf
from pikepdf import Matrix

from sohoa.intake.paper import Box, number


class Shade(IntEnum):
    """The effect of painting a picture through masks: nothing, greys, or colours."""

    NONE, GREY, COLOUR = range(3)


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image as it lies on the page.

    Attributes:
        stream: The image XObject; `None` for an inline image.
        matrix: From the unit square to the page.
        is_plain: Opaque, unclipped, and turned by nothing but quarter turns.
        finest_px: The most pixels across and down that image, mask and soft mask have: copiers
            keep the ink of a page in a mask several times as fine as its colours.
        is_ink: Its shape is that of a mask of black and white: letters, most often.
        shade: What it adds to its own colours: see `Shade`.
    """

    stream: Any
    width_px: int
    height_px: int
    matrix: Matrix
    is_plain: bool
    finest_px: tuple[int, int] = (0, 0)
    is_ink: bool = False
    shade: Shade = Shade.NONE

    @property
    def is_masked(self) -> bool:
        """Say whether it brings a mask of its own: what lies under it shows through."""
        return self.stream is not None and ("/SMask" in self.stream or "/Mask" in self.stream)

    @property
    def box(self) -> Box:
        """The part of the page it takes up."""
        return bounds_of(self.matrix)

    @property
    def sides(self) -> tuple[float, float]:
        """Lengths, in page units, of what the image's rows and columns became."""
        a, b, c, d, _e, _f = self.matrix.shorthand
        return (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5

    @property
    def turn(self) -> int:
        """The clockwise turn the matrix gives to the pixels."""
        a, b, _c, _d, _e, _f = self.matrix.shorthand
        if abs(a) >= abs(b):
            return 0 if a > 0 else 180
        return 270 if b > 0 else 90


def size_of(image: Any) -> tuple[int, int]:
    """Pixels across and down, as an image's header states them."""
    width, height = (int(number(image.get(key)) or 0) for key in ("/Width", "/Height"))
    return width, height


def finest_of(image: Any, width_px: int, height_px: int) -> tuple[int, int]:
    """The most pixels across and down of an image and the masks it is painted through."""
    sizes = [(width_px, height_px)]
    if image is not None:
        masks = (image.get(key) for key in ("/Mask", "/SMask"))
        sizes += [size_of(mask) for mask in masks if isinstance(mask, pikepdf.Stream)]
    return max(width for width, _ in sizes), max(height for _, height in sizes)


def shade_of(parts: list[float | None], *, is_print: bool) -> Shade:
    """Classify a colour: black or white, a grey, or a colour."""
    if not parts or None in parts:
        return Shade.COLOUR
    hues = parts[:-1] if is_print else parts
    if len(set(hues)) > 1 or (is_print and any(hues)):
        return Shade.COLOUR
    return Shade.NONE if parts[-1] in (0, 1) else Shade.GREY


def bounds_of(matrix: Matrix) -> Box:
    """The box around the unit square as a matrix shows it."""
    a, b, c, d, e, f = matrix.shorthand
    across, up = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    return Box(min(across), min(up), max(across), max(up))
