"""Made-up people, companies and addresses of Bình Dương."""

from __future__ import annotations

from sohoa.sample.chance import Chance

_FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý", "Đoàn", "Trương", "Lâm", "Mai", "Tô", "Châu", "Thái", "Quách", "Kiều", "Tạ",
)  # fmt: skip
_MEN = (
    "Văn Hậu", "Minh Quân", "Thanh Tùng", "Hữu Nghĩa", "Quốc Bảo", "Đình Khôi", "Công Thành",
    "Trọng Hiếu", "Hoàng Long", "Đức Thịnh", "Tấn Phát", "Bá Lộc", "Xuân Trường", "Việt Dũng",
    "Gia Huy", "Chí Cường", "Ngọc Ẩn", "Thế Vỹ", "Anh Kiệt", "Phước Sang",
)  # fmt: skip
_WOMEN = (
    "Thị Hồng Nhung", "Thị Mỹ Duyên", "Ngọc Ánh", "Thị Kim Phượng", "Thúy Quỳnh", "Thị Bích Thủy",
    "Thị Lệ Hằng", "Phương Uyên", "Thị Cẩm Tú", "Thị Thanh Tâm", "Thị Diễm My", "Hoài Thương",
    "Thị Tuyết Mai", "Khánh Vân", "Thị Xuân Hạnh", "Thị Yến Nhi", "Thị Đẹp", "Thị Ngọc Giàu",
)  # fmt: skip
_BRANDS = (
    "Ánh Sao Đêm", "Phú Thịnh An", "Gió Đồng Nội", "Hoàng Yến Phi", "Sông Bé Xanh",
    "Thiên Ân Phúc", "Minh Khang Lộc", "Trúc Xanh Quê", "Lái Thiêu Vườn", "Hương Lúa Mới",
    "Ngọc Viễn Đông", "Thủ Phú Cường", "Cát Tường Vy", "Đất Thủ Xưa", "Mắt Nai", "Hồ Bình An",
    "Vĩnh Hưng Phát", "Suối Mơ Xanh", "Bến Cát Vàng", "Rạng Đông Mới", "Sen Hồng Quý",
    "Bạch Đằng Giang",
)  # fmt: skip
_STREETS = (
    "Đại lộ Bình Dương", "đường Cách Mạng Tháng Tám", "đường Yersin", "đường Phú Lợi",
    "đường Huỳnh Văn Lũy", "đường Nguyễn Thị Minh Khai", "đường Lê Hồng Phong",
    "đường Bùi Quốc Khánh", "đường Ngô Gia Tự", "đường Trần Hưng Đạo", "đường Lý Thường Kiệt",
    "đường Đoàn Trần Nghiệp", "đường Thích Quảng Đức", "đường Nguyễn An Ninh", "đường ĐT 743",
)  # fmt: skip
#: Town → since when it is a city (before that `thị xã`), and some of its wards.
_TOWNS = {
    "Thủ Dầu Một": (2012, ("Phú Hòa", "Phú Lợi", "Hiệp Thành", "Chánh Nghĩa", "Phú Cường")),
    "Thuận An": (2020, ("Lái Thiêu", "An Phú", "Bình Hòa", "Thuận Giao", "Vĩnh Phú", "Bình Nhâm")),
    "Dĩ An": (2020, ("Dĩ An", "Đông Hòa", "Tân Đông Hiệp", "Bình An", "An Bình", "Tân Bình")),
    "Bến Cát": (2024, ("Mỹ Phước", "Thới Hòa", "Chánh Phú Hòa", "Tân Định")),
    "Tân Uyên": (2023, ("Uyên Hưng", "Thái Hòa", "Tân Phước Khánh", "Khánh Bình")),
}  # fmt: skip
_VENUES = (
    "Nhà hát Bình Dương", "Trung tâm Hội nghị và Triển lãm tỉnh", "Công viên Phú Cường",
    "Sân vận động Gò Đậu", "Quảng trường trung tâm thành phố mới", "Nhà Văn hóa Lao động tỉnh",
    "Khu du lịch sinh thái Bình Nhâm", "Trung tâm Văn hóa - Thông tin và Thể thao",
)  # fmt: skip

DIRECTORS = ("Lê Hữu Phước", "Huỳnh Ngọc Đáng Khoa", "Cao Thị Mỹ Tiên")
DEPUTIES = ("Nguyễn Khoa Trường", "Bùi Hữu Toàn Thắng", "Trần Thị Kim Loan", "Phạm Quang Tuấn Anh")


def person(chance: Chance) -> str:
    """A full name as it stands on a paper: `bà Lê Thị Cẩm Tú`."""
    given, title = (_MEN, "ông") if chance.often(0.5) else (_WOMEN, "bà")
    return f"{title} {chance.pick(_FAMILIES)} {chance.pick(given)}"


def brand(chance: Chance) -> str:
    """Draw the name on the sign over a shop's door."""
    return chance.pick(_BRANDS)


def venue(chance: Chance) -> str:
    """A place that holds an audience."""
    return chance.pick(_VENUES)


def address(chance: Chance, *, year: int) -> str:
    """A house in one of the towns, with the rank the town had in that year."""
    town = chance.pick(tuple(_TOWNS))
    city_since, wards = _TOWNS[town]
    rank = "thành phố" if year >= city_since else "thị xã"
    house = f"{chance.integer(2, 399)}{chance.pick(('', '', '', 'A', '/12', '/5B'))}"
    street, ward = chance.pick(_STREETS), chance.pick(wards)
    return f"số {house}, {street}, phường {ward}, {rank} {town}, tỉnh Bình Dương"


def business_number(chance: Chance) -> str:
    """A tax number of Bình Dương: ten digits that begin with 370."""
    return f"370{chance.integer(0, 9_999_999):07d}"
