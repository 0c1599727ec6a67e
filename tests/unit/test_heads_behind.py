"""A head, or a mark of secrecy, on a later page, and what only looks like one."""

from __future__ import annotations

import pytest
from typed_pages import centred, head, typed_page

from sohoa.describe.heads import heads_behind, marks_beside
from sohoa.domain.stage_results import PageText

BODY = ("UBND TỈNH BÌNH DƯƠNG", "SỞ VĂN HÓA")
DAY = "Bình Dương, ngày 05 tháng 3 năm 2019"
FIRST = typed_page(*head("Số: 12/QĐ-SVHTT", body=BODY, day=DAY), centred(50, 170, "QUYẾT ĐỊNH"))
SECOND = typed_page(*head("Số: 13/QĐ-SVHTT", body=BODY, day=DAY), centred(50, 170, "QUYẾT ĐỊNH"))
THIRD = typed_page(*head("Số: 14/QĐ-SVHTT", body=BODY, day=DAY), centred(50, 170, "QUYẾT ĐỊNH"))
TEXT = typed_page((12, 80, "Điều 2. Quyết định này có hiệu lực kể từ ngày ký."))
ANNEX = typed_page(
    centred(50, 80, "PHỤ LỤC"), centred(50, 110, "(Kèm theo Quyết định số 12/QĐ-SVHTT)")
)
FORM = typed_page(*head("Số: …/GP", body=BODY, day="…, ngày … tháng … năm …"))
APPLICATION = typed_page(
    centred(50, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    centred(50, 100, "Độc lập - Tự do - Hạnh phúc"),
    centred(50, 140, "ĐƠN ĐỀ NGHỊ"),
)
NUMBERED = typed_page((12, 60, "Số: 12/QĐ-SVHTT"), (12, 90, "tiếp theo trang 1"))
EMPTY = typed_page()


def test_a_head_behind_is_given_with_its_page_and_number():
    """Every one of them."""
    assert list(heads_behind([FIRST, TEXT, SECOND, TEXT, THIRD])) == [
        (3, "13/QĐ-SVHTT"), (5, "14/QĐ-SVHTT")
    ]  # fmt: skip


@pytest.mark.parametrize("pages", [[EMPTY, FIRST, TEXT], [TEXT, FIRST], [EMPTY], []])
def test_the_papers_own_head_is_none(pages):
    """Also behind a blank page or a cover."""
    assert list(heads_behind(pages)) == []


def test_a_head_that_is_repeated_begins_nothing():
    """As on each page of some licences, and on a page that was scanned twice."""
    assert list(heads_behind([FIRST, FIRST, SECOND, SECOND])) == [(3, "13/QĐ-SVHTT")]


@pytest.mark.parametrize("page", [TEXT, ANNEX, FORM, APPLICATION, NUMBERED, EMPTY])
def test_what_only_looks_like_a_head_is_none(page):
    """Annexes, forms to be filled in, applications, a number repeated on the next page."""
    assert list(heads_behind([FIRST, page])) == []


def _marked(mark: str, at: int = 40, beside: str = "") -> PageText:
    words = [(30, at, beside)] if beside else []
    return typed_page((10, at, mark), *words, centred(50, 100, "PHỤ LỤC"), (12, 160, "Danh sách"))


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "[TOI MAT]"])
def test_a_mark_of_secrecy_at_the_top_of_any_page_is_given(mark):
    """Of an annex, of a cover before the head, and beside another page's first words."""
    found = mark.strip("[]")
    assert list(marks_beside([FIRST, TEXT, _marked(mark)])) == [(3, found)]
    assert list(marks_beside([_marked(mark), FIRST])) == [(1, found)]
    assert list(marks_beside([FIRST, _marked(mark, beside="Trang 2/5")])) == [(2, found)]


@pytest.mark.parametrize(
    "page",
    [TEXT, ANNEX, FORM, EMPTY, SECOND, _marked("Mật"), _marked("MẤT"), _marked("BÍ MẬT NHÀ NƯỚC"),
     _marked("MẬT", at=900)],
)  # fmt: skip
def test_a_word_is_no_mark_of_secrecy(page):
    """In small letters, another word, part of a title, far down as in a table or below a text."""
    assert list(marks_beside([FIRST, page])) == []


def test_the_mark_of_the_papers_own_head_is_described_there():
    marked = typed_page(
        *head("Số: 12/QĐ-SVHTT", body=BODY, day=DAY),
        (10, 160, "MẬT"),
        centred(50, 190, "QUYẾT ĐỊNH"),
    )
    assert list(marks_beside([marked, TEXT])) == []
