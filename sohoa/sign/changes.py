# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Changes to a file after each of its signatures, found by comparing its revisions.

pyHanko knows what may be added to a signed file; what it does not know it calls suspicious. That
is no proof that anything signed was changed, so here it is "could not be judged", and two things
that tools of this country do every day are judged, which pyHanko refuses to:

- They list the number of an object that never was as free (iText does). Nothing is lost by that.
- They certify first and sign after. A certification that permits forms to be filled permits
  signing (ISO 32000-1, table 254, P 2); pyHanko takes the new signature field for a change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

_DEFAULT: Any = DEFAULT_DIFF_POLICY  # a `StandardDiffPolicy`, annotated as any policy
_POLICY = StandardDiffPolicy(
    _DEFAULT.global_rules,
    FormUpdatingRule(
        [
            SigFieldCreationRule(allow_new_visible_after_certify=True),
            SigFieldModificationRule(),
            GenericFieldModificationRule(),
        ]
    ),
    reject_object_freeing=False,  # each must be explained, as any other change
)


class Added(IntEnum):
    """Kind of addition after a signature, from none to forbidden."""

    NONE = 0
    LTA_UPDATES = 1
    FORM_FILLING = 2
    ANNOTATIONS = 3
    #: Nobody knows whether it leaves what was signed as it was.
    UNJUDGED = 4
    #: The signature leaves bytes of its own revision uncovered.
    OTHER = 5


@dataclass(frozen=True, slots=True)
class Change:
    """Coverage of a signature and what follows it; `None` where that was not examined."""

    coverage: SignatureCoverageLevel
    added: Added | None

    @property
    def is_whole_file(self) -> bool:
        """Say whether it covers every byte."""
        return self.coverage is SignatureCoverageLevel.ENTIRE_FILE


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
    gravest = Added.NONE
    following = reader.xrefs.total_revisions - 1
    changes: list[Change] = []
    for signature in reversed(signatures):
        coverage, own = SignatureCoverageLevel.UNCLEAR, Added.NONE
        try:
            coverage = signature.evaluate_signature_coverage()
            if coverage < SignatureCoverageLevel.ENTIRE_REVISION:
                own = Added.OTHER
            elif thorough:
                gravest = max(gravest, _added(reader, signature, following))
        except hostile:
            gravest = Added.UNJUDGED
        following = signature.signed_revision
        worst = max(own, _permitted(signature, gravest))
        is_told = thorough or worst >= Added.UNJUDGED
        changes.append(Change(coverage, worst if is_told else None))
    return changes[::-1]


def _permitted(signature: EmbeddedPdfSignature, added: Added) -> Added:
    """Classify an addition; unjudged also where the signature itself forbids what PDF allows."""
    permitted = signature.docmdp_level
    is_forbidden = permitted is not None and added.value > permitted.value
    return max(added, Added.UNJUDGED) if is_forbidden else added


def _added(reader: PdfFileReader, signature: EmbeddedPdfSignature, until: int) -> Added:
    """The gravest of what was added from a signature's revision up to another."""
    base = signature.signed_revision
    if signature.fieldmdp is not None or signature.docmdp_level is not None:
        until = reader.xrefs.total_revisions - 1  # it forbids things to all that follow
    gravest = Added.NONE
    for revision in range(base + 1, until + 1):
        try:
            result: DiffResult = _POLICY.apply(
                old=reader.get_historical_resolver(base),
                new=_Later(reader, revision),
                field_mdp_spec=signature.fieldmdp,
                doc_mdp=signature.docmdp_level,
            )
        except SuspiciousModification:
            return Added.UNJUDGED
        gravest = max(gravest, _ADDED[result.modification_level])
    return gravest


_ADDED = {
    ModificationLevel.NONE: Added.NONE,
    ModificationLevel.LTA_UPDATES: Added.LTA_UPDATES,
    ModificationLevel.FORM_FILLING: Added.FORM_FILLING,
    ModificationLevel.ANNOTATIONS: Added.ANNOTATIONS,
    ModificationLevel.OTHER: Added.UNJUDGED,
}


class _Later(HistoricalResolver):
    """A revision that was added; what it lists as free and never was in use is left out."""

    def explicit_refs_in_revision(self) -> set[generic.Reference]:
        """Give the objects that the revision itself refers to, where it changes anything."""
        listed: set[generic.Reference] = super().explicit_refs_in_revision()
        freed = self.refs_freed_in_revision() & listed
        used = self._in_use(freed) if freed else set()
        return listed - {ref for ref in freed if ref.idnum not in used}

    def _in_use(self, freed: set[generic.Reference]) -> set[int]:
        """The numbers that stood for an object before this revision, by any generation."""
        xrefs, asked = self.reader.xrefs, {ref.idnum for ref in freed}
        known = {
            ref
            for revision in range(self.revision)
            for ref in xrefs.explicit_refs_in_revision(revision)
            if ref.idnum in asked
        }
        return {
            ref.idnum
            for ref in known
            if xrefs.get_historical_ref(ref, self.revision - 1) is not None
        }
