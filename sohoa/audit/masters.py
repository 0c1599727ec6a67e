"""The masters of a record: the scans as they were delivered, which stay where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePath

from sohoa.audit.asked import ArchivedFile, Question
from sohoa.audit.problems import Part, Problem
from sohoa.domain.outcome import DocumentState
from sohoa.durable import sha256_of
from sohoa.index.receipt import Receipt

_INBOX = "inbox"


def master_problems(file: ArchivedFile, receipt: Receipt, question: Question) -> Iterator[Problem]:
    """Masters that are gone, or, looked at deeply, are not those that the receipt names.

    Raises:
        OSError: A master that is there cannot be read.
    """
    if question.inbox is None or file.row.state is not DocumentState.ARCHIVED:
        return
    stored = file.row.source_paths
    paths = [whereabouts(one, question.inbox) for one in stored]
    for one, path in zip(stored, paths, strict=True):
        if path is None:
            yield Problem("master-missing", Part.MASTER, PurePath(one).name)
    if len(stored) < len(receipt.origin.masters):
        yield Problem("master-missing", Part.MASTER, file.row.source_name)
    if not question.deep or None in paths:
        return
    wanted = Counter(receipt.origin.masters)
    held = Counter({path: sha256_of(path) for path in paths if path}.values())
    if wanted - held:
        yield Problem("master-bytes", Part.MASTER, file.row.source_name)


def whereabouts(stored: str, inbox: Path) -> Path | None:
    """Where a master lies now: in this workspace's inbox, also after the workspace was moved."""
    parts = PurePath(stored).parts
    candidates = [Path(stored)]
    if _INBOX in parts:
        place = len(parts) - 1 - parts[::-1].index(_INBOX)
        candidates.insert(0, inbox.joinpath(*parts[place + 1 :]))
    return next((path for path in candidates if path.is_file()), None)
