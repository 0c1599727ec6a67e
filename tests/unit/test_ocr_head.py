"""What could not be read of number and date is told; another paper's is not taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.describe.header import read_head, with_last_page
from sohoa.describe.witnesses import HEAD_FINDINGS, head_findings
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import finding_advice, finding_text
from sohoa.domain.needs import NeedRules
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import (
    Derivation,
    Description,
    Finding,
    HeaderFields,
    Line,
    PageEncoding,
    PageImage,
    PageText,
    ReadDocument,
    ReadPage,
    ScannedDocument,
    Word,
)
from sohoa.ocr.document import assemble
from sohoa.ocr.settings import QualitySettings
from sohoa.ocr.store import as_read, keep_page_text

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

TODAY = dt.date(2026, 11, 28)
TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
WIDTH, HEIGHT = 1650, 2340


def page_of(*lines: str, sure: float = 99.0) -> PageText:
    """A page with these lines from its top; ` | ` is a wide gap to the second column."""
    made = []
    for at, line in enumerate(lines):
        left, words = 150, []
        for number, column in enumerate(line.split(" | ")):
            left = max(left + 80, 800) if number else left
            for text in column.split():
                words.append(Word(text, left, 100 + 60 * at, 16 * len(text), 30, sure))
                left += 16 * len(text) + 12
        made.append(Line(1, 1, tuple(words)))
    return PageText("0" * 64, WIDTH, HEIGHT, 0, "test", tuple(made), sure)


def told(*lines: str, sure: float = 99.0) -> dict[str, str]:
    head = read_head([page_of(*lines, sure=sure)])
    found = head_findings(head, known=Description(), today=TODAY)
    return {one.code: one.value for one in found}


def header(*lines: str) -> HeaderFields:
    return read_head([page_of(*lines)]).fields


def paper(number="Số: 12/QĐ-UBND", day="Hà Nội, ngày 05 tháng 3 năm 2020", title="QUYẾT ĐỊNH"):
    """The head of a paper as Decree 30/2020 lays it out."""
    return (
        f"ỦY BAN NHÂN DÂN | {TITLE}",
        f"TỈNH BÌNH DƯƠNG | {MOTTO}",
        f"{number} | {day}",
        title,
    )


@pytest.mark.parametrize(
    "lines",
    [
        paper(),
        paper(number="Số: 154/2020/NĐ-CP", title="NGHỊ ĐỊNH"),
        paper(number="Số: 12/TTr-UBND", title="TỜ TRÌNH"),
        paper(number="Số: 2191/CT-CS", title="V/v chính sách thuế theo Quyết định số 7/QĐ-TTg"),
        paper(number="Số: 12/QĐUB"),
        paper(number="Số: 12A/QĐ-UBND"),
        paper(number="Số: 12/QĐ-TTg"),
        paper(number="Số: 12/QĐ-BCĐ138"),
        paper(number="Số: 12/QĐ-PCCC&CNCH-P6"),
        paper(number="Số: 12/TT.UB", title="TỜ TRÌNH"),
        paper(number="Số: 03/2020/VBHN-BQP", title="THÔNG TƯ"),
        paper(day="Thủ Dầu Một, ngày 1 tháng 2 năm 20 17"),
        paper(day="Hà nội ngày 31 tháng 12 năm 2019"),
        paper(day="TP. Hồ Chí Minh, ngày 09 tháng 10 năm 2018 ."),
        paper(day="Kỳ Anh, ngày 09 tháng 10 năm 2018"),
        ("DANH SÁCH HỌC VIÊN", "1. Nguyễn Văn A"),
    ],
)
def test_of_a_head_in_order_nothing_is_told(lines):
    """Number and date whole, sure, of one year and one type; a page without a head has none."""
    assert told(*lines).keys() <= {"head-missing"}
    assert ("head-missing" in told(*lines)) == lines[0].startswith("DANH")


@pytest.mark.parametrize(
    ("lines", "code", "value"),
    [
        (paper(number="Mật"), "number-missing", ""),
        (paper(number=""), "number-missing", ""),
        (paper(number="Số: /QĐ-UBND"), "number-illegible", "Số: /QĐ-UBND"),
        (paper(number="Số: ~§ QĐ-UBND"), "number-illegible", "Số: ~§ QĐ-UBND"),
        (paper(number="[cô nôn mai225/TT-BCA"), "number-illegible", "[cô nôn mai225/TT-BCA"),
        (paper(number="Số: 0f/QĐ-UBND"), "number-unsure", "0f/QĐ-UBND"),
        (paper(number="Số: 12/QĐ-"), "number-unsure", "12/QĐ"),
        (paper(number="Số: 12/QĐ-§BND"), "number-unsure", "12/QĐ"),
        (paper(number="Số: 12/QĐ-UB§D"), "number-unsure", "12/QĐ-UB"),
        (paper(number="Số: 12/QĐ-UBNDi"), "number-unsure", "12/QĐ-UBNDi"),
        (paper(day="Hà Nội"), "date-missing", ""),
        (paper(day="Hà Nội, ngày tháng năm"), "date-illegible", "ngày tháng năm"),
        (paper(day="Hà Nội, ngày 5 tháng 3 năm 20"), "date-illegible", "ngày 5 tháng 3 năm"),
        (paper(day="Hà Nội, ngày tháng năm 2013"), "date-incomplete", "ngày tháng năm 2013"),
        (paper(day="Hà Nội, ngày w tháng 01 năm 2013"), "date-incomplete",
         "ngày w tháng 01 năm 2013"),
        (paper(day="Hà Nội, ngày 22 tháng § năm 2013"), "date-incomplete",
         "ngày 22 tháng § năm 2013"),
        (paper(day="Hà Nội, ngày 22‡ tháng 01 năm 2013"), "date-unsure",
         "ngày 22‡ tháng 01 năm 2013"),
        (paper(day="Hà Nội, ngày 31 tháng 02 năm 2013"), "date-impossible",
         "ngày 31 tháng 02 năm 2013"),
        (paper(day="Hà Nội, ngày 22 tháng 01 năm 2073"), "date-in-future", "22/01/2073"),
        (paper(number="Số: 154/2024/NĐ-CP", title="NGHỊ ĐỊNH"), "number-against-date",
         "154/2024/NĐ-CP ≠ 05/03/2020"),
        (paper(number="Số: 12/GP-UBND"), "number-against-type", "12/GP-UBND ≠ Quyết định"),
        (paper(title="THÔNG BÁO"), "number-against-type", "12/QĐ-UBND ≠ Thông báo"),
        (("Số: 12/QĐ-UBND",), "date-missing", ""),
        (("Hà Nội, ngày 05 tháng 3 năm 2020",), "number-missing", ""),
        (("000 CÔNG OA XA HOI CHU NGHIA VIỆT NAM",), "number-missing", ""),
        (("ĐẢNG CỘNG SẢN VIỆT NAM", "Số 12-QĐ/TU"), "date-missing", ""),
        (("ĐẢNG CỘNG SẢN VIỆT NAM", "Số 12-§/TU"), "number-illegible", "Số 12-§/TU"),
        (("một trang không có gì",), "head-missing", ""),
    ],
)  # fmt: skip
def test_what_is_lost_or_contradicted_is_told(lines, code, value):
    """Each kind has a code of its own, with what was read."""
    assert told(*lines)[code] == value


def test_print_that_the_readers_do_not_agree_on_is_told():
    """The least sure word of number and date counts; those of the place do not."""
    sure = page_of(*paper())
    number_and_day = sure.lines[2]

    def doubted(*texts: str) -> set[str]:
        words = tuple(
            replace(word, confidence=70.0 if word.text in texts else 99.0)
            for word in number_and_day.words
        )
        lines = (*sure.lines[:2], replace(number_and_day, words=words), sure.lines[3])
        head = read_head([replace(sure, lines=lines)])
        return {one.code for one in head_findings(head, known=Description(), today=TODAY)}

    assert doubted("12/QĐ-UBND") == {"number-unsure"}
    assert doubted("05") == {"date-unsure"}
    assert doubted("Hà", "Nội,") == set()


@pytest.mark.parametrize(
    "citation",
    [
        "Thông tư số 86/2016/TT-BQP ngày 20 tháng 6 năm 2016 của Bộ trưởng",
        "(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 20 tháng 6 năm 2016)",
        "Sửa đổi Thông tư số 55/2021/TT-BCA ngày 15 tháng 5 năm 2021",
        "ngày 20 tháng 6 năm 2016 của Bộ trưởng Bộ Quốc phòng",
        "ngày 20 tháng 6 năm 2016",
        "có hiệu lực kể từ ngày 05 tháng 8 năm 2016",
        "Quyết định này có hiệu lực từ ngày 05 tháng 8 năm 2016",
        "(Thời hạn đến ngày 05 tháng 8 năm 2016",
        "V/v họp ngày 05 tháng 8 năm 2016",
        "Về việc họp ngày 05 tháng 8 năm 2016",
        "nghị ngày 05 tháng 8 năm 2016",
        "tại Hội trường, ngày 05 tháng 8 năm 2016",
    ],
)
def test_a_cited_day_is_not_the_papers(citation):
    """A day with a sentence around it is left alone, and that none was found is told."""
    lines = (f"BỘ QUỐC PHÒNG | {TITLE}", MOTTO, "Số: 12/TT-BQP", "PHỤ LỤC", citation)

    assert header(*lines).formed is None
    assert "date-missing" in told(*lines)


def test_a_subject_beside_the_day_does_not_hide_it():
    """The subject of a letter stands at the left of the day, mostly on another line."""
    line = "V/v họp ngày 05 tháng 8 năm 2016 | Hà Nội, ngày 06 tháng 7 năm 2016"
    apart = (TITLE, MOTTO, "Số: 12/UBND-VP", line)

    assert header(*apart).formed == PartialDate(2016, 7, 6)
    assert "date-unsure" not in told(*apart)


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, "V/v góp ý dự thảo Quyết định", "Số 2269/QĐ-TTg về viễn thông"),
        (TITLE, "Theo Quyết định Số 2269/QĐ-TTg của Thủ tướng"),
    ],
)
def test_a_cited_number_is_not_the_papers(lines):
    """The subject of a letter, and a sentence, name other papers."""
    assert header(*lines).number == ""
    assert {"number-missing", "number-illegible"} & told(*lines).keys()


SCRAPS = [
    "Số:", "Số", "/", "12/QĐ-UBND", "154/2024/NĐ-CP", "QĐ-", "ngày", "tháng", "năm", "20", "V/v",
    "20\u00a018", "2018", "٣", "31", "02", "§", "‡", "Hà", "Nội,", "(", ")", "của", "QUYẾT", "ĐỊNH",
    "\u0345", "ﬁ", "XÁC THỰC VĂN BẢN HỢP NHẤT",
]  # fmt: skip


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(
                    SCRAPS
                ),
                st.integers(-40, 400),
                st.integers(0, 60),
            ),
            min_size=1,
            max_size=9,
        ),
        max_size=5,
    )
)  # fmt: skip
def test_no_head_stops_a_batch(rows):
    """Whatever stands in it, however it is laid: something or nothing is read, and no more."""
    lines = []
    for at, row in enumerate(rows):
        left, words = 0, []
        for text, gap, height in row:
            words.append(Word(text, left, 100 * at, 12 * len(text), height, 90.0))
            left += 12 * len(text) + gap
        lines.append(Line(1, 1, tuple(words)))
    page = replace(page_of("x"), lines=tuple(lines))

    head = with_last_page(read_head([page]), page)

    assert all(one.code for one in head_findings(head, known=Description(), today=TODAY))


def test_two_numbers_in_one_head_are_told():
    """A stamp with a number like the paper's own: a person says which it is."""
    lines = ("Số: 77/QĐ-VP", *paper())

    assert told(*lines)["number-unsure"] == "12/QĐ-UBND; 77/QĐ-VP"


