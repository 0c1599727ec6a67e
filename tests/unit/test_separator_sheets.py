"""Separator sheets: printed, scanned as sheets are scanned, and told from all other pages."""

from __future__ import annotations

import io
import subprocess

import pytest
import scanned_sheets as stack
from PIL import Image, ImageDraw

from sohoa.domain.separator_sheets import NEW_DOCUMENT
from sohoa.intake.inbox import candidate_at
from sohoa.intake.separators import is_back_of_separator, is_blank, is_separator
from sohoa.intake.settings import IntakeSettings
from sohoa.intake.survey import Survey, survey
from sohoa.reports.separator_sheets import separator_sheets


def small(sheet: Image.Image, *, long: int = 400, quality: int = 50) -> Image.Image:
    """A page as the survey sees it: from a JPEG, in small."""
    coded = io.BytesIO()
    sheet.save(coded, "JPEG", quality=quality)
    picture = Image.open(coded)
    picture.draft("L", (round(long * sheet.width / sheet.height), long))
    picture.load()
    return picture


def seen(path) -> Survey:
    return survey(candidate_at(path), IntakeSettings())


@pytest.mark.parametrize("turn", [0, 3, -3, 90, 180, 270, 183])
def test_a_sheet_is_told_however_it_lies(turn):
    """On its head, on its side, leaning by three degrees."""
    sheet = stack.separator()
    sheet = sheet.rotate(turn, expand=turn % 90 == 0, fillcolor=230)

    assert is_separator(small(sheet))


@pytest.mark.parametrize("spoilt", ["noise", "stamp", "lid", "fold", "larger paper"])
def test_a_sheet_that_was_used_is_told(spoilt):
    """Poor JPEG, a stamp over one code, the scanner's dark lid, a torn half, an A3 scan area."""
    sheet, quality = stack.separator(), 50
    pen = ImageDraw.Draw(sheet)
    if spoilt == "noise":
        sheet, quality = stack.worn(sheet, noise=50), 8
    elif spoilt == "stamp":
        pen.ellipse((450, 100, 850, 500), outline=60, width=30, fill=120)
    elif spoilt == "lid":
        pen.rectangle((0, 0, sheet.width, 60), fill=10)
        pen.rectangle((0, 0, 50, sheet.height), fill=10)
    elif spoilt == "fold":
        pen.line((0, 1500, sheet.width, 1200), fill=90, width=7)
    else:
        wide = Image.new("L", (1754, 2480), 242)
        wide.paste(sheet, (0, 0))
        sheet = wide

    assert is_separator(small(sheet, quality=quality))


def test_black_and_white_scans_are_told():
    """As fax machines and old scanners have them."""
    sheet = stack.separator().point(lambda value: 255 * (value > 128))

    assert is_separator(small(sheet))


OTHERS = {
    "text": lambda: stack.page("Giấy phép"),
    "blank": stack.blank,
    "link": lambda: stack.with_code(stack.page("Giấy phép"), "https://dichvucong.gov.vn/x"),
    "card": lambda: stack.with_code(stack.blank(), "012345678901|Nguyễn Văn A", side=420),
    "small on a page": lambda: stack.with_code(stack.page("Giấy phép"), NEW_DOCUMENT),
    "large on a page": lambda: stack.with_code(
        stack.page("Hướng dẫn dùng tờ phân cách"), NEW_DOCUMENT, side=420
    ),
    "label": lambda: stack.with_code(stack.blank(), NEW_DOCUMENT, side=150),
    "later": lambda: stack.with_code(stack.blank(), "SOHOA-NEW-DOC/2", side=420),
}


@pytest.mark.parametrize("other", OTHERS)
def test_no_other_page_is_one(other):
    """Codes of other kinds, a label with ours, a page of instructions that shows the sheet."""
    assert not is_separator(small(OTHERS[other]()))


def test_the_back_of_a_sheet_is_told_from_a_page():
    """Blank, or with the code shining through; a word in pencil, or a page number, is a page."""
    assert is_back_of_separator(small(stack.blank(), long=800))
    assert is_back_of_separator(small(stack.back(), long=800))
    for ink in (0, 150, 205):
        assert not is_back_of_separator(small(stack.page("2", lines=1, ink=ink), long=800))
    assert not is_blank(small(stack.page("Giấy phép", lines=25), long=800))


@pytest.mark.parametrize("make", [stack.pdf, stack.tiff, stack.folder])
def test_separators_of_a_stack_are_found(tmp_path, make):
    """First, last, two in a row, and with their backs; in a PDF, a TIFF and a folder alike."""
    sheets = [
        stack.separator(), stack.page("A"), stack.page("A"), stack.separator(turn=180),
        stack.blank(), stack.page("B"), stack.separator(), stack.separator(), stack.page("C"),
        stack.blank(), stack.separator(),
    ]  # fmt: skip

    assert seen(make(tmp_path / "a", *sheets)) == Survey(11, (1, 4, 5, 7, 8, 11))


def test_what_cannot_be_decoded_is_no_separator(tmp_path):
    """Neither it nor the page behind a sheet that cannot be seen is left out."""
    path = stack.folder(tmp_path / "a", stack.separator(), stack.blank(), stack.page("A"))
    (path / "002.jpg").write_bytes((path / "002.jpg").read_bytes()[:300])

    assert seen(path) == Survey(3, (1,))


def test_a_sheet_that_was_written_on_stays_a_page_and_is_told(tmp_path):
    """What a person wrote on it is not thrown away."""
    used = stack.with_code(stack.page("Ghi chú của tôi"), NEW_DOCUMENT, side=420)

    assert seen(stack.pdf(tmp_path / "a.pdf", stack.page("A"), used)) == Survey(2, (), (2,))


def test_a_folder_whose_files_have_several_pages_is_not_parted(tmp_path):
    """Nobody can say which page is the fourth before they are taken in."""
    path = stack.folder(tmp_path / "a", stack.page("A"))
    stack.tiff(path / "002.tif", stack.separator(), stack.page("B"))

    assert seen(path) == Survey(0)


def test_the_sheet_says_what_it_is_for(office):
    """Sheets are alike, on A4, in Vietnamese, the words between the codes."""
    path = office.data_dir / "sheets.pdf"
    path.write_bytes(separator_sheets(3))
    said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True).stdout
    about = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True).stdout

    assert said.count(NEW_DOCUMENT) == 3
    assert "A4" in about
