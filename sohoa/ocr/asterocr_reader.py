"""A reader of handwriting: AsterOCR's line model, on ONNX Runtime.

MIT, model in the wheel (42 MB), 40 ms for half a line. Only the model and its alphabet are used,
found without importing the package: its code would send usage figures elsewhere (ADR 0012).
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from sohoa.domain.errors import ToolMissingError
from sohoa.domain.vietnamese import nfc
from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.interface import Strip

_HEIGHT_PX = 32
#: The model has places for 256 steps of 4 pixels.
_MOST_WIDTH_PX = 1024
#: Room around a strip, in its heights.
_ROOM_ABOVE = 0.1
_ROOM_BESIDE = 0.3


class AsterReader:
    """The model loaded, one thread, kept for the life of the process (110 MB)."""

    def __init__(self) -> None:
        spec = find_spec("asterocr")
        if spec is None or spec.origin is None:
            raise ToolMissingError(tool="asterocr", mend="make setup")
        folder = Path(spec.origin).parent / "assets"
        model = (folder / "asternet.onnx").read_bytes()
        letters = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["chars"]
        self._alphabet = ["", *map(nfc, letters[1:])]
        self._codes = {letter: code for code, letter in enumerate(self._alphabet) if code}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._name = f"asterocr {version('asterocr')}-{hashlib.sha256(model).hexdigest()[:8]}"

    @property
    def name(self) -> str:
        """Package version and model."""
        return self._name

    def read(self, image: Image.Image, strip: Strip) -> CtcReading:
        """Read one strip of a grey page."""
        above, beside = _ROOM_ABOVE * strip.height, _ROOM_BESIDE * strip.height
        box = (
            max(0, int(strip.left - beside)),
            max(0, int(strip.top - above)),
            min(image.width, int(strip.right + beside)),
            min(image.height, int(strip.bottom + above)),
        )
        width, height = max(1, box[2] - box[0]), max(1, box[3] - box[1])
        wide = max(_HEIGHT_PX, min(_MOST_WIDTH_PX, round(width * _HEIGHT_PX / height)))
        piece = image.resize((wide, _HEIGHT_PX), Image.Resampling.BOX, box=box)
        pixels = np.asarray(piece, dtype=np.float32) / 127.5 - 1
        (likely,) = self._session.run(["log_probs"], {"images": np.tile(pixels, (1, 3, 1, 1))})
        steps = likely[:, 0]
        return CtcReading(steps, self._alphabet, self._codes, box[0], width / len(steps))
