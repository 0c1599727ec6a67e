"""Which records are drawn: reproducibly, by a seed that nobody chose, from strata.

A record's place in the order is the SHA-256 of `SEED:ID`; of each stratum the first are drawn.
Any program redoes it: `printf '%s' "SEED:ID" | sha256sum`, sorted. The seed is the head's root, in
lower case; if the auditor said a word, the SHA-256 of `ROOT:WORD`, in hexadecimal figures.

An id can be ground: it follows from the names of box and file, which whoever scans chooses. That
is of no use as long as the head was made after the record stood: so only what stood by then is
drawn from. And a head can be ground by who makes one after another until the sample is a good one:
so a head is taken that left the house before, or the auditor says a word afterwards.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_DIGEST_BYTES = 32
_NUL = "\0"


class Unit(NamedTuple):
    """A record that may be drawn.

    Attributes:
        content_sha256: Of its scan, which nothing changes later.
        operator: Who archived it; empty where that is not known.
    """

    document_id: str
    content_sha256: str
    phase: int | None
    room: str
    operator: str


class StratumKey(NamedTuple):
    """What the records of a stratum have in common."""

    room: str
    phase: int | None
    operator: str


@dataclass(frozen=True, slots=True)
class Population:
    """All records that can be drawn, in the order of the seed within each stratum.

    Attributes:
        digest: SHA-256 over a line of each record, in the order of their ids: id, SHA-256 of the
            scan, phase (0 for none), operator, room, parted by tabs and ended by a line feed.
        ranked: Stratum → of each record its place in the order and its id, in bytes.
    """

    size: int
    digest: str
    ranked: dict[StratumKey, list[bytes]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A record that was drawn, with its stratum."""

    document_id: str
    stratum: StratumKey


def seed_of(root: str, word: str = "") -> str:
    """Make the seed of a head's root and the word of an auditor, if there is one.

    >>> seed_of("AB" * 32) == "ab" * 32
    True
    """
    plain = root.lower()
    return hashlib.sha256(f"{plain}:{word}".encode()).hexdigest() if word else plain


def rank_of(seed: str, document_id: str) -> bytes:
    """Give a record's place in the order of a seed."""
    return hashlib.sha256(f"{seed}:{document_id}".encode()).digest()


def population_of(units: Iterable[Unit], seed: str) -> Population:
    """Rank all records; they come in the order of their ids.

    Raises:
        ValueError: They do not, or one comes twice.
    """
    told, begun = hashlib.sha256(), hashlib.sha256(f"{seed}:".encode())
    ranked: dict[StratumKey, list[bytes]] = {}
    size, before = 0, ""
    for document, content, phase, room, operator in units:
        if document <= before:
            raise ValueError(f"records out of order: {document}")
        before = document
        told.update(f"{document}\t{content}\t{phase or 0}\t{operator}\t{room}\n".encode())
        place, name = begun.copy(), document.encode()
        place.update(name)
        ranked.setdefault(StratumKey(room, phase, operator), []).append(place.digest() + name)
        size += 1
    return Population(size, told.hexdigest(), ranked)


def in_order(population: Population, seed: str) -> list[StratumKey]:
    """The strata in the order in which they are numbered: by room, phase, and operator.

    Operators come in an order that follows from the seed and not from their names.
    """
    people = numbered_operators(population.ranked, seed)
    return sorted(
        population.ranked, key=lambda key: (key.room, key.phase or 0, people.get(key.operator, 0))
    )


def numbered_operators(strata: Iterable[StratumKey], seed: str) -> dict[str, int]:
    """Give operators numbers in place of their names, from 1; other ones for another seed."""
    names = {key.operator for key in strata if key.operator}
    ordered = sorted(names, key=lambda name: rank_of(seed, f"{_NUL}{name}"))
    return {name: number for number, name in enumerate(ordered, start=1)}


def draw(
    population: Population, strata: Sequence[StratumKey], numbers: Sequence[int]
) -> list[Drawn]:
    """Draw so many of each stratum: those that come first in it, in their order."""
    return [
        Drawn(one[_DIGEST_BYTES:].decode(), key)
        for key, number in zip(strata, numbers, strict=True)
        for one in heapq.nsmallest(number, population.ranked[key])
    ]
