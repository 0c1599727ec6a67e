"""The colour space of pages: sRGB, as the smallest profile that defines just that.

The profile in use before (icc-profiles-free, by tables) takes 2.4 kB of every file; a page of
black and white has 40. This one says the same by the formula of IEC 61966-2-1 itself, in 0.4 kB.
"""

from __future__ import annotations

import struct
from functools import cache

#: ICC 4.2 (ISO 15076-1:2005), the newest that ISO 19005-2, 6.2.4.2, knows; a display's profile.
_VERSION, _CLASS, _SPACE, _CONNECTION = 0x04200000, b"mntr", b"RGB ", b"XYZ "
_HEADER_BYTES = 128
_FIXED_POINT = 1 << 16
#: White of the connection space, D50.
_D50 = (0.9642, 1.0, 0.8249)
#: From D65 to D50 by Bradford, row by row.
_ADAPTATION = (
    *(1.047882, 0.022919, -0.050201),
    *(0.029587, 0.990479, -0.017059),
    *(-0.009232, 0.015076, 0.751678),
)
#: The primaries of ITU-R BT.709, adapted to D50.
_PRIMARIES = {
    b"rXYZ": (0.436066, 0.222488, 0.013916),
    b"gXYZ": (0.385147, 0.716873, 0.097076),
    b"bXYZ": (0.143066, 0.060608, 0.714096),
}
#: Exponent, slope, offset, slope near black, and where black begins (IEC 61966-2-1).
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_NAME, _RIGHTS = "sRGB IEC61966-2.1", "No copyright, use freely"


@cache
def srgb_profile() -> bytes:
    """The profile's bytes; the same whenever they are made, since no date is in them."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*_CURVE)
    tags = {
        b"desc": _text(_NAME),
        b"cprt": _text(_RIGHTS),
        b"wtpt": _xyz(*_D50),
        b"chad": b"sf32" + bytes(4) + _fixed(*_ADAPTATION),
        **{name: _xyz(*values) for name, values in _PRIMARIES.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    start = _HEADER_BYTES + 4 + 12 * len(tags)
    table, content = struct.pack(">I", len(tags)), b""
    places: dict[bytes, int] = {}
    for name, value in tags.items():
        if value not in places:  # equal values lie there once
            places[value] = start + len(content)
            content += value.ljust(-(-len(value) // 4) * 4, b"\0")
        table += struct.pack(">4sII", name, places[value], len(value))
    return _header(start + len(content)) + table + content


def _header(size: int) -> bytes:
    head = struct.pack(">I4xI4s4s4s", size, _VERSION, _CLASS, _SPACE, _CONNECTION)
    head += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp"
    return head.ljust(68, b"\0") + _fixed(*_D50) + bytes(_HEADER_BYTES - 80)


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*values)


def _text(words: str) -> bytes:
    coded = words.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II4sII", 1, 12, b"enUS", len(coded), 28) + coded


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * _FIXED_POINT) for value in values))
