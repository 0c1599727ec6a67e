"""Renewal as a deployment: every night, beside the digitizing (`sohoa deploy`)."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from flows.service import begin_as_service
from sohoa.audit.archive import Choice
from sohoa.runs.live import recorded_run
from sohoa.runs.record import RunKind
from sohoa.use_cases.renewing import renew_due
from sohoa.workspace import Workspace


@flow(name="renew", flow_run_name="renew", persist_result=False)
def renew(workspace: Path | None = None) -> dict[str, int]:
    """Raise levels and add time stamps in the whole archive, without anybody there.

    Args:
        workspace: The office's workspace; none means `SOHOA_HOME` or the checkout.

    Raises:
        BatchError: Nothing can be renewed; the next night tries again.
    """
    office = Workspace(workspace) if workspace else Workspace.find()
    begin_as_service(office, "renew")
    with recorded_run(office, RunKind.RENEW) as run:
        done = renew_due(office, Choice())
        run.exit_code = int(done.exit_code)
    return {
        "upgraded": len(done.upgraded),
        "renewed": len(done.renewed),
        "failed": len(done.failures),
    }
