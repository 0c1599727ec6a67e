"""The sheet to decide in: what a person sees and may write, and what is read back of it."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.units import EMU_to_pixels
from python_calamine import CalamineWorkbook
from review_samples import NOON, asked, some_pictures

from sohoa.domain.errors import error_classes
from sohoa.domain.paper_fields import Box, FieldName
from sohoa.domain.review_sheet_errors import (
    NoReviewSheetError,
    ReviewSheetDamagedError,
    ReviewSheetNewerError,
)
from sohoa.language import set_language
from sohoa.review.answers import Choice, SheetFault, read_answers
from sohoa.review.asked import AskedField, PictureKind
from sohoa.review.columns import COLUMNS, FORMAT, Key, named
from sohoa.review.sheet import write_sheet
from sohoa.tabular.keyed_sheet import BadRow, fault_text

FIRST = 6


@pytest.fixture(autouse=True)
def vietnamese():
    """The sheet speaks Vietnamese, as in the office."""
    set_language("vi")


@pytest.fixture
def sheet(tmp_path):
    """A sheet of three documents, opened to be filled in; `sheet.answers()` hands it back."""
    path = tmp_path / "quyet-dinh.xlsx"
    write_sheet([asked(number) for number in (1, 2, 3)], path, at=NOON)
    return Filled(path)


class Filled:
    """A sheet as a clerk has it before them."""

    def __init__(self, path):
        self.path = path
        self.book = load_workbook(path)
        self.cells = self.book.worksheets[0]

    def place(self, key, number=1):
        name = FORMAT if key is Key.DOCUMENT else named(key, number)
        return next(cell.column for cell in self.cells[4] if cell.value == name)

    def cell(self, row, key, number=1):
        return self.cells.cell(FIRST + row - 1, self.place(key, number))

    def write(self, row, value, key=Key.DECISION):
        self.cell(row, key).value = value

    def answers(self):
        self.book.save(self.path)
        return read_answers(self.path)

    def one(self):
        (answer,) = self.answers().rows
        return answer

    def fault(self):
        found = self.answers()
        assert found.rows == ()
        (bad,) = found.bad
        return bad.fault


# --- what is decided -------------------------------------------------------------------------


def test_an_untouched_sheet_decides_nothing(sheet):
    """All rows are open."""
    answers = sheet.answers()

    assert (answers.rows, answers.bad, answers.unanswered) == ((), (), 3)


@pytest.mark.parametrize(
    "value", [2, "2", "2: 146/QĐ-SVHTTDL ngày 05/03/2018", " 2:  146/qđ-svhttdl NGÀY 05/03/2018 "]
)
def test_a_proposal_is_chosen_by_the_list_or_by_its_number(sheet, value):
    """The second proposal's paper, with the version that the row shows."""
    sheet.write(2, value)

    answer = sheet.one()

    assert (answer.document_id, answer.choice, answer.record_id, answer.version) == (
        asked(2).document_id, Choice.PAPER, "SO-000022", asked(2).version,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "choice"), [("Không có trong sổ", Choice.NONE), ("Để sau", Choice.LATER)]
)
def test_none_and_later_are_choices(sheet, value, choice):
    """Both name no paper."""
    sheet.write(1, value)

    answer = sheet.one()

    assert (answer.choice, answer.record_id) == (choice, "")


@pytest.mark.parametrize("typed", ["SO-000777", "so 777", "SO–777"])
def test_another_paper_is_typed_by_its_id(sheet, typed):
    """Alone it decides; so does the same paper chosen and typed."""
    sheet.write(1, typed, Key.OTHER)
    assert sheet.one().record_id == "SO-000777"

    sheet.write(1, "1")
    sheet.write(1, "SO-11", Key.OTHER)
    assert sheet.one().record_id == "SO-000011"


