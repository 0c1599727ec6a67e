"""Writes what happened to archived records into the archive, beside them.

The catalogue decides in one transaction, and knows that the file is still to be written; whoever
comes next writes it. A process may be killed between any two steps.
"""

from __future__ import annotations

from pathlib import Path

from sohoa.archive.placing import write_file_unit_manifest
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody import DueTrail
from sohoa.domain.identifiers import events_name
from sohoa.durable import digest_of_bytes, protect, remove_parts, write_durably
from sohoa.work.archive_home import require_archive
from sohoa.workspace import Workspace


def events_path(file: Path) -> Path:
    """Where the events of an archived file lie: beside it, under its name."""
    return file.with_name(events_name(file.name))


def keep_trails(workspace: Workspace, catalogue: Catalogue) -> tuple[str, ...]:
    """Write the files of events that are due, and the manifests that list them; whose they are.

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
            write_file_unit_manifest(folder, catalogue.file_unit_members(code))
        catalogue.trails_kept({one.document_id: digest_of_bytes(one.content) for one in due})
    return tuple(trail.document_id for trail in due)


def _write(file: Path, trail: DueTrail) -> None:
    path = events_path(file)
    remove_parts(path)
    write_durably(path, trail.content)
    protect(path)