def test_a_consolidated_text_is_numbered_where_it_is_certified():
    """Number and day of its last page, and that they are from there is told."""
    first = page_of(
        f"BỘ QUỐC PHÒNG | {TITLE}", MOTTO, "THÔNG TƯ",
        "Thông tư số 86/2016/TT-BQP ngày 20 tháng 6 năm 2016 của Bộ trưởng",
    )  # fmt: skip
    last = page_of(
        "Điều 37. Trách nhiệm thi hành",
        "theo Thông tư số 18/2026/TT-BQP ngày 10 tháng 3 năm 2026 của Bộ trưởng",
        "BỘ QUỐC PHÒNG | XÁC THỰC VĂN BẢN HỢP NHẤT",
        "Số: 46/VBHN-BQP | Hà Nội, ngày 04 tháng 5 năm 2026",
    )

    head = with_last_page(read_head([first]), last)

    assert (head.fields.number, head.fields.formed) == ("46/VBHN-BQP", PartialDate(2026, 5, 4))
    found = [*head_findings(head, known=Description(), today=TODAY)]
    assert [(one.code, one.value) for one in found] == [
        ("head-elsewhere", "46/VBHN-BQP, 04/05/2026")
    ]


def test_a_licence_is_dated_above_its_signature():
    """A licence whose head has no day takes that of its end; a decision does not."""
    last = page_of("Điều 2. Thi hành", " | Bình Dương, ngày 04 tháng 5 năm 2020", " | GIÁM ĐỐC")
    licence = read_head([page_of(TITLE, MOTTO, "Số: 12/GP-SVHTTDL", "GIẤY PHÉP")])
    decision = read_head([page_of(TITLE, MOTTO, "Số: 12/QĐ-SVHTTDL", "QUYẾT ĐỊNH")])

    dated = with_last_page(licence, last)

    assert (dated.fields.number, dated.fields.formed) == (
        "12/GP-SVHTTDL", PartialDate(2020, 5, 4)
    )  # fmt: skip
    assert dated.is_elsewhere
    assert with_last_page(decision, last) == decision


