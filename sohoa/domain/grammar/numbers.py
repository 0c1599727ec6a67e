"""Numbers and symbols of papers: `Số: 154/2024/NĐ-CP`, `05/QĐ-SVHTTDL`, `12A/GP`.

Decree 30/2020/NĐ-CP, annex I, part II, point 3: the word `Số`, a colon, the figures, a stroke and
the symbol, whose parts are joined by dashes. Rules of law bear the year between two strokes.
"""

from __future__ import annotations

import re

_UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_YEAR = r"(?:19|20)\d\d"

# --- a number line as it is printed ----------------------------------------------------------

#: A whole number: `number` (`125`, `12A`, `15bis`, `03/5`, `25-26`), `year` if any, `symbol`.
NUMBER_AND_SYMBOL = re.compile(
    rf"\bS[ốoôỐóồ]\s*[:.;,]?\s*(?P<number>\d{{1,8}}(?:[a-zA-Z]|bis)?"
    rf"(?:[/-](?!{_YEAR}\s*/)\d{{1,4}}[a-zA-Z]?)?)\s*/\s*"
    rf"(?:(?P<year>{_YEAR})\s*/\s*)?"
    rf"(?P<symbol>[{_UPPER}][{_UPPER}\w&.]*(?:\s*-\s*[{_UPPER}][{_UPPER}\w&.]*)*)"
)
#: Before a number: a word in small letters, so that it stands in a sentence and is another paper's.
WITHIN_SENTENCE = re.compile(r"[^\W\d_]*[a-zà-ỹđ]\W*$")
#: Behind a symbol that is not at its end: a dash or a stroke, or a sign where a letter was.
SYMBOL_GOES_ON = re.compile(r"\s?[-–—/]|[^\w\s.,;:]")
#: Behind a symbol: words that end it against the rules (`TB-QL Đào tạo`).
SYMBOL_IN_WORDS = re.compile(r"(?: [^\W\d_]+){1,3}$")
#: A number and a symbol of which the word before them was not read.
SYMBOL_ALONE = re.compile(rf"\d\s?/\s?(?:{_YEAR}/)?[{_UPPER}]{{2,}}[{_UPPER}&]*-[{_UPPER}]{{2}}")
#: Printed figures: one group.
PRINTED_NUMBER = re.compile(r"^S[ốỐ]:? ?(\d+) ?/")
#: A number with a letter, a stroke or a dash in it: `12A`, `15bis`, `03/5`, `25-26`.
MARKED_NUMBER = re.compile(
    rf"^S[ốỐ]:? ?\d+(?:[A-Z]|(?P<small>[a-z])|bis|(?:/(?!{_YEAR} ?/)|-)\d+[A-Za-z]?) ?/ ?[^\W_]"
)
#: A number line that holds few words: enough to believe that it is one.
LIKE_NUMBER_LINE = re.compile(r"^S[^\W\d_] ?[:.]? ?\d+ ?/.*[A-ZĐ]{2}")
#: What stands after the last stroke, the year of a rule of law included: `symbol`.
SYMBOL_AT_END = re.compile(rf"/\s*(?P<symbol>(?:{_YEAR}\s*/\s*)?[^\W\d_][^/]*)$")
#: What a finding may say of a number that was filled in, and nothing after it.
TOLD_NUMBER = re.compile(rf"Số: \d+ /(?:{_YEAR} ?/ ?)?[^\W\d_]+(?: ?- ?[^\W\d_]+)*")
#: Small letters that belong to symbols: `TTr-UBND`, `QĐ-TTg`.
SMALL_IN_SYMBOLS = re.compile(r"[TCPQ]Tr|TTg|QyĐ")
#: Before a place and day: the number that stands on the same line, to its left.
NUMBER_BEFORE_PLACE = re.compile(r"^.{0,3}\bS[^\W\d_]\b.*/\s?[^\s]*[A-ZĐ&.\-\d]+\b", re.DOTALL)
#: A number that a line's end has broken after a dash: `154/2024/NĐ-`.
BROKEN_NUMBER = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ]+-$")
#: `Số:251`: where Vietnamese typing has a space.
NUMBER_WITHOUT_SPACE = re.compile(r"^(S[ốỐ]:)(?=[^\s:])")

# --- a number line, bare ---------------------------------------------------------------------

