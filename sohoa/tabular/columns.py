"""The columns an office's lists have, the headings people give them, and how they are found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache

from sohoa.domain.vietnamese import fold
from sohoa.language import _
from sohoa.tabular.sheet import CellKind, Sheet, Span, column_letters

#: The heading stands among these first rows, below the titles.
_ROWS_SEARCHED = 60
_NOT_A_LETTER = re.compile(r"[\W_]+")


class Column(StrEnum):
    """What a column of a register or a batch list can mean."""

    RECORD_ID = "record_id"
    ROOM = "room"
    RECORD_TYPE = "record_type"
    NUMBER = "number"
    NOTATION = "notation"
    DATE = "date"
    YEAR = "year"
    SUBJECT = "subject"
    OWNER = "owner"
    LOCATION = "location"
    BOX = "box"
    SHELF = "shelf"
    SHEETS = "sheets"
    VALIDITY = "validity"
    IN_FORCE_TICK = "in_force_tick"
    EXPIRED_TICK = "expired_tick"
    VALID_UNTIL = "valid_until"
    EXCLUSION = "exclusion"
    FILE = "file"
    CONFIRMED = "confirmed"
    ORIGIN = "origin"
    FAULT = "fault"


#: Headings by column, folded and without punctuation. A heading that starts with one of two
#: words or more is taken too (`Số ký hiệu văn bản`), the longest such start deciding, unless
#: it stands in `_EXACT_ONLY`.
ALIASES: Mapping[Column, tuple[str, ...]] = {
    Column.RECORD_ID: (
        "ma", "ma so", "ma ho so", "ma giay to", "ma ban ghi", "ma trong so", "stt so",
        "so thu tu so", "so ho so", "record id", "register id", "id", "record",
    ),
    Column.ROOM: (
        "phong", "phong chuyen mon", "phong ban", "don vi", "don vi quan ly", "bo phan",
        "phong quan ly", "phong thu ly", "phong nghiep vu", "phong theo tieu de", "ten phong",
        "don vi thu ly", "room", "department",
    ),
    Column.RECORD_TYPE: (
        "loai", "loai giay to", "loai ho so", "loai giay phep", "loai van ban", "loai ket qua",
        "ten loai", "ten giay to", "loai tai lieu", "ten loai van ban",
        "loai giay to theo tieu de", "type", "record type", "document type", "kind",
    ),
    Column.NUMBER: (
        "so", "so ky hieu", "so va ky hieu", "so hieu", "so van ban", "so giay phep", "so gp",
        "so gcn", "so giay chung nhan", "so quyet dinh", "so qd", "so the", "so giay to",
        "so ki hieu", "so vb", "so chung chi", "number", "document number", "no",
    ),
    Column.NOTATION: ("ky hieu", "ky hieu van ban", "ki hieu", "notation"),
    Column.DATE: (
        "ngay", "ngay cap", "ngay ban hanh", "ngay thang", "ngay thang nam", "ngay ky",
        "ngay cap phep", "ngay van ban", "ngay hinh thanh", "thoi gian", "ngay thang ban hanh",
        "date", "date issued", "issued", "issue date", "formed",
    ),
    Column.YEAR: (
        "nam", "nam hinh thanh", "nam cap", "nam ban hanh", "nam van ban", "nam ho so", "year",
        "year formed",
    ),
    Column.SUBJECT: (
        "trich yeu", "noi dung", "ten ho so", "tieu de", "tieu de ho so", "trich yeu noi dung",
        "noi dung trich yeu", "ve viec", "ten loai va trich yeu", "ten loai trich yeu",
        "subject", "title", "summary",
    ),
    Column.OWNER: (
        "chu so huu", "to chuc ca nhan", "ten to chuc", "ten to chuc ca nhan", "chu ho so",
        "nguoi duoc cap", "to chuc", "ca nhan", "don vi duoc cap", "ten co so", "co so",
        "doanh nghiep", "ten doanh nghiep", "chu co so", "ho ten", "ho va ten", "ten don vi",
        "don vi ca nhan", "to chuc ca nhan duoc cap", "ca nhan to chuc", "owner", "holder",
    ),
    Column.LOCATION: (
        "vi tri", "vi tri luu", "vi tri luu tru", "noi luu", "noi luu tru", "hop gia", "gia hop",
        "hop ke", "ke hop", "kho", "dia chi luu tru", "noi luu giu", "location", "place",
        "box shelf",
    ),
    Column.BOX: ("hop", "hop so", "so hop", "cap so", "cap hop", "box", "box number"),
    Column.SHELF: ("gia", "ke", "gia so", "ke so", "so gia", "so ke", "gia ke", "tu so", "shelf"),
    Column.SHEETS: ("so to", "so luong to", "tong so to", "sheets", "number of sheets"),
    Column.VALIDITY: (
        "hieu luc", "tinh trang hieu luc", "tinh trang", "trang thai", "trang thai hieu luc",
        "tinh trang phap ly", "validity", "status",
    ),
    Column.IN_FORCE_TICK: ("con hieu luc", "con han", "con gia tri", "in force"),
    Column.EXPIRED_TICK: ("het hieu luc", "het han", "khong con hieu luc", "expired"),
    Column.VALID_UNTIL: (
        "co gia tri den", "gia tri den", "co gia tri den ngay", "thoi han", "ngay het han",
        "ngay het hieu luc", "hieu luc den", "co hieu luc den", "han su dung", "den ngay",
        "thoi han hieu luc", "thoi han giay phep", "valid until", "expires", "expiry date",
    ),
    Column.EXCLUSION: (
        "ly do khong so hoa", "ly do loai tru", "khong so hoa", "loai tru", "exclusion",
        "reason not digitized",
    ),
    Column.FILE: (
        "file", "ten file", "tep", "ten tep", "tep tin", "ten tep tin", "file name", "filename",
        "files", "anh quet", "ban quet", "file scan",
    ),
    Column.CONFIRMED: ("da xem", "da doi chieu", "xac nhan", "confirmed", "seen"),
    Column.ORIGIN: ("dong goc", "origin"),
    Column.FAULT: ("loi", "error", "errors"),
}  # fmt: skip

#: Headings too general to be the start of another: `Đơn vị tính` is no room.
_EXACT_ONLY = frozenset(
    {
        "ca nhan", "co so", "con gia tri", "con han", "con hieu luc", "don vi", "het han",
        "het hieu luc", "hieu luc", "ho ten", "ho va ten", "loai tru", "ngay thang", "noi dung",
        "ten don vi", "thoi gian", "thoi han", "tinh trang", "to chuc", "trang thai",
    }
)  # fmt: skip

#: Headings that start like one of ours and are another thing: pages are not sheets (a sheet
#: has two), and "sheets/pages" may be either.
_NOT_OURS = frozenset(
    {
        "so trang", "so to so trang", "so to trang", "ngay thang nam sinh", "loai giay to tuy than",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the columns of a sheet are.

    Attributes:
        row: Index of the heading's last row in `Sheet.rows`; the data stands below.
        places: Column → its index in each row.
        labels: Column → the heading as it stands in the file.
        unused: Index → heading, of the columns that no field takes, in file order.
    """

    row: int
    places: Mapping[Column, int] = field(default_factory=dict)
    labels: Mapping[Column, str] = field(default_factory=dict)
    unused: Mapping[int, str] = field(default_factory=dict)

    def lacks(self, needed: Sequence[Collection[Column]]) -> list[Collection[Column]]:
        """Which of the needed groups have no column at all; one of a group is enough."""
        return [group for group in needed if not any(column in self.places for column in group)]


