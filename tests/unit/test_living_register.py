"""A register that lives: what is imported again, said by people, and asked about past days."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
import subprocess
import sys

import openpyxl
import pytest
from catalogue_samples import accepted, archive, in_error, paper, reading, register, sha
from hypothesis import given
from hypothesis import strategies as st

from sohoa.catalogue.notes import Importing
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.domain.figures import Figure
from sohoa.domain.inventory_errors import OtherYearError
from sohoa.domain.paper_identity import IdentityPart, IdentityRule, is_one_sign_apart
from sohoa.domain.register import Validity
from sohoa.domain.stage_results import Description
from sohoa.domain.superseded_rows import OpenRow, heirs_of
from sohoa.domain.two_times import Act, Knowledge, SubjectKind
from sohoa.workspace import CHECKOUT


@pytest.fixture
def office(office):
    """An office with the configuration that every office begins with."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    return office


FIRST = dt.datetime(2024, 3, 1, 3, tzinfo=dt.UTC)
LATER = dt.datetime(2024, 6, 1, 3, tzinfo=dt.UTC)
SAYING = Saying(LATER, "lan", "biên bản 3")


def papers(count, **fields):
    """So many papers that nobody could take for one another."""
    return [
        paper(f"{number * 11}/QĐ-SVHTTDL", owner=f"Quán {number}", **fields)
        for number in range(1, count + 1)
    ]


def take_in(catalogue, rows, name, *, at=FIRST, **order):
    """Import rows: papers, or rows in error."""
    read = [
        one if hasattr(one, "cells") else accepted(one, line)
        for line, one in enumerate(rows, start=2)
    ]
    return catalogue.store_import(
        register(*read, name=name), imported_at=at, importing=Importing(**order)
    )


def then(folder, as_of, known):
    """The papers of a day as known on a day."""
    with reading(folder) as reader:
        return reader.holdings_at(Knowledge(as_of, known)).papers


# --- the cases that were tried --------------------------------------------------------------


def test_renumbered_boxes_are_no_new_papers(catalogue, tmp_path):
    """29 papers whose boxes were numbered anew are 29 papers (they were 56 once)."""
    held = papers(29, location="Hộp 1")
    take_in(catalogue, held, "a.xlsx")

    moved = [*papers(27, location="Hộp 101"), *held[27:]]
    counts = take_in(catalogue, moved, "b.xlsx", at=LATER)

    assert (counts.accepted, counts.duplicates, len(counts.updates)) == (0, 29, 27)
    with reading(tmp_path) as reader:
        found = reader.papers()
    assert len(found) == 29
    assert sorted({one.location for one in found}) == ["Hộp 1", "Hộp 101"]


def test_a_revoked_row_is_not_in_force_from_then_on(catalogue, tmp_path):
    """Of 3 papers in force one is revoked: 3 before the day of the import, 2 from then on."""
    held = papers(3)
    take_in(catalogue, held, "a.xlsx")
    revoked = [paper(held[0].number, owner=held[0].owner, validity=Validity.REVOKED), *held[1:]]
    take_in(catalogue, revoked, "b.xlsx", at=LATER)

    def in_force(as_of, known):
        return sum(one.validity is Validity.IN_FORCE for one in then(tmp_path, as_of, known))

    day = LATER.date()
    before = day - dt.timedelta(1)
    assert (in_force(before, day), in_force(day, day), in_force(day, before)) == (3, 2, 3)


def test_three_corrected_rows_do_not_change_the_past(catalogue, tmp_path):
    """Known on the day of the import: 2 papers. Known since the correction: 5, also of that day."""
    bad = [in_error(line) for line in (4, 5, 6)]
    take_in(catalogue, [*papers(2), *bad], "a.xlsx")
    origin = f"{sha('a.xlsx')[:12]}:Sổ 1:"
    mended = [
        accepted(one, line, f"{origin}{line + 2}")
        for line, one in enumerate(papers(5)[2:], start=2)
    ]
    take_in(catalogue, mended, "loi.xlsx", at=LATER)

    first, later = FIRST.date(), LATER.date()
    assert [len(then(tmp_path, *two)) for two in ((first, first), (later, first))] == [2, 2]
    assert [len(then(tmp_path, *two)) for two in ((first, later), (later, later))] == [5, 5]
    with reading(tmp_path) as reader:
        errors = [
            sum(reader.rooms_in_error(at + dt.timedelta(1)).values()) for at in (FIRST, LATER)
        ]
    assert errors == [3, 0]


