"""What a single cell says: a date, a number of sheets. Nothing is guessed; a doubt is a reason."""

from __future__ import annotations

import datetime as dt
import re

from sohoa.domain.dates import PartialDate
from sohoa.domain.vietnamese import fold
from sohoa.language import _
from sohoa.tabular.sheet import EMPTY, Cell, CellKind

_TWO_DIGIT_YEAR = re.compile(r"^\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2}$|^\d{1,2}\s*/\s*\d{2}$")
_LIKE_A_DATE = re.compile(r"\d\s*[/.\-]\s*\d|\d\s+thang\s+\d|thang\s*\d|^\d{4}$")
#: Days since 1900 as spreadsheet programs count them, for 1927 to 2118.
_DAY_NUMBER = re.compile(r"^\d{5}(\.0+)?$")
_SHEETS = re.compile(r"^(\d{1,5})(?:\s*(?:to|sheets?))?$")
#: What makes a spreadsheet program take a text for a formula.
_FORMULA_START = re.compile(r"^'*[=+\-@\t\r\n＝＋－＠]")
_MADE_SAFE = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")


class CellError(ValueError):
    """A cell cannot be read; the text says, in the language in force, what was expected."""


def parse_formed(date: Cell = EMPTY, year: Cell = EMPTY) -> PartialDate | None:
    """Read when a paper was formed from its date, its year, or both; `None` if both are empty.

    Raises:
        CellError: Neither can be read for sure, or they contradict each other.
    """
    stated = parse_date(date)
    of_year = parse_date(year)
    if stated is None or of_year is None:
        return stated or of_year
    if stated.year != of_year.year:
        problem = _("the date says {first}, the year column says {second}")
        raise CellError(problem.format(first=stated.year, second=of_year.year))
    return stated


def parse_date(cell: Cell) -> PartialDate | None:
    """Read a day, a month or a year, as precise as it is written; `None` for an empty cell.

    A two-digit year is refused, and so is the number that is left of a date when its cell
    is formatted as text.

    Raises:
        CellError: It is no date, or not one that can be read in only one way.
    """
    text = cell.text.strip().strip(".,;")
    if not text:
        return None
    if cell.kind in (CellKind.TRUTH, CellKind.FAILED):
        raise CellError(_("a date: 5/3/2012, 03/2012 or 2012"))
    if _TWO_DIGIT_YEAR.match(text):
        raise CellError(_("a year of four digits: which century is not guessed"))
    if _DAY_NUMBER.match(text):
        raise CellError(
            _("a date; this is the spreadsheet's day number: format the cell as a date")
        )
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        expected = _("a date: 5/3/2012, 03/2012 or 2012")
        if _LIKE_A_DATE.search(fold(text)):
            expected = _("a day that is in the calendar, day before month, year 1900 to 2100")
        raise CellError(expected) from error


def parse_day(cell: Cell) -> dt.date | None:
    """Read a date that must be known to the day; `None` for an empty cell.

    Raises:
        CellError: It is no date, or only a month or a year.
    """
    stated = parse_date(cell)
    if stated is None:
        return None
    if stated.month is None or stated.day is None:
        raise CellError(_("a whole day: 31/12/2025"))
    return dt.date(stated.year, stated.month, stated.day)


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
        CellError: The spreadsheet program turned the number into a date (`5/3`), or failed.
    """
    if number.kind is CellKind.DATE:
        raise CellError(_("a number; the spreadsheet program turned it into a date"))
    if CellKind.FAILED in (number.kind, notation.kind):
        raise CellError(_("a number; the formula has no result"))
    if not number.text or not notation.text or "/" in number.text:
        return number.text or notation.text
    return f"{number.text}/{notation.text.removeprefix('/').strip()}"


def spreadsheet_safe(text: str) -> str:
    """Keep a text from being run as a formula: an apostrophe goes before what could start one.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("Giấy phép")
    ("'=1+1", 'Giấy phép')
    """
    return f"'{text}" if _FORMULA_START.match(text) else text


def spreadsheet_plain(text: str) -> str:
    """Take away what `spreadsheet_safe` added, so that our own sheets read back unchanged."""
    return _MADE_SAFE.sub("", text)
