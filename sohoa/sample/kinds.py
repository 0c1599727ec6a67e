"""The results an office issues: kinds, their rooms and letters, and how long they hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

CULTURE = "Phòng Nghiệp vụ Văn hóa"
SPORT = "Phòng Nghiệp vụ Thể dục thể thao"
TOURISM = "Phòng Quản lý Du lịch"
FAMILY = "Phòng Xây dựng nếp sống văn hóa và gia đình"

#: Room → how it signs in a công văn's symbol and in the line `Lưu: VT, …`.
ROOM_LETTERS = {CULTURE: "NVVH", SPORT: "TDTT", TOURISM: "QLDL", FAMILY: "XDNSVHGĐ"}

#: Sport and tourism came to the department of culture in April 2008; its letters grew with it.
MERGED_IN = 2008


class Effect(Enum):
    """The validity of a result: until taken back, for some years, or for one event."""

    LASTING = "lasting"
    FIVE_YEARS = "five years"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of result.

    Attributes:
        letters: Of the type, in the symbol (`GP`); a công văn has none (Decree 30/2020,
            annex III).
        subject, owner: Templates over the facts of a case (`records.invent_facts`).
        since: The first year in which the law knew such a result.
    """

    key: str
    record_type: str
    title: str
    letters: str
    room: str
    subject: str
    owner: str
    effect: Effect = Effect.LASTING
    since: int = 2003

    def symbol(self, year: int) -> str:
        """The symbol behind the number: `GP-SVHTTDL`, or `SVHTTDL-QLDL` for a công văn."""
        agency = "SVHTTDL" if year >= MERGED_IN else "SVHTT"
        return f"{self.letters}-{agency}" if self.letters else f"{agency}-{ROOM_LETTERS[self.room]}"


KARAOKE = Kind(
    "karaoke", "Giấy phép đủ điều kiện kinh doanh dịch vụ karaoke", "GIẤY PHÉP", "GP", CULTURE,
    "Đủ điều kiện kinh doanh dịch vụ karaoke tại cơ sở {brand}", "Hộ kinh doanh Karaoke {brand}",
)  # fmt: skip
GYM = Kind(
    "gym", "Giấy chứng nhận đủ điều kiện kinh doanh hoạt động thể thao", "GIẤY CHỨNG NHẬN", "GCN",
    SPORT, "Đủ điều kiện kinh doanh hoạt động thể thao môn {sport}",
    "Công ty TNHH Thể thao {brand}",
)  # fmt: skip
HOTEL = Kind(
    "hotel", "Quyết định công nhận hạng cơ sở lưu trú du lịch", "QUYẾT ĐỊNH", "QĐ", TOURISM,
    "Về việc công nhận khách sạn {brand} đạt tiêu chuẩn {stars} sao",
    "Công ty TNHH Một thành viên Khách sạn {brand}", Effect.FIVE_YEARS,
)  # fmt: skip
SPOT = Kind(
    "spot", "Quyết định", "QUYẾT ĐỊNH", "QĐ", TOURISM,
    "Về việc công nhận điểm du lịch {brand}", "Công ty Cổ phần Du lịch {brand}", since=2006,
)  # fmt: skip
TRAVEL = Kind(
    "travel", "Giấy phép kinh doanh dịch vụ lữ hành nội địa", "GIẤY PHÉP", "GP", TOURISM,
    "Kinh doanh dịch vụ lữ hành nội địa", "Công ty TNHH Lữ hành {brand}", since=2018,
)  # fmt: skip
SHOW = Kind(
    "show", "Giấy phép tổ chức biểu diễn nghệ thuật", "GIẤY PHÉP", "GP", CULTURE,
    "Tổ chức biểu diễn nghệ thuật chương trình “{event}”",
    "Công ty TNHH Tổ chức sự kiện {brand}", Effect.EVENT,
)  # fmt: skip
RELIC = Kind(
    "relic", "Công văn", "", "", CULTURE,
    "V/v thỏa thuận phương án tu bổ, tôn tạo di tích {relic}", "Ban Quản lý di tích {relic}",
)  # fmt: skip
BANNER = Kind(
    "banner", "Công văn", "", "", CULTURE,
    "V/v tiếp nhận hồ sơ thông báo sản phẩm quảng cáo trên bảng quảng cáo, băng-rôn",
    "Công ty Cổ phần Quảng cáo {brand}", Effect.EVENT, since=2013,
)  # fmt: skip
LODGING = Kind(
    "lodging", "Công văn", "", "", TOURISM,
    "V/v thẩm định cơ sở vật chất kỹ thuật và dịch vụ của nhà nghỉ {brand}",
    "Doanh nghiệp tư nhân Nhà nghỉ {brand}",
)  # fmt: skip
COUNSEL = Kind(
    "counsel", "Giấy chứng nhận", "GIẤY CHỨNG NHẬN", "GCN", FAMILY,
    "Đăng ký hoạt động của cơ sở tư vấn về phòng, chống bạo lực gia đình",
    "Trung tâm Tư vấn Gia đình {brand}", since=2009,
)  # fmt: skip
CLUB = Kind(
    "club", "Quyết định", "QUYẾT ĐỊNH", "QĐ", SPORT,
    "Về việc công nhận Câu lạc bộ {sport} {brand}", "Câu lạc bộ {sport} {brand}",
)  # fmt: skip

KINDS = (KARAOKE, GYM, HOTEL, SPOT, TRAVEL, SHOW, RELIC, BANNER, LODGING, COUNSEL, CLUB)
