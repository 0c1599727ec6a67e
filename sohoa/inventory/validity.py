"""What an office writes under "hiệu lực", read without guessing."""

from __future__ import annotations

import datetime as dt
import re

from sohoa.domain.dates import PartialDate
from sohoa.domain.register import Validity
from sohoa.domain.vietnamese import fold, squeeze

#: Folded words → validity. Words that are not here are a problem of the row, not a guess.
_WORDS = {
    "": Validity.UNKNOWN,
    "chua xac dinh": Validity.UNKNOWN,
    "khong ro": Validity.UNKNOWN,
    "khong xac dinh": Validity.UNKNOWN,
    "?": Validity.UNKNOWN,
    "con": Validity.IN_FORCE,
    "con hieu luc": Validity.IN_FORCE,
    "con hieu luc thi hanh": Validity.IN_FORCE,
    "dang hieu luc": Validity.IN_FORCE,
    "co hieu luc": Validity.IN_FORCE,
    "in force": Validity.IN_FORCE,
    "het": Validity.EXPIRED,
    "het han": Validity.EXPIRED,
    "het hieu luc": Validity.EXPIRED,
    "da het han": Validity.EXPIRED,
    "da het hieu luc": Validity.EXPIRED,
    "khong con hieu luc": Validity.EXPIRED,
    "expired": Validity.EXPIRED,
    "da thay the": Validity.REPLACED,
    "bi thay the": Validity.REPLACED,
    "thay the": Validity.REPLACED,
    "da cap lai": Validity.REPLACED,
    "cap lai": Validity.REPLACED,
    "da cap doi": Validity.REPLACED,
    "cap doi": Validity.REPLACED,
    "replaced": Validity.REPLACED,
    "thu hoi": Validity.REVOKED,
    "da thu hoi": Validity.REVOKED,
    "bi thu hoi": Validity.REVOKED,
    "revoked": Validity.REVOKED,
    "da su dung": Validity.USED,
    "su dung xong": Validity.USED,
    "used": Validity.USED,
}
_UNTIL = re.compile(
    r"^(?:co gia tri|co hieu luc|con hieu luc|gia tri|hieu luc|han)?\s*(?:den|toi)\s*(?:het\s*)?"
    r"(?:ngay\s*)?(?P<day>[\d/.\-]+)$"
)


def parse_validity(text: str) -> tuple[Validity, dt.date | None]:
    """Read a validity cell: a state, or until when (`có giá trị đến 31/12/2025`).

    Raises:
        ValueError: The words are none of those an office uses, or the day is not whole.

    >>> parse_validity("Còn hiệu lực")
    (<Validity.IN_FORCE: 'in_force'>, None)
    >>> parse_validity("có giá trị đến 31/12/2025")
    (<Validity.IN_FORCE: 'in_force'>, datetime.date(2025, 12, 31))
    """
    plain = fold(squeeze(text)).strip(" .;")
    if plain in _WORDS:
        return _WORDS[plain], None
    if found := _UNTIL.match(plain):
        return Validity.IN_FORCE, parse_last_day(found["day"])
    raise ValueError(text)


def parse_last_day(text: str) -> dt.date:
    """The last day of validity; a month or a year alone is not made into a day.

    Raises:
        ValueError: It is no whole date.
    """
    known = PartialDate.parse(text)
    if known.month is None or known.day is None:
        raise ValueError(text)
    return dt.date(known.year, known.month, known.day)
