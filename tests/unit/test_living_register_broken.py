"""What fresh eyes broke of the living register: each case gave a wrong count or record once."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import openpyxl
import pytest
from catalogue_samples import accepted, archive, paper, reading, register, store

from sohoa.catalogue.notes import Importing
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain import paper_findings
from sohoa.domain.errors import ExitCode, UnknownRecordError
from sohoa.domain.paper_identity import IdentityRule
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description
from sohoa.workspace import CHECKOUT

NOON = dt.datetime(2024, 3, 1, 5, tzinfo=dt.UTC)
SAYING = Saying(NOON, "lan", "biên bản 3")
TOURISM, FAMILY = "Phòng Quản lý Du lịch", "Phòng Xây dựng nếp sống văn hóa và gia đình"
MERGED = "Phòng Du lịch và Gia đình"
_HEADINGS = ["Phòng", "Loại", "Số ký hiệu", "Ngày", "Tổ chức, cá nhân", "Số tờ"]


@pytest.fixture
def office(office):
    """An office with the configuration that every office begins with."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    return office


@pytest.fixture
def merged_rooms(office):
    """Two of its rooms were merged into a third."""
    path = office.config_dir / "rooms.toml"
    text = path.read_text(encoding="utf-8")
    row = f'{{ code = "DLGD", name = "{MERGED}", predecessor = ["QLDL", "XDNSVHGD"] }},\n]'
    path.write_text(text[: text.rindex("]")] + row, encoding="utf-8")
    return office


def write(path, rows):
    """A register of these rows; returns its path as it is typed."""
    book = openpyxl.Workbook()
    for row in (_HEADINGS, *rows):
        book.active.append(row)
    book.save(path)
    return str(path)


def row_of(number, room=TOURISM, owner=None):
    """A row whose number no slip makes another's."""
    owner = owner or f"Quán {number}"
    return [room, "Quyết định", f"{number * 11}/QĐ-SVHTTDL", "05/03/2018", owner, "3"]


def take_in(catalogue, records, name, **order):
    """Import papers, one row each."""
    rows = [accepted(one, line) for line, one in enumerate(records, start=2)]
    importing = Importing(**order)
    return catalogue.store_import(register(*rows, name=name), imported_at=NOON, importing=importing)


def rooms(capsys):
    """The rooms' counts."""
    capsys.readouterr()
    run(["inventory", "rooms", "--json"])
    return json.loads(capsys.readouterr().out)


def changed_sheet(office, tmp_path, changes):
    """The exported sheet of papers with other cells; returns its path as it is typed."""
    path = tmp_path / f"bang{len(list(tmp_path.iterdir()))}.xlsx"
    run(["inventory", "export", str(path)])
    book = openpyxl.load_workbook(path)
    for cell, value in changes.items():
        book.active[cell] = value
    book.save(path)
    return str(path)


# --- papers that were taken out -----------------------------------------------------------------


def test_a_list_ties_no_document_to_a_paper_that_is_out(catalogue):
    """Merged: the number means the paper that stays, and so does the other id."""
    held = [paper(owner="Quán 1"), paper(owner="Quán 2"), paper("99/GP")]
    take_in(catalogue, held, "a.xlsx")
    catalogue.merge_papers(["SO-000001"], "SO-000002", SAYING)
    catalogue.withdraw_papers(["SO-000003"], SAYING)

    by_number = catalogue.link(Description(number=held[0].number))
    by_id = catalogue.link(Description(record_id="SO-1"))

    assert (by_number.record_id, by_id.record_id) == ("SO-000002", "SO-000002")
    assert catalogue.link(Description(number="99/GP")).record_id == ""
    with pytest.raises(UnknownRecordError):
        catalogue.link(Description(record_id="SO-000003"))


@pytest.mark.parametrize(("withdrawn", "lacks"), [("SO-000001", False), ("SO-000002", True)])
def test_a_paper_that_is_out_counts_no_sheets(catalogue, tmp_path, withdrawn, lacks):
    """3 written pages: the paper of 9 sheets lacks some, if it is the one that is there."""
    described = Description(number="12/QĐ-SVHTTDL", formed=PartialDate(2018, 3, 5))
    take_in(catalogue, [paper(sheets=9, room="A"), paper(sheets=2, room="B")], "a.xlsx")
    catalogue.withdraw_papers([withdrawn], SAYING)

    archive(catalogue, tmp_path, "d1", description=described)

    with reading(tmp_path) as reader:
        found = {one.code for one in reader.document("d1").findings}
    assert (paper_findings.MISSING_PAGES.code in found) is lacks


