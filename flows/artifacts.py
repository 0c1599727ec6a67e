"""Publish a finished run: numbers by box, in its record and in Prefect."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from sohoa.domain.identifiers import slug
from sohoa.domain.outcome import DocumentState
from sohoa.domain.vietnam_time import day_of
from sohoa.line.summary import BatchSummary, RunSummary
from sohoa.reports.verdict_words import verdict_line
from sohoa.runs.live import present_run
from sohoa.runs.record import BoxOutcome
from sohoa.use_cases.progress import verdict_of_today
from sohoa.workspace import Workspace


def publish_summary(summary: RunSummary) -> None:
    """Put what became of each box into the run's record, and the same beside it in Prefect.

    The record is the evidence: artifacts vanish with Prefect's runs.
    """
    outcome = [outcome_of(batch, phase=summary.phase) for batch in summary.batches]
    if run := present_run():
        run.add_outcome(outcome)
    create_table_artifact(key=f"phase-{summary.phase}", table=[asdict(one) for one in outcome])


def publish_verdict(workspace: Workspace) -> None:
    """Put into Prefect, too, how the whole plan stands when a run is over.

    Raises:
        BatchError: The plan or the catalogue cannot be read.
    """
    now = dt.datetime.now(dt.UTC)
    verdict = verdict_of_today(workspace, now=now)
    create_markdown_artifact(key="plan-verdict", markdown=verdict_line(verdict, day_of(now)))


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
