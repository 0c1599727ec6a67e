"""The head of the ledger that a sample is drawn from, as it is handed in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.proof_errors import NoHeadError
from sohoa.domain.sampling_errors import SeveralHeadsError
from sohoa.ledger.head import heads_in

_ROOT = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{64}(?![0-9A-Za-z])")
#: A head is a line; what is much longer is another file.
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class DrawingHead:
    """What of a head a sample is drawn by.

    Attributes:
        root: SHA-256, 64 figures in lower case.
        at: When it was made; `None` where only its root was kept.
    """

    root: str
    at: dt.datetime | None = None


def head_of(told: str) -> DrawingHead:
    """Read a head: its line, a file with one, or its root alone.

    A file with several heads is refused: who may choose among them may choose the sample.

    Raises:
        NoHeadError: No root is in it.
        SeveralHeadsError: Several are.
    """
    text = told if _ROOT.search(told) and not _is_file(told) else _content(told)
    found = {DrawingHead(one.root.hex(), one.at) for one in heads_in(text)}
    found = found or {DrawingHead(root.lower()) for root in _ROOT.findall(text)}
    if not found:
        raise NoHeadError(place=Path(told).name)
    if len(found) > 1:
        raise SeveralHeadsError(file=Path(told).name, count=len(found))
    return found.pop()


def _is_file(told: str) -> bool:
    try:
        return Path(told).is_file()
    except (OSError, ValueError):  # too long for a name
        return False


def _content(told: str) -> str:
    try:
        with Path(told).open("rb") as stream:
            return stream.read(_MOST_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        raise NoHeadError(place=Path(told).name) from error
