"""A Group 4 coder of our own (ITU-T T.6), that chooses its codes otherwise than libtiff does."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image


def _codes(table: str) -> list[str]:
    return table.split()


_WHITE = _codes(
    "00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 "
    "110101 101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 "
    "0100100 0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 "
    "00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 "
    "00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 "
    "01011010 01011011 01001010 01001011 00110010 00110011 00110100"
)
_BLACK = _codes(
    "0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 "
    "00000111 000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 "
    "00000110111 00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 "
    "000011001101 000001101000 000001101001 000001101010 000001101011 000011010010 000011010011 "
    "000011010100 000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 "
    "000011011011 000001010100 000001010101 000001010110 000001010111 000001100100 000001100101 "
    "000001010010 000001010011 000000100100 000000110111 000000111000 000000100111 000000101000 "
    "000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111"
)
_WHITE_64S = _codes(
    "11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 "
    "011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 "
    "011011010 011011011 010011000 010011001 010011010 011000 010011011"
)
_BLACK_64S = _codes(
    "0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 "
    "0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 "
    "0000001110010 0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 "
    "0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 0000001011011 "
    "0000001100100 0000001100101"
)
_VERTICAL = {0: "1", 1: "011", 2: "000011", 3: "0000011", -1: "010", -2: "000010", -3: "0000010"}
_HORIZONTAL, _PASS = "001", "0001"
END_OF_BLOCK = "000000000001" * 2


def coded_rows(image: Image.Image, *, way: str = "usual", align: bool = False) -> list[str]:
    """The code of every row as text of 0 and 1; `way` is how its modes are chosen.

    "usual": as T.6 says. "horizontal": never against the row above. "still": against the row above
    only where nothing has moved, and never by passing.
    """
    width = image.width
    pixels = image.convert("L").tobytes()
    above: list[int] = []
    rows = []
    for start in range(0, len(pixels), width):
        line = pixels[start : start + width]
        changes = [at for at in range(width) if (line[at - 1] if at else 255) != line[at]]
        code = _row(changes, above, width, way)
        rows.append(code + "0" * (-len(code) % 8 if align else 0))
        above = changes
    return rows


def packed(code: str) -> bytes:
    """A text of 0 and 1 as bytes, filled up with zeros."""
    code += "0" * (-len(code) % 8)
    return int("1" + code, 2).to_bytes(len(code) // 8 + 1, "big")[1:] if code else b""


def _row(changes: Sequence[int], above: Sequence[int], width: int, way: str) -> str:
    at, colour, code = -1, 0, []
    while at < width:
        own = [*(one for one in changes if one > at or (at < 0 and one == 0)), width, width]
        if changes.index(own[0]) % 2 != colour if own[0] in changes else False:
            own = own[1:]
        over = [place for place, one in enumerate(above) if one > at and place % 2 == colour]
        first = above[over[0]] if over else width
        second = above[over[0] + 1] if over and over[0] + 1 < len(above) else width
        shift = own[0] - first
        if way == "usual" and second < own[0]:
            code.append(_PASS)
            at = second
        elif way != "horizontal" and abs(shift) <= (3 if way == "usual" else 0):
            code.append(_VERTICAL[shift])
            at, colour = own[0], 1 - colour
        else:
            begin = max(at, 0)
            code += [_HORIZONTAL, _run(own[0] - begin, colour), _run(own[1] - own[0], 1 - colour)]
            at = own[1]
    return "".join(code)


def _run(length: int, colour: int) -> str:
    ends, tens = (_BLACK, _BLACK_64S) if colour else (_WHITE, _WHITE_64S)
    code = ""
    while length >= 64 * 28:
        code += tens[26]
        length -= 64 * 27
    if length >= 64:
        code += tens[length // 64 - 1]
    return code + ends[length % 64]
