"""What each level of agreement weighs: counts that are data, and what follows from them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sohoa.matching.evidence import Level, Witness

_USUAL = Path(__file__).parent / "weights.toml"
#: What every level is given on both sides, so that what was never seen is not impossible.
_SMOOTHED = 1.0

Counts = Mapping[tuple[Witness, Level], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Floors:
    """How much it takes, in bits.

    Attributes:
        known: That a scan's paper is in the register at all, before anything is compared.
        accept: From here on nobody is asked.
        margin: So much the best must be before any other, of papers and of scans.
        margin_contradicted: And before one that what is read for sure contradicts.
        plausible: Below it a paper is not shown.
    """

    known: float
    accept: float
    margin: float
    margin_contradicted: float
    plausible: float

    def before(self, *, is_contradicted: bool) -> float:
        """Give how far the best must be before another."""
        return self.margin_contradicted if is_contradicted else self.margin


@dataclass(frozen=True)
class Weights:
    """Counts of levels for pairs that are one paper, and for pairs that stand side by side."""

    counts: Counts
    floors: Floors

    def __post_init__(self) -> None:
        """Reckon the bits once: they are asked for at every comparison."""
        totals = {
            witness: [
                sum(pair[side] for (of, _level), pair in self.counts.items() if of is witness)
                for side in (0, 1)
            ]
            for witness in Witness
        }
        bits = {
            (witness, level): math.log2(
                (same + _SMOOTHED) / (totals[witness][0] + _SMOOTHED)
                * (totals[witness][1] + _SMOOTHED) / (beside + _SMOOTHED)
            )
            for (witness, level), (same, beside) in self.counts.items()
        }  # fmt: skip
        object.__setattr__(self, "_bits", bits)

    def bits(self, witness: Witness, level: Level) -> float:
        """Give what a level weighs; what no count knows weighs nothing."""
        of: dict[tuple[Witness, Level], float] = self.__dict__["_bits"]
        return of.get((witness, level), 0.0)

    def most(self, witnesses: Iterable[Witness]) -> float:
        """Give what these witnesses can weigh at most together."""
        return sum(
            max((self.bits(witness, level) for level in Level), default=0.0)
            for witness in witnesses
        )

    def with_counts(self, further: Counts) -> Weights:
        """Add counts, of pairs that were decided, to those that are known."""
        counts = dict(self.counts)
        for key, (same, beside) in further.items():
            known = counts.get(key, (0.0, 0.0))
            counts[key] = (known[0] + same, known[1] + beside)
        return replace(self, counts=counts)


@cache
def usual_weights() -> Weights:
    """Read the weights that come with the program."""
    return read_weights(_USUAL)


def read_weights(path: Path) -> Weights:
    """Read weights from a file.

    Raises:
        ValueError: It is no TOML, or names what is no witness, no level or no floor.
    """
    return weights_of(tomllib.loads(path.read_text(encoding="utf-8")))


def weights_of(tables: Mapping[str, Any]) -> Weights:
    """Make weights of tables: witness → level → counts; and the floors."""
    counts: dict[tuple[Witness, Level], tuple[float, float]] = {}
    for name, levels in tables.items():
        if name == "floors":
            continue
        for level, (same, beside) in levels.items():
            counts[Witness(name), Level(level)] = (float(same), float(beside))
    return Weights(counts, Floors(**tables["floors"]))
