"""The made-up register: as ugly as a real one, and the truth about every row of it."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata

import openpyxl
import pytest

from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RowOutcome, Validity
from sohoa.sample.kinds import KINDS
from sohoa.sample.records import CaseBook, decree_date, in_force
from sohoa.sample.register import VALIDITY_WORDS, keep_register, workbook

YEARS = range(2003, 2024)


@pytest.fixture(scope="module")
def records():
    """Records of all kinds and years that the law allows."""
    book = CaseBook(0)
    pairs = [(kind, year) for kind in KINDS for year in YEARS if year >= kind.since]
    return [book.open_case(kind, year=year).entry for kind, year in pairs]


@pytest.fixture(scope="module")
def register(records):
    """A register of ten scanned records and the rest."""
    return keep_register(records[:10], records[10:], seed=3)


@pytest.fixture(scope="module")
def sheet(register):
    """The workbook's only sheet, read back."""
    return openpyxl.load_workbook(io.BytesIO(workbook(register))).active


def test_titles_stand_merged_above_the_heading(sheet, register):
    """Three merged title rows come first, the heading just above the first line."""
    merged = [area for area in sheet.merged_cells.ranges if area.max_row <= 3]

    assert len(merged) == 3
    heading = [cell.value for cell in sheet[register.first_row - 1]]
    assert heading[:5] == [
        "STT",
        "Phòng chuyên môn",
        "Loại hồ sơ",
        "Số, ký hiệu",
        "Ngày, tháng, năm",
    ]


def test_every_record_is_in_it_once(register, records):
    """Accepted rows are the records given; the duplicate repeats one of them."""
    accepted = [line.record for line in register.lines if line.outcome is RowOutcome.ACCEPTED]
    (twice,) = [line.record for line in register.lines if line.outcome is RowOutcome.DUPLICATE]

    assert len({record.key for record in accepted}) == len(accepted) == len(records)
    assert twice.key in {record.key for record in accepted}


def test_it_has_each_kind_of_trouble(register):
    """Two bad rows, one duplicate, a subtotal per room and one for all."""
    rooms = {kind.room for kind in KINDS}

    assert register.count(RowOutcome.ERROR) == 2
    assert register.count(RowOutcome.DUPLICATE) == 1
    assert register.count(RowOutcome.SUBTOTAL) == len(rooms) + 1


def test_the_bad_rows_cannot_be_dated(register):
    """One bad row has a day that never was, the other no date at all."""
    bad = {line.cells[4] for line in register.lines if line.outcome is RowOutcome.ERROR}

    assert bad == {"31/02/2017", None}
    with pytest.raises(ValueError, match="day"):
        PartialDate.parse("31/02/2017")


def test_dates_come_in_every_form(register):
    """Excel dates, `5/3/2012`, `03/2012`, `2012` as text or number; none says more than known."""
    forms = set()
    for line in register.lines:
        if line.outcome is RowOutcome.ACCEPTED:
            cell = line.cells[4]
            text = cell.isoformat() if isinstance(cell, dt.date) else str(cell)
            assert PartialDate.parse(text.strip()) == line.record.formed
            forms.add((type(cell), text.count("/")))

    assert forms == {(dt.date, 0), (str, 2), (str, 1), (str, 0), (int, 0)}


def test_scanned_records_have_their_day(register, records):
    """A record that is scanned is known to the day, so the truth and the register agree."""
    kept = {line.record for line in register.lines if line.outcome is RowOutcome.ACCEPTED}

    assert set(records[:10]) <= kept
    assert all(record.formed.day for record in records[:10])


def test_all_states_of_validity_occur(register):
    """Each state is there, in the words offices use; an unknown one may be left blank."""
    states = {line.record.validity for line in register.lines if line.record}
    words = {line.cells[9] for line in register.lines if line.outcome is RowOutcome.ACCEPTED}

    assert states == set(Validity)
    assert words >= set(VALIDITY_WORDS.values())
    assert None in words


def test_one_row_is_decomposed(register):
    """Exactly one row is not NFC, and composing it gives its record's words."""
    odd = [
        line
        for line in register.lines
        if any(isinstance(c, str) and not unicodedata.is_normalized("NFC", c) for c in line.cells)
    ]

    (line,) = odd
    assert unicodedata.normalize("NFC", line.cells[5]).strip() == line.record.subject


def test_some_cells_have_blanks_at_their_end(register):
    """A thumb slips on the space bar now and then, not everywhere."""
    cells = [cell for line in register.lines for cell in line.cells if isinstance(cell, str)]
    trailing = [cell for cell in cells if cell != cell.strip()]

    assert 0 < len(trailing) < len(cells) / 4


def test_a_subtotal_adds_up(register):
    """The first subtotal is the sum of the sheets of its room's papers, the faulty rows aside."""
    rows = iter(register.lines)
    total = 0
    for line in rows:
        if line.outcome is RowOutcome.SUBTOTAL:
            assert line.cells[8] == total
            return
        total += line.cells[8] if line.outcome is RowOutcome.ACCEPTED else 0


def test_the_workbook_has_no_clock(register):
    """Saved twice, the workbook has the same bytes."""
    assert workbook(register) == workbook(register)


def test_numbers_are_given_once(records):
    """Within a year no two records bear the same number: a batch list can tie by it."""
    given = [(record.number.casefold(), record.formed.year) for record in records]

    assert len(set(given)) == len(given)


def test_numbers_and_dates_are_written_as_the_decree_says():
    """Numbers below ten have a zero before them; days too, and of the months the first two."""
    book = CaseBook(1)
    cases = [book.open_case(kind, year=2020) for kind in KINDS for _turn in range(20)]

    assert all(len(case.number) >= 2 for case in cases)
    assert decree_date(dt.date(2020, 2, 9)) == ("09", "02", "2020")
    assert decree_date(dt.date(2020, 3, 10)) == ("10", "3", "2020")


def test_a_case_in_force_has_no_end():
    """What is made in force has no last day and no reason to be left out."""
    case = in_force(CaseBook(2).open_case(KINDS[2], year=2016))

    assert case.entry.validity is Validity.IN_FORCE
    assert case.entry.valid_until is None
    assert not case.entry.exclusion
