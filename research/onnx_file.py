"""Writes an ONNX model without the `onnx` package: the few fields a network needs, in fixed order.

An ONNX file is a Protocol Buffers message (`onnx/onnx.proto` of the ONNX project names the fields
and their numbers; protobuf.dev, "Encoding", how they are written). Protocol Buffers promises no
equal bytes between its versions; here every field is written in the order of these lines, so that
one model gives one digest whatever is installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_IR_VERSION = 9
_OPSET = 17
_PRODUCER = "sohoa research.convert_tesseract"

#: TensorProto.DataType
_TYPES = {"float32": 1, "int32": 6, "int64": 7}
#: AttributeProto.AttributeType
_INT, _STRING, _INTS = 2, 3, 7
_VARINT, _BYTES = 0, 2

Attribute = int | str | Sequence[int]
Size = int | str


@dataclass
class Graph:
    """A graph under construction: nodes in the order they run, constants by name."""

    nodes: list[bytes] = field(default_factory=list)
    constants: dict[str, bytes] = field(default_factory=dict)

    def node(
        self, operator: str, inputs: Sequence[str], output: str, **attributes: Attribute
    ) -> str:
        """Add an operator with one output; an input "" is one left out. Returns the output."""
        return self.nodes_output(operator, inputs, [output], attributes)

    def nodes_output(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        attributes: Mapping[str, Attribute],
    ) -> str:
        """Add an operator with several outputs, "" for those nobody asks for. Returns the last."""
        named = [_text(1, name) for name in inputs] + [_text(2, name) for name in outputs]
        told = [_message(5, _attribute(name, value)) for name, value in attributes.items()]
        self.nodes.append(b"".join([*named, _text(4, operator), *told]))
        return outputs[-1]

    def constant(
        self, name: str, values: NDArray[np.float32] | NDArray[np.int32] | NDArray[np.int64]
    ) -> str:
        """Add a constant of float32, int32 or int64. Returns its name."""
        dims = b"".join(_number(1, size) for size in values.shape)
        raw = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()
        kind = _number(2, _TYPES[values.dtype.name])
        self.constants[name] = dims + kind + _text(8, name) + _message(9, raw)
        return name

    def whole(self, name: str, value: int) -> str:
        """Add one whole number of 32 bits as a constant. Returns its name."""
        return self.constant(name, np.array(value, np.int32))

    def integers(self, *values: int) -> str:
        """Add a list of whole numbers as a constant, once. Returns its name."""
        name = "int_" + "_".join(map(str, values)).replace("-", "m")
        return self.constant(name, np.array(values, np.int64))


def model_bytes(
    graph: Graph,
    *,
    inputs: Mapping[str, tuple[str, Sequence[Size]]],
    outputs: Mapping[str, tuple[str, Sequence[Size]]],
    metadata: Mapping[str, str],
) -> bytes:
    """Give a whole model. Inputs, outputs: type (`float32`, `int32`) and sizes, named if free."""
    parts = [_message(1, node) for node in graph.nodes]
    parts.append(_text(2, "lines"))
    parts += [_message(5, constant) for constant in graph.constants.values()]
    parts += [_message(11, _value(name, *told)) for name, told in inputs.items()]
    parts += [_message(12, _value(name, *told)) for name, told in outputs.items()]
    return b"".join(
        [
            _number(1, _IR_VERSION),
            _text(2, _PRODUCER),
            _message(7, b"".join(parts)),
            _message(8, _text(1, "") + _number(2, _OPSET)),
            *(_message(14, _text(1, key) + _text(2, told)) for key, told in metadata.items()),
        ]
    )


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, str):
        return _text(1, name) + _text(4, value) + _number(20, _STRING)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INT)
    return _text(1, name) + b"".join(_number(8, one) for one in value) + _number(20, _INTS)


def _value(name: str, kind: str, sizes: Iterable[Size]) -> bytes:
    dims = b"".join(
        _message(1, _text(2, size) if isinstance(size, str) else _number(1, size)) for size in sizes
    )
    tensor = _number(1, _TYPES[kind]) + _message(2, dims)
    return _text(1, name) + _message(2, _message(1, tensor))


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode())


def _message(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; negative numbers as 64 bits in two's complement."""
    value &= (1 << 64) - 1
    parts = []
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])
