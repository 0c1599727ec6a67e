"""Heads of the ledger: its size and root at a time, in one line that can be kept anywhere.

Whoever keeps a head can tell for ever whether what was entered before it was rewritten.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

#: Stands for the id of an archive that has not begun.
_NO_ARCHIVE = "-"
_FORM = "sohoa-ledger-1 {archive} {size} {root} {at}"
_LINE = re.compile(
    r"sohoa-ledger-1\s+(?P<archive>[0-9A-Za-z-]{1,64})\s+(?P<size>\d{1,15})"
    r"\s+(?P<root>[0-9a-f]{64})\s+(?P<at>2\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the ledger was at a time.

    Attributes:
        archive: The id of the archive whose ledger it is; empty before there is one.
        size: How many entries it had.
        root: The root of their tree.
        at: When the head was made, by the clock of the machine; aware, whole seconds.
    """

    archive: str
    size: int
    root: bytes
    at: dt.datetime

    @property
    def line(self) -> str:
        """The head as one line, in ASCII.

        >>> from sohoa.ledger.tree import EMPTY_ROOT
        >>> Head("", 0, EMPTY_ROOT, dt.datetime(2026, 11, 30, tzinfo=dt.UTC)).line[:40]
        'sohoa-ledger-1 - 0 e3b0c44298fc1c149afbf'
        """
        return _FORM.format(
            archive=self.archive or _NO_ARCHIVE,
            size=self.size,
            root=self.root.hex(),
            at=self.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )

    @property
    def file_stem(self) -> str:
        """The name of the files that it is kept in, without what kind of file each is.

        >>> from sohoa.ledger.tree import EMPTY_ROOT
        >>> Head("", 75, EMPTY_ROOT, dt.datetime(2026, 11, 30, tzinfo=dt.UTC)).file_stem
        '000000000075-e3b0c442'
        """
        return f"{self.size:012d}-{self.root.hex()[:8]}"

    @property
    def content(self) -> bytes:
        """What is signed of it, and kept in its file: the line, and the end of a line."""
        return f"{self.line}\n".encode()


def heads_in(text: str) -> list[Head]:
    """Give the heads that a text bears, in its order; white space in a line may be any.

    So a list of heads is read, and a mail, and what was copied out of a report. What names a day
    that there is not is no head.
    """
    return [head for found in _LINE.finditer(text) if (head := _head(found)) is not None]


def _head(found: re.Match[str]) -> Head | None:
    archive = found["archive"]
    try:
        at = dt.datetime.fromisoformat(found["at"])
    except ValueError:
        return None
    return Head(
        "" if archive == _NO_ARCHIVE else archive,
        int(found["size"]),
        bytes.fromhex(found["root"]),
        at,
    )
