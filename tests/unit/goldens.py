"""The golden archives: what each version that changed what is stored has left."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from sohoa.catalogue.writer import Catalogue
from sohoa.workspace import Workspace

GOLDEN = Path(__file__).parents[1] / "golden"
#: By the names of their folders, the oldest first.
VERSIONS = sorted(path.name for path in GOLDEN.iterdir() if (path / "made.json").exists())


def notes_of(version: str) -> dict[str, Any]:
    """Tell when a golden archive was made, on which day it is judged, and what it counted."""
    notes: dict[str, Any] = json.loads((GOLDEN / version / "made.json").read_text())
    return {"digitized": 6, **notes}


def copy_of(version: str, root: Path) -> Workspace:
    """Copy a golden archive, its catalogue upgraded as the program does it."""
    shutil.copytree(GOLDEN / version, root)
    office = Workspace(root)
    Catalogue.open(office.catalogue_url).close()
    return office
