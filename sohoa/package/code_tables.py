"""The code tables of Circular 05/2025/TT-BNV: code → what it means, as the circular says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sohoa.domain.record_types import known_type
from sohoa.domain.vietnamese import fold

MAINTENANCE: Final[Mapping[str, str]] = {
    "01": "Vĩnh viễn",
    "02": "70 năm",
    "03": "50 năm",
    "04": "30 năm",
    "05": "20 năm",
    "06": "10 năm",
    "07": "Khác",
}
MODE: Final[Mapping[str, str]] = {"01": "Công khai", "02": "Sử dụng có điều kiện", "03": "Mật"}
LANGUAGE: Final[Mapping[str, str]] = {
    "01": "Tiếng Việt",
    "02": "Tiếng Anh",
    "03": "Tiếng Pháp",
    "04": "Tiếng Nga",
    "05": "Tiếng Trung",
    "06": "Việt - Anh",
    "07": "Việt - Nga",
    "08": "Việt - Pháp",
    "09": "Hán Nôm",
    "10": "Việt - Trung",
    "11": "Khác",
}
CONFIDENCE: Final[Mapping[str, str]] = {"01": "Gốc điện tử", "02": "Số hóa", "03": "Hỗn hợp"}
FORMAT: Final[Mapping[str, str]] = {"01": "Tốt", "02": "Bình thường", "03": "Hỏng"}
YES_NO: Final[Mapping[str, str]] = {"1": "Có", "0": "Không"}
RECOVERY: Final[Mapping[str, str]] = {"01": "Đã dự phòng", "02": "Chưa dự phòng"}
#: Where two restatements of the circular differ (04 to 06), the order of Decree 30, article 7.
TYPE_NAME: Final[Mapping[str, str]] = {
    f"{number:02d}": name
    for number, name in enumerate(
        (
            "Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo",
            "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo",
            "Tờ trình", "Giấy ủy quyền", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Biên bản",
            "Hợp đồng", "Công văn", "Công điện", "Bản ghi nhớ", "Bản thỏa thuận", "Giấy mời",
            "Giấy giới thiệu", "Giấy nghỉ phép", "Thư công", "Bản đồ", "Bản vẽ kỹ thuật", "Khác",
        ),
        start=1,
    )
}  # fmt: skip
_OTHER = "32"
_TYPE_CODES = {fold(name): code for code, name in TYPE_NAME.items()}


def type_code(record_type: str) -> str:
    """The circular's code of a type: what it has no code for is `Khác`; empty for no type.

    >>> type_code("Quyết định công nhận hạng"), type_code("Giấy phép lữ hành"), type_code("")
    ('02', '32', '')
    """
    if not record_type.strip():
        return ""
    name = known_type(record_type) or record_type
    return _TYPE_CODES.get(fold(name).strip(), _OTHER)
