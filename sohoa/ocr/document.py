"""A document is read when all its pages are: the baton that `pdfa` takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sohoa.domain.batons import Finding, PageText, ReadDocument, ReadPage, ScannedDocument
from sohoa.domain.errors import RescanFirstError
from sohoa.ocr.header import find_header
from sohoa.ocr.settings import QualitySettings
from sohoa.ocr.store import load_page_text
from sohoa.ocr.unread import NO_TEXT

MISSING_PAGES = "missing-pages"
#: The header stands on the first page that says anything; a cover or a blank may precede it.
_HEADER_PAGES = 2


def assemble(
    scanned: ScannedDocument,
    pages: Sequence[ReadPage],
    *,
    quality: QualitySettings = QualitySettings(),  # noqa: B008 - frozen
) -> ReadDocument:
    """Join the pages of a document, in page order.

    A finding that the settings name makes it a document to scan again or to look at: `rescan` or
    `review`, with the codes that are the reason. The document's confidence is the mean over its
    words; blank pages have none.

    Raises:
        OSError: A page's text file is gone.
    """
    words = sum(page.word_count for page in pages)
    findings = [*_findings(pages), *_missing(scanned, pages)]
    weighted = sum(page.confidence * page.word_count for page in pages)
    return ReadDocument(
        scanned=scanned,
        pages=tuple(pages),
        header=find_header(list(_first_texts(pages))),
        confidence=round(weighted / words, 2) if words else 0.0,
        findings=(*findings, *_consequence([*scanned.findings, *findings], quality)),
    )


def full_text(read: ReadDocument) -> str:
    """All pages' text, a form feed between pages, as a PDF reader would copy it.

    Raises:
        OSError: A page's text file is gone.
    """
    return "\f".join(load_page_text(page.text_path).text for page in read.pages)


def held_back(read: ReadDocument, quality: QualitySettings) -> RescanFirstError | None:
    """Why a document may not be signed before it was scanned again; `None` if it may.

    It has a finding that the settings name in `hold`. What came in signed keeps its bytes, and
    nobody here certifies how well they were scanned; but that it lacks sheets holds it too.
    """
    reasons = sorted(_codes(read.all_findings) & set(quality.hold))
    if read.scanned.kept_original:
        reasons = [code for code in reasons if code == MISSING_PAGES]
    if not reasons:
        return None
    return RescanFirstError(read.scanned.document_id, reasons=", ".join(reasons))


def _first_texts(pages: Sequence[ReadPage]) -> Iterator[PageText]:
    written = [page for page in pages if page.word_count]
    for page in written[:_HEADER_PAGES]:
        yield load_page_text(page.text_path)


def _findings(pages: Sequence[ReadPage]) -> Iterator[Finding]:
    for number, page in enumerate(pages, start=1):
        yield from (replace(finding, page=number) for finding in page.findings)
        if not page.word_count and not _codes(page.findings) & {"blank-page", NO_TEXT}:
            yield Finding("no-words", number)
        if page.turn != page.image.turn:
            yield Finding("turned", number, str((page.turn - page.image.turn) % 360))


def _missing(scanned: ScannedDocument, pages: Sequence[ReadPage]) -> Iterator[Finding]:
    """Fewer written pages than the register counts sheets: blank backs do not stand for sheets."""
    sheets = scanned.description.sheets
    written = sum("blank-page" not in _codes(page.findings) for page in pages)
    if sheets is not None and written < sheets:
        yield Finding(MISSING_PAGES, value=f"{written} < {sheets}")


def _consequence(findings: Sequence[Finding], quality: QualitySettings) -> Iterator[Finding]:
    for code, reasons in (("rescan", quality.rescan), ("review", quality.review)):
        found = sorted(_codes(findings) & set(reasons))
        if found:
            yield Finding(code, value=", ".join(found))
            return


def _codes(findings: Sequence[Finding]) -> set[str]:
    return {finding.code for finding in findings}
