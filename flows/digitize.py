"""Phases 2 to 4: batches of scans become signed, searchable records."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from prefect import State, flow
from pydantic import Field

from flows.artifacts import publish_summary
from flows.desk import SigningDesk
from flows.line import BatchLine
from flows.pipeline import pass_stations
from flows.preflight import Preparation, prepare
from flows.run_state import state_of
from flows.service import begin_as_service
from flows.summary import BatchSummary, RunSummary
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.batons import CatalogueRecord
from sohoa.domain.errors import BatchError, BatchFilesError, ListMisfitError
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
    ready = prepare(office, phase=phase, batches=batches or ())
    work = ready.settings.work
    with (
        Catalogue.open(office.catalogue_url) as catalogue,
        Crew(workers=work.crew_size, memory_limit_mb=work.memory_limit_mb) as crew,
        SigningDesk(ready.settings.sign, office) as desk,
    ):
        keep_trails(office, catalogue)
        lines = [
            _line(office, ready, name, crew=crew, catalogue=catalogue, desk=desk, is_whole=now)
            for name in ready.batches
        ]
        done = [digitize_batch(line) for line in lines]
        # Whoever held a batch may have let go of it while the others were worked on.
        done = [
            digitize_batch(line) if one.busy and len(lines) > 1 else one
            for line, one in zip(lines, done, strict=True)
        ]
    summary = RunSummary(phase, tuple(done))

    publish_summary(summary)
    return state_of(summary)


def _line(
    office: Workspace,
    ready: Preparation,
    name: str,
    *,
    crew: Crew,
    catalogue: Catalogue,
    desk: SigningDesk,
    is_whole: bool,
) -> BatchLine:
    return BatchLine(
        BatchFolder(office, ready.phase.number, name),
        phase=ready.phase,
        plan=ready.plan,
        settings=ready.settings,
        crew=crew,
        catalogue=catalogue,
        desk=desk,
        is_whole=is_whole,
    )


def digitize_batch(line: BatchLine) -> BatchSummary:
    """Take one batch through the line; whatever stops it costs this batch and no other.

    Another run may be at it, its list may be unusable, its disk may be gone or full: the reason
    stands in the summary, and running again goes on from there.
    """
    try:
        with line.folder.lock():
            records = pass_stations(line)
    except ListMisfitError as error:
        logger.warning("%s: stopped after reading, %s", line.folder.slug, error.code)
        return replace(_counted(line), stopped=error)
    except BatchError as error:
        return _stopped(line, error)
    except OSError as error:
        named = BatchFilesError(problem=error.strerror or type(error).__name__)
        named.__cause__ = error
        return _stopped(line, named)
    return _counted(line, records)


def _counted(line: BatchLine, records: Sequence[CatalogueRecord] = ()) -> BatchSummary:
    archived = line.catalogue.archived_page_counts(line.batch, phase=line.phase.number)
    return BatchSummary.of(
        line.batch,
        archived,
        line.rejections,
        rules=line.settings.ocr.quality.needs,
        waiting=line.waiting,
        signed=[record.signed for record in records],
        found=line.catalogue.findings(line.batch, phase=line.phase.number),
        worked=line.worked,
    )


def _stopped(line: BatchLine, error: BatchError) -> BatchSummary:
    logger.warning("%s: stopped, %s", line.folder.slug, error.code)
    return BatchSummary(line.batch, 0, 0, (), stopped=error, worked=line.worked)
