"""Tesseract's network for lines, run by ONNX Runtime: many lines at once, all probabilities.

The model is Tesseract's own (`research/convert_tesseract.py`, ADR 28); alphabet, height and pixels
a step stand in the file. Tesseract runs the same weights one line and one step at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
)

from sohoa.domain.errors import ToolMissingError
from sohoa.domain.vietnamese import nfc
from sohoa.language import _
from sohoa.ocr.ctc import IMPOSSIBLE, CtcReading
from sohoa.ocr.tsv import vietnamese_d

OWN_MODEL = Path(str(files("sohoa.ocr"))) / "data" / "vie.onnx"

#: What stands in the file's metadata and is needed to read with it.
_NEEDED = frozenset({"alphabet", "height_px", "step_px"})
#: What a batch holds is to stay in the processor's caches: 12 lines take a twelfth more.
_LINES_AT_ONCE = 6
#: Lines in one batch differ by at most this part of the narrowest and these pixels.
_WIDER, _WIDER_PX = 1.15, 12
_NARROWEST_PX, _WIDEST_PX = 9, 4096
_GREYS = 256


@dataclass(frozen=True, slots=True)
class Crop:
    """A line cut from a page: grey, dark ink on light paper; `left` is its first column there."""

    grey: NDArray[np.uint8]
    left: float = 0.0


class LineNetwork:
    """The network loaded, one thread, kept for the life of the process."""

    def __init__(self, model: Path = OWN_MODEL) -> None:
        """Load a network that `research/convert_tesseract.py` wrote.

        Raises:
            ToolMissingError: The file is no such network.
        """
        content = model.read_bytes()
        self._session = _session(model, content)
        #: Where the model is from: `source_sha256`, `origin`, `licence` and what is read below.
        self.metadata: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map
        told = self.metadata
        if not told.keys() >= _NEEDED:
            raise _no_network(model)
        self._height_px, self._step_px = int(told["height_px"]), int(told["step_px"])
        self._alphabet = tuple(vietnamese_d(nfc(one)) for one in json.loads(told["alphabet"]))
        self._codes: dict[str, int] = {}
        #: Columns of the same letter (in Unicode there are two capital Đ): second to first.
        self._again: dict[int, int] = {}
        for code, letter in enumerate(self._alphabet[1:], start=1):
            if (first := self._codes.setdefault(letter, code)) != code:
                self._again[code] = first
        self._name = f"{model.stem}-{hashlib.sha256(content).hexdigest()[:8]}"

    @property
    def name(self) -> str:
        """The model, and eight hexadecimal digits of its digest."""
        return self._name

    @property
    def alphabet(self) -> tuple[str, ...]:
        """What each column of a reading stands for, in NFC; the blank, column 0, is ""."""
        return self._alphabet

    def read(self, crops: Sequence[Crop]) -> tuple[CtcReading, ...]:
        """Read lines; one reading per crop, in order. Lines of like width go together.

        The same crops give the same readings; in other company a line's logarithms may differ in
        the last digits of float32.
        """
        pieces = [self._piece(crop.grey) for crop in crops]
        readings: dict[int, CtcReading] = {}
        for chosen in _batches([piece.shape[1] for piece in pieces]):
            steps = self._run([pieces[index] for index in chosen])
            for index, likely in zip(chosen, steps, strict=True):
                crop, wide = crops[index], pieces[index].shape[1]
                step_px = self._step_px * crop.grey.shape[1] / wide
                readings[index] = CtcReading(
                    likely, self._alphabet, self._codes, crop.left, step_px
                )
        return tuple(readings[index] for index in range(len(crops)))

    def _piece(self, grey: NDArray[np.uint8]) -> NDArray[np.float32]:
        high, wide = grey.shape
        scaled = round(wide * self._height_px / high)
        size = min(max(scaled, _NARROWEST_PX), _WIDEST_PX), self._height_px
        if size != (wide, high):
            how = cv2.INTER_AREA if high > self._height_px else cv2.INTER_LINEAR
            grey = np.asarray(cv2.resize(grey, size, interpolation=how), np.uint8)
        return normalized(grey)

    def _run(self, pieces: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """Logarithms of probabilities, steps x letters, of each line of a batch."""
        widths = np.array([piece.shape[1] for piece in pieces], np.int32)
        lines = np.zeros((len(pieces), 1, self._height_px, widths.max()), np.float32)
        for row, piece in enumerate(pieces):
            lines[row, 0, :, : piece.shape[1]] = piece
        (likely,) = self._session.run(None, {"lines": lines, "widths": widths})
        for again, first in self._again.items():
            likely[..., first] = np.logaddexp(likely[..., first], likely[..., again])
            likely[..., again] = IMPOSSIBLE
        # Copies: a view would keep the whole batch alive.
        return [
            likely[row, : max(1, int(wide) // self._step_px)].copy()
            for row, wide in enumerate(widths)
        ]


def normalized(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Grey with the ink at -1 and the paper at 1, as Tesseract gives it to its network.

    Along the row in the middle, local minima are taken for ink and local maxima for paper: the
    lower quartile of the ones and the upper of the others. What is darker or lighter lies beyond
    -1 and 1. (`NetworkIO::ComputeBlackWhite` and `SetPixel` of Tesseract 5.)
    """
    row = grey[grey.shape[0] // 2].astype(np.int16)
    before, here, after = row[:-2], row[1:-1], row[2:]
    lows = ((here < before) & (here <= after)) | ((here <= before) & (here < after))
    highs = ((here > before) & (here >= after)) | ((here >= before) & (here > after))
    black = _fractile(here[lows], 0.25, otherwise=0)
    white = _fractile(here[highs], 0.75, otherwise=_GREYS - 1)
    half = (white - black) / 2
    shade = (grey.astype(np.float32) - np.float32(black)) / np.float32(half if half > 0 else 1.0)
    return np.asarray(shade - 1, np.float32)


def _fractile(values: NDArray[np.int16], part: float, *, otherwise: int) -> float:
    """Where so many of the values lie below, a value filling its step evenly (`STATS::ile`)."""
    if not values.size:
        values = np.array([otherwise], np.int16)
    counts = np.bincount(values, minlength=_GREYS)
    wanted = max(part * values.size, 1.0)
    reached = np.cumsum(counts)
    index = int(np.searchsorted(reached, wanted))
    return index + 1 - float(reached[index] - wanted) / float(counts[index])


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Indices of lines that are read at once, narrow ones first."""
    batches: list[list[int]] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        batch = batches[-1] if batches else []
        narrowest = widths[batch[0]] if batch else 0
        if 0 < len(batch) < _LINES_AT_ONCE and widths[index] <= _WIDER * narrowest + _WIDER_PX:
            batch.append(index)
        else:
            batches.append([index])
    return batches


def _session(model: Path, content: bytes) -> onnxruntime.InferenceSession:
    try:
        return onnxruntime.InferenceSession(content, _options(), providers=["CPUExecutionProvider"])
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf) as error:
        raise _no_network(model) from error


def _no_network(model: Path) -> ToolMissingError:
    mend = _('Convert it with research/convert_tesseract.py, or set engine = "tesserocr" in [ocr].')
    return ToolMissingError(tool=_("the network {file}").format(file=model), mend=mend)


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Batches differ in shape: an arena only grows, and brings no speed (ADR 28).
    options.enable_cpu_mem_arena = False
    # Plans of memory are kept for each shape of a batch: 20 MB, and no speed either.
    options.enable_mem_pattern = False
    return options
