"""Papers that say the same, word for word, are one: no way of saying it makes one count twice."""

from __future__ import annotations

import shutil
from dataclasses import replace

import openpyxl
import pytest
from catalogue_samples import NOON, accepted, paper, register, store

from sohoa.catalogue.notes import Importing
from sohoa.catalogue.writer import Catalogue
from sohoa.cli.main import run
from sohoa.domain.errors import ExitCode
from sohoa.workspace import CHECKOUT

ONE, TWO, THREE = (paper(f"{n}1/QĐ", owner=f"Quán {n}", subject=f"Việc {n}") for n in (1, 2, 3))
AS_TWO = {"D": "21/QĐ", "F": "Việc 2", "G": "Quán 2"}


@pytest.fixture
def office(office):
    """An office that has three papers."""
    shutil.copytree(CHECKOUT / "config", office.config_dir)
    with Catalogue.open(office.catalogue_url) as catalogue:
        store(catalogue, ONE, TWO, THREE)
    return office


@pytest.fixture
def sheet(office, tmp_path):
    """Writes the exported sheet with other cells by row, without some rows, with further ones."""

    def write(name, changes, *, without=(), further=()):
        path = tmp_path / f"{name}.xlsx"
        run(["inventory", "export", str(path)])
        book = openpyxl.load_workbook(path)
        for row, cells in changes.items():
            for column, value in cells.items():
                book.active[f"{column}{row}"] = value
        for row in further:
            book.active.append(row)
        for row in sorted(without, reverse=True):
            book.active.delete_rows(row)
        book.save(path)
        return str(path)

    return write


