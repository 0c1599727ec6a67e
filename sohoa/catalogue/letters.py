"""The two forms of a text that search compares: exact, and folded.

SQLite's own folding leaves `đ` alone (measured, 3.40.1), so both forms are made here and its
tokenizer only splits words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sohoa.domain.vietnamese import by_words, fold, nfc

#: A word as SQLite's `unicode61` splits it: letters and digits, and marks that do not compose.
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")

#: Texts up to this length are changed as quickly whole; a page says its words again.
_SHORT = 200

#: "hòa" and "hoà" are one word in two spellings; both are current in office papers. Only at
#: the end of a word is there a choice: "hoàn" is never "hòan".
_OLD_TONES = dict(zip("òóỏõọ", "àáảãạ", strict=True))
_OLD_TONES_E = dict(zip("òóỏõọ", "èéẻẽẹ", strict=True))
_OLD_TONES_Y = dict(zip("ùúủũụ", "ỳýỷỹỵ", strict=True))
_OLD_SPELLING = re.compile(r"([òóỏõọ])([ae])(?![^\W_])|([ùúủũụ])y(?![^\W_])")


def exact_form(text: str) -> str:
    """Composed, without case, and with the tone of `oa`, `oe`, `uy` on the last vowel.

    >>> exact_form("HÒA Bình"), exact_form("hoà bình")
    ('hoà bình', 'hoà bình')
    """
    return _exact(text) if len(text) <= _SHORT else by_words(text, _exact_word)


@lru_cache(maxsize=1 << 16)
def _exact_word(word: str) -> str:
    return _exact(word)


def _exact(word: str) -> str:
    return _OLD_SPELLING.sub(_new_spelling, nfc(nfc(word).casefold()))


def _new_spelling(found: re.Match[str]) -> str:
    first, vowel, before_y = found.groups()
    if before_y:
        return "u" + _OLD_TONES_Y[before_y]
    return "o" + (_OLD_TONES if vowel == "a" else _OLD_TONES_E)[first]


def folded_form(text: str) -> str:
    """Without case and marks, đ as d.

    >>> folded_form("Định")
    'dinh'
    """
    return fold(text)
