"""The manifests of the file units, and the files that nobody accounts for."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from sohoa.archive.placing import MANIFEST_NAME, manifest_content
from sohoa.audit.problems import Part, Problem
from sohoa.durable import is_being_written

_LARGEST = 256 << 20
_PARTS = 2


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


def unknown_files(archive_dir: Path, known: Collection[Path]) -> Iterator[Path]:
    """Files in the archive that the catalogue does not know: put there by another hand.

    Among them the `.part` file that a killed run left, until a run writes the same file again; one
    whose writer is at work, or has just finished, is not meant.
    """
    for path in sorted(archive_dir.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        if path not in known and not is_being_written(path) and os.path.lexists(path):
            yield path
