"""A box reconciled: each paper, row and scan in one state, and totals that add up."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.domain.box_states import AT_REST, BRING_NOTHING, BoxState
from sohoa.domain.custody_errors import OtherBytesError
from sohoa.domain.errors import (
    DamagedImageError,
    DuplicateContentError,
    NumberDiffersError,
    RecordTakenError,
    RescanFirstError,
    SamePaperError,
    YearUnknownError,
)
from sohoa.domain.figures import Standing
from sohoa.domain.holdings import DocumentRow, RegisteredPaper
from sohoa.domain.identifiers import names_box
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.reconciliation import Reconciled, SeenBox, SeenRow, reconcile
from sohoa.domain.register import Validity
from sohoa.domain.scan_states import ArchivedFile, SeenScan
from sohoa.domain.stage_results import Description, Finding
from sohoa.language import set_language
from sohoa.reports.box_words import SECTIONS, box_state_label

RULES = NeedRules.of({})
DAY = PartialDate(2018, 3, 5)


def paper(at: int = 1, **fields) -> RegisteredPaper:
    """A paper of the register in this box."""
    values = {"sheets": 2, "exclusion": "", "year": 2018, "document_id": "", **fields}
    return RegisteredPaper(
        record_id=f"SO-{at:06d}",
        number=f"{at}/QĐ",
        formed="2018-03-05",
        record_type="Quyết định",
        room="QLDL",
        location="Hộp 1",
        validity=Validity.IN_FORCE,
        valid_until=None,
        **values,
    )


def row(at: int = 1, number: int | None = None, **fields) -> SeenRow:
    """The row of the list for file and paper of a number."""
    said = Description(number=f"{number or at}/QĐ", formed=DAY, **fields)
    return SeenRow(at + 1, f"{at}.pdf", said)


def scan(at: int = 1, state: DocumentState | None = DocumentState.ARCHIVED, **fields) -> SeenScan:
    """A scan in the box; archived and tied to the paper of its number unless said otherwise."""
    seen = {
        name: fields.pop(name)
        for name in ("lies", "archived", "is_arriving", "is_released", "awaits_signature",
                     "problem")
        if name in fields
    }  # fmt: skip
    values = {"record_id": f"SO-{at:06d}", "page_count": 2, **fields}
    known = None
    if state is not None:
        known = DocumentRow(f"b.{at}", "b", 2, state, f"{at}.pdf", **values)
    return SeenScan(f"b.{at}", f"{at}.pdf", **{"lies": True, "known": known, **seen})


def found(*parts: RegisteredPaper | SeenRow | SeenScan, **fields) -> Reconciled:
    """Reconcile some papers, rows and scans."""
    kinds = (RegisteredPaper, SeenRow, SeenScan)
    papers, rows, scans = ([one for one in parts if isinstance(one, kind)] for kind in kinds)
    values = {"standing": _standing, **fields}
    return reconcile(SeenBox(papers, rows, scans, RULES, **values))


def _standing(one: RegisteredPaper) -> Standing:
    return Standing.EXCLUDED if one.exclusion else Standing.IN_FORCE


def states(one: Reconciled) -> list[list[str]]:
    """The states of papers, rows and scans."""
    return [[line.state.value for line in part] for part in one.parts]


QUARANTINED = DocumentState.QUARANTINED
ONE_SCAN = [
    (scan(), "whole"),
    (scan(lies=False), "master_gone"),
    (scan(lies=False, is_released=True), "whole"),
    (scan(archived=ArchivedFile.GONE), "file_missing"),
    (scan(archived=ArchivedFile.OTHER_SIZE, lies=False), "file_differs"),
    (scan(findings=(Finding("number-differs", value="1 | 2 | –"),)), "asked"),
    (scan(findings=(Finding("same-paper", value="b.7"),)), "double"),
    (scan(findings=(Finding("same-paper-confirmed", value="b.7"),)), "whole"),
    (scan(findings=(Finding("missing-pages", value="1 < 2"),)), "sheets_differ"),
    (scan(page_count=5), "sheets_differ"),
    (scan(page_count=5, findings=(Finding("blank-page", 4),)), "whole"),
    (scan(page_count=5, kept_original=True), "whole"),
    (scan(findings=(Finding("blur", 1, "0.2 < 0.3"),)), "rescan"),
    (scan(findings=(Finding("colour-depth", 1, "8 < 24"),)), "whole"),
    (scan(state=DocumentState.CONTESTED, reason_code=OtherBytesError.code), "asked"),
    (scan(state=DocumentState.ASKED, reason_code="MATCH-001"), "asked"),
    (scan(state=DocumentState.SET_ASIDE, reason_code="PHASE-001"), "other_phase"),
    (scan(state=DocumentState.IN_PROGRESS), "in_progress"),
    (scan(state=DocumentState.IN_PROGRESS, awaits_signature=True), "waits_for_signature"),
    (scan(state=DocumentState.ARRIVING), "not_run"),
    (scan(state=DocumentState.IN_PROGRESS, is_arriving=True), "arriving"),
    (scan(is_arriving=True), "whole"),
    (scan(state=None), "not_run"),
    (scan(state=None, problem="INTAKE-007"), "rejected"),
    (scan(state=None, lies=False, is_arriving=True), "arriving"),
    (scan(state=QUARANTINED, reason_code=DamagedImageError.code), "rejected"),
    (scan(state=QUARANTINED, reason_code=NumberDiffersError.code), "asked"),
    (scan(state=QUARANTINED, reason_code=YearUnknownError.code), "asked"),
    (scan(state=QUARANTINED, reason_code=SamePaperError.code), "double"),
    (scan(state=QUARANTINED, reason_code=DuplicateContentError.code), "double"),
    (scan(state=QUARANTINED, reason_code=RecordTakenError.code), "double"),
    (scan(state=QUARANTINED, reason_code=RescanFirstError.code), "rescan"),
    (
        scan(
            state=QUARANTINED,
            reason_code=RescanFirstError.code,
            findings=(Finding("missing-pages", value="1 < 2"),),
        ),
        "sheets_differ",
    ),
]


@pytest.mark.parametrize(("one", "expected"), ONE_SCAN)
def test_paper_and_row_stand_where_their_scan_stands(one, expected):
    """Whatever is the matter with it, all three say the same."""
    assert states(found(paper(), row(), one)) == [[expected]] * 3


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (scan(state=DocumentState.IN_PROGRESS, lies=False), ["missing", "missing", "taken_out"]),
        (
            scan(state=QUARANTINED, reason_code=DamagedImageError.code, lies=False),
            ["missing", "missing", "taken_out"],
        ),
        (scan(state=DocumentState.WITHDRAWN), ["missing", "withdrawn", "withdrawn"]),
    ],
)
def test_a_scan_that_brings_nothing_leaves_its_paper_missing(one, expected):
    """Taken out before it was archived, or out of the count: the paper has to be scanned."""
    assert [part[0] for part in states(found(paper(), row(), one))] == expected


def test_what_nobody_scanned_is_missing_unless_it_need_not_be():
    """Elsewhere already, not to be digitized, no longer in force, another phase's."""
    papers = [
        paper(1),
        paper(2, document_id="other.1"),
        paper(3, exclusion="bản chụp"),
        paper(4),
        paper(5, year=1999),
    ]
    standing = {"SO-000004": Standing.LAPSED}

    one = found(
        *papers,
        standing=lambda one: standing.get(one.record_id, _standing(one)),
        years=lambda year: year > 2005,
    )

    assert states(one)[0] == ["missing", "other_box", "excluded", "lapsed", "other_phase"]
    assert states(found(papers[4]))[0] == ["missing"], "nobody knows yet which phase runs the box"


