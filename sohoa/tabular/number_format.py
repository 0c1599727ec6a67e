"""Number formats: the text a spreadsheet program shows of a value, where it adds or hides.

`00"/GP-SVHTTDL"` shows 11 as `11/GP-SVHTTDL`, `0000` shows 7 as `0007`, and `yyyy` shows the day
1 July 2015 as 2015: what stands on the screen is what the clerk wrote. Formats that only group
digits or round are left out, for there the value itself says more. ECMA-376, part 1, 18.8.31.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

#: The built-in formats that show something other than the plain value or the whole date.
BUILT_IN = {9: "0%", 10: "0.00%", 11: "0.00E+00", 16: "d-mmm", 17: "mmm-yy", 48: "##0.0E+0"}

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<money>[^\]\-]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<general>general)|(?P<power>E[+\-])|(?P<digit>[0#?])|(?P<mark>[.,%@;])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[[<>=]")
_DATE_LETTERS = re.compile(r"[dmyhsj]", re.IGNORECASE)
#: Signs around amounts; they say nothing about a paper.
_OF_AMOUNTS = frozenset(" ()+-$€£¥₫đĐ\xa0")
_SIGNIFICANT_ZEROS = 2
_NUMBER_SECTIONS = 3


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format: literal texts and places for digits, in their order."""

    tokens: tuple[tuple[str, str], ...]

    def literal(self) -> str:
        return "".join(text for kind, text in self.tokens if kind == "text")

    def has(self, kind: str) -> bool:
        return any(one == kind for one, _text in self.tokens)

    @property
    def whole(self) -> list[str]:
        """The places before the point."""
        places = [text for kind, text in self.tokens if kind in ("digit", "point")]
        return places[: places.index(".")] if "." in places else places

    @property
    def decimals(self) -> int:
        places = [text for kind, text in self.tokens if kind in ("digit", "point")]
        return len(places) - len(self.whole) - 1 if "." in places else 0


def shown(value: float | str | dt.date, code: str) -> str | None:
    """Give the text the program shows; `None` where the value itself says all of it.

    >>> shown(11, '00"/GP-SVHTTDL"'), shown(7, "0000"), shown(1200, "0.0E+00")
    ('11/GP-SVHTTDL', '0007', '1.2E+03')
    >>> shown(dt.date(2015, 7, 1), "yyyy"), shown(dt.date(2015, 7, 1), "dd/mm/yyyy")
    ('2015', None)
    >>> shown("15", '@"/GP"'), shown(1234, "#,##0")
    ('15/GP', None)
    """
    if isinstance(value, dt.date):
        return _date_shown(value, _date_parts(code))
    sections = _sections(code)
    if isinstance(value, str):
        section = sections[-1]
        if len(sections) <= _NUMBER_SECTIONS and len(sections) > 1:
            return None
        return _text_shown(value, section)
    section, value = _section_for(value, sections)
    return _number_shown(value, section) if _matters(section) else None


def matters(code: str) -> bool:
    """Say whether a format may show something other than the value.

    >>> [matters(code) for code in ('00"/GP"', "0000", "yyyy", "@", "#,##0.00", "dd/mm/yyyy")]
    [True, True, True, False, False, False]
    """
    parts = _date_parts(code)
    if parts:
        return parts not in ("dmy", "")
    return any(_matters(section) for section in _sections(code))


@lru_cache(maxsize=256)
def _sections(code: str) -> tuple[_Section, ...]:
    if _CONDITION.search(code):
        return (_Section(()),)
    sections: list[list[tuple[str, str]]] = [[]]
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup, found[found.lastgroup] if found.lastgroup else ""
        if kind == "mark" and text == ";":
            sections.append([])
        elif kind in ("quoted", "escaped", "plain", "money"):
            sections[-1].append(("text", text))
        elif kind == "mark":
            name = {".": "point", ",": "group", "%": "percent", "@": "as-text"}[text]
            sections[-1].append((name, text))
        elif kind:
            sections[-1].append((kind, text))
    return tuple(_Section(tuple(tokens)) for tokens in sections)


