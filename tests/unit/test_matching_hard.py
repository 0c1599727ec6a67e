"""Registers that are wrong in several ways at once: no scan is given another's paper."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.hard_registers import Case, claimed_twice, in_runs, with_exchanged_words
from bench.looked_up import Index, comparing_of
from bench.misreading import read_of_a_reader, with_misread_day, with_misread_number
from bench.registers import Rows, as_clerks_write, drawn_rows
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord
from sohoa.matching.batch import match, weigh
from sohoa.matching.evidence import Level, Witness
from sohoa.matching.gaps import may_be_missing
from sohoa.matching.listed import Doubt, doubted_lists
from sohoa.matching.number_reading import NumbersRead, doubting_numbers
from sohoa.matching.outcome import Outcome, Proposal
from sohoa.matching.seen_paper import SeenPaper

_DAY = PartialDate(2018, 5, 12)
_BEGIN = "Về việc công nhận khách sạn đạt tiêu chuẩn phục vụ khách du lịch cho"
_NAMES = (
    "Bông Sen Vàng", "Hải Âu Xanh", "Trường Thọ Phát", "Lộc Ninh Giang", "Phước Vĩnh Tân",
    "Dĩ An Hưng", "Thuận Giao Mới", "Bàu Bàng Quê", "Tân Uyên Thịnh", "Chánh Nghĩa Lâm",
    "Hòa Lợi Khánh", "Mỹ Phước Sơn", "An Tây Hạ", "Rạch Bắp Kiều",
)  # fmt: skip
#: Numbers of one day, one after another; a reader takes some of them for others.
_FIRST = 140


def _row(number: int, subject: str = "", *, day: PartialDate = _DAY) -> RegisterRecord:
    return RegisterRecord(
        room="Phòng Quản lý Du lịch",
        record_type="Quyết định",
        number=f"{number}/QĐ-SVHTTDL",
        formed=day,
        subject=subject,
    )


def _scan(name: str, row: RegisterRecord, **said: object) -> SeenPaper:
    seen = SeenPaper(
        document_id=name,
        number=row.number,
        formed=row.formed,
        record_type=row.record_type,
        subject=row.subject,
        page=row.subject,
    )
    return replace(seen, **said)


def _papers() -> dict[str, RegisterRecord]:
    others = [replace(one, number=f"{at}/GP-SVH") for at, one in enumerate(drawn_rows(200, seed=3))]
    numbered = enumerate(_NAMES, _FIRST)
    own = {f"SO-{number}": _row(number, f"{_BEGIN} {name}") for number, name in numbered}
    return own | {f"X-{at}": one for at, one in enumerate(others)}


def _decided(scans: Sequence[SeenPaper], rows: Rows) -> dict[str, Proposal]:
    return {one.document_id: one for one in match(scans, Index(rows), comparing_of(rows))}


def _box(rows: Rows, misread: dict[int, int]) -> list[SeenPaper]:
    """A scan of each paper, some of whose numbers are read for another."""
    return [
        _scan(f"scan {number}", row, number=f"{misread.get(number, number)}/QĐ-SVHTTDL")
        for number, row in enumerate((rows[f"SO-{at}"] for at in _numbers()), _FIRST)
    ]


def _numbers() -> range:
    return range(_FIRST, _FIRST + len(_NAMES))


def test_a_row_that_breaks_off_says_less_than_one_that_is_whole():
    rows = _papers()
    own = rows["SO-145"]
    comparing, scan = comparing_of(rows), _scan("a", own)

    def level(subject: str) -> Level:
        found = comparing.evidence(scan, "SO-145", replace(own, subject=subject))
        assert found is not None
        return found.by(Witness.SUBJECT).level

    assert level(own.subject) is Level.SAME
    assert level(own.subject.replace("Về việc ", "").replace("khách sạn", "KS")) is Level.SAME
    assert level(_BEGIN) is Level.USUAL  # as in all of them
    assert level(f"{_BEGIN} Dĩ") is not Level.SAME


def test_a_number_is_believed_beside_a_row_without_words():
    """In a box that is read well: this is what most rows without a subject are."""
    rows = _papers()
    scans = _box(rows, {})
    rows["SO-142"] = replace(rows["SO-142"], subject="")
    found = _decided(scans, rows)["scan 142"]
    assert (found.outcome, found.record_id) == (Outcome.MATCHED, "SO-142")


@pytest.mark.parametrize("words", ["", _BEGIN])
@pytest.mark.parametrize("is_own_there", [True, False])
def test_no_number_alone_is_believed_in_a_box_whose_numbers_are_misread(words, is_own_there):
    """The worst that was measured: read for the next paper's, whose words a clerk has cut."""
    rows = _papers()
    scans = _box(rows, {142: 143, 145: 143, 148: 146, 150: 158, 153: 158})
    rows["SO-143"] = replace(rows["SO-143"], subject=words)
    if not is_own_there:
        del rows["SO-142"], rows["SO-145"]
    alone = [one for one in scans if one.document_id not in {"scan 143", "scan 145"}]
    assert not _decided(alone, rows)["scan 142"].outcome.is_settled
    found = _decided(scans, rows)
    assert not [one for one in found.values() if one.outcome.is_settled
                and one.record_id != one.document_id.replace("scan ", "SO-")]  # fmt: skip
    assert found["scan 151"].outcome is Outcome.MATCHED  # by its words as well


