"""What people ask of a catalogue: the searches that `bench.catalogue` measures."""

from __future__ import annotations

from sohoa.catalogue.search_wanted import Wanted

QUERIES = (
    "giấy phép", "giay phep", "quyết định", "karaoke", "ủy ban nhân dân", "uy ban nhan dan",
    '"giấy phép kinh doanh"', "Nguyễn Văn An", "nguyen van an", "cộng hòa", "77/QĐ-SVHTTDL",
    "77/QD-SVHTTDL", "ma77so", "du lịch karaoke", "tổ chức cán bộ", "to chuc can bo", "hồ sơ",
    "không có từ này", "bình dương", "thanh tra xây dựng",
)  # fmt: skip
#: The same with all that a search understands beside words.
MIXED = (
    ("77QDSVHTTDL", Wanted()), ("77 qd svhttdl", Wanted()), ("SO-000077", Wanted()),
    ("05/03/2018", Wanted()), ("03/2018", Wanted()), ("karaoke 03/2018", Wanted()),
    ("giấy phép", Wanted(rooms=("Quản lý du lịch",))), ("giấy phép", Wanted(year=2018)),
    ("giấy phép", Wanted(rooms=("không",))), ("giấy phép", Wanted(state="archived")),
    ("giấy phép", Wanted(batch="Hộp 00050")), ("thanh tra", Wanted(phase=2)),
    ("77QDSVHTTDL", Wanted(newest=True)), ("02/2019", Wanted(year=2019)),
    ('"giấy phép kinh doanh karaoke"', Wanted()), ("giấy phép tháng 3 năm 2018", Wanted()),
    ("Nguyễn Văn An", Wanted(rooms=("Quản lý du lịch",))), ("karaoke", Wanted(newest=True)),
    ("karaoke", Wanted(record_types=("Giấy phép",))), ("cộng hòa", Wanted(newest=True)),
)  # fmt: skip
