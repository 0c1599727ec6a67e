"""Numbers, symbols and dates as people here write them: what is read of each, and by whom.

The tables were made with the expressions as they stood in their many homes, and have not changed.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sohoa.describe.number_line import find_numbers, spoiled_number
from sohoa.describe.place_and_day import find_days
from sohoa.domain.grammar import dates, numbers, owner_numbers
from sohoa.domain.identifiers import number_key
from sohoa.domain.paper_number import same_number
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Line, Word
from sohoa.inventory.numbers import question_about
from sohoa.inventory.validity import parse_end
from sohoa.ocr.spacing import spaced
from sohoa.tabular.cells import CellError, parse_formed, parse_number
from sohoa.tabular.sheet import Cell

_ROOT = Path(__file__).parents[2]


def line_of(text: str) -> Line:
    """A line of a page of 1650 pixels; ` | ` is a wide gap to the second column."""
    words, left = [], 150
    for number, column in enumerate(text.split(" | ")):
        left = max(left + 80, 800) if number else left
        for word in column.split():
            words.append(Word(word, left, 100, 16 * len(word), 30, 99.0))
            left += 16 * len(word) + 12
    return Line(1, 1, tuple(words))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Số: 125/QĐ-SVHTTDL", "125/QĐ-SVHTTDL"),
        ("Số: 154/2024/NĐ-CP", "154/2024/NĐ-CP"),
        ("Số 05/QĐ-UBND", "05/QĐ-UBND"),
        ("SỐ: 12 / QĐ - UBND", "12/QĐ-UBND"),
        ("Sô: 7/TTr-UBND", "7/TTr-UBND"),
        ("Số: 12A/GP-SVHTTDL", "12A/GP-SVHTTDL"),
        ("Số: 15bis/QĐ-UB", "15bis/QĐ-UB"),
        ("Số: 03/5/BC-PVH", "03/5/BC-PVH"),
        ("Số: 25-26/TB-VP", "25-26/TB-VP"),
        ("Số:251/TB-TTĐT", "251/TB-TTĐT"),
        ("Số: 12/QĐ-PCCC&CNCH-P6", "12/QĐ-PCCC&CNCH-P6"),
        ("Số: 12/QĐ-BCĐ138", "12/QĐ-BCĐ138"),
        ("Số: 12/TT.UB", "12/TT.UB"),
        ("Số: 88/QĐ-BTC Mật", "88/QĐ-BTC"),
        ("Số: 412/QĐ-BTP-", "412/QĐ-BTP"),
        ("Số: 12/QĐĐ-UBND", "12/QĐ-UBND"),
        ("theo Quyết định số 7/QĐ-TTg", ""),
        ("Quyết định Số: 7/QĐ-TTg", ""),
        ("V/v trả lời công văn Số: 7/CV-UB", ""),
        ("Số: /QĐ-UBND", ""),
        ("Số: 12/qđ-ubnd", ""),
        ("Số 107", ""),
        ("107/QĐ-SVHTTDL", ""),
    ],
)
def test_the_number_of_a_paper(text, number):
    """Whole, with year and symbol; another paper's, and what lacks its parts, is none."""
    assert [one.number for one in find_numbers([line_of(text)])] == ([number] if number else [])


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Số: /QĐ-UBND", True),
        ("Số: 12/qđ-ubnd", True),
        ("107/QĐ-SVHTTDL", True),
        ("Số 107", False),
        ("theo Quyết định số 7/QĐ-TTg", False),
        ("V/v trả lời công văn Số: 7/CV-UB", False),
    ],
)
def test_a_line_that_would_bear_the_number(text, is_told):
    """It is told where nothing can be made of it."""
    assert bool(spoiled_number([line_of(text)])) == is_told


