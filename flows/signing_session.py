"""The morning after: what waits for a signature is signed in one session, then archived.

The session, with its open token, is handed to the flow by closure: what Prefect stores of a
flow are its parameters, and this one has none.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect import flow

from flows.artifacts import publish_summary
from sohoa.domain.plan import Plan
from sohoa.line.batch import sign
from sohoa.line.summary import RunSummary
from sohoa.line.waiting import WaitingBatch
from sohoa.settings import Settings
from sohoa.sign.signing_session import SigningSession
from sohoa.workspace import Workspace
from tasks.chunk import try_chunk


def sign_waiting(
    workspace: Workspace,
    batches: Sequence[WaitingBatch],
    *,
    plan: Plan,
    settings: Settings,
    session: SigningSession,
) -> list[RunSummary]:
    """Sign and archive what waits, batch after batch; what is signed stays signed.

    Raises:
        BatchError: The key cannot sign any more; the next session goes on from there.
    """

    @flow(name="sign-waiting", persist_result=False)
    def sign_all() -> list[RunSummary]:
        summaries = sign(
            workspace, batches, plan=plan, settings=settings, session=session, attempt=try_chunk
        )
        for summary in summaries:
            publish_summary(summary)
        return summaries

    return sign_all()