# --- imported again ---------------------------------------------------------------------------


def test_an_old_copy_takes_nothing_back(catalogue, tmp_path):
    """What was said, and said otherwise since, is asked about, and stays."""
    for name, place in (("1.xlsx", "Kệ 1"), ("2.xlsx", "Kệ 2")):
        take_in(catalogue, papers(3, location=place), name)

    counts = take_in(catalogue, [*papers(3, location="Kệ 1"), paper("99/GP")], "cu.xlsx")

    assert (counts.updates, counts.differing) == ((), 3)
    with reading(tmp_path) as reader:
        assert [one.location for one in reader.papers()][:3] == ["Kệ 2"] * 3


def test_a_persons_word_goes_before_the_registers(catalogue, tmp_path):
    """The register may say what it said; what it says anew is asked about."""
    take_in(catalogue, papers(2, sheets=2), "a.xlsx")
    catalogue.edit_papers({"SO-000001": {"sheets": "5"}}, SAYING)

    same = take_in(catalogue, [*papers(2, sheets=2), paper("99/GP")], "b.xlsx", at=LATER)
    new = take_in(catalogue, papers(2, sheets=7), "c.xlsx", at=LATER)

    assert (same.updates, same.differing) == ((), 0)
    assert [row.row_number for row in new.different_rows] == [2]
    with reading(tmp_path) as reader:
        assert [one.sheets for one in reader.papers()][:2] == [5, 7]


def test_two_registers_know_one_paper(catalogue, tmp_path):
    """Both stay known as its sources; what the second says otherwise is told, not entered."""
    take_in(catalogue, papers(2, location="Kho"), "so.xlsx", source="Sổ cơ quan")
    counts = take_in(catalogue, papers(2, location="Phòng 3"), "p.xlsx", source="Sổ phòng")

    assert (counts.accepted, counts.duplicates, counts.differing) == (0, 2, 2)
    own = take_in(catalogue, papers(2, location="Kho 2"), "so2.xlsx", source="Sổ cơ quan")
    assert len(own.updates) == 2
    with catalogue.tried(rehearse=True) as trial:
        sources = trial.connection.exec_driver_sql(
            "SELECT DISTINCT i.source FROM register_rows w JOIN register_imports i"
            " ON i.id = w.import_id WHERE w.record_id = 'SO-000001' ORDER BY 1"
        )
        assert list(sources.scalars()) == ["Sổ cơ quan", "Sổ phòng"]


def test_what_a_complete_register_lacks_is_listed_and_stays(catalogue, tmp_path):
    """By room, and by the room's name of today."""
    office = Importing(
        rule=IdentityRule(room_line=lambda room: "B" if room == "A" else room), complete_room="B"
    )
    old, other = papers(3, room="A"), paper("500/GP", room="C", owner="x")
    take_in(catalogue, [*old, other], "a.xlsx")

    rows = [accepted(one, line) for line, one in enumerate(papers(2, room="B"), start=2)]
    counts = catalogue.store_import(
        register(*rows, name="b.xlsx"), imported_at=LATER, importing=office
    )

    assert [one.record_id for one in counts.missing] == ["SO-000003"]
    assert (counts.accepted, counts.duplicates) == (0, 2)
    with reading(tmp_path) as reader:
        assert len(reader.papers()) == 4


def test_an_error_that_stands_in_the_next_file_again_is_one_error(catalogue, tmp_path):
    """Mended or not: its earlier row is closed, and nothing is counted twice."""
    headings = ("Số", "Ngày", "Tên")
    cells = ("7/QĐ", "31/02/2018", "Quán 7")

    def file(name, row):
        read = dataclasses.replace(register(row, name=name), headings=headings)
        return catalogue.store_import(read, imported_at=FIRST)

    wrong = dataclasses.replace(
        in_error(4),
        cells=cells,
        problems=(dataclasses.replace(in_error(4).problems[0], column="Ngày"),),
    )
    file("a.xlsx", wrong)
    again = file("b.xlsx", dataclasses.replace(wrong, row_number=9))
    mended = dataclasses.replace(
        accepted(paper("7/QĐ", owner="Quán 7"), 9), cells=("7/QĐ", "28/02/2018", "Quán 7")
    )
    last = file("c.xlsx", mended)

    assert (again.replaced, last.replaced, last.accepted) == (1, 1, 1)
    with reading(tmp_path) as reader:
        assert reader.open_error_rows() == ()


