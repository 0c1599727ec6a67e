"""Files that survive: digests, and writes that are either whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from pathlib import Path

from sohoa.domain.errors import DiskFullError

_CHUNK_BYTES = 1 << 20


def sha256_of(path: Path) -> str:
    """Digest a file's bytes: SHA-256, 64 hexadecimal digits, in bounded memory.

    Raises:
        OSError: The file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def digest_of_start(path: Path, size: int) -> str:
    """Digest a file's first `size` bytes, as `sha256_of` digests all.

    Raises:
        OSError: The file cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while size and (chunk := stream.read(min(size, _CHUNK_BYTES))):
            digest.update(chunk)
            size -= len(chunk)
    return digest.hexdigest()


def digest_of_bytes(content: bytes) -> str:
    """Digest bytes as `sha256_of` digests a file."""
    return hashlib.sha256(content).hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that, whenever the machine stops, it is there whole or not at all.

    The bytes go to `<name>.part`, to the disk, and only then under the final name.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    try:
        part.write_bytes(content)
        settle_into_place(part, path)
    except OSError as error:
        raise_if_disk_full(error, path)
        raise


def copy_durably(source: Path, target: Path) -> str:
    """Copy a file with the same promise as `write_durably`; returns the copy's SHA-256.

    Raises:
        DiskFullError: No room is left.
        OSError: The source cannot be read or the folder cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(target)
    try:
        shutil.copyfile(source, part)
        digest = sha256_of(part)
        settle_into_place(part, target)
    except OSError as error:
        raise_if_disk_full(error, target)
        raise
    return digest


def part_of(path: Path) -> Path:
    """The name a file has while it is being written: its own, the process, and `.part`."""
    return path.with_name(f"{path.name}.{os.getpid()}.part")


def settle_into_place(part: Path, target: Path) -> None:
    """Give a finished `.part` file its final name: data first, then name, then folder.

    Raises:
        OSError: A step failed; the final name then holds what it held before.
    """
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def raise_if_disk_full(error: OSError, path: Path) -> None:
    """Turn "no space left" and "quota exceeded" into the error that says what to do.

    Raises:
        DiskFullError: `error` says the disk is full.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        raise DiskFullError(folder=str(path.parent)) from error