def test_who_and_why_and_how_long(sheet):
    """A name at the top is of all rows but those that name another; minutes are kept, too."""
    sheet.write(1, "1")
    sheet.write(2, "1")
    sheet.write(2, "Trần Bình", Key.PERSON)
    sheet.write(2, "số đọc  nhầm", Key.REASON)
    sheet.cells["C2"], sheet.cells["C3"] = "Nguyễn Thị An", "12,5"

    answers = sheet.answers()

    assert [(one.person, one.reason) for one in answers.rows] == [
        ("Nguyễn Thị An", ""),
        ("Trần Bình", "số đọc nhầm"),
    ]
    assert answers.minutes == 12.5


def test_a_document_with_one_paper_or_none(tmp_path):
    """Fewer proposals leave fewer numbers to choose; the other choices stay."""
    path = tmp_path / "one.xlsx"
    write_sheet([asked(1, papers=asked().papers[:1]), asked(2, papers=())], path, at=NOON)
    filled = Filled(path)
    filled.write(1, "Không có trong sổ")
    filled.write(2, "1")

    answers = filled.answers()

    assert [one.choice for one in answers.rows] == [Choice.NONE]
    assert [(one.row, one.fault) for one in answers.bad] == [(FIRST + 1, SheetFault.NOT_OFFERED)]


# --- as clerks leave it ----------------------------------------------------------------------


def test_rows_sorted_and_columns_moved(sheet):
    """Rows in another order, and the decision column at the left: each answer is its document's."""
    for row, choice in ((1, "1"), (2, "2"), (3, "3")):
        sheet.write(row, choice)
    _swap_rows(sheet.cells, FIRST, FIRST + 2)
    _move_column(sheet.cells, sheet.place(Key.DECISION), 2)

    answers = sheet.answers()

    assert {one.document_id: one.record_id for one in answers.rows} == {
        asked(number).document_id: f"SO-{11 * number - number + number:06d}" for number in (1, 2, 3)
    }


def test_rows_taken_out_and_hidden(sheet):
    """A row that is gone is not missed; one that a filter hides counts."""
    sheet.write(2, "1")
    sheet.write(3, "1")
    sheet.cells.row_dimensions[FIRST + 1].hidden = True
    sheet.cells.delete_rows(FIRST)

    answers = sheet.answers()

    assert [one.document_id for one in answers.rows] == [asked(2).document_id, asked(3).document_id]


def test_a_copy_within_the_workbook_counts(sheet):
    """What was decided in a copy of the sheet is not lost; an answer given twice counts once."""
    sheet.write(1, "1")
    copy = sheet.book.copy_worksheet(sheet.cells)
    copy.cell(FIRST + 1, sheet.place(Key.DECISION), "2")

    answers = sheet.answers()

    assert [one.record_id for one in answers.rows] == ["SO-000011", "SO-000022"]


def test_a_row_written_twice_with_one_answer_counts_once(sheet):
    """The same row again, with the same answer."""
    sheet.write(1, "1")
    _copy_row(sheet.cells, FIRST, FIRST + 3)

    assert len(sheet.answers().rows) == 1


def test_both_languages_are_read(tmp_path):
    """A sheet made in English is read in Vietnamese: the row itself says what its choices mean."""
    set_language("en")
    path = tmp_path / "en.xlsx"
    write_sheet([asked(1), asked(2)], path, at=NOON)
    set_language("vi")
    filled = Filled(path)
    filled.write(1, "None of the register")
    filled.write(2, "1: 145/QĐ-SVHTTDL of 05/03/2018")

    assert [one.choice for one in filled.answers().rows] == [Choice.NONE, Choice.PAPER]


def test_saved_by_another_program(sheet, tmp_path):
    """Written anew by another library, values alone, without styles or drawings, all is there."""
    sheet.write(1, "1")
    sheet.book.save(sheet.path)
    other = Workbook()
    rows = CalamineWorkbook.from_path(sheet.path).get_sheet_by_index(0).to_python()
    for row in rows:
        other.active.append(row)
    other.save(tmp_path / "other.xlsx")

    (answer,) = read_answers(tmp_path / "other.xlsx").rows

    assert answer.record_id == "SO-000011"


# --- what is refused, and the other rows counts ----------------------------------------------


