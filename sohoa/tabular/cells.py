"""Values of single cells: dates, numbers, counts. Nothing is guessed; a doubt gives a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from sohoa.domain.grammar.dates import (
    DAY_WITHOUT_YEAR,
    LIKE_A_DATE,
    MONTH_ALONE,
    POINTED_YEAR,
    SHORT_YEAR,
    SPREADSHEET_DAY,
    THOUSANDS_YEAR,
    TWO_DIGIT_YEAR,
    UNKNOWN_PART,
    WORD_BEFORE_DAY,
)
from sohoa.domain.grammar.numbers import MANGLED_NUMBER
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnamese import fold
from sohoa.language import _
from sohoa.tabular.sheet import EMPTY, Cell, CellKind

_SHEETS = re.compile(r"^(\d{1,5})(?:\s*(?:to|sheets?))?$")
#: What makes a spreadsheet program take a text for a formula.
_FORMULA_START = re.compile(r"^'*[=+\-@\t\r\n＝＋－＠]")
#: What such a text begins with, or may begin with once it was made safe.
FORMULA_STARTS = frozenset("'=+-@\t\r\n＝＋－＠")
#: What XML cannot hold (XML 1.0, 2.2), halves of letters among it: names of files have them.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MADE_SAFE = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")


class CellError(ValueError):
    """A cell cannot be read; the text says, in the language in force, what was expected.

    `column` names the column that is wrong where several are read together, else it is empty.
    """

    def __init__(self, expected: str, *, column: str = "") -> None:
        super().__init__(expected)
        self.column = column


def parse_formed(
    date: Cell = EMPTY, year: Cell = EMPTY, *, year_around: int | None = None
) -> PartialDate | None:
    """Read when a paper was formed from its date, its year, or both; `None` if both are empty.

    Args:
        date: The cell of the date.
        year: The cell of the year.
        year_around: The year that the sheet, a title or the list is of: it completes
            `5/3/18`, `12/3` and `tháng 3`.

    Raises:
        CellError: Neither can be read for sure, or they contradict each other; its `column`
            is `date` or `year`.
    """
    of_year = _of_column("year", lambda: parse_year(year, date))
    around = of_year.year if of_year else year_around
    stated = _of_column("date", lambda: parse_date(date, year_around=around))
    if stated is None or of_year is None:
        return stated or of_year
    if stated.year != of_year.year:
        problem = _("the date says {first}, the year column says {second}")
        said = problem.format(first=stated.year, second=of_year.year)
        raise CellError(said, column="year")
    return stated


def _of_column(column: str, read: Callable[[], PartialDate | None]) -> PartialDate | None:
    try:
        return read()
    except CellError as error:
        error.column = error.column or column
        raise


def parse_year(cell: Cell, date: Cell = EMPTY) -> PartialDate | None:
    """Read the cell of a column of years; `None` for an empty cell.

    `2.023` is 2023, whether it is a text or what is left of one as a number. What remains of
    `2.000` is `2`: it is that year only if the date beside it says so, and so is the `0` that
    a formula gives where there is no date.

    Raises:
        CellError: It is no year.
    """
    text = cell.text.strip()
    if cell.kind is CellKind.NUMBER:
        if found := POINTED_YEAR.match(text):
            return _year(found[1] + found[2].ljust(3, "0"))
        if text == "2" and date.text.endswith("/2000"):
            return _year("2000")
        if text == "0" and not date.text:
            return None
    return parse_date(cell)


def _year(digits: str) -> PartialDate:
    try:
        return PartialDate(int(digits))
    except ValueError as error:
        raise CellError(_("a year from 1900 to 2100")) from error


def parse_date(cell: Cell, *, year_around: int | None = None) -> PartialDate | None:
    """Read a day, a month or a year, as precise as it is written; `None` for an empty cell.

    A two-digit year is taken only where it agrees with `year_around`, a date without a year
    only where there is one; a day and a month of zeros are not known. The number that is left
    of a date when its cell is formatted as text is refused.

    Raises:
        CellError: It is no date, or not one that can be read in only one way.
    """
    text = cell.text.strip().strip(".,;")
    if not text:
        return None
    if cell.kind in (CellKind.TRUTH, CellKind.FAILED):
        raise CellError(_("a date: 5/3/2012, 03/2012 or 2012"))
    return _date(text, year_around)


@lru_cache(maxsize=1 << 14)
def _date(text: str, year_around: int | None) -> PartialDate:
    """What could be read is remembered; what could not is said anew, in the language in force."""
    if thousands := THOUSANDS_YEAR.match(fold(text)):
        return _year(thousands[1] + thousands[2])
    text = WORD_BEFORE_DAY.sub("", text)
    text = _completed(UNKNOWN_PART.sub("", text), year_around)
    if TWO_DIGIT_YEAR.match(text):
        raise CellError(_("a year of four digits: which century is not guessed"))
    if SPREADSHEET_DAY.match(text):
        raise CellError(
            _("a date; this is the spreadsheet's day number: format the cell as a date")
        )
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        expected = _("a date: 5/3/2012, 03/2012 or 2012")
        if LIKE_A_DATE.search(fold(text)):
            expected = _("a day that is in the calendar, day before month, year 1900 to 2100")
        raise CellError(expected) from error


def _completed(text: str, year_around: int | None) -> str:
    """A date with the year of the sheet where it lacks one, or the century of its own."""
    if year_around is None or len(text) > len("ngày 12 tháng 12  "):
        return text
    plain = fold(text).strip()
    if (short := SHORT_YEAR.match(plain)) and int(short[2]) == year_around % 100:
        return f"{short[1]}{year_around}"
    found = DAY_WITHOUT_YEAR.match(plain)
    if found and int(found[2]) != year_around % 100:  # `3/12` of 2012 may be its March
        return f"{found[1]}/{found[2]}/{year_around}"
    if month := MONTH_ALONE.match(plain):
        return f"{month[1]}/{year_around}"
    return text


def parse_count(cell: Cell) -> int | None:
    """Read a number of sheets, `3` or `3 tờ`; `None` for an empty cell.

    Raises:
        CellError: It is no whole number above zero.
    """
    if not cell.text:
        return None
    found = _SHEETS.match(fold(cell.text).strip())
    if not found or int(found[1]) == 0:
        raise CellError(_("a whole number of sheets, at least 1"))
    return int(found[1])


def parse_number(number: Cell, notation: Cell = EMPTY) -> str:
    """Read a paper's number, from one cell or from number and notation apart.

    `15` and `GP-SVHTTDL` are `15/GP-SVHTTDL`, as Decree 30/2020 joins them (annex I, II.3).

    Raises:
        CellError: The spreadsheet program turned the number into a date (`12-Mar`) or into a
            power of ten (`1.2E+03`), or failed.
    """
    if number.kind is CellKind.DATE or MANGLED_NUMBER.match(fold(number.text)):
        raise CellError(
            _("a number as on the paper; the spreadsheet program turned it into a date or a power")
        )
    if CellKind.FAILED in (number.kind, notation.kind):
        raise CellError(_("a number; the formula has no result"))
    if not any(letter.isalnum() for letter in number.text + notation.text):
        return ""  # `-` or `…`: the clerk says that there is none
    if not number.text or not notation.text or "/" in number.text:
        return number.text or notation.text
    return f"{number.text}/{notation.text.removeprefix('/').strip()}"


def spreadsheet_safe(text: str) -> str:
    """Keep a text from being run as a formula: an apostrophe goes before what could start one.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("Giấy phép")
    ("'=1+1", 'Giấy phép')
    """
    return f"'{text}" if _FORMULA_START.match(text) else text


def sheet_text(value: str) -> str:
    """A text as a cell takes it: without what XML cannot hold, and never a formula."""
    # What can be printed has none of those.
    return spreadsheet_safe(value if value.isprintable() else _NOT_IN_XML.sub(" ", value))


def spreadsheet_plain(text: str) -> str:
    """Take away what `spreadsheet_safe` added, so that our own sheets read back unchanged."""
    return _MADE_SAFE.sub("", text)
