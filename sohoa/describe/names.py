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
