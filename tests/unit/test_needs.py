"""What a person has to do is counted where a run ends, in `status` and in `list`, the same way."""

from __future__ import annotations

import json

import pytest
from catalogue_samples import note
from measured_samples import verdict

from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.cli.needs_view import needs_lines
from sohoa.cli.run_screen import print_summary
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules, Workload
from sohoa.domain.stage_results import Finding
from sohoa.language import set_language
from sohoa.line.summary import BatchSummary, RunSummary

#: What findings come to where the settings say nothing.
DECLARED = NeedRules.of({})

BLURRED = (
    Finding("blur", 2, "0.2 < 0.33"),
    Finding("turned", 1, "180"),
    Finding("too-dark", 3, "90 < 150"),
)
SHORT = (Finding("missing-pages", 0, "2 < 3"),)
LEANING = (Finding("skew", 4, "4.0 > 3"),)
UNREAD = (Finding("no-text", 1), Finding("no-text", 2))
COARSE = (
    Finding("low-resolution", 1, "150"),
    Finding("colour-depth", 1, "1 < 24"),
    Finding("colour-depth", 2, "1 < 24"),
)
IN_ORDER = (Finding("turned", 1, "180"),)
BOX = "Hộp 01"


@pytest.fixture
def office(office):
    """A workspace whose box holds one document of each kind, and one taken away since."""
    found = {"blurred": BLURRED, "short": SHORT, "leaning": LEANING, "unread": UNREAD}
    found["coarse"] = COARSE
    with Catalogue.open(office.catalogue_url) as catalogue:
        notes = [note(name, findings=findings) for name, findings in found.items()]
        notes += [note("in order", findings=IN_ORDER), note("gone", findings=BLURRED)]
        catalogue.note_states(batch=BOX, phase=2, states=notes)
        catalogue.withdraw_absent(BOX, present={*found, "in order"})
    return office


@pytest.fixture
def summary(office):
    """What a run over that box comes to."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        found = catalogue.findings(BOX, phase=2)
    return RunSummary(2, (BatchSummary.of(BOX, (), (), rules=DECLARED, found=found),))


def test_the_need_is_the_findings_last_word():
    """To scan again goes before looking at; a page without text has to be looked at."""
    needs = [DECLARED.need_of(found) for found in (BLURRED, LEANING, UNREAD, IN_ORDER)]

    assert needs == [Need.RESCAN, Need.REVIEW, Need.REVIEW, None]
    assert DECLARED.need_of(COARSE) is Need.RESCAN_IF_CAN
    assert DECLARED.need_of((*COARSE, *LEANING)) is Need.REVIEW
    assert DECLARED.need_of((*UNREAD, *SHORT)) is Need.RESCAN


def test_pages_are_those_with_a_reason():
    """A page that was merely turned is none to scan again; what a document lacks is no page."""
    everything = (BLURRED, SHORT, LEANING, UNREAD, IN_ORDER, COARSE)

    assert DECLARED.workload([(*BLURRED, *UNREAD)], Need.RESCAN) == Workload(documents=1, pages=2)

    assert DECLARED.workload(everything, Need.RESCAN) == Workload(documents=2, pages=2)
    assert DECLARED.workload(everything, Need.REVIEW) == Workload(documents=2, pages=3)
    assert DECLARED.workload(everything, Need.RESCAN_IF_CAN) == Workload(documents=1, pages=2)


def test_no_page_is_named_where_it_is_the_whole_document():
    """A document that lacks sheets has no page to scan again."""
    set_language("vi")
    (line,) = needs_lines(Workload(1, 0), Workload())

    assert line.startswith("1 văn bản phải quét lại")


def test_a_run_ends_with_what_waits_for_a_person(summary, capsys):
    """The table counts, and below it stand the commands, the box's name ready to be typed."""
    print_summary(summary, verdict(), as_json=False)
    table, *lines = capsys.readouterr().out.rsplit("\n", 5)

    assert "đã lưu kho (cộng cả trước)" in table
    assert "quét lại" in table
    assert "cần xem" in table
    assert "2 văn bản (2 trang)" in lines[0]
    assert "sohoa rescan-slip 'Hộp 01'" in lines[0]
    assert "sohoa list --batch 'Hộp 01' --needs rescan" in lines[0]
    assert "2 văn bản (3 trang)" in lines[1]
    assert "sohoa list --batch 'Hộp 01' --needs review" in lines[1]
    assert "1 văn bản (2 trang)" in lines[2]
    assert "nên quét lại nếu còn giấy" in lines[2]
    assert "sohoa list --batch 'Hộp 01' --needs rescan-if-can" in lines[2]


def test_a_run_counts_in_json_too(summary, capsys):
    """The same figures for machines."""
    print_summary(summary, verdict(), as_json=True)
    (batch,) = json.loads(capsys.readouterr().out)["batches"]

    assert batch["to_rescan"] == {"documents": 2, "pages": 2}
    assert batch["to_review"] == {"documents": 2, "pages": 3}
    assert batch["to_rescan_if_can"] == {"documents": 1, "pages": 2}


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ("rescan", {"blurred", "short"}),
        ("review", {"leaning", "unread"}),
        ("rescan-if-can", {"coarse"}),
    ],
)
def test_list_shows_those_that_were_counted(office, capsys, need, expected):
    """`--needs` names the documents behind each figure."""
    assert run(["list", "--batch", BOX, "--needs", need, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)

    assert {row["id"] for row in rows} == expected
    assert {row["needs"] for row in rows} == {need}


def test_status_counts_over_all_boxes(office, capsys):
    """What waits anywhere is told with the progress, as text and as JSON."""
    assert run(["status", "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert run(["status"]) == 0
    said = capsys.readouterr().out

    assert counted["to_rescan"] == {"documents": 2, "pages": 2}
    assert counted["to_review"] == {"documents": 2, "pages": 3}
    assert "sohoa rescan-slip HỘP" in said
    assert "sohoa list --needs review" in said
    assert counted["to_rescan_if_can"] == {"documents": 1, "pages": 2}
    assert "sohoa list --needs rescan-if-can" in said


def test_what_is_below_a_rule_is_counted_by_the_rule(office, capsys):
    """`status` names the rule and how many documents, and the command that lists just these."""
    assert run(["status", "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)["below_rules"]
    assert run(["status"]) == 0
    said = capsys.readouterr().out

    assert counted == {"low-resolution": 1, "colour-depth": 1}
    assert "chưa đạt quy định: 1 văn bản (Thông tư 05/2025/TT-BNV" in said
    for rule, documents in counted.items():
        assert f"sohoa list --below {rule}" in said
        assert run(["list", "--below", rule, "--json"]) == 0
        rows = json.loads(capsys.readouterr().out)
        assert len(rows) == documents
        assert {row["id"] for row in rows} == {"coarse"}


def test_below_the_rule_is_no_reason_to_look(office, capsys):
    """`--review` lists what a person has to look at; what was read well is not among it."""
    assert run(["list", "--review", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)

    assert {row["id"] for row in rows} == {"blurred", "short", "leaning", "unread"}
