"""Vietnamese letters: one composed form, and a folded form to search by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_D_WITH_STROKE = str.maketrans({"đ": "d", "Đ": "D"})
_SPACES = re.compile(r"\s+")
#: Texts up to this length are worth remembering; pages are not.
_SHORT = 200


def nfc(text: str) -> str:
    r"""Compose letters and marks (Unicode NFC), so that equal words compare equal.

    NFC and not NFKC: NFKC would turn the `m²` of a permit into `m2`.

    >>> nfc("Ho\u0302\u0300") == "Hồ"
    True
    """
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Fold case and marks so that `ho so` finds `Hồ sơ` and `dinh` finds `định`.

    >>> fold("Hồ sơ Đảng viên")
    'ho so dang vien'
    """
    if text.isascii():
        return text.casefold()
    # A register repeats its words on every row, and asks each of them several questions.
    return _folded(text) if len(text) <= _SHORT else _fold(text)


@lru_cache(maxsize=1 << 14)
def _folded(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    # Case first: a few marks of other scripts become letters by it (U+0345 becomes iota).
    decomposed = unicodedata.normalize("NFD", text.translate(_D_WITH_STROKE).casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).casefold()


def has_marks(text: str) -> bool:
    """Say whether folding would lose a mark: such a query asks for exact words first.

    >>> has_marks("định"), has_marks("dinh")
    (True, False)
    """
    return nfc(text).casefold() != fold(text)


def squeeze(text: str) -> str:
    """Compose, trim, and make every run of white space one space.

    >>> squeeze("  Giấy   phép ")
    'Giấy phép'
    """
    return _SPACES.sub(" ", nfc(text)).strip()