def numbers(office):
    """The numbers of the papers of the inventory, in the order of their ids."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        return [record.number for _id, record in catalogue.all_listed()]


def owners(office):
    """The same, of their owners."""
    with Catalogue.open(office.catalogue_url) as catalogue:
        return [record.owner for _id, record in catalogue.all_listed()]


def test_a_sheet_without_the_other_paper_makes_it_no_second_time(office, sheet, capsys):
    """The row of the other was taken out of the sheet, so that nothing there is said twice."""
    path = sheet("bang", {2: AS_TWO | {"I": "Kho 9"}}, without=[3])
    capsys.readouterr()

    for rehearsed in (["--dry-run"], []):
        assert run(["inventory", "import", path, *rehearsed]) == ExitCode.DONE_WITH_REJECTIONS
        assert "SO-000002" in capsys.readouterr().out
    assert numbers(office) == ["11/QĐ", "21/QĐ", "31/QĐ"]

    mended = sheet("sua", {2: AS_TWO | {"G": "Quán khác"}}, without=[3])
    assert run(["inventory", "import", mended]) == ExitCode.DONE
    assert numbers(office) == ["21/QĐ", "21/QĐ", "31/QĐ"]


def test_what_stays_as_it_was_is_what_another_was_to_become(office, sheet):
    """The second may not become the third: it stays, and the first may not become the second."""
    one_number = sheet("so", {row: {"D": "9/QĐ"} for row in (2, 3, 4)})
    assert run(["inventory", "import", one_number]) == ExitCode.DONE
    rows = {2: {"F": "Việc 2", "G": "Quán 2"}, 3: {"F": "Việc 3", "G": "Quán 3"}}

    path = sheet("bang", rows, without=[4])

    assert run(["inventory", "import", path]) == ExitCode.DONE_WITH_REJECTIONS
    assert owners(office) == ["Quán 1", "Quán 2", "Quán 3"]


def test_papers_may_exchange_what_they_say(office, sheet):
    """Neither is the other at any time."""
    one_number = sheet("so", {row: {"D": "9/QĐ"} for row in (2, 3)})
    assert run(["inventory", "import", one_number]) == ExitCode.DONE
    rows = {2: {"F": "Việc 2", "G": "Quán 2"}, 3: {"F": "Việc 1", "G": "Quán 1"}}

    assert run(["inventory", "import", sheet("doi", rows)]) == ExitCode.DONE

    assert owners(office) == ["Quán 2", "Quán 1", "Quán 3"]


def test_a_new_row_of_the_sheet_is_no_second_one_either(office, sheet):
    """A paper becomes what a further row of the same sheet enters."""
    new = [None, ONE.room, ONE.record_type, "77/QĐ", "05/03/2018", "Việc 7", "Quán 7"]
    path = sheet("bang", {2: {"D": "77/QĐ", "F": "Việc 7", "G": "Quán 7"}}, further=[new])

    assert run(["inventory", "import", path]) == ExitCode.DONE_WITH_REJECTIONS

    assert numbers(office) == ["11/QĐ", "21/QĐ", "31/QĐ", "77/QĐ"]


def test_a_row_that_a_person_ties_to_a_paper_makes_no_second_one(catalogue):
    """“Xác nhận” names a paper; the values are those of another, which the file does not name."""
    store(catalogue, ONE, TWO)
    row = replace(accepted(TWO), meant="SO-000001", is_confirmed=True)

    counts = catalogue.store_import(
        register(row, name="b.xlsx"), imported_at=NOON, importing=Importing()
    )

    assert (counts.errors, counts.updates, counts.differing) == (1, (), 1)
    assert [one.number for _id, one in catalogue.all_listed()] == ["11/QĐ", "21/QĐ"]


def test_papers_of_a_name_that_was_changed_are_one(office, sheet):
    """Their rooms have one line: what they say besides is what tells them apart, or does not."""
    path = office.config_dir / "rooms.toml"
    text = path.read_text(encoding="utf-8")
    rows = """{ code = "CU", name = "Phòng Cũ", valid_to = 2020-12-31 },
    { code = "MOI", name = "Phòng Mới", predecessor = "CU", valid_from = 2021-01-01 },\n]"""
    path.write_text(text[: text.rindex("]")] + rows, encoding="utf-8")
    changes = {2: {"B": "Phòng Cũ"}, 3: {"B": "Phòng Mới"}}
    assert run(["inventory", "import", sheet("ten", changes)]) == ExitCode.DONE

    path = sheet("bang", {2: AS_TWO}, without=[3])

    assert run(["inventory", "import", path]) == ExitCode.DONE_WITH_REJECTIONS
    edit = ["inventory", "edit", "SO-1", "--reason", "sửa"]
    said = ["--set", "number=21/QĐ", "--set", "owner=Quán 2", "--set", "subject=Việc 2"]
    assert run([*edit, *said]) == ExitCode.USAGE


def test_what_comes_back_is_not_there_already(office, capsys):
    """Withdrawn, and another has become what it was: there is one, until something tells."""
    run(["inventory", "withdraw", "SO-1", "--reason", "BB 1"])
    said = ["--set", "number=11/QĐ", "--set", "owner=Quán 1", "--set", "subject=Việc 1"]
    assert run(["inventory", "edit", "SO-2", *said, "--reason", "sửa"]) == ExitCode.DONE
    capsys.readouterr()

    assert run(["inventory", "restore", "SO-1", "--reason", "BB 2"]) == ExitCode.USAGE

    assert "INVENTORY-918" in capsys.readouterr().err
    assert numbers(office) == ["11/QĐ", "31/QĐ"]
    run(["inventory", "edit", "SO-2", "--set", "subject=Việc khác", "--reason", "sửa"])
    assert run(["inventory", "restore", "SO-1", "--reason", "BB 2"]) == ExitCode.DONE


def test_what_is_split_off_says_something_of_its_own(office, capsys):
    """The second paper is neither the first nor any other."""
    split = ["inventory", "split", "SO-1", "--reason", "hai giấy tờ"]
    as_two = ["--set", "number=21/QĐ", "--set", "owner=Quán 2", "--set", "subject=Việc 2"]
    for said in (["--set", "sheets=2"], as_two):
        assert run([*split, *said]) == ExitCode.USAGE
        assert "INVENTORY-918" in capsys.readouterr().err

    assert run([*split, *as_two[:4]]) == ExitCode.DONE
    assert numbers(office) == ["11/QĐ", "21/QĐ", "31/QĐ", "21/QĐ"]


def test_two_that_a_person_has_said_are_two_may_still_be_moved(office, tmp_path):
    """They say the same by a person's word: another place, or owner for both, makes nothing so."""
    twice = [replace(accepted(paper("5/QĐ"), line), is_confirmed=True) for line in (2, 3)]
    with Catalogue.open(office.catalogue_url) as catalogue:
        catalogue.store_import(register(*twice, name="b.xlsx"), imported_at=NOON)

    moved = ["inventory", "edit", "SO-4", "--set", "location=Kho 3", "--reason", "chuyển"]

    assert run(moved) == ExitCode.DONE


@pytest.mark.parametrize("is_there", [False, True])
def test_a_row_that_may_be_what_another_is_enters_no_second_paper(catalogue, is_there):
    """Of the one the day is known, of the other the year: new both, or one of them known."""
    whole, vague = paper("5/QĐ", "05/03/2018"), paper("5/QĐ", "2018")
    if is_there:
        store(catalogue, whole)
    rows = [accepted(whole, 2), accepted(vague, 3)]

    counts = catalogue.store_import(register(*rows, name="b.xlsx"), imported_at=NOON)

    assert counts.errors == 1
    assert len(catalogue.all_listed()) == 1
    said = replace(accepted(vague, 3), is_confirmed=True)
    catalogue.store_import(register(said, name="c.xlsx"), imported_at=NOON)
    assert len(catalogue.all_listed()) == 2


@pytest.mark.parametrize("further", [{}, {"location": "Kho 9"}])
def test_a_row_that_stands_twice_in_a_register_imported_again_is_one_paper(catalogue, further):
    """The first of the two rows said what was held: the second entered another paper in silence."""
    store(catalogue, ONE, TWO)

    counts = store(catalogue, ONE, replace(ONE, **further), TWO, name="b.xlsx")

    assert (counts.accepted, counts.duplicates, counts.errors) == (0, 3, 0)
    assert counts.differing == len(further)
    assert len(catalogue.all_listed()) == 2