def _read(tmp_path: Path, *texts: PageText, known: Description) -> ReadDocument:
    pages: list[ReadPage] = []
    for number, text in enumerate(texts, start=1):
        image = PageImage(
            f"d.p{number:04}", tmp_path / "p", str(number), WIDTH, HEIGHT, 200, 200,
            PageEncoding.PNG, Derivation.AS_SCANNED,
        )  # fmt: skip
        kept = keep_page_text(tmp_path / f"{number}.alto.xml", text, image)
        pages.append(as_read(image, kept))
    images = tuple(page.image for page in pages)
    scanned = ScannedDocument("d", "b", "d", (), "", images, known)
    return assemble(scanned, pages, today=TODAY)


def test_the_document_goes_to_a_person(tmp_path):
    """Each finding names its page, and the document is to be looked at."""
    cover, front = page_of("BÌA HỒ SƠ"), page_of(*paper(number="Số: /QĐ-UBND"))

    read = _read(tmp_path, cover, front, known=Description())

    assert Finding("number-illegible", 2, "Số: /QĐ-UBND") in read.findings
    assert DECLARED.need_of(read.findings) is Need.REVIEW


def test_scanning_again_does_not_hide_what_is_to_be_looked_at(tmp_path):
    """A document that lacks a sheet and whose number is lost waits for both."""
    front = page_of(*paper(number="Số: /QĐ-UBND"))

    read = _read(tmp_path, front, known=Description(sheets=2))

    assert DECLARED.needs_of(read.findings) == {Need.RESCAN, Need.REVIEW}
    assert DECLARED.need_of(read.findings) is Need.RESCAN


