"""Findings about a PDF as a whole, apart from its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from sohoa.active_content import embedded_files
from sohoa.domain import scan_findings
from sohoa.domain.errors import PasswordError, PortfolioError
from sohoa.domain.stage_results import Finding
from sohoa.intake.layers import layer_findings
from sohoa.intake.pdf import bears_signatures


def whole_findings(pdf: pikepdf.Pdf) -> list[Finding]:
    """Report the findings about a PDF that do not depend on what its pages show.

    Raises:
        PasswordError: It is signed and locked: it may not be unlocked, and locked it cannot be
            verified.
        PortfolioError: It is a folder of files, and its page only the cover.
        pikepdf.PdfError: It cannot be read.
    """
    if pdf.is_encrypted and bears_signatures(pdf):
        raise PasswordError()
    if isinstance(pdf.Root.get("/Collection"), pikepdf.Dictionary):
        raise PortfolioError(files=embedded_files(pdf))
    return list(_findings(pdf))


def _findings(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    if pdf.is_encrypted:
        yield scan_findings.RESTRICTED.at()
    if count := embedded_files(pdf):
        yield scan_findings.EMBEDDED_FILES.of(str(count))
    yield from layer_findings(pdf)
