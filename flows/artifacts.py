"""Publish a finished run: numbers by box, in its record and in Prefect."""

from __future__ import annotations

from dataclasses import asdict

from prefect.artifacts import create_table_artifact

from sohoa.domain.identifiers import slug
from sohoa.domain.outcome import DocumentState
from sohoa.line.summary import BatchSummary, RunSummary
from sohoa.runs.live import present_run
from sohoa.runs.record import BoxOutcome


def publish_summary(summary: RunSummary) -> None:
    """Put what became of each box into the run's record, and the same beside it in Prefect.

    The record is the evidence: artifacts vanish with Prefect's runs.
    """
    outcome = [outcome_of(batch, phase=summary.phase) for batch in summary.batches]
    if run := present_run():
        run.add_outcome(outcome)
    create_table_artifact(key=f"phase-{summary.phase}", table=[asdict(one) for one in outcome])


def outcome_of(batch: BatchSummary, *, phase: int) -> BoxOutcome:
    """Return the outcome of a box, as a run's record keeps it."""
    states = batch.states
    return BoxOutcome(
        slug(batch.batch),
        phase,
        archived=batch.archived,
        pages=batch.pages,
        quarantined=states[DocumentState.QUARANTINED],
        set_aside=states[DocumentState.SET_ASIDE],
        arriving=states[DocumentState.ARRIVING],
        contested=states[DocumentState.CONTESTED],
        asked=states[DocumentState.ASKED],
        to_rescan=batch.to_rescan.documents,
        to_review=batch.to_review.documents,
        to_rescan_if_can=batch.to_rescan_if_can.documents,
        waiting=batch.waiting,
        stopped=batch.stopped.code if batch.stopped else "",
    )
