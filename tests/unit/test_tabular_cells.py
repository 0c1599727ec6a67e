"""Single cells: read for sure, or refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sohoa.tabular.cells import (
    CellError,
    parse_count,
    parse_formed,
    parse_number,
    spreadsheet_plain,
    spreadsheet_safe,
)
from sohoa.tabular.sheet import EMPTY, Cell, CellKind


@pytest.mark.parametrize(
    ("date", "year", "formed"),
    [
        ("5/3/2012", "", "2012-03-05"),
        ("05.03.2012.", "2012", "2012-03-05"),
        ("03/2012", "", "2012-03"),
        ("2012", "", "2012"),
        ("Ngày 05/3/2012", "", "2012-03-05"),
        ("00/00/2012", "", "2012"),
        ("00/3/2012", "", "2012-03"),
        ("", "năm 2012", "2012"),
        ("ngày 5 tháng 3 năm 2012", "", "2012-03-05"),
    ],
)
def test_dates_are_read_as_precisely_as_they_are_written(date, year, formed):
    """A day, a month or a year; the year's own column adds nothing it does not say."""
    assert parse_formed(Cell(date), Cell(year)).iso == formed


def test_a_date_cell_and_an_empty_one():
    """A date of the spreadsheet program is a day; nothing at all is nothing."""
    assert parse_formed(Cell("05/03/2012", CellKind.DATE)).iso == "2012-03-05"
    assert parse_formed(EMPTY, EMPTY) is None


@pytest.mark.parametrize(
    ("date", "year", "reason"),
    [
        ("5/3/12", "", "four digits"),
        ("31/02/2012", "", "in the calendar"),
        ("13/13/2012", "", "in the calendar"),
        ("41000", "", "day number"),
        ("đầu năm", "", "a date: 5/3/2012"),
        ("5/3/2012", "2013", "the date says 2012, the year column says 2013"),
        ("1812", "", "1900 to 2100"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(date, year, reason, monkeypatch):
    """Nothing is guessed: each doubt is a problem with its reason."""
    monkeypatch.setenv("SOHOA_LANG", "en")

    with pytest.raises(CellError, match=reason):
        parse_formed(Cell(date), Cell(year))


@pytest.mark.parametrize(("text", "count"), [("3", 3), ("03", 3), ("3 tờ", 3), ("", None)])
def test_sheets_are_counted(text, count):
    """A number, with or without the word for sheet."""
    assert parse_count(Cell(text)) == count


@pytest.mark.parametrize("text", ["0", "-1", "2.5", "2-3", "vài", "3 trang", "999999"])
def test_what_is_no_number_of_sheets_is_refused(text):
    """Not zero, not a half, not a range, and pages are not sheets."""
    with pytest.raises(CellError):
        parse_count(Cell(text))


def test_number_and_notation_are_joined():
    """Two columns make one number, as the decree writes it; a whole number stays."""
    assert parse_number(Cell("15"), Cell("GP-SVHTTDL")) == "15/GP-SVHTTDL"
    assert parse_number(Cell("15"), Cell("/GP-SVHTTDL")) == "15/GP-SVHTTDL"
    assert parse_number(Cell("15/GP-SVHTTDL"), Cell("GP-SVHTTDL")) == "15/GP-SVHTTDL"


def test_a_number_that_became_a_date_is_refused():
    """`5/3` typed as a number is a date for the spreadsheet program; what it was is lost."""
    with pytest.raises(CellError):
        parse_number(Cell("05/03/2024", CellKind.DATE))


@given(st.text())
def test_no_text_starts_a_formula_and_none_is_lost(text):
    """What is made safe starts with none of the dangerous letters, and reads back the same."""
    safe = spreadsheet_safe(text)

    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert spreadsheet_plain(safe) == text
