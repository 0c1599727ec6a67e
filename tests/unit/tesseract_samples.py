"""Tesseract's own word on a line, step by step; and models of its kind made for a test.

The format is that of Tesseract 4 and 5 (`ccutil/tessdatamanager.cpp`, `lstm/network.cpp` and
`lstm/weightmatrix.cpp`), written here and not with what reads it in `research/`.
"""

from __future__ import annotations

import os
import re
import struct
from html import unescape
from pathlib import Path

# As `sohoa.ocr.tesseract_library` does: before the library is loaded.
os.environ["OMP_THREAD_LIMIT"] = "1"

import numpy as np
import tesserocr
from PIL import Image

LSTM, UNICHARSET, RECODER = 17, 21, 22
LETTERS, BLANK = 269, 268  # outputs of Tesseract's Vietnamese models, and which is the blank

_FLOATS, _COMPRESSED = 128, 64
_SAMPLE_ITERATION = -20  # from the end of the network: before the blank and three rates
_STEP = re.compile(r"id='timestep\d+_\d+_\d+'>((?:\s*<span[^>]*title='x_confs \d+'>.*?</span>)*)")
_CHOICE = re.compile(r"title='x_confs (\d+)'>(.*?)</span>")

#: Probability of each letter of 1 % and more, cut to whole per cent; "" is the blank.
Step = dict[str, float]


class TesseractLines:
    """Tesseract with a model, reading pictures of one line each, without any dictionary."""

    def __init__(self, model: Path) -> None:
        self._api = tesserocr.PyTessBaseAPI(
            path=f"{model.parent}/",
            lang=model.stem,
            oem=tesserocr.OEM.LSTM_ONLY,
            psm=tesserocr.PSM.RAW_LINE,
            variables={
                "debug_file": os.devnull,
                "lstm_choice_mode": "1",
                "tessedit_do_invert": "0",
                "load_system_dawg": "0",
                "load_punc_dawg": "0",
                "load_number_dawg": "0",
            },
        )

    def read(self, line: np.ndarray) -> tuple[str, list[Step]]:
        """Give the text, and the network's output at every step as the hOCR has it."""
        self._api.SetImage(Image.fromarray(line))
        self._api.SetSourceResolution(300)
        self._api.Recognize()
        told = self._api.GetHOCRText(0)
        steps = [
            {unescape(letter): int(cent) / 100 for cent, letter in _CHOICE.findall(step)}
            for step in _STEP.findall(told)
        ]
        return self._api.GetUTF8Text().strip(), steps


def component(model: bytes, number: int) -> bytes:
    """One of the parts of a `*.traineddata` file."""
    begin, end = _span(model, number)
    return model[begin:end]


def with_component(model: bytes, number: int, content: bytes) -> bytes:
    """Put another part in place of one."""
    begin, end = _span(model, number)
    grown = len(content) - (end - begin)
    starts = [one + grown if one > begin else one for one in _starts(model)]
    head = struct.pack(f"<I{len(starts)}q", len(starts), *starts)
    return head + model[len(head) : begin] + content + model[end:]


def with_other_noise(model: bytes, seed: int) -> bytes:
    """Let Tesseract put other noise around each line: its seed is how long it has learnt."""
    network = bytearray(component(model, LSTM))
    struct.pack_into("<i", network, len(network) + _SAMPLE_ITERATION, seed)
    return with_component(model, LSTM, bytes(network))


def network(*layers: bytes) -> bytes:
    """Give a whole network, its numbers in float: layers one after the other, then what follows."""
    rates = struct.pack("<fff", 0.999, 0.001, 0.5)
    return (
        layer("Series", 36, LETTERS, _many(layers))
        + _text("made for a test")
        + struct.pack("<iiii", _COMPRESSED, 0, 0, BLANK)
        + rates
    )


def layer(kind: str, inputs: int, outputs: int, content: bytes, *, training: int = 0) -> bytes:
    """One layer with what its kind has."""
    head = b"\0" + _text(kind) + struct.pack("<bbiiii", training, 0, 0, inputs, outputs, 0)
    return head + _text(f"{kind}{outputs}") + content


def holding(kind: str, inputs: int, outputs: int, *layers: bytes) -> bytes:
    """A layer that holds others."""
    return layer(kind, inputs, outputs, _many(layers))


def image_input() -> bytes:
    """36 pixels high, grey."""
    return layer("Input", 36, 1, struct.pack("<iiiii", 1, 36, 0, 1, 0))


def window(inputs: int, half_x: int, half_y: int) -> bytes:
    """The surroundings of each place."""
    outputs = inputs * (2 * half_x + 1) * (2 * half_y + 1)
    return layer("Convolve", inputs, outputs, struct.pack("<ii", half_x, half_y))


def pool(inputs: int, wide: int, high: int) -> bytes:
    """The most of each rectangle."""
    return layer("Maxpool", inputs, inputs, struct.pack("<ii", wide, high))


def connected(kind: str, inputs: int, outputs: int, chance: np.random.Generator) -> bytes:
    """Weights by chance, and what becomes of their sum."""
    return layer(kind, inputs, outputs, _weights(outputs, inputs + 1, chance))


def lstm(
    inputs: int, outputs: int, chance: np.random.Generator, *, kind: str = "LSTM", more: int = 0
) -> bytes:
    """Four gates with weights by chance; `more` inputs than it has (two-dimensional)."""
    wide = inputs + outputs + more
    gates = b"".join(_weights(outputs, wide + 1, chance) for _gate in range(4))
    return layer(kind, inputs, outputs, struct.pack("<i", wide) + gates)


def _weights(rows: int, columns: int, chance: np.random.Generator) -> bytes:
    values = chance.normal(0.0, 1.5, (rows, columns))
    return struct.pack("<BIId", _FLOATS, rows, columns, 0.0) + values.astype("<f8").tobytes()


def _many(layers: tuple[bytes, ...]) -> bytes:
    return struct.pack("<I", len(layers)) + b"".join(layers)


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode()


def _starts(model: bytes) -> tuple[int, ...]:
    (count,) = struct.unpack_from("<I", model)
    return struct.unpack_from(f"<{count}q", model, 4)


def _span(model: bytes, number: int) -> tuple[int, int]:
    starts = _starts(model)
    return starts[number], next((one for one in starts[number + 1 :] if one >= 0), len(model))