@pytest.mark.parametrize("state", [DocumentState.ARCHIVED, DocumentState.IN_PROGRESS, None])
def test_what_was_scanned_and_is_not_to_be_digitized_is_named(state):
    """Before it is signed, and afterwards."""
    one = found(paper(exclusion="giấy tờ chỉ để xuất trình"), row(), scan(state=state))
    assert states(one) == [["out_of_scope"]] * 3


def test_a_scan_without_any_row_is_extra():
    """On its way only where the box has a list: without one nobody can expect it to be named."""
    loose = {"record_id": "", "number": "9/QĐ"}
    archived, under_way = scan(9, **loose), scan(9, DocumentState.IN_PROGRESS, **loose)

    assert states(found(archived))[2] == ["extra"]
    assert states(found(under_way))[2] == ["in_progress"]
    assert states(found(row(1), scan(1), under_way))[2] == ["untied", "extra"]
    assert states(found(row(9), archived)) == [[], ["untied"], ["untied"]]


def test_two_rows_that_name_one_paper_are_told_both():
    """Whether by its id, by its number, or one by each; rows of two papers are not."""
    by_id = SeenRow(7, "7.pdf", Description(record_id="SO-000001"))

    one = found(paper(1), row(1), by_id, row(2), row(3, number=2), row(4), scan(1), scan(4))

    assert states(one)[1] == ["twice_listed"] * 4 + ["untied"]
    assert states(found(row(1), SeenRow(3, problem="?"), scan(1)))[1] == ["untied", "unusable_row"]


def test_of_several_scans_of_a_paper_the_best_tells_where_it_stands():
    """The second one is double; the paper is done all the same."""
    double = scan(2, QUARANTINED, record_id="SO-000001", reason_code=RecordTakenError.code)
    one = found(paper(1), double, scan(1))

    assert states(one) == [["whole"], [], ["double", "whole"]]
    assert one.papers[0].document_id == "b.1"


def test_a_box_is_done_about_one_thing_once():
    """A paper with its row and no scan is one line; so is a scan with both."""
    one = found(paper(1), row(1), paper(2), row(3), paper(4), row(4), scan(4, page_count=9))

    missing = [line.words.number for line in one.to_do(BoxState.MISSING)]
    assert missing == ["1/QĐ", "2/QĐ", "3/QĐ"]
    assert [line.document_id for line in one.to_do(BoxState.SHEETS_DIFFER)] == ["b.4"]
    assert next(one.to_do(BoxState.MISSING)).file == "1.pdf"