@lru_cache(maxsize=256)
def _date_parts(code: str) -> str:
    """Return the parts of a date that a format shows (`my`); empty if it is no date's.

    >>> _date_parts('[$-42A]dd mmmm yyyy'), _date_parts("mm/yyyy"), _date_parts('0" dmy"')
    ('dmy', 'my', '')
    """
    first = code.split(";", maxsplit=1)[0]
    bare = "".join(
        found["plain"] or found["mark"] or ""
        for found in _TOKEN.finditer(first)
        if found["plain"] or found["mark"]
    ).lower()
    if _TOKEN.search(first) and any(found["digit"] for found in _TOKEN.finditer(first)):
        return ""
    if not _DATE_LETTERS.search(bare) or "h" in bare or "s" in bare:
        return "dmy" if "y" in bare and "d" in bare else ""
    return "".join(letter for letter in "dmy" if letter in bare)


def _date_shown(value: dt.date, parts: str) -> str | None:
    return {
        "y": f"{value.year:04d}",
        "my": f"{value.month:02d}/{value.year:04d}",
        "dm": f"{value.day:02d}/{value.month:02d}",
        "m": f"tháng {value.month}",
    }.get(parts)


def _section_for(value: float, sections: tuple[_Section, ...]) -> tuple[_Section, float]:
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) >= _NUMBER_SECTIONS:
        return sections[2], value
    return sections[0], value


def _matters(section: _Section) -> bool:
    literal = section.literal().strip()
    takes_value = section.has("digit") or section.has("general") or section.has("as-text")
    says_more = any(letter not in _OF_AMOUNTS for letter in literal)
    parts_digits = section.has("digit") and "-" in literal.strip("-")
    zeros = section.whole.count("0")
    kinds = " ".join(text if text == "/" else kind for kind, text in section.tokens)
    if "digit / digit" in kinds:  # `# ?/?` shows a fraction
        return False
    return takes_value and (
        says_more or parts_digits or section.has("power") or zeros >= _SIGNIFICANT_ZEROS
    )


def _text_shown(value: str, section: _Section) -> str | None:
    if not section.has("as-text") or not section.literal().strip():
        return None
    return "".join(value if kind == "as-text" else text for kind, text in section.tokens)


def _number_shown(value: float, section: _Section) -> str | None:
    if section.has("as-text"):
        plain = str(int(value)) if value == value // 1 else repr(value)
        return _text_shown(plain, section)
    if section.has("power"):
        return f"{value:.{_decimals_of_power(section)}E}"
    if section.has("percent"):
        value *= 100
    sign = "-" if value < 0 else ""
    digits = f"{abs(value):.{section.decimals}f}"
    if section.has("general"):
        digits = str(int(abs(value))) if value == value // 1 else repr(abs(value))
    whole, _point, fraction = digits.partition(".")
    return sign + _filled(section, whole, fraction)


def _decimals_of_power(section: _Section) -> int:
    before = section.tokens[
        : next(at for at, one in enumerate(section.tokens) if one[0] == "power")
    ]
    return _Section(before).decimals


def _filled(section: _Section, whole: str, fraction: str) -> str:
    """Put digits into their places, from the point to both sides; the first takes what is left."""
    places = section.whole
    padded = whole.rjust(len(places))
    rest, parts = list(padded), list[str]()
    seen = 0
    for kind, text in section.tokens:
        if kind == "general":
            parts.append(whole + (f".{fraction}" if fraction else ""))
        elif kind == "point":
            parts.append("." if fraction else "")
        elif kind == "digit" and seen < len(places):
            seen += 1
            count = len(rest) - (len(places) - seen)
            taken, rest = rest[:count], rest[count:]
            parts.append("".join(taken).strip() or ("0" if text == "0" else ""))
        elif kind == "digit":
            parts.append(fraction[:1])
            fraction = fraction[1:]
        elif kind in ("text", "percent"):
            parts.append(text)
    return "".join(parts).strip()