def test_a_sheet_says_nothing_in_silence_of_a_paper_that_is_out(office, tmp_path, capsys):
    """A sheet of yesterday changes a paper that was withdrawn since: an error, not a duplicate."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1), row_of(2)])])
    unchanged = changed_sheet(office, tmp_path, {})
    sheet = changed_sheet(office, tmp_path, {"H3": "8"})
    run(["inventory", "withdraw", "SO-2", "--reason", "BB 3"])
    capsys.readouterr()

    assert run(["inventory", "import", unchanged]) == ExitCode.DONE
    assert run(["inventory", "import", sheet]) == ExitCode.DONE_WITH_REJECTIONS
    assert "SO-000002" in capsys.readouterr().out


# --- one decision for many ----------------------------------------------------------------------


def test_one_decision_in_two_files_stays_whole(catalogue, tmp_path):
    """A, B in one file, C, A in the next: C is not B under another name; a person says."""
    a, b, c = (paper(owner=f"Công ty {one}", subject="") for one in "ABC")
    take_in(catalogue, [a, b], "a.xlsx")

    counts = take_in(catalogue, [c, a], "b.xlsx")

    assert (counts.updates, counts.errors) == ((), 1)
    with reading(tmp_path) as reader:
        assert reader.papers()[1].record_id == "SO-000002"
        assert len(reader.papers()) == 2


def test_each_room_has_its_own_number_and_may_correct_the_owner(catalogue):
    """Two rooms number by themselves: an owner that is corrected in one is an update."""
    held = [paper(owner=f"Quán {room}", subject="", room=room) for room in "AB"]
    take_in(catalogue, held, "a.xlsx", rule=IdentityRule())
    corrected = paper(owner="Quán Bê", subject="", room="B")

    counts = take_in(catalogue, [held[0], corrected], "b.xlsx", rule=IdentityRule())

    assert [one.record_id for one in counts.updates] == ["SO-000002"]


# --- ids, as they are typed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code", "numbers"),
    [
        ("so-2", ExitCode.DONE, ["11/QĐ-SVHTTDL", "777/QĐ"]),
        ("SO_2?", ExitCode.DONE_WITH_REJECTIONS, ["11/QĐ-SVHTTDL", "22/QĐ-SVHTTDL"]),
    ],
)
def test_an_id_typed_otherwise_makes_no_third_paper(office, tmp_path, typed, code, numbers):
    """The column of ids names a paper or is in error; only an empty cell is a new paper."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1), row_of(2)])])
    sheet = changed_sheet(office, tmp_path, {"A3": typed, "D3": "777/QĐ"})

    assert run(["inventory", "import", sheet]) == code

    with reading(office.data_dir) as reader:
        assert [one.number for one in reader.papers()] == numbers


# --- rooms --------------------------------------------------------------------------------------


def test_what_merged_rooms_declared_adds_up(merged_rooms, tmp_path, capsys):
    """3 and 2 of two rooms are 5 of the one they became, until that one says 6 itself."""
    rows = [*(row_of(one) for one in (1, 2, 3)), *(row_of(one, FAMILY) for one in (4, 5))]
    run(["inventory", "import", write(tmp_path / "a.xlsx", rows)])
    for room, count in ((TOURISM, "9"), (FAMILY, "2"), (TOURISM, "3")):
        run(["inventory", "declare", room, count, "--reason", "BB 5"])

    (before,) = rooms(capsys)
    run(["inventory", "declare", MERGED, "6", "--reason", "BB 7"])
    (after,) = rooms(capsys)

    assert (before["declared"], before["listed"], before["lacking"]) == (5, 5, 0)
    assert (after["declared"], after["lacking"]) == (6, 1)


def test_an_inventory_is_closed_by_an_old_name_too(merged_rooms, tmp_path, capsys):
    """It was closed, and the command fell over its answer."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1)])])

    assert run(["inventory", "close", TOURISM, "--reason", "BB 6"]) == ExitCode.DONE

    assert MERGED in capsys.readouterr().out


# --- complete -----------------------------------------------------------------------------------


def test_a_register_of_before_that_is_complete_lists_what_it_lacks(office, tmp_path, capsys):
    """Imported once without `--complete`, said to be complete now: what it lacks is listed."""
    whole = write(tmp_path / "a.xlsx", [row_of(1), row_of(2)])
    part = write(tmp_path / "b.xlsx", [row_of(1)])
    for file in (whole, part):
        run(["inventory", "import", file])
    capsys.readouterr()

    code = run(["inventory", "import", part, "--complete", "--room", TOURISM])

    told = capsys.readouterr().out
    assert code == ExitCode.DONE_WITH_REJECTIONS
    assert "SO-000002" in told
    assert "SO-000001" not in told


def test_a_register_is_complete_of_no_room_that_there_is_not(office, tmp_path, capsys):
    """A slip in the room's name found nothing missing."""
    run(["inventory", "import", write(tmp_path / "a.xlsx", [row_of(1), row_of(2)])])
    part = write(tmp_path / "b.xlsx", [row_of(1)])

    code = run(["inventory", "import", part, "--complete", "--room", "Phòng Du lick"])

    assert code == ExitCode.USAGE
    assert "Phòng Du lick" in capsys.readouterr().err


def test_a_paper_is_not_edited_into_another_one(office, capsys):
    """Word for word what another says: one paper would be counted twice; the remedy leads out."""
    edit = ["inventory", "edit", "SO-000001", "--reason", "sửa"]
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(
            catalogue,
            paper("1/QĐ", owner="Ông Một", subject="Một"),
            paper("2/QĐ", owner="Bà Hai", subject="Hai"),
        )
    alike = ["--set", "number=2/QĐ", "--set", "owner=Bà Hai", "--set", "subject=Hai"]
    for rehearsed in (["--dry-run"], []):
        assert run([*edit, *alike, *rehearsed]) == 2
        assert "INVENTORY-917" in capsys.readouterr().err
    with reading(office.data_dir) as reader:
        assert [one.number for one in reader.papers()] == ["1/QĐ", "2/QĐ"]

    assert run([*edit, *alike[:4]]) == 0
    merge = ["inventory", "merge", "SO-000001", "--into", "SO-000002", "--reason", "một giấy"]
    assert run(merge) == 0
    with reading(office.data_dir) as reader:
        assert [one.record_id for one in reader.papers()] == ["SO-000002"]
