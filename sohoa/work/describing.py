"""Describing as a job, apart from those that load libraries for reading, PDF/A or signing."""

from __future__ import annotations

from collections.abc import Sequence

from sohoa.describe.describing import describe
from sohoa.describe.doubts import doubts
from sohoa.describe.layout import Layout
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.stage_results import DescribedDocument, ReadDocument
from sohoa.ocr.store import TextsOf


def describe_job(
    read: ReadDocument, *, layouts: Sequence[Layout], described_by: str
) -> DescribedDocument:
    """Step 3 for one document; `described_by` is `rules_and_layouts` of the same layouts.

    One whose page texts were let go long after it was archived is described by nothing.
    """
    try:
        paper = describe(TextsOf(read.pages), layouts=layouts)
    except FileNotFoundError:
        paper = PaperDescription()
    return DescribedDocument(read, paper, tuple(doubts(paper)), described_by)
