"""The night: every batch that waits, for every phase that has begun; then the digest."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from prefect import State, flow

from flows.digest import deliver_digest
from flows.digitize import digitize_phase
from flows.run_state import state_of_night
from flows.service import begin_as_service
from sohoa.domain.errors import ExitCode, SohoaError
from sohoa.domain.plan import Phase, PhaseKind, Plan
from sohoa.domain.vietnam_time import day_of
from sohoa.language import _
from sohoa.line.summary import RunSummary
from sohoa.plan_file import load_plan
from sohoa.runs.live import recorded_run
from sohoa.runs.record import RunKind
from sohoa.settings import load_settings
from sohoa.use_cases.tidying import tidy
from sohoa.work.watching import watcher
from sohoa.work_settings import WorkSettings
from sohoa.workspace import BatchFolder, Workspace

logger = logging.getLogger(__name__)

#: How often a batch that another run holds is looked at again, in seconds.
_LOOK_SECONDS = 5.0


@flow(name="nightly", flow_run_name="nightly", persist_result=False)
def nightly(workspace: Path | None = None) -> State[None]:
    """Digitize all that lies in the inbox, without anybody there, and say what came of it.

    Whatever stops a batch or a phase costs that one alone. The state is the truth of the whole
    night (`flows.run_state`); the digest lies in `data/reports`, beside the run in Prefect, and
    in the mailboxes that `[digest]` names.

    Args:
        workspace: The office's workspace; none means `SOHOA_HOME` or the checkout.

    Raises:
        PlanError, SettingsError: Nothing can be run; the next night tries again.
    """
    office = Workspace(workspace) if workspace else Workspace.find()
    begin_as_service(office, "nightly")
    with recorded_run(office, RunKind.NIGHT) as run:
        plan, settings = load_plan(office.plan_path), load_settings(office.config_dir)
        started = run.record.started
        night = _Night(office)
        for phase in open_phases(plan, day_of(started)):
            night.run(phase.number)
        night.come_back(minutes=settings.work.busy_minutes)

        problems = [*night.problems, *_tidied(office, settings.work)]
        deliver_digest(
            office, plan, settings, night.summaries, problems=problems, started_at=started
        )
        run.exit_code = _exit_code(night.summaries, problems)
    return state_of_night(night.summaries, problems=problems)


def _exit_code(summaries: Sequence[RunSummary], problems: Sequence[str]) -> int:
    """What the night would leave with as a command: its worst phase; failed, where one failed."""
    codes = [summary.exit_code for summary in summaries]
    return int(ExitCode.FAILED if problems else max(codes, default=ExitCode.DONE))


def _tidied(workspace: Workspace, work: WorkSettings) -> Iterator[str]:
    """Take away what is finished; what hinders that is told and costs the night nothing else."""
    try:
        done = tidy(workspace, work, now=dt.datetime.now(dt.UTC))
    except (SohoaError, OSError) as error:
        yield f"tidy [{error.code if isinstance(error, SohoaError) else type(error).__name__}]"
        return
    logger.info("tidied: %s documents, %s bytes", done.documents, done.freed_bytes)
    if done.unproven:
        text = _("{count} archived files are missing or changed: run sohoa verify")
        yield text.format(count=len(done.unproven))


def open_phases(plan: Plan, today: dt.date) -> list[Phase]:
    """The digitization phases that have begun: the next deadline first, then the oldest.

    What a phase has left over when its window ends is still to be done, in every later year. A
    phase that has not begun waits; before the first, there is nothing to wait for and all are
    worked on.
    """
    phases = [phase for phase in plan.phases if phase.kind is PhaseKind.DIGITIZE]
    begun = [phase for phase in phases if phase.starts <= today] or phases
    return sorted(begun, key=lambda phase: (phase.ends < today, phase.ends))


class _Night:
    """The results of a night's phases: the last word of each batch in each phase."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._summaries: dict[int, RunSummary] = {}
        self._problems: dict[int, str] = {}

    @property
    def summaries(self) -> list[RunSummary]:
        """One per phase that could be run, in the order they were run."""
        return list(self._summaries.values())

    @property
    def problems(self) -> list[str]:
        """The problems that kept whole phases from being run."""
        return list(self._problems.values())

    def run(self, phase: int, batches: Iterable[str] = ()) -> None:
        """Run a phase; an error is kept, and the night goes on with the next."""
        state = digitize_phase(
            phase, batches=list(batches) or None, workspace=self._workspace.root, return_state=True
        )
        result = state.result(raise_on_failure=False)
        if isinstance(result, RunSummary):
            before = self._summaries.get(phase)
            self._summaries[phase] = before.updated(result) if before else result
        else:
            code = result.code if isinstance(result, SohoaError) else type(result).__name__
            logger.error("phase %s: not run, %s", phase, code)
            self._problems[phase] = f"phase-{phase} [{code}]"

    def come_back(self, *, minutes: float) -> None:
        """Work on the batches that another run held, when it lets go; wait so long at most."""
        deadline = time.monotonic() + 60 * minutes
        while (busy := self._busy()) and not watcher().stop_asked_by():
            free = [(phase, name) for phase, name in busy if self._is_free(phase, name)]
            for phase, name in free:
                self.run(phase, [name])
            if time.monotonic() > deadline:
                return
            if not free:
                time.sleep(_LOOK_SECONDS)

    def _busy(self) -> list[tuple[int, str]]:
        return [
            (phase, batch.batch)
            for phase, summary in self._summaries.items()
            for batch in summary.batches
            if batch.busy and phase not in self._problems
        ]

    def _is_free(self, phase: int, batch: str) -> bool:
        return not BatchFolder(self._workspace, phase, batch).is_held()
