"""Cutting pictures for a decision as a job: a page that breaks a decoder costs only its worker."""

from __future__ import annotations

import logging
from pathlib import Path

from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.stage_results import ReadDocument
from sohoa.ocr.store import TextsOf
from sohoa.review.pictures import cut_pictures

logger = logging.getLogger(__name__)


def cut_job(read: ReadDocument, paper: PaperDescription, folder: Path) -> int:
    """Cut a document's pictures into a folder; gives their number.

    One whose page texts are gone, or not as they were written, has none: that costs no record.

    Raises:
        DiskFullError: No room is left.
    """
    try:
        return len(cut_pictures(read, paper, TextsOf(read.pages), folder))
    except (OSError, ValueError) as error:
        logger.warning("%s: no pictures (%s)", read.scanned.document_id, type(error).__name__)
        return 0
