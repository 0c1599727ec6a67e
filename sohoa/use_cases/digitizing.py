"""Boxes are checked, opened and digitized: intake, OCR, description, PDF/A, signature, archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sohoa.line.batch import opened_line
from sohoa.line.engine import Batch
from sohoa.settings import load_settings
from sohoa.use_cases.doctor import require_ready
from sohoa.use_cases.running import RunRequest
from sohoa.workspace import BatchFolder, Workspace

#: What reads, converts and signs.
_IMPORTS = (
    "sohoa.work.reading",
    "sohoa.work.describing",
    "sohoa.work.picturing",
    "sohoa.work.jobs",
)


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
    phase, workers = request.phase, settings.work.pool_size
    opened = opened_line(workspace, request.plan, settings, workers=workers, imports=_IMPORTS)
    with opened as batch_of:
        folders = [BatchFolder(workspace, phase.number, name) for name in request.batches]
        yield [batch_of(folder, phase, is_whole=request.is_whole) for folder in folders]
