# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""What was added to a file after each of its signatures, by pyHanko's comparison of revisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

Change: TypeAlias = tuple[SignatureCoverageLevel, ModificationLevel | None]


def changes_after(
    reader: PdfFileReader,
    signatures: Sequence[EmbeddedPdfSignature],
    *,
    thorough: bool,
    hostile: tuple[type[BaseException], ...],
) -> list[Change]:
    """Say of each signature, in the order they were made, what it covers and what came after.

    Each is compared with the revision of the next signature only: what came after that, the
    next one answers for. Comparing each with all that followed would be the same work again
    for every time stamp that was ever added. Unless `thorough`, nothing is compared, and the
    change is `None`.
    """
    gravest = ModificationLevel.NONE
    following = reader.xrefs.total_revisions - 1
    changes: list[Change] = []
    for signature in reversed(signatures):
        coverage = SignatureCoverageLevel.UNCLEAR
        try:
            coverage = signature.evaluate_signature_coverage()
            if thorough:
                gravest = max(gravest, _change(reader, signature, following))
        except hostile:
            gravest = ModificationLevel.OTHER
        if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
            gravest = ModificationLevel.OTHER
        following = signature.signed_revision
        is_told = thorough or gravest is ModificationLevel.OTHER
        changes.append((coverage, _allowed(signature, gravest) if is_told else None))
    return changes[::-1]


def _allowed(signature: EmbeddedPdfSignature, level: ModificationLevel) -> ModificationLevel:
    """What was added; `other` also where the signature itself forbids what PDF allows."""
    permitted = signature.docmdp_level
    is_forbidden = permitted is not None and level.value > permitted.value
    return ModificationLevel.OTHER if is_forbidden else level


def _change(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, until: int
) -> ModificationLevel:
    """The gravest change from a signature's revision up to another."""
    base = signature.signed_revision
    if signature.fieldmdp is not None or signature.docmdp_level is not None:
        until = reader.xrefs.total_revisions - 1  # it forbids things to all that follow
    gravest = ModificationLevel.NONE
    for revision in range(base + 1, until + 1):
        try:
            result: DiffResult = DEFAULT_DIFF_POLICY.apply(
                old=reader.get_historical_resolver(base),
                new=reader.get_historical_resolver(revision),
                field_mdp_spec=signature.fieldmdp,
                doc_mdp=signature.docmdp_level,
            )
        except SuspiciousModification:
            return ModificationLevel.OTHER
        gravest = max(gravest, result.modification_level)
    return gravest
