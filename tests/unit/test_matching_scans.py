"""Which paper a scan is of: what each witness says, and what is decided of a batch."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.hard_registers import Case
from bench.looked_up import Index
from bench.misreading import read_of_a_reader
from bench.registers import as_clerks_write, drawn_rows
from sohoa.domain import paper_findings
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord
from sohoa.domain.stage_results import Finding, Said
from sohoa.matching.assignment import assign
from sohoa.matching.batch import match
from sohoa.matching.blocking import wanted
from sohoa.matching.comparing import Comparing
from sohoa.matching.evidence import Evidence, Level, Witness
from sohoa.matching.outcome import Outcome, Proposal
from sohoa.matching.seen_paper import SeenPaper, seen_paper
from sohoa.matching.weights import usual_weights, weights_of
from sohoa.matching.words import WordCounts, words_of

_SUBJECT = "Về việc công nhận khách sạn Bông Sen đạt tiêu chuẩn 2 sao"
_ROW = RegisterRecord(
    room="Phòng Quản lý Du lịch",
    record_type="Quyết định",
    number="145/QĐ-SVHTTDL",
    formed=PartialDate(2018, 5, 12),
    subject=_SUBJECT,
    owner="Công ty TNHH Khách sạn Bông Sen",
    location="Hộp 07, kệ B",
    sheets=2,
)
_SCAN = SeenPaper(
    document_id="hop-07.a",
    number="145/QĐ-SVHTTDL",
    formed=PartialDate(2018, 5, 12),
    record_type="Quyết định",
    subject=_SUBJECT,
    page="Xét đề nghị của Công ty TNHH Khách sạn Bông Sen",
    least_sheets=1,
    most_sheets=2,
    box="Hộp 07",
)
_OTHERS = [
    replace(one, number=f"{at}/GP-SVHTTDL") for at, one in enumerate(drawn_rows(200, seed=3))
]


def _comparing(*rows: RegisterRecord) -> Comparing:
    texts = (f"{row.subject} {row.owner}" for row in (*_OTHERS, *rows))
    return Comparing(usual_weights(), WordCounts(texts))


def _levels(scan: SeenPaper, row: RegisterRecord) -> dict[Witness, Level]:
    found = _comparing(row).evidence(scan, "SO-000001", row)
    assert found is not None
    return {one.witness: one.level for one in found.compared}


def _proposals(scans: list[SeenPaper], rows: dict[str, RegisterRecord]) -> dict[str, Proposal]:
    found = match(scans, Index(rows), _comparing(*rows.values()))
    return {one.document_id: one for one in found}


def test_a_scan_that_says_what_the_row_says_is_the_paper_by_every_witness():
    levels = _levels(_SCAN, _ROW)
    assert levels.pop(Witness.LIST) is levels.pop(Witness.ORDER) is Level.SILENT
    assert set(levels.values()) == {Level.SAME}
    assert set(levels) == set(Witness) - {Witness.LIST, Witness.ORDER}


@pytest.mark.parametrize(
    ("changed", "witness", "level"),
    [
        ({"number": "Số 145 / QĐ-SVHTTDL"}, Witness.NUMBER, Level.SAME),
        ({"number": "745/QĐ-SVHTTDL"}, Witness.NUMBER, Level.SLIP),
        ({"number": "45/QĐ-SVHTTDL"}, Witness.NUMBER, Level.SLIP),
        ({"number": "144/QĐ-SVHTTDL"}, Witness.NUMBER, Level.OTHER),
        ({"number": ""}, Witness.NUMBER, Level.SILENT),
        ({"is_number_sure": False}, Witness.NUMBER, Level.UNSURE_SAME),
        ({"number": "745/QĐ-SVHTTDL", "is_number_sure": False}, Witness.NUMBER, Level.UNSURE_SLIP),
        (
            {"number": "146/QĐ-SVHTTDL", "numbers": ("145/QĐ-SVHTTDL",), "is_number_sure": False},
            Witness.NUMBER,
            Level.CHOICE,
        ),
        (
            {"number": "146/QĐ-SVHTTDL", "numbers": ("145/QĐ-SVHTTDL",)},
            Witness.NUMBER,
            Level.SECOND,
        ),
        ({"number": "145/QĐ"}, Witness.SYMBOL, Level.PART),
        ({"number": "145"}, Witness.SYMBOL, Level.SILENT),
        ({"number": "145/QD-SVHTTDI"}, Witness.SYMBOL, Level.SAME),
        ({"number": "145/QĐ-SVHTDL"}, Witness.SYMBOL, Level.SLIP),
        ({"number": "145/TB-SVHTTDL"}, Witness.SYMBOL, Level.OTHER),
        ({"number": "145/2017/QĐ-UBND"}, Witness.SYMBOL, Level.OTHER),
        ({"formed": PartialDate(2018)}, Witness.DATE, Level.PART),
        ({"formed": PartialDate(2018, 5, 13)}, Witness.DATE, Level.SLIP),
        ({"formed": PartialDate(2018, 12, 5)}, Witness.DATE, Level.SLIP),
        ({"formed": PartialDate(2018, 7, 23)}, Witness.DATE, Level.OTHER),
        ({"formed": None}, Witness.DATE, Level.SILENT),
        ({"is_date_sure": False}, Witness.DATE, Level.UNSURE_SAME),
        (
            {"formed": PartialDate(2018, 5, 13), "is_date_sure": False},
            Witness.DATE,
            Level.UNSURE_SLIP,
        ),
        ({"formed": PartialDate(2017, 5, 12), "is_date_sure": False}, Witness.DATE, Level.OTHER),
        (
            {"formed": PartialDate(2017, 9, 13), "is_date_sure": False},
            Witness.DATE,
            Level.OTHER,
        ),
        ({"record_type": "Giấy phép", "number": "145"}, Witness.TYPE, Level.OTHER),
        ({"record_type": "Giấy phép"}, Witness.TYPE, Level.SAME),  # by its letters
        ({"record_type": ""}, Witness.TYPE, Level.SILENT),
        ({"subject": _SUBJECT.replace("ậ", "a").replace("ô", "o")}, Witness.SUBJECT, Level.SAME),
        ({"subject": _SUBJECT.replace("Bông", "Bônq")}, Witness.SUBJECT, Level.SAME),
        ({"subject": _SUBJECT.replace("Bông Sen", "Hải Âu")}, Witness.SUBJECT, Level.CHANGED),
        ({"subject": "", "page": ""}, Witness.SUBJECT, Level.SILENT),
        ({"subject": "Tổ chức giải bơi lặn mùa hè"}, Witness.SUBJECT, Level.OTHER),
        ({"page": "Xét đề nghị của ông Trần Văn Tám", "subject": ""}, Witness.OWNER, Level.OTHER),
        ({"least_sheets": 3, "most_sheets": 5}, Witness.SHEETS, Level.OTHER),
        ({"least_sheets": 0, "most_sheets": 0}, Witness.SHEETS, Level.SILENT),
        ({"box": "Hộp 8"}, Witness.BOX, Level.OTHER),
        ({"listed_id": "SO-000001"}, Witness.LIST, Level.SAME),
        ({"listed_id": "SO-000002"}, Witness.LIST, Level.OTHER),
        ({"listed": Said("145", PartialDate(2018))}, Witness.LIST, Level.SAME),
        ({"listed": Said("146/QĐ-SVHTTDL")}, Witness.LIST, Level.OTHER),
    ],
)  # fmt: skip
def test_each_witness_says_how_far_scan_and_paper_agree(changed, witness, level):
    assert _levels(replace(_SCAN, **changed), _ROW)[witness] is level


@pytest.mark.parametrize(
    ("subject", "level"),
    [
        ("V/v công nhận KS Bông Sen đạt tiêu chuẩn 2 sao", Level.SAME),
        ("Công nhận khách sạn Bông Sen đạt tiêu chuẩn", Level.BEGIN),  # what follows tells a name
        ("Công nhận khách sạn Bông Sen", Level.BEGIN),
        ("Công nhận khách sạn Hải Âu đạt tiêu chuẩn 2 sao", Level.CHANGED),
        ("", Level.SILENT),
    ],
)
def test_what_clerks_write_of_a_subject_is_compared_with_what_the_page_says(subject, level):
    assert _levels(_SCAN, replace(_ROW, subject=subject))[Witness.SUBJECT] is level


def test_a_scan_finds_its_paper_and_the_list_confirms_it():
    rows = {"SO-000001": _ROW, "SO-000002": replace(_ROW, number="146/QĐ-SVHTTDL", subject="")}
    found = _proposals([_SCAN], rows)[_SCAN.document_id]
    assert (found.outcome, found.record_id) == (Outcome.MATCHED, "SO-000001")
    listed = _proposals([replace(_SCAN, listed_id="SO-000001")], rows)[_SCAN.document_id]
    assert (listed.outcome, listed.record_id) == (Outcome.CONFIRMED, "SO-000001")


def test_a_list_that_names_another_paper_is_contradicted_and_both_are_shown():
    neighbour = replace(_ROW, number="146/QĐ-SVHTTDL")
    rows = {"SO-000001": _ROW, "SO-000002": neighbour}
    for said in ({"listed_id": "SO-000002"}, {"listed": Said("146/QĐ-SVHTTDL")}):
        found = _proposals([replace(_SCAN, **said)], rows)[_SCAN.document_id]
        assert found.outcome is Outcome.CONTRADICTED
        assert {one.record_id for one in found.ranked} == {"SO-000001", "SO-000002"}


@pytest.mark.parametrize(
    "neighbour",
    [
        replace(_ROW, number="146/QĐ-SVHTTDL"),  # the next one, word for word
        replace(_ROW, number="745/QĐ-SVHTTDL"),  # a figure that is read for it
        replace(_ROW, formed=PartialDate(2017, 5, 12)),
        replace(_ROW, number="145/GP-SVHTTDL", record_type="Giấy phép"),
        replace(_ROW, formed=PartialDate(2018, 5, 21)),
    ],
)
def test_no_neighbour_is_taken_while_the_papers_own_row_is_missing(neighbour):
    """The danger that was measured: a margin alone takes it, for nothing else is near."""
    found = _proposals([_SCAN], {"SO-000002": neighbour})[_SCAN.document_id]
    assert not found.outcome.is_settled
    assert found.ranked[0].is_contradicted


def test_what_another_reader_saw_is_enough_to_ask_where_the_papers_are_alike():
    rows = {"SO-000001": _ROW, "SO-000002": replace(_ROW, number="115/QĐ-SVHTTDL")}
    assert _proposals([_SCAN], rows)[_SCAN.document_id].outcome is Outcome.MATCHED
    doubted = replace(_SCAN, numbers=("115/QĐ-SVHTTDL",))
    assert _proposals([doubted], rows)[_SCAN.document_id].outcome is Outcome.AMBIGUOUS
    rows["SO-000002"] = replace(
        rows["SO-000002"], subject="Về việc công nhận Câu lạc bộ Yoga Sao Mai"
    )
    assert _proposals([doubted], rows)[_SCAN.document_id].outcome is Outcome.MATCHED


def test_a_doubted_number_does_not_decide_between_papers_that_are_alike():
    rows = {"SO-000001": _ROW, "SO-000002": replace(_ROW, number="745/QĐ-SVHTTDL")}
    doubted = replace(_SCAN, is_number_sure=False)
    assert _proposals([_SCAN], rows)[_SCAN.document_id].outcome is Outcome.MATCHED
    assert _proposals([doubted], rows)[_SCAN.document_id].outcome is Outcome.AMBIGUOUS
    del rows["SO-000002"]
    assert _proposals([doubted], rows)[_SCAN.document_id].outcome is Outcome.MATCHED


def test_a_decision_that_is_for_several_is_each_ones_own_paper():
    """One number, day and subject, a row for each owner: the page says whose copy it is."""
    own = replace(_SCAN, owner="Công ty TNHH Khách sạn Bông Sen")
    rows = {"SO-000001": _ROW, "SO-000002": replace(_ROW, owner="Công ty Cổ phần Lữ hành Sao Mai")}
    found = _proposals([own], rows)[_SCAN.document_id]
    assert (found.outcome, found.record_id) == (Outcome.MATCHED, "SO-000001")
    del rows["SO-000001"]
    assert not _proposals([own], rows)[_SCAN.document_id].outcome.is_settled


def test_two_scans_of_one_paper_are_both_a_persons_to_decide():
    again = replace(_SCAN, document_id="hop-07.b")
    found = _proposals([_SCAN, again], {"SO-000001": _ROW})
    assert {one.outcome for one in found.values()} == {Outcome.AMBIGUOUS}


def test_a_scan_that_nothing_is_known_of_is_like_no_paper():
    blank = SeenPaper("hop-07.c")
    assert _proposals([blank], {"SO-000001": _ROW})["hop-07.c"] == Proposal(
        "hop-07.c", Outcome.UNKNOWN, "", ()
    )


def test_without_a_number_a_person_is_asked_and_shown_the_paper():
    found = _proposals([replace(_SCAN, number="", is_number_sure=False)], {"SO-000001": _ROW})
    assert found[_SCAN.document_id].outcome is Outcome.UNSURE
    assert found[_SCAN.document_id].record_id == "SO-000001"


def _described(*findings: Finding) -> SeenPaper:
    box = Box(0, 0, 1, 1)
    fields = (
        FieldRead(FieldName.NUMBER, "12/QĐ-SVH", 1, box, 90.0, "hand", "r", ("72/QĐ-SVH",)),
        FieldRead(FieldName.FORMED, "2018-05", 1, box, 90.0, "hand", "r"),
    )
    return seen_paper("a", PaperDescription("nd30", fields), findings, sides=3)


def test_a_description_becomes_what_is_compared():
    seen = _described()
    assert (seen.number, seen.numbers, seen.formed) == (
        "12/QĐ-SVH",
        ("72/QĐ-SVH",),
        PartialDate(2018, 5),
    )
    assert (seen.least_sheets, seen.most_sheets) == (2, 3)
    assert seen.is_number_sure
    assert seen.is_date_sure


@pytest.mark.parametrize(
    ("finding", "number", "date"),
    [
        (paper_findings.NUMBER_UNSURE.of("x"), False, True),
        (paper_findings.DATE_UNSURE.of("x"), True, False),
        (paper_findings.HEAD_ELSEWHERE.of("x"), False, False),
        (paper_findings.UNSURE_FIGURES.of("Số: 2095 /TB-ĐHĐL"), False, True),
        (paper_findings.UNSURE_FIGURES.of("ngày 08 tháng 4 năm 2026"), True, False),
        (paper_findings.UNSURE_FIGURES.of(""), False, False),
        (paper_findings.SIGNER_UNSURE.of("x"), True, True),
    ],
)
def test_a_finding_doubts_what_it_is_about(finding, number, date):
    seen = _described(finding)
    assert (seen.is_number_sure, seen.is_date_sure) == (number, date)


def test_of_drawn_papers_none_is_given_another_nor_one_whose_row_is_missing():
    """Clerks' slips and readers' errors, 400 papers among 2,000: `bench.matching` has more."""
    drawn = {f"SO-{at:06d}": row for at, row in enumerate(drawn_rows(2_000, seed=7), 1)}
    rows = as_clerks_write(drawn, seed=7)
    chance = random.Random(7)
    cases = [Case(read_of_a_reader(at, drawn[at], chance), at) for at in sorted(drawn)[::5]]
    comparing = Comparing(usual_weights(), WordCounts(row.subject for row in rows.values()))
    found = match([one.seen for one in cases], Index(rows), comparing)
    settled = [
        (case.truth, one.record_id)
        for case, one in zip(cases, found, strict=True)
        if one.outcome.is_settled
    ]
    assert len(settled) >= 0.85 * len(cases)
    assert all(truth == taken for truth, taken in settled)
    without = Index({at: row for at, row in rows.items() if at not in {one.truth for one in cases}})
    missed = match([one.seen for one in cases], without, comparing)
    assert [one for one in missed if one.outcome.is_settled] == []


@given(st.lists(st.integers(-3, 20), min_size=9, max_size=9))
def test_an_assignment_is_the_best_of_all(bits):
    pairs = [
        Evidence(f"scan{at // 3}", f"paper{at % 3}", _ROW, (), float(weight))
        for at, weight in enumerate(bits)
    ]
    chosen = assign(pairs)
    assert len({one.record_id for one in chosen.values()}) == len(chosen)
    best = max(
        sum(bits[3 * scan + paper] for scan, paper in enumerate(papers))
        for papers in itertools.permutations(range(3))
    )
    assert sum(one.bits for one in chosen.values()) == best


def test_scans_that_share_no_paper_are_decided_apart():
    pairs = [
        Evidence(scan, paper, _ROW, (), bits)
        for scan, paper, bits in (("a", "1", 3.0), ("b", "2", 1.0), ("b", "3", 2.0))
    ]
    assert {one: of.record_id for one, of in assign(pairs).items()} == {"a": "1", "b": "3"}


@given(st.integers(1, 9_999), st.data())
def test_what_is_worth_comparing_holds_the_paper_if_one_figure_is_misread(number, data):
    figures = str(number)
    at = data.draw(st.integers(0, len(figures) - 1))
    taken = data.draw(
        st.sampled_from({"0": "68", "1": "74", "7": "12"}.get(figures[at], figures[at]))
    )
    read = f"{figures[:at]}{taken}{figures[at + 1 :]}"
    asked = wanted(SeenPaper("a", number=f"{read}/QĐ-UBND", is_number_sure=False))
    assert figures in asked.figures or taken not in "1274068"


def test_abbreviations_are_written_out_and_signs_left_out():
    assert words_of("V/v cấp GP cho Cty TNHH") == words_of(
        "Về việc cấp giấy phép cho công ty trách nhiệm hữu hạn"
    )


def test_weights_name_witnesses_and_levels_and_nothing_else():
    weights = usual_weights()
    assert {witness for witness, _level in weights.counts} == set(Witness)
    assert weights.bits(Witness.NUMBER, Level.SAME) > 8
    with pytest.raises(ValueError, match="colour"):
        weights_of({"colour": {"same": [1, 1]}, "floors": {}})
    with pytest.raises(ValueError, match="nearly"):
        weights_of({"number": {"nearly": [1, 1]}, "floors": {}})


def test_decided_pairs_change_what_a_level_weighs():
    weights = usual_weights()
    learnt = weights.with_counts({(Witness.BOX, Level.OTHER): (900.0, 0.0)})
    assert learnt.bits(Witness.BOX, Level.OTHER) > weights.bits(Witness.BOX, Level.OTHER)
    assert learnt.bits(Witness.NUMBER, Level.SAME) == weights.bits(Witness.NUMBER, Level.SAME)
