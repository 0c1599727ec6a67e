"""Which archive belongs to this office: known by its mark, made once, looked for ever after."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path

from sohoa.archive.marker import make_marker, new_archive_id, read_marker, require_marker
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.custody_errors import ArchiveAwayError, OtherArchiveError
from sohoa.durable import sha256_of
from sohoa.workspace import Workspace

#: So many archived files are compared before an archive without a mark is taken for ours.
_COMPARED = 20


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
    with CatalogueReader.open(workspace.catalogue_path) as reader:
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
    archive_id = found or new_archive_id()
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