@pytest.mark.parametrize(
    ("text", "formed", "is_clear"),
    [
        ("Hà Nội, ngày 05 tháng 3 năm 2020", "2020-03-05", True),
        ("Thủ Dầu Một, ngày 1 tháng 2 năm 20 17", "2017-02-01", True),
        ("Bình Dương, ngảy 5 thárg 6 năm 2018", "2018-06-05", True),
        ("Số: 12/QĐ-UBND | Hà Nội, ngày 05 tháng 3 năm 2020", "2020-03-05", True),
        ("Bình Dương, ngày .5. tháng 6 năm 2018", "2018-06-05", False),
        ("Bình Dương, ngày tháng 6 năm 2018", "2018-06", False),
        ("Bình Dương, ngày tháng năm 2018", "2018", False),
        ("Bình Dương, ngày 31 tháng 02 năm 2018", "2018", False),
        ("Bình Dương, ngày 5 tháng 6 năm", "", False),
        ("Bình Dương, ngày 5 tháng 6 năm 1899", "", False),
    ],
)
def test_the_day_of_a_paper(text, formed, is_clear):
    """As far as it is legible; a day is never invented."""
    (day,) = find_days([line_of(text)], width_px=1650)

    assert (day.formed.iso if day.formed else "", day.is_clear) == (formed, is_clear)


@pytest.mark.parametrize(
    "text",
    [
        "Thông tư số 86/2016/TT-BQP ngày 20 tháng 6 năm 2016 của Bộ trưởng",
        "V/v họp ngày 5 tháng 6 năm 2018",
        "Bình Dương, 05/03/2020",
    ],
)
def test_a_day_that_is_not_the_papers_own(text):
    """A sentence's, a subject's, or one that is not written out."""
    assert not find_days([line_of(text)], width_px=1650)


@pytest.mark.parametrize(
    ("text", "alone", "in_2012"),
    [
        ("5/3/2012", "2012-03-05", "2012-03-05"),
        ("05.03.2012", "2012-03-05", "2012-03-05"),
        ("05-03-2012", "2012-03-05", "2012-03-05"),
        ("ngày 5 tháng 3 năm 2012", "2012-03-05", "2012-03-05"),
        ("Ngày 05/3/2018", "2018-03-05", "2018-03-05"),
        ("03/2012", "2012-03", "2012-03"),
        ("3-2012", "2012-03", "2012-03"),
        ("tháng 3 năm 2012", "2012-03", "2012-03"),
        ("tháng 3/2012", "2012-03", "2012-03"),
        ("2012", "2012", "2012"),
        ("năm 2012", "2012", "2012"),
        ("2.012", "2012", "2012"),
        ("2012-03-05", "2012-03-05", "2012-03-05"),
        ("2012-03-05 00:00:00", "2012-03-05", "2012-03-05"),
        ("2012-03", "2012-03", "2012-03"),
        ("00/00/2017", "2017", "2017"),
        ("00/3/2017", "2017-03", "2017-03"),
        ("5/3/12", None, "2012-03-05"),
        ("12/3", None, "2012-03-12"),
        ("tháng 3", None, "2012-03"),
        ("31/02/2012", None, None),
        ("1899", None, None),
        ("41000", None, None),
        ("đầu năm", None, None),
    ],
)
def test_a_date_in_a_register(text, alone, in_2012):
    """Alone, and on a sheet of 2012; refused where it could be read in two ways."""
    for year, expected in ((None, alone), (2012, in_2012)):
        if expected is None:
            with pytest.raises(CellError):
                parse_formed(Cell(text), year_around=year)
        else:
            assert parse_formed(Cell(text), year_around=year).iso == expected


