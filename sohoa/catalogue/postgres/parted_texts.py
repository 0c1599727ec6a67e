"""Parts many texts into their words at once: each word by its place among those that there are.

Where each letter has a place in eight bits, as those of most pages, words are told apart as numbers
of 64 bits, by numpy: eight letters fill one, and few words have more.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sohoa.catalogue.letters import (
    exact_letters,
    folded_letters,
    stored_in_eight_bits,
    words_in_eight_bits,
    words_of,
)
from sohoa.catalogue.postgres.entries import LETTERS, cut, together
from sohoa.catalogue.postgres.packed_words import in_order

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Both forms of a text, its exact words and its folded ones, in their order.
Words = tuple[list[str], list[str]]
_FILLING = 8
_BLANK = b" "
#: Of a table by which words are looked up: an odd number that spreads them (2^64 by the golden
#: ratio, Knuth, The Art of Computer Programming, 6.4), and so many of its bits.
_MIXING, _TABLE_BITS = 0x9E37_79B9_7F4A_7C15, 16


class Form(NamedTuple):
    """One form of some texts.

    Attributes:
        words: Those that there are; one may be there twice.
        places: Where each word of the texts, one behind the other, stands among them.
        texts: Whose each is.
    """

    words: list[str]
    places: NDArray[np.int64]
    texts: NDArray[np.int64]

    def before(self, other: Form) -> Form:
        """This, and then the other."""
        import numpy as np  # noqa: PLC0415 - who writes no text does without it

        return Form(
            self.words + other.words,
            np.append(self.places, other.places + len(self.words)),
            np.append(self.texts, other.texts),
        )


class Parted(NamedTuple):
    """Some texts by their words.

    Attributes:
        exact, folded: Both forms.
        written: Of each text both, as they are stored (`entries.together`), one after the other.
    """

    exact: Form
    folded: Form
    written: Iterator[tuple[bytes, bytes]]


class _Places(dict[str, int]):
    """Words by the order in which they came."""

    def __missing__(self, word: str) -> int:
        found = self[word] = len(self)
        return found


def part(contents: Sequence[str]) -> Parted:
    """Part texts as they were read."""
    codes = {
        at: code
        for at, content in enumerate(contents)
        if (code := words_in_eight_bits(content)) is not None
    }
    if _longest(codes) > LETTERS:
        codes = {at: code for at, code in codes.items() if _longest({at: code}) <= LETTERS}
    others = {at: words_of(one) for at, one in enumerate(contents) if at not in codes}
    return _together(codes, others)


def part_again(texts: Iterable[tuple[str, str]]) -> Parted:
    """Part texts whose words are known, as they are stored."""
    codes, others = dict[int, bytes](), dict[int, Words]()
    for at, (exact, folded) in enumerate(texts):
        code = stored_in_eight_bits(exact, folded)
        if code is None:
            others[at] = exact.split(), folded.split()
        else:
            codes[at] = code
    return _together(codes, others)


def _longest(codes: Mapping[int, bytes]) -> int:
    """The letters of the longest word; nearly always it counts to its last letter."""
    import numpy as np  # noqa: PLC0415 - as above

    whole = _BLANK.join((b"", *codes.values(), b""))
    return int(np.diff(_blanks(whole).nonzero()[0]).max(initial=1)) - 1


def _blanks(whole: bytes) -> NDArray[np.bool_]:
    import numpy as np  # noqa: PLC0415 - as above

    blanks: NDArray[np.bool_] = np.frombuffer(whole, np.uint8) == ord(_BLANK)
    return blanks


def _together(codes: Mapping[int, bytes], others: Mapping[int, Words]) -> Parted:
    short = {at: (cut(exact), cut(folded)) for at, (exact, folded) in others.items()}
    exact, folded = _by_numbers(codes)
    if short:
        exact, folded = (
            form.before(_one_by_one({at: forms[which] for at, forms in short.items()}))
            for which, form in enumerate((exact, folded))
        )
    return Parted(exact, folded, _written(codes, short))


def _written(
    codes: Mapping[int, bytes], others: Mapping[int, Words]
) -> Iterator[tuple[bytes, bytes]]:
    for at in range(len(codes) + len(others)):
        if (code := codes.get(at)) is not None:
            exact, folded = f" {exact_letters(code)} ", f" {folded_letters(code)} "
        else:
            exact, folded = map(together, others[at])
        yield exact.encode(), folded.encode()


def _one_by_one(texts: Mapping[int, Sequence[str]]) -> Form:
    import numpy as np  # noqa: PLC0415 - as above

    known, places, lengths = _Places(), array("q"), array("q")
    for words in texts.values():
        places.extend(map(known.__getitem__, words))
        lengths.append(len(words))
    of_texts = np.repeat(np.array([*texts], dtype=np.int64), np.array(lengths, dtype=np.int64))
    return Form([*known], np.array(places, dtype=np.int64), of_texts)


def _by_numbers(codes: Mapping[int, bytes]) -> tuple[Form, Form]:
    """Both forms of texts in eight bits: a word of one is the word of the other, without marks."""
    import numpy as np  # noqa: PLC0415 - as above

    whole = _BLANK + _BLANK.join(codes.values()) + _BLANK * _FILLING
    is_blank = _blanks(whole)
    begins = np.flatnonzero(is_blank[:-1] & ~is_blank[1:]) + 1
    lengths = np.flatnonzero(~is_blank[:-1] & is_blank[1:]) + 1 - begins
    all_bits = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
    unused = 8 * (_FILLING - np.minimum(lengths, _FILLING)).astype(np.uint64)
    eight_letters = np.ndarray((len(whole) - _FILLING + 1,), "<u8", whole, strides=(1,))
    # A word that has none is not there: 64 bits are never shifted away.
    numbers = eight_letters[begins] & (all_bits >> unused)
    known = in_order(numbers[lengths <= _FILLING])
    places = _looked_up(numbers, known)
    words = known.astype("<u8").view(f"S{_FILLING}").tolist()
    further = dict[bytes, int]()
    for at in np.flatnonzero(lengths > _FILLING).tolist():
        word = whole[begins[at] : begins[at] + lengths[at]]
        places[at] = further.setdefault(word, len(words) + len(further))
    joined = _BLANK.join([*words, *further])
    exact, folded = (form(joined).split() for form in (exact_letters, folded_letters))
    counts = [code.count(_BLANK) + 1 if code else 0 for code in codes.values()]
    texts = np.repeat(np.array([*codes], dtype=np.int64), np.array(counts, dtype=np.int64))
    alike = _Places()
    without_marks = np.array(list(map(alike.__getitem__, folded)), dtype=np.int64)
    return Form(exact, places, texts), Form([*alike], without_marks[places], texts)


def _looked_up(numbers: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The places of numbers among those that are known; of what is not there, any.

    By a table of some bits of each, multiplied: a search by halves takes five times as long, and is
    left to those few that share them.
    """
    import numpy as np  # noqa: PLC0415 - as above

    def mixed(some: NDArray[np.uint64]) -> NDArray[np.uint64]:
        found: NDArray[np.uint64] = (some * _MIXING) >> np.uint64(64 - _TABLE_BITS)
        return found

    table = np.zeros(1 << _TABLE_BITS, dtype=np.int64)
    table[mixed(known)] = np.arange(len(known))
    places = table[mixed(numbers)]
    if len(known):
        (others,) = (known[places] != numbers).nonzero()
        places[others] = np.searchsorted(known, numbers[others])
    return places
