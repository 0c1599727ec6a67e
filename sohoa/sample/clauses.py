"""Sentences such papers are made of, from `clauses.toml`: grounds, grants and duties."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Ground:
    """A law, the years in which a paper could cite it, and by which kinds; none means all."""

    text: str
    years: tuple[int, int]
    kinds: tuple[str, ...] = ()

    def serves(self, kind: str, year: int) -> bool:
        """Whether a paper of this kind and year may cite it."""
        return self.years[0] <= year <= self.years[1] and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a kind of paper grants: its first sentence, and the details below it."""

    sentence: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """All sentences. `duties` goes by the letters of a room, `grants` by the key of a kind."""

    grounds: tuple[Ground, ...]
    grants: dict[str, Grant]
    duties: dict[str, tuple[str, ...]]
    common_duties: tuple[str, ...]
    requests: tuple[str, ...]
    songs: tuple[str, ...]
    song_forms: tuple[str, ...]


@cache
def clauses() -> Clauses:
    """The sentences, read once."""
    text = files("sohoa.sample").joinpath("clauses.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return Clauses(
        grounds=tuple(
            Ground(each["text"], tuple(each["years"]), tuple(each.get("kinds", ())))
            for each in tables["grounds"]
        ),
        grants={
            key: Grant(each["sentence"], tuple(each["details"]))
            for key, each in tables["grants"].items()
        },
        duties={room: tuple(duties) for room, duties in tables["duties"].items()},
        common_duties=tuple(tables["common_duties"]),
        requests=tuple(tables["requests"]),
        songs=tuple(tables["songs"]),
        song_forms=tuple(tables["song_forms"]),
    )
