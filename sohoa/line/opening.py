"""What every batch of a run works with, opened once: catalogue, workers, keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.plan import Plan
from sohoa.line.engine import Batch
from sohoa.settings import Settings
from sohoa.sign.signing_session import Signer, SigningSession
from sohoa.work.archive_home import keep_trails, require_archive
from sohoa.work.pool import WorkerPool
from sohoa.workspace import Workspace


@contextmanager
def opened_line(
    workspace: Workspace,
    plan: Plan,
    settings: Settings,
    *,
    workers: int,
    imports: tuple[str, ...],
    session: SigningSession | None = None,
) -> Iterator[partial[Batch]]:
    """Open the line for a run, and give what makes a batch of a folder and its phase.

    `imports` names the modules whose functions the workers run.

    Raises:
        ArchiveAwayError, OtherArchiveError: The archive's disk is not there, or is another's.
        BatchError: The catalogue cannot be opened.
    """
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        WorkerPool(
            workers=workers, memory_limit_mb=settings.work.memory_limit_mb, imports=imports
        ) as pool,
        Signer.at_work(settings.sign, workspace.development_key_path, session=session) as signer,
    ):
        require_archive(workspace, catalogue)
        keep_trails(workspace, catalogue)
        yield partial(
            Batch, plan=plan, settings=settings, catalogue=catalogue, pool=pool, signer=signer
        )
