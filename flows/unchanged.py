"""Before it is signed, and before it is archived: is the scan still the one that was taken in?

Hours or weeks may lie between (a signature waits for its signer). A scan that was replaced by a
longer one in the meantime, a folder that got more pages: what was made of it is not of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from flows.line import BatchLine
from sohoa.domain.batons import ScannedDocument
from sohoa.domain.custody_errors import ChangedUnderWayError
from sohoa.domain.errors import ItemError, UnknownBatchError
from sohoa.intake.inbox import list_candidates
from sohoa.intake.masters import read_master
from sohoa.work.station import StationRun

S = TypeVar("S")
T = TypeVar("T")


def refuse_changed(
    line: BatchLine, run: StationRun[S, T], scanned_of: Callable[[S], ScannedDocument]
) -> None:
    """Refuse the open pieces whose masters are not those that were taken in."""
    waiting = run.open()
    lying = _lying(line) if waiting else {}
    for piece in waiting:
        scanned = scanned_of(piece.source)
        if not _is_unchanged(scanned, lying.get(scanned.source_name, ())):
            run.reject(piece, ChangedUnderWayError(piece.item_id))


def _lying(line: BatchLine) -> Mapping[str, tuple[Path, ...]]:
    try:
        candidates = list_candidates(line.workspace.batch_inbox(line.batch))
    except UnknownBatchError:
        return {}
    return {candidate.source_name: candidate.paths for candidate in candidates}


def _is_unchanged(scanned: ScannedDocument, paths: tuple[Path, ...]) -> bool:
    if [path.name for path in paths] != [source.path.name for source in scanned.sources]:
        return False
    try:
        found = [read_master(path).source.sha256 for path in paths]
    except ItemError:
        return False
    return found == [source.sha256 for source in scanned.sources]
