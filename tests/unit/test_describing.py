"""What pages say of a paper: each field from its own place, and from no other."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pdfa_samples import draw_page, read_document, read_page
from PIL import Image
from typed_pages import centred, foot, head, seen_otherwise, typed_page

from sohoa.describe.describing import describe
from sohoa.describe.doubts import doubts
from sohoa.describe.layout import read_layouts
from sohoa.describe.lists import ListsTold
from sohoa.domain.errors import SettingsError
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules
from sohoa.domain.paper_fields import FieldName
from sohoa.domain.secrecy import mark_in
from sohoa.domain.stage_results import Line
from sohoa.settings import load_settings
from sohoa.work.describing import describe_job
from sohoa.workspace import CHECKOUT

BODY = ("ỦY BAN NHÂN DÂN", "TỈNH BÌNH DƯƠNG", "SỞ VĂN HÓA, THỂ THAO", "VÀ DU LỊCH")
DAY = "Bình Dương, ngày 05 tháng 3 năm 2021"
BASIS = "Căn cứ Quyết định số 987/QĐ-UBND ngày 12 tháng 7 năm 2019 của Ủy ban nhân dân tỉnh;"
FOOT = foot(700, signed_as=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), name="Nguyễn Văn Ấn", room="QLVHGĐ")
DECISION = (
    *head("Số: 154 /QĐ-SVHTTDL", body=BODY, day=DAY),
    centred(52, 180, "QUYẾT ĐỊNH"),
    centred(52, 200, "Về việc công nhận hạng cơ sở lưu trú du lịch"),
    centred(52, 218, "đối với Khách sạn Hoa Mai"),
    centred(52, 262, "GIÁM ĐỐC SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH"),
    (20, 300, BASIS),
)
LETTER = (
    *head("Số: 576 /SVHTTDL-QLDL", body=BODY, day=DAY),
    (18, 146, "V/v chấp thuận tổ chức"),
    (18, 164, "biểu diễn nghệ thuật"),
    (42, 230, "Kính gửi: Công ty TNHH Sự kiện Ánh Sáng"),
    (20, 300, "Thực hiện Nghị định số 144/2020/NĐ-CP ngày 14 tháng 12 năm 2020,"),
)


def said(*pages) -> dict[str, str]:
    """Every field and what it says."""
    return {field.name.value: field.value for field in describe(pages).fields}


def test_a_decision_says_all_of_a_description():
    """Each part of Decree 30's layout; what the text cites is none of it."""
    assert said(typed_page(*DECISION), typed_page((20, 60, "Điều 1."), *FOOT)) == {
        "parent_body": "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG",
        "issuing_body": "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH",
        "record_type": "Quyết định",
        "number": "154/QĐ-SVHTTDL",
        "place": "Bình Dương",
        "formed": "2021-03-05",
        "subject": "công nhận hạng cơ sở lưu trú du lịch đối với Khách sạn Hoa Mai",
        "signed_as": "KT. GIÁM ĐỐC | PHÓ GIÁM ĐỐC",
        "signer": "Nguyễn Văn Ấn",
        "recipients": "Như trên; Lưu: VT, QLVHGĐ",
        "drafting_room": "QLVHGĐ",
    }


def test_a_letter_has_its_subject_beside_the_number():
    """It bears no title; the text, and whom it is for, are no part of what it is about."""
    found = said(typed_page(*LETTER, *FOOT))

    assert found["record_type"] == "Công văn"
    assert found["subject"] == "chấp thuận tổ chức biểu diễn nghệ thuật"
    assert found["number"] == "576/SVHTTDL-QLDL"


def test_each_field_says_where_it_stands_and_how_sure_it_is():
    """Page, box, confidence, reader and rule: what a person is shown to decide by."""
    page = typed_page((20, 60, "Điều 1."), *FOOT, confidence=88.0)
    found = describe([typed_page(*DECISION), page])
    signer, number = found.of(FieldName.SIGNER), found.of(FieldName.NUMBER)

    assert (signer.page, signer.confidence, signer.reader) == (2, 88.0, "typed")
    assert signer.rule == "decree-30/signer"
    assert (number.page, number.confidence) == (1, 96.0)
    assert number.box.left < number.box.left + number.box.width < 1240


