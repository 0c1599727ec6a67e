"""What a row of a register says otherwise than is held of its paper, and what becomes of that.

A register that says something new of a paper is believed. It is not where it says again what was
held before and has been overtaken (an old copy), where a person has spoken since, or where another
register has said otherwise: there a person decides (`adr/0032`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sohoa.domain.facts import agree
from sohoa.domain.identifiers import number_key
from sohoa.domain.paper_facts import ATTRIBUTES, is_silent, said_of
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord, RowDifference
from sohoa.domain.two_times import Act, RecordedFact
from sohoa.domain.vietnamese import squeeze

#: Acts by which registers speak.
_OF_REGISTERS = frozenset({Act.IMPORT, Act.UPGRADE})


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said of one attribute once; `source` is the register that said it, if one did."""

    value: str
    is_of_register: bool
    source: str


@dataclass(frozen=True, slots=True)
class Update:
    """The outcome of comparing a row with its paper.

    Attributes:
        entered: Attributes that take the row's value.
        left: Differences that a person has to decide about.
        is_contested: Some of these, because two people have changed the same.
    """

    entered: tuple[RowDifference, ...] = ()
    left: tuple[RowDifference, ...] = ()
    is_contested: bool = False


def differing(
    record: RegisterRecord, held: RegisterRecord, *, clearing: Collection[str] = ()
) -> tuple[RowDifference, ...]:
    """What a row says otherwise than is held; what it does not say contradicts nothing.

    `clearing`: attributes of which an empty cell says that there is none.
    """
    said, kept = said_of(record), said_of(held)
    return tuple(
        RowDifference(name, said[name], kept[name])
        for name in ATTRIBUTES
        if not is_alike(name, said[name], kept[name])
        and not is_silent(name, said[name], clearing)
        and not _says_less(name, said[name], kept[name])
    )


def is_alike(name: str, one: str, other: str) -> bool:
    """Say whether two values of an attribute are the same to a reader: case and spacing aside."""
    if name == "number":
        return number_key(one) == number_key(other)
    return squeeze(one).casefold() == squeeze(other).casefold()


def words_of(
    history: Iterable[RecordedFact], sources: Mapping[int, str]
) -> dict[str, tuple[Spoken, ...]]:
    """Give all that was ever said of each attribute, in the order of recording.

    `sources` says whose register an import was of.
    """
    words: dict[str, tuple[Spoken, ...]] = {}
    for one in history:
        source = sources.get(one.change.import_id or 0, "")
        is_of_register = one.change.act in _OF_REGISTERS
        for name, value in one.fact.said.items():
            words[name] = (*words.get(name, ()), Spoken(value, is_of_register, source))
    return words


def judge(
    differences: Iterable[RowDifference],
    words: Mapping[str, Sequence[Spoken]],
    *,
    source: str,
    is_confirmed: bool,
) -> Update:
    """Decide about each difference of a row from its paper.

    Args:
        differences: What the row says otherwise.
        words: What was ever said of each attribute (`words_of`).
        source: Whose register this is.
        is_confirmed: A person has seen the differences and says that the row is right.
    """
    entered, left = list[RowDifference](), list[RowDifference]()
    for one in differences:
        spoken = words.get(one.column, ())
        if is_confirmed or not one.expected or not spoken:
            entered.append(one)
        elif not _is_said_again(one, spoken, source):
            (entered if _is_news(one, spoken, source) else left).append(one)
    return Update(tuple(entered), tuple(left))


def _is_said_again(one: RowDifference, spoken: Sequence[Spoken], source: str) -> bool:
    """This register says what it said last; somebody has said otherwise since, who goes before."""
    own = [word.value for word in spoken if word.is_of_register and word.source == source]
    return bool(own) and is_alike(one.column, own[-1], one.value)


def _is_news(one: RowDifference, spoken: Sequence[Spoken], source: str) -> bool:
    last = spoken[-1]
    is_old = any(is_alike(one.column, word.value, one.value) for word in spoken)
    return not is_old and last.is_of_register and last.source == source


def _says_less(name: str, said: str, kept: str) -> bool:
    """A register that knows less says nothing against what is held: a year, one number of two."""
    if name == "owner_id":
        return set(said.split()) < set(kept.split())
    if name != "formed":
        return False
    return len(said) < len(kept) and agree(PartialDate.parse(said), PartialDate.parse(kept))
