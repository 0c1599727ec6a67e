"""Text of before Unicode: TCVN3 (ABC fonts) and VNI, seen and turned into Unicode.

Such text is stored as Western letters (`GiÊy phÐp`, `Giaáy pheùp`) and was made readable by a
font. Which encoding a sheet holds is judged over the words of all cells that are no Vietnamese
as they stand: what they would become must be Vietnamese (`sohoa.domain.syllable`). Then each
cell is judged for itself: what is legal Vietnamese as it stands is left as it is (`Công ty An
Phú` would become `Cụng ty An Phỳ`, as legal and wrong), and so are French, plain ASCII and true
Unicode. A sheet typed over many years may so be half old and half new.

TCVN3 has no capitals with tone marks: an office set them in a second font (`.VnTimeH`),
which shows small letters as capitals, or lived with `GIÊY PHÐP`. The font is not part of the
text; a word with two capitals and no small plain letter is taken as written in capitals.

Sources of the tables: TCVN 5712:1993 (VN3 is the upper half of VN1 without its control
positions); VNI Software's published table for Windows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Literal

from sohoa.domain.syllable import legal_share
from sohoa.domain.vietnamese import nfc

Legacy = Literal["TCVN3", "VNI"]
LegacyOrNone = Literal["TCVN3", "VNI", ""]

#: Each letter of the one string is stored as the byte at the same place of the other, and
#: shows as Windows-1252 has it. `\xad` (a soft hyphen) is the letter ư.
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ"  # the letters, then a e i o u y with their tones
    "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)
_TCVN3_STORED = (
    "\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae"
    "\xb5\xb6\xb7\xb8\xb9\xbb\xbc\xbd\xbe\xc6\xc7\xc8\xc9\xca\xcb\xcc\xce\xcf\xd0\xd1"
    "\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xdc\xdd\xde\xdf\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9"
    "\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe"
)

#: VNI: a base letter, then a byte for its marks. First column: what stands after the base.
_VNI_TONES = {
    "\xf9": "\u0301",
    "\xf8": "\u0300",
    "\xfb": "\u0309",
    "\xf5": "\u0303",
    "\xef": "\u0323",
}
_VNI_CIRCUMFLEX = {
    "\xe2": "\u0302",
    "\xe1": "\u0302\u0301",
    "\xe0": "\u0302\u0300",
    "\xe5": "\u0302\u0309",
    "\xe3": "\u0302\u0303",
    "\xe4": "\u0302\u0323",
}
_VNI_BREVE = {
    "\xea": "\u0306",
    "\xe9": "\u0306\u0301",
    "\xe8": "\u0306\u0300",
    "\xfa": "\u0306\u0309",
    "\xfc": "\u0306\u0303",
    "\xeb": "\u0306\u0323",
}
#: Letters that VNI stores whole; ơ and ư take their tone after them.
_VNI_WHOLE = {
    "\xf1": "đ", "\xed": "í", "\xec": "ì", "\xe6": "ỉ", "\xf3": "ĩ", "\xf2": "ị", "\xee": "ỵ",
    "\xf4": "ơ", "\xf6": "ư",
}  # fmt: skip

_WORD = re.compile(r"[A-Za-z\xa1-\xff]+")
_ANY_WORD = re.compile(r"(?:[A-Za-z\xa1-\xff]|[^\W\d_])+")
_OLD_LETTER = re.compile(r"[\xa1-\xff]")
#: Letters and marks no Western code page has: where one stands, the text is true Unicode.
_TRUE_UNICODE = re.compile(
    r"[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0300-\u036f\u1ea0-\u1ef9]"
)

_WORDS_LOOKED_AT = 20_000
_WORDS_NEEDED = 3
_ENOUGH_LEGAL = 0.75
_ENOUGH_GAIN = 0.4


def detect(texts: Iterable[str]) -> LegacyOrNone:
    """Say which old encoding texts of a sheet are in, judging together those that must be old.

    >>> detect(["GiÊy phÐp kinh doanh", "QuyÕt ®Þnh"])
    'TCVN3'
    >>> detect(["Giaáy pheùp kinh doanh", "Quyeát ñònh"])
    'VNI'
    >>> detect(["Giấy phép kinh doanh", "café, été, à Paris"])
    ''
    """
    # Each word counts once: a `Q§` in every number must not outweigh the prose beside it.
    words = sorted(set(islice(_words_in_doubt(texts), _WORDS_LOOKED_AT)))
    if len(words) < _WORDS_NEEDED:
        return ""
    before = legal_share(words)
    best, encoding = max((_share_after(words, name), name) for name in _tables())
    is_convincing = best >= _ENOUGH_LEGAL and best - before >= _ENOUGH_GAIN
    return encoding if is_convincing else ""


def convert(text: str, encoding: LegacyOrNone) -> str:
    """Turn a text of the given old encoding into Unicode (NFC); true Unicode stays as it is.

    In a sheet typed over many years some cells are Unicode already: a text with letters that
    no old font had stays, and so does one that is legal as it is, or reads better so.

    >>> convert("GIÊY PHÐP sè 5, Hµ Néi", "TCVN3")
    'GIẤY PHÉP số 5, Hà Nội'
    >>> convert("Thuû Daàu Moät", "VNI")
    'Thủ Dầu Một'
    """
    if not encoding or not is_old(text):
        return nfc(text)
    converted = converted_anyway(text, encoding)
    reads_better = legal_share(_marked_words(text)) > legal_share(_marked_words(converted))
    return nfc(text) if reads_better else converted


def converted_anyway(text: str, encoding: Legacy) -> str:
    """A text as it reads if it is of the encoding, whatever it is."""
    table, pattern = _tables()[encoding]
    converted = nfc(pattern.sub(lambda found: table[found[0]], text))
    if encoding == "TCVN3":
        converted = _with_capitals(text, converted)
    return converted


def is_old(text: str) -> bool:
    """Say whether a text could be of an old encoding and is no Vietnamese as it stands.

    >>> is_old("Giấy phép"), is_old("Công ty An Phú"), is_old("C«ng ty")
    (False, False, True)
    """
    return is_in_doubt(text) and legal_share(_marked_words(text)) < 1


def is_in_doubt(text: str) -> bool:
    """Say whether a text could be of an old encoding: Western letters, and none of Unicode's."""
    return bool(_OLD_LETTER.search(text)) and not _TRUE_UNICODE.search(text)


