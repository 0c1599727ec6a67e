"""The morning after: what waits for a signature is signed in one session, then archived.

The session, with its open token, is handed to the flow by closure: what Prefect stores of a
flow are its parameters, and this one has none.
"""

from __future__ import annotations

from prefect import flow

from flows.artifacts import publish_summary, publish_verdict
from sohoa.line.summary import RunSummary
from sohoa.sign.signing_session import SigningSession
from sohoa.use_cases.signing import SigningRequest, sign
from sohoa.workspace import Workspace
from tasks.chunk import try_chunk


def sign_waiting(
    workspace: Workspace, request: SigningRequest, *, session: SigningSession
) -> list[RunSummary]:
    """Sign and archive what waits, batch after batch; what is signed stays signed.

    Raises:
        BatchError: The key cannot sign any more; the next session goes on from there.
    """

    @flow(name="sign-waiting", persist_result=False)
    def sign_all() -> list[RunSummary]:
        summaries = sign(workspace, request, session=session, attempt=try_chunk)
        for summary in summaries:
            publish_summary(summary)
        publish_verdict(workspace)
        return summaries

    return sign_all()