@lru_cache(maxsize=1 << 14)
def plain_heading(text: str) -> str:
    r"""Bring a heading to the form it is compared by: folded, no punctuation, single spaces.

    >>> plain_heading("SỐ,\nKý hiệu ")
    'so ky hieu'
    """
    return _NOT_A_LETTER.sub(" ", fold(text)).strip()


@lru_cache(maxsize=1 << 14)
def column_of(heading: str) -> tuple[Column, int] | None:
    """Find what a heading means, and how exactly: 0 for the very words, then letters left over.

    >>> column_of("Số/Ký hiệu"), column_of("Trích yếu nội dung văn bản")
    ((<Column.NUMBER: 'number'>, 0), (<Column.SUBJECT: 'subject'>, 8))
    """
    plain = plain_heading(heading)
    if plain in _NOT_OURS or any(plain.startswith(f"{words} ") for words in _NOT_OURS):
        return None
    names = _names()
    if plain in names:
        return names[plain], 0
    starts = [name for name in names if plain.startswith(f"{name} ") and _may_start(name)]
    if not starts:
        return None
    longest = max(starts, key=len)
    return names[longest], len(plain) - len(longest)


def _may_start(name: str) -> bool:
    return " " in name and name not in _EXACT_ONLY


@cache
def _names() -> dict[str, Column]:
    return {name: column for column, names in ALIASES.items() for name in names}


def column_title(column: Column) -> str:
    """Name a column for people, where the file has no heading for it."""
    return {
        Column.ROOM: _("room"),
        Column.RECORD_TYPE: _("record type"),
        Column.NUMBER: _("number"),
        Column.DATE: _("date"),
        Column.YEAR: _("year"),
        Column.SUBJECT: _("subject"),
        Column.OWNER: _("owner"),
        Column.SHEETS: _("number of sheets"),
        Column.VALIDITY: _("validity"),
        Column.VALID_UNTIL: _("valid until"),
        Column.FILE: _("file"),
        Column.CONFIRMED: _("confirmed"),
        Column.RECORD_ID: _("register id"),
        Column.NOTATION: _("symbol of the number"),
        Column.LOCATION: _("location"),
        Column.BOX: _("box"),
        Column.SHELF: _("shelf"),
        Column.EXCLUSION: _("why it is not digitized"),
        Column.ORIGIN: _("origin of the row"),
    }.get(column, column.value)


