"""Reads what a PDF holds without trusting it: bounded streams, and look-ups that bear anything."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
from pikepdf.settings import set_qpdf_limits

#: Content of a scanned page with a text layer has some 50 kB; a bomb unfolds to gigabytes.
_MOST_CONTENT_BYTES = 1 << 20
_MOST_UNFLATED_BYTES = 1 << 16
_DEEPEST_TREE = 64
#: The most one stream may unfold to inside qpdf, and the most filters in a row: page images are
#: inflated elsewhere, by rows; what is left are object streams and tables.
_MOST_UNFOLDED_BYTES = 256 << 20
_MOST_FILTERS = 4
_UNFOLDING = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/Fl", "/LZW", "/RL"}


@cache
def limit_qpdf() -> None:
    """Tell qpdf, once per process, how far a stream may unfold: by itself it knows no bounds."""
    set_qpdf_limits(
        max_stream_filters=_MOST_FILTERS,
        flate_max_memory=_MOST_UNFOLDED_BYTES,
        run_length_max_memory=_MOST_UNFOLDED_BYTES,
        png_max_memory=_MOST_UNFOLDED_BYTES,
        tiff_max_memory=_MOST_UNFOLDED_BYTES,
    )


def content_of(contents: Any) -> bytes | None:
    """The bytes of a content stream or an array of them; `None` if they go beyond the bounds."""
    pieces: list[bytes] = []
    left = _MOST_CONTENT_BYTES
    for stream in items(contents) if not isinstance(contents, pikepdf.Stream) else [contents]:
        if not isinstance(stream, pikepdf.Stream):
            continue
        piece = _bounded(stream, left)
        if piece is None:
            return None
        pieces.append(piece)
        left -= len(piece)
    return b"\n".join(pieces)


def parsed(content: bytes, operators: str) -> list[Any]:
    """The steps of a content stream that use one of these operators.

    Raises:
        pikepdf.PdfError: It cannot be parsed.
    """
    with pikepdf.new() as scratch:
        return list(pikepdf.parse_content_stream(scratch.make_stream(content), operators))


def _bounded(stream: pikepdf.Stream, most: int) -> bytes | None:
    filters = [str(name) for name in items(stream.get("/Filter"))]
    raw = stream.read_raw_bytes()
    if not filters:
        return raw if len(raw) <= most else None
    if filters == ["/FlateDecode"] and "/DecodeParms" not in stream:
        try:
            content = zlib.decompressobj().decompress(raw, most + 1)
        except zlib.error:
            return None
    elif len(raw) <= _MOST_UNFLATED_BYTES and sum(name in _UNFOLDING for name in filters) <= 1:
        content = stream.read_bytes()
    else:
        return None  # what unfolds twice is a bomb, or the work of a strange writer
    return content if len(content) <= most else None


def inherited(page: pikepdf.Page, key: str) -> Any:
    """An entry of a page or of a node above it in the page tree; `None` where there is none."""
    node: Any = page.obj
    for _depth in range(_DEEPEST_TREE):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node.get(key)
        node = node.get("/Parent")
    return None


def named(resources: Any, kind: str, operands: list[Any]) -> Any:
    """The resource that an operator names; `None` if there is no such."""
    if not operands or not isinstance(operands[0], pikepdf.Name):
        return None
    table = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return table.get(operands[0]) if isinstance(table, pikepdf.Dictionary) else None


def values(resources: Any, kind: str) -> Iterator[Any]:
    """All resources of a kind."""
    table = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(table, pikepdf.Dictionary):
        yield from (table[key] for key in table.keys())  # noqa: SIM118 - no mapping of Python's


def items(value: Any) -> list[Any]:
    """An array as a list, anything else as a list of itself."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
