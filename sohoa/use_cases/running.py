"""What a run is asked to do, and what it came to, as machines read it.

Nothing large is imported here: a run says what it is about to do before it loads its tools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sohoa.domain.errors import ExitCode, InventoryPhaseError, UnknownPhaseError
from sohoa.domain.needs import Workload
from sohoa.domain.plan import Phase, PhaseKind, Plan
from sohoa.domain.verdict import PlanVerdict
from sohoa.plan_file import load_plan
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RunRequest:
    """Boxes to be digitized for a phase of the plan.

    Attributes:
        batches: Folders of the inbox.
        is_whole: Somebody knows that the boxes are whole; what was written just now is not
            waited for.
    """

    plan: Plan
    phase: Phase
    batches: tuple[str, ...]
    is_whole: bool


def run_request(
    workspace: Workspace, *, phase: int, batches: Sequence[str], is_whole: bool = False
) -> RunRequest:
    """Say what a run is to do; no batch name means every batch in the inbox.

    Raises:
        PlanError: With every mistake at once.
        InventoryPhaseError: The phase counts paper and digitizes nothing.
        UnknownPhaseError: The plan has no such digitization phase.
        UnknownBatchError: A named batch is not in the inbox.
    """
    plan = load_plan(workspace.plan_path)
    chosen = _digitization_phase(plan, phase)
    for name in batches:
        workspace.batch_inbox(name)
    return RunRequest(plan, chosen, tuple(batches or workspace.batch_names()), is_whole)


def _digitization_phase(plan: Plan, number: int) -> Phase:
    phase = plan.phase(number)
    if phase is not None and phase.is_inventory:
        raise InventoryPhaseError(phase=number)
    if phase is None or phase.kind is not PhaseKind.DIGITIZE:
        known = [one.number for one in plan.phases if one.kind is PhaseKind.DIGITIZE]
        raise UnknownPhaseError(phase=number, known=", ".join(map(str, known)))
    return phase


@dataclass(frozen=True, slots=True)
class LeftResult:
    """A document that was left in a state, and why."""

    id: str
    source_name: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a run came to in one box: counts of documents, and of pages.

    Attributes:
        archived, pages: Of the box as it stands, by earlier runs too.
        is_arriving: The box itself was written to just now; nothing of it was touched.
        waiting: Documents that wait for somebody to sign them.
        signing_findings: Documents by the code of what was found when they were signed.
        busy: Another run is working on the box.
        stopped: Why nothing of the box was, or will be, worked on; null if it was.
    """

    batch: str
    archived: int
    pages: int
    quarantined: int
    set_aside: int
    arriving: tuple[LeftResult, ...]
    contested: tuple[LeftResult, ...]
    asked: tuple[LeftResult, ...]
    is_arriving: bool
    to_rescan: Workload
    to_review: Workload
    to_rescan_if_can: Workload
    waiting: int
    signing_findings: dict[str, int]
    busy: bool
    stopped: str | None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run of one phase came to; `plan_verdict`: how the whole plan stands after it."""

    phase: int
    exit_code: ExitCode
    batches: tuple[BatchResult, ...]
    plan_verdict: PlanVerdict
