"""Pages in a box's list, files that are joined, and how places of documents are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from register_samples import write_csv

from sohoa.domain.places import (
    HeldPlaces,
    Piece,
    is_whole,
    pages_in,
    pages_text,
    pieces_of,
    place_of,
)
from sohoa.tabular.batch_list import read_batch_list
from sohoa.tabular.cells import CellError
from sohoa.tabular.page_cells import PageSpan, parse_pages
from sohoa.tabular.sheet import Cell, CellKind

pytestmark = pytest.mark.usefixtures("english")

NAMES = st.text("abc .,-#=1/", min_size=1, max_size=12).filter(lambda name: "//" not in name)
PAGES = st.lists(st.integers(1, 40), max_size=8, unique=True).map(tuple)


@pytest.mark.parametrize(
    ("said", "spans"),
    [
        ("4", [PageSpan(4, 4)]),
        ("1-3", [PageSpan(1, 3)]),
        ("1 – 3", [PageSpan(1, 3)]),
        ("5-", [PageSpan(5, None)]),
        ("5 đến hết", [PageSpan(5, None)]),
        ("trang 1 đến trang 3", [PageSpan(1, 3)]),
        ("Từ trang 1 đến 3", [PageSpan(1, 3)]),
        ("tr.2", [PageSpan(2, 2)]),
        ("pp. 2-4; 7", [PageSpan(2, 4), PageSpan(7, 7)]),
        ("", []),
    ],
)
def test_pages_as_people_write_them(said, spans):
    """With words or without, with any dash, several stretches."""
    assert list(parse_pages(Cell(said))) == spans


@pytest.mark.parametrize("said", ["0", "3-1", "-3", "1-2-3", "all", "1.5", "03-Jan", "1-3,", "IV"])
def test_pages_that_cannot_be_told_are_refused(said):
    """Nothing is guessed."""
    with pytest.raises(CellError):
        parse_pages(Cell(said))


def test_what_a_spreadsheet_made_a_date_of_is_refused(tmp_path):
    """`1-3` typed into a cell of a date: the row says so, and its file waits."""
    import datetime as dt

    (tmp_path / "a.pdf").touch()
    book = Workbook()
    book.active.append(["tệp", "trang"])
    book.active.append(["a.pdf", dt.date(2026, 3, 1)])
    book.save(tmp_path / "batch.xlsx")

    (problem,) = read_batch_list(tmp_path).problems

    assert (problem.row_number, problem.names) == (2, ("a.pdf",))
    assert "format the column as text" in problem.problem
    with pytest.raises(CellError):
        parse_pages(Cell("1", CellKind.FAILED))


def test_rows_with_pages_and_joined_files(tmp_path):
    """Endings may be left out, pages stand in the order of the files."""
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).touch()
    heading = ["Tệp", "Từ trang đến trang", "Số ký hiệu"]
    rows = [["a", "1-3", "1/GP"], ["a // B.PDF", "4- // 1", "2/GP"], ["b.pdf", "2-", "3/GP"]]
    write_csv(tmp_path / "batch.csv", [heading, *rows])

    found = read_batch_list(tmp_path)

    assert list(found.entries) == ["a.pdf, 1-3", "a.pdf, 4- // b.pdf, 1", "b.pdf, 2-"]
    assert [one.description.number for one in found.entries.values()] == ["1/GP", "2/GP", "3/GP"]
    assert found.match("a.pdf") is None


@pytest.mark.parametrize(
    ("file", "pages"), [("a // a", ""), ("a // b", "1"), ("a // b", "1 // 0"), ("a // ", "")]
)
def test_joined_files_that_cannot_be_told_are_refused(tmp_path, file, pages):
    """One twice, pages of only one, a piece without a name."""
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).touch()
    write_csv(tmp_path / "batch.csv", [["tệp", "trang"], [file, pages]])

    found = read_batch_list(tmp_path)

    assert (len(found.entries), len(found.problems)) == (0, 1)


def test_pages_of_a_file_that_may_be_several_hold_them_all(tmp_path):
    """None of them is taken for one document while nobody knows which is meant."""
    for name in ("a.pdf", "a.tif"):
        (tmp_path / name).touch()
    write_csv(tmp_path / "batch.csv", [["tệp", "trang"], ["a", "1-2"]])

    (problem,) = read_batch_list(tmp_path).problems

    assert problem.names == ("a.pdf", "a.tif")


@given(st.lists(st.tuples(NAMES, PAGES), min_size=1, max_size=3))
def test_a_place_is_read_as_it_was_written(parts):
    """Whatever names the files have, but one that is itself written as a part."""
    pieces = tuple(Piece(name, pages) for name, pages in parts if is_whole(name))
    pieces = tuple(one for one in pieces if one.name.strip() == one.name)
    if pieces:
        assert pieces_of(place_of(pieces)) == pieces


@given(PAGES.filter(bool))
def test_pages_are_read_as_they_were_written(pages):
    """In their order."""
    assert pages_in(pages_text(pages)) == pages


def test_who_has_a_page_of_a_place():
    """Of the whole of a file everybody has; of other pages nobody."""
    held = HeldPlaces([("x", "a.pdf#page=1-3"), ("y", "b.pdf"), ("z", "c.pdf // d.pdf#page=2")])

    def has(place: str) -> str:
        found = held.sharing(place, but={"me"})
        return found[0] if found else ""

    assert [has(one) for one in ("a.pdf", "a.pdf#page=3-4", "a.pdf#page=4")] == ["x", "x", ""]
    assert [has(one) for one in ("b.pdf#page=9", "d.pdf#page=1", "d.pdf", "c.pdf")] == [
        "y", "", "z", "z"
    ]  # fmt: skip
