"""The columns an office's lists have, and the headings people give them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache, lru_cache

from sohoa.domain.vietnamese import fold
from sohoa.language import _

_NOT_A_LETTER = re.compile(r"[\W_]+")


class Column(StrEnum):
    """Meanings of a column in a register or a batch list."""

    RECORD_ID = "record_id"
    PAPER = "paper"
    EXPORTED = "exported"
    ROOM = "room"
    RECORD_TYPE = "record_type"
    NUMBER = "number"
    NOTATION = "notation"
    DATE = "date"
    YEAR = "year"
    SUBJECT = "subject"
    OWNER = "owner"
    OWNER_ID = "owner_id"
    CITIZEN_ID = "citizen_id"
    CARD_ID = "card_id"
    PERSON_ID = "person_id"
    BUSINESS_ID = "business_id"
    PASSPORT_ID = "passport_id"
    LOCATION = "location"
    BOX = "box"
    SHELF = "shelf"
    SHEETS = "sheets"
    VALIDITY = "validity"
    IN_FORCE_TICK = "in_force_tick"
    EXPIRED_TICK = "expired_tick"
    VALID_UNTIL = "valid_until"
    EXCLUSION = "exclusion"
    SECRECY = "secrecy"
    FILE = "file"
    PAGES = "pages"
    CONFIRMED = "confirmed"
    ORIGIN = "origin"
    FAULT = "fault"
    ISSUER = "issuer"
    REMARKS = "remarks"


#: Headings by column, folded and without punctuation. A heading is known by its whole label; the
#: words of `_TAIL` may follow one of two words or more (`Số ký hiệu văn bản`), the longest such
#: start deciding, unless it stands in `_EXACT_ONLY`. Offices add their own (`HeadingNames`).
ALIASES: Mapping[Column, tuple[str, ...]] = {
    Column.RECORD_ID: (
        "ma", "ma so", "ma ho so", "ma giay to", "ma ban ghi", "ma trong so", "stt so",
        "so thu tu so", "so ho so", "record id", "register id", "id", "record",
    ),
    Column.PAPER: ("ma giay to sohoa",),
    Column.EXPORTED: ("ban xuat sohoa",),
    Column.ROOM: (
        "phong", "phong chuyen mon", "phong ban", "don vi", "don vi quan ly", "bo phan",
        "phong quan ly", "phong thu ly", "phong nghiep vu", "phong theo tieu de", "ten phong",
        "don vi thu ly", "don vi luu giu", "bo phan thu ly", "don vi quan ly ho so",
        "room", "department",
    ),
    Column.RECORD_TYPE: (
        "loai", "loai giay to", "loai ho so", "loai giay phep", "loai van ban", "loai ket qua",
        "ten loai", "ten giay to", "loai tai lieu", "ten loai van ban",
        "loai giay to theo tieu de", "loai giay", "ten giay phep", "loai vb", "ten loai giay to",
        "ten loai giay phep", "loai quyet dinh", "the loai", "the loai van ban", "ten ket qua",
        "hinh thuc van ban", "loai thu tuc", "ten thu tuc", "type", "record type",
        "document type", "kind",
    ),
    Column.NUMBER: (
        "so", "so ky hieu", "so va ky hieu", "so hieu", "so van ban", "so giay phep", "so gp",
        "so gcn", "so giay chung nhan", "so quyet dinh", "so qd", "so the", "so giay to",
        "so ki hieu", "so vb", "so chung chi", "so kh", "so hieu van ban", "so va ki hieu",
        "so kh van ban", "so ky hieu vb", "so van ban di", "so ket qua", "so thong bao",
        "number", "document number", "no",
    ),
    Column.NOTATION: ("ky hieu", "ky hieu van ban", "ki hieu", "notation"),
    Column.DATE: (
        "ngay", "ngay cap", "ngay ban hanh", "ngay thang", "ngay thang nam", "ngay ky",
        "ngay cap phep", "ngay van ban", "ngay hinh thanh", "ngay vb", "ngay bh", "ngay ki",
        "ngay ra quyet dinh", "ngay quyet dinh", "ngay ban hanh van ban", "ngay thang nam ban hanh",
        "ngay thang nam cap", "ngay thang cap", "ngay thang van ban", "ngay thang ky",
        "thoi gian", "ngay thang ban hanh",
        "date", "date issued", "issued", "issue date", "formed",
    ),
    Column.YEAR: (
        "nam", "nam hinh thanh", "nam cap", "nam ban hanh", "nam van ban", "nam ho so", "year",
        "year formed",
    ),
    Column.SUBJECT: (
        "trich yeu", "noi dung", "ten ho so", "tieu de", "tieu de ho so", "trich yeu noi dung",
        "noi dung trich yeu", "ve viec", "ten van ban", "ten vb", "trich yeu van ban", "v v",
        "noi dung van ban", "noi dung cap phep", "noi dung giay phep", "noi dung ho so",
        "ten loai va trich yeu", "ten loai trich yeu",
        "subject", "title", "summary",
    ),
    Column.OWNER: (
        "chu so huu", "to chuc ca nhan", "ten to chuc", "ten to chuc ca nhan", "chu ho so",
        "nguoi duoc cap", "to chuc", "ca nhan", "don vi duoc cap", "to chuc duoc cap",
        "ca nhan duoc cap", "co so duoc cap", "don vi duoc cap phep", "ten don vi duoc cap",
        "ten nguoi duoc cap", "chu the duoc cap", "nguoi nop ho so", "ten chu co so",
        "don vi to chuc", "ho ten nguoi duoc cap", "ho va ten nguoi duoc cap", "ten co so", "co so",
        "doanh nghiep", "ten doanh nghiep", "chu co so", "ho ten", "ho va ten", "ten don vi",
        "don vi ca nhan", "to chuc ca nhan duoc cap", "ca nhan to chuc", "owner", "holder",
    ),
    Column.OWNER_ID: (
        "ma dinh danh chu so huu", "ma dinh danh to chuc ca nhan", "so dinh danh chu so huu",
        "so giay to tuy than", "so gttt", "so giay to dinh danh", "mst cccd", "cccd mst",
        "mst cmnd", "cmnd mst", "cmnd cccd mst", "mst cccd cmnd", "mst cmnd cccd",
        "cccd cmnd mst", "ma so thue cccd", "cccd ma so thue", "so cccd ma so thue",
        "ma so thue so cccd", "cccd msdn", "msdn cccd", "so dinh danh to chuc ca nhan",
        "owner id", "owner s number", "identity number",
    ),
    Column.CITIZEN_ID: (
        "cccd", "so cccd", "can cuoc", "so can cuoc", "can cuoc cong dan", "so can cuoc cong dan",
        "the can cuoc", "so the can cuoc", "so the can cuoc cong dan", "so dinh danh",
        "so dinh danh ca nhan", "ma dinh danh ca nhan", "ma so dinh danh ca nhan", "citizen id",
    ),
    Column.CARD_ID: (
        "cmnd", "so cmnd", "cmt", "so cmt", "cmtnd", "so cmtnd", "chung minh nhan dan",
        "so chung minh nhan dan", "chung minh thu", "so chung minh thu", "giay cmnd",
        "so giay cmnd", "gcmnd", "card id",
    ),
    Column.PERSON_ID: (
        "cmnd cccd", "cccd cmnd", "so cmnd cccd", "so cccd cmnd", "so cmnd so cccd",
        "cmnd hoac cccd", "so cmnd hoac cccd", "cmt cccd", "so cmt cccd", "cmnd can cuoc",
        "so cmnd can cuoc", "cmnd can cuoc cong dan", "so cmnd can cuoc cong dan",
        "cmnd cccd ho chieu", "so cmnd cccd ho chieu", "cccd cmnd ho chieu",
        "so cccd cmnd ho chieu", "cccd ho chieu", "so cccd ho chieu", "cmnd ho chieu",
        "so cmnd ho chieu", "person id",
    ),
    Column.BUSINESS_ID: (
        "ma so thue", "mst", "so mst", "so ma so thue", "ma thue", "ma so doanh nghiep", "msdn",
        "ma so dn", "ma doanh nghiep", "mst msdn", "msdn mst", "ma so thue ma so doanh nghiep",
        "ma so doanh nghiep ma so thue", "ma so thue msdn", "ma so doanh nghiep mst", "tax code",
        "business id",
    ),
    Column.PASSPORT_ID: ("ho chieu", "so ho chieu", "passport", "so passport", "passport number"),
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
        "tinh trang phap ly", "hien trang hieu luc", "tinh trang hl", "hieu luc van ban",
        "tinh trang van ban", "hieu luc thi hanh", "validity", "status",
    ),
    Column.IN_FORCE_TICK: ("con hieu luc", "con han", "con gia tri", "in force"),
    Column.EXPIRED_TICK: ("het hieu luc", "het han", "khong con hieu luc", "expired"),
    Column.VALID_UNTIL: (
        "co gia tri den", "gia tri den", "co gia tri den ngay", "thoi han", "ngay het han",
        "ngay het hieu luc", "hieu luc den", "co hieu luc den", "han su dung", "den ngay",
        "thoi han hieu luc", "thoi han giay phep", "co hieu luc den ngay", "hieu luc den ngay",
        "gia tri den ngay", "thoi han su dung", "thoi han co hieu luc", "valid until",
        "expires", "expiry date",
    ),
    Column.EXCLUSION: (
        "ly do khong so hoa", "ly do loai tru", "khong so hoa", "loai tru", "exclusion",
        "reason not digitized",
    ),
    Column.SECRECY: ("do mat", "muc do mat", "muc mat", "dau do mat", "secrecy"),
    Column.FILE: (
        "file", "ten file", "tep", "ten tep", "tep tin", "ten tep tin", "file name", "filename",
        "files", "anh quet", "ban quet", "file scan",
    ),
    Column.PAGES: (
        "trang", "cac trang", "trang trong tep", "cac trang trong tep", "tu trang den trang",
        "trang tu den", "pages", "page range", "pages of the file",
    ),
    Column.CONFIRMED: ("da xem", "da doi chieu", "xac nhan", "confirmed", "seen"),
    Column.ORIGIN: ("dong goc", "origin"),
    Column.FAULT: ("loi", "error", "errors"),
    Column.ISSUER: (
        "noi ban hanh", "co quan ban hanh", "don vi ban hanh", "co quan cap", "noi cap",
        "co quan cap phep", "tac gia", "tac gia van ban", "issuer", "issued by",
    ),
    Column.REMARKS: ("ghi chu", "chu thich", "remarks", "note", "notes"),
}  # fmt: skip

#: Headings too general to be the start of another: `Đơn vị tính` is no room.
_EXACT_ONLY = frozenset(
    {
        "ca nhan", "co so", "con gia tri", "con han", "con hieu luc", "don vi", "het han",
        "het hieu luc", "hieu luc", "ho ten", "ho va ten", "loai tru", "ngay thang", "noi dung",
        "ten don vi", "thoi gian", "thoi han", "tinh trang", "to chuc", "trang thai", "ghi chu",
        "phong nghiep vu", "tac gia", "v v", "xac nhan", "chu thich", "dong goc",
    }
)  # fmt: skip

#: Words that may follow a heading without making it another: `Ngày cấp giấy phép`, but not
#: `Ngày cấp căn cước`.
_TAIL = frozenset(
    {
        "ban", "bao", "cap", "cong", "chi", "chung", "chuyen", "cua", "dinh", "dung", "duoc",
        "ghi", "giay", "giu", "gp", "gcn", "hanh", "hieu", "ho", "hoac", "ket", "ky", "lieu",
        "luc", "luu", "ly", "mon", "nam", "ngay", "nghiep", "nhan", "noi", "phep", "qd", "qua",
        "quyet", "so", "su", "tai", "thang", "the", "thong", "thu", "to", "tren", "trong", "tru",
        "va", "van", "vb", "vu",
    }
)  # fmt: skip

#: Headings that start like one of ours and are another thing: pages are not sheets (a sheet
#: has two), and "sheets/pages" may be either.
_NOT_OURS = frozenset(
    {
        "so trang", "so to so trang", "so to trang", "ngay thang nam sinh", "loai giay to tuy than",
    }
)  # fmt: skip


@lru_cache(maxsize=1 << 14)
def plain_heading(text: str) -> str:
    r"""Bring a heading to the form it is compared by: folded, no punctuation, single spaces.

    >>> plain_heading("SỐ,\nKý hiệu ")
    'so ky hieu'
    """
    return _NOT_A_LETTER.sub(" ", fold(text)).strip()


class HeadingNames:
    """The headings that are understood: the built-in ones, and those an office has added."""

    def __init__(
        self,
        added: Mapping[Column, Collection[str]] | None = None,
        *,
        weak: Mapping[str, Column] | None = None,
    ) -> None:
        """Take the office's own headings, and plain ones that hold only where no other does."""
        self._weak = dict(weak or {})
        names = {name: column for column, names in ALIASES.items() for name in names}
        for column, headings in (added or {}).items():
            names |= {plain_heading(heading): column for heading in headings}
        self._names = names
        self._own = {plain_heading(one) for headings in (added or {}).values() for one in headings}
        self._known: dict[str, tuple[Column, int] | None] = {}

    def column_of(self, heading: str) -> tuple[Column, int] | None:
        """Find what a heading means, and how exactly: 0 for the very words, then letters left.

        >>> names = HeadingNames()
        >>> names.column_of("Số/Ký hiệu"), names.column_of("Trích yếu nội dung văn bản")
        ((<Column.NUMBER: 'number'>, 0), (<Column.SUBJECT: 'subject'>, 8))
        """
        plain = plain_heading(heading)
        if plain not in self._known:
            self._known[plain] = self._find(plain)
        return self._known[plain]

    def fits(self, label: str) -> bool:
        """Say whether a label is a heading by its very words."""
        found = self.column_of(label)
        return found is not None and found[1] == 0

    def _find(self, plain: str) -> tuple[Column, int] | None:
        if plain in self._own:
            return self._names[plain], 0
        if plain in self._weak:
            return self._weak[plain], 1
        if plain in _NOT_OURS or any(plain.startswith(f"{words} ") for words in _NOT_OURS):
            return None
        if plain in self._names:
            return self._names[plain], 0
        starts = [name for name in self._names if _goes_on(name, plain)]
        if not starts:
            return None
        longest = max(starts, key=len)
        return self._names[longest], len(plain) - len(longest)


