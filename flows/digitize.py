"""Phases 2 to 4: batches of scans become signed, searchable records."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.artifacts import publish_summary
from flows.desk import SigningDesk
from flows.line import BatchLine
from flows.pipeline import pass_stations
from flows.preflight import prepare
from flows.summary import BatchSummary, RunSummary
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody_errors import BoxArrivingError
from sohoa.domain.errors import BatchBusyError, BatchListError, UnknownBatchError
from sohoa.work.pool import Crew
from sohoa.work.trails import keep_trails
from sohoa.workspace import BatchFolder, Workspace

logger = logging.getLogger(__name__)

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
) -> RunSummary:
    """Digitize batches for one phase of the plan: intake, OCR, PDF/A, signature, catalogue.

    Args:
        phase: Number of a digitization phase of `phases.yaml`.
        batches: Names of folders in `data/inbox`; none means all of them.
        workspace: The office's workspace; none means `SOHOA_HOME` or the checkout.
        now: Somebody knows that the boxes are whole; what was written just now is not waited for.

    Raises:
        BatchError: A batch cannot go on; running the same again resumes it.
    """
    office = Workspace(workspace) if workspace else Workspace.find()
    ready = prepare(office, phase=phase, batches=batches or ())
    work = ready.settings.work
    with (
        Catalogue.open(office.catalogue_url) as catalogue,
        Crew(workers=work.crew_size, memory_limit_mb=work.memory_limit_mb) as crew,
        SigningDesk(ready.settings.sign, office) as desk,
    ):
        keep_trails(office, catalogue)
        lines = [
            BatchLine(
                BatchFolder(office, phase, name),
                phase=ready.phase,
                plan=ready.plan,
                settings=ready.settings,
                crew=crew,
                catalogue=catalogue,
                desk=desk,
                is_whole=now,
            )
            for name in ready.batches
        ]
        summary = RunSummary(phase, tuple(digitize_batch(line) for line in lines))

    publish_summary(summary)
    return summary


def digitize_batch(line: BatchLine) -> BatchSummary:
    """Take one batch through the line, unless something is wrong with the batch itself.

    Another run may be at it already, its list may be unusable, a person may have taken its
    folder away, it may still be arriving: that costs this batch, and the next one is worked on.
    """
    try:
        with line.folder.lock():
            records = pass_stations(line)
    except (BatchBusyError, BatchListError, BoxArrivingError, UnknownBatchError) as error:
        logger.info("%s: not worked on, %s", line.folder.slug, error.code)
        return BatchSummary(line.batch, 0, 0, (), stopped=error)
    archived = line.catalogue.archived_page_counts(line.batch, phase=line.phase.number)
    return BatchSummary.of(
        line.batch,
        archived,
        line.rejections,
        waiting=line.waiting,
        signed=[record.signed for record in records],
        found=line.catalogue.findings(line.batch, phase=line.phase.number),
    )