def _words_in_doubt(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if is_old(text):
            yield from _marked_words(text)


def _marked_words(text: str) -> list[str]:
    return [word for word in _ANY_WORD.findall(text) if not word.isascii()]


def _share_after(words: list[str], encoding: Legacy) -> float:
    table, pattern = _tables()[encoding]
    return legal_share([pattern.sub(lambda found: table[found[0]], word) for word in words])


@cache
def _tables() -> dict[Legacy, tuple[dict[str, str], re.Pattern[str]]]:
    """For each encoding: stored sequence → letter, and the pattern that finds the sequences."""
    tables: dict[Legacy, dict[str, str]] = {
        "TCVN3": dict(zip(_TCVN3_STORED, _TCVN3_LETTERS, strict=True)),
        "VNI": _vni_table(),
    }
    return {name: (table, _pattern(table)) for name, table in tables.items()}


def _pattern(table: dict[str, str]) -> re.Pattern[str]:
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_WHOLE)
    for base in "aeouy":
        table |= {base + stored: nfc(base + tone) for stored, tone in _VNI_TONES.items()}
    for base in "aeo":
        table |= {base + stored: nfc(base + marks) for stored, marks in _VNI_CIRCUMFLEX.items()}
    table |= {"a" + stored: nfc("a" + marks) for stored, marks in _VNI_BREVE.items()}
    for stored in "\xf4\xf6":
        horned = _VNI_WHOLE[stored]
        table |= {stored + mark: nfc(horned + tone) for mark, tone in _VNI_TONES.items()}
    return _with_upper(table)


def _with_upper(table: dict[str, str]) -> dict[str, str]:
    """Add capitals; the base decides, whichever case its mark byte was typed in."""
    both = dict(table)
    for stored, letter in table.items():
        base, mark = stored[0], stored[1:]
        both[base + mark.upper()] = letter
        both[base.upper() + mark] = letter.upper()
        both[base.upper() + mark.upper()] = letter.upper()
    return both


def _with_capitals(stored: str, converted: str) -> str:
    """Bring back the capitals that TCVN3 cannot store, word by word.

    Letters map one to one, so a word has the same place in both texts. A word with only one
    plain letter (`Hµ`) does not tell by itself: it follows the other words of its text.
    """
    words = [(found.span(), _capitals(found[0])) for found in _WORD.finditer(stored)]
    clear = {verdict for _span, verdict in words if verdict is not None}
    letters = list(converted)
    for (start, end), verdict in words:
        if verdict or (verdict is None and clear == {True} and stored[start].isupper()):
            letters[start:end] = converted[start:end].upper()
    return "".join(letters)


def _capitals(word: str) -> bool | None:
    """Say if a stored word is in capitals, by its plain letters; `None` where it may be."""
    plain = [letter for letter in word if letter.isascii()]
    if any(letter.islower() for letter in plain):
        return False
    return True if len(plain) > 1 else None
