"""Pages of a folder lie in the order a person sees, fronts before backs; a doubt is told."""

from __future__ import annotations

import random

import pytest
from intake_samples import coded, master, picture, take

from sohoa.intake.inbox import candidate_at
from sohoa.intake.page_order import in_page_order

SURE = [
    "X, X (2), X (3), X (10)",
    "SKM_C3001, SKM_C3001_0001, SKM_C3001_0002, SKM_C3001_0010",
    "Scan 1, Scan 2, Scan 10",
    "001, 002, 010, 100",
    "IMG_20180503_101502, IMG_20180503_101510, IMG_20180504_080000",
    "001F, 001B, 002F, 002B, 010F",
    "hs12_001_R, hs12_001_V, hs12_002_R",
    "F001, B001, F002, B002",
    "scan-front-1, scan-back-1, scan-front-2, scan-back-2",
    "1A, 1B, 2A, 2B, 10A",
    "tờ 1 trước, tờ 1 sau, tờ 2 trước, tờ 2 sau",
    "Mặt trước 01, Mặt sau 01, Mặt trước 02, Mặt sau 02",
    "01 mặt 1, 01 mặt 2, 02 mặt 1, 02 mặt 2",
    "mặt 1 - 01, mặt 2 - 01, mặt 1 - 02, mặt 2 - 02",
    "p1 (F), p1 (B), p2 (F), p2 (B)",
]
IN_DOUBT = [
    "1, 2, 2a, 3, bìa",
    "A, A_0001, A_0002, A_0010, B",
    "bìa, trang 1, trang 2",
    "A1, A2, B1, B2",
    "01F, 01B, 02B, 03F",
    "01F, 01B, 02F, bìa",
    "x, X - Copy",
]


def shuffled(order: str) -> tuple[list[str], list[str]]:
    """The names as a person sees them, and as a disk may give them."""
    names = [f"{stem}.jpg" for stem in order.split(", ")]
    return names, random.Random(7).sample(names, len(names))


@pytest.mark.parametrize("order", SURE)
def test_what_is_plain_is_sure(order):
    """Counters by value, a first without one before its copies, sides in pairs."""
    names, found = shuffled(order)

    result = in_page_order(found)

    assert list(result.names) == names
    assert not list(result.findings())


@pytest.mark.parametrize("order", IN_DOUBT)
def test_doubt_is_a_finding_that_names_the_order(order):
    """Taken as the file manager shows it, and told."""
    names, found = shuffled(order)

    result = in_page_order(found)
    (finding,) = result.findings()

    assert list(result.names) == names
    assert (finding.code, finding.value) == ("page-order", order)


def test_one_number_twice_is_in_doubt():
    """`1.jpg` beside `01.jpg`, or beside `1.png`: which goes first, no counter tells."""
    for names in (["01.jpg", "1.jpg", "2.jpg"], ["1.jpg", "1.png", "2.jpg"]):
        assert not in_page_order(names).is_sure


def test_marks_and_case_do_not_move_a_page():
    """`Đ` stands after `D` and before `E`, as a person expects."""
    names = in_page_order(["E 1.jpg", "đ 1.jpg", "D 1.jpg"]).names

    assert names[-1] == "E 1.jpg"


def test_the_document_carries_the_order_and_the_doubt(tmp_path):
    """From the folder to the pages: the files in their order, and the finding on the document."""
    for number, name in enumerate(["1.jpg", "2.jpg", "2a.jpg", "bìa.jpg"]):
        master(tmp_path, f"hs/{name}", coded(picture("RGB", (900 + number, 1272)), "JPEG"))

    candidate = candidate_at(tmp_path / "inbox" / "hs")
    document = take(*candidate.paths)

    assert [page.width_px for page in document.pages] == [900, 901, 902, 903]
    assert ("page-order", "1, 2, 2a, bìa") in [(one.code, one.value) for one in document.findings]