@pytest.mark.parametrize(
    "value", ["4", "0", "1: 999/QĐ-SVHTTDL ngày 05/03/2018", "x", "145/QĐ-SVHTTDL"]
)
def test_what_is_not_offered(sheet, value):
    """Nothing is guessed from a text that is none of the row's own choices."""
    sheet.write(1, value)

    assert sheet.fault() is SheetFault.NOT_OFFERED


def test_a_choice_of_another_row_is_none_of_this_ones(sheet):
    """`1: …` copied down from the row above names that row's paper."""
    other = asked(2, papers=(asked(5).papers[0], *asked(2).papers[1:]))
    write_sheet([asked(1, papers=asked(9).papers), other], sheet.path, at=NOON)
    filled = Filled(sheet.path)
    filled.cell(2, Key.OPTION).value = "1: 1/QĐ ngày 2018"
    filled.write(2, "1: 1/QĐ ngày 2018")

    assert filled.fault() is SheetFault.SHIFTED


@pytest.mark.parametrize("key", [Key.DOCUMENT, Key.VERSION, Key.CHECK, Key.RECORD, Key.OPTION])
@pytest.mark.parametrize("value", ["", "overwritten", "other row"])
def test_overwritten_technical_cells_are_noticed(sheet, key, value):
    """A hidden cell that was emptied, overwritten, or pasted from another row refuses its row."""
    sheet.write(1, "1")
    sheet.cell(1, key).value = sheet.cell(2, key).value if value == "other row" else value
    if key is Key.OPTION and value == "other row":
        sheet.cell(1, key).value = "2: 145/QĐ-SVHTTDL ngày 05/03/2018"

    assert sheet.fault() is SheetFault.SHIFTED


@pytest.mark.parametrize("typed", ["145/QĐ-SVHTTDL", "SO-", "SO-1x", "777"])
def test_another_paper_must_be_an_id(sheet, typed):
    """A paper's number is no id: several papers may bear it."""
    sheet.write(1, typed, Key.OTHER)

    assert sheet.fault() is SheetFault.NO_PAPER_ID


@pytest.mark.parametrize("choice", ["1", "Không có trong sổ", "Để sau"])
def test_a_choice_and_another_paper_quarrel(sheet, choice):
    """Chosen one thing, and typed another."""
    sheet.write(1, choice)
    sheet.write(1, "SO-000777", Key.OTHER)

    assert sheet.fault() is SheetFault.TWO_ANSWERS


def test_two_rows_of_one_document_that_differ_are_both_refused(sheet):
    """And the other documents' answers count."""
    sheet.write(1, "1")
    sheet.write(2, "2")
    _copy_row(sheet.cells, FIRST, FIRST + 3)
    sheet.write(4, "3")

    answers = sheet.answers()

    assert [one.document_id for one in answers.rows] == [asked(2).document_id]
    assert [(one.row, one.fault) for one in answers.bad] == [
        (FIRST, SheetFault.TWO_ROWS),
        (FIRST + 3, SheetFault.TWO_ROWS),
    ]


@pytest.mark.parametrize("key", [Key.DECISION, Key.OTHER, Key.REASON, Key.VERSION])
def test_a_formula_is_refused(sheet, key):
    """Wherever something is read; the other rows count."""
    sheet.write(1, "1")
    sheet.write(2, "1")
    sheet.cell(1, key).value = '="1"'

    answers = sheet.answers()

    assert [one.fault for one in answers.bad] == [SheetFault.FORMULA]
    assert [one.document_id for one in answers.rows] == [asked(2).document_id]


def test_a_formula_with_a_result_is_refused_too(sheet):
    """As the spreadsheet program stores it, with the value that it showed."""
    sheet.write(1, "FORMULA")
    sheet.book.save(sheet.path)
    letter = f"{get_column_letter(sheet.place(Key.DECISION))}{FIRST}"
    _edit(sheet.path, "xl/worksheets/sheet1.xml", lambda xml: _as_formula(xml, letter))

    answers = read_answers(sheet.path)

    assert [one.fault for one in answers.bad] == [SheetFault.FORMULA]


