"""What Prefect's own screen shows of a finished run. Never evidence: artifacts vanish with runs."""

from __future__ import annotations

from prefect.artifacts import create_table_artifact

from sohoa.domain.outcome import DocumentState
from sohoa.line.summary import RunSummary


def publish_summary(summary: RunSummary) -> None:
    """Put the run's totals, one row per batch, beside the run in Prefect's screen."""
    rows = [
        {
            "batch": batch.batch,
            "archived": batch.archived,
            "pages": batch.pages,
            "quarantined": batch.states[DocumentState.QUARANTINED],
            "set aside": batch.states[DocumentState.SET_ASIDE],
            "still arriving": batch.states[DocumentState.ARRIVING],
            "waits for a decision": batch.states[DocumentState.CONTESTED],
            "to rescan": batch.to_rescan.documents,
            "to look at": batch.to_review.documents,
            "to rescan if you can": batch.to_rescan_if_can.documents,
            "waiting for signing": batch.waiting,
            "stopped": batch.stopped.code if batch.stopped else "",
        }
        for batch in summary.batches
    ]
    create_table_artifact(key=f"phase-{summary.phase}", table=rows)
