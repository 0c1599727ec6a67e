"""Separator sheets are printed."""

from __future__ import annotations

from pathlib import Path

from sohoa.durable import write_durably
from sohoa.reports.separator_sheets import separator_sheets
from sohoa.workspace import Workspace


def write_separator_sheets(workspace: Workspace, *, count: int, target: Path | None) -> Path:
    """Write a PDF of so many separator sheets, and say where it lies.

    Raises:
        ToolMissingError: The font is not installed.
        DiskFullError: No room is left.
        OSError: The PDF cannot be written there.
    """
    path = target or workspace.reports_dir / "to-phan-cach.pdf"
    write_durably(path, separator_sheets(count))
    return path
