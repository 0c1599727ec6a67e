"""Digests over the signed ranges of a file: all of them, and the file's own, in one reading."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, TypeAlias

_CHUNK_BYTES = 1 << 20
_FILE_DIGEST = "sha256"
_Hash: TypeAlias = "hashlib._Hash"


@dataclass(frozen=True, slots=True)
class SealedRange:
    """The bytes one signature covers: from 0 to `gap_start`, and from `gap_end` to `end`."""

    algorithm: str
    gap_start: int
    gap_end: int
    end: int

    def fits(self, size: int) -> bool:
        """Say whether the numbers follow one another within a file of that size."""
        return 0 <= self.gap_start <= self.gap_end <= self.end <= size


def digest_ranges(stream: IO[bytes], ranges: Sequence[SealedRange]) -> tuple[str, list[bytes]]:
    """SHA-256 of the whole file, and the digest of each range, with the file read once.

    All ranges begin at byte 0, so they share one running digest up to their gap.

    Raises:
        OSError: The file cannot be read.
        ValueError: A digest algorithm is unknown, or a range does not fit the file.
    """
    size = stream.seek(0, os.SEEK_END)
    if not all(one.fits(size) for one in ranges):
        raise ValueError("a signature's range does not fit the file")
    running = {name: hashlib.new(name) for name in {_FILE_DIGEST, *(r.algorithm for r in ranges)}}
    forked: dict[int, _Hash] = {}
    edges = {place for one in ranges for place in (one.gap_start, one.gap_end, one.end)}
    stops = sorted({0, size, *edges})

    stream.seek(0)
    for start, stop in zip(stops, [*stops[1:], size], strict=True):
        for number, one in enumerate(ranges):
            if one.gap_start == start:
                forked[number] = running[one.algorithm].copy()
        taking = [forked[n] for n, one in enumerate(ranges) if one.gap_end <= start < one.end]
        _feed(stream, stop - start, [*running.values(), *taking])
    return running[_FILE_DIGEST].hexdigest(), [forked[n].digest() for n in range(len(ranges))]


def _feed(stream: IO[bytes], count: int, hashes: Sequence[_Hash]) -> None:
    while count:
        chunk = stream.read(min(count, _CHUNK_BYTES))
        if not chunk:
            raise ValueError("the file became shorter while it was read")
        for one in hashes:
            one.update(chunk)
        count -= len(chunk)
