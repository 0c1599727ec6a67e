"""Where on a paper's pages a person looks to decide: around its fields, or where they would be.

Places and margins are in pixels of the upright page, shares of its height and width, or heights of
its words. Where the parts of a paper stand: Decree 30/2020/NĐ-CP, annex I.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sohoa.domain.head_layout import COLUMN_GAP, word_height
from sohoa.domain.owner_numbers import masked
from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.stage_results import Line, PageText, ReadDocument
from sohoa.review.asked import PictureKind

#: Fields that are shown together, and the margins around them: left, above, right, below.
_SHOWN: Mapping[PictureKind, tuple[tuple[FieldName, ...], tuple[float, float, float, float]]] = {
    PictureKind.NUMBER: ((FieldName.NUMBER,), (5, 0.7, 3, 0.5)),
    PictureKind.DATE: ((FieldName.FORMED, FieldName.PLACE), (3, 0.7, 2, 0.7)),
    PictureKind.HEADING: ((FieldName.RECORD_TYPE, FieldName.SUBJECT), (2, 0.4, 2, 1)),
    # The seal lies over the left third of the signature.
    PictureKind.SIGNATURE: ((FieldName.SIGNER, FieldName.SIGNED_AS), (8, 1, 6, 1)),
    # What stands closely below an owner's name is often a number.
    PictureKind.OWNER: ((FieldName.OWNER,), (6, 0.4, 2, 0.4)),
}
#: What stands on one line with these, without a wide gap, is shown with them: `Số:`, the place.
_WITH_LINE = frozenset({PictureKind.NUMBER, PictureKind.DATE})
#: Any of them says which page the head is on.
_OF_HEAD = (FieldName.NUMBER, FieldName.FORMED, FieldName.SUBJECT, FieldName.ISSUING_BODY)
#: Signature and seal take up so much of the page's height between title and name.
_SIGNED_WITHIN = 0.15
#: The head's left and right part overlap: a number may stand in the middle, and a day below it.
_SIDE, _THIRD = 0.65, 1 / 3
#: The title begins so far below the first line.
_TITLE_BELOW = 0.06
#: A subject or a signature takes up no more of a page; what is read as more was read wrong.
_HIGHEST = 0.4
#: What the height of a page's words is, as a share of its own, where it has none.
_WORDS = 0.012


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a page to look at.

    Attributes:
        page: Counts from 1.
        box: On the upright page; within it.
        hidden: Boxes of numbers by which an owner is known: they are painted over.
        is_guess: The field was not found; this is where it would be.
    """

    page: int
    box: Box
    hidden: tuple[Box, ...] = ()
    is_guess: bool = False


def places_to_look_at(
    read: ReadDocument, paper: PaperDescription, texts: Sequence[PageText]
) -> dict[PictureKind, Place]:
    """Say where each field stands, or would stand; an owner only where the pages name one.

    `texts` are those of the document's pages; only those that are needed are asked for.

    Raises:
        OSError, ValueError: A text cannot be loaded.
    """
    looking = _Looking(read, paper, texts)
    found = {kind: place for kind in PictureKind if (place := looking.at(kind)) is not None}
    return {kind: looking.without_numbers(place) for kind, place in found.items()}


