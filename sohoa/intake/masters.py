"""Masters: opened safely, hashed, and watched for change while they are being read."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.errors import (
    EmptyFileError,
    HostileNameError,
    PagesBeyondError,
    SourceChangedError,
    UnreadableFileError,
)
from sohoa.domain.identifiers import scan_digest
from sohoa.domain.places import pages_text
from sohoa.domain.stage_results import SourceFile
from sohoa.intake.content import HEAD_BYTES

_CHUNK_BYTES = 1 << 20
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}


@dataclass(frozen=True, slots=True)
class Master:
    """A master as it was when it was hashed."""

    source: SourceFile
    head: bytes
    state: tuple[int, int, int]

    @property
    def path(self) -> Path:
        """Its path in the inbox."""
        return self.source.path

    def require_unchanged(self) -> None:
        """Make sure that what was decoded is what was hashed.

        Raises:
            SourceChangedError: It was written to, replaced or removed in between.
        """
        try:
            status = self.path.lstat()
        except OSError as error:
            raise SourceChangedError(name=self.path.name) from error
        if _state(status) != self.state:
            raise SourceChangedError(name=self.path.name)


def read_master(path: Path, pages: Sequence[int] = ()) -> Master:
    """Hash a master without following a link or waiting for a pipe.

    `pages` are those of its pages that are the document; none: all of them.

    Raises:
        EmptyFileError: It has no bytes.
        SourceChangedError: It went away, or is being written.
        HostileNameError: A link or something else has taken its place.
        UnreadableFileError: The system refuses to read it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise HostileNameError(name=path.name)
            head = chunk = os.read(descriptor, HEAD_BYTES)
            digest = hashlib.sha256()
            while chunk:
                digest.update(chunk)
                chunk = os.read(descriptor, _CHUNK_BYTES)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _named(error, path) from error

    if _state(before) != _state(after):
        raise SourceChangedError(name=path.name)
    if not head:
        raise EmptyFileError(name=path.name)
    source = SourceFile(path, digest.hexdigest(), after.st_size, pages_text(pages))
    return Master(source, head, _state(after))


def chosen_pages(pages: Sequence[int], *, of: int) -> Sequence[int]:
    """Give the pages of a master that are a document, from 1; none chosen are all of them.

    Raises:
        PagesBeyondError: The master has fewer.
    """
    if beyond := [page for page in pages if not 1 <= page <= of]:
        raise PagesBeyondError(pages=pages_text(beyond), count=of)
    return pages or range(1, of + 1)


def content_sha256(masters: Iterable[Master]) -> str:
    """One digest of all masters of a document, in the order of its pages."""
    return scan_digest((master.source.sha256, master.source.pages) for master in masters)


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _named(
    error: OSError, path: Path
) -> SourceChangedError | HostileNameError | UnreadableFileError:
    if error.errno in _GONE:
        return SourceChangedError(name=path.name)
    if error.errno == errno.ELOOP:
        return HostileNameError(name=path.name)
    problem = os.strerror(error.errno) if error.errno else type(error).__name__
    return UnreadableFileError(name=path.name, problem=problem)
