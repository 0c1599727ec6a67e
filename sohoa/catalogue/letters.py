"""The two forms of a text that search compares: exact, and folded.

SQLite's own folding leaves `đ` alone (measured, 3.40.1), so both forms are made here and its
tokenizer only splits words.
"""

from __future__ import annotations

import re

from sohoa.domain.vietnamese import (
    BARE,
    LETTERS,
    fold,
    from_eight_bits,
    in_eight_bits,
    nfc,
)

#: A word as SQLite's `unicode61` splits it: letters and digits, and marks that do not compose.
WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")

#: "hòa" and "hoà" are one word in two spellings; both are current in office papers. Only at
#: the end of a word is there a choice: "hoàn" is never "hòan".
_NEW_SPELLING = {
    f"{old}{vowel}": f"{bare}{new}"
    for bare, vowel, tones, moved in (
        ("o", "a", "òóỏõọ", "àáảãạ"),
        ("o", "e", "òóỏõọ", "èéẻẽẹ"),
        ("u", "y", "ùúủũụ", "ỳýỷỹỵ"),
    )
    for old, new in zip(tones, moved, strict=True)
}
_MAY_BE_OLD = re.compile(r"[òóỏõọùúủũụ][aey](?![^\W_])")


def exact_form(text: str) -> str:
    """Composed, without case, and with the tone of `oa`, `oe`, `uy` on the last vowel.

    >>> exact_form("HÒA Bình"), exact_form("hoà bình")
    ('hoà bình', 'hoà bình')
    """
    return _MAY_BE_OLD.sub(_new_spelling, nfc(nfc(text).casefold()))


def _new_spelling(found: re.Match[str]) -> str:
    return _NEW_SPELLING.get(found[0], found[0])


def folded_form(text: str) -> str:
    """Without case and marks, đ as d.

    >>> folded_form("Định")
    'dinh'
    """
    return fold(text)


def words_of(text: str) -> tuple[list[str], list[str]]:
    """The words of a text in both forms, in their order.

    Most pages have no other letters than Vietnamese: these are parted five times as fast.

    >>> words_of("Quyết định 7/QĐ")
    (['quyết', 'định', '7', 'qđ'], ['quyet', 'dinh', '7', 'qd'])
    """
    exact = exact_form(text)
    code = in_eight_bits(exact)
    if code is None:
        return WORD.findall(exact), WORD.findall(folded_form(text))
    return from_eight_bits(code, _EXACT).split(), from_eight_bits(code, _FOLDED).split()


def words_in_eight_bits(text: str) -> bytes | None:
    """The exact words of a text, a blank between two, each letter a byte; `None` as of such a text.

    `exact_letters` and `folded_letters` say them in both forms: word for word, letter for letter.

    >>> code = words_in_eight_bits("Quyết định 7/QĐ")
    >>> exact_letters(code), folded_letters(code)
    ('quyết định 7 qđ', 'quyet dinh 7 qd')
    """
    code = in_eight_bits(exact_form(text))
    return None if code is None else b" ".join(code.translate(_ALONE).split())


def stored_in_eight_bits(exact: str, folded: str) -> bytes | None:
    """The same of words as they are stored, in both forms; `None` where one does not say the other.

    >>> stored_in_eight_bits(" định ", " dinh ") == words_in_eight_bits("Định")
    True
    """
    code = in_eight_bits(exact)
    return b" ".join(code.split()) if code is not None and folded_letters(code) == folded else None


def exact_letters(code: bytes) -> str:
    """Words in eight bits as they are."""
    return from_eight_bits(code, _EXACT)


def folded_letters(code: bytes) -> str:
    """Words in eight bits without their marks."""
    return from_eight_bits(code, _FOLDED)


def _words_alone(letters: str) -> str:
    return "".join(letter if WORD.fullmatch(letter) else " " for letter in letters)


_EXACT, _FOLDED = _words_alone(LETTERS), _words_alone(BARE)
#: Each of the eight-bit letters, as far as it stands in words; what parts them is a blank.
_ALONE = bytes(place if letter != " " else ord(" ") for place, letter in enumerate(_EXACT)).ljust(
    256, b" "
)
