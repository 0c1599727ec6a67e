"""Registers and readings that are wrong in more than one way: for `bench.matching`.

Each is a kind of trouble that offices have. What is asked is the same of all: that no scan is
given another's paper, whether its own row is there or not.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.misreading import read_of_a_reader
from bench.registers import Rows
from sohoa.domain.identifiers import number_key
from sohoa.domain.register import RegisterRecord
from sohoa.matching.seen_paper import SeenPaper
from sohoa.sample import names
from sohoa.sample.chance import Chance

#: So many papers of one kind are given on a day, one number after another.
_RUN = 12
#: Of so many of them all words are the same.
_SAME_WORDS = 0.3
#: So often two neighbours' words were written into one another's row.
_EXCHANGED = 0.1


@dataclass(frozen=True)
class Case:
    """A scan, and the paper that it is; `seed` of what is done to it."""

    seen: SeenPaper
    truth: str


def in_runs(rows: Sequence[RegisterRecord], *, seed: int) -> tuple[Rows, list[str]]:
    """A register of near-identical papers: each stands among others of its day, type and body.

    Their numbers are consecutive; they differ by the name at the end of the subject and by the
    owner, or by nothing. Gives with the rows the ids of those that were given, in their order.
    """
    chance, own, found = Chance(seed, "runs"), list[str](), dict[str, RegisterRecord]()
    taken = {_key(row) for row in rows}
    for row in rows:
        figures, _stroke, symbol = row.number.partition("/")
        first = max(1, int(figures) - chance.integer(0, _RUN - 1))
        for number in range(first, first + _RUN):
            near = replace(row, number=f"{number:02d}/{symbol}")
            is_own = number == int(figures)
            if not is_own and _key(near) in taken:
                continue
            taken.add(_key(near))
            at = f"SO-{len(found) + 1:06d}"
            found[at] = row if is_own else _for_somebody_else(near, chance)
            if is_own:
                own.append(at)
    return found, own


def _key(row: RegisterRecord) -> tuple[str, int]:
    return number_key(row.number), row.formed.year


def _for_somebody_else(row: RegisterRecord, chance: Chance) -> RegisterRecord:
    if chance.often(_SAME_WORDS):
        return row
    name = names.person(chance)
    words = row.subject.split()
    subject = " ".join((*words[: max(1, len(words) - 3)], name))
    return replace(row, subject=subject, owner=f"Hộ kinh doanh {name}" if row.owner else "")


def with_exchanged_words(rows: Rows, *, seed: int) -> Rows:
    """One of ten rows has the next number's words, and that one its own: a clerk's line slipped."""
    chance = random.Random(seed)  # noqa: S311 - the same slips each time
    series = defaultdict[tuple[str, int], dict[int, str]](dict)
    for at, row in rows.items():
        figures, _stroke, symbol = number_key(row.number).partition("/")
        if figures.isdecimal():
            series[symbol, row.formed.year][int(figures)] = at
    found = dict(rows)
    for of in series.values():
        for number in sorted(of):
            if number + 1 in of and chance.random() < _EXCHANGED:
                one, other = found[of[number]], found[of[number + 1]]
                found[of[number]] = _with_words_of(one, other)
                found[of[number + 1]] = _with_words_of(other, one)
    return found


def _with_words_of(row: RegisterRecord, other: RegisterRecord) -> RegisterRecord:
    return replace(row, subject=other.subject, owner=other.owner)


def claimed_twice(cases: Sequence[Case], rows: Rows, written: Rows, *, seed: int) -> list[Case]:
    """Beside each scan one of a paper with another number, read for this one's.

    `rows` as they are, `written` as the clerks wrote them. Its own row may stand there or not.
    """
    chance = random.Random(seed)  # noqa: S311 - the same scans each time
    by_day = defaultdict[tuple[str, str], list[str]](list)
    for at, row in rows.items():
        by_day[_symbol(row), row.formed.iso].append(at)
    found = list(cases)
    for case in cases:
        row = rows[case.truth]
        near = [at for at in by_day[_symbol(row), row.formed.iso] if at != case.truth]
        if near and (other := chance.choice(near)) in written:
            seen = read_of_a_reader(f"twice {case.truth}", rows[other], chance)
            found.append(Case(replace(seen, number=case.seen.number, numbers=()), other))
    return found


def _symbol(row: RegisterRecord) -> str:
    return number_key(row.number).partition("/")[2]
