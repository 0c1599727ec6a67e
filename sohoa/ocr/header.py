"""Finds number, date, type and issuing body in the head of the first page.

Patterns after the layout of Decree 30/2020/NĐ-CP, annex I (`regulations.md`, 2.2). Only the
head is looked at: `Căn cứ` lines cite other numbers and dates, and so do received stamps, whose
number has no symbol and whose date is not written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sohoa.domain.batons import HeaderFields, Line, PageText, Word
from sohoa.domain.dates import PartialDate
from sohoa.domain.vietnamese import fold, squeeze
from sohoa.ocr.issuer import find_issuing_body
from sohoa.ocr.pairing import skeleton

#: The head ends at this share of the page's height, or at the first line that cites a basis.
_HEAD_SHARE = 0.55
_BODY_STARTS = ("can cu", "xet ", "theo de nghi", "kinh gui", "dieu 1")

_UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_NUMBER = re.compile(
    rf"\bS[ốoôỐóồ]\s*[:.;,]?\s*(?P<number>\d{{1,8}}(?:[a-zA-Z]|bis)?(?:[/-]\d{{1,4}}[a-zA-Z]?)?)\s*/\s*"
    rf"(?:(?P<year>(?:19|20)\d\d)\s*/\s*)?"
    rf"(?P<symbol>[{_UPPER}][{_UPPER}\w&.]*(?:\s*-\s*[{_UPPER}][{_UPPER}\w&.]*)*)"
)
#: On folded text: a whole date; and a year whose day and month are written by hand.
_DATE = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*((?:19|20)\s?\d\s?\d)(?!\d)")
_YEAR = re.compile(r"(?:ngay|thang|th.ng)\b.{0,30}?n.m\s*((?:19|20)\s?\d\s?\d)(?!\d)")

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
#: Words of one line further apart than so many word heights belong to different columns.
_COLUMN_GAP = 2.2
#: Words that belong to the symbol stand no further from it than this.
_WORD_GAP = 1.0
_IN_WORDS = re.compile(r"(?: [^\W\d_]+){1,3}$")
#: Degrees of secrecy (Law 29/2018/QH14, article 8) and of urgency (Decree 30/2020, annex I), bare.
_MARK = re.compile(r" (?:(?:(?:tuyet|toi) )?mat|(?:thuong )?khan|hoa toc(?: hen gio)?)$")
_LETTER = "Công văn"
_BY_FOLDED = {fold(name): name for name in _TYPES}
_LEAST_CAPITALS = 0.7


def find_header(pages: Sequence[PageText]) -> HeaderFields:
    """Read the header fields off the first page that has a head; what is not sure stays empty.

    Number and date stand above the title; below it, a subject may name others.
    A year is taken from a date that is written out (`ngày … tháng … năm 2018`), also where day
    and month are illegible: it decides the phase. Nothing is guessed from anywhere else.
    """
    for page in pages:
        head = list(_head(page))
        lines = [squeeze(line.text) for line in head]
        title = next((number for number, text in enumerate(lines) if _title(text)), len(lines))
        fields = HeaderFields(
            _number(head[:title]), _formed(lines[:title]), _type(lines), find_issuing_body(page)
        )
        if fields != HeaderFields():
            return fields
    return HeaderFields()


def _head(page: PageText) -> Iterator[Line]:
    for line in sorted(page.lines, key=lambda line: line.words[0].top):
        if line.words[0].top > _HEAD_SHARE * page.height_px:
            return
        if fold(squeeze(line.text)).startswith(_BODY_STARTS):
            return
        yield line


def _number(lines: Sequence[Line]) -> str:
    for line in lines:
        text = squeeze(line.text)
        if found := _NUMBER.search(text):
            parts = [found["number"], found["year"], _symbol(found["symbol"])]
            number = "/".join(part for part in parts if part)
            return number + _words_after(text[: found.end()], line)
    return ""


def _words_after(number: str, line: Line) -> str:
    """Words that end a symbol against the rules (`TB-QL Đào tạo`): up to a wide gap, no more.

    What is no name in small letters stays out: a mark of secrecy or urgency, and a place, which
    stands apart, before its comma or before `ngày`.
    """
    place = _column_end(line.words)
    column = squeeze(" ".join(word.text for word in line.words[:place]))
    rest = column.removeprefix(number)
    if not rest.startswith(" ") or fold(line.words[place].text).startswith("ngay"):
        return ""
    if _stands_apart(line.words[:place], rest.count(" ")):
        return ""
    rest = rest[: len(_MARK.sub("", skeleton(rest)))]
    return rest if _IN_WORDS.match(rest) and not rest.isupper() else ""


def _column_end(words: Sequence[Word]) -> int:
    """Where the second column begins; 0 if there is none."""
    gap = _COLUMN_GAP * _height(words)
    for place, (before, word) in enumerate(pairwise(words), start=1):
        if word.left - before.left - before.width > gap:
            return place
    return 0


def _stands_apart(column: Sequence[Word], count: int) -> bool:
    """The last words of a column, so many, have more than a space before them."""
    before, first = [*pairwise(column)][-count]
    return first.left - before.left - before.width > _WORD_GAP * _height(column)


def _height(words: Sequence[Word]) -> int:
    heights = sorted(word.height for word in words)
    return heights[len(heights) // 2]


def _symbol(text: str) -> str:
    """Spaces go, and a Đ that Tesseract reads twice (`QĐĐ`, seen on clear print) is one."""
    return re.sub(r"\s+", "", text).replace("ĐĐ", "Đ")


def _formed(lines: Sequence[str]) -> PartialDate | None:
    """The date of the first line that has a year written out as part of a date."""
    for folded in map(fold, lines):
        if found := _DATE.search(folded):
            day, month, year = (int(part.replace(" ", "")) for part in found.groups())
            try:
                return PartialDate(year, month, day)
            except ValueError:
                return PartialDate(year)
        if found := _YEAR.search(folded):
            return PartialDate(int(found[1].replace(" ", "")))
    return None


def _type(lines: Sequence[str]) -> str:
    title = next((name for text in lines if (name := _title(text))), "")
    subject = any(re.match(r"v\s*/\s*v\b", fold(text)) for text in lines)
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
