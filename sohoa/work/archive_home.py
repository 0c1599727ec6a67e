"""The archive of this office: known by its mark, and what is due beside its records.

The mark is made once and looked for ever after, so that an empty mount point is not taken for the
archive. Events are decided by the catalogue in one transaction, which knows that their file is
still to be written; whoever comes next writes it. A process may be killed between any two steps.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sohoa.archive.manifest import change_file_unit_manifest, write_file_unit_manifest
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.custody import DueTrail
from sohoa.domain.custody_errors import ArchiveAwayError, OtherArchiveError
from sohoa.domain.formats import refuse_newer
from sohoa.domain.identifiers import events_name
from sohoa.durable import digest_of_bytes, protect, sha256_of, write_durably
from sohoa.workspace import Workspace

if TYPE_CHECKING:  # workers that only verify need no writer
    from sohoa.catalogue.writer import Catalogue

MARKER_NAME = "sohoa-archive.json"
_FORMAT = "sohoa-archive/1"
#: So many archived files are compared before an archive without a mark is taken for ours.
_COMPARED = 20


def marker_path(archive_dir: Path) -> Path:
    """Return the path of the mark, at the top of the archive."""
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


def require_archive(workspace: Workspace, catalogue: Catalogue) -> str:
    """Make sure that the archive is there and is this catalogue's; the id it bears.

    An archive of before there were marks is marked once, when the catalogue's records are found
    in it. A new office's is made.

    Raises:
        ArchiveAwayError: Its disk is not there. Nothing is made in its place.
        OtherArchiveError: It is another catalogue's archive.
    """
    wanted = catalogue.archive_id()
    if not wanted:
        return _claim(workspace.archive_dir, catalogue)
    require_marker(workspace.archive_dir, wanted)
    return wanted


def require_known_archive(workspace: Workspace) -> None:
    """The same for who only reads: an archive that was never marked is looked at as it is.

    Raises:
        ArchiveAwayError, OtherArchiveError: As `require_archive`.
    """
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        wanted = reader.archive_id()
    if wanted:
        require_marker(workspace.archive_dir, wanted)


def _claim(archive_dir: Path, catalogue: Catalogue) -> str:
    """Tie an archive to a catalogue that knows none yet.

    The mark is written before the catalogue knows it: a killed program leaves a mark without a
    catalogue, and the next one finds an archive that holds nothing but the mark.
    """
    stored = catalogue.stored_files()
    found = read_marker(archive_dir)
    if stored:
        if not _holds(archive_dir, stored):
            raise ArchiveAwayError(folder=archive_dir, wanted="?")
    elif _holds_files(archive_dir):
        raise OtherArchiveError(folder=archive_dir, found=found or "?", wanted="?")
    archive_id = found or str(uuid.uuid4())
    if not found:
        make_marker(archive_dir, archive_id, made_at=dt.datetime.now(dt.UTC))
    catalogue.set_archive_id(archive_id)
    return catalogue.archive_id()


def _holds(archive_dir: Path, stored: tuple[tuple[str, str], ...]) -> bool:
    """Say whether a folder has the files that the catalogue knows, byte for byte."""
    there = ((archive_dir / path, sha256) for path, sha256 in stored)
    found = list(islice(((path, sha) for path, sha in there if path.is_file()), _COMPARED))
    same = sum(sha256_of(path) == sha256 for path, sha256 in found)
    return bool(found) and same * 2 > len(found)


def _holds_files(archive_dir: Path) -> bool:
    """Say whether records lie there that this catalogue knows nothing of."""
    return archive_dir.is_dir() and next(archive_dir.rglob("*.pdf"), None) is not None


def list_file_unit(folder: Path, file_code: str, catalogue: Catalogue) -> None:
    """List in a file unit's manifest what it does not list yet; whoever does holds the lock.

    The catalogue knows what that is, also after a kill; all is listed anew only where there is no
    manifest to be changed.

    Raises:
        DiskFullError: No room is left.
    """
    due = catalogue.unlisted(file_code)
    members = [member for one in due for member in one.members]
    if not change_file_unit_manifest(folder, members):
        write_file_unit_manifest(folder, catalogue.file_unit_members(file_code))
    catalogue.note_listed(due)


def events_path(file: Path) -> Path:
    """Return the path of an archived file's events: beside it, under its name."""
    return file.with_name(events_name(file.name))


def keep_trails(workspace: Workspace, catalogue: Catalogue) -> tuple[str, ...]:
    """Write the files of events that are due, and the manifests that list them; give their ids.

    Raises:
        ArchiveAwayError, OtherArchiveError: The archive is not there.
        DiskFullError: No room is left.
    """
    if not catalogue.due_trails():
        return ()
    require_archive(workspace, catalogue)
    with workspace.archive_lock():
        due = catalogue.due_trails()
        for trail in due:
            _write(workspace.archive_dir / trail.archive_path, trail)
        units = {((workspace.archive_dir / one.archive_path).parent, one.file_code) for one in due}
        for folder, code in units:
            list_file_unit(folder, code, catalogue)
        catalogue.trails_kept({one.document_id: digest_of_bytes(one.content) for one in due})
    return tuple(trail.document_id for trail in due)


def _write(file: Path, trail: DueTrail) -> None:
    path = events_path(file)
    write_durably(path, trail.content)
    protect(path)
