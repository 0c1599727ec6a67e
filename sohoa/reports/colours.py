"""The colours of a report, the same on screen, on paper and in charts.

Told apart by who sees no red or green: the two that judge are blue and vermilion (after Okabe and
Ito), one dark and one darker than theirs, so that white and dark text can be read on them. None
says anything alone: a word or a number stands beside it.
"""

from __future__ import annotations

from types import MappingProxyType

#: By the names that the style sheet has for them.
COLOURS = MappingProxyType(
    {
        "ink": "#1b2430",
        "soft": "#566071",
        "line": "#d5dbe3",
        "edge": "#7c8796",
        "tint": "#f3f6fa",
        "trough": "#dfe5ec",
        "main": "#1f3a5f",
        "good": "#00639c",
        "bad": "#a63c00",
        "paper": "#ffffff",
    }
)
#: From little to much done: one hue, ever darker, so that lightness alone tells.
STEPS = ("#eef4fa", "#c6dcee", "#8fbbdd", "#2f72a8", "#0b4a7d")
#: What text must have against what is behind it (WCAG 2.2, 1.4.3, level AA).
LEAST_CONTRAST = 4.5
_LOW, _SCALE, _SHIFT, _POWER = 0.04045, 12.92, 0.055, 2.4
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG 2.2 counts it, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(ground: str) -> str:
    """Give the colour of text on a ground: dark or white, whichever is read better."""
    return max((COLOURS["ink"], COLOURS["paper"]), key=lambda text: contrast(text, ground))


def step_of(percent: float) -> str:
    """Give the ground of a share in percent; the darkest is kept for all of it."""
    last = len(STEPS) - 1
    return STEPS[last] if percent >= 100 else STEPS[min(int(percent * last / 100), last - 1)]  # noqa: PLR2004 - percent


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / _SCALE if part <= _LOW else ((part + _SHIFT) / (1 + _SHIFT)) ** _POWER
        for part in parts
    ]
    return sum(weight * part for weight, part in zip(_WEIGHTS, linear, strict=True))