def test_how_well_numbers_are_read_is_measured_box_by_box():
    rows = _papers()
    good = [replace(one, box="Hộp 1") for one in _box(rows, {})]
    bad = [
        replace(one, box="Hộp 2", document_id=f"{one.document_id} b")
        for one in _box(rows, {142: 143, 145: 143, 148: 146})
    ]
    seen = [*good, *good, *good, *bad]
    evidence = list(weigh([*good, *bad], Index(rows), comparing_of(rows)))
    assert {one.box for one in doubting_numbers(seen, evidence)} == {"Hộp 2"}
    assert doubting_numbers(good, evidence) == []


@pytest.mark.parametrize(
    ("looked_at", "misread", "doubtful"),
    [(0, 0, False), (1, 0, False), (9, 1, True), (30, 1, False), (25, 2, True), (200, 10, False)],
)
def test_one_misread_of_a_few_is_enough_and_one_of_many_is_not(looked_at, misread, doubtful):
    assert NumbersRead(looked_at, misread).are_doubtful is doubtful


def test_a_paper_that_says_all_that_the_page_says_is_asked_about_before_one_without_words():
    """One scan alone, nothing is known of its box: 145 or 143, whose row has no words?"""
    rows = _papers()
    rows["SO-143"] = replace(rows["SO-143"], subject="")
    misread = _scan("a", rows["SO-145"], number="143/QĐ-SVHTTDL")
    found = _decided([misread], rows)["a"]
    assert found.outcome is Outcome.AMBIGUOUS
    assert {one.record_id for one in found.ranked} >= {"SO-143", "SO-145"}


def test_a_doubted_number_may_be_one_whose_row_is_missing():
    """The next number of the day has the same words: nothing else speaks against it."""
    rows = _papers()
    rows["SO-146"] = replace(rows["SO-146"], subject=rows["SO-145"].subject)
    scan = _scan("a", rows["SO-145"], number="146/QĐ-SVHTTDL", is_number_sure=False)
    del rows["SO-145"]
    found = _decided([scan], rows)["a"]
    assert found.outcome is Outcome.UNSURE
    assert found.ranked[0].by(Witness.NUMBER).level is Level.UNSURE_GAP
    other_day = replace(rows["SO-144"], formed=replace(_DAY, day=11))
    found = _decided([scan], rows | {"SO-144": other_day})["a"]
    assert found.outcome is Outcome.MATCHED  # 145 is the day before's, and the page is of the 12th


