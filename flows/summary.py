"""What a run did, in numbers: shown at its end, returned by its flow, kept as an artifact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sohoa.domain.batons import CatalogueRecord
from sohoa.domain.errors import ExitCode
from sohoa.domain.outcome import DocumentState, Rejection


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """One batch of a run. Counts are of documents that stand so now, not only of this run.

    `waiting` are the documents that wait for somebody to sign them (`sohoa sign`); `findings`
    counts what was odd about signatures, by the finding's code.
    """

    batch: str
    archived: int
    pages: int
    rejections: tuple[Rejection, ...]
    busy: bool = False
    waiting: int = 0
    findings: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(
        cls,
        batch: str,
        records: Sequence[CatalogueRecord],
        rejections: Sequence[Rejection],
        *,
        waiting: int = 0,
    ) -> BatchSummary:
        """Count a batch that has passed the line."""
        pages = sum(record.signed.archival.page_count for record in records)
        codes = Counter(code for record in records for code in _codes_of(record))
        findings = tuple(sorted(codes.items()))
        rejected = tuple(rejections)
        return cls(batch, len(records), pages, rejected, waiting=waiting, findings=findings)

    @property
    def states(self) -> Counter[DocumentState]:
        """Documents by state."""
        counts = Counter(rejection.state for rejection in self.rejections)
        counts[DocumentState.ARCHIVED] += self.archived
        return counts


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A whole run."""

    phase: int
    batches: tuple[BatchSummary, ...]

    @property
    def exit_code(self) -> ExitCode:
        """Busy when a batch was held by another run; else with or without rejections."""
        if any(batch.busy for batch in self.batches):
            return ExitCode.BUSY
        quarantined = any(batch.states[DocumentState.QUARANTINED] for batch in self.batches)
        return ExitCode.DONE_WITH_REJECTIONS if quarantined else ExitCode.DONE


def _codes_of(record: CatalogueRecord) -> set[str]:
    return {finding.code for finding in record.signed.findings}
