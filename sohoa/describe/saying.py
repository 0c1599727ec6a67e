"""Makes fields of words: value, place, how sure it is, and what a list has corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sohoa.describe.correcting import Correction, corrected
from sohoa.describe.lists import NOTHING_KNOWN, KnownValues, plain
from sohoa.describe.pieces import Piece
from sohoa.domain.paper_fields import Box, FieldName, FieldRead
from sohoa.domain.stage_results import PageText, Word

#: So many ways in which other readers saw a field are kept.
_MOST_CHOICES = 5
#: What may stand at the ends of a word of a field.
_DIRT = " .,:;-_*'\""


@dataclass(frozen=True)
class Saying:
    """Makes fields of words: none where there is nothing to say."""

    pages: Sequence[PageText]
    layout: str
    known: KnownValues = NOTHING_KNOWN

    def __call__(
        self,
        name: FieldName,
        page: int,
        pieces: Sequence[Piece],
        value: str,
        choices: tuple[str, ...] | None = None,
    ) -> Iterator[FieldRead]:
        """Give the field that pieces say, if they say one."""
        words = tuple(word for piece in pieces for word in piece.words)
        return self.of_words(name, page, words, value, choices)

    def of_words(
        self,
        name: FieldName,
        page: int,
        words: Sequence[Word],
        value: str,
        choices: tuple[str, ...] | None = None,
    ) -> Iterator[FieldRead]:
        """Give the field that words say, if they say one; compared with its list.

        Without `choices` they are what another reader saw in the place of one of its words.
        """
        if not value or not words:
            return
        own = _own_words(value, words)
        told = _read_otherwise(value, own) if choices is None else choices
        field = self.as_read(name, page, words, value, told)
        yield as_corrected(field, corrected(name, own, self.known))

    def as_read(
        self,
        name: FieldName,
        page: int,
        words: Sequence[Word],
        value: str,
        choices: tuple[str, ...] = (),
    ) -> FieldRead:
        """Give a field as it was read."""
        by_hand = any(one.reader == "hand" for word in words for one in word.readings)
        return FieldRead(
            name,
            value,
            page,
            _box(words),
            round(min(word.confidence for word in words), 1),
            "hand" if by_hand else self.pages[page - 1].engine,
            f"{self.layout}/{name.value}",
            choices,
        )


def as_corrected(field: FieldRead, correction: Correction | None) -> FieldRead:
    """The field as a list has it, what was read beside it; without a correction as it was read."""
    if correction is None or plain(correction.value) == plain(field.value):
        return field
    return replace(
        field,
        value=correction.value,
        choices=tuple(one for one in field.choices if one != correction.value),
        read_as=field.value,
        corrected_by=correction.of_list,
    )


def _own_words(value: str, words: Sequence[Word]) -> Sequence[Word]:
    """Those words that a value is of: a place is the beginning of its line, a room the end."""
    own = value.split()
    for begin in range(len(words) - len(own) + 1):
        some = words[begin : begin + len(own)]
        if all(
            word.text.strip(_DIRT) == text.strip(_DIRT)
            for word, text in zip(some, own, strict=True)
        ):
            return some
    return ()


def _read_otherwise(value: str, own: Sequence[Word]) -> tuple[str, ...]:
    """Give a value as it would be by what another reader saw in a place, the surest first."""
    texts = value.split()
    seen = sorted(
        (-reading.confidence, place, reading.text.strip(_DIRT))
        for place, word in enumerate(own)
        for reading in word.readings
        if _is_of_place(reading.text, word.text)
    )
    others = (
        " ".join((*texts[:place], text, *texts[place + 1 :])) for _unsure, place, text in seen
    )
    return tuple(dict.fromkeys(one for one in others if one != value))[:_MOST_CHOICES]


def _is_of_place(seen: str, read: str) -> bool:
    """Say whether another reading is of this word alone: words are not always parted alike."""
    letters = len("".join(seen.split()).strip(_DIRT))
    return letters > 0 and abs(letters - len(read.strip(_DIRT))) <= 1


def _box(words: Sequence[Word]) -> Box:
    """The box around some words, one at least."""
    left, top = min(word.left for word in words), min(word.top for word in words)
    right = max(word.left + word.width for word in words)
    bottom = max(word.top + word.height for word in words)
    return Box(left, top, right - left, bottom - top)
