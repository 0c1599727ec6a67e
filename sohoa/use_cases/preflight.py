"""All that can be known to stop a run before it starts: the plan, the settings, the tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import InventoryPhaseError, UnknownPhaseError
from sohoa.domain.plan import Phase, PhaseKind, Plan
from sohoa.plan_file import load_plan
from sohoa.settings import Settings, load_settings
from sohoa.use_cases.doctor import require_ready
from sohoa.work.archive_home import require_archive
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a run of one phase works with."""

    plan: Plan
    settings: Settings
    phase: Phase
    batches: tuple[str, ...]


def prepare(workspace: Workspace, *, phase: int, batches: Sequence[str]) -> Preparation:
    """Load and check everything a run needs; no batch name means every batch in the inbox.

    Raises:
        PlanError, SettingsError: With every mistake at once.
        InventoryPhaseError: The phase counts paper and digitizes nothing.
        UnknownPhaseError: The plan has no such digitization phase.
        UnknownBatchError: A named batch is not in the inbox.
        ToolMissingError, KeyUnusableError, DiskFullError: Something the run needs is missing.
        ArchiveAwayError, OtherArchiveError: The archive's disk is not there, or is another's.
    """
    plan = load_plan(workspace.plan_path)
    settings = load_settings(workspace.config_dir)
    chosen = _digitization_phase(plan, phase)
    for name in batches:
        workspace.batch_inbox(name)
    require_ready(workspace, settings)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        require_archive(workspace, catalogue)
    return Preparation(plan, settings, chosen, tuple(batches or workspace.batch_names()))


def _digitization_phase(plan: Plan, number: int) -> Phase:
    phase = plan.phase(number)
    if phase is not None and phase.kind is PhaseKind.INVENTORY:
        raise InventoryPhaseError(phase=number)
    if phase is None or phase.kind is not PhaseKind.DIGITIZE:
        known = [one.number for one in plan.phases if one.kind is PhaseKind.DIGITIZE]
        raise UnknownPhaseError(phase=number, known=", ".join(map(str, known)))
    return phase
