"""Boxes are checked, opened and digitized: intake, OCR, PDF/A, signature, archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sohoa.catalogue.writer import Catalogue
from sohoa.line.engine import Batch
from sohoa.settings import load_settings
from sohoa.sign.signing_session import Signer
from sohoa.use_cases.doctor import require_ready
from sohoa.use_cases.running import RunRequest
from sohoa.work.archive_home import keep_trails, require_archive
from sohoa.work.pool import WorkerPool
from sohoa.workspace import BatchFolder, Workspace


@contextmanager
def opened_batches(workspace: Workspace, request: RunRequest) -> Iterator[list[Batch]]:
    """Check all that can be known to stop a run, and open what its boxes need.

    The batches are for `sohoa.line.batch.digitize_batches`.

    Raises:
        SettingsError: With every mistake at once.
        ToolMissingError, KeyUnusableError, DiskFullError: Something the run needs is missing.
        ArchiveAwayError, OtherArchiveError: The archive's disk is not there, or is another's.
        BatchError: The catalogue cannot be opened.
    """
    settings = load_settings(workspace.config_dir)
    require_ready(workspace, settings)
    work = settings.work
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        WorkerPool(
            workers=work.pool_size,
            memory_limit_mb=work.memory_limit_mb,
            imports=("sohoa.work.reading", "sohoa.work.jobs"),
        ) as pool,
        Signer.at_work(settings.sign, workspace.development_key_path) as signer,
    ):
        require_archive(workspace, catalogue)
        keep_trails(workspace, catalogue)
        phase, plan = request.phase, request.plan
        folders = [BatchFolder(workspace, phase.number, name) for name in request.batches]
        yield [
            Batch(folder, phase, plan, settings, catalogue, pool, signer, request.is_whole)
            for folder in folders
        ]
