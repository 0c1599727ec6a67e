"""A photograph of a sheet goes to a person; a flat scan does not, whatever lies around it."""

# ruff: noqa: ARG005 - light may depend on one of two directions only

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from sohoa.domain.stage_results import Derivation, PageEncoding, PageImage
from sohoa.ocr.alignment import measure_alignment
from sohoa.ocr.ink import find_ink
from sohoa.ocr.photo import judge_flatness, measure_flatness
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.settings import QualitySettings

FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
SIZE, PICTURE = (1165, 1654), (1340, 1840)
TEXT = "Điều 1. Cấp giấy phép cho đơn vị có tên dưới đây được hoạt động kinh doanh lữ hành"
DESK, BED = (96, 72, 52), (12, 12, 14)
Corners = list[tuple[float, float]]


def sheet(paper: tuple[int, int, int] = (250, 248, 240), lines: int = 26) -> np.ndarray:
    """A typed sheet, A5 at 200 dpi."""
    page = Image.new("RGB", SIZE, paper)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 26)
    for number in range(lines):
        pen.text((130, 150 + 55 * number), TEXT, (25, 25, 40), font)
    return np.asarray(page)


def laid(
    page: np.ndarray, corners: Corners, *, ground: tuple[int, int, int], size=PICTURE
) -> np.ndarray:
    """The sheet with its corners at these shares of a picture of the ground."""
    high, wide = page.shape[:2]
    there = np.float32([(x * size[0], y * size[1]) for x, y in corners])
    here = np.float32([(0, 0), (wide, 0), (wide, high), (0, high)])
    turn = cv2.getPerspectiveTransform(here, there)
    return cv2.warpPerspective(page, turn, size, borderValue=ground)


def turned(degrees: float, scale: float = 0.86) -> Corners:
    """A sheet in the middle of the picture that leans."""
    angle = np.radians(degrees)
    corners = []
    for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        left, down = x * scale * PICTURE[0] * 0.95, y * scale * PICTURE[1] * 0.98
        across = left * np.cos(angle) - down * np.sin(angle)
        below = left * np.sin(angle) + down * np.cos(angle)
        corners.append((0.5 + across / PICTURE[0], 0.5 + below / PICTURE[1]))
    return corners


def lit(picture: np.ndarray, falloff) -> np.ndarray:
    """The picture with light that depends on the place, by shares of the width and height."""
    high, wide = picture.shape[:2]
    down, across = np.mgrid[0 : 1 : high * 1j, 0 : 1 : wide * 1j]
    return np.clip(picture * falloff(across, down)[..., None], 0, 255).astype(np.uint8)


def grained(picture: np.ndarray) -> np.ndarray:
    """With the grain of a sensor."""
    return np.clip(picture + grain(picture.shape), 0, 255).astype(np.uint8)


@lru_cache(maxsize=4)
def grain(shape: tuple[int, ...]) -> np.ndarray:
    """Noise for a picture of this shape; always the same, so it is made once."""
    return np.random.default_rng(5).normal(0, 4, shape).astype(np.float32)


def bent(picture: np.ndarray) -> np.ndarray:
    """A page that is held in the hand: its lines sag."""
    high, wide = picture.shape[:2]
    down, across = np.mgrid[0:high, 0:wide].astype(np.float32)
    sag = 60 * np.sin(np.pi * across / wide) * (1 - down / high)
    return cv2.remap(picture, across, down - sag, cv2.INTER_LINEAR, borderValue=DESK)


KEYSTONE = [(0.16, 0.06), (0.84, 0.06), (0.97, 0.95), (0.03, 0.95)]
FILLING = [(-0.02, -0.02), (1.02, -0.09), (1.02, 1.12), (-0.02, 1.02)]
SIDEWAYS = [(0.05, 0.05), (0.95, 0.14), (0.95, 0.86), (0.05, 0.95)]

