"""Vietnamese letters: one composed form, and a folded form to search by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

#: The marks of Vietnamese, as NFD parts them; U+034F joins and marks nothing.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
#: All that most texts hold, once parted.
_PLAIN_OR_MARK = re.compile("[\x00-\x7f\u0300-\u034e\u0350-\u036f]*")
#: Where marks of other scripts may stand.
_FURTHER = re.compile("[\u0370-\U0010ffff]+")
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
    # A register repeats its words on every row, and asks each of them several questions; a page has
    # few different ones. No mark reaches over a space.
    return _folded(text) if len(text) <= _SHORT else by_words(text, _folded)


def by_words(text: str, change: Callable[[str], str]) -> str:
    r"""Change a long text word by word, by a change that remembers words.

    >>> by_words("một  hai\nba", str.upper)
    'MỘT  HAI\nBA'
    """
    return "\n".join(" ".join(map(change, line.split(" "))) for line in text.split("\n"))


@lru_cache(maxsize=1 << 16)
def _folded(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    # Case first: a few marks of other scripts become letters by it (U+0345 becomes iota).
    plain = text.replace("đ", "d").replace("Đ", "D").casefold()
    parted = unicodedata.normalize("NFD", plain)
    if _PLAIN_OR_MARK.fullmatch(parted):
        return parted.encode("ascii", "ignore").decode("ascii")
    bare = _MARKS.sub("", parted)
    return unicodedata.normalize("NFC", _FURTHER.sub(_without_marks, bare)).casefold()


def _without_marks(found: re.Match[str]) -> str:
    return "".join(letter for letter in found[0] if not unicodedata.combining(letter))


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
    return " ".join(nfc(text).split())
