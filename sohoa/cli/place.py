"""Which workspace a command works in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sohoa.workspace import Workspace


def the_workspace() -> Workspace:
    """Return the workspace of this command: `--home`, else `SOHOA_HOME`, else this checkout."""
    from sohoa.workspace import Workspace

    home: Path | None = click.get_current_context().find_root().params.get("home")
    return Workspace(home.resolve()) if home else Workspace.find()
