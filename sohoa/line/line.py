"""The line: five steps, in the only order there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sohoa.domain.stage_results import CatalogueRecord
from sohoa.line.archive import ARCHIVE
from sohoa.line.engine import Attempt, Tally, pass_step
from sohoa.line.intake import INTAKE
from sohoa.line.ocr import OCR
from sohoa.line.pdfa import PDFA
from sohoa.line.sign import SIGN
from sohoa.line.station import WorkItem
from sohoa.line.step import Batch, Step

#: Each step takes what the one before gives (a test holds it).
LINE: tuple[Step[Any, Any], ...] = (
    INTAKE,  # masters in a box         -> page images
    OCR,  #    page images              -> text, compared with list and register
    PDFA,  #   images and text          -> PDF/A
    SIGN,  #   PDF/A                    -> signed PDF
    ARCHIVE,  # signed PDF              -> proof, receipt, place, catalogue
)

#: Where a batch is taken up again when a person is there to sign.
FROM_SIGNING = LINE[LINE.index(SIGN) :]


def pass_line(
    batch: Batch,
    items: Sequence[WorkItem[Any]],
    *,
    steps: Sequence[Step[Any, Any]] = LINE,
    attempt: Attempt,
    tally: Tally,
) -> list[CatalogueRecord]:
    """Take a batch through the steps; what a step has done before stands.

    Raises:
        BatchError: The batch cannot go on; running it again resumes it.
    """
    for step in steps:
        items = pass_step(step, batch, items, attempt=attempt, tally=tally)
    return [item.source for item in items]
