"""Digests the beginnings of a file: every form it has had, and the PDF/A before its signatures."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sohoa.archive.receipt import Receipt
from sohoa.audit.asked import ArchivedFile
from sohoa.audit.problems import Part, Problem
from sohoa.domain.identifiers import receipt_name
from sohoa.pdfa.own_words import OwnWords

_CHUNK_BYTES = 1 << 20
#: A revision ends after the mark, or after the line's end that follows it.
_MARK = b"%%EOF"
_LINE_ENDS = (b"\r\n", b"\r", b"\n")
#: A mark stands by chance in a picture now and then, hardly so often.
_MOST_MARKS = 32


def first_byte_problems(file: ArchivedFile, receipt: Receipt, words: OwnWords) -> Iterator[Problem]:
    """Forms that the receipt names and the file does not begin with.

    The newest is the file as a whole, whose digest was compared before.

    Raises:
        OSError: The file cannot be read.
    """
    name = receipt_name(file.path.name)
    earlier = receipt.generations[:-1]
    wanted = {form.size_bytes: form.sha256 for form in earlier}
    is_scan = not file.row.kept_original
    ends = next(_ends_before(file.path, _start_of_first(words)), ()) if is_scan else ()
    digests = digests_of_starts(file.path, [*wanted, *ends])
    for form in earlier:
        if digests.get(form.size_bytes) != form.sha256:
            yield Problem("first-bytes", Part.RECEIPT, name, {"form": str(form.number)})
    is_found = receipt.origin.pdfa_sha256 in {digests[end] for end in ends}
    if is_scan and not is_found and size_of_unsigned(file.path, receipt, words) is None:
        yield Problem("first-bytes", Part.RECEIPT, name, {"form": "PDF/A"})


def size_of_unsigned(path: Path, receipt: Receipt, words: OwnWords) -> int | None:
    """Return how many first bytes are the PDF/A that the receipt names; `None` if none are.

    It ends where a revision ends, before the first signature's value: most likely at the last mark.

    Raises:
        OSError: The file cannot be read.
    """
    wanted = receipt.origin.pdfa_sha256
    for ends in _ends_before(path, _start_of_first(words)):
        for end, digest in digests_of_starts(path, ends).items():
            if digest == wanted:
                return end
    return None


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


def _start_of_first(words: OwnWords) -> int:
    return min((start for start, _ in words.signed), default=0)


def _ends_before(path: Path, limit: int) -> Iterator[tuple[int, ...]]:
    """Yield places where a revision may end, by mark, the last one before a place first."""
    with _mapped(path) as content:
        for _ in range(_MOST_MARKS):
            found = content.rfind(_MARK, 0, limit)
            if found < 0:
                return
            end = found + len(_MARK)
            after = content[end : end + 2]
            lines = next((one for one in _LINE_ENDS if after.startswith(one)), b"")
            yield (end, end + len(lines)) if lines else (end,)
            limit = found


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with (
        path.open("rb") as stream,
        mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        yield content