def _goes_on(name: str, plain: str) -> bool:
    """Say whether a label is a heading with nothing behind it but words that change nothing."""
    if " " not in name or name in _EXACT_ONLY or not plain.startswith(f"{name} "):
        return False
    return _TAIL.issuperset(plain[len(name) :].split())


@cache
def built_in_names() -> HeadingNames:
    """The headings that every office's lists are known by."""
    return HeadingNames()


def column_of(heading: str) -> tuple[Column, int] | None:
    """Find what a heading means by the built-in names; see `HeadingNames.column_of`."""
    return built_in_names().column_of(heading)


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
        Column.OWNER_ID: _("owner's number"),
        Column.CITIZEN_ID: _("number of the owner's citizen card"),
        Column.CARD_ID: _("number of the owner's identity card"),
        Column.PERSON_ID: _("number of the owner's identity paper"),
        Column.BUSINESS_ID: _("tax code or business code of the owner"),
        Column.PASSPORT_ID: _("number of the owner's passport"),
        Column.SHEETS: _("number of sheets"),
        Column.VALIDITY: _("validity"),
        Column.VALID_UNTIL: _("valid until"),
        Column.FILE: _("file"),
        Column.PAGES: _("pages of the file"),
        Column.RECORD_ID: _("register id"),
        Column.PAPER: _("paper"),
        Column.EXPORTED: _("export that the row is of"),
        Column.NOTATION: _("symbol of the number"),
        Column.LOCATION: _("location"),
        Column.BOX: _("box"),
        Column.SHELF: _("shelf"),
        Column.EXCLUSION: _("why it is not digitized"),
        Column.SECRECY: _("degree of secrecy"),
        Column.ORIGIN: _("origin of the row"),
        Column.IN_FORCE_TICK: _("ticked if in force"),
        Column.EXPIRED_TICK: _("ticked if expired"),
        Column.FAULT: _("what is wrong"),
        Column.ISSUER: _("issuing body"),
        Column.REMARKS: _("remarks"),
        Column.CONFIRMED: _("confirmed by a person"),
    }.get(column, column.value)
