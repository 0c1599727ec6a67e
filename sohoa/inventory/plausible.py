"""Plausibility of a column's values, compared with its heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sohoa.domain.vietnamese import fold
from sohoa.inventory.ditto import is_ditto
from sohoa.inventory.section import Office
from sohoa.tabular.columns import Column
from sohoa.tabular.table import Table

#: Firms and people: the holders of papers, who keep no registers here.
_HOLDER = re.compile(
    r"^(?:cong ty|cty|c\.ty|tong cong ty|doanh nghiep|dntn|ho kinh doanh|hkd|hop tac xa|htx|ong|ba"
    r"|chi nhanh|tap doan|khach san|nha hang|nha nghi|karaoke|cua hang)\b"
    r"|\b(?:tnhh|co phan|jsc|ltd)\b"
)
_ENOUGH_VALUES = 4
_FIRST_YEAR = 1945
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class OddColumn:
    """A column most of whose values do not look like what its heading promises."""

    sheet: str
    column: Column
    label: str
    odd: int
    filled: int
    examples: tuple[str, ...]


def looks_like_a_room(text: str) -> bool:
    """Say whether a text could name a room: it has a word, and is no firm and nobody's name.

    >>> [looks_like_a_room(text) for text in ("Phòng A", "1", '"', "Công ty TNHH Hoa Mai")]
    [True, False, False, False]
    """
    return has_a_word(text) and not is_ditto(text) and not _HOLDER.search(fold(text).strip())


def looks_like_a_type(text: str) -> bool:
    """Say whether a text could name a type of paper."""
    return has_a_word(text) and not is_ditto(text)


def is_odd_year(year: int, latest: int | None) -> bool:
    """Say whether a paper's year must be asked about: 1918 for 2018, 2081 for 2018.

    Offices of this state keep no papers of before it; registers may run a little ahead.
    """
    return year < _FIRST_YEAR or (latest is not None and year > latest)


def has_a_word(text: str) -> bool:
    """Say whether a text has a letter in it at all."""
    return any(letter.isalpha() for letter in text)


def odd_columns(table: Table, office: Office) -> Iterator[OddColumn]:
    """The columns to be asked about before any row is believed."""
    checks: Mapping[Column, Callable[[str], bool]] = {
        Column.ROOM: lambda text: office.knows_room(text) or looks_like_a_room(text),
        Column.RECORD_TYPE: lambda text: office.knows_type(text) or looks_like_a_type(text),
        Column.NUMBER: lambda text: any(letter.isdigit() for letter in text),
        Column.SUBJECT: has_a_word,
        Column.OWNER: has_a_word,
    }
    for column, place in table.heading.places.items():
        if column not in checks:
            continue
        texts = Counter(row.at(place).text for row in table.rows if place not in row.filled)
        filled = {text: count for text, count in texts.items() if text and not is_ditto(text)}
        odd = {text: count for text, count in filled.items() if not checks[column](text)}
        count, all_filled = sum(odd.values()), sum(filled.values())
        if all_filled >= _ENOUGH_VALUES and 2 * count > all_filled:
            yield OddColumn(
                sheet=table.sheet_name,
                column=column,
                label=table.heading.labels[column],
                odd=count,
                filled=all_filled,
                examples=tuple(odd)[:_EXAMPLES],
            )
