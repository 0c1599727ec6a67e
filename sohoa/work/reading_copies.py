"""Makes the reading copy of a kept original, proven at once; without one the original goes on.

What counts is the original: it is never held back because its copy could not be made, and no copy
is made that might show something else.
"""

from __future__ import annotations

from dataclasses import replace

from sohoa.domain import scan_findings
from sohoa.domain.errors import ActiveContentLeftError, NotPdfaError, PageNotEmbeddableError
from sohoa.domain.identifiers import reading_name
from sohoa.domain.proof_errors import StoredPdfaError, StoredTextError
from sohoa.domain.stage_results import ArchivalPdf, ReadDocument
from sohoa.pdfa.reading_copy import build_reading_copy, has_reading_copy, untrue_of
from sohoa.pdfa.settings import PdfaSettings
from sohoa.work.proving import prove_reading

#: Why a copy cannot be had: no fault of the original, and running again changes nothing.
_NO_COPY = (
    ActiveContentLeftError,
    NotPdfaError,
    PageNotEmbeddableError,
    StoredPdfaError,
    StoredTextError,
)


def with_reading_copy(
    archival: ArchivalPdf, *, title: str, settings: PdfaSettings, producer: str
) -> ArchivalPdf:
    """Add the reading copy to a kept original, beside its working file; or the finding why not.

    Raises:
        FixityError: A page image or its text changed since its stage result was written.
        ToolMissingError, TimeLimitError: A tool is not there, or too slow.
        DiskFullError: No room is left.
        OSError: A file cannot be read, or the folder not be written.
    """
    read, target = archival.read, archival.path.with_name(reading_name(archival.path.name))
    if not has_reading_copy(read):
        return archival
    if untrue := untrue_of(read):
        target.unlink(missing_ok=True)
        is_told = scan_findings.NO_READING_COPY.code in untrue
        return archival if is_told else _without(archival, ", ".join(untrue))
    try:
        copy = build_reading_copy(read, target, title=title, settings=settings, producer=producer)
        prove_reading(copy, read, settings=settings)
    except _NO_COPY as error:
        target.unlink(missing_ok=True)
        return _without(archival, error.code)
    return replace(archival, reading=copy)


def _without(archival: ArchivalPdf, reason: str) -> ArchivalPdf:
    """The original alone, and why."""
    read: ReadDocument = archival.read
    told = (*read.findings, scan_findings.NO_READING_COPY.of(reason))
    return replace(archival, read=replace(read, findings=told))
