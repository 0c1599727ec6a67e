"""Heads behind the first: pages on which another paper begins, if the scan holds several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sohoa.describe.header import head_of, read_head
from sohoa.describe.marks import mark_text, secrecy_mark
from sohoa.describe.pieces import pieces_of
from sohoa.domain.head_layout import NATIONAL_TITLE_ENDS
from sohoa.domain.identifiers import number_key
from sohoa.domain.stage_results import PageText


def marks_beside(pages: Sequence[PageText]) -> Iterator[tuple[int, str]]:
    """Give marks of secrecy at the top of pages other than that of the head, each with its page.

    A cover may bear one, a secret annex of a paper that is none, and what was scanned with it
    without a head of its own. Of the 120 pages of 51 real papers none is given.
    """
    _own, at = head_of(pages)
    for number, page in enumerate(pages, start=1):
        if number != at and (mark := mark_at_top(page)):
            yield number, mark


def mark_at_top(page: PageText) -> str:
    """Give the mark of secrecy at the top of a page, as it is written; empty if there is none."""
    ends = NATIONAL_TITLE_ENDS * page.height_px
    mark = secrecy_mark([one for one in pieces_of(page) if one.top < ends])
    return mark_text(mark) if mark is not None else ""


def heads_behind(pages: Sequence[PageText]) -> Iterator[tuple[int, str]]:
    """Give the pages behind a paper's own head that bear another one, each with its number.

    That is the national title with a number below it, other than that of the head before: forms of
    several pages repeat theirs. Annexes have none of both; a form or a draft that is attached has
    the title, and nothing behind its `Số:`. Of 76 pages behind the first of real papers none is
    given; of 51 first pages 49 have what is asked.
    """
    own, at = head_of(pages)
    before = number_key(own.fields.number)
    for number in range(max(at, 1) + 1, len(pages) + 1):
        head = read_head([pages[number - 1]])
        found = number_key(head.fields.number)
        if head.is_titled and found and found != before:
            before = found
            yield number, head.fields.number
