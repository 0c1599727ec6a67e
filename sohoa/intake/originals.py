"""Decision on a PDF that came in signed: kept as it came, or a scan like any other.

What a signature is worth is judged elsewhere, by whoever knows signatures; here stands only what
follows from it. A signature that is broken, or one field of it left over in a file that was saved
anew, joined with another or added to, says nothing of the pages that are there now: they are taken
out and signed as any scan's, and a person is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pikepdf

from sohoa.domain import paper_findings
from sohoa.domain.stage_results import Finding
from sohoa.intake.pdf import bears_signatures


@dataclass(frozen=True, slots=True)
class ArrivedSignatures:
    """Judgment of a delivered file's signatures: does it count as signed, and findings.

    It does if one of them is intact and covers the file as it is, to its last byte.
    """

    are_whole: bool = False
    findings: tuple[Finding, ...] = ()


#: Judges the signatures of a file; it opens the file for itself and raises no more than `OSError`.
JudgeSignatures: TypeAlias = Callable[[Path], ArrivedSignatures]


def weigh_original(
    pdf: pikepdf.Pdf, path: Path, judge_signatures: JudgeSignatures
) -> ArrivedSignatures:
    """Judge an open PDF's signatures, if it has any, and say so where they do not count.

    Raises:
        OSError: It cannot be read.
    """
    if not bears_signatures(pdf):
        return ArrivedSignatures()
    judged = judge_signatures(path)
    if judged.are_whole:
        return judged
    return ArrivedSignatures(False, (*judged.findings, paper_findings.SIGNATURE_VOID.at()))
