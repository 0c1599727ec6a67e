"""The batch list: which file is which paper, and which rows cannot be used."""

from __future__ import annotations

import unicodedata

import pytest
from register_samples import write_csv, write_xlsx

from sohoa.domain.errors import BatchListError
from sohoa.domain.partial_date import PartialDate
from sohoa.tabular.batch_list import read_batch_list

pytestmark = pytest.mark.usefixtures("english")

HEADING = ["tệp", "số ký hiệu", "năm", "mã hồ sơ", "số tờ"]


@pytest.fixture
def box(tmp_path):
    """A box with these files, and a list of these rows below the usual heading."""

    def make(*rows, files=(), write=write_csv, name="batch.csv", heading=HEADING):
        for file in files:
            (tmp_path / file).touch()
        write(tmp_path / name, [heading, *rows])
        return read_batch_list(tmp_path)

    return make


def test_a_box_without_a_list_has_none(tmp_path):
    """No list is no error."""
    assert read_batch_list(tmp_path) is None


def test_a_row_describes_its_file(box):
    """What the row says stands in the description, the rest stays empty."""
    listed = box(["0001.pdf", "12/GP", 2018, "SO-000007", 3], files=["0001.pdf"])

    found = listed.match("0001.pdf")
    assert (found.row_number, listed.problems) == (2, ())
    assert found.description.number == "12/GP"
    assert found.description.formed == PartialDate(2018)
    assert (found.description.record_id, found.description.sheets) == ("SO-000007", 3)
    assert found.description.owner == ""


def test_a_workbook_serves_as_well(box):
    """`batch.xlsx` with the columns in another order and English headings."""
    listed = box(
        ["05/03/2018", "a.tif"],
        files=["a.tif"], write=write_xlsx, name="batch.xlsx", heading=["date", "file"],
    )  # fmt: skip

    assert listed.match("a.tif").description.formed.iso == "2018-03-05"


def test_names_are_compared_composed(box):
    """A decomposed name in the list or on the disk is the same name."""
    name = "Hồ sơ.pdf"
    listed = box(
        [unicodedata.normalize("NFD", name), "", 2018, "", ""],
        files=[unicodedata.normalize("NFD", name)],
    )

    assert list(listed.entries) == [name]
    assert listed.match(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize("said", ["0001", "0001.PDF", ".\\0001.pdf", "./0001.pdf"])
def test_a_name_that_can_mean_one_file_only_means_it(box, said):
    """Without the ending, in another case, or as Windows writes it."""
    assert list(box([said, "", 2018, "", ""], files=["0001.pdf"]).entries) == ["0001.pdf"]


def test_a_file_that_is_not_there_stays_listed(box):
    """So that intake can say which scan is missing."""
    assert list(box(["hop 1\\0009.pdf", "", 2018, "", ""]).entries) == ["hop 1/0009.pdf"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["../0001.pdf", "", 2018, "", ""], "leads outside"),
        (["/etc/passwd", "", 2018, "", ""], "leads outside"),
        (["C:\\a.pdf", "", 2018, "", ""], "leads outside"),
        (["hop/..\\..\\a.pdf", "", 2018, "", ""], "leads outside"),
        (["", "12/GP", 2018, "", ""], "no file"),
        (["0001", "", 2018, "", ""], "may be 0001.pdf, 0001.tif"),
        (["b.pdf", "", "5/3/18", "", ""], "four digits"),
        (["b.pdf", "", 2018, "", "vài"], "whole number of sheets"),
    ],
)
def test_a_row_that_cannot_be_used_is_a_problem(box, row, problem):
    """It has its number and its reason, and the other rows stand."""
    listed = box(row, ["c.pdf", "", 2019, "", ""], files=["0001.pdf", "0001.tif", "b.pdf", "c.pdf"])

    assert [one.row_number for one in listed.problems] == [2]
    assert problem in listed.problems[0].problem
    assert list(listed.entries) == ["c.pdf"]


def test_the_column_that_is_wrong_is_named(box):
    """A date beside a year that cannot be read; and a year with the mark of thousands is a year."""
    heading = ["tệp", "ngày", "năm"]
    listed = box(
        ["a.pdf", "5/3/2018", "20x8"], ["b.pdf", "", "2.018"], files=["a.pdf"], heading=heading
    )

    assert listed.problems[0].problem.startswith("year: `20x8`")
    assert listed.match("b.pdf").description.formed == PartialDate(2018)


