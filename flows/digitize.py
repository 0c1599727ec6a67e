"""Phases 2 to 4: batches of scans become signed, searchable records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from prefect import State, flow
from pydantic import Field

from flows.artifacts import publish_summary, publish_verdict
from flows.run_state import state_of
from flows.service import begin_as_service
from sohoa.line.batch import digitize_batches
from sohoa.line.engine import Batch, Tally
from sohoa.line.summary import RunSummary
from sohoa.runs.ahead import boxes_ahead
from sohoa.runs.live import recorded_run
from sohoa.runs.record import RunKind
from sohoa.use_cases.digitizing import opened_batches
from sohoa.use_cases.running import run_request
from sohoa.workspace import Workspace
from tasks.chunk import try_chunk

#: Checked by Prefect's server before a run is created, and shown in its form.
PhaseNumber = Annotated[int, Field(ge=1, le=99, description="Phase of the plan (phases.yaml)")]
BatchNames = Annotated[
    list[Annotated[str, Field(min_length=1, pattern=r"^[^/\\\x00]+$")]],
    Field(max_length=500, description="Folders of data/inbox; none means all of them"),
]


@flow(name="digitize-phase", flow_run_name="phase-{phase}", persist_result=False)
def digitize_phase(
    phase: PhaseNumber,
    batches: BatchNames | None = None,
    workspace: Path | None = None,
    *,
    now: bool = False,
) -> State[RunSummary]:
    """Digitize batches for one phase of the plan: intake, OCR, PDF/A, signature, catalogue.

    The state says how it went (`flows.run_state`) and bears the summary.

    Args:
        phase: Number of a digitization phase of `phases.yaml`.
        batches: Names of folders in `data/inbox`; none means all of them.
        workspace: The office's workspace; none means `SOHOA_HOME` or the checkout.
        now: Somebody knows that the boxes are whole; what was written just now is not waited for.

    Raises:
        BatchError: The run cannot begin: the plan, the settings, a tool or the catalogue.
    """
    office = Workspace(workspace) if workspace else Workspace.find()
    begin_as_service(office, f"phase-{phase}")
    request = run_request(office, phase=phase, batches=batches or (), is_whole=now)
    boxes = boxes_ahead(office, request.batches)
    with (
        recorded_run(office, RunKind.RUN, phases=[phase], boxes=boxes) as run,
        opened_batches(office, request) as opened,
    ):
        summary = _digitized(phase, opened)
        run.exit_code = int(summary.exit_code)
    return state_of(summary)


def digitize_opened(phase: int, batches: Sequence[Batch], *, begun: Sequence[Tally]) -> State[Any]:
    """Run the same flow on batches that a command has opened, and begun with, in this process.

    They are handed in by closure: what Prefect stores of a flow are its parameters.
    """

    @flow(name="digitize-phase", flow_run_name="phase-{phase}", persist_result=False)
    def digitize_rest(phase: int, boxes: list[str]) -> State[RunSummary]:
        del boxes  # for Prefect's record
        return state_of(_digitized(phase, batches, begun))

    names = [batch.folder.batch for batch in batches]
    return digitize_rest(phase, names, return_state=True)


def _digitized(phase: int, batches: Sequence[Batch], begun: Sequence[Tally] = ()) -> RunSummary:
    summary = RunSummary(phase, digitize_batches(batches, attempt=try_chunk, begun=begun))
    publish_summary(summary)
    if batches:
        publish_verdict(batches[0].folder.workspace)
    return summary
