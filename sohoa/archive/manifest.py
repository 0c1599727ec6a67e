"""The manifest of a file unit: a line for each file, as `sha256sum --check` takes it.

What changes is a few lines: those are put in their places, and the rest is taken over as it is. So
a record costs the same in a folder of twenty thousand as in one of ten; and a line that another
hand has changed stays as it is, to be found by `sohoa verify`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from sohoa.durable import remove_parts, write_durably

MANIFEST_NAME = "manifest-sha256.txt"
_LINE = re.compile(rb"[0-9a-f]{64}  (?P<name>[^\n]+)")


def manifest_content(members: Iterable[tuple[str, str]]) -> bytes:
    """The list that `sha256sum --check manifest-sha256.txt` checks, run in the folder.

    The lines are sorted, so that the same members give the same bytes: what a manifest must
    hold can be told from the catalogue, and any changed byte in it be found.
    """
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(members)).encode()


def write_file_unit_manifest(folder: Path, members: Iterable[tuple[str, str]]) -> Path:
    """Write the manifest of a file unit; whoever does holds the archive's lock.

    Raises:
        DiskFullError: No room is left.
    """
    remove_parts(folder)
    path = folder / MANIFEST_NAME
    write_durably(path, manifest_content(members))
    return path


def change_file_unit_manifest(folder: Path, members: Iterable[tuple[str, str]]) -> bool:
    """Put some members into a manifest that stands; whoever does holds the archive's lock.

    Says whether that could be done: not where there is none, or it is not written as manifests are.

    Raises:
        DiskFullError: No room is left.
    """
    path = folder / MANIFEST_NAME
    if path.is_symlink() or not path.is_file():
        return False
    held = path.read_bytes()
    changed = changed_content(held, members)
    if changed is None:
        return False
    remove_parts(folder)
    if changed != held:
        write_durably(path, changed)
    return True


def changed_content(held: bytes, members: Iterable[tuple[str, str]]) -> bytes | None:
    """A manifest's content with some members' lines put in place; `None` if it is none.

    Of the lines that stand only those are looked at that a search by halves comes by.
    """
    if held and not held.endswith(b"\n"):
        return None
    parts, done = list[bytes](), 0
    for name, digest in sorted(members):
        found = _place_of(held, name.encode(), begin=done)
        if found is None:
            return None
        start, end = found
        parts += [held[done:start], f"{digest}  {name}\n".encode()]
        done = end
    return b"".join([*parts, held[done:]])


def _place_of(held: bytes, name: bytes, *, begin: int) -> tuple[int, int] | None:
    """Where a name's line stands, or would stand; `None` where a line is not one."""
    low, high = begin, len(held)
    while low < high:
        start = held.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = held.index(b"\n", start) + 1
        line = _LINE.fullmatch(held, start, end - 1)
        if line is None:
            return None
        if line["name"] == name:
            return start, end
        low, high = (end, high) if line["name"] < name else (low, start)
    return low, low
