# mypy: allow-untyped-calls
# (Parts of pyHanko are not annotated.)
"""Opens a PDF for verification: quickly, and in memory that does not grow with its pictures."""

from __future__ import annotations

import binascii
import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError, PdfStreamError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

#: Streams of at least this size are stepped over in files above `_SKIMMED_FROM`.
_LARGE_STREAM = 1 << 16
_SKIMMED_FROM = 8 << 20
_MOST_SIGNATURES = 200
_HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f]*)>")
_LONGEST_PLAIN = 1 << 21

Skipped = tuple[type[BaseException], ...]


class SkimmedFile(io.FileIO):
    """A file whose large pieces are not read, only stepped over.

    pyHanko reads every object of a revision to tell what was changed in it, pictures included:
    300 MB for a long document. What a picture holds does not matter there, only whether it is
    the same one; so a large piece is answered by the place it stands at, which two pieces never
    share. Digests are never computed from this.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, or step over what is large."""
        if size is None or size < _LARGE_STREAM:
            return super().read(-1 if size is None else size) or b""
        place = self.tell()
        end = self.seek(0, os.SEEK_END)
        self.seek(min(end, place + size))
        return b"%% %d bytes at %d" % (size, place)


def open_reader(path: Path, stream: IO[bytes]) -> PdfFileReader:
    """Open a file, strictly if it lets us, whole if it is small.

    Other offices' signed PDFs are not always tidy, and Word writes its cross-references twice
    (hybrid), which pyHanko refuses to judge when strict: 5 of 31 real documents looked at.

    Raises:
        PdfError, ValueError … : It cannot be read as a PDF.
    """
    _teach_to_read_quickly()
    source: Any = stream
    if path.stat().st_size >= _SKIMMED_FROM:
        source = SkimmedFile(stream.fileno(), closefd=False)
    try:
        reader = PdfFileReader(source, strict=True)
        if reader.root is not None and not reader.xrefs.hybrid_xrefs_present:
            return reader
    except PdfError:
        pass
    return PdfFileReader(source, strict=False)


def embedded_signatures(
    reader: PdfFileReader, *, skipping: Skipped
) -> Iterator[tuple[str, EmbeddedPdfSignature | None]]:
    """Every signature and document time stamp; `None` in the place of one that is unreadable.

    Raises:
        ValueError: There are more than any honest file has.
    """
    for number, (name, _value, field) in enumerate(
        enumerate_sig_fields(reader, filled_status=True)
    ):
        if number >= _MOST_SIGNATURES:
            raise ValueError("too many signatures")
        try:
            yield str(name), EmbeddedPdfSignature(reader, field, name)
        except skipping:
            yield str(name), None


_read_hexadecimal_slowly: Callable[[Any], Any] = generic.read_hex_string_from_stream


def read_hexadecimal(stream: Any) -> Any:
    """Read a hexadecimal string at once, where it is written without white space.

    pyHanko reads one digit after the other: 12 ms for the value of a signature, half of what
    verifying a small document takes. Whatever is not plain is left to pyHanko.

    Raises:
        PdfStreamError: It does not end, or holds other characters.
    """
    start = stream.tell()
    head = _up_to_end(stream)
    found = _HEXADECIMAL.match(head)
    if found is None or len(found[1]) % 2:
        stream.seek(start)
        return _read_hexadecimal_slowly(stream)
    stream.seek(start + found.end())
    return generic.pdf_string(binascii.unhexlify(found[1]))


def _up_to_end(stream: Any) -> bytes:
    """The bytes up to the first `>`, at most 2 MB, read in pieces that double."""
    head, size = b"", 256
    while b">" not in head and len(head) < _LONGEST_PLAIN:
        more = stream.read(min(size, _LARGE_STREAM - 1))
        if not more:
            raise PdfStreamError("Stream has ended unexpectedly")
        head, size = head + more, size * 2
    return head


def _teach_to_read_quickly() -> None:
    generic.read_hex_string_from_stream = read_hexadecimal