@pytest.mark.parametrize(
    ("rows", "heir"),
    [
        ({0: ("1", "7/QĐ", "5/3/2018", "A")}, {1: 0}),
        ({0: ("9", "7/QĐ", "5/3/2018", "A")}, {1: 0}),
        ({0: ("1", "8/QĐ", "5/3/2018", "A")}, {}),
        ({0: ("1", "7/QĐ", "5/3/2018", "B")}, {}),
        ({0: ("1", "7/QĐ", "5/3/2018", "A"), 3: ("2", "7/QĐ", "6/3/2018", "A")}, {}),
    ],
    ids=["mended", "moved", "another number", "another owner", "two that could be"],
)
def test_only_the_same_row_takes_the_place_of_one_in_error(rows, heir):
    """All but what was wrong, and the running number, must be the same."""
    open_row = OpenRow(1, ("1", "7/QĐ", "32/3/2018", "A"), {"Ngày"})

    assert heirs_of([open_row], rows, ("STT", "Số", "Ngày", "Tên")) == heir


# --- identity ---------------------------------------------------------------------------------


def test_the_office_says_what_identifies_a_paper():
    """By default type and room; who numbers all papers in one row leaves both out."""
    one, other = paper(), paper(room="Thanh tra", record_type="Giấy phép")
    loose = IdentityRule(parts=())
    by_owner = IdentityRule(parts=(IdentityPart.OWNER,))

    assert not IdentityRule().is_same(one, other)
    assert loose.is_same(one, other)
    assert by_owner.is_same(one, other)
    assert not by_owner.is_same(one, paper(owner="Khác"))
    assert not loose.is_same(one, paper("12/GP"))
    assert loose.is_same(one, paper(formed="2018"))
    assert not loose.is_same(one, paper(formed="06/03/2018"))


@given(st.text("0123/abc", min_size=1, max_size=6), st.integers(0, 6), st.sampled_from("19x"))
def test_one_sign_is_one_sign(number, place, sign):
    """Changed, left out, added: one sign apart; the same, or two signs apart: not."""
    place = min(place, len(number) - 1)
    changed = number[:place] + sign + number[place + 1 :]
    added = number[:place] + sign + number[place:]

    assert is_one_sign_apart(number, changed) == (number != changed)
    assert is_one_sign_apart(number, added)
    assert is_one_sign_apart(added, number)
    assert not is_one_sign_apart(number, number + "yy")


# --- what people say --------------------------------------------------------------------------


def test_history_tells_who_when_and_why(catalogue, tmp_path):
    """Oldest first, the register's own word too."""
    take_in(catalogue, papers(1), "a.xlsx")
    catalogue.edit_papers({"SO-000001": {"sheets": "5"}}, SAYING)
    catalogue.withdraw_papers(["SO-000001"], SAYING)

    with reading(tmp_path) as reader:
        said = reader.history(SubjectKind.PAPER, "SO-000001")

    assert [one.act for one in said] == [Act.IMPORT, Act.EDIT, Act.WITHDRAW]
    assert said[0].file_name == "a.xlsx"
    assert {(one.person, one.reason) for one in said[1:]} == {("lan", "biên bản 3")}
    assert said[1].said == {"sheets": "5"}


def test_a_merged_paper_gives_its_document_and_comes_back(catalogue, tmp_path):
    """The paper that stays is digitized; imported again, the other makes no third paper."""
    take_in(catalogue, papers(2), "a.xlsx")
    archive(catalogue, tmp_path, "d1")
    catalogue.link_document("d1", "SO-000002", SAYING)

    catalogue.merge_papers(["SO-000002"], "SO-000001", SAYING)

    again = take_in(catalogue, papers(2, location="Kệ 9"), "b.xlsx", at=LATER)
    assert (again.accepted, again.duplicates) == (0, 2)
    with reading(tmp_path) as reader:
        (one,) = reader.papers()
    assert (one.record_id, one.document_id) == ("SO-000001", "d1")
    catalogue.restore_papers(["SO-000002"], SAYING)
    with reading(tmp_path) as reader:
        assert [paper.document_id for paper in reader.papers()] == ["d1", ""]


