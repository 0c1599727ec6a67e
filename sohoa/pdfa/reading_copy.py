"""The reading copy of a kept original that was never paper: PDF/A of what it shows.

A signed PDF stays as it came, byte for byte, with its own fonts and whatever else a viewer has to
know to show it. Beside it lies what it showed when it came in, made like any other document's
PDF/A. It is no record: it bears no signature, and says of which original it is a copy.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sohoa.domain.scan_findings import (
    LAYERS_UNSURE,
    NO_READING_COPY,
    NOTE_NOT_DRAWN,
    TEXT_LAYER_DIFFERS,
)
from sohoa.domain.stage_results import Finding, ReadDocument, ReadingCopy
from sohoa.pdfa.builder import describe, write_checked
from sohoa.pdfa.settings import PdfaSettings

#: Where one of these was found, the drawn pages may not show what the original shows.
_UNTRUE = frozenset(kind.code for kind in (NO_READING_COPY, LAYERS_UNSURE, NOTE_NOT_DRAWN))


def has_reading_copy(read: ReadDocument) -> bool:
    """Say if a document gets a reading copy: it is kept as it came, and was never paper."""
    return read.scanned.kept_original and read.scanned.born_digital


def untrue_of(read: ReadDocument) -> tuple[str, ...]:
    """The findings for which its pages, as they were drawn, cannot stand for the original."""
    return tuple(sorted({one.code for one in read.all_findings if _is_in_doubt(one)}))


def _is_in_doubt(finding: Finding) -> bool:
    """Say if the drawing is in doubt; not so if only a number or day was missed, which is named."""
    if finding.code == TEXT_LAYER_DIFFERS.code:
        return not finding.value
    return finding.code in _UNTRUE


def build_reading_copy(
    read: ReadDocument, target: Path, *, title: str, settings: PdfaSettings, producer: str
) -> ReadingCopy:
    """Make the reading copy of a kept original under `target`.

    It states no time, so that it is the same bytes whenever it is made of the same.

    Raises:
        As `sohoa.pdfa.builder.build_pdfa`.
    """
    described = replace(
        describe(read, title=title, settings=settings, producer=producer),
        original_sha256=read.scanned.sources[0].sha256,
    )
    made = write_checked(read, target, described=described, settings=settings)
    return ReadingCopy(made.path, made.sha256, made.page_count, made.conformance)
