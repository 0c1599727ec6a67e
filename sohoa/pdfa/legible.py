"""What of a text may enter a PDF."""

from __future__ import annotations

import unicodedata

#: Control characters, lone surrogates and code points that are no characters. With U+FEFF
#: these are what a `/ToUnicode` must not hold (ISO 19005-2, 6.2.11.7.2).
_UNPRINTABLE = {"Cc", "Cs", "Cn"}
_NO_BREAK_NO_WIDTH = "\N{ZERO WIDTH NO-BREAK SPACE}"


def legible(text: str) -> str:
    r"""The text as it may enter a PDF: composed (NFC), without what is no character.

    >>> legible("Ho\u0302\u0300\x00 so\u031b")
    'Hồ sơ'
    """
    kept = (
        letter
        for letter in text
        if unicodedata.category(letter) not in _UNPRINTABLE and letter != _NO_BREAK_NO_WIDTH
    )
    return unicodedata.normalize("NFC", "".join(kept))
