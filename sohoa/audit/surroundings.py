"""What surrounds records: the manifests of their folders, places that lead nowhere, strange files.

Folder by folder: of an archive of a million records one folder is in memory at a time.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.archive.manifest import MANIFEST_NAME, manifest_content
from sohoa.audit.places import gaps_of, year_in
from sohoa.audit.problems import Part, Problem
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.identifiers import events_name, reading_name, receipt_name
from sohoa.durable import is_being_written
from sohoa.work.archive_home import marker_path
from sohoa.workspace import Workspace

_LARGEST = 256 << 20
_PARTS = 2
_Member = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """Problems of the manifest of one file unit."""

    folder: Path
    problems: tuple[Problem, ...]


def verify_units(
    workspace: Workspace, reader: CatalogueReader, folders: Collection[str] | None
) -> Iterator[UnitVerdict]:
    """Compare the manifests of folders with the catalogue; `None` means all, also those gone."""
    seen = set[str]()
    for folder in reader.archived_folders() if folders is None else sorted(folders):
        seen.add(folder)
        path = workspace.archive_dir / folder
        members = tuple(_listed_members(reader.members(folder)))
        problems = [*verify_manifest(path, members), *_gaps(reader, folder)]
        yield UnitVerdict(path, tuple(problems))
    if folders is not None:
        return
    for code in reader.given_units():
        folder = f"{year_in(code)}/{code}"
        if folder not in seen and (problems := [*gaps_of(reader.places(code))]):
            yield UnitVerdict(workspace.archive_dir / folder, tuple(problems))


def _gaps(reader: CatalogueReader, folder: str) -> Iterator[Problem]:
    """Ordinals that were given once and lead to no document."""
    code = folder.rpartition("/")[2]
    if folder == f"{year_in(code)}/{code}":
        yield from gaps_of(reader.places(code))


def _listed_members(members: Sequence[_Member]) -> Iterator[tuple[str, str]]:
    """Give the members that the manifest must list, by the catalogue."""
    for name, sha256, receipt, events, reading in members:
        yield name, sha256
        if receipt:
            yield receipt_name(name), receipt
        if events:
            yield events_name(name), events
        if reading:
            yield reading_name(name), reading


def read_listed(folder: Path) -> dict[str, str]:
    """Name → digest, as far as the manifest of a file unit can be read."""
    try:
        with (folder / MANIFEST_NAME).open("rb") as stream:
            lines = stream.read(_LARGEST).decode("utf-8", errors="replace").split("\n")
    except OSError:
        return {}
    parted = (line.split("  ", maxsplit=1) for line in lines)
    return {parts[1]: parts[0] for parts in parted if len(parts) == _PARTS}


def verify_manifest(folder: Path, members: tuple[tuple[str, str], ...]) -> Iterator[Problem]:
    """Compare a manifest byte by byte with what the catalogue says it must hold."""
    path = folder / MANIFEST_NAME
    if path.is_symlink() or not path.is_file():
        yield Problem("manifest-missing", Part.MANIFEST, MANIFEST_NAME)
        return
    held, expected = path.read_bytes(), manifest_content(members)
    if held == expected:
        return
    held_lines, expected_lines = held.split(b"\n"), expected.split(b"\n")
    for number in range(max(len(held_lines), len(expected_lines))):
        if held_lines[number : number + 1] != expected_lines[number : number + 1]:
            details = {"line": str(number + 1)}
            yield Problem("manifest-line", Part.MANIFEST, MANIFEST_NAME, details)


def unknown_files(workspace: Workspace, reader: CatalogueReader) -> Iterator[Path]:
    """Files in the archive that the catalogue does not know: put there by another hand.

    Among them the `.part` file that a killed run left, until a run writes the same file again; one
    whose writer is at work, or has just finished, is not meant.
    """
    top = workspace.archive_dir
    gone = {f"{year_in(code)}/{code}" for code in reader.given_units()}
    if top.is_dir():
        yield from _unknown_below(top, top, reader, gone)


def _unknown_below(
    folder: Path, top: Path, reader: CatalogueReader, gone: Collection[str]
) -> Iterator[Path]:
    below = folder.relative_to(top).as_posix()
    known = _known_names(reader.members(below))
    if known or below in gone:
        known.add(MANIFEST_NAME)
    if folder == top:
        known.add(marker_path(top).name)
    for name in sorted(entry.name for entry in folder.iterdir()):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            yield from _unknown_below(path, top, reader, gone)
        elif name not in known and not is_being_written(path) and os.path.lexists(path):
            yield path


def _known_names(members: Sequence[_Member]) -> set[str]:
    """The names of a folder's files, as the catalogue knows them; a receipt is always one."""
    names = {name for name, _digest in _listed_members(members)}
    return names | {receipt_name(member[0]) for member in members}
