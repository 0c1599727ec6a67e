"""The figures most likely in some steps of a reading, as if nothing else could stand there."""

from __future__ import annotations

import math
from operator import itemgetter

import numpy as np

from sohoa.ocr.ctc import CtcReading

#: Of two figures all 111 beginnings are kept, of longer numbers the likeliest.
_SHORT, _ALL_DAYS = 2, 111
_BEAM = 20
_TEN = "0123456789"
#: A figure less likely than this in a time step is none of the candidates'.
_UNSEEN = -14.0
#: Of a beginning with its logarithms (ended by a pause, by its last figure, either): the last.
_WHOLE = itemgetter(3)


def likely_figures(reading: CtcReading, start: int, stop: int, most: int) -> dict[str, float]:
    """Log probability of the likeliest figures in some steps, as if only figures or nothing
    could stand there (prefix beam search; a space counts as nothing). "" is an empty gap."""
    steps = reading.log_probabilities[start:stop].astype(float)
    nothing = steps[:, 0]
    if " " in reading.codes:
        nothing = np.logaddexp(nothing, steps[:, reading.codes[" "]])
    rows = steps[:, [reading.codes[figure] for figure in _TEN]].tolist()
    beam = [("", 0.0, -math.inf, 0.0)]
    for empty, row in zip(nothing.tolist(), rows, strict=True):
        likely = [(figure, one) for figure, one in zip(_TEN, row, strict=True) if one > _UNSEEN]
        grown: dict[str, tuple[float, float]] = {}
        for prefix, paused, going, whole in beam:
            last = prefix[-1:]
            _add(grown, prefix, whole + empty, going + row[int(last)] if last else -math.inf)
            if len(prefix) < most:
                for figure, one in likely:
                    reached = paused if figure == last else whole
                    _add(grown, prefix + figure, -math.inf, reached + one)
        best = [(prefix, *both, _either(*both)) for prefix, both in grown.items()]
        best.sort(key=_WHOLE, reverse=True)
        beam = best[: _BEAM if most > _SHORT else _ALL_DAYS]
    ends = {prefix: whole for prefix, _paused, _going, whole in beam}
    total = float(np.logaddexp.reduce(list(ends.values())))
    return {prefix: one - total for prefix, one in ends.items()}


def _add(grown: dict[str, tuple[float, float]], prefix: str, paused: float, going: float) -> None:
    if before := grown.get(prefix):
        paused, going = _either(before[0], paused), _either(before[1], going)
    grown[prefix] = (paused, going)


def _either(one: float, other: float) -> float:
    """The logarithm of the sum of two probabilities given by theirs."""
    high, low = (one, other) if one > other else (other, one)
    return high + math.log1p(math.exp(low - high)) if low > -math.inf else high
