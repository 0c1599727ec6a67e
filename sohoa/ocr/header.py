"""Reads the head of a paper: number, date, type and issuing body, and how far they are sure.

Patterns after the layout of Decree 30/2020/NĐ-CP, annex I (`regulations.md`, 2.2). Only the
head is looked at: `Căn cứ` lines cite other numbers and dates, and so do received stamps, whose
number has no symbol and whose date is not written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from sohoa.domain.grammar.numbers import SUBJECT_SIGN
from sohoa.domain.stage_results import HeaderFields, Line, PageText
from sohoa.domain.vietnamese import fold, squeeze
from sohoa.ocr.head_layout import HEAD_ENDS, NATIONAL_TITLE_ENDS
from sohoa.ocr.issuer import find_issuing_body
from sohoa.ocr.number_line import Number, find_numbers, spoiled_number
from sohoa.ocr.place_and_day import Day, find_days

#: The head ends at the first line that cites a basis, if not before.
_BODY_STARTS = ("can cu", "xet ", "theo de nghi", "kinh gui", "dieu 1")
#: What stands above the number of every paper of an authority, and of the Party; bare.
_NATIONAL_TITLES = (
    "cong hoa xa hoi chu nghia viet nam",
    "doc lap - tu do - hanh phuc",
    "dang cong san viet nam",
)
_LIKE_TITLE = 80.0
#: A consolidated text is numbered and dated where it is certified, on its last page.
_CERTIFIED = "xac thuc van ban hop nhat"
_LIKE_CERTIFIED = 88.0
#: Papers whose day stands above the signature.
_DATED_BELOW = frozenset(
    {"Giấy phép", "Giấy chứng nhận", "Chứng chỉ", "Thẻ hướng dẫn viên", "Giấy xác nhận"}
)

#: The 29 types of Decree 30/2020, article 7, as far as they bear a title, and the titles of
#: specialised papers (văn bản chuyên ngành) that sector law sets.
_TYPES = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo",
    "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản",
    "Tờ trình", "Hợp đồng", "Công điện", "Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền",
    "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo",
    "Nghị định", "Thông tư",
    "Giấy phép", "Giấy chứng nhận", "Chứng chỉ", "Thẻ hướng dẫn viên", "Giấy xác nhận",
)  # fmt: skip
_LETTER = "Công văn"
_BY_FOLDED = {fold(name): name for name in _TYPES}
_LEAST_CAPITALS = 0.7


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


def _read(page: PageText, at: int) -> Head:
    head = list(_head(page))
    lines = [squeeze(line.text) for line in head]
    title = next((number for number, text in enumerate(lines) if _title(text)), len(lines))
    numbers = find_numbers(head[:title])
    days = find_days(head[:title], width_px=page.width_px)
    fields = HeaderFields(
        numbers[0].number if numbers else "",
        days[0].formed if days else None,
        _type(lines),
        find_issuing_body(page),
    )
    return Head(fields, at, numbers, days, spoiled_number(head[:title]), _is_titled(page))


def _is_titled(page: PageText) -> bool:
    above = [
        line for line in page.lines if line.words[0].top < NATIONAL_TITLE_ENDS * page.height_px
    ]
    return any(
        fuzz.partial_ratio(title, bare) >= _LIKE_TITLE
        for bare in (fold(line.text) for line in above)
        for title in _NATIONAL_TITLES
        if len(bare) >= len(title) * _LIKE_TITLE / 100
    )


def _by_height(page: PageText) -> list[Line]:
    return sorted(page.lines, key=lambda line: line.words[0].top)


def _head(page: PageText) -> Iterator[Line]:
    for line in _by_height(page):
        if line.words[0].top > HEAD_ENDS * page.height_px:
            return
        if fold(squeeze(line.text)).startswith(_BODY_STARTS):
            return
        yield line


def _type(lines: Sequence[str]) -> str:
    title = next((name for text in lines if (name := _title(text))), "")
    subject = any(SUBJECT_SIGN.match(fold(text)) for text in lines)
    return title or (_LETTER if subject else "")


def _title(text: str) -> str:
    """The type that a line names as a title: in capitals, at its start."""
    folded = fold(text)
    name = next((_BY_FOLDED[key] for key in _BY_FOLDED if folded.startswith(key)), "")
    return name if name and _is_title(text[: len(name)]) else ""


def _is_title(text: str) -> bool:
    """A title stands in capitals; the same words in a sentence do not."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return bool(letters) and capitals / len(letters) >= _LEAST_CAPITALS
