"""Pictures counted and moved: cheaper ways give what the plain ones give."""

from __future__ import annotations

import numpy as np
import pytest

from sohoa.ocr.raster import levels_of


@pytest.mark.parametrize("shape", [(1, 1), (255, 3), (256, 40), (700, 33)])
def test_levels_are_counted_whole(shape):
    """As many of each level as there are, in pictures lower and higher than what is counted at
    once, and in every third row of one."""
    grey = np.random.default_rng(5).integers(0, 256, shape, np.uint8)

    for picture in (grey, grey[::3], grey[:, ::2]):
        expected = np.bincount(picture.ravel(), minlength=256)
        assert levels_of(picture).tolist() == expected.tolist()
