"""The night: every batch that waits, for the phases whose window is open."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import flow

from flows.digitize import digitize_phase
from flows.summary import RunSummary
from sohoa.domain.plan import Phase, PhaseKind, Plan
from sohoa.plan_file import load_plan
from sohoa.workspace import Workspace

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@flow(name="nightly", flow_run_name="nightly", persist_result=False)
def nightly(workspace: Path | None = None) -> list[RunSummary]:
    """Digitize all that lies in the inbox, without anybody there.

    Args:
        workspace: The office's workspace; none means `SOHOA_HOME` or the checkout.

    Raises:
        BatchError: A batch cannot go on; the next night resumes it.
    """
    office = Workspace(workspace) if workspace else Workspace.find()
    plan = load_plan(office.plan_path)
    today = dt.datetime.now(OFFICE_ZONE).date()
    return [digitize_phase(phase.number, workspace=workspace) for phase in open_phases(plan, today)]


def open_phases(plan: Plan, today: dt.date) -> list[Phase]:
    """The digitization phases whose window is open; outside all windows, all of them.

    What a phase has left over when its window ends is still to be done.
    """
    phases = [phase for phase in plan.phases if phase.kind is PhaseKind.DIGITIZE]
    return [phase for phase in phases if phase.starts <= today <= phase.ends] or phases
