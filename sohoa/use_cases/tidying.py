"""Takes away what a finished document no longer needs, by one stated rule.

A document's working files (page images made from the masters, the PDF/A, the signed copy, pictures
for a decision) go when

1. it has been in the archive for `work.keep_days` days, and
2. the archived file, read back from the disk now, has the digest that the catalogue knows, and so
   has its reading copy, if there is one, and
3. no sheet of it waits to be scanned again: the slip shows its pages.

Masters, page texts, outcomes and events stay. What killed processes left half-written (`.part`)
goes at once, wherever it lies, unless its writer is still at work. Of the records of runs the
newest `work.keep_runs` stay.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import BatchBusyError
from sohoa.domain.finding_kind import Need
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import reading_name
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stations import Station
from sohoa.durable import is_being_written, is_part, sha256_of
from sohoa.need_rules import load_need_rules
from sohoa.runs.record import tidy_runs
from sohoa.work.archive_home import require_known_archive
from sohoa.work_settings import WorkSettings
from sohoa.workspace import BatchFolder, Workspace

#: In these each document has a folder of its own.
_OWN_FOLDERS = frozenset({"pages", "review"})


@dataclass(frozen=True, slots=True)
class Tidied:
    """Result of tidying, done or only tried: documents, half-written files, and bytes in all.

    `runs` counts the records of runs that are over. `unproven` are documents whose archived file is
    missing or is not what the catalogue knows: they keep everything.
    """

    documents: int = 0
    parts: int = 0
    freed_bytes: int = 0
    unproven: tuple[str, ...] = ()
    runs: int = 0


def tidy(
    workspace: Workspace, work: WorkSettings, *, now: dt.datetime, dry_run: bool = False
) -> Tidied:
    """Take away working files of finished documents, litter, and the records of old runs.

    With `dry_run` only count.

    A batch that a run holds is left for the next time.

    Raises:
        ArchiveAwayError, OtherArchiveError: The archive's disk is away: nothing can be proven.
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be read.
        SettingsError: They do not say what has to be scanned again.
        OSError: Something may not be deleted.
    """
    require_known_archive(workspace)
    rules = load_need_rules(workspace.config_dir)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        rows = reader.list_documents(state=DocumentState.ARCHIVED)
    ripe = now - dt.timedelta(days=work.keep_days)
    documents, freed, unproven = 0, 0, list[str]()
    for row in rows:
        if row.archived_at is None or row.archived_at > ripe:
            continue
        working = list(_working_files(workspace, row, rules))
        if not working:
            continue
        if not _is_proven(workspace, row):
            unproven.append(row.document_id)
            continue
        size = _removed(_folder_of(workspace, row), working, dry_run=dry_run)
        documents, freed = documents + bool(size), freed + size
    parts = list(_litter(workspace))
    for part in parts:
        freed += part.stat().st_size
        if not dry_run:
            part.unlink(missing_ok=True)
    runs = tidy_runs(workspace, keep=work.keep_runs, dry_run=dry_run)
    return Tidied(documents, len(parts), freed, tuple(unproven), runs)


def _folder_of(workspace: Workspace, row: DocumentRow) -> BatchFolder:
    return BatchFolder(workspace, row.phase or 0, row.batch)


def _working_files(workspace: Workspace, row: DocumentRow, rules: NeedRules) -> Iterator[Path]:
    folder = _folder_of(workspace, row)
    for station in (Station.PDFA, Station.SIGN):
        path = folder.station_dir(station) / "files" / f"{row.document_id}.pdf"
        for file in (path, path.with_name(reading_name(path.name))):
            if file.is_file():
                yield file
    pictures = workspace.review_dir / row.document_id
    if pictures.is_dir():
        yield from (path for path in pictures.iterdir() if path.is_file())
    pages = folder.station_dir(Station.INTAKE) / "pages" / row.document_id
    if pages.is_dir() and Need.RESCAN not in row.needs(rules):
        yield from (path for path in pages.iterdir() if path.is_file())


def _is_proven(workspace: Workspace, row: DocumentRow) -> bool:
    wanted = {row.archive_path or "": row.sha256}
    if row.reading_path:
        wanted[row.reading_path] = row.reading_sha256
    places = ((workspace.archive_dir / name, sha256) for name, sha256 in wanted.items())
    return all(path.is_file() and sha256_of(path) == sha256 for path, sha256 in places)


def _removed(folder: BatchFolder, paths: Iterable[Path], *, dry_run: bool) -> int:
    """Delete a document's working files while no run holds its batch; their size."""
    try:
        with folder.lock():
            size = sum(path.stat().st_size for path in paths)
            for path in () if dry_run else paths:
                path.unlink()
            own = {path.parent for path in paths if path.parent.parent.name in _OWN_FOLDERS}
            for emptied in () if dry_run else own:
                shutil.rmtree(emptied)
    except BatchBusyError:
        return 0
    return size


def _litter(workspace: Workspace) -> Iterator[Path]:
    """Half-written files whose writer is gone, in all folders that Sohoa writes into."""
    for folder in (
        workspace.archive_dir,
        workspace.batches_dir,
        workspace.reports_dir,
        workspace.review_dir,
        workspace.audit_dir,
        workspace.cache_dir,
    ):
        for path in folder.rglob("*.part"):
            if is_part(path) and path.is_file() and not is_being_written(path):
                yield path
