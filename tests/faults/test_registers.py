"""Registers made after public bug reports, and a real one: each file beside its right answer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest

from sohoa.domain.errors import RegisterFileError
from sohoa.domain.register import RowOutcome, Validity
from sohoa.inventory.register_file import Leave, read_register
from sohoa.inventory.tables import RecordTypeTable, RoomTable
from sohoa.workspace import CHECKOUT

pytestmark = [pytest.mark.real]

FULL = "/GP-SVHTTDL"


@dataclass(frozen=True)
class Answer:
    """What a careful clerk would say of a register.

    Attributes:
        numbers: The numbers of the papers that count, in the order of the rows.
        asked: Rows that are not counted before a person has said a word, or are corrected.
        formed: Row → when its paper was formed.
        validity: Row → validity.
        owners: Row → owner.
    """

    numbers: tuple[str, ...]
    asked: tuple[int, ...] = ()
    formed: dict[int, str] = field(default_factory=dict)
    validity: dict[int, str] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)


def of(*numbers: int) -> tuple[str, ...]:
    """Numbers of permits."""
    return tuple(f"{number}{FULL}" for number in numbers)


SIX = of(11, 12, 13, 14, 15, 16)
FOUR = of(11, 12, 13, 14)

ANSWERS = {
    "r01_epoch1904.xlsx": Answer(SIX, formed={2: "2017-02-02", 7: "2017-07-07"}),
    "r02_number_by_format.xlsx": Answer(SIX),
    "r04_struck_row.xlsx": Answer(of(11, 12, 14, 15, 16), asked=(4,)),
    "r05_hidden_rows.xlsx": Answer(of(11, 13, 16, 17, 18), asked=(3, 5, 6)),
    "r06_stray_space_last_row.xlsx": Answer(SIX),
    "r08_styled_empty_rows.xlsx": Answer(SIX),
    "r09_error_cells.xlsx": Answer(of(11, 14, 15, 16), asked=(3, 4)),
    "r10_rich_text.xlsx": Answer(of(11, 13, 13, 14, 15, 16)),
    "r11_date_formats.xlsx": Answer(
        SIX, formed={2: "2017-02-02", 3: "2017-03-03", 4: "2017-04-04", 5: "2017", 7: "2017-07"}
    ),
    "r12_date_shown_as_year.xlsx": Answer(SIX, formed=dict.fromkeys(range(2, 8), "2015")),
    "r13_text_dates.xlsx": Answer(SIX, formed=dict.fromkeys(range(2, 8), "2017-03-05")),
    "r14_merged_number.xlsx": Answer(of(11, 12, 12, 14, 15, 16)),
    "r15_zeros_same_number.xlsx": Answer(
        tuple(f"{number}{FULL}" for number in ("01", "1", "001", "01"))
    ),
    "r16_macro.xlsm": Answer(SIX),
    "r17_strict.xlsx": Answer(SIX, formed={2: "2017-02-02"}),
    "r18_prefixed.xlsx": Answer(SIX, formed={2: "2017-02-02"}),
    "r21_cr_only.csv": Answer(FOUR),
    "r22_wrapped_header.csv": Answer(FOUR),
    "r23_end_of_year_time.xlsx": Answer(SIX, formed=dict.fromkeys(range(2, 8), "2017-12-31")),
    "r25_ranges.xlsx": Answer(
        ("23a/GP-SVHTTDL", "24bis/GP-SVHTTDL"), asked=(2, 3)
    ),
    "r26_excel_mangled_numbers.xlsx": Answer((), asked=(2, 3, 4, 5)),
    "r27_odd_dates.xlsx": Answer(of(14), asked=(2, 3, 4, 6, 7), formed={5: "2017"}),
    "r30_validity_words.xlsx": Answer(
        SIX,
        validity={
            2: "unknown", 3: "in_force", 4: "expired", 5: "revoked", 6: "in_force", 7: "unknown",
        },
    ),
    "r31_tcvn3_then_unicode.xlsx": Answer(
        of(*range(11, 23)),
        owners={
            2: "Công ty TNHH Hoàng Gia", 3: "Ông Nguyễn Văn Bốn", 7: "Hộ kinh doanh Phước Lộc",
            8: "Công ty An Phú", 9: "Lý Thái Tông", 10: "Bùi Thanh Tú", 11: "Lê Thanh Hà",
            12: "Công ty Hòa Phú", 13: "Võ Minh Trí",
        },
    ),
    "r32_stray_as_csv.csv": Answer(SIX),
    "r34a_first.xlsx": Answer(of(1, 2)),
    "r34b_second.xlsx": Answer(("01/GP-SVHTTDL", "02/GP-SVHTTDL")),
}  # fmt: skip


def read(path, **more):
    """Read a register with the delivered tables."""
    return read_register(path, rooms=ROOMS, record_types=TYPES, **more)


def _table(model, name):
    import tomllib

    text = (CHECKOUT / "config" / name).read_text(encoding="utf-8")
    return model.model_validate(tomllib.loads(text))


ROOMS, TYPES = _table(RoomTable, "rooms.toml"), _table(RecordTypeTable, "record_types.toml")


@pytest.mark.parametrize("name", ANSWERS)
def test_a_register_is_read_as_a_clerk_would(shared_data, name):
    """Which papers count, which rows are asked about, and what is said of each."""
    answer = ANSWERS[name]

    register = read(shared_data / "faults" / "reg" / name)

    rows = {row.row_number: row for row in register.rows}
    held = {number: row.record for number, row in rows.items() if row.record}
    assert tuple(record.number for record in held.values()) == answer.numbers
    asked = [number for number, row in rows.items() if row.outcome is RowOutcome.ERROR]
    assert tuple(asked) == answer.asked
    assert all(rows[number].problems for number in asked)
    assert {number: held[number].formed.iso for number in answer.formed} == answer.formed
    assert {number: held[number].validity.value for number in answer.validity} == answer.validity
    assert {number: held[number].owner for number in answer.owners} == answer.owners
    assert (register.unread, register.new_rooms, register.new_types) == ((), {}, {})


def test_the_files_of_the_set_have_an_answer_each(shared_data):
    """Nothing of the set is left out."""
    elsewhere = {
        "r19_html.xls", "r20_xml2003.xls", "r24_header_on_first_sheet_only.xlsx",
        "r29_lookalikes.xlsx",
    }  # fmt: skip
    names = {path.name for path in (shared_data / "faults" / "reg").iterdir()}

    assert names == {*ANSWERS, *elsewhere}


@pytest.mark.parametrize("name", ["r04_struck_row.xlsx", "r05_hidden_rows.xlsx"])
def test_marked_rows_count_after_a_word(shared_data, name):
    """With `--accept-marked` all rows count, and the marked ones are told all the same."""
    register = read(shared_data / "faults" / "reg" / name, leave=Leave(marked=True))

    assert {row.outcome for row in register.rows} == {RowOutcome.ACCEPTED}
    assert any("So 2017:" in remark for remark in register.remarks)


@pytest.mark.parametrize("name", ["r19_html.xls", "r20_xml2003.xls"])
def test_a_web_page_called_a_workbook_is_refused(shared_data, name):
    """With the way out: save it as a workbook."""
    with pytest.raises(RegisterFileError):
        read(shared_data / "faults" / "reg" / name)


def test_look_alike_letters_do_not_cost_the_row(shared_data):
    """Six papers, whatever slash or đ the clerk's keyboard had."""
    register = read(shared_data / "faults" / "reg" / "r29_lookalikes.xlsx")

    assert [row.outcome for row in register.rows] == [RowOutcome.ACCEPTED] * 6


