"""Which page of which file a page of a document is: as who holds the stack of sheets counts."""

from __future__ import annotations

import pytest

from sohoa.domain.box_states import BoxState
from sohoa.domain.places import page_of_file, pages_text, runs_sharing
from sohoa.domain.reconciliation import BoxLine
from sohoa.domain.stage_results import Finding
from sohoa.reports.box_words import line_text


@pytest.mark.parametrize(
    ("place", "page", "pages", "found"),
    [
        ("a.pdf", 2, 3, None), ("a.pdf#page=4-6", 0, 3, None),
        ("a.pdf#page=4-6", 2, 3, ("a.pdf", 5)), ("a.pdf#page=6,3", 2, 2, ("a.pdf", 3)),
        ("a.pdf // b.pdf#page=1", 3, 3, ("b.pdf", 1)), ("a.pdf // b.pdf", 1, 4, None),
        ("a.pdf#page=2 // b.pdf", 3, None, None), ("a.pdf#page=2 // b.pdf", 3, 4, ("b.pdf", 2)),
        ("a.pdf#page=2", 2, 2, None),
    ],
)  # fmt: skip
def test_a_page_of_a_document_is_a_page_of_its_file(place, page, pages, found):
    """Nothing is said of the whole of a file, nor where nobody knows how long a file is."""
    assert page_of_file(place, page, pages=pages) == found


@pytest.mark.parametrize(
    ("pages", "through"), [((1,), 1), ((2, 3), 5), ((1, 2, 3, 4), 4), ((1, 4), 4), ((3,), 3)]
)
def test_runs_have_a_page_of_those_asked_for(pages, through):
    """Every one, once; and no other."""
    runs = list(runs_sharing(pages, through=through))
    every = [
        tuple(range(first, last + 1))
        for first in range(1, through + 1)
        for last in range(first, through + 1)
    ]
    assert sorted(runs) == sorted(run for run in every if set(run) & set(pages))


def test_of_a_long_file_the_first_parts_are_looked_for():
    """As many as are asked of the catalogue at once; the first part of the file is among them."""
    runs = [pages_text(run) for run in runs_sharing(range(1, 1001), through=1000)]
    assert len(runs) == len(set(runs)) == 2000
    assert {"1-3", "1-1000", "2-7"} <= set(runs)


def test_the_box_sheet_counts_as_the_file_does():
    """What stands on it is looked for in the stack."""
    blur = Finding("blur", 2, "0.21 < 0.33")
    line = BoxLine(BoxState.RESCAN, file="xap.pdf#page=4-6", findings=(blur,))
    assert line_text(line).startswith("trang 5 của xap.pdf (trang 2 của văn bản): ")
    whole = BoxLine(BoxState.RESCAN, file="xap.pdf", findings=(blur,))
    assert line_text(whole).startswith("trang 2: ")
