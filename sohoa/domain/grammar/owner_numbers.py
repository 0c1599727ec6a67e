"""Numbers of identity papers and of businesses, as people here write them.

Identity cards have 9 digits (chứng minh nhân dân) or 12 (căn cước công dân, căn cước), tax codes of
businesses 10, those of their branches 13 (`0300123456-001`), passports letters and digits.
"""

from __future__ import annotations

import re

#: Without it no text has any of these numbers: most texts are let go by this.
MAY_HOLD_ONE = re.compile(r"\d(?:[ .\-\u2010-\u2015]?\d){6}")
#: What stands between the groups of such a number.
BETWEEN = re.compile(r"[\s.,'’`\-\u2010-\u2015_]+")
#: Bare: when and where an identity paper was issued, behind its number.
ISSUED = re.compile(r"[\s,(;\-]*\b(?:ngay|cap|do|tai|noi cap|het han|co gia tri)\b.*$", re.DOTALL)
#: Bare: what the number is of, before it.
_CALLED = (
    r"c\.?\s?c\.?\s?c\.?\s?d|c\.?m\.?n\.?d|c\.?m\.?t(?:\.?n\.?d)?|gcmnd|can\s+cuoc(?:\s+cong\s+dan)?"
    r"|chung\s+minh(?:\s+(?:nhan\s+dan|thu))?|dinh\s+danh(?:\s+ca\s+nhan)?|ho\s+chieu|passport"
    r"|m\.?s\.?t|m\.?s\.?d\.?n|ma\s+so\s+(?:thue|doanh\s+nghiep|dinh\s+danh)"
)
CALLED = re.compile(rf"^\W*(?:(?:so|the|giay)\s+)*(?:{_CALLED})(?:\W|\bso\b|(?:{_CALLED}))*")
#: Bare: a number with what it is called, anywhere in a text.
NAMED = re.compile(
    rf"\b(?:{_CALLED})\b[^\d•]{{0,24}}?"
    r"(?P<number>[a-z]{0,2}\d(?:[ .\-]{0,2}\d){5,13})(?!\d|[.\d]*\s*(?:dong|vnd)\b)"
)
#: A number of twelve digits that no sum of money and no sign of a document looks like.
TWELVE = re.compile(r"(?<![\d.,/\-])0\d\d(?:[ .]?\d{3}){3}(?![\d/])")
#: A cell that has nothing else in it.
ALONE = re.compile(r"^\W*\d(?:[ .\-]?\d){8,12}\W*$")
#: A spreadsheet has left of it what fits its column.
SHORTENED = re.compile(r"^\d(?:[.,]\d+)?e\+?\d+$", re.IGNORECASE)
PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}|[A-Z]\d{3}[A-Z]\d{4}")
#: What a number is kept as instead: which key it was locked by, and the number locked.
LOCKED = re.compile(r"#id:(?P<key>[0-9a-f]{8}):(?P<locked>[0-9a-f]{32})")
#: What a cell is kept as in which there was none: why.
UNLOCKED = re.compile(r"#id:\?(?P<fault>[a-z-]+)")
#: A whole cell that was locked, and nothing that was typed to look so.
IN_PLACE = re.compile(
    r"#id:(?:\?[a-z-]+|[0-9a-f]{8}:[0-9a-f]{32}(?:; #id:[0-9a-f]{8}:[0-9a-f]{32})*)"
)