def test_what_another_reader_saw_is_a_choice():
    """The number that it would make; a reading that makes none is left out."""
    page = seen_otherwise(typed_page(*DECISION), "154", "164")
    assert describe([page]).of(FieldName.NUMBER).choices == ("164/QĐ-SVHTTDL",)
    assert describe([seen_otherwise(page, "154", "~")]).of(FieldName.NUMBER).choices == ()


@pytest.mark.parametrize(
    ("word", "seen", "name", "choices"),
    [
        ("Mai", "Mơi", FieldName.SUBJECT,
         ("công nhận hạng cơ sở lưu trú du lịch đối với Khách sạn Hoa Mơi",)),
        ("Mai", "Hoa Mai", FieldName.SUBJECT, ()),  # the word before it as well
        ("Mai", "Mai.", FieldName.SUBJECT, ()),
        ("ĐỊNH", "ĐINH", FieldName.RECORD_TYPE, ()),  # a type is one of those that there are
        ("LỊCH", "LICH", FieldName.ISSUING_BODY, ("SỞ VĂN HÓA, THỂ THAO VÀ DU LICH",)),
    ],
)  # fmt: skip
def test_each_field_keeps_what_another_reader_saw(word, seen, name, choices):
    """A whole value for each place that was seen otherwise; where words are parted alike."""
    field = describe([seen_otherwise(typed_page(*DECISION), word, seen)]).of(name)
    assert field.choices == choices


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("SỞ TÀI CHÍNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SỞ TÀI CHÍNH"),
        ("BỘ CÔNG AN CỘNG HOÀ XÃ HỘI CHỦ NGHỈA VIỆT NAM", "BỘ CÔNG AN"),
    ],
)
def test_the_national_title_is_no_part_of_a_bodys_name(line, body):
    """However near it stands; a body of the Sở kind is no number line either."""
    page = typed_page(
        (18, 70, line), (19, 110, "Số: 12/QĐ-STC"), (52, 110, DAY), centred(52, 180, "QUYẾT ĐỊNH")
    )
    assert said(page)["issuing_body"] == body


def test_stamps_and_notes_are_not_taken_for_the_papers_own():
    """Who received it when and under which number, and who signed the file electronically."""
    stamped = typed_page(
        (60, 10, "Ký bởi: TRUNG TÂM CÔNG BÁO"),
        (60, 22, "16.01.2025 07:46:10 +07:00"),
        (2, 195, "CÔNG VĂN ĐẾN"),
        (2, 212, "Số: 2352 Ngày: 21/3/18"),
        (2, 232, "Chuyển: Đ/c Hùng"),
        *DECISION,
    )
    plain = said(typed_page(*DECISION))

    assert said(stamped) == plain


def test_the_signature_is_the_papers_own_and_not_an_annexs():
    """The first one after the text; a form of an annex has a place to sign, too."""
    annex = typed_page((20, 60, "PHỤ LỤC"), *foot(
        300, signed_as=("GIÁM ĐỐC CÔNG TY",), name="Trần Thị Mẫu", room="HC",
    ))  # fmt: skip
    found = said(typed_page(*DECISION), typed_page((20, 60, "Điều 1."), *FOOT), annex)

    assert found["signer"] == "Nguyễn Văn Ấn"


def test_where_seal_and_signature_hide_the_titles_the_name_is_found():
    """Beside those whom the paper goes to; ranks and degrees are no part of it."""
    hidden = foot(700, signed_as=("#tHIỆU TRƯỜNG _.",), name="TS. Trương Huy Hoàng", room="ĐT")
    assert said(typed_page(*DECISION, *hidden))["signer"] == "Trương Huy Hoàng"


@pytest.mark.parametrize("name", ["h Chính", "Le , ấn Dũng", "MạnEZñi", "inh Sà cứ»Á 7"])
def test_what_a_seal_left_of_a_name_is_no_signer(name):
    """A name of which letters are lost is not legible, and nothing is guessed."""
    lost = foot(700, signed_as=("GIÁM ĐỐC",), name=name, room="VP")
    assert "signer" not in said(typed_page(*DECISION, *lost))


