"""A reader of figures: what a hand wrote into a gap of the printed form.

A small network of Sohoa's own (`research/learn_figures.py`, ADR 0012), a few milliseconds a gap. It
knows ten figures and nothing else, and has learnt to pass over the print on both sides.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.interface import Strip

HEIGHT_PX = 40
_NARROWEST_PX, _WIDEST_PX = 12, 320
#: Room around the printed line, in its heights: hands write larger than type.
_ROOM_ABOVE, _ROOM_BELOW = 0.6, 0.35
_LEAST_CONTRAST = 40.0
_ALPHABET = ("", *"0123456789")
_CODES = {figure: code for code, figure in enumerate(_ALPHABET) if code}


class FigureReader:
    """The model loaded, one thread, kept for the life of the process (a few MB)."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            _model(), options, providers=["CPUExecutionProvider"]
        )

    def read(self, image: Image.Image, strip: Strip) -> CtcReading:
        """Read the figures in a piece of a line of a grey page."""
        box = (
            max(0.0, strip.left),
            max(0.0, strip.top - _ROOM_ABOVE * strip.height),
            min(float(image.width), strip.right),
            min(float(image.height), strip.bottom + _ROOM_BELOW * strip.height),
        )
        width, height = max(1.0, box[2] - box[0]), max(1.0, box[3] - box[1])
        wide = max(_NARROWEST_PX, min(_WIDEST_PX, round(width * HEIGHT_PX / height)))
        piece = image.resize((wide, HEIGHT_PX), Image.Resampling.BOX, box=box)
        (likely,) = self._session.run(None, {"ink": inked(np.asarray(piece))[None, None]})
        steps = likely[:, 0]
        return CtcReading(steps, _ALPHABET, _CODES, box[0], width / len(steps))


def inked(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How dark each pixel is between the paper, 0, and the darkest ink, 1."""
    paper, darkest = np.percentile(grey, (90, 1))
    shade = (paper - grey.astype(np.float32)) / max(paper - darkest, _LEAST_CONTRAST)
    return np.asarray(shade.clip(0.0, 1.0), dtype=np.float32)


@cache
def figures_digest() -> str:
    """Eight hexadecimal digits that tell one model from another."""
    return hashlib.sha256(_model()).hexdigest()[:8]


def _model() -> bytes:
    return (files("sohoa.ocr") / "data" / "figures.onnx").read_bytes()
