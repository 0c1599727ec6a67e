"""Digests the beginnings of a file: every form it has had, and the PDF/A before its signatures."""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sohoa.audit.asked import ArchivedFile
from sohoa.audit.problems import Part, Problem
from sohoa.domain.identifiers import receipt_name
from sohoa.index.receipt import Receipt

_CHUNK_BYTES = 1 << 20
#: Where a revision may end: after the mark, or after the line's end that follows it.
_MARK = b"%%EOF"
_END = re.compile(_MARK + rb"(\r\n|\r|\n)?")
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+\d+\s+(\d+)\s+(\d+)")
#: A mark stands by chance in a picture now and then, hardly so often.
_MOST_ENDS = 64


def first_byte_problems(file: ArchivedFile, receipt: Receipt) -> Iterator[Problem]:
    """Forms that the receipt names and the file does not begin with.

    Raises:
        OSError: The file cannot be read.
    """
    name = receipt_name(file.path.name)
    sizes = [form.size_bytes for form in receipt.generations]
    digests = digests_of_starts(file.path, sizes)
    for form in receipt.generations:
        if digests.get(form.size_bytes) != form.sha256:
            yield Problem("first-bytes", Part.RECEIPT, name, {"form": str(form.number)})
    if not file.row.kept_original and size_of_unsigned(file.path, receipt) is None:
        yield Problem("first-bytes", Part.RECEIPT, name, {"form": "PDF/A"})


def size_of_unsigned(path: Path, receipt: Receipt) -> int | None:
    """How many first bytes are the PDF/A that the receipt names; `None` if none are.

    It ends where a revision ends, before the first signature begins.

    Raises:
        OSError: The file cannot be read.
    """
    digests = digests_of_starts(path, _ends_before_signatures(path))
    wanted = receipt.origin.pdfa_sha256
    return next((end for end, digest in digests.items() if digest == wanted), None)


def digests_of_starts(path: Path, sizes: Iterable[int]) -> dict[int, str]:
    """SHA-256 of the first bytes of a file, for some sizes, reading it once.

    A size beyond the file's end has no digest.

    Raises:
        OSError: The file cannot be read.
    """
    digest, place, found = hashlib.sha256(), 0, dict[int, str]()
    with path.open("rb") as stream:
        for size in sorted(set(sizes)):
            while place < size and (chunk := stream.read(min(_CHUNK_BYTES, size - place))):
                digest.update(chunk)
                place += len(chunk)
            if place == size:
                found[size] = digest.copy().hexdigest()
    return found


def ends_of_signatures(path: Path) -> list[int]:
    """Where the bytes end that each signature covers, the first first; of a file of this line.

    Raises:
        OSError: The file cannot be read.
    """
    with _mapped(path) as content:
        return sorted(int(one[1]) + int(one[2]) for one in _BYTE_RANGE.finditer(content))


def _ends_before_signatures(path: Path) -> list[int]:
    """Where revisions may end before the first signature begins, the last ones only."""
    with _mapped(path) as content:
        signed = _BYTE_RANGE.search(content)
        marks = _END.finditer(content, 0, signed.start() if signed else len(content))
        ends = {place for mark in marks for place in (mark.start() + len(_MARK), mark.end())}
    return sorted(ends)[-_MOST_ENDS:]


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with (
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        yield content
