"""What is said of an archived document where page and register both speak: the one rule for each.

The lists of a hand-over and the descriptions in a package ask here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sohoa.domain.holdings import DocumentRow
from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.domain.partial_date import PartialDate, span_of


def subject_of(row: DocumentRow, paper: PaperDescription) -> str:
    """What it is about (trích yếu): by list or register, else by the page."""
    return row.subject or paper.value(FieldName.SUBJECT)


def author_of(row: DocumentRow, paper: PaperDescription) -> str:
    """Who issued it (tác giả), as the page says."""
    return paper.value(FieldName.ISSUING_BODY) or row.page_says.get("issuing_body", "")


def period_of(rows: Sequence[DocumentRow]) -> tuple[PartialDate, PartialDate] | None:
    """The first and the last date that some documents bear; `None` where none bears any."""
    return span_of(PartialDate.parse(row.formed) for row in rows if row.formed)


def counted_sheets(rows: Sequence[DocumentRow]) -> list[int] | None:
    """How many sheets each has; `None` where not every one is counted: no number is made up."""
    counts = [row.sheets for row in rows if row.sheets]
    return counts if len(counts) == len(rows) else None


def first_of_each(counts: Sequence[int]) -> Iterator[int]:
    """Where each of some documents that lie one upon another begins; the first at 1."""
    at = 1
    for count in counts:
        yield at
        at += count
