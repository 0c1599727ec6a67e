"""The types of papers that every office knows, by name and by the letters of their symbol.

Decree 30/2020/NĐ-CP, article 7 and annex III (abbreviations), and the papers that sector law
sets. A name that stands in none of them is the office's own, and is compared with nothing.
"""

from __future__ import annotations

from functools import lru_cache

from sohoa.domain.vietnamese import fold, squeeze

#: Type → letters that stand for it, and other names for it; folded.
_TYPES = {
    "Nghị quyết": ("nq",),
    "Nghị định": ("nd",),
    "Thông tư": ("tt",),
    "Quyết định": ("qd",),
    "Chỉ thị": ("ct",),
    "Quy chế": ("qc",),
    "Quy định": ("qyd",),
    "Thông cáo": ("tc",),
    "Thông báo": ("tb",),
    "Hướng dẫn": (),  # HD and HĐ (hợp đồng) are one once folded: neither is taken
    "Chương trình": ("ctr",),
    "Kế hoạch": ("kh",),
    "Phương án": ("pa",),
    "Đề án": ("da",),
    "Dự án": (),
    "Báo cáo": ("bc",),
    "Biên bản": ("bb",),
    "Tờ trình": ("ttr",),
    "Hợp đồng": (),
    "Công văn": ("cv",),
    "Công điện": ("cd",),
    "Bản ghi nhớ": ("bgn",),
    "Bản thỏa thuận": ("btt",),
    "Giấy ủy quyền": ("guq",),
    "Giấy mời": ("gm",),
    "Giấy giới thiệu": ("ggt",),
    "Giấy nghỉ phép": ("gnp",),
    "Phiếu gửi": ("pg",),
    "Phiếu chuyển": ("pc",),
    "Phiếu báo": ("pb",),
    "Giấy phép": ("gp",),
    "Giấy chứng nhận": ("gcn", "chung nhan"),
    "Chứng chỉ": ("cc",),
    "Thẻ hướng dẫn viên": ("the hdv",),
    "Giấy xác nhận": ("gxn", "xac nhan"),
}
_BY_LETTERS = {letters: name for name, known in _TYPES.items() for letters in known}
_BY_NAME = {fold(name): name for name in _TYPES} | {
    letters: name for letters, name in _BY_LETTERS.items() if " " in letters
}


@lru_cache(maxsize=1 << 12)
def known_type(text: str) -> str:
    """The known type that a name means or begins with; empty for the office's own names.

    >>> known_type("QUYẾT ĐỊNH cấp phép"), known_type("gcn"), known_type("Karaoke")
    ('Quyết định', 'Giấy chứng nhận', '')
    """
    plain = squeeze(fold(text)).strip(".:; ")
    if plain in _BY_LETTERS:
        return _BY_LETTERS[plain]
    starts = [name for name in _BY_NAME if plain == name or plain.startswith(f"{name} ")]
    return _BY_NAME[max(starts, key=len)] if starts else ""
