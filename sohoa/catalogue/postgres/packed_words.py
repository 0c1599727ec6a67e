"""How the words of a stretch of texts are stored: rows of numbers, and which texts have each.

A row has the words whose numbers begin alike (`part_of`). In it stand, as little-endian numbers:
how many words it has (4 bytes); each, in order, 52 bits of its number and 12 that say how its texts
are written (8 bytes); for each where these end (4 bytes, in units); the texts, in units of two
bytes: their places in the stretch, or, of a word that many have, a bit for each place.

Read without numpy: a search would wait longer for its import than for the answer.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sohoa.catalogue.postgres.stretches import LONGEST, Stretch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    #: Each is a word's number, and behind it the place of a text that has the word.
    Postings = NDArray[np.uint64]

_PLACE_BITS = 12
_WORD_BITS = 64 - _PLACE_BITS
_WORD = (1 << _WORD_BITS) - 1
_PLACE = LONGEST - 1
#: Behind a word: its texts are bits.
_AS_BITS = 1
_COUNT = struct.Struct("<I")
_HEAD, _WORD_BYTES, _END_BYTES, _UNIT = _COUNT.size, 8, 4, 2
#: Where more than one of so many texts has a word, bits are shorter; short stretches have none.
_BITS_IN_A_UNIT = 16
_LEAST_WITH_BITS = 256


def part_of(entry: int, stretch: Stretch) -> int:
    """In which row of a stretch a word's entry is looked for."""
    return (entry & _WORD) * stretch.parts >> _WORD_BITS


def texts_with(content: bytes, entry: int) -> int:
    """The places of the texts that have a word, as bits of a number."""
    view = memoryview(content)
    (count,) = _COUNT.unpack_from(view)
    words = view[_HEAD : (ends_at := _HEAD + _WORD_BYTES * count)].cast("Q")
    word = entry & _WORD
    at = bisect_left(words, word << _PLACE_BITS)
    if at == count or words[at] >> _PLACE_BITS != word:
        return 0
    ends = view[ends_at : (units_at := ends_at + _END_BYTES * count)].cast("I")
    begin = ends[at - 1] if at else 0
    units = view[units_at + _UNIT * begin : units_at + _UNIT * ends[at]]
    if words[at] & _AS_BITS:
        return int.from_bytes(units, "little")
    bits = 0
    for place in units.cast("H"):
        bits |= 1 << place
    return bits


def postings_of(entries: NDArray[np.int64], places: NDArray[np.uint64]) -> Postings:
    """Words by their entries, each with the place of a text that has it; in any order."""
    import numpy as np  # noqa: PLC0415 - see above

    return (entries.view(np.uint64) << np.uint64(_PLACE_BITS)) | places


def moved(postings: Postings, places: int) -> Postings:
    """The same of texts that lie so many places further on in a longer stretch."""
    import numpy as np  # noqa: PLC0415 - see above

    further: Postings = postings + np.uint64(places)
    return further


def in_order(postings: Postings) -> Postings:
    """Each once, sorted; `numpy.unique` takes seventy times as long (2.4, measured)."""
    import numpy as np  # noqa: PLC0415 - see above

    if not len(postings):
        return postings
    found: Postings = np.sort(postings)
    once: Postings = found[np.append(True, found[1:] != found[:-1])]
    return once


def parts_of(postings: Postings, stretch: Stretch) -> Postings:
    """In which row of a stretch each stands."""
    import numpy as np  # noqa: PLC0415 - see above

    parts: Postings = postings >> np.uint64(64 - (stretch.parts.bit_length() - 1))
    return parts


