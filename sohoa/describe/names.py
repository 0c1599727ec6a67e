"""Surnames of people in Viet Nam: with one of them a person's name begins."""

from __future__ import annotations

from sohoa.domain.vietnamese import fold

_WRITTEN = """
An Âu Bạch Bàn Bành Bế Bùi Cà Cái Cầm Cam Cao Châu Chế Chu Chử Chung Cồ Cù Cung Dã Diệp Doãn Dư
Dương Đàm Đan Đặng Danh Đào Đậu Đèo Điểu Điền Đinh Đoàn Đỗ Đồng Đới Đường Giáp Giàng Giang Hà Hạ
Hầu Hán Hàn Hảng Hình Hoa Hoàng Hồ Hồng Hùng Hứa Huỳnh Kha Khổng Khuất Khúc Khương Kiều Kim Ksor
La Lã Lạc Lại Lâm Lầu Lê Lò Lỗ Lộc Long Lô Lù Lục Lữ Lương Lường Lưu Lý Ma Mã Mạc Mạch Mai Mẫn
Mạnh Mầu Mông Mùa Nghiêm Ngô Ngọc Ngụy Nguyễn Nhâm Nhữ Ninh Nông Ong Ông Phạm Phan Phí Phó Phù
Phùng Phương Quách Quan Quàng Quản Quế Sầm Siu Sơn Sùng Tạ Tăng Tào Thạch Thái Thẩm Thân Thào
Thiều Thi Thiệu Thới Tiêu Tô Tôn Tống Trà Trang Tráng Triệu Trình Trịnh Trần Trương Từ Tường Ty
Ung Uông Văn Vàng Vi Viên Vì Võ Vòng Vũ Vương Vừ Xa Yên Ưng Ứng
"""
#: The commonest of the Kinh, and of peoples whose names are written in the same way.
SURNAMES = frozenset(_WRITTEN.split())
#: Bare surname → how it is written; a few are written in several ways.
WRITTEN: dict[str, tuple[str, ...]] = {}
for _surname in sorted(SURNAMES):
    WRITTEN[fold(_surname)] = (*WRITTEN.get(fold(_surname), ()), _surname)

_PLACES = (
    "An Giang", "Bà Rịa", "Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre",
    "Bình Dương", "Bình Định", "Bình Phước", "Bình Thuận", "Cà Mau", "Cao Bằng", "Cần Thơ",
    "Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Giang",
    "Hà Nam", "Hà Nội", "Hà Tây", "Hà Tĩnh", "Hải Dương", "Hải Phòng", "Hậu Giang", "Hòa Bình",
    "Hồ Chí Minh", "Hưng Yên", "Khánh Hòa", "Kiên Giang", "Kon Tum", "Lai Châu", "Lạng Sơn",
    "Lào Cai", "Lâm Đồng", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ",
    "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng",
    "Sơn La", "Sông Bé", "Tây Ninh", "Thái Bình", "Thái Nguyên", "Thanh Hóa", "Thủ Dầu Một",
    "Thừa Thiên", "Tiền Giang", "Trà Vinh", "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
    "Việt Nam", "Văn Phòng", "Văn Thư",
)  # fmt: skip
#: Provinces and words of seals that begin like names of people, bare.
NO_PEOPLE = frozenset(map(fold, _PLACES))