def test_a_sheet_without_headings_is_not_left_out(shared_data):
    """Its rows are read under the first sheet's headings and asked about, each."""
    path = shared_data / "faults" / "reg" / "r24_header_on_first_sheet_only.xlsx"

    register = read(path)

    counts = Counter((row.sheet, row.outcome) for row in register.rows)
    assert counts == {
        ("So 2017", RowOutcome.ACCEPTED): 4,
        ("So 2018", RowOutcome.ERROR): 4,
    }
    assert register.rows[-1].cells[3] == f"18{FULL}"


def test_a_real_register_is_read_whole(shared_data):
    """1,465 rows of an office: taken, or asked about for a true reason; no room, years as 2.023."""
    path = shared_data / "real_vi_2" / "registers" / "r01_TCKT_vanban_tieuchuan_1466.xlsx"

    register = read(path, leave=Leave(room="Văn phòng Sở"))

    counts = Counter(row.outcome for row in register.rows)
    assert sum(counts.values()) == 1465
    asked = {row.row_number: row.problems for row in register.rows if not row.record}
    no_date = {428, 436, 481, 488, 489, 528, 561, 564, *range(573, 580), 599, 600, 640, 649, 653,
               672, 673, 988, 1075, 1466}  # fmt: skip
    assert no_date <= set(asked)
    assert 1082 in asked  # the date says 2004, the year column 4
    assert [one.column for one in asked[1082]] == ["Năm ban hành"]
    assert [one.column for one in asked[654]] == ["Ghi chú"]  # it speaks of having ended
    # Years that were typed into cells of days (2001 is shown as 23/06/1905), and believed before.
    typed_as_days = {560, 593, 666, 669, 671, 674, 675, 676, 1074}
    assert typed_as_days == {
        number
        for number, found in asked.items()
        if [(one.column, one.value[-4:]) for one in found] == [("Ngày ban hành", "1905")]
    }
    assert set(asked) - no_date - typed_as_days == {654, 1082, 1411}
    first = register.rows[0].record
    assert first.number == "/CPMB- KT+TH+KH+ĐT+VTư+TĐ+ĐB+TCKT"
    assert (first.formed.iso, first.validity) == ("2023-04-28", Validity.IN_FORCE)
    assert register.rows[450].record.formed.year == dt.date(2000, 1, 1).year
