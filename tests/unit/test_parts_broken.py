"""Parts of files that are secret, and rows that say so in a bad way: nothing of them is opened."""

from __future__ import annotations

import csv

import pytest
import scanned_sheets as stack
from catalogue_samples import paper, reading, store
from openpyxl import Workbook
from test_parts_in_the_line import BOX, Box, box, pages, pool, three

from sohoa.domain.identifiers import document_id

__all__ = ["box", "pool"]


def rows_of(box: Box, heading: str, *rows: list[object]) -> None:
    with (box.folder / "batch.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([heading.split(","), *rows])


def left(box: Box) -> list[str]:
    """What of a box's working folders is named after one of its documents' pages or outcomes."""
    folders = box.batch.folder.workspace.batches_dir
    kept = (*folders.rglob("outcomes/*.json"), *folders.rglob("pages/*"))
    return sorted({path.name.removesuffix(".json") for path in kept})


def test_parts_that_were_taken_in_are_let_go_when_their_file_is_secret(box, tmp_path):
    """A clerk learns it after the first run: page images and outcomes of all parts go."""
    stack.pdf(box.folder / "a.pdf", *pages(4))
    heading = "tệp,trang,số ký hiệu,năm,độ mật"
    rows_of(box, heading, ["a.pdf", "1-2", "11/QĐ", 2018, ""], ["a.pdf", "3-4", "12/QĐ", 2018, ""])
    assert list(box.taken()) == ["a.pdf#page=1-2", "a.pdf#page=3-4"]

    rows_of(box, heading, ["a.pdf", "1-2", "", "", ""], ["a.pdf", "3-4", "", "", "Mật"])
    assert box.taken() == {}
    assert box.codes() == {"a.pdf": "SECRECY-002"}
    assert left(box) == [document_id(BOX, "a.pdf")]
    with reading(tmp_path) as reader:
        for place in ("a.pdf#page=1-2", "a.pdf#page=3-4"):
            row = reader.document(document_id(BOX, place))
            assert row is None or (row.number, row.year) == ("", None)


def test_the_second_row_of_a_file_may_be_the_secret_one(box):
    """Two rows for two documents between separators; the register says that the second is one."""
    three()(box)
    store(box.batch.catalogue, paper("11/QĐ", "05/03/2018"), paper("12/QĐ", exclusion="Mật"))
    rows_of(box, "tệp,mã giấy tờ", ["a.pdf", "SO-000001"], ["a.pdf", "SO-000002"], ["a.pdf", ""])

    assert box.taken() == {}
    assert box.codes()["a.pdf"] == "SECRECY-002"
    assert not list(box.batch.folder.workspace.batches_dir.rglob("surveys/*"))


@pytest.mark.parametrize("named", ["a.pdf // a.pdf", "a.pdf // ../x.pdf", "a.pdf // q"])
def test_a_secret_row_that_names_badly_shuts_what_it_names(box, named):
    """Twice the same, something outside, something that may be two files."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    for end in ("pdf", "tif"):
        stack.pdf(box.folder / f"q.{end}", *pages(1))
    rows_of(box, "tệp,độ mật", [named, "Mật"])

    taken = box.taken()

    assert "a.pdf" not in taken
    assert box.codes()["a.pdf"] == "SECRECY-002"
    assert ("q.pdf" in taken) == ("q" not in named.split())


@pytest.mark.parametrize("cell", ["ngày", "trang"])
def test_a_row_with_a_bad_cell_still_says_which_paper_it_is(box, cell):
    """The register says that this paper is secret; its day or its pages cannot be read."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    store(box.batch.catalogue, paper("12/QĐ", exclusion="Mật"))
    rows_of(box, f"tệp,mã giấy tờ,{cell}", ["a.pdf", "SO-000001", "xyz"])

    assert box.taken() == {}
    assert box.codes()["a.pdf"] == "SECRECY-002"


def test_sheets_of_a_list_have_rows_of_the_same_number(box):
    """Each file has its rows on a sheet of its own: no page is lost, and a missing file is told."""
    for name in ("a.pdf", "b.pdf"):
        stack.pdf(box.folder / name, *pages(2 if name == "a.pdf" else 3))
    book = Workbook()
    for title, rows in {
        "Tập 1": [["a.pdf", "1"], ["a.pdf", "2"], ["không có.pdf", ""]],
        "Tập 2": [["b.pdf", "1-2"], ["b.pdf", "3"], ["cũng không có.pdf", ""]],
    }.items():
        sheet = book.create_sheet(title)
        for row in [["tệp", "trang"], *rows]:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(box.folder / "batch.xlsx")

    taken = box.taken()

    assert list(taken) == ["a.pdf#page=1", "a.pdf#page=2", "b.pdf#page=1-2", "b.pdf#page=3"]
    assert box.codes() == dict.fromkeys(["không có.pdf", "cũng không có.pdf"], "INTAKE-009")


def test_a_secret_paper_is_found_on_every_sheet_of_a_list(box):
    """Two rows of one number, the first of which names a paper that the register has as secret."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    stack.pdf(box.folder / "b.pdf", *pages(3))
    store(box.batch.catalogue, paper("11/QĐ", exclusion="Mật"), paper("12/QĐ"))
    book = Workbook()
    for title, row in {"1": ["a.pdf", "1", "SO-000001"], "2": ["b.pdf", "", "SO-000002"]}.items():
        sheet = book.create_sheet(title)
        sheet.append(["tệp", "trang", "mã giấy tờ"])
        sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(box.folder / "batch.xlsx")

    box.taken()

    assert box.codes()["a.pdf"] == "SECRECY-002"


@pytest.mark.parametrize(
    ("named", "said"),
    [("a.pdf // a", "1 // 2"), ("a.pdf // a.pdf", ""), ("../x.pdf // a.pdf", ""), ("q", "1")],
)
def test_a_row_that_names_badly_holds_the_files_that_it_parts_or_joins(box, named, said):
    """Nobody knows which pages are a document: none of these files is taken in as a whole."""
    stack.pdf(box.folder / "a.pdf", *pages(2))
    for end in ("pdf", "tif"):
        stack.pdf(box.folder / f"q.{end}", *pages(1))
    rows_of(box, "tệp,trang", [named, said])

    taken = box.taken()

    held = {"q.pdf", "q.tif"} if named == "q" else {"a.pdf"}
    assert held.isdisjoint(taken)
    assert {box.codes()[name] for name in held} == {"INTAKE-010"}


def test_joined_files_that_are_secret_are_refused_once_each(box):
    """The row that joins them is no third scan beside the two."""
    for name in ("a.pdf", "b.pdf"):
        stack.pdf(box.folder / name, *pages(2))
    rows_of(box, "tệp,độ mật", ["a.pdf // b.pdf", "Mật"])

    assert box.taken() == {}
    assert box.codes() == dict.fromkeys(["a.pdf", "b.pdf"], "SECRECY-002")
