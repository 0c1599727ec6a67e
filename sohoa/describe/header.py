"""Reads the head of a paper: number, date, type and issuing body, and how far they are sure.

Patterns after the layout of Decree 30/2020/NĐ-CP, annex I (`regulations.md`, 2.2). Only the
head is looked at: `Căn cứ` lines cite other numbers and dates, and so do received stamps, whose
number has no symbol and whose date is not written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from sohoa.describe.bodies import issuing_body_of
from sohoa.describe.head_parts import TEXT_BEGINS, head_parts
from sohoa.describe.layout import layouts_of_the_law
from sohoa.describe.number_line import Number, find_numbers, numbers_by_form, spoiled_number
from sohoa.describe.pieces import LIKE_TITLE, NATIONAL_TITLES, Piece
from sohoa.describe.place_and_day import Day, find_days
from sohoa.describe.signing_time import by_signing
from sohoa.describe.titles import LETTER, type_in_title
from sohoa.domain.grammar.numbers import NUMBER_LINE, SUBJECT_SIGN
from sohoa.domain.head_layout import HEAD_ENDS, NATIONAL_TITLE_ENDS
from sohoa.domain.stage_results import HeaderFields, Line, PageText
from sohoa.domain.vietnamese import fold, skeleton, squeeze

#: What stands above the number of every paper of an authority, and of the Party; bare.
_ABOVE = (*NATIONAL_TITLES, "doc lap - tu do - hanh phuc")
#: The head stands on the first page that says anything; a cover or a blank may precede it.
_HEAD_PAGES = 2
#: A consolidated text is numbered and dated where it is certified, on its last page.
_CERTIFIED = "xac thuc van ban hop nhat"
_LIKE_CERTIFIED = 88.0
#: Papers whose day stands above the signature.
_DATED_BELOW = frozenset(
    {"Giấy phép", "Giấy chứng nhận", "Chứng chỉ", "Thẻ hướng dẫn viên", "Giấy xác nhận"}
)
#: And those whose number may stand below their title.
_NUMBERED_BELOW = _DATED_BELOW
#: So many lines below the title it stands at most, with so many letters beside it: `Số: `.
_LINES_BELOW, _BESIDE_NUMBER = 4, 6


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a paper's head, and the evidence for them.

    Attributes:
        at: Which of the pages it stands on, from 0.
        numbers: What can be the paper's own number, the one that is taken first.
        days: What can be its own place and day, the one that is taken first.
        spoiled: A line that would bear the number, and of which nothing could be made.
        is_titled: The national title stands above it.
        is_elsewhere: Number or date are from the last page, where some papers bear them.
    """

    fields: HeaderFields
    at: int = 0
    numbers: tuple[Number, ...] = ()
    days: tuple[Day, ...] = ()
    spoiled: str = ""
    is_titled: bool = False
    is_elsewhere: bool = False


def find_header(pages: Sequence[PageText]) -> HeaderFields:
    """Read the header fields off the first page that has a head; what is not sure stays empty."""
    return read_head(pages).fields


def read_head(pages: Sequence[PageText]) -> Head:
    """Read the head of the first page that has one.

    Number and date stand above the title; below it, a subject may name others. A date is that of
    the paper's own place-and-day line, as far as it is legible: its year decides the phase.
    Nothing is guessed from anywhere else.
    """
    first = Head(HeaderFields())
    for at, page in enumerate(pages):
        head = _read(page, at)
        if head.fields != HeaderFields():
            return head
        first = first if at else head
    return first


def with_last_page(head: Head, last: PageText) -> Head:
    """The head with what some papers say at their end only: consolidated texts, and licences."""
    lines = _by_height(last)
    certified = [
        number
        for number, line in enumerate(lines)
        if fuzz.partial_ratio(_CERTIFIED, fold(line.text)) >= _LIKE_CERTIFIED
    ]
    if certified and not head.numbers:
        lines = lines[certified[0] :]
        numbers, days = find_numbers(lines), find_days(lines, width_px=last.width_px)
    elif head.fields.record_type in _DATED_BELOW and head.fields.formed is None:
        numbers, days = head.numbers, find_days(lines, width_px=last.width_px)
    else:
        return head
    days = tuple(day for day in days if day.formed)
    if numbers == head.numbers and not days:
        return head
    fields = replace(
        head.fields,
        number=numbers[0].number if numbers else "",
        formed=days[0].formed if days else head.fields.formed,
    )
    return replace(head, fields=fields, numbers=numbers, days=days or head.days, is_elsewhere=True)