def find_heading(
    sheet: Sheet, wanted: Collection[Column], *, needed: Sequence[Collection[Column]] = ()
) -> Heading:
    """Choose the row, or the two rows, that name the most of what is needed and wanted.

    Two rows count as one heading (`Hiệu lực` over `Còn | Hết`) only where that names more
    than the first alone. If nothing is found the heading is empty and lacks all.
    """
    best = Heading(-1)
    best_score = (0, 0)
    for labels, last_row in _candidates(sheet):
        heading = _match(labels, last_row, wanted)
        score = (len(needed) - len(heading.lacks(needed)), len(heading.places))
        if score > best_score:
            best, best_score = heading, score
    return best


def _candidates(sheet: Sheet) -> Iterator[tuple[list[str], int]]:
    """Rows that may be the heading: each alone, then each with the one below it."""
    texts = [_label_row(sheet, row) for row in range(min(_ROWS_SEARCHED, len(sheet.rows)))]
    for row, upper in enumerate(texts):
        if upper is not None:
            yield upper, row
    for row in range(len(texts) - 1):
        upper, lower = texts[row], texts[row + 1]
        if upper is not None and lower is not None:
            spread = _spread(sheet, row, upper)
            if _is_second_line(spread, lower):
                yield _joined(spread, lower), row + 1


def _label_row(sheet: Sheet, row: int) -> list[str] | None:
    """The texts of a row that could be headings; a row with a number or a date is none."""
    cells = sheet.rows[row]
    if any(cell.kind in (CellKind.NUMBER, CellKind.DATE) for cell in cells):
        return None
    return [cell.text if cell.kind is CellKind.TEXT else "" for cell in cells]


def _spread(sheet: Sheet, row: int, labels: list[str]) -> list[str]:
    """Give a heading merged over several columns to each of them."""
    spread = list(labels)
    for span in _spans_of_row(sheet, row):
        left, right = span.left - sheet.first_column, span.right - sheet.first_column
        if 0 <= left < len(labels):
            for column in range(left + 1, min(right + 1, len(labels))):
                spread[column] = spread[column] or labels[left]
    return spread


def _spans_of_row(sheet: Sheet, row: int) -> list[Span]:
    place = sheet.first_row - 1 + row
    return [span for span in sheet.spans if span.top == place and span.right > span.left]


def _is_second_line(upper: list[str], lower: list[str]) -> bool:
    """Say whether a row goes on with the heading above: most of its cells then are headings.

    A first row of data holds one or two words that could be headings, never a majority.
    """
    pairs = zip(_padded(upper, len(lower)), lower, strict=False)
    labels = [_joined_label(above, below) for above, below in pairs if below.strip()]
    fitting = sum(map(_fits, labels))
    return fitting > 1 and fitting * 2 > len(labels)


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Read two rows as one: the words of both where they mean something, else the lower's."""
    width = max(len(upper), len(lower))
    pairs = zip(_padded(upper, width), _padded(lower, width), strict=True)
    return [_joined_label(above, below) for above, below in pairs]


def _joined_label(above: str, below: str) -> str:
    if not below.strip() or not above.strip():
        return above or below
    together = f"{above} {below}"
    turned = f"{below} {above}"  # `Hiệu lực` over `Còn` is read as `Còn hiệu lực`
    exact = [label for label in (together, turned, below) if _fits(label)]
    return exact[0] if exact else together


def _fits(label: str) -> bool:
    found = column_of(label)
    return found is not None and found[1] == 0


def _padded(labels: list[str], width: int) -> list[str]:
    return labels + [""] * (width - len(labels))


def _match(labels: list[str], row: int, wanted: Collection[Column]) -> Heading:
    """Give each column to the heading that names it most exactly, then in most words."""
    claims = sorted(
        (exactness, -len(plain_heading(label)), place, column)
        for place, label in enumerate(labels)
        for column, exactness in [column_of(label) or (None, 0)]
        if column in wanted
    )
    places: dict[Column, int] = {}
    for *_rank, place, column in claims:
        if column is not None:
            places.setdefault(column, place)
    in_order = dict(sorted(places.items(), key=lambda claim: claim[1]))
    unused = {
        place: " ".join(label.split())
        for place, label in enumerate(labels)
        if label.strip() and place not in places.values()
    }
    return Heading(
        row=row,
        places=in_order,
        labels={column: " ".join(labels[place].split()) for column, place in in_order.items()},
        unused=unused,
    )


def nameless(place: int, first_column: int) -> str:
    """Name a column that holds something and has no heading: by its letter, in brackets."""
    return f"({column_letters(first_column + place)})"