def test_a_page_hardly_read_is_told(tmp_path):
    """A page of which few words are sure is looked at, whatever it seems to say."""
    read = _read(tmp_path, page_of(*paper(), sure=47.0), known=Description())

    assert Finding("hardly-legible", 1, "47") in read.findings


def test_a_paper_without_a_head_is_no_riddle_where_its_number_is_known(tmp_path):
    """A drawing that the batch list names goes on in silence; an unnamed one is told."""
    drawing = page_of("MẶT BẰNG TẦNG 1")

    named = _read(tmp_path, drawing, known=Description(number="12/GP-SXD"))
    unnamed = _read(tmp_path, drawing, known=Description())

    assert named.findings == ()
    assert [one.code for one in unnamed.findings] == ["head-missing"]


def test_every_finding_has_words_advice_and_sends_to_a_person():
    """None of them is a bare code on the screen, and none goes by unseen by default."""
    for code in (*HEAD_FINDINGS, "hardly-legible"):
        finding = Finding(code, 1, "x")
        assert code not in finding_text(finding, str)
        assert finding_advice(finding, str)
        assert code in QualitySettings().review


@pytest.mark.parametrize(
    ("day", "signed", "formed"),
    [
        ("13 tháng 1 năm 2019", "14.11.2019 11:09:44 +07:00", "2019-11-13"),
        ("13 tháng 1 năm 2019", "14/12/2019", "2019-12-13"),
        ("20 tháng 2 năm 2020", "04/01/2021", "2020-12-20"),
        ("13 tháng 1 năm 2019", "15.01.2019", "2019-01-13"),  # as it is read
        ("13 tháng 1 năm 2019", "12.11.2019", "2019-01-13"),  # of the day before no month's
        ("13 tháng 1 năm 2019", "14.11.2022", "2019-01-13"),  # published years later
        ("13 tháng 1 năm 2019", "31.02.2019", "2019-01-13"),
        ("13 tháng 01 năm 2019", "14.11.2019", "2019-01-13"),  # as the decree writes January
        ("13 tháng 3 năm 2019", "14.11.2019", "2019-03-13"),
        ("31 tháng 1 năm 2019", "02.12.2019", "2019-01-31"),  # there is no 31/11
    ],
)
def test_a_month_that_lost_a_figure_is_told_by_the_time_of_signing(day, signed, formed):
    """The reading stays beside it, and a person is told; what is read for sure stays."""
    lines = (f"Thời gian ký: {signed}", *paper(day=f"Hà Nội, ngày {day}"))
    doubted = read_head([page_of(*lines, sure=80.0)])
    assert doubted.fields.formed == PartialDate.parse(formed)
    found = head_findings(doubted, known=Description(), today=TODAY)
    assert "date-unsure" in {one.code for one in found}
    read = PartialDate.parse(f"{day[-4:]}-{int(day.split()[2]):02d}-{day[:2]}")
    assert read in {one.formed for one in doubted.days}
    assert header(*lines).formed == read
