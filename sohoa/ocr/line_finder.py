"""Where lines of text lie on a page, and in which order they are read: TrueOCR's models.

Apache-2.0, in the wheel (ADR 0012). Both readers ask for the lines of the same picture: they are
looked for once.
"""

from __future__ import annotations

import hashlib
import json
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from PIL import Image
from trueocr.order import line_features
from trueocr.page import PageEngine
from trueocr.recognizer import session

from sohoa.ocr.interface import Strip

MODELS = Path(str(files("trueocr"))) / "models"
_FINDER, _ORDER = "det.onnx", "order.onnx"


@dataclass(frozen=True, slots=True)
class Relations:
    """Log odds for each two lines: that the one is read before the other; that both are of one
    block."""

    before: NDArray[np.float32]
    together: NDArray[np.float32]


class LineFinder:
    """The finder's model, kept for the life of the process, and that of order once asked."""

    def __init__(self) -> None:
        self._models = _Models(MODELS)
        self._seen: weakref.ref[Image.Image] | None = None
        self._found: tuple[Strip, ...] = ()

    @cached_property
    def name(self) -> str:
        """Package version and models."""
        digest = hashlib.sha256()
        for model in (_FINDER, _ORDER):
            digest.update((MODELS / model).read_bytes())
        return f"trueocr {version('trueocr')}-{digest.hexdigest()[:8]}"

    def find(self, image: Image.Image) -> tuple[Strip, ...]:
        """Where lines of text lie on an upright grey page, from ascender to descender.

        Those of the last picture are remembered as long as it lives.
        """
        if self._seen is None or self._seen() is not image:
            boxes = self._models.detect(np.asarray(image))
            self._found = tuple(Strip(*map(float, box[:4])) for box in boxes)
            self._seen = weakref.ref(image)
        return self._found

    def relations(
        self, strips: Sequence[Strip], texts: Sequence[str], size: tuple[int, int]
    ) -> Relations:
        """How lines follow one another, by their places and texts; `size` is the page's."""
        boxes = np.array([[one.left, one.top, one.right, one.bottom] for one in strips], np.float32)
        traits = line_features(boxes, size, list(texts))[None]
        given = {"feats": traits, "mask": np.ones((1, len(strips)), bool)}
        before, together = self._models.order.run(["a", "same"], given)
        return Relations(before[0], together[0])


class _Models(PageEngine):  # type: ignore[misc] # the package has no types
    """TrueOCR's page engine with those of its models that are asked, when they are asked."""

    def __init__(self, folder: Path) -> None:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        self.long_side = meta["det_long_side"]
        self.det = session(folder / _FINDER, 1)
        self.folder = folder

    @cached_property
    def order(self) -> InferenceSession:
        return session(self.folder / _ORDER, 1)


@cache
def line_finder() -> LineFinder:
    """The one finder of this process."""
    return LineFinder()