@pytest.mark.parametrize("text", ["12-Mar", "1.2E+03", "5/3/2012", "thg 3-12", "12/3/2012"])
def test_what_is_left_of_a_number_in_a_spreadsheet_is_refused(text):
    """The number that was typed is lost."""
    with pytest.raises(CellError):
        parse_number(Cell(text))


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("15", False), ("15a", False), ("12/2018", False), ("1-2018", False), ("12345678", False),
        ("15-20/GP", True), ("từ số 5 đến 9", True), ("5...9/GP", True), ("15, 16", True),
        ("15/GP; 16/GP", True), ("3 và 4", True), ("41000", True), ("nt", True),
    ],
)  # fmt: skip
def test_a_number_that_may_be_several(text, is_asked):
    """Is asked about; one with its year or a letter is not."""
    assert (question_about(text) is not None) == is_asked


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2025", "2025-12-31"),
        ("đến 31/12/2025", "2025-12-31"),
        ("hết năm 2025", "2025-12-31"),
        ("đến tháng 6/2025", "2025-06-30"),
        ("5 năm", "2025-01-31"),
        ("6 tháng", "2020-07-31"),
        ("90 ngày", "2020-04-30"),
        ("thời hạn 2 năm", "2022-01-31"),
    ],
)
def test_a_last_day_or_a_term(text, day):
    """Of a paper of 31/01/2020."""
    assert parse_end(Cell(text), PartialDate(2020, 1, 31)).isoformat() == day


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Số: 05 / QĐ - SVHTTDL", "5/qd-svhttdl"),
        ("005/QĐ–UBND", "5/qd-ubnd"),
        ("Số 12A/GP", "12a/gp"),
        ("SỐ12", "12"),
        ("154/2024/NĐ-CP", "154/2024/nd-cp"),
        ("0", "0"),
    ],
)
def test_the_key_of_a_number(text, key):
    """The form two clerks would agree on."""
    assert number_key(text) == key


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("05/QĐ-SVHTTDL", "Số 5", True),
        ("154/2024/NĐ-CP", "154/NĐ-CP", True),
        ("1O7/QĐ", "107/QĐ-UBND", True),
        ("12/Q0-UBND", "12/QO-UBND", True),
        ("154/2024/NĐ-CP", "154/2023/NĐ-CP", False),
        ("86/QĐ-BTP", "86/TB-BTP", False),
        ("12A/GP", "12/GP", False),
    ],
)
def test_two_writings_of_one_number(one, other, is_same):
    """Figures, year and symbol, as far as both say."""
    assert same_number(one, other) == is_same


@pytest.mark.parametrize(
    ("text", "with_spaces"),
    [("Số:251", "Số: 251"), ("ngày5tháng6năm2018", "ngày 5 tháng 6 năm 2018")],
)
def test_spaces_of_a_number_and_a_date(text, with_spaces):
    """Where Vietnamese typing has them."""
    assert spaced(text, starts_line=True) == with_spaces


#: What an expression about a number, a symbol or a date holds: the printed words, as they are
#: written, bare or spoiled, and the shapes of days and years.
_CLUES = re.compile(
    r"ng[aày.]|th[aá]ng|h\.ng|n[aă.]m\b|S\[ố|\bs\[o|\(\?:19\|20\)|\\d\{(?:1,2|2|4)\}"
    r"|\\d\\d|\[0-9\]\{4\}|bis|QĐ|A-ZĐ"
)
#: Expressions with such a word or shape that are about something else, and why.
_OTHERS = {
    "sohoa/inventory/row_kinds.py": "rows of sums, columns' numbers, and who signs below a list",
    "sohoa/ledger/head.py": "the line of a head of the ledger",
    "sohoa/inspection/document_check.py": "an instant as the catalogue keeps it, by its hour",
    "sohoa/inventory/validity.py": "states of validity, and the words that may follow one",
}


def _expressions(path: Path) -> list[str]:
    """The text of every expression that a module compiles or uses."""
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and node.args and _is_of_re(node.func)
    ]
    return [
        "".join(
            part.value
            for part in ast.walk(call.args[0])
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        for call in calls
    ]


def _is_of_re(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "re"


def test_numbers_and_dates_have_one_grammar():
    """No other module has an expression about a number, a symbol or a date of a paper."""
    found = {
        path.relative_to(_ROOT).as_posix()
        for path in (_ROOT / "sohoa").rglob("*.py")
        if "grammar" not in path.parts
        if any(_CLUES.search(text) for text in _expressions(path))
    }

    assert found <= _OTHERS.keys(), found - _OTHERS.keys()


def test_every_expression_of_the_grammar_is_used():
    """Outside it."""
    modules = [path for path in (_ROOT / "sohoa").rglob("*.py") if "grammar" not in path.parts]
    words = {word for path in modules for word in re.findall(r"\w+", path.read_text("utf-8"))}
    names = [
        name for home in (dates, numbers, owner_numbers) for name in vars(home) if name.isupper()
    ]

    assert not [name for name in names if name[0] != "_" and name not in words]
