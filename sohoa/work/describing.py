"""Describing as a job, apart from those that load libraries for reading, PDF/A or signing."""

from __future__ import annotations

from collections.abc import Sequence

from sohoa.describe.describing import describe
from sohoa.describe.doubts import doubts
from sohoa.describe.heads import heads_behind, mark_at_top, marks_beside
from sohoa.describe.layout import Layout
from sohoa.describe.lists import ListsTold
from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.domain.paper_findings import (
    NEW_HEAD_INSIDE,
    SECRECY_MARK,
    SECRECY_UNSEEN,
    UNDESCRIBED,
)
from sohoa.domain.stage_results import DescribedDocument, Finding, PageText, ReadDocument
from sohoa.ocr.store import TextsOf

#: What a page that is not as it was written may raise, or an expression of a layout on an odd text.
_FAULTS = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


def describe_job(
    read: ReadDocument, *, layouts: Sequence[Layout], lists: ListsTold, described_by: str
) -> DescribedDocument:
    """Step 3 for one document; `described_by` is `rules_and_layouts` of the same layouts.

    A mark of secrecy beside another head inside a scan, or at the top of any page, is found as its
    own.

    One whose page texts were let go long after it was archived is described by nothing, and so is
    one whose pages or whose office's layouts cannot be used: a finding says so, and the next run
    tries again. No description is worth a record, or a box.
    """
    try:
        texts = TextsOf(read.pages)
        paper = describe(texts, layouts=layouts, known=lists.known)
        others = [NEW_HEAD_INSIDE.at(page, number) for page, number in heads_behind(texts)]
        others += _marks(texts, [one.page for one in others])
    except FileNotFoundError:
        return DescribedDocument(
            read, PaperDescription(), described_by=described_by, listed_by=lists.digest
        )
    except _FAULTS as error:
        return undescribed(read, (UNDESCRIBED.of(type(error).__name__),))
    found = (*doubts(paper), *others)
    return DescribedDocument(read, paper, found, described_by, lists.digest)


def _marks(texts: Sequence[PageText], heads: Sequence[int]) -> list[Finding]:
    """Find marks of secrecy on other pages than that of the paper's head: one of each page."""
    found = dict(marks_beside(texts))
    for page in heads:
        if mark := describe([texts[page - 1]]).of(FieldName.SECRECY):
            found[page] = mark.value
    return [SECRECY_MARK.at(page, found[page]) for page in sorted(found)]


def marks_job(read: ReadDocument, *, why: tuple[Finding, ...]) -> DescribedDocument:
    """Look for marks of secrecy at the top of every page of a document that nothing can describe.

    Each page by itself, with no form and no list; of one that cannot be used a finding asks for a
    person. `why` says why it is not described.
    """
    texts, found = TextsOf(read.pages), list[Finding]()
    for number in range(1, len(texts) + 1):
        try:
            mark = mark_at_top(texts[number - 1])
        except FileNotFoundError:
            break  # let go long after it was archived
        except _FAULTS:
            found.append(SECRECY_UNSEEN.at(number))
            continue
        found += [SECRECY_MARK.at(number, mark)] if mark else []
    return undescribed(read, (*why, *found))


def undescribed(read: ReadDocument, why: tuple[Finding, ...]) -> DescribedDocument:
    """Give a document that could not be described, and what is found of it all the same."""
    return DescribedDocument(read, PaperDescription(), why)