@pytest.mark.parametrize(
    ("held", "number", "gap"),
    [
        ((144, 146), "146", "145"),
        ((144, 145, 146), "146", ""),
        ((143, 145), "146", ""),  # 144 is missing, but nobody reads 146 for it
        ((146,), "146", ""),
        ((144, 146), "12a", ""),
    ],
)
def test_a_gap_is_a_number_between_two_of_the_day(held, number, gap):
    scan = _scan("a", _row(146), number=f"{number}/QĐ-SVHTTDL")
    assert may_be_missing(scan, [_row(one) for one in held]) == gap
    assert may_be_missing(replace(scan, formed=None), [_row(one) for one in held]) == ""


@pytest.mark.parametrize(
    ("listed", "number", "subject", "doubt"),
    [
        ("SO-145", "", f"{_BEGIN} {_NAMES[5]}", None),
        ("SO-146", "", f"{_BEGIN} {_NAMES[5]}", Doubt.BELIED),  # 145 has the page's words
        ("SO-146", "", "Thành lập Ban Tổ chức Hội thi ẩm thực", Doubt.UNSUPPORTED),  # none has
        ("SO-146", "", "", Doubt.UNSUPPORTED),
        ("SO-146", "", _BEGIN, Doubt.UNSUPPORTED),  # words that all of the day have
        ("SO-146", "146/QĐ-SVHTTDL", "", None),
        ("SO-none", "", f"{_BEGIN} {_NAMES[5]}", Doubt.UNSUPPORTED),
        ("", "", "", None),
    ],
)
def test_a_listed_paper_is_doubted_where_its_page_does_not_bear_it_out(
    listed, number, subject, doubt
):
    """The day is that of all papers."""
    rows = _papers()
    scan = _scan(
        "a", rows["SO-145"], number=number, subject=subject, page=subject, listed_id=listed
    )
    evidence = list(weigh([scan], Index(rows), comparing_of(rows)))
    assert doubted_lists([scan], evidence) == ({"a": doubt} if doubt else {})


def _wrong(cases: Sequence[Case], rows: Rows) -> list[str]:
    found = _decided([one.seen for one in cases], rows)
    truth = {one.seen.document_id: one.truth for one in cases}
    return [one.document_id for one in found.values()
            if one.outcome.is_settled and one.record_id != truth[one.document_id]]  # fmt: skip


def _without(cases: Sequence[Case], rows: Rows) -> list[str]:
    """Of every third scan the own row is missing: those that are settled all the same."""
    out = {one.truth for one in cases[::3]}
    left = {at: row for at, row in rows.items() if at not in out}
    gone = {one.seen.document_id for one in cases[::3]}
    return [one for one in _wrong(cases, left) if one in gone]


def _near_identical() -> tuple[list[Case], Rows]:
    rows, _own = in_runs(drawn_rows(60, seed=4), seed=4)
    chance = random.Random(4)
    return [Case(read_of_a_reader(at, rows[at], chance), at) for at in sorted(rows)[::2]], rows


@pytest.mark.parametrize(
    "kind", ["slips", "numbers", "slips and numbers", "days", "exchanged", "twice"]
)
def test_of_near_identical_papers_none_is_given_another(kind):
    """The same type, body and day, one number after another; what is wrong comes together."""
    cases, rows = _near_identical()
    written = rows
    if kind == "exchanged":
        written = with_exchanged_words(written, seed=1)
    if kind != "numbers":
        written = as_clerks_write(written, seed=1)
    if kind in {"numbers", "slips and numbers"}:
        cases = [replace(one, seen=with_misread_number(one.seen, one.truth)) for one in cases]
    if kind in {"days", "exchanged"}:
        cases = [replace(one, seen=with_misread_day(one.seen, one.truth)) for one in cases]
    if kind == "twice":
        cases = claimed_twice(cases[::4], rows, written, seed=1)
    assert _wrong(cases, written) == []
    assert _without(cases, written) == []
