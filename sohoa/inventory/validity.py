"""Validity of a paper as an office writes it: understood, or unknown and to be settled.

Words that are not understood cost the row nothing but its validity: the paper is there whatever
stands in that column. What a person has to look at comes back beside what was read.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sohoa.domain.grammar.dates import END_OF_YEAR, TERM, UNTIL
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import Validity
from sohoa.domain.vietnamese import fold
from sohoa.language import _
from sohoa.tabular.cells import CellError, parse_date
from sohoa.tabular.columns import Column, plain_heading
from sohoa.tabular.sheet import EMPTY, Cell, CellKind

#: Folded words without punctuation.
_WORDS: Mapping[Validity, tuple[str, ...]] = {
    Validity.IN_FORCE: (
        "con", "con hieu luc", "con hieu luc thi hanh", "con han", "con gia tri", "con thoi han",
        "dang hieu luc", "dang con hieu luc", "co hieu luc", "hieu luc", "hien hanh", "con hl",
        "dang hl", "dang co hieu luc", "con hieu luc mot phan", "het hieu luc mot phan",
        "het hl mot phan", "con hl mot phan", "in force", "valid",
    ),
    Validity.EXPIRED: (
        "het", "het han", "het hieu luc", "da het han", "da het hieu luc", "qua han", "het hl",
        "khong con hieu luc", "khong con gia tri", "het gia tri", "het hieu luc toan bo",
        "het hl toan bo", "het thoi han", "expired",
    ),
    Validity.REPLACED: (
        "da thay the", "bi thay the", "da bi thay the", "thay the", "cap lai", "da cap lai",
        "cap doi", "da cap doi", "cap lai cap doi", "da duoc thay the", "duoc thay the", "replaced",
    ),
    Validity.REVOKED: (
        "thu hoi", "da thu hoi", "bi thu hoi", "da bi thu hoi", "bai bo", "da bai bo", "bi bai bo",
        "huy bo", "da huy bo", "bi huy bo", "da huy", "revoked",
    ),
    Validity.USED: ("da su dung", "su dung xong", "da su dung xong", "da dung", "used"),
    Validity.UNKNOWN: (
        "", "chua xac dinh", "khong xac dinh", "khong ro", "chua ro", "chua biet", "unknown",
    ),
}  # fmt: skip
_STATES = {words: state for state, all_words in _WORDS.items() for words in all_words}
#: In force, and no day on which that ends.
_UNLIMITED = frozenset(
    {
        "vo thoi han", "khong thoi han", "khong xac dinh thoi han", "khong co thoi han",
        "khong ky han", "vinh vien", "lau dai", "khong gioi han", "khong gioi han thoi gian",
        "khong han", "vo han", "unlimited",
    }
)  # fmt: skip
_NO_LAST_DAY = frozenset({"khong xac dinh", "khong", ""})

#: What may follow a state and tells only why or when: `Đã thu hồi theo QĐ 15`.
_STATE_AND_MORE = re.compile(
    r"^(?P<words>[a-z ]+?)\s*(?:[,;:(]|\b(?:theo|boi|bang|tu|vao|ngay|nam|thang|tai|do|ke tu|qd"
    r"|quyet dinh)\b|\d).*$"
)
#: `Thay thế QĐ 15`: then it is the other paper that has ended, and this one may well be in force.
_OF_ANOTHER = re.compile(
    r"^(?:da )?(?:duoc )?(?:thay the|thu hoi|bai bo|huy bo|cap lai|cap doi)\s+"
    r"(?:cho\s+)?(?:qd|quyet dinh|gp|giay|gcn|so|van ban)\b"
)
_MAY_GO_ON = frozenset({Validity.EXPIRED, Validity.REPLACED, Validity.REVOKED, Validity.USED})

#: Marks in a column that asks one question; the last is what a tick of Wingdings is stored as.
_YES = frozenset({"x", "v", "co", "1", "yes", "y", "true", "✓", "✔", "☑", "ü"})
_NO = frozenset({"khong", "0", "no", "n", "false", ""})

_LONGEST_TERM_YEARS = 200


@dataclass(frozen=True, slots=True)
class ValidityWords:
    """Words of the office for the states, beside those that are built in; folded, bare."""

    states: Mapping[str, Validity] = field(default_factory=dict)

    def state_of(self, plain: str) -> Validity | None:
        """The state that words mean; `None` if they are not known."""
        return self.states.get(plain, _STATES.get(plain))


BUILT_IN = ValidityWords()

_Reader = Callable[[Cell, PartialDate | None, ValidityWords], tuple[Validity, dt.date | None]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell about validity that was not understood, and what would be."""

    column: Column
    expected: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Validity of a paper, its last day if known, and doubts for a person."""

    validity: Validity = Validity.UNKNOWN
    until: dt.date | None = None
    doubts: tuple[Doubt, ...] = ()


def read_standing(
    cells: Mapping[Column, Cell],
    formed: PartialDate | None = None,
    *,
    words: ValidityWords = BUILT_IN,
) -> Standing:
    """Read what the columns about validity say together: the state, and the last day if known.

    A column headed `Còn hiệu lực` or `Hết hiệu lực` may hold ticks; an empty tick says
    nothing. A paper whose last day or term is given and no state is in force until then.
    Anything that is not understood, or contradicts itself, makes the validity unknown.

    Args:
        cells: The cells of the row.
        formed: When the paper was formed: a term counts from there.
        words: The office's own words.
    """
    doubts: list[Doubt] = []
    stated: dict[Column, tuple[Validity, dt.date | None]] = {}
    for column, read in _READERS.items():
        cell = cells.get(column, EMPTY)
        if not cell.text and cell.kind is CellKind.TEXT:  # says nothing in any of them
            continue
        try:
            stated[column] = read(cell, formed, words)
        except CellError as error:
            doubts.append(Doubt(column, str(error)))
    states = _states_of(stated)
    if len(states) > 1:
        doubts.append(Doubt(next(iter(states)), _("one state: two columns contradict each other")))
    state = next(iter(states.values()), Validity.UNKNOWN)
    until = next((day for _state, day in reversed(stated.values()) if day), None)
    if not doubts:
        return Standing(state, until)
    only_the_day = all(doubt.column is Column.VALID_UNTIL for doubt in doubts)
    has_ended = len(states) == 1 and state not in (Validity.IN_FORCE, Validity.UNKNOWN)
    return Standing(state if only_the_day and has_ended else Validity.UNKNOWN, None, tuple(doubts))


def _states_of(
    stated: Mapping[Column, tuple[Validity, dt.date | None]],
) -> dict[Column, Validity]:
    """The different states that columns give; that a last day is given says the least."""
    states: dict[Column, Validity] = {}
    for column, (state, _until) in stated.items():
        is_only_a_day = column is Column.VALID_UNTIL and state is Validity.IN_FORCE and states
        if state is not Validity.UNKNOWN and state not in states.values() and not is_only_a_day:
            states[column] = state
    return states


def parse_validity(
    cell: Cell, formed: PartialDate | None = None, words: ValidityWords = BUILT_IN
) -> tuple[Validity, dt.date | None]:
    """Read one cell: a state, or until when (`có giá trị đến 31/12/2025`, a term, a day).

    Raises:
        CellError: The words are none that are known, or the day is not whole.

    >>> parse_validity(Cell("Còn hiệu lực"))
    (<Validity.IN_FORCE: 'in_force'>, None)
    >>> parse_validity(Cell("có giá trị đến 31/12/2025"))
    (<Validity.IN_FORCE: 'in_force'>, datetime.date(2025, 12, 31))
    """
    plain = plain_heading(cell.text)
    if cell.kind not in (CellKind.FAILED, CellKind.TRUTH):
        if plain in _UNLIMITED:
            return Validity.IN_FORCE, None
        state = words.state_of(plain)
        state = _state_and_more(cell.text, words) if state is None else state
        if state is not None:
            return state, None
        if (until := parse_end(cell, formed)) is not None:
            return Validity.IN_FORCE, until
    raise CellError(
        _("a known state, such as: còn hiệu lực, hết hạn, đã thay thế, đã thu hồi, đã sử dụng")
    )


def _state_and_more(text: str, words: ValidityWords) -> Validity | None:
    """The state before its reason or day: `Hết HL từ 01/01/2020`; never a state in force."""
    plain = fold(text).strip()
    found = None if _OF_ANOTHER.match(plain) else _STATE_AND_MORE.match(plain)
    state = words.state_of(plain_heading(found["words"])) if found else None
    return state if state in _MAY_GO_ON else None


def parse_end(cell: Cell, formed: PartialDate | None) -> dt.date | None:
    """Read a last day, the month or year it ends with, or a term; `None` for other words.

    A term counts from the day of the paper and ends on the same day of its last year or month
    (Civil Code 2015, articles 147 and 148); of a month, the last day counts.

    Raises:
        CellError: It is a day or a term from which no last day follows for sure.
    """
    text = fold(cell.text).strip().strip(".;,")
    if term := TERM.match(text):
        return _end_of_term(int(term["count"]), term["unit"], formed)
    if of_year := END_OF_YEAR.match(text):
        return _last_day(PartialDate(int(of_year["year"]), 12))
    until = UNTIL.match(text)
    if until is None and cell.kind is not CellKind.DATE and not text[:1].isdigit():
        return None
    stated = parse_date(Cell(until["day"]) if until else cell)
    if stated is None or stated.month is None:
        raise CellError(_("a whole day: 31/12/2025"))
    return _last_day(stated)


def parse_last_day(
    cell: Cell, formed: PartialDate | None = None, words: ValidityWords = BUILT_IN
) -> tuple[Validity, dt.date | None]:
    """Read the column of last days or terms: the state that follows from it, and the day.

    Raises:
        CellError: It is neither, or no day follows from it.
    """
    plain = plain_heading(cell.text)
    if cell.kind not in (CellKind.FAILED, CellKind.TRUTH):
        if plain in _UNLIMITED:
            return Validity.IN_FORCE, None
        if plain in _NO_LAST_DAY:
            return Validity.UNKNOWN, None
        if (until := parse_end(cell, formed)) is not None:
            return Validity.IN_FORCE, until
        state = words.state_of(plain)
        if state is not None:
            return state, None
    raise CellError(_("a last day, a term or that there is none: 31/12/2025, 5 năm, vô thời hạn"))


def _end_of_term(count: int, unit: str, formed: PartialDate | None) -> dt.date:
    months = count * 12 if unit == "nam" else count
    if formed is None or formed.month is None or months > _LONGEST_TERM_YEARS * 12:
        raise CellError(_("the last day (31/12/2025): the day from which the term counts is open"))
    if unit == "ngay":
        if formed.day is None:
            raise CellError(
                _("the last day (31/12/2025): the day from which the term counts is open")
            )
        return dt.date(formed.year, formed.month, formed.day) + dt.timedelta(days=count)
    passed = formed.month - 1 + months
    year, month = formed.year + passed // 12, passed % 12 + 1
    longest = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(formed.day or longest, longest))


def _last_day(stated: PartialDate) -> dt.date:
    month = stated.month or 12
    return dt.date(stated.year, month, stated.day or calendar.monthrange(stated.year, month)[1])


def _tick_of(yes: Validity, no: Validity) -> _Reader:
    """A column that asks one question: a tick, `có` or `không`, or the state in words."""

    def read(
        cell: Cell, formed: PartialDate | None, words: ValidityWords
    ) -> tuple[Validity, dt.date | None]:
        plain = plain_heading(cell.text) or fold(cell.text).strip()
        if plain in _YES:
            return yes, None
        if plain in _NO:
            return no if plain else Validity.UNKNOWN, None
        return parse_validity(cell, formed, words)

    return read


_READERS: Mapping[Column, _Reader] = {
    Column.VALIDITY: parse_validity,
    Column.IN_FORCE_TICK: _tick_of(Validity.IN_FORCE, Validity.EXPIRED),
    Column.EXPIRED_TICK: _tick_of(Validity.EXPIRED, Validity.UNKNOWN),
    Column.VALID_UNTIL: parse_last_day,
}
