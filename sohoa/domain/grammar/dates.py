"""Dates of papers: `ngày 05 tháng 3 năm 2020`, `5/3/2012`, `03/2012`, `năm 2012`.

Day before month, as Vietnam writes it. Decree 30/2020/NĐ-CP, annex I, part II, point 4: in the head
a date is written out behind its place, with a nought before days below 10 and months below 3.
"""

from __future__ import annotations

import re

_YEAR = r"(?:19|20)\d\d"
_SPACED_YEAR = r"(?:19|20)\s?\d\s?\d(?!\d)"
_MARK = r"\s*[/.\-]\s*"

# --- a whole text that is a date, bare -------------------------------------------------------

DAY_IN_FIGURES = re.compile(rf"^(\d{{1,2}}){_MARK}(\d{{1,2}}){_MARK}(\d{{4}})$")
DAY_IN_WORDS = re.compile(r"^(?:ngay)\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})$")
MONTH_OF_A_YEAR = re.compile(r"^(?:thang\s*)?(\d{1,2})\s*(?:[/.\-]|nam)\s*(\d{4})$")
YEAR = re.compile(r"^(?:nam\s*)?(\d{4})$")
#: ISO 8601, as spreadsheets give it: a month, a day, or the midnight that begins a day.
ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]0{1,2}:00(?::00)?)?$")
#: ISO 8601 as programs write it.
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[.\d]*(?:Z|[+-]\d{2}:\d{2})")

#: As far as it is known, in the order of Vietnam: written so that an XML schema takes it, too.
PARTIAL_DAY = re.compile(r"(([0-3][0-9]/)?[01][0-9]/)?[0-9]{4}")

# --- the place-and-day line of a head, bare --------------------------------------------------

#: A day written out, or what is left of one: `day`, `month`, `year`. Reading spoils letters of the
#: printed words too (`ngảy`, `thárg`).
DAY_LINE = re.compile(
    r"\bng.[yvj]\b\s*(?P<day>.{0,14}?)\s*\bt?h.{1,2}n?g\b\s*(?P<month>.{0,12}?)\s*"
    rf"\bn.m\b\s*(?P<year>{_SPACED_YEAR})?"
)
#: What is left where even `ngày` or `tháng` cannot be told: a year that ends a line of it.
YEAR_LINE = re.compile(
    rf"(?:ngay|thang|th.ng)\b(?P<month>.{{0,30}}?)n.m\s*(?P<year>{_SPACED_YEAR})"
)
#: The figures of a day or a month, alone; and with something beside them that is no figure.
DAY_OR_MONTH = re.compile(r"\d{1,2}")
SPOILED_FIGURES = re.compile(r"[\W_]{0,3}(\d{1,2})[\W_]{0,3}")
#: A date that has begun and whose year is still to come.
OPEN_DATE = re.compile(r"ng.[yvj](?!.*n.m ?\d)")
DATE_BEGINS = re.compile(r"ng.[yvju]")
#: A sentence that begins with a day: `Ngày 03/01/2025, Phó Chủ tịch …`.
DAY_BEGINS = re.compile(r"ngay \d")
#: A line of the form in which a date is filled in by hand, and where in it day and month stand.
DATE_FORM = re.compile(r"ng.[yvju].{0,14}t?h.ng.{0,12}n.m")
DAY_GAP = re.compile(r"ng.[yvju](?P<gap>.{0,8}?)t?h.ng")
MONTH_GAP = re.compile(r"h.ng(?P<gap>.{0,6}?)n.m")
YEAR_TO_THE_END = re.compile(r"n.m (?P<year>.*)$")

#: A month below 3 without its nought: a figure beside it may be lost.
LONE_MONTH = re.compile(r"h.{1,2}n?g\s*[^\w\s]?[12][^\w\s]?\s*n.m\b")
#: When the file of a paper was signed, as its print says it: `day`, `month`, `year`.
SIGNED_AT = re.compile(
    r"thoi gian ky\W{0,3}(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})(?!\d)"
)

# --- the same as it is written ---------------------------------------------------------------

PRINTED_DATE = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm")
#: A date line that holds few words: enough to believe that it is one.
LIKE_DATE_LINE = re.compile(r"ngày ?\d+ ?tháng ?\d+ ?năm ?\d{4}")
#: What a finding may say of a date that was filled in, and nothing after it.
TOLD_DATE = re.compile(r"ngày \d+ tháng \d+ năm(?: ?\d){4}(?!\d)")
#: `tháng5`, `5tháng`: where Vietnamese typing has a space.
DATE_WORD_WITHOUT_SPACE = re.compile(r"(?<=[\d\W])(ngày|tháng|năm)|(ngày|tháng|năm)(?=\d)")

# --- a search query, as it is typed ----------------------------------------------------------

#: A day or a month of a year among other words; not the year of a number (`02/2022/QĐ-UBND`).
DATE_IN_QUERY = re.compile(
    rf"(?<![\w/.\-])(?:"
    rf"(?:ng[àa]y\s*)?\d{{1,2}}\s*th[áa]ng\s*\d{{1,2}}\s*n[ăa]m\s*{_YEAR}"
    rf"|(?:ng[àa]y\s*)?\d{{1,2}}{_MARK}\d{{1,2}}{_MARK}{_YEAR}"
    rf"|(?:th[áa]ng\s*)?\d{{1,2}}(?:{_MARK}|\s*n[ăa]m\s*){_YEAR}"
    rf"|{_YEAR}-\d{{1,2}}(?:-\d{{1,2}})?"
    r")(?!\w|\s*[/\-]\s*\w)",
    re.IGNORECASE,
)
#: A day written out whose first word was left out: `28 tháng 2 năm 2022`.
DAY_WITHOUT_WORD = re.compile(r"^(?=\d{1,2}\s*th[áa]ng)", re.IGNORECASE)

