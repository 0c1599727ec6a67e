"""A document is read when all its pages are: what `pdfa` takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sohoa.describe.header import Head, head_of
from sohoa.describe.witnesses import head_findings
from sohoa.domain import paper_findings, scan_findings
from sohoa.domain.errors import RescanFirstError
from sohoa.domain.stage_results import Finding, ReadDocument, ReadPage, ScannedDocument
from sohoa.domain.vietnam_time import day_of
from sohoa.ocr.settings import QualitySettings
from sohoa.ocr.store import TextsOf, load_page_text

_TOO_COARSE = {
    scan_findings.LOW_RESOLUTION.code,
    scan_findings.LOW_RESOLUTION_DRAWING.code,
}
_BLANK = scan_findings.BLANK_PAGE.code
_WORDLESS = {_BLANK, scan_findings.NO_TEXT.code}


def assemble(
    scanned: ScannedDocument,
    pages: Sequence[ReadPage],
    *,
    quality: QualitySettings = QualitySettings(),  # noqa: B008 - frozen
    today: dt.date | None = None,
) -> ReadDocument:
    """Join the pages of a document, in page order.

    The document's confidence is the mean over its words; blank pages have none. What a person has
    to do about its findings is judged when asked, by `sohoa.domain.needs`.
    `today` is the day after which no paper can have been formed: that of this machine, if none is
    given.

    Raises:
        OSError: A page's text file is gone.
    """
    words = sum(page.word_count for page in pages)
    written = [at for at, page in enumerate(pages, start=1) if page.word_count]
    head, place = head_of(TextsOf([pages[at - 1] for at in written]))
    number = written[place - 1] if place else 0
    findings = [
        *_findings(pages, quality),
        *_about_head(scanned, pages, head, number, today or day_of(dt.datetime.now(dt.UTC))),
        *_missing(scanned, pages),
        *_illegible(scanned, pages, quality),
    ]
    weighted = sum(page.confidence * page.word_count for page in pages)
    return ReadDocument(
        scanned=scanned,
        pages=tuple(pages),
        header=head.fields,
        confidence=round(weighted / words, 2) if words else 0.0,
        findings=tuple(findings),
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
        reasons = [code for code in reasons if code == paper_findings.MISSING_PAGES.code]
    if not reasons:
        return None
    return RescanFirstError(read.scanned.document_id, reasons=", ".join(reasons))


def _about_head(
    scanned: ScannedDocument, pages: Sequence[ReadPage], head: Head, number: int, today: dt.date
) -> Iterator[Finding]:
    """Give the findings about the head; blank pages have none."""
    if all(_BLANK in _codes(page.findings) for page in pages):
        return
    for finding in head_findings(head, known=scanned.description, today=today):
        yield replace(finding, page=number)


def _findings(pages: Sequence[ReadPage], quality: QualitySettings) -> Iterator[Finding]:
    for number, page in enumerate(pages, start=1):
        yield from (replace(finding, page=number) for finding in page.findings)
        if not page.word_count and not _codes(page.findings) & _WORDLESS:
            yield scan_findings.NO_WORDS.at(number)
        if page.word_count and page.confidence < quality.least_confidence:
            yield scan_findings.HARDLY_LEGIBLE.at(number, f"{page.confidence:.0f}")
        if page.turn != page.image.turn:
            yield scan_findings.TURNED.at(number, str((page.turn - page.image.turn) % 360))


def _missing(scanned: ScannedDocument, pages: Sequence[ReadPage]) -> Iterator[Finding]:
    """Fewer written pages than the register counts sheets: blank backs do not stand for sheets."""
    sheets = scanned.description.sheets
    written = sum(_BLANK not in _codes(page.findings) for page in pages)
    if sheets is not None and written < sheets:
        yield paper_findings.MISSING_PAGES.of(f"{written} < {sheets}")


def _illegible(
    scanned: ScannedDocument, pages: Sequence[ReadPage], quality: QualitySettings
) -> Iterator[Finding]:
    """Pages below the rule of which reading shows that it matters."""
    below = {finding.page for finding in scanned.findings if finding.code in _TOO_COARSE}
    for number in sorted(below):
        page = pages[number - 1]
        if page.word_count and page.confidence < quality.least_legible:
            value = f"{page.confidence:.0f} < {quality.least_legible:g}"
            yield scan_findings.ILLEGIBLE.at(number, value)


def _codes(findings: Sequence[Finding]) -> set[str]:
    return {finding.code for finding in findings}