def test_a_word_is_not_given_back_by_the_next_list(catalogue, tmp_path):
    """A document that a person has untied stays untied, whatever its box's list says again."""
    take_in(catalogue, papers(1), "a.xlsx")
    archive(catalogue, tmp_path, "d1")
    catalogue.link_document("d1", "SO-000001", SAYING)
    catalogue.unlink_document("d1", SAYING)

    said = catalogue.link(Description(record_id="SO-000001"))
    catalogue.complete("d1", said)

    with reading(tmp_path) as reader:
        row = reader.document("d1")
    assert row is not None
    assert row.record_id == ""
    assert "list-other-record" in {one.code for one in row.findings}


def test_a_document_follows_the_paper_that_is_corrected(catalogue, tmp_path):
    """The catalogue says of both the same; what the file bears stays as a finding on it."""
    take_in(catalogue, papers(1, subject="Cấp phép"), "a.xlsx")
    said = catalogue.link(Description(record_id="SO-000001"))
    archive(catalogue, tmp_path, "d1", description=said)

    catalogue.edit_papers({"SO-000001": {"number": "12/QĐ-SVHTTDL", "subject": "Thu hồi"}}, SAYING)

    with reading(tmp_path) as reader:
        row = reader.document("d1")
        assert reader.linked_papers(["d1"])["d1"] == ("12/QĐ-SVHTTDL", 2018)
        assert [hit.document_id for hit in reader.search("thu hồi").hits] == ["d1"]
    assert row is not None
    assert (row.number, row.subject) == ("12/QĐ-SVHTTDL", "Thu hồi")
    assert ("number-corrected", "11/QĐ-SVHTTDL") in [(one.code, one.value) for one in row.findings]


@pytest.mark.parametrize("act", ["edit", "link"])
def test_a_document_is_tied_to_no_paper_of_another_year(catalogue, tmp_path, act):
    """It is archived among the papers of its year: refused, and nothing of it is kept."""
    take_in(catalogue, [*papers(1), paper("99/GP", "05/03/2019", owner="x")], "a.xlsx")
    archive(catalogue, tmp_path, "d1")
    catalogue.link_document("d1", "SO-000001", SAYING)

    acts = {
        "edit": lambda: catalogue.edit_papers({"SO-000001": {"formed": "2019-03-05"}}, SAYING),
        "link": lambda: catalogue.link_document("d1", "SO-000002", SAYING),
    }
    with pytest.raises(OtherYearError):
        acts[act]()

    with reading(tmp_path) as reader:
        assert [one.document_id for one in reader.papers()] == ["d1", ""]
        assert reader.papers()[0].year == 2018


# --- through the commands -----------------------------------------------------------------------


HEADINGS = (
    "Phòng",
    "Loại giấy tờ",
    "Số, ký hiệu",
    "Ngày cấp",
    "Trích yếu",
    "Chủ sở hữu",
    "Số tờ",
    "Tình trạng hiệu lực",
)
TOURISM = "Phòng Quản lý Du lịch"


def write(path, rows):
    """A register of tourism's papers."""
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append(row)
    book.save(path)
    return str(path)


def row_of(number, **said):
    """A row; each paper's owner is its own."""
    values = {
        "room": TOURISM,
        "kind": "Giấy phép karaoke",
        "number": f"{number * 11}/GP-SVHTTDL",
        "day": "5/3/2018",
        "subject": f"Cấp phép {number}",
        "owner": f"Quán {number}",
        "sheets": 2,
        "validity": "Còn hiệu lực",
    }
    return tuple((values | said).values())


def status(capsys, *options):
    """What `sohoa status --json` says."""
    capsys.readouterr()
    assert run(["status", "--json", *options]) == ExitCode.DONE
    return json.loads(capsys.readouterr().out)