@pytest.mark.parametrize(
    ("name", "confidence", "is_told"),
    [("Nguyễn Văn Ấn", 96, False), ("Nguyễn Văn Ấn", 80, True), ("Hã Thị Vân", 96, True),
     ("MạnEZñi Tuyết Mai", 96, True)],
)  # fmt: skip
def test_a_name_that_may_be_another_is_told(name, confidence, is_told):
    """By its likelihood, a surname that is none, or a syllable that cannot be Vietnamese."""
    end = foot(700, signed_as=("GIÁM ĐỐC",), name=name, room="VP")
    found = doubts(describe([typed_page(*DECISION), typed_page(*end, confidence=confidence)]))
    assert [(one.code, one.page, one.value) for one in found] == (
        [("signer-unsure", 2, name)] if is_told else []
    )


@pytest.mark.parametrize(("confidence", "is_told"), [(96, False), (29, True)])
def test_body_and_subject_into_which_a_stamp_is_woven_are_told(confidence, is_told):
    """By the likelihood of their least sure word."""
    found = {one.code for one in doubts(describe([typed_page(*DECISION, confidence=confidence)]))}
    assert found == ({"body-unsure", "subject-unsure"} if is_told else set())


def test_a_surname_that_is_none_has_those_it_can_be():
    """`Hã` is read for `Hà`: what was read stays, and what it can be stands beside it."""
    lost = foot(700, signed_as=("GIÁM ĐỐC",), name="Hã Thị Lê Vân", room="VP")
    signer = describe([typed_page(*DECISION, *lost)]).of(FieldName.SIGNER)

    assert signer.value == "Hã Thị Lê Vân"
    assert "Hà Thị Lê Vân" in signer.choices


@pytest.mark.parametrize(("mark", "field"), [("HỎA TỐC", "urgency"), ("TỐI MẬT", "secrecy")])
def test_a_mark_of_urgency_or_secrecy_stands_alone(mark, field):
    """A stamp of the first page; the same words in a sentence are none."""
    assert said(typed_page(*DECISION, (10, 160, mark)))[field] == mark
    assert field not in said(typed_page(*DECISION, (20, 330, f"{mark} là mức độ của văn bản")))


# --- other layouts ---------------------------------------------------------------------------