PHOTOS = {
    "perspective on a desk": lambda: laid(sheet(), KEYSTONE, ground=DESK),
    "perspective from the side": lambda: laid(sheet(), SIDEWAYS, ground=DESK),
    "perspective filling the picture": lambda: laid(sheet(), FILLING, ground=DESK),
    "a shadow over it": lambda: lit(sheet(), lambda x, y: 1 - 0.35 * x),
    "a hand's shadow below": lambda: lit(sheet(), lambda x, y: 1 - 0.3 * y**2 - 0.1 * x),
    "a lamp above": lambda: lit(
        sheet(), lambda x, y: 1.05 - 0.9 * ((x - 0.5) ** 2 + (y - 0.2) ** 2)
    ),
    "in the hand, in shadow": lambda: lit(bent(sheet()), lambda x, y: 0.95 - 0.2 * y),
    "desk, perspective and shadow": lambda: lit(
        laid(sheet(), KEYSTONE, ground=DESK), lambda x, y: 1 - 0.4 * x * y
    ),
}
SCANS = {
    "plain": sheet,
    "yellow paper": lambda: sheet((224, 205, 150)),
    "blue paper": lambda: sheet((170, 190, 230)),
    "grey paper": lambda: sheet((168, 168, 168)),
    "leaning": lambda: laid(sheet(), turned(2.5, 1.0), ground=(250, 248, 240)),
    "on a black bed": lambda: laid(sheet(), turned(0.0), ground=BED),
    "leaning on a black bed": lambda: laid(sheet(), turned(3.0), ground=BED),
    "leaning on a white bed": lambda: laid(sheet((232, 226, 205)), turned(2.0), ground=(255,) * 3),
    "small on a black bed": lambda: laid(sheet(lines=20), turned(1.0, 0.55), ground=BED),
    "black on one side": lambda: np.hstack([sheet(), np.full((SIZE[1], 200, 3), 12, np.uint8)]),
    "the fold of a book": lambda: lit(sheet(), lambda x, y: 1 - 0.6 * np.exp(-x / 0.03)),
    "the other side shining through": lambda: np.minimum(
        sheet(), 255 - (255 - sheet()[:, ::-1].astype(int)) // 12
    ).astype(np.uint8),
    "a dark cover's half": lambda: np.vstack([sheet()[:850], sheet((90, 20, 30))[:780]]),
    "few lines": lambda: sheet(lines=3),
    "blank": lambda: sheet(lines=0),
}


@pytest.fixture
def found(tmp_path):
    """What is found of a picture, in any of the turns a page may lie in."""

    def of(picture: np.ndarray, *, quarter: int = 0) -> list[str]:
        path = tmp_path / "page.png"
        Image.fromarray(np.rot90(grained(picture), quarter).copy()).save(path)
        with Image.open(path) as stored:
            size = stored.size
        page = PageImage(
            "d.p0001", path, "", *size, 200, 200, PageEncoding.PNG, Derivation.AS_SCANNED
        )
        prepared = prepare_page(page, reading_dpi=200)
        ink = find_ink(prepared.image, dpi=200)
        flatness = measure_flatness(prepared, ink, lies=measure_alignment(ink))
        return [one.value for one in judge_flatness(flatness, settings=QualitySettings())]

    return of


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("quarter", [0, 1])
def test_a_photograph_is_found(found, name, quarter):
    """By its light, by its lines, or by its edges; upright and on its side."""
    assert found(PHOTOS[name](), quarter=quarter)


@pytest.mark.parametrize("name", SCANS)
def test_a_flat_scan_is_none(found, name):
    """Whatever its paper is, and whatever lies around it."""
    assert found(SCANS[name]()) == []


def test_black_and_white_is_none(found):
    """Its light is gone; what is left says nothing."""
    picture = Image.fromarray(SCANS["the fold of a book"]()).convert("1")

    assert found(np.asarray(picture.convert("RGB"))) == []


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 900), (900, 1), (9, 9), (15, 15), (16, 2000), (2000, 3)]
)
def test_a_sliver_of_a_picture_is_none(found, size):
    """Whatever its shape: there is no cell of paper to look at, or only a row of them."""
    high, wide = size
    assert found(np.full((high, wide, 3), 250, np.uint8)) == []
