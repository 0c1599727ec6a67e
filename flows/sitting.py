"""The morning after: what waits for a signature is signed in one sitting, then archived.

The sitting, with its open token, is handed to the flow by closure: what Prefect stores of a
flow are its parameters, and this one has none.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect import flow

from flows.artifacts import publish_summary
from flows.desk import SigningDesk
from flows.index import index
from flows.line import BatchLine
from flows.sign import sign
from flows.summary import BatchSummary, RunSummary
from flows.waiting import WaitingBatch, pieces_of
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import BatchBusyError
from sohoa.domain.plan import Plan
from sohoa.settings import Settings
from sohoa.sign.sitting import Sitting
from sohoa.work.archive_home import require_archive
from sohoa.work.pool import Crew
from sohoa.work.trails import keep_trails
from sohoa.workspace import Workspace


def sign_waiting(
    office: Workspace,
    batches: Sequence[WaitingBatch],
    *,
    plan: Plan,
    settings: Settings,
    sitting: Sitting,
) -> list[RunSummary]:
    """Sign and archive what waits, batch after batch; what is signed stays signed.

    Raises:
        BatchError: The key cannot sign any more; the next sitting goes on from there.
    """

    @flow(name="sign-waiting", persist_result=False)
    def sign_all() -> list[RunSummary]:
        with (
            Catalogue.open(office.catalogue_url) as catalogue,
            Crew(workers=1, memory_limit_mb=settings.work.memory_limit_mb) as crew,
            SigningDesk(settings.sign, office, sitting=sitting) as desk,
        ):
            require_archive(office, catalogue)
            keep_trails(office, catalogue)
            lines = [
                BatchLine(
                    batch.folder,
                    phase=batch.phase,
                    plan=plan,
                    settings=settings,
                    crew=crew,
                    catalogue=catalogue,
                    desk=desk,
                )
                for batch in batches
            ]
            done = [(line.phase.number, _sign_batch(line)) for line in lines]
        summaries = [
            RunSummary(number, tuple(one for phase, one in done if phase == number))
            for number in sorted({phase for phase, _one in done})
        ]
        for summary in summaries:
            publish_summary(summary)
        return summaries

    return sign_all()


def _sign_batch(line: BatchLine) -> BatchSummary:
    try:
        with line.folder.lock():
            records = index(line, sign(line, pieces_of(line.folder, line.settings.ocr.quality)))
    except BatchBusyError as error:
        return BatchSummary(line.batch, 0, 0, (), stopped=error)
    pages = [record.signed.archival.page_count for record in records]
    found = line.catalogue.findings(line.batch, phase=line.phase.number)
    signed = [record.signed for record in records]
    rules = line.settings.ocr.quality.needs
    return BatchSummary.of(
        line.batch, pages, line.rejections, rules=rules, signed=signed, found=found
    )
