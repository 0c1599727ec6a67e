"""The second reader: TrueOCR's line finder and CTC line reader, on ONNX Runtime.

Apache-2.0, models in the wheel, 9 ms for a full line (ADR 0012). The package gives the best path
only; the probabilities that combining needs are asked of its model here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
import onnxruntime
from PIL import Image
from trueocr.preprocess import WINDOW, crop_line, pad_batch, width_batches

from sohoa.ocr.ctc import CtcReading
from sohoa.ocr.interface import Strip
from sohoa.ocr.line_finder import MODELS, line_finder

_PROBABILITIES = "/LogSoftmax_output_0"
_SEVEN_BITS = 0x7F
#: So many lines are read at once, and none a fourth wider than the narrowest: of 22 pages 2.26
#: CPU-seconds instead of 2.55 with 32 and three tenths, as less is read that is only padding.
_LINES_AT_ONCE, _WIDER = 12, 1.25
#: Room above and below a line, in its heights. The model's own 0.2 is meant for its own boxes;
#: on 26 real pages word recall of this reader alone is 0.889 at 0.15, 0.917 at 0.2, 0.925 at
#: 0.25, 0.916 at 0.3.
_ROOM_ABOVE = 0.25


class TrueOcrReader:
    """Its model, and the finder's, one thread each, kept for the life of the process (30 MB)."""

    def __init__(self) -> None:
        meta = json.loads((MODELS / "meta.json").read_text(encoding="utf-8"))
        model = (MODELS / "rec.onnx").read_bytes()
        self._alphabet = ["", *meta["charset"]]
        self._codes = {letter: code for code, letter in enumerate(self._alphabet) if code}
        self._most_width: int = meta["max_width"]
        self._room_beside: float = meta["pad_x"]
        self._finder = line_finder()
        self._session = onnxruntime.InferenceSession(
            model + _as_output(_PROBABILITIES), _one_thread(), providers=["CPUExecutionProvider"]
        )
        self._name = f"trueocr {version('trueocr')}-{hashlib.sha256(model).hexdigest()[:8]}"

    @property
    def name(self) -> str:
        """Package version and model."""
        return self._name

    def find_lines(self, image: Image.Image) -> tuple[Strip, ...]:
        """Where lines lie; see `LineReader.find_lines`."""
        return self._finder.find(image)

    def read_lines(self, image: Image.Image, strips: Sequence[Strip]) -> tuple[CtcReading, ...]:
        """Read strips; see `LineReader.read_lines`. Lines of like width go together."""
        grey = np.asarray(image)
        pieces = [
            crop_line(
                grey,
                (strip.left, strip.top, strip.right, strip.bottom),
                window=WINDOW,
                max_width=self._most_width,
                pad_y=_ROOM_ABOVE,
                pad_x=self._room_beside,
            )
            for strip in strips
        ]
        readings: dict[int, CtcReading] = {}
        widths = [piece.shape[1] for piece in pieces]
        for chosen in width_batches(widths, max_batch=_LINES_AT_ONCE, max_ratio=_WIDER):
            batch, declared = pad_batch([pieces[index] for index in chosen])
            given = {"x": batch, "widths": declared}
            likely, lengths = self._session.run([_PROBABILITIES, "lengths"], given)
            for row, index in enumerate(chosen):
                # A copy: a view would keep the whole batch alive.
                steps = likely[row, : int(lengths[row])].copy()
                left, width = self._across(strips[index])
                readings[index] = CtcReading(
                    steps, self._alphabet, self._codes, left, width / max(1, len(steps))
                )
        return tuple(readings[index] for index in range(len(strips)))

    def _across(self, strip: Strip) -> tuple[float, float]:
        """Where the piece that `crop_line` cuts out begins on the page, and how wide it is."""
        beside = self._room_beside * max(1.0, strip.height)
        return strip.left - beside, strip.width + 2 * beside


def _one_thread() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Batches differ in shape: an arena only grows, and brings no speed.
    options.enable_cpu_mem_arena = False
    return options


def _as_output(name: str) -> bytes:
    """Encode the bytes that, put after an ONNX model, make an inner value one of its outputs.

    A model is a Protocol Buffers message; messages put one after the other merge, lists in them
    add up (protobuf.dev, "Encoding"). ModelProto.graph is field 7, GraphProto.output field 12,
    ValueInfoProto.name field 1.
    """
    message = name.encode()
    for field in (1, 12, 7):
        message = bytes([*_varint(field << 3 | 2), *_varint(len(message))]) + message
    return message


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; all but the last byte have the highest bit set."""
    parts = []
    while number > _SEVEN_BITS:
        parts.append(number & _SEVEN_BITS | _SEVEN_BITS + 1)
        number >>= 7
    return bytes([*parts, number])
