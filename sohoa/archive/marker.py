"""The archive's own mark: by it a folder is known as this archive, not as an empty mount point."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path

from sohoa.domain.custody_errors import ArchiveAwayError, OtherArchiveError
from sohoa.domain.formats import refuse_newer
from sohoa.durable import protect, write_durably

MARKER_NAME = "sohoa-archive.json"
_FORMAT = "sohoa-archive/1"


def marker_path(archive_dir: Path) -> Path:
    """Where the mark lies: at the top of the archive."""
    return archive_dir / MARKER_NAME


def read_marker(archive_dir: Path) -> str:
    """The id in the mark; empty if there is no mark, or it is none.

    Raises:
        NewerFormatError: A later program keeps this archive.
        OSError: It is there and cannot be read.
    """
    path = marker_path(archive_dir)
    try:
        stated = path.read_bytes()
        refuse_newer(stated, _FORMAT, path=path)
        content = json.loads(stated)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return ""
    is_ours = isinstance(content, dict) and content.get("format") == _FORMAT
    return str(content.get("archive_id", "")) if is_ours else ""


def make_marker(archive_dir: Path, archive_id: str, *, made_at: dt.datetime) -> None:
    """Mark a folder as an archive. Whoever does has made sure that it is one, or empty.

    Raises:
        DiskFullError: No room is left.
    """
    content = {
        "format": _FORMAT,
        "archive_id": archive_id,
        "made_at": made_at.isoformat(timespec="seconds"),
    }
    write_durably(marker_path(archive_dir), (json.dumps(content, indent=1) + "\n").encode())
    protect(marker_path(archive_dir))


def new_archive_id() -> str:
    """An id that no other archive has."""
    return str(uuid.uuid4())


def require_marker(archive_dir: Path, archive_id: str) -> None:
    """Make sure that a folder is the archive of that id, now.

    Raises:
        ArchiveAwayError: It bears no mark: its disk is not there.
        OtherArchiveError: It is another archive.
    """
    found = read_marker(archive_dir)
    if not found:
        raise ArchiveAwayError(folder=archive_dir, wanted=archive_id)
    if found != archive_id:
        raise OtherArchiveError(folder=archive_dir, found=found, wanted=archive_id)