@pytest.mark.parametrize("fault", [*SheetFault])
def test_each_fault_says_what_and_what_to_do(fault):
    """In Vietnamese, with what stands there."""
    text = fault_text(BadRow("s", 7, fault, "§§"))

    assert text != f"{fault.what} {fault.remedy}"
    assert ("{value}" in fault.what) == ("§§" in text)


# --- other files -----------------------------------------------------------------------------


def test_another_workbook_is_no_sheet_of_ours(tmp_path):
    """A register is not taken for answers."""
    book = Workbook()
    book.active.append(["STT", "Số ký hiệu"])
    book.save(tmp_path / "so.xlsx")

    with pytest.raises(NoReviewSheetError, match=r"SHEET-901.*so\.xlsx"):
        read_answers(tmp_path / "so.xlsx")


def test_a_table_of_text_is_no_sheet_of_ours(tmp_path):
    """Of other kinds of file it is not told which cells hold formulas."""
    (tmp_path / "a.csv").write_text(f"{FORMAT},decision 1\nx,1\n", encoding="utf-8")

    with pytest.raises(NoReviewSheetError):
        read_answers(tmp_path / "a.csv")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut short", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_damaged_file(tmp_path, content):
    """It says which file, and that nothing was decided."""
    (tmp_path / "a.xlsx").write_bytes(content)

    with pytest.raises((ReviewSheetDamagedError, NoReviewSheetError), match="Nothing was decided"):
        read_answers(tmp_path / "a.xlsx")


