"""Cells of a batch list that say which pages of a file a paper is: `1-3`, `4`, `5-`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sohoa.domain.vietnamese import fold
from sohoa.language import _
from sohoa.tabular.cells import CellError
from sohoa.tabular.sheet import Cell, CellKind

#: `trang 4`, `tr. 4-6`, `từ trang 4 đến trang 6`: the words say nothing more.
_WORDS = re.compile(r"(?:(?:tu )?trang so|(?:tu )?trang|tr|tu|pages?|pp?|from)[.:]?\s*")
_UP_TO = re.compile(r"\s*(?:den trang|den|to|–|—|‐|−|-|\.\.)\s*(?:het)?\s*")
_SPAN = re.compile(r"^(\d{1,6})(?:(-)(\d{1,6})?)?$")
_BETWEEN = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Pages of a file, both ends included; without a last one, to the end of the file."""

    first: int
    last: int | None

    def __str__(self) -> str:
        """The span as a list may say it."""
        if self.last == self.first:
            return str(self.first)
        return f"{self.first}-{self.last or ''}"

    def within(self, count: int) -> range:
        """The pages of a file of so many; some of them may lie beyond its end.

        >>> PageSpan(5, None).within(7), PageSpan(5, None).within(3)
        (range(5, 8), range(5, 6))
        """
        return range(self.first, (self.last or max(count, self.first)) + 1)


def parse_pages(cell: Cell) -> tuple[PageSpan, ...]:
    """Read which pages of a file a row is of; nothing for an empty cell.

    Raises:
        CellError: They cannot be read, begin with 0, or end before they begin; or the spreadsheet
            program made a date of them.
    """
    if not cell.text:
        return ()
    if cell.kind in (CellKind.DATE, CellKind.TRUTH, CellKind.FAILED):
        raise CellError(
            _(
                "pages as 1-3, 4 or 5-; the spreadsheet program made something else of it: "
                "format the column as text and type it again"
            )
        )
    return tuple(map(_span, _BETWEEN.split(cell.text)))


def _span(text: str) -> PageSpan:
    plain = _UP_TO.sub("-", _WORDS.sub("", fold(text).strip())).strip()
    found = _SPAN.match(plain)
    if not found:
        raise CellError(_("pages as 1-3, 4 or 5-"))
    first = int(found[1])
    last = (int(found[3]) if found[3] else None) if found[2] else first
    if first < 1:
        raise CellError(_("pages as 1-3, 4 or 5-; they are counted from 1"))
    if last is not None and last < first:
        raise CellError(_("pages as 1-3, 4 or 5-, the smaller number first"))
    return PageSpan(first, last)


def spans_text(spans: Sequence[PageSpan]) -> str:
    """Write spans as a list may say them."""
    return ",".join(map(str, spans))
