"""The figures most likely in some steps of a reading, as if nothing else could stand there."""

from __future__ import annotations

import math
from math import exp, log1p
from operator import itemgetter

import numpy as np

from sohoa.ocr.ctc import CtcReading

#: Of two figures all 111 beginnings are kept, of longer numbers the likeliest.
_SHORT, _ALL_DAYS = 2, 111
_BEAM = 20
_NEVER = -math.inf
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
    beam = [("", 0.0, _NEVER, 0.0)]
    for empty, row in zip(nothing.tolist(), rows, strict=True):
        likely = [(figure, one) for figure, one in zip(_TEN, row, strict=True) if one > _UNSEEN]
        grown: dict[str, tuple[float, float]] = {}
        for prefix, paused, going, whole in beam:
            last = prefix[-1:]
            pause, go_on = whole + empty, going + row[int(last)] if last else _NEVER
            if before := grown.get(prefix):
                pause, go_on = _either(before[0], pause), _either(before[1], go_on)
            grown[prefix] = (pause, go_on)
            for figure, one in likely if len(prefix) < most else ():
                further, reached = prefix + figure, (paused if figure == last else whole) + one
                before = grown.get(further)
                grown[further] = (
                    (before[0], _either(before[1], reached)) if before else (_NEVER, reached)
                )
        best = [(prefix, *both, _either(*both)) for prefix, both in grown.items()]
        best.sort(key=_WHOLE, reverse=True)
        beam = best[: _BEAM if most > _SHORT else _ALL_DAYS]
    ends = {prefix: whole for prefix, _paused, _going, whole in beam}
    total = float(np.logaddexp.reduce(list(ends.values())))
    return {prefix: one - total for prefix, one in ends.items()}


def _either(one: float, other: float) -> float:
    """The logarithm of the sum of two probabilities given by theirs."""
    if one < other:
        one, other = other, one
    return one + log1p(exp(other - one)) if other > _NEVER else one
