"""Learns the weights of `sohoa/ocr/evidence.py` from pages with ground truth, for one engine.

    .venv/bin/python -m research.learn_evidence network

The bars in the file stay as they are. Every figure it prints is of documents that the weights were
not learnt from (five folds, all pages of a document in one). The weights written at the end are
learnt from all of them. Needs scipy, which is no dependency: pip install scipy.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from scipy.optimize import minimize

from bench.truth import TruthPage, matches, truth_pages
from sohoa.domain.vietnamese import skeleton
from sohoa.ocr.alignment import measure_alignment
from sohoa.ocr.evidence import (
    Bars,
    Candidate,
    Choice,
    Kind,
    Weights,
    choose,
    confidence,
    is_beyond_doubt,
    load_weights,
    traits,
    weigh,
)
from sohoa.ocr.ink import find_ink
from sohoa.ocr.interface import LineReader, OcrEngine
from sohoa.ocr.orientation import as_it_reads
from sohoa.ocr.pairing import Place, pair
from sohoa.ocr.prepare import prepare_page
from sohoa.ocr.registry import load_engine
from sohoa.ocr.settings import OcrSettings
from sohoa.ocr.strips import cut_line, strip_of
from sohoa.ocr.syllable_model import load_syllable_model
from sohoa.ocr.trueocr_reader import TrueOcrReader

DATA = Path(__file__).parents[1] / "sohoa" / "ocr" / "data"
_TESSERACT = "tesseract"
_FOLDS = 5
_CHOICE_PENALTY = 0.02
_CONFIDENCE_PENALTY = 0.05
_ALIKE = 0.34
#: Both losses have one minimum: so near to it that the digits written do not depend on the way.
_TO_THE_END = {"ftol": 1e-15, "gtol": 1e-6, "maxiter": 5000, "maxfun": 20_000}
_KINDS = (Kind.MARKS, Kind.SIGNS, Kind.LETTERS)


@dataclass
class Case:
    """A place on a page with truth: `truth` is None where no word of the truth lies beside it."""

    place: Place
    found: tuple[Candidate, ...]
    truth: str | None = None


@dataclass
class Page:
    """The cases of a page, line by line."""

    page: TruthPage
    lines: list[list[Case]] = field(default_factory=list)

    @property
    def cases(self) -> list[Case]:
        """All of them, in reading order."""
        return [case for line in self.lines for case in line]


def main() -> None:
    """Read, label, learn fold by fold, print, learn from all, write."""
    with tempfile.TemporaryDirectory(prefix="sohoa-learn-") as folder:
        engine, reader = load_engine(OcrSettings(engine=sys.argv[1])), TrueOcrReader()
        pages = [_read(page, engine, reader) for page in truth_pages(Path(folder))]
    evidence = engine.traits.evidence
    bars = load_weights(evidence).bars
    for page in pages:
        _label(page)
    documents = sorted({page.page.document for page in pages})
    held_out: list[tuple[Page, Weights]] = []
    for fold in range(_FOLDS):
        tested = set(documents[fold::_FOLDS])
        weights = learn([page for page in pages if page.page.document not in tested], bars)
        held_out += [(page, weights) for page in pages if page.page.document in tested]
    _report(held_out)
    told = dataclasses.asdict(learn(pages, bars))
    if evidence == _TESSERACT:
        del told["bars"]  # as they are declared
    text = json.dumps(told, indent=1)
    (DATA / f"evidence-{evidence}.json").write_text(text + "\n", encoding="utf-8")


def learn(pages: Sequence[Page], bars: Bars) -> Weights:
    """Both models; the second is learnt from what the first chooses on unseen documents."""
    documents = sorted({page.page.document for page in pages})
    pairs: list[tuple[Case, Choice]] = []
    for fold in range(_FOLDS):
        tested = set(documents[fold::_FOLDS])
        rest = [page for page in pages if page.page.document not in tested]
        weights = _choice_weights(rest, bars)
        pairs += [
            (case, _chosen(case, weights))
            for page in pages
            if page.page.document in tested
            for case in page.cases
            if case.truth is not None
        ]
    confidences = _confidence_weights(pairs)
    return dataclasses.replace(_choice_weights(pages, bars), confidence=confidences)


def _read(page: TruthPage, engine: OcrEngine, reader: LineReader) -> Page:
    model, settings = load_syllable_model(), OcrSettings()
    prepared = prepare_page(page.image, reading_dpi=settings.reading_dpi)
    alignment = measure_alignment(find_ink(prepared.image, dpi=prepared.dpi))
    prepared = as_it_reads(
        prepared, alignment.turn or 0, alignment.skew_degrees, engine=engine, settings=settings
    )
    found = reader.find_lines(prepared.image)
    result = Page(page)
    for line in engine.recognize(prepared.image, dpi=prepared.dpi):
        pieces = cut_line(line)
        strips = [strip_of(piece, found) for piece in pieces]
        readings = reader.read_lines(prepared.image, strips)
        places = [
            place
            for piece, reading in zip(pieces, readings, strict=True)
            for place in pair(piece, reading)
        ]
        firsts = ["", *(place.first for place in places), ""]
        result.lines.append([
            Case(place, weigh(place, model, before=firsts[at], after=firsts[at + 2]))
            for at, place in enumerate(places)
        ])  # fmt: skip
    return result


def _label(page: Page) -> None:
    """Lay the words read beside those of the truth and note which stand beside each place."""
    truth = page.page.text.split()
    words: list[str] = []
    owners: list[int] = []
    for number, case in enumerate(page.cases):
        for word in case.place.first.split(" "):
            words.append(skeleton(word))
            owners.append(number)
    beside: dict[int, list[int | None]] = {}
    partners = _partners(words, [skeleton(word) for word in truth])
    for owner, partner in zip(owners, partners, strict=True):
        beside.setdefault(owner, []).append(partner)
    for number, case in enumerate(page.cases):
        own = beside[number]
        first, last = own[0], own[-1]
        if first is not None and last is not None and None not in own:
            is_whole = last - first == len(own) - 1
            case.truth = " ".join(truth[first : last + 1]) if is_whole else None


def _partners(words: Sequence[str], truth: Sequence[str]) -> list[int | None]:
    partners: list[int | None] = [None] * len(words)
    for block in Levenshtein.opcodes(words, truth):
        size = block.src_end - block.src_start
        if block.tag in ("equal", "replace") and size == block.dest_end - block.dest_start:
            for offset in range(size):
                one, other = words[block.src_start + offset], truth[block.dest_start + offset]
                if Levenshtein.normalized_similarity(one, other) >= _ALIKE:
                    partners[block.src_start + offset] = block.dest_start + offset
    return partners


def _choice_weights(pages: Sequence[Page], bars: Bars) -> Weights:
    examples = []
    for page in pages:
        for case in page.cases:
            texts = [one.text for one in case.found]
            if case.truth in texts and len(texts) > 1:
                examples.append((_matrix(case.found), texts.index(case.truth)))
    sizes = np.array([len(matrix) for matrix, _right in examples])
    starts = np.cumsum(sizes) - sizes
    rows = np.concatenate([matrix for matrix, _right in examples])
    right = starts + np.array([right for _matrix, right in examples])
    start = np.array([-0.3] * 3 + [0.5] * 4 + [0.0] * 3 + [-1.0, 0.3])
    best = _minimized(lambda weights: _choice_loss(weights, rows, starts, right), start)
    names = [kind.value for kind in _KINDS]
    return Weights(
        cost={Kind.SAME.value: 0.0, **dict(zip(names, map(_short, best[0:3]), strict=True))},
        second=dict(zip([Kind.SAME.value, *names], map(_short, best[3:7]), strict=True)),
        bias={Kind.SAME.value: 0.0, **dict(zip(names, map(_short, best[7:10]), strict=True))},
        illegal=_short(best[10]),
        context=_short(best[11]),
        confidence={},
        bars=bars,
    )


def _matrix(found: Sequence[Candidate]) -> NDArray[Any]:
    rows = []
    for one in found:
        row = [one.cost if one.kind is kind else 0.0 for kind in _KINDS]
        row += [one.second if one.kind is kind else 0.0 for kind in (Kind.SAME, *_KINDS)]
        row += [float(one.kind is kind) for kind in _KINDS]
        rows.append([*row, float(one.illegal), one.context])
    return np.array(rows)


def _choice_loss(
    weights: NDArray[Any], rows: NDArray[Any], starts: NDArray[Any], right: NDArray[Any]
) -> tuple[float, NDArray[Any]]:
    """A row a candidate; those of a place follow one another from one of `starts` on."""
    scores = rows @ weights
    totals = np.logaddexp.reduceat(scores, starts)
    shares = np.exp(scores - np.repeat(totals, np.diff([*starts, len(rows)])))
    loss = _CHOICE_PENALTY * weights @ weights - (scores[right] - totals).sum()
    slope = 2 * _CHOICE_PENALTY * weights - rows[right].sum(axis=0) + shares @ rows
    return float(loss), slope


def _confidence_weights(pairs: Sequence[tuple[Case, Choice]]) -> dict[str, float]:
    rows = [traits(case.place, choice) for case, choice in pairs]
    names = list(rows[0])
    matrix = np.array([[row[name] for name in names] for row in rows])
    right = np.array([case.truth == choice.text for case, choice in pairs], dtype=float)

    def loss(weights: NDArray[Any]) -> tuple[float, NDArray[Any]]:
        logits = matrix @ weights
        value = np.logaddexp(0, logits).sum() - right @ logits
        slope = matrix.T @ (1 / (1 + np.exp(-logits)) - right)
        penalty = _CONFIDENCE_PENALTY
        return float(value + penalty * weights @ weights), slope + 2 * penalty * weights

    best = _minimized(loss, np.zeros(len(names)))
    return dict(zip(names, map(_short, best), strict=True))


def _minimized(
    loss: Callable[[NDArray[Any]], tuple[float, NDArray[Any]]], start: NDArray[Any]
) -> NDArray[Any]:
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=_TO_THE_END)
    return np.asarray(found.x)


def _short(number: float) -> float:
    return round(float(number), 3)


def _chosen(case: Case, weights: Weights) -> Choice:
    if is_beyond_doubt(case.place, weights.bars):
        return Choice(case.place.first, 8.0)
    return choose(case.found, weights)


def _report(held_out: Sequence[tuple[Page, Weights]]) -> None:
    """Recall, precision, and how right the sure words are, each before and after."""
    for name, texts in (
        ("first reader", lambda page, _weights: [case.place.first for case in page.cases]),
        ("second reader", lambda page, _weights: [case.place.second for case in page.cases]),
        ("both", lambda page, weights: [_chosen(case, weights).text for case in page.cases]),
    ):
        sums = np.array([
            matches(page.page.text, " ".join(texts(page, weights))) for page, weights in held_out
        ]).sum(axis=0)  # fmt: skip
        print(f"{name:14} recall {sums[0] / sums[1]:.4f}  precision {sums[0] / sums[2]:.4f}")
    judged = list(_judged(held_out))
    for bar in (50, 80, 90, 95, 97, 98, 99, 99.5):
        sure = [right for likely, right in judged if likely >= bar]
        print(f"confidence ≥ {bar}: {len(sure) / len(judged):.3f} of the words, "
              f"{sum(sure) / max(1, len(sure)):.4f} of them right")  # fmt: skip
    doubtful = [
        case
        for page, weights in held_out
        for case in page.cases
        if is_beyond_doubt(case.place, weights.bars) and case.truth not in (None, case.place.first)
    ]
    print(f"beyond doubt and wrong: {[(case.place.first, case.truth) for case in doubtful]}")


def _judged(held_out: Sequence[tuple[Page, Weights]]) -> Iterator[tuple[float, bool]]:
    for page, weights in held_out:
        for case in page.cases:
            if case.truth is not None:
                choice = _chosen(case, weights)
                yield confidence(case.place, choice, weights), choice.text == case.truth


if __name__ == "__main__":
    main()