#: A line that would bear a number, of which nothing could be made.
NUMBER_LINE = re.compile(r"^.{0,2}\bs[o06]\s*[:.;]|^.{0,2}\bs[o06] .{0,14}/")
#: A line of the form in which a number is filled in by hand.
NUMBER_FORM = re.compile(r"^.?s.{1,2}[\W\dz_].{0,14}/")
#: Where in it the figures stand: `gap`.
NUMBER_GAP = re.compile(
    rf"^.{{0,2}}s.[:.; ]?(?P<gap>.{{0,12}}?)/ ?(?:{_YEAR} ?/ ?)?[^/]{{0,3}}[a-z]{{2}}"
)
#: A number within a sentence is another paper's. As it is written: a small `s` begins it.
CITED_NUMBER = re.compile(r"s[^\W\d_] ?\d")
#: So is one with its own name before the stroke (`Số CMND/`, `Số thẻ: 79/`), one that stands
#: after the symbol (`/CCCD: 04…`), or one with more figures there than any symbol has.
NUMBER_OF_A_CARD = re.compile(
    r"^.{0,2}s.[^/]*?(?<!\d)[^\W\d_]{3}[^/]*/|^[^/]*/ ?[^\W\d_]+ ?:|^[^/]*/.*\d(?:[ .]?\d){5}"
)
#: Behind a number: degrees of secrecy (Law 29/2018/QH14, article 8) and of urgency (Decree
#: 30/2020, annex I).
SECRECY_OR_URGENCY = re.compile(
    r" (?:(?:(?:tuyet|toi) )?mat|(?:thuong )?khan|hoa toc(?: hen gio)?)$"
)
#: The subject of a letter, which names other papers and days: its sign alone, or in words too.
SUBJECT_SIGN = re.compile(r"\bv\s*/\s*v\b")
SUBJECT = re.compile(r"\bv\s*/\s*v\b|\bve viec\b")

# --- the key by which numbers are compared: bare, without spaces ------------------------------

NUMBER_SIGN = re.compile(r"^so[:.]?(?=\d)")
LEADING_ZEROS = re.compile(r"^0+(?=\d)")
BARE_NUMBER = re.compile(r"[0-9]+")
#: What may be left out between the parts of a number by who types it: `07CTUBND`.
BETWEEN_PARTS = re.compile(r"[\W_]+")
#: A number that tells papers apart bears its symbol: figures alone begin anew everywhere.
NUMBER_WITH_SYMBOL = re.compile(r"\d.*/.*[a-z]")
#: A number's own figures, the year that may follow them, and the symbol.
NUMBER_PARTS = re.compile(
    rf"(?P<figures>[^/]*?\d[^/]*)(?:/(?P<year>{_YEAR})(?=/|$))?(?:/(?P<symbol>.+))?"
)
NOT_OF_A_SYMBOL = re.compile(r"[^a-z0-9&]+")

# --- numbers in other texts ------------------------------------------------------------------

#: A part of a title that is a number and nothing else: figures, a stroke, letters.
NUMBER_ALONE = re.compile(r"\d\S*(\s*[/-]\s*\S+)*")
#: A number within a search query.
NUMBER_IN_QUERY = re.compile(r"\d+\s*/\s*[^\s/]+(?:\s*[-/]\s*[^\s/-]+)*")

# --- numbers in cells of a register, bare ----------------------------------------------------

_DASH = r"\s*(?:-|–|—|÷|\.{2,}|…|->|den|toi)\s*"
#: `15-20/GP`: `first` and `last`.
NUMBER_RANGE = re.compile(
    rf"^(?:so\s*|tu\s*(?:so\s*)?)?(?P<first>\d{{1,6}})(?:\s*/[^\d\s,;]*?)?{_DASH}"
    r"(?:so\s*)?(?P<last>\d{1,6})(?=\s*(?:/|$|\s))"
)
SEVERAL_NUMBERS = re.compile(
    r"^(?:[a-z.]+\s*)?\d{1,6}[a-z]?(?:\s*/[^,;+&]*)?\s*(?:,|;|\+|&|\bva\b)\s*\d"
)
#: What the spreadsheet program calls the days of 1990 to 2050.
DAY_OF_A_SPREADSHEET = re.compile(r"^(?:3[3-9]|4\d|5[0-4])\d{3}$")
LONG_BARE_NUMBER = re.compile(r"^\d{5,}$")
#: What a spreadsheet program makes of `12-3` and `1200`: the number that was typed is lost.
MANGLED_NUMBER = re.compile(
    r"^(?:\d{1,4}[-/ ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg\s*\d{1,2})[a-z]*"
    r"(?:[-/ ]\d{2,4})?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|thg\s*\d{1,2})[a-z]*"
    r"[-/ ]\d{2,4}|\d(?:[.,]\d+)?e[+\-]\d+|\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d{2})$"
)
