"""The counts of a run: shown at its end, returned by its flow, kept as an artifact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sohoa.domain.custody_errors import BoxArrivingError
from sohoa.domain.errors import BatchBusyError, BatchError, ExitCode, RunStoppedError
from sohoa.domain.finding_kind import Need
from sohoa.domain.needs import NeedRules, Workload
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.domain.stage_results import Finding, SignedPdf

#: What a run has left undone, so that nobody takes it for all.
_LEFT = (
    DocumentState.QUARANTINED,
    DocumentState.CONTESTED,
    DocumentState.ASKED,
    DocumentState.ARRIVING,
)
#: Why a batch was not worked on, without anything being wrong.
_NO_FAULT = {ExitCode.BUSY, ExitCode.STOPPED}


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """One batch of a run. Counts are of documents that stand so now, not only of this run.

    `waiting` are the documents that wait for somebody to sign them (`sohoa sign`); `findings`
    counts what was odd about signatures, by the finding's code. `to_rescan`, `to_review` and
    `to_rescan_if_can` count documents that were read, archived or held back, and their pages.
    `stopped` is why the batch could not be worked on; the other batches of the run were.
    `worked` counts the items of work that were open; none means that all was done before.
    """

    batch: str
    archived: int
    pages: int
    rejections: tuple[Rejection, ...]
    stopped: BatchError | None = None
    waiting: int = 0
    findings: tuple[tuple[str, int], ...] = ()
    to_rescan: Workload = field(default_factory=Workload)
    to_review: Workload = field(default_factory=Workload)
    worked: int = 0
    to_rescan_if_can: Workload = field(default_factory=Workload)

    @classmethod
    def of(
        cls,
        batch: str,
        page_counts: Sequence[int],
        rejections: Sequence[Rejection],
        *,
        rules: NeedRules,
        waiting: int = 0,
        signed: Sequence[SignedPdf] = (),
        found: Sequence[Sequence[Finding]] = (),
        worked: int = 0,
    ) -> BatchSummary:
        """Count a batch that has passed the line, by the pages of its archived documents.

        `found` is what was found in each document of the batch; `rules` say what follows from it.
        """
        codes = Counter(code for one in signed for code in _codes_of(one))
        return cls(
            batch,
            len(page_counts),
            sum(page_counts),
            tuple(rejections),
            waiting=waiting,
            findings=tuple(sorted(codes.items())),
            to_rescan=rules.workload(found, Need.RESCAN),
            to_review=rules.workload(found, Need.REVIEW),
            worked=worked,
            to_rescan_if_can=rules.workload(found, Need.RESCAN_IF_CAN),
        )

    @property
    def busy(self) -> bool:
        """Say whether another run holds the batch."""
        return isinstance(self.stopped, BatchBusyError)

    @property
    def is_arriving(self) -> bool:
        """Say whether the box itself was written to just now."""
        return isinstance(self.stopped, BoxArrivingError)

    @property
    def was_stopped(self) -> bool:
        """Say whether somebody asked the run to end before the batch was done."""
        return isinstance(self.stopped, RunStoppedError)

    def left_in(self, state: DocumentState) -> list[Rejection]:
        """The documents that were left in a state."""
        return [rejection for rejection in self.rejections if rejection.state is state]

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
        """The code of a batch that could not be worked on; else with or without rejections.

        That somebody stopped the run, or another run holds a batch, is the least of it: any
        other reason goes before.
        """
        stopped = {batch.stopped.exit_code for batch in self.batches if batch.stopped}
        if stopped:
            return max(stopped - _NO_FAULT, default=max(stopped))
        left = any(batch.states[state] for batch in self.batches for state in _LEFT)
        return ExitCode.DONE_WITH_REJECTIONS if left else ExitCode.DONE

    def updated(self, later: RunSummary) -> RunSummary:
        """This run with what a later one says of the batches it came back to."""
        news = {batch.batch: batch for batch in later.batches}
        return RunSummary(self.phase, tuple(news.get(one.batch, one) for one in self.batches))


def _codes_of(signed: SignedPdf) -> set[str]:
    return {finding.code for finding in signed.findings}
