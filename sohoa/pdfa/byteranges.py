"""Find the signatures of a PDF: which bytes each one covers. Says nothing of validity."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

#: What may follow the last `%%EOF` of a revision: one line end, or none.
_END_OF_REVISION = re.compile(rb"%%EOF(\r\n|\r|\n)?\Z")
_HEXADECIMAL = re.compile(rb"<[0-9A-Fa-f]*>\Z")
_UNREADABLE = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    RuntimeError,
    TypeError,
    LookupError,
    AttributeError,
)
_MOST_FIELDS = 1000
_DEEPEST_FIELD = 20


@dataclass(frozen=True, slots=True)
class SignedRange:
    """The bytes a signature covers: from the start to `end`, without those of its own value."""

    gap_start: int
    gap_end: int
    end: int


def signed_ranges(path: Path) -> tuple[SignedRange, ...]:
    """The ranges of all signatures of a file, earliest first.

    Each begins at byte 0, leaves out just the signature's own value, and ends where a
    revision of the file ends.

    Raises:
        ValueError: The file cannot be read as a PDF, or a signature covers other bytes.
    """
    try:
        with (
            pikepdf.open(path) as pdf,
            path.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            ranges = [_checked_range(value, content) for value in signature_values(pdf)]
    except _UNREADABLE as error:
        raise ValueError("the signatures cannot be read") from error
    return tuple(sorted(ranges, key=lambda covered: covered.end))


def signature_values(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The dictionaries of all signatures and time stamps, as the form names them.

    Raises:
        ValueError: There are too many fields.
    """
    form = pdf.Root.get("/AcroForm")
    waiting = [(field, 0) for field in form.get("/Fields", [])] if form is not None else []
    for _ in range(_MOST_FIELDS):
        if not waiting:
            return
        field, depth = waiting.pop()
        value = field.get("/V")
        if isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value:
            yield value
        if depth < _DEEPEST_FIELD:
            waiting += [(child, depth + 1) for child in field.get("/Kids", [])]
    raise ValueError("too many form fields")


def _checked_range(value: pikepdf.Object, content: mmap.mmap) -> SignedRange:
    start, gap_start, gap_end, length = (int(number) for number in value.ByteRange)
    end = gap_end + length
    if start or not 0 <= gap_start < gap_end <= end <= len(content):
        raise ValueError("a signature's range does not fit the file")
    gap = content[gap_start:gap_end]
    if not _HEXADECIMAL.match(gap) or bytes.fromhex(gap[1:-1].decode()) != bytes(value.Contents):
        raise ValueError("a signature leaves out more than its own value")
    if not _END_OF_REVISION.search(content[max(0, end - 16) : end]):
        raise ValueError("a signature does not end where a revision ends")
    return SignedRange(gap_start, gap_end, end)