def head_of(pages: Sequence[PageText]) -> tuple[Head, int]:
    """The head of a document, and on which page it was looked for, from 1; 0 if none is written.

    The first pages that say anything are looked at; the last one only where they lack what some
    papers say at their end. No more of the pages are asked for.
    """
    written: list[tuple[int, PageText]] = []
    for number, page in enumerate(pages, start=1):
        if page.word_count:
            written.append((number, page))
        if len(written) == _HEAD_PAGES:
            break
    head = read_head([page for _number, page in written])
    lacks = not head.fields.number or head.fields.formed is None
    if lacks and written:
        last = next(n for n in range(len(pages), 0, -1) if pages[n - 1].word_count)
        completed = with_last_page(head, pages[last - 1])
        if completed.is_elsewhere:
            return completed, last
    return head, written[head.at][0] if written else 0


def _read(page: PageText, at: int) -> Head:
    head, parts = list(_head(page)), head_parts(page)
    title = _place_of(parts.title, head)
    above = head[:title]
    numbers = find_numbers(above) or _in_another_form(above)
    spoiled = spoiled_number(above)
    named = type_in_title(parts.title.text) if parts.title else ""
    if not numbers and not spoiled and named in _NUMBERED_BELOW:
        numbers = _below_title(head[title + 1 : title + 1 + _LINES_BELOW])
    days = by_signing(find_days(above, width_px=page.width_px), page.lines)
    fields = HeaderFields(
        numbers[0].number if numbers else "",
        days[0].formed if days else None,
        named or _letter(squeeze(line.text) for line in head),
        issuing_body_of(parts),
    )
    return Head(fields, at, numbers, days, spoiled, _is_titled(page))


def _place_of(title: Piece | None, lines: Sequence[Line]) -> int:
    """The place of the line that the title stands on; behind all lines where there is none."""
    if title is None:
        return len(lines)
    first = title.words[0]
    return next((at for at, line in enumerate(lines) if first in line.words), len(lines))


def _below_title(lines: Sequence[Line]) -> tuple[Number, ...]:
    """The number of a paper that bears it below its title: alone on its line."""
    for line in lines:
        for number in find_numbers([line]):
            rest = len(squeeze(line.text)) - len(number.number)
            if _begins_number(line) and rest <= _BESIDE_NUMBER:
                return (number,)
    return ()


def _in_another_form(lines: Sequence[Line]) -> tuple[Number, ...]:
    """Numbers of papers that write them in another way than Decree 30 does: laws, the Party."""
    for layout in layouts_of_the_law():
        form = layout.number
        if form and (found := numbers_by_form(lines, re.compile(form.pattern), form.written)):
            return found
    return ()


def _begins_number(line: Line) -> bool:
    return bool(NUMBER_LINE.search(skeleton(squeeze(line.text))))


def _is_titled(page: PageText) -> bool:
    above = [
        line
        for line in _by_height(page)
        if line.words[0].top < NATIONAL_TITLE_ENDS * page.height_px
    ]
    return any(
        fuzz.partial_ratio(title, bare) >= LIKE_TITLE
        for bare in (fold(line.text) for line in above)
        for title in _ABOVE
        if len(bare) >= len(title) * LIKE_TITLE / 100
    )


def _by_height(page: PageText) -> list[Line]:
    lines = [line for line in page.lines if line.words]
    return sorted(lines, key=lambda line: line.words[0].top)


def _head(page: PageText) -> Iterator[Line]:
    for line in _by_height(page):
        if line.words[0].top > HEAD_ENDS * page.height_px:
            return
        if fold(squeeze(line.text)).startswith(TEXT_BEGINS):
            return
        yield line


def _letter(texts: Iterable[str]) -> str:
    """A letter has no title, and a sign before its subject."""
    return LETTER if any(SUBJECT_SIGN.match(fold(text)) for text in texts) else ""
