"""Renews the archive of a workspace: what needs it, on every core, one entry at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from sohoa import AGENT
from sohoa.archive.receipt import Generation, Reason, Receipt, read_receipt, receipt_path
from sohoa.audit.archive import Choice, each_archived
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import ExitCode, ItemError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.proof_errors import NoTimestamperError, RenewalUnsoundError
from sohoa.domain.run_errors import RunStoppedError
from sohoa.domain.trust import Level
from sohoa.renewal.keeping import Keeper
from sohoa.renewal.making import Order, Renewed, renew_job
from sohoa.settings import Settings
from sohoa.sign.renewal import Need
from sohoa.sign.trust_store import TrustStore
from sohoa.work.archive_home import require_archive
from sohoa.work.pool import Job, WorkerPool
from sohoa.work.watching import watcher
from sohoa.workspace import Workspace

_REASONS = {Need.UPGRADE: Reason.UPGRADED, Need.RENEWAL: Reason.RENEWED}


class Runs(Protocol):
    """A runner of jobs: the pool, or in a test this process."""

    def run(
        self, jobs: Iterator[Job[Renewed | None]], *, seconds: float
    ) -> Iterator[tuple[Job[Renewed | None], Renewed | ItemError | None]]:
        """Run jobs and give each result as it comes."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """Result of a run of renewal."""

    finished: int = 0
    upgraded: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    failures: tuple[ItemError, ...] = ()
    untouched: int = 0

    @property
    def exit_code(self) -> ExitCode:
        """The code a command ends with: some record could not be renewed, or all is well."""
        return ExitCode.DONE_WITH_REJECTIONS if self.failures else ExitCode.DONE


@dataclass
class _Tally:
    upgraded: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    failures: list[ItemError] = field(default_factory=list)
    untouched: int = 0


def order_of(workspace: Workspace, settings: Settings, *, now: dt.datetime | None = None) -> Order:
    """Return the order to renew records, by this workspace's settings.

    Raises:
        KeyUnusableError: A trusted root cannot be read.
    """
    return Order(
        TrustStore.of_office(
            settings.sign, key_path=workspace.development_key_path, trust_dir=workspace.trust_dir
        ),
        settings.sign.time,
        settings.pdfa,
        settings.sign.renewal.margin,
        now,
    )


def due_rows(workspace: Workspace, choice: Choice, order: Order) -> tuple[DocumentRow, ...]:
    """The records that may need something, by the catalogue's word.

    A kept original keeps its bytes; a record without a receipt has nothing to be compared with.
    """
    limit = order.moment + order.margin
    rows = each_archived(workspace, choice)
    return tuple(row for row in rows if not row.kept_original and _is_due(row, order, limit))


def _is_due(row: DocumentRow, order: Order, limit: dt.datetime) -> bool:
    if row.provable_until is not None and row.provable_until <= limit:
        return True
    levels = [Level(one["level"]) for one in row.signatures if one.get("level")]
    return not all(level.reaches(order.time.level) for level in levels)


def renew_archive(
    workspace: Workspace,
    choice: Choice,
    *,
    order: Order,
    settings: Settings,
    pool: Runs | WorkerPool,
) -> Renewal:
    """Upgrade and renew what needs it; what an interrupted run has begun is finished first.

    Raises:
        NoTimestamperError: Something is due, and there is nobody to ask for a time stamp.
        RenewalBusyError: Another renewal is at work.
        ArchiveConflictError: An archived file is not what it was when its renewal was begun.
        ArchiveAwayError, OtherArchiveError: The archive's disk is not there, or is another's.
        DiskFullError: No room is left.
    """
    keeper, tally = Keeper(workspace), _Tally()
    with (
        keeper.hold(),
        Catalogue.open(workspace.catalogue_url) as catalogue,
        catalogue.holding_archive(),
    ):
        require_archive(workspace, catalogue)
        finished = keeper.finish_all(catalogue)
        rows = due_rows(workspace, choice, order)
        if rows and not order.time.tsa_url:
            raise NoTimestamperError(count=len(rows))
        receipts = _receipts(workspace, rows, tally)
        paths = {row.document_id: workspace.archive_dir / (row.archive_path or "") for row in rows}
        jobs = _jobs(receipts, paths, keeper, order)
        watcher().step_started("", "renew", documents=len(receipts), total=len(receipts))
        results = pool.run(jobs, seconds=settings.work.document_seconds)
        try:
            for job, result in results:
                watcher().advanced()
                if (renewed := _counted(job.item_id, result, tally)) is not None:
                    receipt = _next(receipts[job.item_id], renewed, order, settings)
                    keeper.keep(receipt, paths[job.item_id], catalogue=catalogue)
        except RunStoppedError:
            keeper.list_all(catalogue)
            raise
        keeper.list_all(catalogue)
    return Renewal(
        finished,
        tuple(sorted(tally.upgraded)),
        tuple(sorted(tally.renewed)),
        tuple(sorted(tally.failures, key=lambda one: one.item)),
        tally.untouched,
    )


def _jobs(
    receipts: Mapping[str, Receipt], paths: Mapping[str, Path], keeper: Keeper, order: Order
) -> Iterator[Job[Renewed | None]]:
    for identity, receipt in receipts.items():
        yield Job.of(
            identity,
            renew_job,
            identity,
            path=paths[identity],
            receipt=receipt,
            staged=keeper.staged(identity),
            order=order,
        )


def _counted(identity: str, result: Renewed | ItemError | None, tally: _Tally) -> Renewed | None:
    """Count what became of a record; give what was renewed."""
    if isinstance(result, ItemError):
        tally.failures.append(result)
        return None
    if result is None:
        tally.untouched += 1
    else:
        (tally.upgraded if result.need is Need.UPGRADE else tally.renewed).append(identity)
    return result


def _receipts(
    workspace: Workspace, rows: Sequence[DocumentRow], tally: _Tally
) -> dict[str, Receipt]:
    """The receipts of records; one whose receipt is not there or not sound is not renewed."""
    receipts = {}
    for row in rows:
        path = workspace.archive_dir / (row.archive_path or "")
        receipt = read_receipt(receipt_path(path))
        if receipt is None or receipt.sha256 != row.sha256:
            problem = "receipt"
            tally.failures.append(
                RenewalUnsoundError(row.document_id, name=path.name, problem=problem)
            )
        else:
            receipts[row.document_id] = receipt
    return receipts


def _next(receipt: Receipt, renewed: Renewed, order: Order, settings: Settings) -> Receipt:
    """The receipt of the next form: the chain of digests one longer, the proof the new one."""
    generation = Generation(
        number=len(receipt.generations) + 1,
        reason=_REASONS[renewed.need],
        made_at=order.moment.replace(microsecond=0),
        sha256=renewed.proof.sha256,
        size_bytes=renewed.proof.size_bytes,
    )
    return replace(
        receipt,
        generations=(*receipt.generations, generation),
        proof=renewed.proof,
        agent=AGENT,
        settings_sha256=settings.digest,
    )
