"""Opens a package to read it, a folder or a ZIP file, without believing any of its names.

Nothing is unpacked and no link followed: a package may come from anywhere.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Final, Protocol

from sohoa.domain.failure import N_
from sohoa.domain.package_errors import NotAPackageError
from sohoa.package.layout import ROOT_METS
from sohoa.package.xml import LARGEST

_CHUNK_BYTES: Final = 1 << 20
#: What reading a member of a damaged ZIP file raises.
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class UnreadableMemberError(Exception):
    """A file of a package cannot be read: its disk, or the ZIP file, is damaged."""


class OpenPackage(Protocol):
    """A package that can be read: the names in it, and what stands under them.

    Attributes:
        name: What its folder is called.
        paths: The files below that folder, with strokes.
        odd: Names that are no plain file below it (links, devices, names that lead outside or
            stand twice), each with the code of what it is.
    """

    name: str
    paths: frozenset[str]
    odd: tuple[tuple[str, str], ...]

    def open(self, path: str) -> IO[bytes]:
        """Open one of `paths`.

        Raises:
            UnreadableMemberError: It cannot be read.
        """


@dataclass(frozen=True, slots=True)
class Measured:
    """A file's size and SHA-256, as they were read."""

    size: int
    sha256: str


def measure(package: OpenPackage, path: str, *, most: int) -> Measured:
    """Read a file through, in bounded memory; of one that is larger than `most` not all.

    Raises:
        UnreadableMemberError: It cannot be read to its end.
    """
    digest, size = hashlib.sha256(), 0
    with package.open(path) as stream:
        while size <= most and (chunk := _chunk(stream)):
            digest.update(chunk)
            size += len(chunk)
    return Measured(size, digest.hexdigest())


def content(package: OpenPackage, path: str) -> bytes:
    """Read a file of metadata whole; of one that is too large for that, more than allowed.

    Raises:
        UnreadableMemberError: It cannot be read to its end.
    """
    parts, size = [], 0
    with package.open(path) as stream:
        while size <= LARGEST and (chunk := _chunk(stream)):
            parts.append(chunk)
            size += len(chunk)
    return b"".join(parts)


def copy_to(package: OpenPackage, path: str, target: IO[bytes]) -> None:
    """Copy a file out of a package.

    Raises:
        UnreadableMemberError: It cannot be read to its end.
        OSError: The copy cannot be written.
    """
    with package.open(path) as stream:
        while chunk := _chunk(stream):
            target.write(chunk)


def _chunk(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(_CHUNK_BYTES)
    except (OSError, *_DAMAGED) as error:
        raise UnreadableMemberError from error


@contextmanager
def opened(path: Path) -> Iterator[OpenPackage]:
    """Open a package for reading.

    Raises:
        NotAPackageError: It is neither a folder nor a ZIP file, or has no METS.xml.
    """
    if path.is_dir():
        package = _Folder(path)
        _require_mets(package, path)
        yield package
        return
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise NotAPackageError(path=path, problem="No such file or directory") from error
    except (OSError, *_DAMAGED, ValueError) as error:
        raise NotAPackageError(
            path=path, problem=N_("it is neither a folder nor a ZIP file")
        ) from error
    with archive:
        zipped = _Zip(archive, path)
        _require_mets(zipped, path)
        yield zipped


def _require_mets(package: OpenPackage, path: Path) -> None:
    if ROOT_METS not in package.paths:
        raise NotAPackageError(path=path, problem=N_("it has no METS.xml"))


@dataclass(slots=True)
class _Folder:
    folder: Path
    name: str = ""
    paths: frozenset[str] = frozenset()
    odd: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        self.name = self.folder.resolve().name
        found, odd = set[str](), list[tuple[str, str]]()
        for root, folders, names in os.walk(self.folder, onerror=_refuse, followlinks=False):
            base = Path(root)
            links = [name for name in folders if (base / name).is_symlink()]
            folders[:] = sorted(set(folders) - set(links))
            for name in (*names, *links):
                relative = (base / name).relative_to(self.folder).as_posix()
                mode = (base / name).lstat().st_mode
                if stat.S_ISREG(mode):
                    found.add(relative)
                else:
                    odd.append((relative, "link" if stat.S_ISLNK(mode) else "not-a-file"))
        self.paths, self.odd = frozenset(found), tuple(sorted(odd))

    def open(self, path: str) -> IO[bytes]:
        """Open a plain file: what has become a link meanwhile is not followed."""
        try:
            descriptor = os.open(self.folder / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise UnreadableMemberError from error
        return os.fdopen(descriptor, "rb")


def _refuse(error: OSError) -> None:
    raise NotAPackageError(path=error.filename, problem=error.strerror) from error


@dataclass(slots=True)
class _Zip:
    archive: zipfile.ZipFile
    file: Path
    name: str = ""
    paths: frozenset[str] = frozenset()
    odd: tuple[tuple[str, str], ...] = ()
    _entries: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tops = {entry.filename.partition("/")[0] for entry in self.archive.infolist()}
        self.name = next(iter(tops)) if len(tops) == 1 else ""
        odd = list[tuple[str, str]]()
        for entry in self.archive.infolist():
            inside = entry.filename.removeprefix(f"{self.name}/")
            if entry.is_dir():
                continue
            mode = entry.external_attr >> 16
            if _leads_outside(entry.filename) or "\\" in entry.orig_filename:
                odd.append((inside, "outside"))
            elif stat.S_ISLNK(mode):
                odd.append((inside, "link"))
            elif inside in self._entries:
                odd.append((inside, "twice"))
            else:
                self._entries[inside] = entry
        self.paths, self.odd = frozenset(self._entries), tuple(sorted(odd))

    def open(self, path: str) -> IO[bytes]:
        """Open an entry of the ZIP file."""
        try:
            return self.archive.open(self._entries[path])
        except (OSError, *_DAMAGED) as error:
            raise UnreadableMemberError from error


def _leads_outside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or ".." in parts or name.startswith(("/", "~")) or ":" in parts[0]


def resolved(base: str, href: str) -> str | None:
    """The path in a package that a METS means; `None` for what leads outside or elsewhere.

    Args:
        base: The folder of the METS, ending with a stroke; empty for the package's own.
        href: As METS has it: a relative path.
    """
    if _leads_outside(href) or "\\" in href or "//" in href or "://" in href:
        return None
    return f"{base}{href.removeprefix('./')}"
