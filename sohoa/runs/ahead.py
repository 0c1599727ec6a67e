"""What lies ahead of a run: how many documents each of its boxes may have to do."""

from __future__ import annotations

from collections.abc import Sequence

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import BatchError
from sohoa.domain.vietnamese import nfc
from sohoa.intake.inbox import list_candidates
from sohoa.workspace import Workspace


def boxes_ahead(workspace: Workspace, names: Sequence[str]) -> dict[str, int | None]:
    """Count what lies in each box and has neither been archived nor refused; `None`: unknown.

    An estimate for the screen: whatever hinders it costs the run nothing.
    """
    try:
        with CatalogueReader.open(workspace.catalogue_path) as reader:
            settled = reader.settled_by_batch()
    except BatchError:
        return dict.fromkeys(names)
    return {name: _in_box(workspace, name, settled[nfc(name)]) for name in names}


def _in_box(workspace: Workspace, name: str, settled: int) -> int | None:
    try:
        return max(0, len(list_candidates(workspace.batch_inbox(name))) - settled)
    except (BatchError, OSError):
        return None
