"""Vietnamese letters: one composed form, and a folded form to search by."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

#: The marks of Vietnamese, as NFD parts them; U+034F joins and marks nothing.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
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
    # A register repeats its words on every row, and asks each of them several questions.
    return _folded(text) if len(text) <= _SHORT else _fold(text)


@lru_cache(maxsize=1 << 16)
def _folded(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    """Fold letter by letter, by a code of eight bits that has all that most pages have.

    Ten times as fast as parting letters from marks; what has any other letter goes that way.
    """
    code = in_eight_bits(text.casefold())
    return _without_any_marks(text) if code is None else from_eight_bits(code, BARE)


def in_eight_bits(text: str) -> bytes | None:
    """Each letter's place in `LETTERS`; `None` if there is another."""
    try:
        return codecs.charmap_encode(text, "strict", _CODE)[0]
    except UnicodeEncodeError:
        return None


def from_eight_bits(code: bytes, letters: str) -> str:
    """The letters at these places.

    >>> from_eight_bits(in_eight_bits("định"), BARE)
    'dinh'
    """
    return codecs.charmap_decode(code, "strict", letters)[0]


def _without_any_marks(text: str) -> str:
    # Case first: a few marks of other scripts become letters by it (U+0345 becomes iota).
    plain = text.replace("đ", "d").replace("Đ", "D").casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    if bare.isascii():
        return bare
    return unicodedata.normalize("NFC", _FURTHER.sub(_without_marks, bare)).casefold()


def _without_marks(found: re.Match[str]) -> str:
    return "".join(letter for letter in found[0] if not unicodedata.combining(letter))


#: ASCII, the small letters of Vietnamese, and signs that office papers have.
LETTERS = (
    bytes(range(128)).decode("ascii")
    + "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ"
    + "–—‘’“”…•·°²³§«»×±÷€№"
)
_CODE = codecs.charmap_build(LETTERS.ljust(256, "\ufffe"))
#: The same without marks, place by place.
BARE = "".join(map(_without_any_marks, LETTERS))


def has_marks(text: str) -> bool:
    """Say whether folding would lose a mark: such a query asks for exact words first.

    >>> has_marks("định"), has_marks("dinh")
    (True, False)
    """
    return nfc(text).casefold() != fold(text)


def skeleton(text: str) -> str:
    """Letter for letter what a text is without marks and case: as long as the text itself.

    >>> skeleton("Điều ½")
    'dieu ½'
    """
    return "".join(map(_bare, text))


@lru_cache(maxsize=1024)
def _bare(letter: str) -> str:
    bare = fold(letter)
    return bare if len(bare) == 1 else letter


def squeeze(text: str) -> str:
    """Compose, trim, and make every run of white space one space.

    >>> squeeze("  Giấy   phép ")
    'Giấy phép'
    """
    return " ".join(nfc(text).split())
