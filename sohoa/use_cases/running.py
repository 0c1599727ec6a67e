"""What a run came to, as machines read it."""

from __future__ import annotations

from dataclasses import dataclass

from sohoa.domain.errors import ExitCode
from sohoa.domain.needs import Workload


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
    """What a run of one phase came to."""

    phase: int
    exit_code: ExitCode
    batches: tuple[BatchResult, ...]