def test_half_a_file(sheet):
    """Cut in the middle, as by a full stick."""
    content = sheet.path.read_bytes()
    sheet.path.write_bytes(content[: len(content) // 2])

    with pytest.raises(ReviewSheetDamagedError):
        read_answers(sheet.path)


def test_no_file(tmp_path):
    """A file that is not there."""
    with pytest.raises(ReviewSheetDamagedError):
        read_answers(tmp_path / "none.xlsx")


def test_the_keys_taken_away(sheet):
    """Without the hidden row nobody knows which column is which."""
    sheet.cells.delete_rows(4)

    with pytest.raises(NoReviewSheetError):
        sheet.answers()


@pytest.mark.parametrize("key", [Key.CHECK, Key.DECISION, Key.OPTION])
def test_a_column_taken_away(sheet, key):
    """The error names it."""
    sheet.cells.delete_cols(sheet.place(key))

    with pytest.raises(NoReviewSheetError, match=key.value):
        sheet.answers()


def test_a_sheet_of_a_later_program(sheet):
    """It is not read by half."""
    sheet.cells.cell(4, sheet.place(Key.DOCUMENT)).value = "sohoa-review/2"

    with pytest.raises(ReviewSheetNewerError):
        sheet.answers()


def test_its_errors_have_codes():
    """They are in the catalogue of errors."""
    assert {"SHEET-901", "SHEET-902", "SHEET-903"} <= error_classes().keys()


# --- what a person sees ----------------------------------------------------------------------


def test_pictures_lie_in_their_cells(tmp_path):
    """Each picture lies within one cell of its document's row, tied to it, none over another."""
    records = [asked(number, pictures=some_pictures(tmp_path / str(number))) for number in (1, 2)]
    path = tmp_path / "a.xlsx"
    write_sheet(records, path, at=NOON)

    cells = load_workbook(path).worksheets[0]
    spans = {}
    for picture in cells._images:
        start, end = picture.anchor._from, picture.anchor.to
        assert picture.anchor.editAs == "twoCell"
        assert (start.row, start.col) == (end.row, end.col)
        width = cells.column_dimensions[get_column_letter(start.col + 1)].width * 7
        height = cells.row_dimensions[start.row + 1].height / 0.75
        assert EMU_to_pixels(end.colOff) <= width
        assert EMU_to_pixels(end.rowOff) <= height
        spans.setdefault((start.row, start.col), []).append((start.rowOff, end.rowOff))

    assert sorted(row for row, _column in spans) == [5, 5, 5, 6, 6, 6]
    for places in spans.values():
        assert all(
            low[1] <= high[0] for low, high in zip(sorted(places), sorted(places)[1:], strict=False)
        )


@pytest.mark.parametrize("content", [None, b"", b"\xff\xd8 damaged"])
def test_a_picture_that_is_gone_or_damaged_is_told(tmp_path, content):
    """The cell says so, and the row is there."""
    pictures = {PictureKind.NUMBER: tmp_path / "number.jpg"}
    if content is not None:
        pictures[PictureKind.NUMBER].write_bytes(content)
    path = tmp_path / "a.xlsx"
    write_sheet([asked(pictures=pictures)], path, at=NOON)

    filled = Filled(path)

    assert "bản quét" in filled.cell(1, Key.NUMBER_AND_DAY).value


def test_every_row_is_offered_its_own_choices(sheet):
    """One rule for all rows points at the hidden cells of the row itself, as many as it has."""
    (rule,) = sheet.cells.data_validations.dataValidation

    option, count = (get_column_letter(sheet.place(key)) for key in (Key.OPTION, Key.COUNT))
    assert rule.type == "list"
    assert rule.formula1 == f"OFFSET(${option}{FIRST},0,0,1,${count}{FIRST})"
    assert str(rule.sqref) == f"K{FIRST}:K{FIRST + 2}"
    assert sheet.cell(1, Key.COUNT).value == 5
    assert [sheet.cell(1, Key.OPTION, number).value for number in range(1, 6)] == [
        "1: 145/QĐ-SVHTTDL ngày 05/03/2018",
        "2: 146/QĐ-SVHTTDL ngày 05/03/2018",
        "3: 147/QĐ-SVHTTDL ngày 05/03/2018",
        "Không có trong sổ",
        "Để sau",
    ]


def test_only_what_is_asked_can_be_written(sheet):
    """The sheet is protected without a password; four columns and two cells at the top are open."""
    is_open = {cell.coordinate for row in sheet.cells for cell in row if not cell.protection.locked}

    asked_in = {column.key for column in COLUMNS if column.is_asked}
    rows = range(FIRST, FIRST + 3)
    letters = [get_column_letter(sheet.place(key)) for key in asked_in]
    assert sheet.cells.protection.sheet
    assert sheet.cells.protection.password is None
    assert is_open == {f"{letter}{row}" for letter in letters for row in rows} | {"C2", "C3"}
    assert len(letters) == 4


def test_what_the_program_goes_by_is_hidden(sheet):
    """Hidden columns and the row of keys; what a person reads is not."""
    for column in COLUMNS:
        letter = get_column_letter(sheet.place(column.key, column.number))
        assert sheet.cells.column_dimensions[letter].hidden == (not column.heading)
    assert sheet.cells.row_dimensions[4].hidden


def test_no_text_is_a_formula(tmp_path):
    """Whatever a file or a paper is called, no cell of the workbook holds a formula."""
    evil = '=HYPERLINK("http://x","y")'
    papers = tuple(
        type(one)(one.record_id, evil, "2018", evil, evil, evil, evil, (evil,), (evil,))
        for one in asked().papers
    )
    fields = (AskedField(FieldName.NUMBER, evil, 10.0, 1, Box(0, 0, 1, 1)),)
    path = tmp_path / "a.xlsx"
    write_sheet(
        [asked(batch=evil, source_name=evil, why=evil, fields=fields, papers=papers)],
        path,
        at=NOON,
    )

    with zipfile.ZipFile(path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        xml = b"".join(package.read(name) for name in sheets)
    assert b"<f>" not in xml
    assert b"<f " not in xml


@pytest.mark.parametrize("text", ["a\x00b\x0bc", "\udce1\udcff.pdf", "x" * 40_000, "a\ud800"])
def test_texts_that_no_cell_can_hold(tmp_path, text):
    """Control characters, halves of letters and very long texts leave a sheet that can be read."""
    path = tmp_path / "a.xlsx"
    papers = tuple(type(one)(one.record_id, text, "", text, text, text) for one in asked().papers)
    fields = (AskedField(FieldName.SUBJECT, text, 10.0, 1, Box(0, 0, 1, 1)),)
    write_sheet([asked(source_name=text[:200], papers=papers, fields=fields)], path, at=NOON)
    filled = Filled(path)
    filled.write(1, "1")

    assert filled.one().record_id == "SO-000011"


def test_numbers_of_owners_are_masked(tmp_path):
    """The owner's name is shown, no number by which they are known."""
    (paper, *_rest) = asked().papers
    subject, owner = "Cấp cho bà An, CCCD số 079085001234", "Bà An, CMND 281234567"
    told = type(paper)(paper.record_id, "1/GP", "2018", "Giấy phép", subject, owner)
    fields = (
        AskedField(FieldName.OWNER, "Bà An, CCCD 079085001234", 99.0, 1, Box(0, 0, 1, 1)),
        AskedField(FieldName.OWNER_ID, "079085001234", 99.0, 1, Box(0, 0, 1, 1)),
    )
    path = tmp_path / "a.xlsx"
    write_sheet([asked(papers=(told,), fields=fields)], path, at=NOON)

    cells = load_workbook(path).worksheets[0]
    content = "\n".join(str(cell.value) for row in cells for cell in row)
    assert "Bà An" in content
    assert "079085001234" not in content
    assert "281234567" not in content


def test_what_is_not_sure_is_marked(sheet):
    """The number that was read with 61 %, and not the day."""
    read = str(sheet.cell(1, Key.READ).value)

    assert "145/QĐ-SVHTTDL (chưa chắc: 61 %)" in read
    assert "05/03/2018\n" in f"{read}\n"


def test_the_guide_has_ten_lines(sheet):
    """On a second sheet."""
    guide = sheet.book.worksheets[1]

    assert guide.max_row == 10
    assert guide.title == "Hướng dẫn"


def test_an_empty_sheet_is_a_sheet(tmp_path):
    """Nothing waits: it says so by having no rows."""
    path = tmp_path / "a.xlsx"

    assert write_sheet([], path, at=NOON) == 0
    assert read_answers(path).unanswered == 0


def test_a_sheet_is_not_changed_by_reading_it(sheet):
    """Its bytes stay."""
    before = sheet.path.read_bytes()

    read_answers(sheet.path)

    assert sheet.path.read_bytes() == before


def test_a_day_of_the_title_is_vietnams(tmp_path):
    """Made at 1 in the morning there, it is of that day."""
    path = tmp_path / "a.xlsx"
    write_sheet([], path, at=dt.datetime(2026, 11, 28, 18, tzinfo=dt.UTC))

    assert "29/11/2026" in load_workbook(path).worksheets[0]["B1"].value


# --- hands -----------------------------------------------------------------------------------


def _swap_rows(cells, one, other):
    for column in range(1, cells.max_column + 1):
        first, second = cells.cell(one, column), cells.cell(other, column)
        first.value, second.value = second.value, first.value


def _copy_row(cells, source, target):
    for column in range(1, cells.max_column + 1):
        cells.cell(target, column).value = cells.cell(source, column).value


def _move_column(cells, source, target):
    values = [cells.cell(row, source).value for row in range(1, cells.max_row + 1)]
    cells.delete_cols(source)
    cells.insert_cols(target)
    for row, value in enumerate(values, start=1):
        cells.cell(row, target).value = value


def _edit(path, name, change):
    edited = path.with_suffix(".new")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(edited, "w") as target:
        for member in package.infolist():
            content = package.read(member)
            target.writestr(
                member.filename, change(content) if member.filename == name else content
            )
    shutil.move(edited, path)


def _as_formula(xml, letter):
    import re

    cell = re.search(rb'<c r="' + letter.encode() + rb'"([^>]*?) t="\w+"([^>]*)>.*?</c>', xml)
    assert cell
    formula = b'<c r="%s"%s t="str"%s><f>"1"</f><v>1</v></c>' % (letter.encode(), cell[1], cell[2])
    return xml.replace(cell[0], formula)
