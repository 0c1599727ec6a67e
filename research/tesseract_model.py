"""Reads a Tesseract LSTM model, `*.traineddata`: its network, weights and alphabet.

The format is that of Tesseract 4 and 5, read from its source (Apache-2.0): the container in
`ccutil/tessdatamanager.cpp`, layers in `lstm/network.cpp` and the file of each kind, weights in
`lstm/weightmatrix.cpp`, the alphabet in `ccutil/unicharset.cpp` and `unicharcompress.cpp`. All
numbers are little-endian. What is not known is refused by its name; nothing is guessed.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_COMPONENTS = {"lstm": 17, "lstm-unicharset": 21, "lstm-recoder": 22, "version": 23}
_MOST_COMPONENTS = 1_000
#: Layers by their number, which old files have in place of the name (`kTypeNames`).
_KINDS = (
    *("Invalid", "Input", "Convolve", "Maxpool", "Parallel", "Replicated", "ParBidiLSTM"),
    *("DepParUDLSTM", "Par2dLSTM", "Series", "Reconfig", "RTLReversed", "TTBReversed"),
    *("XYTranspose", "LSTM", "SummLSTM", "Logistic", "LinLogistic", "LinTanh", "Tanh", "Relu"),
    *("Linear", "Softmax", "SoftmaxNoCTC", "LSTMSoftmax", "LSTMBinarySoftmax", "TensorFlow"),
)
#: Layers that hold others.
_HOLDERS = frozenset(
    {"Series", "Parallel", "Replicated", "ParBidiLSTM", "DepParUDLSTM"}
    | {"RTLReversed", "TTBReversed", "XYTranspose"}
)
_CONNECTED = frozenset({"Tanh", "Logistic", "Relu", "Linear", "Softmax"})
_RECURRENT = frozenset({"LSTM", "SummLSTM"})
_GATES = 4
_IN_TRAINING = 1
_OWN_RATES = 64  # NF_LAYER_SPECIFIC_LR: learning rates follow the layers
_INT8, _DOUBLE = 1, 128
_INT_MODE = 1  # TF_INT_MODE
_SPACE = "NULL"


class ModelError(Exception):
    """The file is not a Tesseract LSTM model that can be converted; says why."""


@dataclass(frozen=True)
class Layer:
    """One layer. `weights`: a matrix (outputs x inputs, the bias last), or one for each gate.

    `sizes` are the numbers its kind has: shape of the input, half window, scale.
    """

    kind: str
    name: str
    inputs: int
    outputs: int
    sizes: tuple[int, ...] = ()
    parts: tuple[Layer, ...] = ()
    weights: tuple[NDArray[np.float64], ...] = ()


@dataclass(frozen=True)
class TesseractModel:
    """A model: `alphabet` has what each output of the network stands for, "" for the blank."""

    sha256: str
    version: str
    spec: str
    network: Layer
    alphabet: tuple[str, ...]
    blank: int
    in_whole_numbers: bool


def read_model(path: Path) -> TesseractModel:
    """Read a `*.traineddata` file.

    Raises:
        ModelError: It is none, or has something that is not known here; says what.
    """
    content = path.read_bytes()
    try:
        return _model(content, _components(content))
    except (struct.error, ValueError, IndexError) as error:
        raise ModelError(f"{path.name} is damaged: {error}") from error


def _components(content: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from("<I", content)
    if count > _MOST_COMPONENTS:
        raise ModelError("not a Tesseract model, or one for big-endian machines")
    starts = struct.unpack_from(f"<{count}q", content, 4)
    found = {}
    for name, number in _COMPONENTS.items():
        start = starts[number] if number < count else -1
        if start >= 0:
            stop = next((one for one in starts[number + 1 :] if one >= 0), len(content))
            found[name] = content[start:stop]
    for name in ("lstm", "lstm-unicharset", "lstm-recoder"):
        if name not in found:
            raise ModelError(f"the model has no {name}: only Tesseract's LSTM models can be read")
    return found


def _model(content: bytes, components: dict[str, bytes]) -> TesseractModel:
    source = _Source(components["lstm"])
    network = _layer(source)
    spec = source.text()
    flags, _iterations, _samples, blank = source.numbers("iiii")
    letters = _letters(components["lstm-unicharset"].decode("utf-8"))
    alphabet = _alphabet(letters, _codes(components["lstm-recoder"]), network.outputs, blank)
    return TesseractModel(
        sha256=hashlib.sha256(content).hexdigest(),
        version=components.get("version", b"").decode("utf-8"),
        spec=spec,
        network=network,
        alphabet=alphabet,
        blank=blank,
        in_whole_numbers=bool(flags & _INT_MODE),
    )


class _Source:
    """Bytes read one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def numbers(self, kinds: str) -> tuple[Any, ...]:
        """Numbers by the letters of `struct`."""
        found = struct.unpack_from(f"<{kinds}", self._content, self._at)
        self._at += struct.calcsize(f"<{kinds}")
        return found

    def number(self, kind: str) -> Any:
        """One number."""
        return self.numbers(kind)[0]

    def text(self) -> str:
        """A text after its length."""
        length = self.number("I")
        return bytes(self.array(np.dtype(np.uint8), length)).decode("utf-8")

    def array(self, kind: np.dtype[Any], count: int) -> NDArray[Any]:
        """So many numbers of a kind."""
        found = np.frombuffer(self._content, kind, count, self._at)
        self._at += found.nbytes
        return found


