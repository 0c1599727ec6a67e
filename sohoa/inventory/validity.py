"""What an office writes about the validity of a paper, read without guessing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from sohoa.domain.register import Validity
from sohoa.domain.vietnamese import fold
from sohoa.language import _
from sohoa.tabular.cells import CellError, parse_day
from sohoa.tabular.columns import Column, plain_heading
from sohoa.tabular.sheet import EMPTY, Cell, CellKind

#: Folded words without punctuation. Words that are not here are a problem of the row.
_WORDS: Mapping[Validity, tuple[str, ...]] = {
    Validity.IN_FORCE: (
        "con", "con hieu luc", "con hieu luc thi hanh", "con han", "con gia tri", "con thoi han",
        "dang hieu luc", "dang con hieu luc", "co hieu luc", "hieu luc", "vo thoi han",
        "khong thoi han", "khong xac dinh thoi han", "in force", "valid",
    ),
    Validity.EXPIRED: (
        "het", "het han", "het hieu luc", "da het han", "da het hieu luc", "qua han",
        "khong con hieu luc", "khong con gia tri", "het gia tri", "expired",
    ),
    Validity.REPLACED: (
        "da thay the", "bi thay the", "da bi thay the", "thay the", "cap lai", "da cap lai",
        "cap doi", "da cap doi", "cap lai cap doi", "da duoc thay the", "replaced",
    ),
    Validity.REVOKED: ("thu hoi", "da thu hoi", "bi thu hoi", "da bi thu hoi", "revoked"),
    Validity.USED: ("da su dung", "su dung xong", "da su dung xong", "da dung", "used"),
    Validity.UNKNOWN: (
        "", "chua xac dinh", "khong xac dinh", "khong ro", "chua ro", "chua biet", "unknown",
    ),
}  # fmt: skip
_STATES = {words: state for state, all_words in _WORDS.items() for words in all_words}
_UNLIMITED = frozenset(
    {"vo thoi han", "khong thoi han", "khong xac dinh thoi han", "khong xac dinh", "khong", ""}
)

#: Marks in a column that asks one question; the last is what a tick of Wingdings is stored as.
_YES = frozenset({"x", "v", "co", "1", "yes", "y", "true", "✓", "✔", "☑", "ü"})
_NO = frozenset({"khong", "0", "no", "n", "false", ""})

_UNTIL = re.compile(
    r"^(?:con\s+|co\s+)?(?:gia tri|hieu luc|thoi han|han)?\s*(?:su dung\s*)?"
    r"(?:den|toi)\s*(?:het\s*)?(?:ngay\s*)?(?P<day>\d.*)$"
)
_TERM = re.compile(r"^\d+\s*(?:nam|thang|ngay)$")


def read_validity(cells: Mapping[Column, Cell]) -> tuple[Validity, dt.date | None]:
    """Read what the columns about validity say together: the state, and the last day if known.

    A column headed `Còn hiệu lực` or `Hết hiệu lực` may hold ticks; an empty tick says
    nothing. A paper whose last day is given and no state is in force until then.

    Raises:
        CellError: The words are none that an office uses, or the columns contradict each other.
    """
    state, until = parse_validity(cells.get(Column.VALIDITY, EMPTY))
    states = {
        state,
        _ticked(cells.get(Column.IN_FORCE_TICK, EMPTY), Validity.IN_FORCE, Validity.EXPIRED),
        _ticked(cells.get(Column.EXPIRED_TICK, EMPTY), Validity.EXPIRED, Validity.UNKNOWN),
    } - {Validity.UNKNOWN}
    if len(states) > 1:
        raise CellError(_("one state: two columns contradict each other"))
    return next(iter(states), Validity.UNKNOWN), until


def parse_validity(cell: Cell) -> tuple[Validity, dt.date | None]:
    """Read one cell: a state, or until when (`có giá trị đến 31/12/2025`, or the day alone).

    Raises:
        CellError: The words are none that an office uses, or the day is not whole.

    >>> parse_validity(Cell("Còn hiệu lực"))
    (<Validity.IN_FORCE: 'in_force'>, None)
    >>> parse_validity(Cell("có giá trị đến 31/12/2025"))
    (<Validity.IN_FORCE: 'in_force'>, datetime.date(2025, 12, 31))
    """
    state = _STATES.get(plain_heading(cell.text))
    if state is not None and cell.kind is not CellKind.FAILED:
        return state, None
    until = _UNTIL.match(fold(cell.text).strip())
    if until or cell.kind is CellKind.DATE or cell.text[:1].isdigit():
        return Validity.IN_FORCE, parse_day(Cell(until["day"]) if until else cell)
    raise CellError(
        _("a known state, such as: còn hiệu lực, hết hạn, đã thay thế, đã thu hồi, đã sử dụng")
    )


def parse_last_day(cell: Cell) -> dt.date | None:
    """Read the last day of validity; `None` where there is none or the term has no end.

    A term (`5 năm`) is refused: which day it ends on is for the office to say.

    Raises:
        CellError: It is no whole day.
    """
    plain = plain_heading(cell.text)
    if plain in _UNLIMITED and cell.kind is not CellKind.FAILED:
        return None
    if _TERM.match(plain):
        raise CellError(_("the last day (31/12/2025): a term is not turned into a day"))
    until = _UNTIL.match(fold(cell.text).strip())
    return parse_day(Cell(until["day"]) if until else cell)


def _ticked(cell: Cell, yes: Validity, no: Validity) -> Validity:
    """Read a column that asks one question: a tick, `có` or `không`, or the state in words."""
    plain = plain_heading(cell.text) or fold(cell.text).strip()
    if plain in _YES:
        return yes
    if plain in _NO:
        return no if plain else Validity.UNKNOWN
    return parse_validity(cell)[0]
