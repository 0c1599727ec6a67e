"""Weighs what may stand in a place, chooses, and says how likely the choice is right.

Two models with a few weights each, learnt by `research/learn_evidence.py` from pages with ground
truth, tested on documents they were not learnt from (ADR 0012), for each kind of first reader
apart (`data/evidence-*.json`, with the bars that its words must reach):

- the choice: a conditional logit over the candidates of a place (McFadden 1974);
- the confidence: a logistic regression of "the chosen text is right".
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from sohoa.domain.stage_results import Word
from sohoa.domain.syllable import is_syllable
from sohoa.domain.vietnamese import skeleton
from sohoa.ocr.candidates import candidates
from sohoa.ocr.interface import SeenWord
from sohoa.ocr.pairing import Place
from sohoa.ocr.syllable_model import SyllableModel

_MOST_COST = 40.0
_LEAST_COST = -20.0
_LEAST_SECOND = -25.0
_LEAST_CONTEXT = -12.0
_MOST_LOGIT = 8.0
_SURE_SECOND = math.log(0.9)
#: The weights of the engine that the others fall back on.
_TESSERACT = "tesseract"


class Kind(StrEnum):
    """In what a candidate differs from the first reading."""

    SAME = "same"
    MARKS = "marks"
    SIGNS = "signs"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text and the evidence for it; `second` and `context` are relative to the best, ≤ 0."""

    text: str
    kind: Kind
    cost: float
    second: float
    context: float
    illegal: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The text chosen, and the log odds of it against all other candidates."""

    text: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class Bars:
    """What words must reach, measured for one first reader (ADR 0028, weights and bars).

    As they stand here for Tesseract, whose file has none: its bytes are in the addresses of texts.

    Attributes:
        sure_first: Both readers this sure of the same text are not doubted (the first on its own
            scale, 0 to 100): on the pages with ground truth 99.8% of such places are right, and
            no other candidate ever was.
        believed: A line that the first reader passed over is believed if the second is this sure
            of each letter on the mean, 0 to 1.
        sure_figures: Printed figures of the head of this likelihood (0 to 100) are left alone.
        least_figures: Below this likelihood a person should look at the figures of the head: 34
            of 344, and 11 of the 12 that were wrong.
    """

    sure_first: float = 85.0
    believed: float = 0.85
    sure_figures: float = 95.0
    least_figures: float = 85.0


@dataclass(frozen=True)
class Weights:
    """Weights of the evidence: see `score` and `confidence`; and the bars of their reader."""

    cost: dict[str, float]
    second: dict[str, float]
    bias: dict[str, float]
    illegal: float
    context: float
    confidence: dict[str, float]
    bars: Bars = Bars()


def is_beyond_doubt(place: Place, bars: Bars) -> bool:
    """Both readers saw the same and are sure of it."""
    sure = place.certainty > _SURE_SECOND and _first_confidence(place) > bars.sure_first
    return sure and place.is_agreed


def weigh(place: Place, model: SyllableModel, *, before: str, after: str) -> tuple[Candidate, ...]:
    """Gather the candidates of a place and the evidence for each."""
    costs = _as_likely(candidates(place), place.words)
    texts = list(costs)
    if len(texts) == 1:
        return (Candidate(texts[0], Kind.SAME, 0.0, 0.0, 0.0, _illegal(texts[0])),)
    seen = place.reading.log_likelihoods(texts, start=place.start, stop=place.stop)
    known = model.log_likelihood(texts, before=before, after=after)
    best_seen, best_known = max(seen), max(known)
    return tuple(
        Candidate(
            text=text,
            kind=_kind(text, place.first),
            cost=min(cost, _MOST_COST),
            second=max(by_second - best_seen, _LEAST_SECOND),
            context=max(by_context - best_known, _LEAST_CONTEXT),
            illegal=_illegal(text),
        )
        for (text, cost), by_second, by_context in zip(costs.items(), seen, known, strict=True)
    )


def _as_likely(costs: dict[str, float], words: Sequence[Word]) -> dict[str, float]:
    """The costs of a place's texts by their likelihood, where all its words are of one reading.

    Below 0 where another text than the best path is the likeliest, over all ways to spread it.
    """
    seen = [word.seen_in for word in words if isinstance(word, SeenWord) and word.seen_in]
    if (
        len(costs) == 1
        or len(seen) < len(words)
        or any(one.reading is not seen[0].reading for one in seen)
    ):
        return costs
    start, stop = seen[0].start, max(seen[-1].stop, seen[0].start + 1)
    likely = seen[0].reading.log_likelihoods(list(costs), start=start, stop=stop)
    return {
        text: max(likely[0] - one, _LEAST_COST) for text, one in zip(costs, likely, strict=True)
    }


def choose(found: Sequence[Candidate], weights: Weights) -> Choice:
    """The candidate with the most evidence."""
    scores = np.array([score(one, weights) for one in found])
    best = int(scores.argmax())
    others = np.delete(scores, best)
    against = float(np.logaddexp.reduce(others)) if len(others) else scores[best] - _MOST_LOGIT
    return Choice(found[best].text, float(min(scores[best] - against, _MOST_LOGIT)))


def score(one: Candidate, weights: Weights) -> float:
    """The linear score of the choice model."""
    return (
        weights.cost[one.kind] * one.cost
        + weights.second[one.kind] * one.second
        + weights.bias[one.kind]
        + weights.illegal * one.illegal
        + weights.context * one.context
    )


def traits(place: Place, choice: Choice) -> dict[str, float]:
    """Give the features of the confidence model."""
    return {
        "constant": 1.0,
        "log_odds": choice.log_odds,
        "agreed": float(place.is_agreed),
        "kept": float(choice.text == place.first),
        "first": _first_confidence(place) / 100,
        "second": max(place.certainty, -5.0),
        "illegal": float(_illegal(choice.text) > 0),
        "digits": float(any(letter.isdigit() for letter in choice.text)),
        "signs": float(not any(letter.isalnum() for letter in choice.text)),
        "short": float(len(choice.text) == 1),
    }


def confidence(place: Place, choice: Choice, weights: Weights) -> float:
    """How likely the chosen text is right, 0 to 100."""
    seen = traits(place, choice)
    logit = sum(weight * seen[trait] for trait, weight in weights.confidence.items())
    return 100 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def load_weights(evidence: str) -> Weights:
    """The weights and bars that come with Sohoa for one kind of first reader."""
    told = json.loads(_packed(_file_of(evidence)))
    return Weights(**{**told, "bars": Bars(**told.get("bars", {}))})


@cache
def evidence_digest(evidence: str) -> str:
    """Eight hexadecimal digits that tell one set of weights, bars and counts from another.

    Those of an engine that gives pages up have Tesseract's in them, by which these are weighed.
    """
    names = dict.fromkeys((evidence, _TESSERACT))
    together = b"".join(_packed(_file_of(name)) for name in names) + _packed("syllables.json.gz")
    return hashlib.sha256(together).hexdigest()[:8]


def _file_of(evidence: str) -> str:
    return f"evidence-{evidence}.json"


def _packed(name: str) -> bytes:
    return (files("sohoa.ocr") / "data" / name).read_bytes()


def _first_confidence(place: Place) -> float:
    return min(word.confidence for word in place.words)


def _kind(text: str, first: str) -> Kind:
    if text == first:
        return Kind.SAME
    if skeleton(text) == skeleton(first):
        return Kind.MARKS
    return Kind.SIGNS if _alphanumeric(text) == _alphanumeric(first) else Kind.LETTERS


def _alphanumeric(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


@lru_cache(maxsize=4096)
def _illegal(text: str) -> int:
    """How many words with letters cannot be Vietnamese syllables."""
    cores = (word.strip(".,;:()[]/\"'“”-–…!?*") for word in text.split())
    return sum(any(map(str.isalpha, core)) and not is_syllable(core) for core in cores)