@dataclass(frozen=True)
class _Looking:
    read: ReadDocument
    paper: PaperDescription
    texts: Sequence[PageText]

    def at(self, kind: PictureKind) -> Place | None:
        names, margins = _SHOWN[kind]
        fields = [field for name in names if (field := self._field(name)) is not None]
        if not fields:
            return self._guess(kind)
        page = fields[0].page
        box = _around([field.box for field in fields if field.page == page])
        text = self.texts[page - 1]
        if kind in _WITH_LINE:
            box = _with_line(box, text)
        if kind is PictureKind.SIGNATURE:
            box = _with_signature(box, {field.name for field in fields}, text)
        return Place(page, _within(_widened(box, margins, _letter(text)), text))

    def without_numbers(self, place: Place) -> Place:
        """The same place; numbers of owners in it are hidden."""
        owned = [
            one.box
            for one in self.paper.fields
            if one.name is FieldName.OWNER_ID and one.page == place.page
        ]
        lines = self.texts[place.page - 1].lines
        boxes = (*owned, *(box for line in lines for box in _numbers_in(line)))
        hidden = tuple(box for box in boxes if _overlap(box, place.box))
        return Place(place.page, place.box, hidden, place.is_guess)

    def _field(self, name: FieldName) -> FieldRead | None:
        """A field that has a place on a page of the document."""
        field = self.paper.of(name)
        if field is None or field.box.width < 1 or field.box.height < 1:
            return None
        return field if 1 <= field.page <= len(self.read.pages) else None

    @cached_property
    def _written(self) -> list[int]:
        """The pages on which anything was read, else all."""
        pages = [number for number, page in enumerate(self.read.pages, 1) if page.word_count]
        return pages or list(range(1, len(self.read.pages) + 1))

    def _guess(self, kind: PictureKind) -> Place | None:
        if kind is PictureKind.OWNER or not self._written:
            return None
        if kind is PictureKind.SIGNATURE:
            return self._foot()
        named = (field.page for name in _OF_HEAD if (field := self._field(name)) is not None)
        page = next(named, self._written[0])
        text = self.texts[page - 1]
        wide, high = text.width_px, text.height_px
        begins = max(0, _extent(text)[0] - round(2 * _letter(text)))
        third = round(_THIRD * high)
        side = round(_SIDE * wide)
        box = {
            PictureKind.NUMBER: Box(0, begins, side, third),
            PictureKind.DATE: Box(wide - side, begins, side, third),
            PictureKind.HEADING: Box(0, begins + round(_TITLE_BELOW * high), wide, third),
        }[kind]
        return Place(page, _within(box, text), is_guess=True)

    def _foot(self) -> Place:
        """Where a signature would be: beside those whom the paper goes to, or below all text."""
        page = self._written[-1]
        recipients = self._field(FieldName.RECIPIENTS)
        if recipients is not None:
            page = recipients.page
        text = self.texts[page - 1]
        wide, high = text.width_px, text.height_px
        side, third = round(_SIDE * wide), round(_THIRD * high)
        if recipients is not None:
            begins = recipients.box.top - round(4 * _letter(text))
        else:
            begins = _extent(text)[1] + round(2 * _letter(text)) - third
        begins = max(0, min(begins, high - third))
        return Place(page, _within(Box(wide - side, begins, side, third), text), is_guess=True)


def _with_signature(box: Box, found: set[FieldName], text: PageText) -> Box:
    """The block with what stands between title and name, where only one of them was read."""
    more = round(_SIGNED_WITHIN * text.height_px)
    if FieldName.SIGNED_AS not in found:
        return Box(box.left, box.top - more, box.width, box.height + more)
    if FieldName.SIGNER not in found:
        return Box(box.left, box.top, box.width, box.height + more)
    return box


def _with_line(box: Box, text: PageText) -> Box:
    """The words of a field with those beside them, as far as no gap parts them."""
    middle, gap = box.top + box.height / 2, COLUMN_GAP * _letter(text)
    beside = [
        Box(word.left, word.top, word.width, word.height)
        for line in text.lines
        for word in line.words
        if word.top < middle < word.top + word.height
    ]
    for one in sorted(beside, key=lambda word: word.left, reverse=True):
        if box.left - one.left >= 0 and box.left - one.left - one.width <= gap:
            box = _around([box, one])
    for one in sorted(beside, key=lambda word: word.left):
        ends = box.left + box.width
        if one.left + one.width - ends >= 0 and one.left - ends <= gap:
            box = _around([box, one])
    return box


def _numbers_in(line: Line) -> Iterator[Box]:
    """Where on a line numbers of owners stand."""
    kept = masked(line.text)
    if kept == line.text:
        return
    left = kept.split()
    for word in line.words:
        if word.text in left:
            left.remove(word.text)
        elif any(letter.isdigit() for letter in word.text):
            yield Box(word.left, word.top, word.width, word.height)


def _letter(text: PageText) -> float:
    words = [word for line in text.lines for word in line.words]
    return float(word_height(words)) if words else _WORDS * text.height_px


def _extent(text: PageText) -> tuple[int, int]:
    """Where what is written on a page begins and ends; the whole page if nothing is."""
    words = [word for line in text.lines for word in line.words]
    if not words:
        return 0, text.height_px
    return min(word.top for word in words), max(word.top + word.height for word in words)


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right = max(box.left + box.width for box in boxes)
    bottom = max(box.top + box.height for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _widened(box: Box, margins: tuple[float, float, float, float], letter: float) -> Box:
    left, above, right, below = (round(margin * letter) for margin in margins)
    return Box(
        box.left - left, box.top - above, box.width + left + right, box.height + above + below
    )


def _within(box: Box, text: PageText) -> Box:
    """The part of a box that lies on the page, one pixel at least, and not too high."""
    left = max(0, min(box.left, text.width_px - 1))
    top = max(0, min(box.top, text.height_px - 1))
    right = max(left + 1, min(box.left + box.width, text.width_px))
    bottom = max(top + 1, min(box.top + box.height, text.height_px))
    highest = max(1, round(_HIGHEST * text.height_px))
    return Box(left, top, right - left, min(bottom - top, highest))


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )
