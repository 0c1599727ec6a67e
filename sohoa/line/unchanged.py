"""Before it is signed, and before it is archived: is the scan still the one that was taken in?

Hours or weeks may lie between (a signature waits for its signer). A scan that was replaced by a
longer one in the meantime, a folder that got more pages: what was made of it is not of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sohoa.domain.custody_errors import ChangedUnderWayError
from sohoa.domain.errors import ItemError, UnknownBatchError
from sohoa.domain.stage_results import ScannedDocument
from sohoa.intake.inbox import list_candidates
from sohoa.intake.masters import read_master
from sohoa.workspace import BatchFolder


def changed_since(
    folder: BatchFolder, taken: Mapping[str, ScannedDocument]
) -> dict[str, ItemError]:
    """Return who of `taken` has to be refused: its masters are not those that were taken in."""
    lying = _lying(folder) if taken else {}
    return {
        identity: ChangedUnderWayError(identity)
        for identity, scanned in taken.items()
        if not _is_unchanged(scanned, lying.get(scanned.source_name, ()))
    }


def _lying(folder: BatchFolder) -> Mapping[str, tuple[Path, ...]]:
    try:
        candidates = list_candidates(folder.workspace.batch_inbox(folder.batch))
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
