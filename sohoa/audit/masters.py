"""The masters of a record: the scans as they were delivered, which stay where they are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from sohoa.archive.receipt import Receipt
from sohoa.audit.asked import ArchivedFile, Question
from sohoa.audit.problems import Part, Problem
from sohoa.domain.custody import MASTERS_RELEASED
from sohoa.domain.outcome import DocumentState
from sohoa.durable import sha256_of
from sohoa.work.archive_home import events_path

_INBOX = "inbox"


def master_problems(file: ArchivedFile, receipt: Receipt, question: Question) -> Iterator[Problem]:
    """Masters that are gone, or, looked at deeply, are not those that the receipt names.

    Of masters that were released none is missing; what lies in their place all the same must be
    one of them.

    Raises:
        OSError: A master that is there cannot be read.
    """
    if question.inbox is None or file.row.state is not DocumentState.ARCHIVED:
        return
    stored = file.row.source_paths
    paths = [whereabouts(one, question.inbox) for one in stored]
    released = masters_released(file)
    if not released:
        yield from _missing(file, receipt, paths)
    if not question.deep or (None in paths and not released):
        return
    wanted = Counter(receipt.origin.masters)
    held = Counter({path: sha256_of(path) for path in paths if path}.values())
    if held - wanted if released else wanted - held:
        yield Problem("master-bytes", Part.MASTER, file.row.source_name)


def _missing(
    file: ArchivedFile, receipt: Receipt, paths: Sequence[Path | None]
) -> Iterator[Problem]:
    details = {"document": file.row.document_id}
    for one, path in zip(file.row.source_paths, paths, strict=True):
        if path is None:
            yield Problem("master-missing", Part.MASTER, PurePath(one).name, details)
    if len(paths) < len(receipt.origin.masters):
        yield Problem("master-missing", Part.MASTER, file.row.source_name, details)


def masters_released(file: ArchivedFile) -> bool:
    """Say whether somebody released a record's masters: by the catalogue, and beside the record.

    That the file of events is the one the catalogue knows is asked elsewhere.
    """
    if not file.masters_released:
        return False
    try:
        kept = json.loads(events_path(file.path).read_bytes())
    except (OSError, ValueError):
        return False
    events = kept.get("events", []) if isinstance(kept, dict) else []
    return any(isinstance(one, dict) and one.get("detail") == MASTERS_RELEASED for one in events)


def whereabouts(stored: str, inbox: Path) -> Path | None:
    """Return a master's path now: in this workspace's inbox, also after the workspace was moved."""
    parts = PurePath(stored).parts
    candidates = [Path(stored)]
    if _INBOX in parts:
        place = len(parts) - 1 - parts[::-1].index(_INBOX)
        candidates.insert(0, inbox.joinpath(*parts[place + 1 :]))
    return next((path for path in candidates if path.is_file()), None)