def test_a_sheet_of_papers_comes_back(office, tmp_path, capsys):
    """Exported and imported: nothing. Changed: entered as a person's word; emptied: cleared."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(n) for n in range(1, 5)])])
    sheet = tmp_path / "bang.xlsx"
    assert run(["inventory", "export", str(sheet)]) == ExitCode.DONE
    capsys.readouterr()
    assert run(["inventory", "import", str(sheet), "--json"]) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["stored"]["updates"] == []

    book = openpyxl.load_workbook(sheet)
    headings = [cell.value for cell in book.active[1]]
    book.active.cell(3, headings.index("Số tờ") + 1).value = None
    book.active.cell(4, headings.index("Tổ chức, cá nhân được cấp") + 1).value = "Quán Mới"
    book.save(sheet)
    assert run(["inventory", "import", str(sheet), "--reason", "BB 3"]) == ExitCode.DONE

    with reading(office.data_dir) as reader:
        found = reader.papers()
        said = reader.history(SubjectKind.PAPER, "SO-000003")[-1]
    assert [one.sheets for one in found] == [2, None, 2, 2]
    assert (said.act, said.reason, said.said) == (Act.EDIT, "BB 3", {"owner": "Quán Mới"})


def test_two_rows_that_say_two_things_of_one_paper_are_asked_about(office, tmp_path, capsys):
    """The first is entered; the second is told and left, never dropped in silence."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1), row_of(2)])])
    sheet = tmp_path / "bang.xlsx"
    run(["inventory", "export", str(sheet)])
    book = openpyxl.load_workbook(sheet)
    headings = [cell.value for cell in book.active[1]]
    column = headings.index("Số tờ") + 1
    book.active.append([cell.value for cell in book.active[2]])
    book.active.cell(2, column).value, book.active.cell(4, column).value = "5", "7"
    book.save(sheet)

    assert run(["inventory", "import", str(sheet)]) == ExitCode.DONE_WITH_REJECTIONS

    assert "số tờ: nay ghi `7`, trong sổ đã lưu là `5`" in capsys.readouterr().out
    with reading(office.data_dir) as reader:
        assert [one.sheets for one in reader.papers()] == [5, 2]


def test_one_decision_for_many_stays_many(catalogue, tmp_path):
    """Another owner of the same number and day, in another file: asked about, not taken over."""
    take_in(catalogue, papers(5), "a.xlsx")
    shared = paper(papers(5)[2].number, owner="Người khác")
    others = [paper(f"{number}/GP", owner=f"Tiệm {number}") for number in (501, 701, 901)]

    counts = take_in(catalogue, [shared, *others], "b.xlsx", at=LATER)

    assert (counts.accepted, counts.errors, counts.updates) == (3, 1, ())
    with reading(tmp_path) as reader:
        said = reader.history(SubjectKind.PAPER, "SO-000003")
    assert [one.said.get("owner") for one in said] == ["Quán 3"]


def test_an_unknown_paper_in_a_sheet_is_an_error(office, tmp_path, capsys):
    """It is not taken for a new one."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1)])])
    sheet = tmp_path / "bang.xlsx"
    run(["inventory", "export", str(sheet)])
    book = openpyxl.load_workbook(sheet)
    book.active["A2"] = "SO-000077"
    book.save(sheet)

    assert run(["inventory", "import", str(sheet)]) == ExitCode.DONE_WITH_REJECTIONS
    with reading(office.data_dir) as reader:
        assert len(reader.papers()) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["edit", "SO-9", "--set", "owner=x"], "INVENTORY-907"),
        (["edit", "SO-1", "--set", "date=32/1/2018"], "INVENTORY-910"),
        (["edit", "SO-1", "--set", "room=Phòng Không Có"], "INVENTORY-910"),
        (["edit", "SO-1", "--set", "validity=hmm"], "INVENTORY-910"),
        (["withdraw", "SO-2"], "INVENTORY-908"),
        (["restore", "SO-1"], "INVENTORY-909"),
        (["merge", "SO-1", "--into", "SO-1"], "INVENTORY-912"),
        (["edit", "SO-1", "--set", "owner=x", "--since", "31/12/2090"], "REPORT-901"),
    ],
)
def test_what_cannot_be_said_is_refused_by_name(office, tmp_path, capsys, arguments, code):
    """Nothing is stored, and the message says what to do."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1), row_of(2)])])
    run(["inventory", "withdraw", "SO-2", "--reason", "nhầm"])
    with reading(office.data_dir) as reader:
        before = reader.papers()

    assert run(["inventory", *arguments, "--reason", "vì"]) == ExitCode.USAGE

    assert code in capsys.readouterr().err
    with reading(office.data_dir) as reader:
        assert reader.papers() == before


