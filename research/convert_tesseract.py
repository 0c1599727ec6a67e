"""Converts a Tesseract LSTM model to ONNX, in float, for `sohoa.ocr.line_network`.

    python -m research.convert_tesseract MODEL.traineddata OUTPUT.onnx --licence NAME --origin TEXT

The same model, licence and origin give the same bytes, with any version of any package; nothing
beside NumPy is needed. Inputs of the network: `lines` (float32, lines x 1 x height x width: grey as
`line_network.normalized` gives it, 0 in the room right of a shorter line) and `widths` (int32,
pixels). Output: `log_probabilities` (lines x steps x letters, column 0 the blank).

Alphabet, height, pixels a step, Tesseract's description of the network, digest of the source,
licence and origin stand in the file's metadata.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from research.onnx_file import Graph, model_bytes
from research.tesseract_model import Layer, ModelError, TesseractModel, read_model

_WEIGHED = frozenset({"Tanh", "Relu", "Logistic", "Linear"})
_ACTIVATIONS = {"Tanh": "Tanh", "Relu": "Relu", "Logistic": "Sigmoid"}
#: Gates in ONNX's order (input, output, forget, cell) by Tesseract's (cell, input, forget, output).
_GATES = (1, 3, 2, 0)
#: Tesseract keeps values in whole numbers of -127 to 127, but scales pixels by 128 before.
_INT8_MOST = 127


@dataclass(frozen=True)
class _Value:
    """A value between two layers: its name, and how it lies.

    As a map: lines x depth x height x width. As steps (the height is 1): width x lines x depth.
    `scale` is how many pixels of the line's width went into a column. `waiting` is an operator
    still to be run on each number: all of these grow with their input, so that the most of a
    rectangle can be taken first, and a ninth of the numbers is left.
    """

    name: str
    depth: int
    height: int
    scale: int = 1
    is_steps: bool = False
    waiting: str = ""


@dataclass(frozen=True)
class _Way:
    """How layers inside reversing or transposing ones run along the picture.

    `turned` is any of these: there a window cannot be moved over the picture as elsewhere.
    """

    down: bool = False
    backwards: bool = False
    turned: bool = False


def convert(model: TesseractModel, *, licence: str, origin: str) -> bytes:
    """Give the ONNX file of a model.

    Raises:
        ModelError: A layer stands where it cannot be converted; names it.
    """
    builder = _Builder()
    series, last = model.network, model.network.parts[-1] if model.network.parts else None
    if series.kind != "Series" or last is None or last.kind != "Softmax":
        raise ModelError("the network does not end in a softmax over letters at each step")
    first, *inner = series.parts[:-1]
    value = builder.input(first, whole_numbers=model.in_whole_numbers)
    height = value.height * value.depth
    value = builder.series(inner, value, _Way())
    builder.softmax(last, value, model.blank)
    letters = list(model.alphabet)
    alphabet = ["", *letters[: model.blank], *letters[model.blank + 1 :]]
    return model_bytes(
        builder.graph,
        inputs={
            "lines": ("float32", ("lines", 1, height, "width")),
            "widths": ("int32", ("lines",)),
        },
        outputs={"log_probabilities": ("float32", ("lines", "steps", len(alphabet)))},
        metadata={
            "alphabet": json.dumps(alphabet, ensure_ascii=False),
            "height_px": str(height),
            "step_px": str(value.scale),
            "network": model.spec,
            "source_version": model.version,
            "source_sha256": model.sha256,
            "origin": origin,
            "licence": licence,
        },
    )


class _Builder:
    """Puts the layers of a network into a graph, one after the other."""

    def __init__(self) -> None:
        self.graph = Graph()
        self._count = 0

    def input(self, layer: Layer, *, whole_numbers: bool) -> _Value:
        """Begin: where Tesseract works in whole numbers, grey beyond black and white is cut."""
        if layer.kind != "Input":
            raise ModelError(f"the network begins with {layer.kind}, not with its input")
        _lines, height, width, depth = layer.sizes
        if width or not height or (depth != 1 and height != 1):
            raise ModelError(
                f"an input of {height} x {width} x {depth} cannot be read: one height, grey"
            )
        name = "lines"
        if whole_numbers:
            ratio = np.array((_INT8_MOST + 1) / _INT8_MOST, np.float32)
            name = self._node("Mul", [name, self.graph.constant("pixel", ratio)])
            ends = [np.array(end, np.float32) for end in (-1, 1)]
            least, most = map(self.graph.constant, ("least", "most"), ends)
            name = self._node("Clip", [name, least, most])
        if height == 1 and depth > 1:  # columns of pixels are the features
            name = self._node("Transpose", [name], perm=(0, 2, 1, 3))
        return _Value(name, depth, height)

    def series(self, layers: Sequence[Layer], value: _Value, way: _Way) -> _Value:
        """Layers one after the other; a window that is at once weighed becomes a convolution."""
        waiting: Layer | None = None
        for layer in layers:
            if waiting:
                value = self._convolved(waiting, layer, value)
                waiting = None
            elif layer.kind == "Convolve":
                if way.turned:
                    raise ModelError(f"layer {layer.name} (Convolve) stands in a reversed one")
                waiting = layer
            else:
                value = self._layer(layer, value, way)
        if waiting:
            raise ModelError(f"layer {waiting.name} (Convolve) has no weights after it")
        return value

    def _layer(self, layer: Layer, value: _Value, way: _Way) -> _Value:
        kind = layer.kind
        if kind in {"Series", "RTLReversed", "TTBReversed", "XYTranspose"}:
            return self.series(layer.parts, value, _turned(layer, way))
        if kind in {"Parallel", "Replicated", "ParBidiLSTM", "DepParUDLSTM"}:
            return self._side_by_side([self._layer(one, value, way) for one in layer.parts])
        if kind in {"LSTM", "SummLSTM"}:
            return self._down(layer, value, way) if way.down else self._along(layer, value, way)
        if kind == "Maxpool" and not way.turned:
            return self._pooled(layer, value)
        if kind in _WEIGHED:
            return self._weighed(layer, value)
        raise ModelError(f"layer {layer.name} ({kind}) cannot be converted where it stands")

    def softmax(self, layer: Layer, value: _Value, blank: int) -> None:
        """End: logarithms of the letters' probabilities, the blank's put first."""
        if value.height != 1:
            raise ModelError(
                f"layer {layer.name} (Softmax) comes while {value.height} rows are left"
            )
        (weights,) = layer.weights
        weights = np.concatenate([weights[blank : blank + 1], np.delete(weights, blank, axis=0)])
        lines = self._node("Transpose", [self._steps(value).name], perm=(1, 0, 2))
        product = self._node("MatMul", [lines, self._floats("letters", weights[:, :-1].T)])
        summed = self._node("Add", [product, self._floats("letters_bias", weights[:, -1])])
        self.graph.node("LogSoftmax", [summed], "log_probabilities", axis=-1)

    def _convolved(self, window: Layer, layer: Layer, value: _Value) -> _Value:
        """A window, column by column, and its weights; what is beyond the edge counts as 0."""
        if layer.kind not in _WEIGHED:
            raise ModelError(f"layer {window.name} (Convolve) is followed by {layer.kind}")
        half_x, half_y = window.sizes
        wide, high = 2 * half_x + 1, 2 * half_y + 1
        (weights,) = layer.weights
        value = self._map(value)
        kernel = weights[:, :-1].reshape(layer.outputs, wide, high, value.depth)
        name = self._node(
            "Conv",
            [
                value.name,
                self._floats(layer.name, kernel.transpose(0, 3, 2, 1)),
                self._floats(f"{layer.name}_bias", weights[:, -1]),
            ],
            kernel_shape=(high, wide),
            pads=(half_y, half_x, half_y, half_x),
        )
        active = _ACTIVATIONS.get(layer.kind, "")
        return replace(value, name=name, depth=layer.outputs, waiting=active)

    def _weighed(self, layer: Layer, value: _Value) -> _Value:
        """Weights at each place by itself: a convolution of one pixel."""
        return self._convolved(replace(layer, kind="Convolve", sizes=(0, 0)), layer, value)

    def _pooled(self, layer: Layer, value: _Value) -> _Value:
        wide, high = layer.sizes
        if not value.waiting:
            value = self._map(value)
        name = self._node("MaxPool", [value.name], kernel_shape=(high, wide), strides=(high, wide))
        return replace(value, name=name, height=value.height // high, scale=value.scale * wide)

    def _side_by_side(self, values: Sequence[_Value]) -> _Value:
        axis = 2 if all(one.is_steps for one in values) else 1
        laid = values if axis == 2 else [self._map(one) for one in values]
        if len({(one.height, one.scale) for one in laid}) > 1:
            raise ModelError("layers side by side give maps of different sizes")
        name = self._node("Concat", [one.name for one in laid], axis=axis)
        return replace(laid[0], name=name, depth=sum(one.depth for one in laid))

    def _along(self, layer: Layer, value: _Value, way: _Way) -> _Value:
        """An LSTM along the line; each row of pixels is a line of its own."""
        if layer.kind == "SummLSTM":
            raise ModelError(f"layer {layer.name} (SummLSTM) leaves one value of a whole line")
        widths = self._widths(value)
        if value.height == 1:
            value = self._steps(value)
            name = self._lstm(layer, value.name, widths, way)
            return replace(value, name=name, depth=layer.outputs)
        value = self._map(value)
        rows = self._node("Transpose", [value.name], perm=(3, 0, 2, 1))
        rows = self._node("Reshape", [rows, self.graph.integers(0, -1, value.depth)])
        each = self._node("Unsqueeze", [widths, self.graph.integers(1)])
        each = self._node("Expand", [each, self.graph.integers(1, value.height)])
        each = self._node("Reshape", [each, self.graph.integers(-1)])
        name = self._lstm(layer, rows, each, way)
        shape = self.graph.integers(0, -1, value.height, layer.outputs)
        name = self._node("Reshape", [name, shape])
        name = self._node("Transpose", [name], perm=(1, 3, 2, 0))
        return replace(value, name=name, depth=layer.outputs)

    def _down(self, layer: Layer, value: _Value, way: _Way) -> _Value:
        """An LSTM from top to bottom; each column of pixels is a line of its own."""
        value = self._map(value)
        columns = self._node("Transpose", [value.name], perm=(2, 3, 0, 1))
        shape = self._node("Shape", [columns], start=1, end=3)
        flat = self._node("Reshape", [columns, self.graph.integers(value.height, -1, value.depth)])
        name = self._lstm(layer, flat, "", way)
        depth = self.graph.integers(layer.outputs)
        if layer.kind == "SummLSTM":
            shape = self._node("Concat", [shape, depth], axis=0)
            name = self._node("Reshape", [name, shape])
            return replace(value, name=name, depth=layer.outputs, height=1, is_steps=True)
        shape = self._node("Concat", [self.graph.integers(value.height), shape, depth], axis=0)
        name = self._node("Reshape", [name, shape])
        name = self._node("Transpose", [name], perm=(2, 3, 0, 1))
        return replace(value, name=name, depth=layer.outputs)

    def _lstm(self, layer: Layer, steps: str, lengths: str, way: _Way) -> str:
        """One LSTM over steps x lines x depth: its output at each step, or after the last."""
        gates = [layer.weights[gate] for gate in _GATES]
        name, wide = layer.name, layer.inputs
        bias = np.concatenate([*(one[:, -1] for one in gates), np.zeros(_flat(layer))])
        given = [
            steps,
            self._floats(f"{name}_input", np.concatenate([one[:, :wide] for one in gates])[None]),
            self._floats(f"{name}_state", np.concatenate([one[:, wide:-1] for one in gates])[None]),
            self._floats(f"{name}_bias", bias[None]),
            *([lengths] if lengths else []),
        ]
        told = {
            "direction": "reverse" if way.backwards else "forward",
            "hidden_size": layer.outputs,
        }
        out = self._name("LSTM")
        is_last = layer.kind == "SummLSTM"
        self.graph.nodes_output("LSTM", given, ["", out] if is_last else [out], told)
        return out if is_last else self._node("Squeeze", [out, self.graph.integers(1)])

    def _widths(self, value: _Value) -> str:
        """How many columns of each line are its own."""
        if value.scale == 1:
            return "widths"
        scale = self.graph.whole(f"scale_{value.scale}", value.scale)
        return self._node("Div", ["widths", scale])

    def _map(self, value: _Value) -> _Value:
        if value.waiting:
            value = replace(value, name=self._node(value.waiting, [value.name]), waiting="")
        if not value.is_steps:
            return value
        lines = self._node("Transpose", [value.name], perm=(1, 2, 0))
        name = self._node("Unsqueeze", [lines, self.graph.integers(2)])
        return replace(value, name=name, is_steps=False)

    def _steps(self, value: _Value) -> _Value:
        if value.is_steps:
            return value
        value = self._map(value)
        lines = self._node("Squeeze", [value.name, self.graph.integers(2)])
        name = self._node("Transpose", [lines], perm=(2, 0, 1))
        return replace(value, name=name, is_steps=True)

    def _floats(self, name: str, values: NDArray[np.float64]) -> str:
        return self.graph.constant(self._name(name), values.astype(np.float32))

    def _node(
        self, operator: str, inputs: Sequence[str], **attributes: int | str | Sequence[int]
    ) -> str:
        return self.graph.node(operator, inputs, self._name(operator), **attributes)

    def _name(self, base: str) -> str:
        self._count += 1
        return f"{base}_{self._count}"


def _turned(layer: Layer, way: _Way) -> _Way:
    """How the layers inside this one run."""
    if layer.kind == "RTLReversed":
        return replace(way, backwards=not way.backwards, turned=True)
    if layer.kind == "TTBReversed":  # each row is read by itself: their order is no matter
        return replace(way, turned=True)
    if layer.kind == "XYTranspose":
        if way.turned:
            raise ModelError(f"layer {layer.name} (XYTranspose) stands in a reversed one")
        return replace(way, down=True, turned=True)
    return way


def _flat(layer: Layer) -> int:
    """How many biases ONNX has for the state, which Tesseract has not."""
    return len(_GATES) * layer.outputs


def main(arguments: Sequence[str]) -> int:
    """Convert the model named; 1 and the reason where that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m research.convert_tesseract")
    parser.add_argument("model", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--licence", required=True, help="of the model; stands in the file")
    parser.add_argument("--origin", required=True, help="where the model is from; likewise")
    told = parser.parse_args(arguments)
    try:
        content = convert(read_model(told.model), licence=told.licence, origin=told.origin)
    except ModelError as error:
        print(f"{told.model}: {error}", file=sys.stderr)
        return 1
    told.output.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
