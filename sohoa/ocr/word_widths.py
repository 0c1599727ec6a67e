"""What the width of a letter that stands alone tells: of dashes, of figures, of no print.

Neither reader looks at how wide a letter is. Of a signature's stroke beside a line, or a word of
which it saw the last letter only, a reader may be as sure as of print. And of a stroke that joins
nothing: of a seven, mostly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from sohoa.domain.stage_results import Line, Word
from sohoa.domain.vietnamese import skeleton

#: Widths of print in its em, as in the typeface of offices (Decree 30/2020, annex I).
_NARROW, _WIDE = frozenset("iljtfr.,:;'’‘\"“”!|()[]/-"), frozenset("mwMW@%&…—")
_NARROW_EM, _ONE_EM, _WIDE_EM, _CAPITAL_EM, _OTHER_EM = 0.3, 0.42, 0.85, 0.75, 0.48
#: The longer words of a line tell its em if they have so many letters together; of a few letters
#: the height does.
_FEWEST_LETTERS = 5
_LOW, _LOW_EM, _HIGH_EM = frozenset("acemnorsuvwxz"), 0.46, 0.66
#: A letter alone wider than so many of its kind is none, or not alone: of 870 sure ones on 100
#: pages nine were, and none of the nine was right. So is a dash longer than an em and this share.
_WIDER, _LONGEST_DASH = 1.7, 1.1
_LITTLE = 50.0
#: A hyphen is 0.3 em long, an en dash half an em: no dash of 60 pages with truth lies wrong.
_HYPHEN, _EN_DASH = "-", "–"
_EN_DASH_EM = (0.42, 0.75)
#: A stroke joins what stands on both sides: in 9,500 words of ground truth none stands alone or
#: before figures, and one behind figures has more behind it (`12/ QĐ-UBND`). In tables nearly all
#: such words are sevens in truth.
_ALONE, _BEFORE_FIGURES, _BEHIND_FIGURES = map(re.compile, (r"/+", r"/+[\d.,]+", r"[\d.,]+/+"))
#: A stroke alone is 0.31 to 0.41 of its height wide, aslant 0.54 to 0.57; a seven 0.58 to 0.72, and
#: in a table of sans-serif figures both readers are sure that it is a stroke.
_STROKE, _SEVEN = "/", "7"
_WIDEST_STROKE, _NARROWEST_SEVEN = 0.5, 0.575


def told_by_width(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The same lines: en dashes as such, and little trust in a letter too wide to be one.

    A stroke as wide as a seven is one.
    """
    return tuple(replace(line, words=tuple(_told(line.words))) for line in lines)


def em_of(words: Sequence[Word]) -> float | None:
    """The size of a line's print, in pixels; none where only signs stand."""
    longer = [word for word in words if len(word.text) > 1]
    if sum(len(word.text) for word in longer) >= _FEWEST_LETTERS:
        return median(word.width / width_in_em(word.text) for word in longer)
    letters = [word for word in words if any(map(str.isalnum, word.text))]
    return max((word.height / _height_in_em(word.text) for word in letters), default=None)


def width_in_em(text: str) -> float:
    """How wide a word is in print, in em.

    >>> round(width_in_em("tốt"), 2)
    1.08
    """
    return sum(map(_letter, skeleton(text)))


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return _NARROW_EM
    if letter in _WIDE:
        return _WIDE_EM
    if letter == "I":
        return _ONE_EM
    return _CAPITAL_EM if letter.isupper() else _OTHER_EM


def _height_in_em(text: str) -> float:
    is_low = all(letter in _LOW for letter in text if letter.isalnum())
    return _LOW_EM if is_low else _HIGH_EM


def _told(words: Sequence[Word]) -> list[Word]:
    last = len(words) - 1
    words = [
        _doubted(word) if _joins_nothing(word.text, begins=at == 0, ends=at == last) else word
        for at, word in enumerate(words)
    ]
    if not any(len(word.text) == 1 for word in words):
        return words
    em = em_of(words)
    return [
        _judged(word, word.width / em if em else None) if len(word.text) == 1 else word
        for word in words
    ]


def _joins_nothing(text: str, *, begins: bool, ends: bool) -> bool:
    """A stroke that has nothing on one side; said of a word that begins or ends a line."""
    is_open = ((begins or ends) and _ALONE.fullmatch(text)) or (
        ends and _BEHIND_FIGURES.fullmatch(text)
    )
    return bool(is_open or _BEFORE_FIGURES.fullmatch(text))


def _judged(word: Word, wide: float | None) -> Word:
    """A letter by its width in em, where that is known."""
    if word.text == _STROKE and word.width > _WIDEST_STROKE * word.height:
        is_seven = word.width > _NARROWEST_SEVEN * word.height
        return _doubted(replace(word, text=_SEVEN) if is_seven else word)
    if wide is None:
        return word
    is_flat = word.height < word.width
    if word.text == _HYPHEN and is_flat and _EN_DASH_EM[0] < wide < _EN_DASH_EM[1]:
        return replace(word, text=_EN_DASH)
    widest = _LONGEST_DASH if word.text in (_HYPHEN, _EN_DASH) else _WIDER * _letter(word.text)
    return _doubted(word) if wide > widest else word


def _doubted(word: Word) -> Word:
    return replace(word, confidence=min(word.confidence, _LITTLE))