def test_the_same_file_twice_is_a_problem_of_the_second_row(box):
    """The first row stands; the second names it."""
    listed = box(["a.pdf", "1/GP", 2018, "", ""], ["A.PDF", "2/GP", 2018, "", ""], files=["a.pdf"])

    assert listed.match("a.pdf").description.number == "1/GP"
    assert [(one.row_number, one.problem) for one in listed.problems] == [
        (3, "a.pdf is already in row 2")
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("batch.csv", b"ten,nam\na.pdf,2018", "no heading names"),
        ("batch.csv", b"", "empty"),
        ("batch.xlsx", b"PK\x03\x04rubbish", "damaged"),
    ],
)
def test_a_list_that_cannot_be_read_stops_the_batch(tmp_path, name, content, problem):
    """Without it no file's year is known: better to say so than to guess."""
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BatchListError, match=problem):
        read_batch_list(tmp_path)


def test_two_lists_stop_the_batch(box, tmp_path):
    """Which of the two is right is not guessed."""
    write_xlsx(tmp_path / "batch.xlsx", [HEADING])

    with pytest.raises(BatchListError, match=r"batch\.xlsx lies beside it"):
        box(["a.pdf", "", 2018, "", ""])


def test_a_list_that_is_a_link_is_not_followed(tmp_path):
    """A link could lead anywhere."""
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "batch.csv").symlink_to(write_csv(tmp_path / "list.csv", [HEADING]))

    with pytest.raises(BatchListError, match="link"):
        read_batch_list(tmp_path / "box")


# --- record ids, and what looks like them -------------------------------------------------


@pytest.mark.parametrize("heading", ["mã hồ sơ", "mã", "Mã số", "id", "Số hồ sơ"])
def test_the_offices_own_codes_are_not_our_record_ids(box, heading):
    """`Mã hồ sơ` is what offices call their own file code: such a column ties nothing."""
    columns = ["tệp", "số ký hiệu", heading]
    listed = box(
        ["a.pdf", "12/GP", "000.00.12.H09-180305-0007"],
        ["b.pdf", "13/GP", "H09.14.2018.01"],
        files=["a.pdf", "b.pdf"], heading=columns,
    )  # fmt: skip

    said = [one.description for one in listed.entries.values()]
    assert [(one.number, one.record_id) for one in said] == [("12/GP", ""), ("13/GP", "")]


def test_a_column_of_our_ids_is_one_with_a_slip_in_it(box):
    """Most cells look like ids: the one that does not is a wrong id, for the register to say."""
    listed = box(
        ["a.pdf", "", 2018, "so–7", ""],
        ["b.pdf", "", 2018, "SO-000008", ""],
        ["c.pdf", "", 2018, "S0-000009", ""],
        files=["a.pdf", "b.pdf", "c.pdf"],
    )

    ids = [one.description.record_id for one in listed.entries.values()]
    assert ids == ["SO-000007", "SO-000008", "S0-000009"]


def test_a_column_named_as_ours_is_ours(box):
    """`Mã trong sổ` is our own heading: what stands there is an id, right or wrong."""
    listed = box(["a.pdf", "12 A"], files=["a.pdf"], heading=["tệp", "mã trong sổ"])

    assert listed.match("a.pdf").description.record_id == "12 A"


@pytest.mark.parametrize(
    ("cell", "said"),
    [("x", "x"), ("Lan 12/3", "Lan 12/3"), ("", ""), ("không", ""), ("0", "")],
)
def test_a_person_says_that_they_have_looked(box, cell, said):
    """Anything but nothing and no, in a column `đã xem`."""
    listed = box(["a.pdf", "12/GP", cell], files=["a.pdf"], heading=["tệp", "số", "Đã xem"])

    assert listed.match("a.pdf").description.confirmation == said


def test_what_the_list_says_is_kept_by_itself(box):
    """Number, date and type stay the list's, whatever the register makes of them."""
    listed = box(
        ["a.pdf", "12/GP", "5/3/2018", "Giấy phép"],
        files=["a.pdf"], heading=["tệp", "số", "ngày", "loại"],
    )  # fmt: skip

    said = listed.match("a.pdf").description.listed
    assert (said.number, said.formed.iso, said.record_type) == ("12/GP", "2018-03-05", "Giấy phép")