def test_a_dry_run_shows_every_figure_and_stores_nothing(office, tmp_path, capsys):
    """Withdrawing one of two papers: what it would do, then what it did."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1), row_of(2)])])
    word = ["inventory", "withdraw", "SO-2", "--reason", "nhầm", "--json"]
    capsys.readouterr()

    run([*word, "--dry-run"])
    tried = json.loads(capsys.readouterr().out)
    assert status(capsys)["total"]["registered"] == 2
    run(word)
    done = json.loads(capsys.readouterr().out)

    assert (tried["rehearsed"], done["rehearsed"]) == (True, False)
    assert tried["effect"] == done["effect"]
    figures = {one["figure"]: (one["before"], one["after"]) for one in tried["effect"]["figures"]}
    assert figures == dict.fromkeys(("registered", "in_force", "denominator", "missing"), (2, 1))
    assert status(capsys)["total"]["registered"] == 1


def test_a_room_declares_closes_and_is_supplemented(office, tmp_path, capsys):
    """Declared 4, listed 3, one row in error: nothing lacks; what comes after is a supplement."""
    rows = [row_of(1), row_of(2), row_of(3), row_of(4, day="32/1/2018")]
    run(["inventory", "import", write(tmp_path / "a.xlsx", rows)])
    assert run(["inventory", "declare", "quản lý du lịch", "4", "--reason", "BB 5"]) == 0
    code = run(["inventory", "close", TOURISM, "--reason", "BB 6"])
    assert code == ExitCode.DONE_WITH_REJECTIONS  # one row is not understood yet

    later = [row_of(1), row_of(2), row_of(3), row_of(40)]
    subprocess.run(["sleep", "1.1"], check=True)  # instants are whole seconds
    run(["inventory", "import", write(tmp_path / "b.xlsx", later)])
    capsys.readouterr()
    run(["inventory", "rooms", "--json"])

    (room,) = json.loads(capsys.readouterr().out)
    told = {name: room[name] for name in ("declared", "listed", "in_error", "in_force", "lacking")}
    assert told == {"declared": 4, "listed": 4, "in_error": 1, "in_force": 4, "lacking": -1}
    assert room["supplements"] == 1
    assert room["closed_at"]


def test_the_headline_says_between_which_rates(office, tmp_path, capsys):
    """Of 4 rows 1 is not understood; nothing is digitized: from 0 to 0 %."""
    rows = [row_of(1), row_of(2), row_of(3), row_of(4, day="32/1/2018")]
    run(["inventory", "import", write(tmp_path / "a.xlsx", rows)])

    told = status(capsys)
    assert (told["rows_in_error"], told["rate_least"], told["rate_most"]) == (1, 0.0, 0.0)
    run(["status"])
    assert "1 dòng sổ chưa hiểu được" in capsys.readouterr().out


KILLED = """
import os, signal, sys
from sohoa.catalogue import paper_store, fact_log
real = fact_log.record_facts

def then_die(*said):
    real(*said)
    os.kill(os.getpid(), signal.SIGKILL)

paper_store.record_facts = then_die
from sohoa.cli.main import run
run(sys.argv[1:])
"""


@pytest.mark.parametrize("act", ["import", "merge"])
def test_killed_in_the_middle_it_is_all_or_nothing(office, tmp_path, capsys, act):
    """Kill -9 after the facts are written and before the end: as if nothing had been said."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1), row_of(2)])])
    again = [row_of(1, sheets=7), row_of(2), row_of(3)]
    arguments = {
        "import": ["inventory", "import", write(tmp_path / "b.xlsx", again)],
        "merge": ["inventory", "merge", "SO-2", "--into", "SO-1", "--reason", "vì"],
    }[act]
    with reading(office.data_dir) as reader:
        before = reader.papers(), reader.history(SubjectKind.PAPER, "SO-000002")

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "--home", str(office.root), *arguments], check=False
    )

    assert killed.returncode == -9
    with reading(office.data_dir) as reader:
        assert (reader.papers(), reader.history(SubjectKind.PAPER, "SO-000002")) == before
    assert run(arguments) == ExitCode.DONE
    with reading(office.data_dir) as reader:
        assert len(reader.papers()) == (3 if act == "import" else 1)


def test_figures_name_their_papers_also_of_the_past(office, tmp_path, capsys):
    """The list behind a figure of a past day, and its number, come from the same holdings."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        take_in(catalogue, papers(3), "a.xlsx")
        catalogue.withdraw_papers(["SO-000003"], SAYING)
    day = FIRST.strftime("%d/%m/%Y")

    for options, count in (([], 3), (["--known", "02/06/2024"], 3)):
        told = status(capsys, "--as-of", day, *options)["total"]
        for figure in (Figure.REGISTERED, Figure.IN_FORCE):
            run(["papers", figure.value, "--as-of", day, "--json", *options])
            listed = json.loads(capsys.readouterr().out)
            assert len(listed) == told[figure.value] == count
    assert status(capsys, "--as-of", "02/06/2024")["total"]["registered"] == 2
