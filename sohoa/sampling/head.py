"""The head of the ledger that a sample is drawn from, as it is handed in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.sampling_errors import NoHeadError, SeveralHeadsError

_ROOT = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{64}(?![0-9A-Za-z])")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")
#: A head is a line; what is much longer is another file.
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """The root of the ledger's tree at an instant.

    Attributes:
        root: SHA-256, 64 figures in lower case.
        at: When it was made; `None` where that is not said.
    """

    root: str
    at: dt.datetime | None = None


def head_of(told: str) -> Head:
    """Read a head: its root, its line, or a file in which one stands, with its time beside it.

    A file with several heads is refused: who may choose among them may choose the sample.

    Raises:
        NoHeadError: No root is in it.
        SeveralHeadsError: Several are.
    """
    text = told if _ROOT.search(told) and not _is_file(told) else _content(told)
    lines = {found[0].lower(): line for line in text.splitlines() for found in _ROOT.finditer(line)}
    if not lines:
        raise NoHeadError(told=Path(told).name)
    if len(lines) > 1:
        raise SeveralHeadsError(file=Path(told).name, count=len(lines))
    ((root, line),) = lines.items()
    instant = _INSTANT.search(line)
    return Head(root, dt.datetime.fromisoformat(instant[0]) if instant else None)


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
        raise NoHeadError(told=Path(told).name) from error
