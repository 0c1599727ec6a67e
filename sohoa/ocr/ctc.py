"""Output of a CTC line reader: letters over time, and the likelihood of any other text.

Graves et al., "Connectionist temporal classification" (ICML 2006): at each time step the reader
gives a probability to every letter and to the blank; a text's probability is the sum over all
ways to spread its letters over the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A text with a letter the reader does not know cannot have been read.
IMPOSSIBLE = -60.0
_NEVER = -1e30


@dataclass(frozen=True)
class CtcReading:
    """One strip as read. `log_probabilities` has a row per time step, column 0 is the blank.

    `left` and `step_px` say where on the page the first step begins and how wide each is.
    """

    log_probabilities: NDArray[Any]
    alphabet: Sequence[str]
    codes: Mapping[str, int]
    left: float = 0.0
    step_px: float = 0.0

    @cached_property
    def peaks(self) -> tuple[tuple[str, int, float], ...]:
        """Each letter read, with its time step and log probability there (best path)."""
        found: list[tuple[str, int, float]] = []
        before = 0
        codes = self.log_probabilities.argmax(axis=1)
        best = self.log_probabilities[np.arange(len(codes)), codes].astype(float)
        for step, (code, likely) in enumerate(zip(codes.tolist(), best.tolist(), strict=True)):
            if code and code != before:
                found.append((self.alphabet[code], step, likely))
            elif code and likely > found[-1][2]:
                found[-1] = (self.alphabet[code], step, likely)
            before = code
        return tuple(found)

    @cached_property
    def text(self) -> str:
        """The letters of the best path."""
        return "".join(letter for letter, _step, _likely in self.peaks)

    def across(self, step: int) -> float:
        """Where the middle of a time step lies on the page, in pixels from the left."""
        return self.left + (step + 0.5) * self.step_px

    def log_likelihoods(self, texts: Sequence[str], *, start: int, stop: int) -> list[float]:
        """Logarithm of the probability of each text within the time steps [start, stop)."""
        known = [text for text in texts if text and all(letter in self.codes for letter in text)]
        if not known:
            return [IMPOSSIBLE] * len(texts)
        likely = dict(zip(known, self._forward(known, start, stop), strict=True))
        return [max(likely.get(text, IMPOSSIBLE), IMPOSSIBLE) for text in texts]

    def _forward(self, texts: Sequence[str], start: int, stop: int) -> list[float]:
        """The forward pass for all texts at once; states are blanks and letters in turn."""
        count = 2 * max(map(len, texts)) + 1
        states = np.zeros((len(texts), count), dtype=np.intp)
        for row, text in enumerate(texts):
            states[row, 1 : 2 * len(text) : 2] = [self.codes[letter] for letter in text]
        skips = np.full(states.shape, _NEVER)
        may_skip = (states[:, 2:] != 0) & (states[:, 2:] != states[:, :-2])
        skips[:, 2:][may_skip] = 0.0
        scores = self.log_probabilities[start:stop][:, states].astype(np.float64)
        alpha = np.full((len(texts), count + 2), _NEVER)  # two columns of nothing on the left
        alpha[:, 2:4] = scores[0, :, :2]
        # In arrays made once: most of the time of so small ones goes into making them.
        here, before, last = alpha[:, 2:], alpha[:, 1:-1], alpha[:, :-2]
        reached, skipped = np.empty(states.shape), np.empty(states.shape)
        for step in scores[1:]:
            np.logaddexp(here, before, out=reached)
            np.add(last, skips, out=skipped)
            np.logaddexp(reached, skipped, out=reached)
            np.add(reached, step, out=here)
        ends = np.array([2 * len(text) + 2 for text in texts])
        rows = np.arange(len(texts))
        return list(np.logaddexp(alpha[rows, ends], alpha[rows, ends - 1]))