# --- cells of a register ---------------------------------------------------------------------

TWO_DIGIT_YEAR = re.compile(rf"^\d{{1,2}}{_MARK}\d{{1,2}}{_MARK}\d{{2}}$|^\d{{1,2}}\s*/\s*\d{{2}}$")
#: What lacks its century or its whole year, and is completed by the year of the sheet; bare.
SHORT_YEAR = re.compile(rf"^(\d{{1,2}}{_MARK}\d{{1,2}}{_MARK})(\d{{2}})$")
DAY_WITHOUT_YEAR = re.compile(r"^(?:ngay\s*)?(\d{1,2})\s*(?:[/.\-]|thang)\s*(\d{1,2})$")
MONTH_ALONE = re.compile(r"^thang\s*(\d{1,2})$")
#: The word before `Ngày 05/3/2018`, as it is written.
WORD_BEFORE_DAY = re.compile(r"^ng[aà]y\s*(?=\d{1,2}\s*[/.\-])", re.IGNORECASE)
#: `00/00/2017`: how a day, or day and month, that nobody knows is written in columns of days.
UNKNOWN_PART = re.compile(r"^(?:0{1,2}\s*[/.\-]\s*){1,2}(?=\d)")
LIKE_A_DATE = re.compile(r"\d\s*[/.\-]\s*\d|\d\s+thang\s+\d|thang\s*\d|^\d{4}$")
#: `2.023`: a year with the mark of the thousands; a program that takes it for a point makes it
#: the number 2.023, and of `2.010` the number 2.01.
THOUSANDS_YEAR = re.compile(r"^(?:nam\s*)?([12])[.,](\d{3})$")
POINTED_YEAR = re.compile(r"^([12])\.(\d{1,3})$")
#: Days since 1900 as spreadsheet programs count them, for 1927 to 2118.
SPREADSHEET_DAY = re.compile(r"^\d{5}(\.0+)?$")
#: What an OpenDocument cell shows of its date.
SHOWN_YEAR = re.compile(rf"^\D*{_YEAR}\D*$")
SHOWN_MONTH = re.compile(rf"^\d{{1,2}}{_MARK}{_YEAR}$")
SHOWN_DAY = re.compile(rf"^\d{{1,2}}{_MARK}\d{{1,2}}$")
#: The date that an OpenDocument cell holds.
ISO_BEGINS = re.compile(r"^(\d{4})-(\d\d)-(\d\d)")

# --- titles of a register, bare --------------------------------------------------------------

#: A date written out or left to be filled in, under a list; a part of an expression.
WRITTEN_OUT = r"ngay[\s\d.…]*thang[\s\d.…]*nam[\s\d.…]*"
DAY_WRITTEN_OUT = re.compile(WRITTEN_OUT)
#: `SỔ CẤP PHÉP NĂM 2018`; not the day of a signature, nor of a count (`đến 31/12/2022`).
YEAR_OF_A_TITLE = re.compile(rf"(?<![\d/.\-])\bnam\s*:?\s*({_YEAR})\b(?!\s*(?:-|–|den|/)\s*\d)")
YEAR_OF_A_SHEET_NAME = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")
#: A title of nothing but its year: any other text in a row alone may be what is left of a paper.
YEAR_ALONE = re.compile(
    r"^(?:(?:so|giay to|giay phep|van ban|quy\s+[ivx\d]+|thang\s+\d{1,2})\s*[/.\-]?\s*)?"
    rf"(?:nam\s*)?({_YEAR})\s*[.:]?$"
)

# --- last days and terms of validity, bare ---------------------------------------------------

#: `có giá trị đến 31/12/2025`: `day`, which may be a month or a year.
UNTIL = re.compile(
    r"^(?:con\s+|co\s+)?(?:gia tri|hieu luc|thoi han|han)?\s*(?:su dung\s*)?"
    r"(?:den|toi)\s*(?:het\s*)?(?:ngay\s*)?(?P<day>(?:(?:het\s*)?nam\s*|thang\s*)?\d.*)$"
)
#: A date with which a text begins: `ngày 31 tháng 12 năm 2026`, `hết năm 2025`; `date`. A term and
#: the day from which it is counted are none.
DATE_AT_BEGIN = re.compile(
    r"(?:hết\s+)?(?P<date>(?:ngày\s*)?\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}"
    rf"|(?:ngày\s*)?\d{{1,2}}{_MARK}\d{{1,2}}{_MARK}\d{{4}}"
    rf"|(?:tháng\s*)?\d{{1,2}}(?:{_MARK}|\s*năm\s*)\d{{4}}|năm\s*\d{{4}})(?!\d)",
    re.IGNORECASE,
)
END_OF_YEAR = re.compile(r"^(?:den\s*)?het\s+nam\s+(?P<year>\d{4})$")
TERM = re.compile(r"^(?:thoi han\s*)?(?P<count>\d{1,3})\s*(?P<unit>nam|thang|ngay)$")

# --- years in codes and in the plan ----------------------------------------------------------

YEAR_IN_CODE = re.compile(r"\.(\d{4})\.")
SPAN_OF_YEARS = re.compile(r"^([0-9]{4})\s*-\s*([0-9]{4})$")
YEAR_AND_EARLIER = re.compile(r"^\.\.\s*([0-9]{4})$")
SINGLE_YEAR = re.compile(r"^[0-9]{4}$")