def _layer(source: _Source) -> Layer:
    number = source.number("b")
    kind = _KINDS[number] if number else source.text()
    training, _backwards, flags, inputs, outputs, _count = source.numbers("bbiiii")
    name = source.text()
    if training == _IN_TRAINING:
        raise ModelError(
            f"layer {name} is in training: finish it with lstmtraining --stop_training"
        )
    sizes: tuple[int, ...] = ()
    parts: tuple[Layer, ...] = ()
    weights: tuple[NDArray[np.float64], ...] = ()
    if kind == "Input":
        sizes = source.numbers("iiiii")[:4]
    elif kind in {"Convolve", "Maxpool"}:
        sizes = source.numbers("ii")
    elif kind in _RECURRENT:
        if (wide := source.number("i")) != inputs + outputs:
            raise ModelError(f"layer {name} ({kind}) is two-dimensional: {wide} values a step")
        weights = tuple(_matrix(source, name) for _gate in range(_GATES))
    elif kind in _CONNECTED:
        weights = (_matrix(source, name),)
    elif kind in _HOLDERS:
        parts = tuple(_layer(source) for _part in range(source.number("I")))
        if flags & _OWN_RATES:
            source.array(np.dtype("<f4"), source.number("I"))
        # The layer's own number of outputs is not kept up; Tesseract counts it anew, too.
        outputs = parts[-1].outputs if kind == "Series" else sum(one.outputs for one in parts)
    else:
        raise ModelError(f"layer {name} is of a kind that is not known: {kind}")
    return Layer(kind, name, inputs, outputs, sizes, parts, weights)


def _matrix(source: _Source, name: str) -> NDArray[np.float64]:
    """A matrix of weights; whole numbers are multiplied by the scale of their row."""
    mode = source.number("B")
    if not mode & _DOUBLE:
        raise ModelError(f"layer {name} has weights in the form before Tesseract 4.0")
    rows, columns = source.numbers("II")
    kind = np.dtype(np.int8 if mode & _INT8 else "<f8")
    source.array(kind, 1)  # what an empty field would hold
    values = source.array(kind, rows * columns).reshape(rows, columns).astype(np.float64)
    if mode & _INT8:
        scales = source.array(np.dtype("<f8"), source.number("I"))
        values = values * scales[:rows, None]
    return values


def _letters(unicharset: str) -> list[str]:
    """What the model can write: a letter or sign, or several in one place."""
    first, *lines = unicharset.split("\n")
    letters = [line.split(" ", 1)[0] for line in lines[: int(first)]]
    return [" " if letter == _SPACE else letter for letter in letters]


def _codes(recoder: bytes) -> list[tuple[int, ...]]:
    """The network's outputs, in order, that stand for each letter."""
    source = _Source(recoder)
    codes = []
    for _letter in range(source.number("I")):
        _own, length = source.numbers("bI")
        codes.append(tuple(source.numbers(f"{length}i")))
    return codes


def _alphabet(
    letters: Sequence[str], codes: Sequence[tuple[int, ...]], outputs: int, blank: int
) -> tuple[str, ...]:
    """What each output stands for. Of letters with the same output the last counts, as there."""
    if len(codes) < len(letters):
        raise ModelError(f"{len(letters)} letters have only {len(codes)} codes")
    alphabet: dict[int, str] = {}
    for letter, code in zip(letters, codes, strict=False):
        if len(code) != 1:
            raise ModelError(f"{letter!r} is written by {len(code)} outputs: only one can be read")
        alphabet[code[0]] = letter
    alphabet[blank] = ""
    if set(alphabet) != set(range(outputs)):
        missing = sorted(set(range(outputs)) ^ set(alphabet))
        raise ModelError(f"outputs and letters do not match: {missing}")
    return tuple(alphabet[code] for code in range(outputs))