def test_a_paper_of_the_party_is_numbered_in_its_own_way():
    """A dash before the type, a stroke before the body; no colon after the word."""
    found = describe([typed_page(
        centred(28, 70, "TỈNH ỦY BÌNH DƯƠNG"), (48, 70, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (19, 110, "Số 12-QĐ/TU"), (52, 110, DAY), centred(52, 180, "QUYẾT ĐỊNH"),
        centred(52, 200, "về việc chỉ định cấp ủy viên"),
    )])  # fmt: skip

    assert found.layout == "party"
    assert found.value(FieldName.NUMBER) == "12-QĐ/TU"
    assert found.value(FieldName.ISSUING_BODY) == "TỈNH ỦY BÌNH DƯƠNG"


def test_a_law_is_numbered_in_its_own_way():
    """`Luật số:` names the law itself, not one that is cited."""
    found = describe([typed_page(
        centred(28, 70, "QUỐC HỘI"), (46, 70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (18, 110, "Luật số: 33/2024/QH15"), (52, 110, "Hà Nội, ngày 21 tháng 6 năm 2024"),
        centred(52, 180, "LUẬT"), centred(52, 200, "LƯU TRỮ"),
    )])  # fmt: skip

    assert (found.layout, found.value(FieldName.NUMBER)) == ("law", "33/2024/QH15")


def test_a_licence_says_whose_it_is_and_how_long_it_is_valid():
    """Behind its labels, over two lines where a name is long; the number below the title."""
    found = describe([typed_page(
        *head("", body=BODY, day=DAY)[:-2], (52, 125, DAY),
        centred(52, 180, "GIẤY PHÉP KINH DOANH KARAOKE"), centred(52, 200, "Số: 15/GP-SVHTTDL"),
        (16, 240, "1. Tên tổ chức, cá nhân: Công ty TNHH Một thành viên Dịch vụ"),
        (16, 258, "giải trí Ánh Trăng"),
        (16, 280, "2. Mã số doanh nghiệp: 3700123456 do Sở Kế hoạch và Đầu tư cấp"),
        (16, 300, "Giấy phép này"),
        (16, 320, "có giá trị đến ngày 31 tháng 12 năm 2026."),
        *FOOT,
    )])  # fmt: skip

    assert found.layout == "licence"
    assert found.value(FieldName.NUMBER) == "15/GP-SVHTTDL"
    owner = "Công ty TNHH Một thành viên Dịch vụ giải trí Ánh Trăng"
    assert found.value(FieldName.OWNER) == owner
    assert found.value(FieldName.OWNER_ID) == "3700123456"
    assert found.value(FieldName.VALID_UNTIL) == "2026-12-31"


def test_a_label_goes_on_up_to_its_colon():
    """`Họ và tên chủ hộ kinh doanh: …`; without a colon all behind the label is the field."""
    owner = {
        "- Họ và tên chủ hộ kinh doanh: bà Lý Hoài Thương": "bà Lý Hoài Thương",
        "Cấp cho: Ông Lê Văn Tám": "Ông Lê Văn Tám",
        "Cấp cho Nhà hát Bình Dương": "Nhà hát Bình Dương",
    }
    for line, value in owner.items():
        page = typed_page(
            *head("Số: 1/GP-UBND", body=BODY[:2], day=DAY),
            centred(52, 180, "GIẤY PHÉP"),
            (16, 260, line),
        )
        assert said(page)["owner"] == value


def test_older_papers_have_the_layout_of_their_time():
    """By the day that they bear; one whose day nobody reads has the places all papers have."""
    old = DAY.replace("2021", "2012")
    body = BODY[:2]
    dated = [head("Số: 1/QĐ-UBND", body=body, day=day) for day in (old, DAY, "")]
    assert [describe([typed_page(*one)]).layout for one in dated] == [
        "before-2020", "decree-30", "administrative",
    ]  # fmt: skip


def test_a_page_without_words_says_nothing():
    """A blank sheet before the paper is passed over; of nothing but blank ones nothing is said."""
    blank = typed_page()
    assert describe([blank]).fields == describe([]).fields == ()
    found = describe([blank, typed_page(*DECISION)])
    assert found.of(FieldName.NUMBER).page == found.of(FieldName.SUBJECT).page == 2


def test_no_day_is_made_up():
    """A year alone stays a year."""
    page = typed_page(
        *head("Số: 1/QĐ-UBND", body=BODY[:2], day="Bình Dương, ngày … tháng … năm 2009")
    )
    assert said(page)["formed"] == "2009"


# --- what looks like a field and is none ------------------------------------------------------

ABOVE_LICENCE = (
    *head("Số: 15/GP-SVHTTDL", body=BODY[:2], day=DAY), centred(52, 180, "GIẤY PHÉP"),
)  # fmt: skip


def licence(*lines: str, number: str = "Số: 15/GP-SVHTTDL") -> dict[str, str]:
    """What a licence with these lines says."""
    above = head(number, body=BODY[:2], day=DAY)
    form = ((16, 240 + 18 * at, line) for at, line in enumerate(lines))
    return said(typed_page(*above, centred(52, 180, "GIẤY PHÉP"), *form))


@pytest.mark.parametrize(
    ("lines", "owner"),
    [
        (("1. Tên doanh nghiệp: Công ty A", "2. Mã số doanh nghiệp: 3700123456"), "Công ty A"),
        (("Tên tổ chức: Công ty Hoa Sen", "b) Người đại diện: Lê Văn A"), "Công ty Hoa Sen"),
        (("Tên tổ chức: Công ty Hoa Sen", "tên viết tắt: HS"), "Công ty Hoa Sen"),
        (("Tên tổ chức:", "Địa chỉ: 12 Lê Lợi"), None),
        (("Cho phép tổ chức biểu diễn nghệ thuật",), None),
        (("CHO PHÉP:", "Điều 1. Công ty Hoa Sen được tổ chức biểu diễn nghệ thuật"), None),
        (("Ông (bà) có tên trên đây được phép hành nghề",), None),
        (("Cấp cho Công ty Cũ ngày 5 tháng 3 năm 2010", "Cấp cho: Công ty Mới"), "Công ty Mới"),
        (("Họ và tên: Lê Văn A", "Tên tổ chức: Công ty Mới"), "Công ty Mới"),
    ],
)  # fmt: skip
def test_whose_it_is_stands_behind_its_label_alone(lines, owner):
    """Not what a sentence says, nor the next item of the form, nor the value of another label."""
    assert licence(*lines).get("owner") == owner


@pytest.mark.parametrize(
    ("lines", "until"),
    [
        (("Giấy phép này có giá trị đến hết ngày 31/12/2026.",), "2026-12-31"),
        (("Có giá trị đến: tháng 12 năm 2026",), "2026-12"),
        (("Giấy phép này có giá trị đến hết năm 2025, thay thế Giấy phép ngày 02/5/2010",), "2025"),
        (("Có giá trị đến: 05 năm kể từ ngày 05/3/2021",), None),
        (("Kèm theo Giấy chứng nhận an ninh trật tự", "có giá trị đến 31/12/2022."), None),
        (("Có giá trị đến: 31/02/2026",), None),
    ],
)  # fmt: skip
def test_a_last_day_is_the_date_right_behind_its_label(lines, until):
    """No term, no day from which one is counted, no other paper's day, no day there is not."""
    assert licence(*lines).get("valid_until") == until


@pytest.mark.parametrize(
    "line",
    ["Mã số thuế: ; điện thoại 0274 3822 999", "CMND số: ... cấp ngày 05 03 2021"],
)
def test_a_number_of_a_person_stands_right_behind_its_label(line):
    """An empty one takes no telephone number and no date."""
    assert "owner_id" not in licence(line)


@pytest.mark.parametrize(
    ("head_line", "lines"),
    [
        ("", ("Giấy phép này thay thế Giấy phép", "Số: 12/GP-SVHTTDL cấp ngày 02/5/2010.")),
        ("Số:      /GP-SVHTTDL", ("Căn cứ Quyết định", "Số: 99/QĐ-UBND")),
    ],
)
def test_a_number_below_the_title_is_not_a_cited_one(head_line, lines):
    """It stands alone on its line; where the head has a place for one it is looked for there."""
    assert "number" not in licence(*lines, number=head_line)


def test_the_authority_below_the_title_does_not_sign():
    """`GIÁM ĐỐC` above the text, a table or a party of a contract is no signature block."""
    page = typed_page(
        *DECISION[:-2], (44, 262, "GIÁM ĐỐC"), (20, 300, "Căn cứ Luật Du lịch;"),
        (44, 330, "BÍ THƯ"), (44, 350, "Lý Thường Kiệt"), centred(52, 400, "QUYẾT ĐỊNH:"),
        (16, 430, "Điều 1. Công nhận hạng cơ sở lưu trú du lịch đối với Khách sạn Hoa Mai"), *FOOT,
    )  # fmt: skip
    assert said(page)["signer"] == "Nguyễn Văn Ấn"
    assert said(page)["signed_as"] == "KT. GIÁM ĐỐC | PHÓ GIÁM ĐỐC"


@pytest.mark.parametrize("line", ["Phó Giám Đốc", "Hà Nội", "An Giang", "Văn Phòng", "QUYẾT ĐỊNH"])
def test_titles_and_places_are_no_people(line):
    """They begin like names; the name is the last line that is one."""
    end = (
        (16, 700, "Nơi nhận:"), centred(71, 700, "GIÁM ĐỐC"), centred(71, 740, line),
        centred(71, 820, "Nguyễn Văn Hai"),
    )  # fmt: skip
    assert said(typed_page(*DECISION, *end))["signer"] == "Nguyễn Văn Hai"
    assert said(typed_page(*DECISION, *end[:-1])).get("signer") is None


@pytest.mark.parametrize("name", ["Khác Văn Hai", "Bằng Lăng Tím"])
def test_a_name_without_a_surname_is_told(name):
    """It may be a name of a people whose surnames are not known here, or none."""
    paper = describe(
        [typed_page(*DECISION, *foot(700, signed_as=("GIÁM ĐỐC",), name=name, room="VP"))]
    )
    assert [one.code for one in doubts(paper)] == ["signer-unsure"]


def test_of_two_signers_each_is_a_choice():
    """None is taken for the only one in silence."""
    end = (
        (16, 700, "Nơi nhận:"), (45, 700, "TRƯỞNG PHÒNG"), (72, 700, "GIÁM ĐỐC"),
        (45, 800, "Lê Thị Kim"), (72, 801, "Trần Văn Giám"),
    )  # fmt: skip
    paper = describe([typed_page(*DECISION, *end)])
    signer = paper.of(FieldName.SIGNER)

    assert {signer.value, *signer.choices} == {"Lê Thị Kim", "Trần Văn Giám"}
    assert [one.code for one in doubts(paper)] == ["signer-unsure"]


def test_a_mark_of_secrecy_sends_the_paper_to_a_person():
    """Whatever the settings say; urgency is a field and no more."""
    found = list(doubts(describe([typed_page(*DECISION, (10, 160, "MẬT"))])))

    assert [(one.code, one.page, one.value) for one in found] == [("secrecy-mark", 1, "MẬT")]
    assert NeedRules.of({}).need_of(found) is Need.REVIEW
    assert not list(doubts(describe([typed_page(*DECISION, (10, 160, "HỎA TỐC"))])))


@pytest.mark.parametrize("word", ["MẮT", "MẶT", "KHÁN", "MAT"])
def test_words_that_look_like_marks_are_none(word):
    """`BỆNH VIỆN MẮT` is no secret."""
    found = said(typed_page(*DECISION, (10, 150, word)))
    assert "secrecy" not in found
    assert "urgency" not in found


@pytest.mark.parametrize(
    ("lines", "issuing", "above"),
    [
        (("ĐẢNG ỦY CÁC CƠ QUAN", "TỈNH BÌNH DƯƠNG"), "ĐẢNG ỦY CÁC CƠ QUAN TỈNH BÌNH DƯƠNG", ""),
        (("KHU DI TÍCH LỊCH SỬ", "ĐỀN HÙNG"), "KHU DI TÍCH LỊCH SỬ ĐỀN HÙNG", ""),
        (("ỦY BAN NHÂN DÂN HUYỆN", "VỤ BẢN"), "ỦY BAN NHÂN DÂN HUYỆN VỤ BẢN", ""),
        (("TRƯỜNG THPT", "ĐOÀN THỊ ĐIỂM"), "TRƯỜNG THPT ĐOÀN THỊ ĐIỂM", ""),
        (("BỘ TÀI CHÍNH", "CHI CỤC", "THUẾ BÌNH DƯƠNG"), "CHI CỤC THUẾ BÌNH DƯƠNG", "BỘ TÀI CHÍNH"),
    ],
)  # fmt: skip
def test_a_name_over_two_lines_stays_one(lines, issuing, above):
    """Also where its second line begins like another body's, or has a word of a stamp."""
    found = said(
        typed_page(*head("Số: 1/QĐ-UBND", body=lines, day=DAY), centred(52, 180, "QUYẾT ĐỊNH"))
    )
    assert (found["issuing_body"], found.get("parent_body", "")) == (issuing, above)


def test_a_body_that_is_named_like_a_type_is_no_title():
    """`BAN QUẢN LÝ DỰ ÁN …` above the number; nor capitals in the text of a letter."""
    body = ("BAN QUẢN LÝ", "DỰ ÁN ĐẦU TƯ XÂY DỰNG", "TỈNH BÌNH DƯƠNG")
    found = said(typed_page(*head("Số: 154/QĐ-BQL", body=body, day=DAY), *DECISION[-5:]))
    assert (found["record_type"], found["number"]) == ("Quyết định", "154/QĐ-BQL")
    assert found["issuing_body"] == "BAN QUẢN LÝ DỰ ÁN ĐẦU TƯ XÂY DỰNG TỈNH BÌNH DƯƠNG"
    assert (
        said(typed_page(*LETTER, (30, 400, "CHƯƠNG TRÌNH BIỂU DIỄN")))["record_type"] == "Công văn"
    )


@pytest.mark.parametrize(
    ("lines", "subject"),
    [
        (("Cho phép tổ chức triển lãm",), "Cho phép tổ chức triển lãm"),
        (("Thực hiện cải cách hành chính",), "Thực hiện cải cách hành chính"),
        (("Về việc lập Hội đồng", "Xét tặng danh hiệu"), "lập Hội đồng Xét tặng danh hiệu"),
        (("BAN HÀNH QUY CHẾ VĂN THƯ",), "BAN HÀNH QUY CHẾ VĂN THƯ"),
        (("(V/v giám sát phòng thi)",), "giám sát phòng thi"),
        (("Về việc giao đất (đợt 1)",), "giao đất (đợt 1)"),
        # What a seal or a stroke has left before it, and what may stand before it.
        (("NAM Í. _Về việc giao đất",), "giao đất"),
        (("| 'Về việc giao đất",), "giao đất"),
        (("Sửa đổi QĐ Về việc giao đất",), "Sửa đổi QĐ Về việc giao đất"),
        (("Đính chính Quyết định Về việc giao đất",), "Đính chính Quyết định Về việc giao đất"),
        (("Trả lời về việc giao đất",), "Trả lời về việc giao đất"),
    ],
)  # fmt: skip
def test_a_subject_is_neither_cut_nor_lost(lines, subject):
    """Words with which a text may begin also stand in subjects."""
    below = (centred(52, 200 + 18 * at, line) for at, line in enumerate(lines))
    page = typed_page(*DECISION[:-4], *below, (20, 300, BASIS))
    assert said(page)["subject"] == subject


@pytest.mark.parametrize(
    ("kept", "room"),
    [("VT, P.KTTH(bnt)", "P.KTTH"), ("ĐT, VT.", "ĐT"), ("VT, T.Hoa", "T.Hoa"), ("VT", None)],
)
def test_the_drafting_room_is_not_the_clerk(kept, room):
    """In whatever order, with its points."""
    end = ((16, 700, "Nơi nhận:"), (16, 720, f"- Lưu: {kept}"))
    assert said(typed_page(*DECISION, *end)).get("drafting_room") == room


def test_words_about_where_papers_are_handed_in_are_no_recipients():
    """`Thời gian, nơi nhận hồ sơ:` is a sentence of the text."""
    page = typed_page(*DECISION, (16, 600, "Thời gian, nơi nhận hồ sơ: tại Phòng Một cửa"))
    assert "recipients" not in said(page)


def test_a_hostile_line_takes_no_time():
    """Tens of thousands of words that begin like a national title."""
    began = time.process_time()
    describe([typed_page((5, 60, "cộng đảng " * 20_000), *DECISION[2:])])
    assert time.process_time() - began < 5


def test_a_line_without_words_is_passed_over():
    """No reader gives one; none may stop a box."""
    page = typed_page(*DECISION)
    odd = replace(page, lines=(Line(1, 1, ()), *page.lines))
    assert describe([odd]).value(FieldName.NUMBER) == "154/QĐ-SVHTTDL"


def test_number_and_day_have_the_page_they_stand_on():
    """A licence that is numbered on its first page and dated above the signature."""
    first = typed_page(*ABOVE_LICENCE[:-2], centred(52, 180, "GIẤY PHÉP"), (20, 300, "Điều 1."))
    undated = replace(first, lines=tuple(one for one in first.lines if "tháng" not in one.text))
    numbered = replace(
        undated, lines=(*typed_page((19, 125, "Số: 15/GP-SVHTTDL")).lines, *undated.lines)
    )
    found = describe([numbered, typed_page((55, 650, DAY), *FOOT)])

    assert found.of(FieldName.NUMBER).page == 1
    assert found.of(FieldName.FORMED).page == 2


def test_a_mark_at_the_top_of_a_later_page_is_the_papers(tmp_path):
    """Also where no head stands there; each page with its own."""
    pages = [
        typed_page(*DECISION), typed_page((10, 40, "MẬT"), (40, 130, "PHỤ LỤC")),
        typed_page((12, 80, "Danh sách")), typed_page((10, 40, "TỐI MẬT"), (40, 130, "PHỤ LỤC")),
    ]  # fmt: skip
    drawn = Image.new("L", (400, 3508), 255)
    read = read_document(*(read_page(tmp_path, drawn, one.lines) for one in pages))  # fmt: skip
    found = describe_job(read, layouts=(), lists=ListsTold(), described_by="x").findings
    assert [(one.page, one.value) for one in found if one.code == "secrecy-mark"] == [
        (2, "MẬT"), (4, "TỐI MẬT")
    ]  # fmt: skip
    assert mark_in(found) == "MẬT, TỐI MẬT"


def test_what_cannot_be_described_costs_neither_its_record_nor_its_box(tmp_path):
    """A page text that is no longer as it was written: told, and tried again by the next run."""
    drawn = draw_page(("Văn bản số 1",), size=(413, 585))
    read = read_document(read_page(tmp_path, *drawn))
    assert describe_job(read, layouts=(), lists=ListsTold(), described_by="x").described_by == "x"

    read.pages[0].text_path.write_bytes(b"<alto")
    lost = describe_job(read, layouts=(), lists=ListsTold(), described_by="x")
    assert [one.code for one in lost.findings] == ["undescribed"]
    assert (lost.paper.fields, lost.described_by) == ((), "")

    read.pages[0].text_path.unlink()
    gone = describe_job(read, layouts=(), lists=ListsTold(), described_by="x")
    assert (gone.paper.fields, gone.findings, gone.described_by) == ((), (), "x")


# --- forms of an office's own ----------------------------------------------------------------


def worked_example() -> str:
    """The file that `docs/layouts.md` shows."""
    page = (CHECKOUT / "docs" / "layouts.md").read_text(encoding="utf-8")
    return page.partition("```toml\n")[2].partition("```")[0]


def test_the_worked_example_works(tmp_path):
    """An office's own form is read by its own file, beside the places that all papers have."""
    (tmp_path / "dang-ky-giai.toml").write_text(worked_example(), encoding="utf-8")
    page = typed_page(
        *head("Số: 12-ĐKTT/2019", body=BODY, day=DAY),
        centred(52, 180, "PHIẾU ĐĂNG KÝ GIẢI"),
        (16, 240, "Đơn vị tổ chức: Liên đoàn Bóng chuyền"),
        (16, 258, "tỉnh Bình Dương"),
        (16, 280, "Ngày kết thúc: 20/8/2021"),
        *FOOT,
    )
    found = describe([page], layouts=read_layouts(tmp_path))

    assert found.layout == "dang-ky-giai"
    assert found.of(FieldName.OWNER).rule == "dang-ky-giai/owner"
    assert {name.value: found.value(name) for name in (
        FieldName.NUMBER, FieldName.OWNER, FieldName.VALID_UNTIL, FieldName.SIGNER,
    )} == {
        "number": "12-ĐKTT/2019", "owner": "Liên đoàn Bóng chuyền tỉnh Bình Dương",
        "valid_until": "2021-08-20", "signer": "Nguyễn Văn Ấn",
    }  # fmt: skip
    assert describe([typed_page(*DECISION)], layouts=read_layouts(tmp_path)).layout == "decree-30"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = ", "Invalid value"),
        ("basis = 'x'", "title"),
        ("title = 'x'\n[recognised]\nline = '('", "recognised.line"),
        ("title = 'x'\n[[labelled]]\nfield = 'colour'\nlabels = ['y']", "labelled.0.field"),
        ("title = 'x'\n[[labelled]]\nfield = 'owner'\nlabels = []", "labelled.0.labels"),
        ("title = 'x'\nnumbre = 1", "numbre"),
        ("name = 'y'\ntitle = 'x'", "name"),
        ("title = 'x'\n[number]\npattern = '(?P<number>1)'\nwritten = '{number}'", "symbol"),
        ("title = 'x'\n[recognised]\nline = '" + "(" * 2000 + "'", "recognised.line"),
        ("title = 'x'\n[recognised]\nline = 'a{99999999999999}'", "recognised.line"),
        ("title = 'x'\n[recognised]\ntitles = ['']", "recognised.titles.0"),
        ("title = 'x'\n[recognised]\nsince = 2020-01-01\nuntil = 2019-01-01", "until"),
        ("title = 'x'\n[[labelled]]\nfield = 'owner'\nlabels = ['']", "labelled.0.labels.0"),
        (
            "title = 'x'\n" + 2 * "[[labelled]]\nfield = 'owner'\nlabels = ['Tên']\n",
            "a field is there twice",
        ),
        (
            "title = 'x'\n[number]\npattern = '(?P<number>1)(?P<symbol>A)'\nwritten='{number:>9}'",
            "written: {number:>9}",
        ),
        (
            "title = 'x'\n[number]\npattern = '(?P<number>1)(?P<symbol>A)'\nwritten = '{nr}'",
            "written: {nr}",
        ),
    ],
)
def test_a_file_that_is_no_layout_is_refused_by_name(tmp_path, text, told):
    """With what was expected; every other mistake of the settings is named beside it."""
    config = Path(shutil.copytree(CHECKOUT / "config", tmp_path / "config"))
    (config / "layouts").mkdir()
    (config / "layouts" / "mau.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as caught:
        load_settings(config)
    problems = caught.value.details["problems"]
    assert "layouts/mau.toml" in problems
    assert told in problems
