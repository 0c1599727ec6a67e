"""Writes a package so that it is there whole or not at all: as a folder, or as one ZIP file."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from sohoa.domain.package_errors import PackageThereError, RecordNotWholeError
from sohoa.durable import (
    is_being_written,
    is_part,
    part_of,
    raise_if_disk_full,
    replace_durably,
    sha256_of,
    sync,
)
from sohoa.package.layout import Member, folder_name
from sohoa.package.making import Package

_CHUNK_BYTES: Final = 1 << 20
#: The first moment that ZIP knows: when a file was packed is no fact of the package.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o100640


def write_folder(package: Package, target: Path) -> tuple[Path, bool]:
    """Write a package as a folder in `target`; its path, and whether it was written now.

    One of the same content that lies there is left as it is. Until everything is on the disk the
    folder bears another name.

    Raises:
        PackageThereError: Something else lies there.
        RecordNotWholeError: An archived file is not what the catalogue knows.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    path = target / folder_name(package.objid)
    if _lies_there(path):
        return _same_or_refused(path, _is_same_folder(package, path)), False
    with _part(path) as part:
        for member in package.members:
            place = part / member.path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as stream:
                _copy(member, stream.write)
            sync(place)
        for folder in [*(one for one in part.rglob("*") if one.is_dir()), part]:
            sync(folder)
        try:
            part.rename(path)
        except OSError:
            # Another process has made the same package meanwhile; else the error stands.
            if not _lies_there(path):
                raise
            return _same_or_refused(path, _is_same_folder(package, path)), False
        sync(target)
    return path, True


def write_zip(package: Package, target: Path) -> tuple[Path, bool]:
    """Write a package as one ZIP file in `target`, its folder inside; else as `write_folder`."""
    top = folder_name(package.objid)
    path = target / f"{top}.zip"
    with _part(path) as part:
        with zipfile.ZipFile(part, "x", zipfile.ZIP_STORED) as archive:
            for member in package.members:
                entry = zipfile.ZipInfo(f"{top}/{member.path}", _NO_TIME)
                entry.create_system, entry.external_attr = _UNIX, _READABLE << 16
                entry.file_size = member.size
                with archive.open(entry, "w") as stream:
                    _copy(member, stream.write)
        if _lies_there(path):
            is_same = not path.is_symlink() and path.is_file() and _same_bytes(path, part)
            return _same_or_refused(path, is_same), False
        replace_durably(part, path)
    return path, True


def remove_left_over(target: Path) -> None:
    """Take away what killed processes have left of packages in a folder; nothing else.

    Raises:
        OSError: The folder cannot be written.
    """
    for path in sorted(target.glob("urn_*.part")):
        if not is_part(path) or is_being_written(path):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def _part(path: Path) -> Iterator[Path]:
    """The name under which something is written; whatever bears it still is taken away after."""
    part = part_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
    except OSError as error:
        raise_if_disk_full(error, path)
        raise
    finally:
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        part.unlink(missing_ok=True)


def _copy(member: Member, write: Callable[[bytes], object]) -> None:
    """Write a file's bytes on, making sure that they are those that METS names.

    Raises:
        RecordNotWholeError: They are not: the archived file is another, or gone.
    """
    if isinstance(member.source, bytes):
        write(member.source)
        return
    digest = sha256()
    try:
        stream = member.source.open("rb")
    except OSError as error:
        raise RecordNotWholeError(document=member.source.name, problem=error.strerror) from error
    with stream:
        while chunk := _read(stream.read, member):
            digest.update(chunk)
            write(chunk)
    if digest.hexdigest() != member.sha256:
        raise RecordNotWholeError(document=member.source.name, problem="SHA-256")


def _read(read: Callable[[int], bytes], member: Member) -> bytes:
    try:
        return read(_CHUNK_BYTES)
    except OSError as error:
        name = member.source.name if isinstance(member.source, Path) else member.path
        raise RecordNotWholeError(document=name, problem=error.strerror) from error


def _lies_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _same_or_refused(path: Path, is_same: bool) -> Path:
    if not is_same:
        raise PackageThereError(path=path)
    return path


def _is_same_folder(package: Package, path: Path) -> bool:
    """Say whether a folder holds a package, byte for byte, and nothing else."""
    if path.is_symlink() or not path.is_dir():
        return False
    held = {one for one in path.rglob("*") if one.is_symlink() or not one.is_dir()}
    wanted = {path / member.path: member for member in package.members}
    return held == set(wanted) and all(
        not place.is_symlink() and place.is_file() and sha256_of(place) == member.sha256
        for place, member in wanted.items()
    )


def _same_bytes(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and sha256_of(one) == sha256_of(other)
