"""Finds the number and symbol of a paper in the line that bears them: `Số: 125/QĐ-SVHTTDL`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sohoa.domain.grammar.numbers import (
    NUMBER_AND_SYMBOL,
    NUMBER_LINE,
    SECRECY_OR_URGENCY,
    SUBJECT,
    SYMBOL_ALONE,
    SYMBOL_GOES_ON,
    SYMBOL_IN_WORDS,
    WITHIN_SENTENCE,
)
from sohoa.domain.head_layout import WORD_GAP, gap_places, space_between, word_height, words_within
from sohoa.domain.stage_results import Line, Word
from sohoa.domain.vietnamese import fold, skeleton, squeeze

_LONGEST_TOLD = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its symbol as read.

    Attributes:
        number: Whole, as it is archived: `154/2024/NĐ-CP`.
        figures: What stands before the first stroke that ends it.
        year: The year within the number.
        symbol: What stands after the last stroke.
        confidence: Of the least sure word of it.
        by_hand: The figures were read as handwriting, which has findings of its own.
        is_cut: Something that was not read stands right behind the symbol.
        words: What it stands on.
        choices: What it would be by what another reader saw in a place, the surest first.
    """

    number: str
    figures: str
    year: int | None
    symbol: str
    confidence: float
    by_hand: bool
    is_cut: bool = False
    words: tuple[Word, ...] = ()
    choices: tuple[str, ...] = ()


def find_numbers(lines: Sequence[Line]) -> tuple[Number, ...]:
    """List the possible numbers of a paper, in the order of its lines; mostly one."""
    return tuple(number for line in _above_subject(lines) for number in _numbers(line, lines))


def spoiled_number(lines: Sequence[Line]) -> str:
    """The text of a line that would bear the number, and of which nothing could be made."""
    for line in _above_subject(lines):
        column = line.words[: _column_end(line.words) or len(line.words)]
        text = " ".join(word.text for word in column)
        is_cited = any(word.text == "số" for word in column[1:])
        if not is_cited and (NUMBER_LINE.search(skeleton(text)) or SYMBOL_ALONE.search(text)):
            return text[:_LONGEST_TOLD]
    return ""


def _above_subject(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        if SUBJECT.match(fold(squeeze(line.text))):
            return
        yield line


def _numbers(line: Line, lines: Sequence[Line]) -> Iterator[Number]:
    text = squeeze(line.text)
    found = NUMBER_AND_SYMBOL.search(text)
    if found and (end := _next_column(line.words, found.start("symbol"))) < found.end():
        text = text[:end]
        found = NUMBER_AND_SYMBOL.search(text)
    if found is None or WITHIN_SENTENCE.search(text[: found.start()]):
        return
    symbol = _symbol(found["symbol"])
    parts = [found["number"], found["year"], symbol]
    words = words_within(line.words, *found.span()) or line.words
    whole = "/".join(part for part in parts if part)
    yield Number(
        whole + _words_after(text[: found.end()], line, lines),
        found["number"],
        int(found["year"]) if found["year"] else None,
        symbol,
        min(word.confidence for word in words),
        any(one.reader == "hand" for word in words for one in word.readings),
        is_cut=bool(SYMBOL_GOES_ON.match(text, found.end())),
        words=words,
        choices=tuple(_choices(words, whole)),
    )


def numbers_by_form(
    lines: Sequence[Line], pattern: re.Pattern[str], written: str
) -> tuple[Number, ...]:
    """List the possible numbers of a paper that writes them in a form of its own.

    `pattern` has the groups `number` and `symbol`, and `year` if there is one; `written` says how
    they are joined.
    """
    return tuple(_by_form(lines, pattern, written))


def _by_form(lines: Sequence[Line], pattern: re.Pattern[str], written: str) -> Iterator[Number]:
    for line in _above_subject(lines):
        if found := pattern.search(squeeze(line.text)):
            told = {
                name: re.sub(r"\s+", "", part or "") for name, part in found.groupdict().items()
            }
            words = words_within(line.words, *found.span()) or line.words
            yield Number(
                written.format_map(told),
                told["number"],
                int(year) if (year := told.get("year", "")).isdecimal() else None,
                told["symbol"],
                min(word.confidence for word in words),
                any(one.reader == "hand" for word in words for one in word.readings),
                words=words,
            )


def _choices(words: Sequence[Word], number: str) -> Iterator[str]:
    """What the number would be by what another reader saw in the place of one of its words."""
    texts = [word.text for word in words]
    others = [
        (reading.confidence, place, reading.text)
        for place, word in enumerate(words)
        for reading in word.readings
        if reading.text and reading.text != word.text
    ]
    told = {number}
    for _likely, place, text in sorted(others, reverse=True):
        seen = squeeze(" ".join([*texts[:place], text, *texts[place + 1 :]]))
        if (found := NUMBER_AND_SYMBOL.search(seen)) is None:
            continue
        parts = [found["number"], found["year"], _symbol(found["symbol"])]
        other = "/".join(part for part in parts if part)
        if other not in told:
            told.add(other)
            yield other


def _next_column(words: Sequence[Word], start: int) -> int:
    """Give where in a line's text the first wide gap after a letter is, or the line ends."""
    ends = [*accumulate(len(word.text) + 1 for word in words)]
    gaps = (ends[place - 1] for place in gap_places(words))
    return next((end - 1 for end in gaps if end > start), ends[-1] - 1)


def _words_after(number: str, line: Line, lines: Sequence[Line]) -> str:
    """Words that end a symbol against the rules (`TB-QL Đào tạo`): up to a wide gap, no more.

    What is no name in small letters stays out: a mark of secrecy or urgency, and a place, which
    stands apart, before its comma or before `ngày`. The second column may be a line of its own.
    """
    place = _column_end(line.words)
    words = line.words[:place] if place else line.words
    beside = line.words[place] if place else _beside(line, lines)
    rest = squeeze(" ".join(word.text for word in words)).removeprefix(number)
    if beside is None or not rest.startswith(" ") or fold(beside.text).startswith("ngay"):
        return ""
    if _stands_apart(words, rest.count(" ")):
        return ""
    rest = rest[: len(SECRECY_OR_URGENCY.sub("", skeleton(rest)))]
    return rest if SYMBOL_IN_WORDS.match(rest) and not rest.isupper() else ""


def _beside(line: Line, lines: Sequence[Line]) -> Word | None:
    """The first word of the next line to the right at the same height."""
    last = line.words[-1]
    middle = last.top + last.height / 2
    right_of_it = (
        other.words[0]
        for other in lines
        if other.words[0].left > last.left + last.width
        and other.words[0].top <= middle <= other.words[0].top + other.words[0].height
    )
    return min(right_of_it, key=lambda word: word.left, default=None)


def _column_end(words: Sequence[Word]) -> int:
    """Give the place where the second column begins; 0 if there is none."""
    return next(gap_places(words), 0)


def _stands_apart(column: Sequence[Word], count: int) -> bool:
    """The last words of a column, so many, have more than a space before them."""
    before, first = [*pairwise(column)][-count]
    return space_between(before, first) > WORD_GAP * word_height(column)


def _symbol(text: str) -> str:
    """Spaces go, and a Đ that Tesseract reads twice (`QĐĐ`, seen on clear print) is one."""
    return re.sub(r"\s+", "", text).replace("ĐĐ", "Đ")
