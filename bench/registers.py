"""Registers for `bench.matching`: rows of real papers among their like, and drawn ones.

The same seed gives the same register. A row's neighbours are what a register has: the next number
of the same day, the same number of another year or of another symbol, the same words on another
day, a figure that readers take for another.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sohoa.domain.identifiers import number_key
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord
from sohoa.domain.vietnamese import fold
from sohoa.sample.chance import Chance
from sohoa.sample.records import CaseBook, random_kind

Rows = dict[str, RegisterRecord]
_TAKEN_FOR = {
    "0": "68", "1": "74", "2": "37", "3": "85", "4": "91", "5": "36", "6": "05", "7": "12",
    "8": "30", "9": "47",
}  # fmt: skip
#: Of so many papers the next number of the day has the same words.
_SAME_WORDS = 0.2
_YEARS = range(2003, 2024)
#: How clerks shorten, longest first.
_SHORTENED = (
    (r"(?i)ủy ban nhân dân", "UBND"), (r"(?i)hội đồng nhân dân", "HĐND"),
    (r"(?i)thủ tục hành chính", "TTHC"), (r"(?i)trách nhiệm hữu hạn", "TNHH"),
    (r"(?i)công ty", "Cty"), (r"(?i)quyết định", "QĐ"), (r"(?i)kinh doanh", "KD"),
    (r"(?i)^(?:về việc|v/v)\s*", ""), (r"(?i)giấy phép", "GP"), (r"(?i)dịch vụ", "DV"),
    (r"(?i)thành phố", "TP"),
)  # fmt: skip


def drawn_rows(count: int, *, seed: int) -> list[RegisterRecord]:
    """Rows of an office's own results, numbered through each year as it numbers them."""
    chance, book = Chance(seed, "register for matching"), CaseBook(seed)
    return [
        book.open_case(random_kind(chance, year=year), year=year).entry
        for year in (_YEARS[chance.integer(0, len(_YEARS) - 1)] for _ in range(count))
    ]


def among_their_like(real: Sequence[RegisterRecord], count: int, *, seed: int) -> Rows:
    """Real papers' rows, neighbours of each, and drawn rows up to a count; the real ones first."""
    chance = random.Random(seed)  # noqa: S311 - the same rows each time
    near = [row for one in real for row in _neighbours(one, real, chance)]
    taken = {_identity(one) for one in real}
    apart = [one for one in near if _identity(one) not in taken]
    rows = [*real, *apart, *drawn_rows(max(0, count - len(real) - len(apart)), seed=seed)]
    return {f"SO-{at:06d}": row for at, row in enumerate(rows[:count], 1)}


def _identity(row: RegisterRecord) -> tuple[str, int]:
    return number_key(row.number), row.formed.year


def _neighbours(
    row: RegisterRecord, real: Sequence[RegisterRecord], chance: random.Random
) -> Iterator[RegisterRecord]:
    figures, stroke, symbol = row.number.partition("/")
    number, other = int(figures), chance.choice([one for one in real if one is not row])
    for step in (-2, -1, 1, 2):
        if number + step > 0:
            subject = chance.choice((changed(row.subject, real, chance), other.subject))
            yield replace(row, number=f"{number + step:02d}/{symbol}", subject=subject)
    if chance.random() < _SAME_WORDS:
        yield replace(row, number=f"{number + 1:02d}/{symbol}")
    yield replace(row, number=f"{number + 7:02d}/{symbol}", formed=_days_later(row, 3))
    for at, figure in enumerate(figures):
        for taken in _TAKEN_FOR[figure]:
            wrong = f"{figures[:at]}{taken}{figures[at + 1 :]}"
            if int(wrong):
                yield replace(
                    row,
                    number=wrong + stroke + symbol,
                    subject=changed(row.subject, real, chance),
                )
    yield replace(row, formed=replace(row.formed, year=row.formed.year - 1, day=1))
    kind = f"{chance.choice(['TB', 'BC', 'KH'])}-{symbol.rpartition('-')[2]}"
    yield replace(row, number=f"{figures}/{kind}", record_type="", subject=other.subject)


def _days_later(row: RegisterRecord, days: int) -> PartialDate:
    formed = row.formed
    day = dt.date(formed.year, formed.month or 1, formed.day or 1) + dt.timedelta(days)
    return PartialDate(day.year, day.month, day.day)


def changed(subject: str, real: Sequence[RegisterRecord], chance: random.Random) -> str:
    """The same subject for somebody else: its last words are another's."""
    words, known = subject.split(), set(fold(subject).split())
    others = [end for one in real if not known & set(fold(" ".join(end := _end(one))).split())]
    keep = max(2, len(words) - chance.randint(3, 5))
    return " ".join((*words[:keep], *(chance.choice(others) if others else ("An", "Phú", "Lợi"))))


def _end(row: RegisterRecord) -> list[str]:
    return row.subject.split()[-3:]


def as_clerks_write(rows: Rows, *, seed: int) -> Rows:
    """The same register with the slips of clerks.

    Half of the subjects are shortened, three of ten cut, one of ten missing; one date of ten is its
    year alone; three numbers of a hundred have a wrong figure.
    """
    chance = random.Random(seed)  # noqa: S311 - the same slips each time
    return {at: _slipped(row, chance) for at, row in rows.items()}


def _slipped(row: RegisterRecord, chance: random.Random) -> RegisterRecord:
    subject, formed, number = row.subject, row.formed, row.number
    if chance.random() < 0.5:
        for words, short in _SHORTENED:
            subject = re.sub(words, short, subject)
    if chance.random() < 0.3:
        said = subject.split()
        subject = " ".join(said[: max(3, len(said) // 2)])
    if chance.random() < 0.1:
        subject = ""
    if chance.random() < 0.1:
        formed = PartialDate(formed.year)
    if chance.random() < 0.03:
        number = wrong_figure(number, chance)
    return replace(row, subject=subject, formed=formed, number=number)


def wrong_figure(number: str, chance: random.Random) -> str:
    """A number with one figure that is another's."""
    figures, stroke, symbol = number.partition("/")
    at = chance.randrange(len(figures))
    other = chance.choice([one for one in "123456789" if one != figures[at]])
    return f"{figures[:at]}{other}{figures[at + 1 :]}{stroke}{symbol}"


def read_for(figure: str, chance: random.Random) -> str:
    """A figure that a reader takes this one for."""
    return chance.choice(_TAKEN_FOR[figure])
