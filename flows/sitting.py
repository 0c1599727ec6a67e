"""The morning after: what waits for a signature is signed in one session, then archived.

The session, with its open token, is handed to the flow by closure: what Prefect stores of a
flow are its parameters, and this one has none.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect import flow

from flows.artifacts import publish_summary
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.plan import Plan
from sohoa.line.batch import sign_batch
from sohoa.line.signer import Signer
from sohoa.line.step import Batch
from sohoa.line.summary import RunSummary
from sohoa.line.waiting import WaitingBatch
from sohoa.settings import Settings
from sohoa.sign.sitting import Sitting
from sohoa.work.archive_home import require_archive
from sohoa.work.pool import Crew
from sohoa.work.trails import keep_trails
from sohoa.workspace import Workspace
from tasks.chunk import try_chunk


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
        BatchError: The key cannot sign any more; the next session goes on from there.
    """

    @flow(name="sign-waiting", persist_result=False)
    def sign_all() -> list[RunSummary]:
        with (
            Catalogue.open(office.catalogue_url) as catalogue,
            Crew(workers=1, memory_limit_mb=settings.work.memory_limit_mb) as crew,
            Signer(settings.sign, office, sitting=sitting) as signer,
        ):
            require_archive(office, catalogue)
            keep_trails(office, catalogue)
            chosen = [
                Batch(
                    one.folder,
                    phase=one.phase,
                    plan=plan,
                    settings=settings,
                    catalogue=catalogue,
                    crew=crew,
                    signer=signer,
                )
                for one in batches
            ]
            done = [(one.phase.number, sign_batch(one, attempt=try_chunk)) for one in chosen]
        summaries = [
            RunSummary(number, tuple(one for phase, one in done if phase == number))
            for number in sorted({phase for phase, _one in done})
        ]
        for summary in summaries:
            publish_summary(summary)
        return summaries

    return sign_all()
