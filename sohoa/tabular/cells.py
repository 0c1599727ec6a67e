"""What a cell says: a date, a number of sheets, a text; and texts that a spreadsheet may hold."""

from __future__ import annotations

from sohoa.domain.dates import PartialDate
from sohoa.domain.vietnamese import squeeze
from sohoa.tabular.sheet import EMPTY, Cell, CellKind

#: What makes a spreadsheet program take a text for a formula (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def parse_formed(date: Cell, year: Cell = EMPTY) -> PartialDate:
    """When a paper was formed: from its date if there is one, else from its year.

    A bare number in the date column is a year if it can be one; an Excel serial number
    (`41000`) is not guessed at.

    Raises:
        ValueError: There is neither, one of them is no date, or they contradict each other.
    """
    stated = _date_of(date)
    of_year = _date_of(year)
    if stated and of_year and stated.year != of_year.year:
        raise ValueError(f"{date.text} / {year.text}")
    formed = stated or of_year
    if formed is None:
        raise ValueError("")
    return formed


def _date_of(cell: Cell) -> PartialDate | None:
    if not cell.text.strip():
        return None
    if cell.kind is CellKind.DATE:
        return cell.date
    return PartialDate.parse(squeeze(cell.text))


def parse_count(cell: Cell) -> int | None:
    """A count of sheets; `None` for an empty cell.

    Raises:
        ValueError: It is no whole number from 0 to 99,999.
    """
    text = squeeze(cell.text).removesuffix("tờ").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 5:  # noqa: PLR2004 - digits
        raise ValueError(cell.text)
    return int(text)


def spreadsheet_safe(text: str) -> str:
    """A text as it may stand in a spreadsheet we write: never taken for a formula.

    >>> spreadsheet_safe("=HYPERLINK()"), spreadsheet_safe("12/QĐ")
    ("'=HYPERLINK()", '12/QĐ')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
