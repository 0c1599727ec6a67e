"""Finds the day of a paper in its own place-and-day line: `Hà Nội, ngày 05 tháng 3 năm 2020`.

Decree 30/2020/NĐ-CP, annex I: a place, a comma, and the day written out; nothing stands after the
year. A day with a sentence around it is another paper's (`Thông tư số 86/2016/TT-BQP ngày 20 tháng
6 năm 2016 của Bộ trưởng`), and no day of this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sohoa.domain.grammar.dates import DAY_LINE, DAY_OR_MONTH, OPEN_DATE, SPOILED_FIGURES, YEAR_LINE
from sohoa.domain.grammar.numbers import NUMBER_BEFORE_PLACE, SUBJECT
from sohoa.domain.head_layout import (
    COLUMN_GAP,
    DATE_BEGINS_AT,
    parted,
    space_between,
    word_height,
    words_within,
)
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Line, Word
from sohoa.domain.vietnamese import fold, skeleton

#: Words of a sentence about another paper, as they are written within it.
_CITING = frozenset(
    ("số", "theo", "kèm", "của", "từ", "đến", "trước", "sau", "định", "tư", "vào", "hết", "kể",
     "ban", "hành", "quyết", "thông", "nghị", "luật", "lệnh", "và", "điều", "khoản", "lực")
)  # fmt: skip
_LONGEST_PLACE = 6
_MOST_SMALL = 1
_LETTERS_AFTER = 3
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a paper as far as it was read.

    Attributes:
        formed: As far as it is known; `None` if not even the year is.
        text: What was read of the line.
        confidence: Of the least sure word of it.
        by_hand: The figures were read as handwriting, which has findings of its own.
        is_clear: Nothing was lost and nothing else stands beside the figures.
        is_possible: There is such a day; `False` for 31/02.
        words: What it stands on.
        place: The place before it; empty where none stands there.
    """

    formed: PartialDate | None
    text: str
    confidence: float
    by_hand: bool = False
    is_clear: bool = True
    is_possible: bool = True
    words: tuple[Word, ...] = ()
    place: str = ""


def find_days(lines: Sequence[Line], *, width_px: int) -> tuple[Day, ...]:
    """List the possible place-and-day lines of a paper, the best read first; mostly one."""
    seen = [day for line in lines for day in _days(line, width_px)]
    return tuple(sorted(seen, key=lambda day: (day.formed is None, not day.is_clear)))


def _days(line: Line, width_px: int) -> Iterator[Day]:
    for piece in _pieces(line.words):
        text = " ".join(word.text for word in piece)
        bare = skeleton(text)
        for pattern in (DAY_LINE, YEAR_LINE):
            found = pattern.search(bare)
            if found is None:
                continue
            own = words_within(piece, *found.span())
            is_left = own[0].left < DATE_BEGINS_AT * width_px
            if _is_own(text[: found.start()], text[found.end() :], is_left=is_left):
                day = _day(found, text[found.start() : found.end()].strip(), own)
                yield replace(day, words=own, place=_place(text[: found.start()]))
                break


def _pieces(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """Part a line at wide gaps: two columns; but a form's empty gaps part no date."""
    gap = COLUMN_GAP * word_height(words)

    def is_new(piece: Sequence[Word], word: Word) -> bool:
        is_far = space_between(piece[-1], word) > gap
        return is_far and not OPEN_DATE.search(fold(" ".join(one.text for one in piece)))

    return parted(words, is_new)


def _is_own(before: str, after: str, *, is_left: bool) -> bool:
    """A place may stand before a paper's own day, and nothing after it.

    At the left there must be one: a sentence that was broken there has none.
    """
    if len(_LETTER.findall(after)) > _LETTERS_AFTER or ")" in after or "(" in before:
        return False
    if SUBJECT.search(skeleton(before)):
        return False
    place = NUMBER_BEFORE_PLACE.sub("", before).split()
    words = [word.strip(".,;:()\"'“”") for word in place if _LETTER.search(word)]
    if any(word in _CITING or word.casefold() in ("theo", "kèm", "số") for word in words):
        return False
    small = sum(word[:1].islower() for word in words)
    if is_left and (small or not words):
        return False
    if before.rstrip().endswith(",") and words and words[-1][:1].isupper():
        return True
    return len(words) <= _LONGEST_PLACE and small <= _MOST_SMALL


def _place(before: str) -> str:
    """The place that stands before a day, and behind the number where one shares its line."""
    place = NUMBER_BEFORE_PLACE.sub("", before).strip(" .,;:_-'\"*")
    return place if place[:1].isupper() else ""


def _day(found: re.Match[str], text: str, words: Sequence[Word]) -> Day:
    told = found.groupdict()
    sure = min(word.confidence for word in words)
    by_hand = any(one.reader == "hand" for word in words for one in word.readings)
    parts = [_part(told.get(name) or "") for name in ("day", "month")]
    (day, day_clear), (month, month_clear) = parts
    if not told["year"]:
        return Day(None, text, sure, by_hand, is_clear=False)
    year = int("".join(told["year"].split()))
    is_clear = day_clear and month_clear
    try:
        known = PartialDate(year, month, day if month else None)
    except ValueError:
        return Day(PartialDate(year), text, sure, by_hand, is_clear=False, is_possible=False)
    return Day(known, text, sure, by_hand, is_clear=is_clear)


def _part(gap: str) -> tuple[int | None, bool]:
    """Figures of a gap, and whether they stand there alone."""
    text = gap.strip()
    if DAY_OR_MONTH.fullmatch(text):
        return int(text), True
    spoiled = SPOILED_FIGURES.fullmatch(text)
    return (int(spoiled[1]) if spoiled else None), False
