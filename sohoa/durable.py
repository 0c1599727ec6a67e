"""Files that survive: digests, and writes that are either whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sohoa.domain.errors import DiskFullError

_CHUNK_BYTES = 1 << 20
_NOTHING_FOR_OTHERS = 0o027
_READ_ONLY = 0o440
_OWNER_ONLY = 0o600
#: Earlier versions named no machine.
_PART = re.compile(
    r"(?P<name>.+)\.(?:(?P<host>[a-z0-9][a-z0-9-]*)-)?(?P<process>\d+)\.part"
    # What SQLite, and who opens one, lays beside a database that is being made.
    r"(?:-wal|-shm|-journal|\.lock)?"
)
_HOST = re.sub(r"[^a-z0-9]+", "-", socket.gethostname().casefold()).strip("-")[:40] or "host"
#: Another machine's processes cannot be looked at: what it writes is being written for so long.
_ELSEWHERE_SECONDS = 24 * 3600
#: The clock of the files and that of the processes may differ by this much.
_CLOCK_SECONDS = 2.0


def keep_to_user_and_group() -> None:
    """Let this process and those it starts make files that only its user and group may read.

    Scans, texts and the catalogue hold personal data (Decree 13/2023).
    """
    os.umask(os.umask(0o077) | _NOTHING_FOR_OTHERS)


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
    with written_durably(path) as part:
        part.write_bytes(content)


def append_durably(path: Path, line: bytes) -> None:
    """Add a line at the end of a file; it is on the disk when this returns.

    Where a stopped machine has left a part of a line, the new one begins behind it on its own.

    Raises:
        DiskFullError: No room is left.
        OSError: The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        add_lines(path, line)
    except OSError as error:
        raise_if_disk_full(error, path)
        raise
    sync(path.parent)


def add_lines(path: Path, lines: bytes) -> None:
    """Add lines behind the last whole one; of a share, whose folder may not be synced.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            lines = lines if stream.read(1) == b"\n" else b"\n" + lines
        stream.write(lines)
        stream.flush()
        os.fsync(stream.fileno())


def write_secret(path: Path, content: bytes) -> None:
    """Write a file as `write_durably` does, which only its owner may read, over no other.

    Raises:
        FileExistsError: There is one already.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    write_once(path, content, rights=_OWNER_ONLY)


def write_once(path: Path, content: bytes, *, rights: int = _READ_ONLY) -> None:
    """Write a file as `write_durably` does, which nobody writes again, over no other.

    Raises:
        FileExistsError: There is one already.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    part.unlink(missing_ok=True)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, rights)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        path.hardlink_to(part)
    except OSError as error:
        raise_if_disk_full(error, path)
        raise
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)


def copy_durably(source: Path, target: Path) -> str:
    """Copy a file with the same promise as `write_durably`; returns the copy's SHA-256.

    Raises:
        DiskFullError: No room is left.
        OSError: The source cannot be read or the folder cannot be written.
    """
    with written_durably(target) as part:
        shutil.copyfile(source, part)
        return sha256_of(part)


@contextmanager
def written_durably(target: Path) -> Iterator[Path]:
    """Give the `.part` file to write; it gets its final name if the block ends without an error.

    Else it is taken away, and `target` holds what it held before. The folder is made if need be.

    Raises:
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    part = part_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        replace_durably(part, target)
    except OSError as error:
        raise_if_disk_full(error, target)
        raise
    finally:
        part.unlink(missing_ok=True)


def not_taken(path: Path) -> Path:
    """Give a path itself, or, where something is there, the first with a number behind its name."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def part_of(path: Path) -> Path:
    """The name a file has while it is being written: its own, machine and process, and `.part`."""
    return path.with_name(f"{path.name}.{_HOST}-{os.getpid()}.part")


def remove_parts(folder: Path) -> None:
    """Take away what killed processes left in a folder; what a living one is writing stays.

    A folder is gone through once for many files, not for each: it may hold thousands.

    Raises:
        OSError: The folder cannot be written.
    """
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        left = [folder / entry.name for entry in entries if ".part" in entry.name]
    for path in left:
        if is_part(path) and not is_being_written(path):
            path.unlink(missing_ok=True)


def parts_of(path: Path) -> Iterator[Path]:
    """What is left of a file that was being written, by whichever process."""
    for part in path.parent.glob("*.part"):
        if part.name.startswith(f"{path.name}.") and is_part(part):
            yield part


def is_part(path: Path) -> bool:
    """Say whether a file bears a name that only a half-written one has."""
    return _PART.fullmatch(path.name) is not None


def is_being_written(part: Path) -> bool:
    """Say whether a `.part` file's writer is at work: its process lives, and is not younger.

    A process number is given out again, above all after a machine was started anew. Of another
    machine's file nobody knows; it is taken for being written until it has been so for a day.
    """
    found = _PART.fullmatch(part.name)
    if found is None:
        return False
    if found["host"] not in {None, _HOST}:
        return _is_young(part)
    try:
        status = Path("/proc", found["process"], "stat").read_text(encoding="utf-8")
        written_at = part.stat().st_mtime
    except OSError:
        return False
    ticks = int(status.rpartition(")")[2].split()[19])  # proc(5): start time, the 22nd field
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return time.time() - age <= written_at + _CLOCK_SECONDS


def _is_young(part: Path) -> bool:
    try:
        return time.time() - part.stat().st_mtime < _ELSEWHERE_SECONDS
    except OSError:
        return False


def protect(path: Path) -> None:
    """Let a finished file be read by its user and group, and written by nobody.

    Raises:
        OSError: Its rights cannot be changed.
    """
    path.chmod(_READ_ONLY)


def replace_durably(source: Path, target: Path) -> None:
    """Give a finished file its final name: data first, then name, then folder.

    Raises:
        OSError: A step failed; the final name then holds what it held before.
    """
    sync(source)
    source.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's names, to the disk.

    Raises:
        OSError: The disk does not take them.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def raise_if_disk_full(error: OSError, path: Path) -> None:
    """Turn "no space left" and "quota exceeded" into the error that says what to do.

    Raises:
        DiskFullError: `error` says the disk is full.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        raise DiskFullError(folder=str(path.parent)) from error