def packed(postings: Postings, stretch: Stretch) -> Iterator[tuple[int, bytes]]:
    """The rows of a stretch: which part it is, and its content. Postings are sorted, each once."""
    import numpy as np  # noqa: PLC0415 - see above

    if not len(postings):
        return
    words = postings >> np.uint64(_PLACE_BITS)
    starts = np.flatnonzero(np.append(True, words[1:] != words[:-1]))
    counts = np.diff(np.append(starts, len(words)))
    as_bits = np.zeros(len(starts), dtype=bool)
    units_of_bits = stretch.size // _BITS_IN_A_UNIT
    if stretch.size >= _LEAST_WITH_BITS:
        as_bits = counts > units_of_bits
    units, ends = _units(postings, starts, counts, as_bits, stretch)
    heads = (words[starts] << np.uint64(_PLACE_BITS)) | as_bits.astype(np.uint64)
    parts = parts_of(heads, stretch)
    firsts = np.flatnonzero(np.append(True, parts[1:] != parts[:-1]))
    lasts = np.append(firsts[1:], len(parts))
    begins = np.append(0, ends)[firsts]
    own_ends = (ends - np.repeat(begins, lasts - firsts)).astype("<u4").tobytes()
    heads_bytes, units_bytes = heads.astype("<u8").tobytes(), units.tobytes()
    for part, first, last, begin, end in zip(
        parts[firsts].tolist(), firsts.tolist(), lasts.tolist(), begins.tolist(),
        ends[lasts - 1].tolist(), strict=True,
    ):  # fmt: skip
        yield (
            part,
            b"".join(
                (
                    _COUNT.pack(last - first),
                    heads_bytes[_WORD_BYTES * first : _WORD_BYTES * last],
                    own_ends[_END_BYTES * first : _END_BYTES * last],
                    units_bytes[_UNIT * begin : _UNIT * end],
                )
            ),
        )


def _units(
    postings: Postings,
    starts: NDArray[np.intp],
    counts: NDArray[np.intp],
    as_bits: NDArray[np.bool_],
    stretch: Stretch,
) -> tuple[NDArray[np.uint16], NDArray[np.intp]]:
    """The texts of all words one after the other, and where those of each end."""
    import numpy as np  # noqa: PLC0415 - see above

    places = (postings & np.uint64(_PLACE)).astype("<u2")
    if not as_bits.any():
        return places, np.cumsum(counts)
    lengths = np.where(as_bits, stretch.size // _BITS_IN_A_UNIT, counts)
    ends = np.cumsum(lengths)
    units = np.zeros(int(ends[-1]), dtype="<u2")
    is_listed = np.repeat(~as_bits, counts)
    shift = np.repeat(ends - lengths - starts, counts)
    units[(np.arange(len(places)) + shift)[is_listed]] = places[is_listed]
    count = int(as_bits.sum())
    bits = np.zeros((count, stretch.size), dtype=bool)
    bits[np.repeat(np.arange(count), counts[as_bits]), places[~is_listed]] = True
    written = np.packbits(bits, axis=1, bitorder="little").view("<u2")
    units[np.repeat(as_bits, lengths)] = written.ravel()
    return units, ends


def unpacked(rows: Iterable[bytes]) -> Postings:
    """What `packed` has made rows of, in any order."""
    import numpy as np  # noqa: PLC0415 - see above

    heads, ends, units, counts, begins = list[bytes](), list[bytes](), list[bytes](), [0], [0]
    for row in rows:
        (count,) = _COUNT.unpack_from(row)
        ends_at = _HEAD + _WORD_BYTES * count
        units_at = ends_at + _END_BYTES * count
        heads.append(row[_HEAD:ends_at])
        ends.append(row[ends_at:units_at])
        units.append(row[units_at:])
        counts.append(count)
        begins.append(begins[-1] + len(units[-1]) // _UNIT)
    words = np.frombuffer(b"".join(heads), "<u8")
    own_ends = np.frombuffer(b"".join(ends), "<u4").astype(np.int64)
    all_ends = own_ends + np.repeat(np.array(begins[:-1], dtype=np.int64), counts[1:])
    lengths = np.diff(np.append(0, all_ends))
    all_units = np.frombuffer(b"".join(units), "<u2")
    as_bits = (words & np.uint64(_AS_BITS)).astype(bool)
    words = words & ~np.uint64(_PLACE)
    is_listed = np.repeat(~as_bits, lengths)
    listed: Postings = np.repeat(words[~as_bits], lengths[~as_bits]) | all_units[is_listed]
    if not as_bits.any():
        return listed
    written = all_units[~is_listed].view(np.uint8).reshape(int(as_bits.sum()), -1)
    of_word, places = np.nonzero(np.unpackbits(written, axis=1, bitorder="little"))
    return np.append(listed, words[as_bits][of_word] | places.astype(np.uint64))
