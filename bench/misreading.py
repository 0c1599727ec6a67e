"""What readers make of papers, right and wrong: for `bench.matching`. The same seed, the same."""

from __future__ import annotations

import random
from dataclasses import replace

from bench.registers import read_for
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord
from sohoa.matching.seen_paper import SeenPaper

_DAMAGE = 0.3


def with_misread_number(seen: SeenPaper, seed: int | str, *, share: float = _DAMAGE) -> SeenPaper:
    """Three of ten numbers have a figure misread, and nobody doubts it."""
    chance = random.Random(seed)  # noqa: S311 - the same damage each time
    if not seen.number or chance.random() >= share:
        return seen
    return replace(seen, number=misread(seen.number, chance))


def with_misread_day(seen: SeenPaper, seed: int | str) -> SeenPaper:
    """Three of ten days are misread, and nobody doubts it."""
    chance = random.Random(f"day {seed}")  # noqa: S311 - the same damage each time
    if seen.formed is None or not seen.formed.day or chance.random() >= _DAMAGE:
        return seen
    return replace(seen, formed=_another_day(seen.formed, chance))


def _another_day(formed: PartialDate, chance: random.Random) -> PartialDate:
    """The next day, or one whose last figure is taken for another."""
    day = f"{formed.day:02d}"
    read = chance.choice([int(day) + 1, int(day[0] + read_for(day[1], chance))])
    return replace(formed, day=min(28, max(1, read)))


def misread(number: str, chance: random.Random) -> str:
    """A number with one figure misread."""
    figures, stroke, rest = number.partition("/")
    at = chance.randrange(len(figures))
    wrong = read_for(figures[at], chance) if figures[at].isdecimal() else figures[at]
    return f"{figures[:at]}{wrong}{figures[at + 1 :]}{stroke}{rest}"


def read_of_a_reader(name: str, row: RegisterRecord, chance: random.Random) -> SeenPaper:
    """Give what a reader makes of a paper.

    Of a hundred numbers 92 are right, four of them doubted, five wrong and doubted (for three the
    right one is among the choices), two are not read, one is wrong and nobody doubts it; of a
    hundred days 96 are right and one is wrong and not doubted. Real ones: adr/0035.
    """
    number, is_sure = row.number, True
    numbers: tuple[str, ...] = ()
    dice = chance.random()
    if dice < 0.01:
        number = misread(number, chance)
    elif dice < 0.06:
        number, is_sure = misread(number, chance), False
        numbers = (row.number,) if dice < 0.04 else ()
    elif dice < 0.08:
        number, is_sure = "", False
    elif dice < 0.12:
        is_sure = False
    formed, is_day_sure = row.formed, True
    dice = chance.random()
    if dice < 0.04 and formed.day:
        formed, is_day_sure = replace(formed, day=formed.day % 28 + 1), dice < 0.01
    words = row.subject.split()
    for at in range(len(words)):
        if chance.random() < 0.03:
            words[at] = words[at][:-1] or "x"
    return SeenPaper(
        document_id=f"d.{name}", number=number, numbers=numbers, is_number_sure=is_sure,
        formed=formed, is_date_sure=is_day_sure,
        subject="" if chance.random() < 0.03 else " ".join(words),
        record_type=row.record_type if chance.random() < 0.97 else "",
        page=f"{' '.join(words)} {row.owner if chance.random() < 0.9 else ''}",
        least_sheets=row.sheets or 0, most_sheets=2 * (row.sheets or 0),
    )  # fmt: skip
