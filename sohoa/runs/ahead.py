"""Estimate the work of a run: how many documents each of its boxes may have to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import BatchError
from sohoa.intake.inbox import Candidate, list_candidates
from sohoa.workspace import Workspace


def boxes_ahead(workspace: Workspace, names: Sequence[str]) -> dict[str, int | None]:
    """Count what lies in each box and is not settled as it lies there; `None`: unknown.

    Settled is what was archived or refused and not written to since, but for a replacement that
    somebody has decided. An estimate for the screen: whatever hinders it costs the run nothing.
    """
    try:
        with CatalogueReader.open(workspace.catalogue_url) as reader:
            return {name: _in_box(workspace, name, reader.settled_places(name)) for name in names}
    except BatchError:
        return dict.fromkeys(names)


def _in_box(workspace: Workspace, name: str, settled: Mapping[str, dt.datetime]) -> int | None:
    try:
        lying = list_candidates(workspace.batch_inbox(name))
        return sum(not _is_settled(one, settled.get(one.source_name)) for one in lying)
    except (BatchError, OSError):
        return None


def _is_settled(candidate: Candidate, settled_at: dt.datetime | None) -> bool:
    """Say whether nothing of it was written after it was settled, to the second."""
    if settled_at is None:
        return False
    written = max((path.stat().st_mtime for path in candidate.paths), default=0)
    return int(written) <= settled_at.timestamp()
