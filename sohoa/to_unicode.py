"""The map of a PDF font from codes back to letters, by which its text is searched and copied."""

from __future__ import annotations

from collections.abc import Iterable

_ENTRIES_IN_A_BLOCK = 100  # CMap operators take at most 100 entries (Adobe technote 5014)
_HEAD = (
    "/CIDInit /ProcSet findresource begin",
    "12 dict begin",
    "begincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Adobe-Identity-UCS def",
    "/CMapType 2 def",
    "1 begincodespacerange",
)
_FOOT = ("endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end", "")


def to_unicode_map(codes: Iterable[tuple[int, str]], *, digits: int = 4) -> bytes:
    """Write the ToUnicode CMap of codes, in their order (ISO 32000-1, 9.10.3).

    A code has so many hexadecimal digits: four for two bytes, two for one.
    """
    entries = [
        f"<{code:0{digits}X}> <{letters.encode('utf-16-be').hex().upper()}>"
        for code, letters in codes
    ]
    lines = [*_HEAD, f"<{'0' * digits}> <{'F' * digits}>", "endcodespacerange"]
    for start in range(0, len(entries), _ENTRIES_IN_A_BLOCK):
        block = entries[start : start + _ENTRIES_IN_A_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, *_FOOT]).encode("ascii")
