"""Comparison of two frames of a TIFF: is one the other made smaller, by what both show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from sohoa.domain.errors import DamagedImageError
from sohoa.intake import pictures

#: Both are compared at this size: margins, lines of text and stamps tell, single letters do not.
_SIZE = (48, 64)
#: A picture and its reduction correlate by 0.95 and more, two pages of one letter by much less.
_LEAST_ALIKE = 0.85
#: Grey levels of a frame with nothing on it.
_BLANK = 2.0


def shows_the_same(path: Path, one: int, other: int, *, page: int) -> bool:
    """Compare two frames, by number; what cannot be decoded is no page of its own either."""
    try:
        left, right = (_small(path, number, page=page) for number in (one, other))
    except DamagedImageError:
        return True
    if min(left.std(), right.std()) < _BLANK:
        return bool(max(left.std(), right.std()) < 2 * _BLANK)
    return bool(np.corrcoef(left.ravel(), right.ravel())[0, 1] >= _LEAST_ALIKE)


def _small(
    path: Path, number: int, *, page: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    with pictures.opened(path, formats=("TIFF",), page=page) as image:
        image.seek(number)
        small = image.convert("L").resize(_SIZE, Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float64)
