r"""Streams whose end is beyond doubt.

A writer puts a line feed before `endstream`. If the data itself ends with a carriage return,
the two look like one line end, and a strict reader counts one byte less than `/Length` says
(ISO 19005-2, 6.1.7.1; page-validation does). One compressed stream in 256 ends that way. A line
feed after the data, which every decoder ignores, keeps them apart.
"""

from __future__ import annotations

import zlib

import pikepdf

_CARRIAGE_RETURN = b"\r"
SEAL = b"\n"


def needs_seal(last: bytes) -> bool:
    """Say whether data with this end needs `SEAL` after it."""
    return last.endswith(_CARRIAGE_RETURN)


def compressed(pdf: pikepdf.Pdf, data: bytes, **entries: int) -> pikepdf.Object:
    """A new indirect stream of compressed data, which pikepdf writes as it is."""
    stream = pikepdf.Stream(pdf, deflated(data), Filter=pikepdf.Name.FlateDecode, **entries)
    return pdf.make_indirect(stream)


def deflated(data: bytes) -> bytes:
    """Compress data, and seal its end where that is needed."""
    coded = zlib.compress(data, zlib.Z_BEST_COMPRESSION)
    return coded + SEAL if needs_seal(coded) else coded
