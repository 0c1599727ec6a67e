"""The title of a paper: the line in capitals that names its type."""

from __future__ import annotations

from sohoa.domain.vietnamese import fold

#: The 29 types of Decree 30/2020, article 7, as far as they bear a title, those of rules of law,
#: and the titles of specialised papers (văn bản chuyên ngành) that sector law sets.
TYPES = (
    "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo",
    "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản",
    "Tờ trình", "Hợp đồng", "Công điện", "Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền",
    "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo",
    "Nghị định", "Thông tư",
    "Giấy phép", "Giấy chứng nhận", "Chứng chỉ", "Thẻ hướng dẫn viên", "Giấy xác nhận",
)  # fmt: skip
#: What bears no title of its type.
LETTER = "Công văn"
_BY_FOLDED = {fold(name): name for name in TYPES}
_LEAST_CAPITALS = 0.7


def type_in_title(text: str) -> str:
    """The type that a line names as a title: in capitals, at its start; empty if it is none.

    >>> type_in_title("QUYẾT ĐỊNH:"), type_in_title("Quyết định này có hiệu lực")
    ('Quyết định', '')
    """
    folded = fold(text)
    name = next((_BY_FOLDED[key] for key in _BY_FOLDED if folded.startswith(key)), "")
    return name if name and _is_capitals(text[: len(name)]) else ""


def _is_capitals(text: str) -> bool:
    """A title stands in capitals; the same words in a sentence do not."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return bool(letters) and capitals / len(letters) >= _LEAST_CAPITALS