# --- a partition, whatever is in a box ---------------------------------------------------------

_few = st.integers(1, 4)
_codes = st.sampled_from(
    ["", "MATCH-001", "OCR-002", "INTAKE-003", "INTAKE-016", "INTAKE-050", "PHASE-001", "NEW-123"]
)
_found = st.lists(
    st.sampled_from(
        [Finding("blur", 1), Finding("same-paper"), Finding("missing-pages"), Finding("x-new")]
    ),
    max_size=2,
).map(tuple)
_papers = st.lists(
    st.builds(
        paper,
        _few,
        exclusion=st.sampled_from(["", "mật"]),
        document_id=st.sampled_from(["", "z"]),
        year=st.sampled_from([1999, 2018]),
    ),
    unique_by=lambda one: one.record_id,
)
_rows = st.lists(
    st.one_of(
        st.builds(row, _few, number=_few),
        st.builds(SeenRow, _few, problem=st.text(string.ascii_letters, min_size=1)),
    ),
    max_size=6,
)
_scans = st.lists(
    st.builds(
        scan,
        _few,
        st.sampled_from([None, *DocumentState]),
        record_id=_few.map(lambda at: f"SO-{at:06d}") | st.just(""),
        page_count=st.sampled_from([None, 0, 1, 9]),
        reason_code=_codes,
        findings=_found,
        lies=st.booleans(),
        archived=st.sampled_from(list(ArchivedFile)),
        is_arriving=st.booleans(),
        is_released=st.booleans(),
        awaits_signature=st.booleans(),
        problem=st.sampled_from(["", "INTAKE-007"]),
    ),
    max_size=6,
)


@given(_papers, _rows, _scans, st.booleans())
def test_every_paper_row_and_scan_ends_in_exactly_one_state(papers, rows, scans, was_run):
    """Each once and in its order, the totals are their numbers, and nothing to do is left out."""
    years = (lambda year: year > 2005) if was_run else None
    one = reconcile(SeenBox(papers, rows, scans, RULES, _standing, years))

    assert [line.record_id for line in one.papers] == [each.record_id for each in papers]
    assert [line.row for line in one.rows] == [each.number for each in rows]
    assert [line.document_id for line in one.scans] == [each.document_id for each in scans]
    sums = [sum(counts) for counts in zip(*one.totals.values(), strict=True)] or [0, 0, 0]
    assert sums == [len(papers), len(rows), len(scans)]

    told = [line for section in SECTIONS for line in one.to_do(*section.states)]
    open_scans = [line for line in one.scans if line.state not in AT_REST]
    assert sorted(id(line) for line in told if line in open_scans) == sorted(map(id, open_scans))
    missing = {line.record_id for line in one.papers if line.state is BoxState.MISSING}
    assert missing <= {line.record_id for line in told}


def test_every_state_has_its_name_and_its_place_on_the_sheet():
    """Each about which something is to be done in one section, no other in any."""
    set_language("vi")
    placed = [state for section in SECTIONS for state in section.states]

    assert sorted(placed) == sorted(set(BoxState) - AT_REST)
    assert len({box_state_label(state) for state in BoxState}) == len(BoxState)
    assert BRING_NOTHING - {BoxState.TAKEN_OUT} < AT_REST


@pytest.mark.parametrize(
    ("place", "box", "expected"),
    [
        ("Kệ 2, hộp 14", "Hộp 14", True),
        ("HỘP 014", "hộp 14", True),
        ("Hộp 14 - Kệ 2", "Hop-14", True),
        ("Giá 3; Hộp 14 năm 2018", "Hộp 14", True),
        ("Hộp 14 2018", "Hộp 14", True),
        ("Hộp 14-15", "Hộp 14", False),
        ("Hộp 14.1", "Hộp 14", False),
        ("Hộp 114", "Hộp 14", False),
        ("Kệ 14, Hộp 2", "14", False),
        ("Kệ 2, Hộp 14", "014", True),
        ("", "Hộp 14", False),
        ("Kho A", "", False),
    ],
)
def test_a_place_names_one_box(place, box, expected):
    """Neither its neighbour, nor the shelf of that number, nor a part of it."""
    assert names_box(place, box) is expected


def test_days_are_as_far_as_they_are_known():
    """A row with a year alone means the one paper of that number and year, and no other."""
    year = SeenRow(2, "1.pdf", Description(number="1/QĐ", formed=PartialDate(2018)))
    other = SeenRow(2, "1.pdf", Description(number="1/QĐ", formed=PartialDate(2019)))

    assert found(paper(1), year).rows[0].record_id == "SO-000001"
    assert found(paper(1), other).rows[0].record_id == ""
    assert dt.date.fromisoformat(found(paper(1)).papers[0].words.formed) == dt.date(2018, 3, 5)
