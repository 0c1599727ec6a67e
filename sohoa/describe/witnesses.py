"""Findings about a paper's number and date: lost, unsure, or contradicted.

Two readers of print agree on wrong figures too, so whatever else the head says is a witness: the
year within the number, the type that its letters stand for, the calendar, and today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain

from sohoa.describe.header import Head
from sohoa.describe.number_line import Number
from sohoa.describe.place_and_day import Day
from sohoa.domain import paper_findings
from sohoa.domain.grammar.numbers import SMALL_IN_SYMBOLS
from sohoa.domain.stage_results import Description, Finding

#: Findings about number and date; each sends its document to a person by default.
HEAD_FINDINGS = (
    "number-missing", "number-illegible", "number-unsure", "number-against-date",
    "number-against-type", "date-missing", "date-illegible", "date-incomplete", "date-impossible",
    "date-unsure", "date-in-future", "head-elsewhere", "head-missing",
)  # fmt: skip

#: Below this likelihood of one of its words, a printed number or date is to be looked at. Of 51
#: real papers (`python -m bench.told`) no right one is below that has no other reason.
_LEAST_CONFIDENCE = 85.0
#: The letters that a type has in symbols: Decree 30/2020/NĐ-CP, annex VI, and Law 80/2015 for rules
#: of law; older papers have shorter ones, behind the body's or joined to it (`12/QĐUB`).
_LETTERS = {
    "Nghị quyết": ("NQ",), "Quyết định": ("QĐ",), "Chỉ thị": ("CT",), "Quy chế": ("QC", "QĐ"),
    "Quy định": ("QĐ", "QyĐ"), "Thông cáo": ("TC",), "Thông báo": ("TB",), "Hướng dẫn": ("HD",),
    "Chương trình": ("CTr", "CT"), "Kế hoạch": ("KH",), "Phương án": ("PA",), "Đề án": ("ĐA",),
    "Dự án": ("DA",), "Báo cáo": ("BC",), "Biên bản": ("BB",), "Tờ trình": ("TTr", "TT"),
    "Hợp đồng": ("HĐ",), "Công điện": ("CĐ",), "Giấy mời": ("GM",), "Giấy giới thiệu": ("GGT",),
    "Nghị định": ("NĐ",), "Thông tư": ("TT",), "Giấy phép": ("GP",),
}  # fmt: skip
#: Number and title are another's here: a consolidated text bears the title of what it consolidates.
_OF_ANOTHER = ("VBHN",)
_ONE_DAY = dt.timedelta(days=1)


def head_findings(head: Head, *, known: Description, today: dt.date) -> Iterator[Finding]:
    """List the findings about a head, each with the text that was read.

    A paper without any head (a drawing, an old certificate) needs one only if nobody has said
    its number either; `known` is what is said of it.
    """
    if not (head.is_titled or head.numbers or head.days or head.spoiled):
        if not known.number:
            yield paper_findings.HEAD_MISSING.at()
        return
    about = chain(_about_number(head), _about_day(head, today))
    if head.is_elsewhere:
        about = chain([paper_findings.HEAD_ELSEWHERE.of(_read_of(head))], about)
    yield from about


def _about_number(head: Head) -> Iterator[Finding]:
    if not head.numbers:
        if head.spoiled:
            yield paper_findings.NUMBER_ILLEGIBLE.of(head.spoiled)
        else:
            yield paper_findings.NUMBER_MISSING.at()
        return
    number = head.numbers[0]
    others = {one.number for one in head.numbers}
    if len(others) > 1:
        yield paper_findings.NUMBER_UNSURE.of("; ".join(sorted(others)))
    elif _is_unsure(number):
        yield paper_findings.NUMBER_UNSURE.of(number.number)
    if number.year and head.days and head.days[0].formed:
        formed = head.days[0].formed
        if formed.year != number.year:
            yield paper_findings.NUMBER_AGAINST_DATE.of(f"{number.number} ≠ {formed}")
    if not _stands_for(number.symbol, head.fields.record_type):
        yield paper_findings.NUMBER_AGAINST_TYPE.of(f"{number.number} ≠ {head.fields.record_type}")


def _is_unsure(number: Number) -> bool:
    small = number.figures.replace("bis", "") + SMALL_IN_SYMBOLS.sub("", number.symbol)
    is_spoiled = number.is_cut or any(map(str.islower, small))
    return is_spoiled or (not number.by_hand and number.confidence < _LEAST_CONFIDENCE)


def _stands_for(symbol: str, record_type: str) -> bool:
    """Say if the letters of a symbol can be those of the type that the title names."""
    letters = _LETTERS.get(record_type)
    if letters is None or symbol.startswith(_OF_ANOTHER):
        return True
    return any(one.casefold() in symbol.casefold() for one in letters)


def _about_day(head: Head, today: dt.date) -> Iterator[Finding]:
    if not head.days:
        yield paper_findings.DATE_MISSING.at()
        return
    day = head.days[0]
    formed = day.formed
    if formed is None:
        yield paper_findings.DATE_ILLEGIBLE.of(day.text)
        return
    if not day.is_possible:
        yield paper_findings.DATE_IMPOSSIBLE.of(day.text)
    elif formed.day is None:
        yield paper_findings.DATE_INCOMPLETE.of(day.text)
    elif dt.date(formed.year, formed.month or 1, formed.day) > today + _ONE_DAY:
        yield paper_findings.DATE_IN_FUTURE.of(str(formed))
    others = {str(one.formed) for one in head.days if one.formed and one.formed.day}
    if len(others) > 1:
        yield paper_findings.DATE_UNSURE.of("; ".join(sorted(others)))
    elif formed.day and _is_day_unsure(day):
        yield paper_findings.DATE_UNSURE.of(day.text)


def _is_day_unsure(day: Day) -> bool:
    return not day.is_clear or (not day.by_hand and day.confidence < _LEAST_CONFIDENCE)


def _read_of(head: Head) -> str:
    fields = head.fields
    return ", ".join(part for part in (fields.number, str(fields.formed or "")) if part)
