"""Describes a paper: its layout, and every field that its pages say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

from sohoa.describe.bodies import find_bodies, written
from sohoa.describe.correcting import (
    Correction,
    ListedTitle,
    Signing,
    corrected,
    listed_title,
    signer_of,
)
from sohoa.describe.head_parts import HeadParts, head_parts
from sohoa.describe.header import Head, head_of
from sohoa.describe.labels import find_labelled
from sohoa.describe.layout import Layout, NationalTitle, Recognised, chosen, layouts_of_the_law
from sohoa.describe.lists import NOTHING_KNOWN, KnownValues
from sohoa.describe.marks import secrecy_mark, urgency_mark
from sohoa.describe.number_line import Number, numbers_by_form
from sohoa.describe.pieces import Piece, pieces_of
from sohoa.describe.saying import Saying, as_corrected
from sohoa.describe.signature import Recipients, Signature, find_recipients, find_signature
from sohoa.describe.streets import street_in
from sohoa.describe.subject import below_title, beside_number
from sohoa.describe.titles import LETTER, type_in_title
from sohoa.domain.grammar.dates import DATE_AT_BEGIN, WORD_BEFORE_DAY
from sohoa.domain.head_layout import FORM_ENDS, HEAD_ENDS, NATIONAL_TITLE_ENDS
from sohoa.domain.paper_fields import FieldName, FieldRead, PaperDescription
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import PageText, Word
from sohoa.domain.vietnamese import fold

T = TypeVar("T")
#: Changes when the rules find fields in another way: what others described is described anew.
_RULES = "6"
#: What a seal or a stroke beside it has left before the sign of a subject: some short pieces.
_BEFORE_SIGN = re.compile(r"^((?:\S{1,5}\s+){0,3}[\W_]{0,3})(?=Về việc\b)")
#: A sign of a subject, which is no part of it.
_SUBJECT_SIGN = re.compile(r"^\(?\s*(?:v\s*/\s*v|về việc)\s*[:.]?\s*", re.IGNORECASE)
#: Between the lines of authority and titles.
_LINE = " | "
#: What the text of a finding or a field may have at its ends.
_DIRT = " .,:;-_*'\""


def describe(
    pages: Sequence[PageText],
    *,
    layouts: Sequence[Layout] = (),
    known: KnownValues = NOTHING_KNOWN,
) -> PaperDescription:
    """Describe a paper by what its pages say.

    `layouts` are an office's own, asked first; by `known`, its lists, a damaged name is corrected.
    Only what stands in the paper's own places is taken: what it cites, what was stamped on it when
    it arrived, and notes of its way through the office are none of its fields.
    """
    paper = _Paper(pages, *head_of(pages))
    asked = (*layouts, *layouts_of_the_law())
    layout = chosen([one for one in asked if paper.fits(one.recognised)])
    found = list(_fields(paper, layout, known))
    named = {field.name for field in found}
    labelled = (one for one in _labelled(paper, layout, known) if one.name not in named)
    return PaperDescription(layout.name, (*found, *labelled))


@lru_cache(maxsize=8)
def rules_and_layouts(layouts: tuple[Layout, ...]) -> str:
    """Name all that a description depends on beside the pages: a SHA-256."""
    told = [layout.model_dump_json() for layout in (*layouts, *layouts_of_the_law())]
    return hashlib.sha256("\n".join((_RULES, *told)).encode()).hexdigest()


@dataclass(frozen=True)
class _Paper:
    """A paper with its head found; `page` counts from 1, 0 if nothing is written on it."""

    pages: Sequence[PageText]
    head: Head
    page: int

    @cached_property
    def first(self) -> int:
        """The page that the head's places are looked for on, from 1."""
        is_elsewhere = self.head.is_elsewhere or not self.page
        written = (n for n, page in enumerate(self.pages, 1) if page.word_count)
        return next(written, 0) if is_elsewhere else self.page

    @cached_property
    def parts(self) -> HeadParts | None:
        """The head's parts; `None` if nothing is written."""
        return head_parts(self.pages[self.first - 1]) if self.first else None

    def page_of(self, words: Sequence[Word]) -> int:
        """The page that words of the head stand on: some papers bear their day on the last."""
        lines = self.pages[self.first - 1].lines if self.first else ()
        is_first = any(words[0] in line.words for line in lines) if words else False
        return self.first if is_first else self.page

    def fits(self, asked: Recognised) -> bool:
        """Say whether it has all that a layout asks."""
        parts, formed = self.parts, self.head.fields.formed
        if parts is None:
            return not asked.conditions
        day = formed.iso if formed else ""
        return all((
            asked.national_title in (None, _title_of(parts)),
            not asked.titles or _begins(parts, asked.titles),
            not asked.line or _has_line(parts, asked.line, self.pages[self.first - 1].height_px),
            asked.since is None or (bool(day) and day >= asked.since.isoformat()[: len(day)]),
            asked.until is None or (bool(day) and day <= asked.until.isoformat()[: len(day)]),
        ))  # fmt: skip


def _title_of(parts: HeadParts) -> NationalTitle | None:
    if parts.national_title is None:
        return None
    is_of_party = "dang" in parts.national_title.bare.split()[:2]
    return NationalTitle.PARTY if is_of_party else NationalTitle.STATE


def _begins(parts: HeadParts, names: Sequence[str]) -> bool:
    """Say whether the title begins with a name, or a line of capitals below the head's columns."""
    titles = [parts.title] if parts.title else [one for one in parts.below if one.is_capitals]
    titles += [one for one in parts.right if one.is_capitals]
    return any(one.bare.startswith(tuple(map(fold, names))) for one in titles)


def _has_line(parts: HeadParts, pattern: str, height_px: int) -> bool:
    asked = re.compile(pattern)
    upper = [one for one in parts.pieces if one.top < HEAD_ENDS * height_px]
    return any(asked.search(piece.text) for piece in upper)


# --- the fields in their places --------------------------------------------------------------


def _fields(paper: _Paper, layout: Layout, known: KnownValues) -> Iterator[FieldRead]:
    parts = paper.parts
    if parts is None:
        return
    say = Saying(paper.pages, layout.name, known)
    parts, listed = _with_listed_title(paper, parts, known)
    yield from _of_head(paper, parts, layout, say, listed)
    bodies = find_bodies(parts)
    page = paper.first
    yield from say(FieldName.PARENT_BODY, page, bodies.above, _joined(bodies.above))
    issuing = tuple(say(FieldName.ISSUING_BODY, page, bodies.issuing, _joined(bodies.issuing)))
    yield from issuing
    yield from _subject(parts, page, say)
    ends = parts.title.top if parts.title else FORM_ENDS * paper.pages[page - 1].height_px
    named = (*bodies.above, *bodies.issuing)
    upper = [one for one in parts.pieces if one.top < ends and one not in named]
    for name, mark in (
        (FieldName.URGENCY, urgency_mark(upper)),
        (FieldName.SECRECY, secrecy_mark(upper)),
    ):
        if mark is not None:
            yield from say(name, page, (mark,), mark.text.strip(_DIRT))
    yield from _foot(paper, say, body=issuing[0].value if issuing else "")


def _with_listed_title(
    paper: _Paper, parts: HeadParts, known: KnownValues
) -> tuple[HeadParts, ListedTitle | None]:
    """Find the title of a type that stands in the lists alone, or is damaged; parts as they were
    where the head has a title or is a letter's."""
    if parts.title is not None or beside_number(parts.left) or not known.of(FieldName.RECORD_TYPE):
        return parts, None
    found = dict[Piece, ListedTitle]()

    def named(piece: Piece) -> str:
        title = listed_title(piece, known)
        if title is not None:
            found[piece] = title
        return title.value if title else ""

    with_title = head_parts(paper.pages[paper.first - 1], named)
    if with_title.title is None:
        return parts, None
    return with_title, found[with_title.title]


def _of_head(
    paper: _Paper, parts: HeadParts, layout: Layout, say: Saying, listed: ListedTitle | None
) -> Iterator[FieldRead]:
    head = paper.head
    numbers = head.numbers or _by_its_form(paper, layout)
    if numbers:
        number = numbers[0]
        others = tuple(one.number for one in numbers[1:])
        choices = tuple(dict.fromkeys((*others, *number.choices)))
        page = paper.page_of(number.words)
        yield from say.of_words(FieldName.NUMBER, page, number.words, number.number, choices)
    if head.days:
        day = head.days[0]
        page = paper.page_of(day.words)
        others = tuple(one.formed.iso for one in head.days[1:] if one.formed)
        formed = day.formed.iso if day.formed else ""
        yield from say.of_words(FieldName.FORMED, page, day.words, formed, others)
        yield from say.of_words(FieldName.PLACE, page, day.words, day.place)
    if parts.title is not None and listed is not None:
        name = FieldName.RECORD_TYPE
        field = say.as_read(name, paper.first, parts.title.words, listed.as_read)
        yield as_corrected(field, listed.correction)
    elif parts.title is not None:
        named = type_in_title(parts.title.text)
        yield from say(FieldName.RECORD_TYPE, paper.first, (parts.title,), named)
    elif lines := beside_number(parts.left):
        yield from say(FieldName.RECORD_TYPE, paper.first, lines[:1], LETTER)


def _by_its_form(paper: _Paper, layout: Layout) -> tuple[Number, ...]:
    """Find the number of a paper whose layout writes it in a way of its own."""
    if layout.number is None:
        return ()
    form, page = layout.number, paper.pages[paper.page - 1]
    lines = (line for line in page.lines if line.words)
    upper = [one for one in lines if one.words[0].top < HEAD_ENDS * page.height_px]
    return numbers_by_form(upper, re.compile(form.pattern), form.written)


def _subject(parts: HeadParts, page: int, say: Saying) -> Iterator[FieldRead]:
    if parts.title is not None:
        lines = below_title(parts.title, parts.below)
    else:
        lines = beside_number(parts.left)
    text = _joined(lines)
    yield from say(FieldName.SUBJECT, page, lines, _bare_subject(text))


def _bare_subject(text: str) -> str:
    """A subject without its sign and what was left before it, nor brackets around all of it."""
    left_over = _BEFORE_SIGN.match(text)
    if left_over and left_over[1] == left_over[1].upper():
        text = text[left_over.end() :]
    plain = _SUBJECT_SIGN.sub("", text).rstrip(_DIRT)
    if plain.endswith(")") and plain.count("(") < plain.count(")"):
        plain = plain[:-1].rstrip(_DIRT)
    return plain


def _foot(paper: _Paper, say: Saying, *, body: str) -> Iterator[FieldRead]:
    """Give what stands at the end of the text: signature, and whom it goes to."""
    if (found := _first(paper, _signature_on)) is not None:
        page, signature = found
        as_what = _signed_as(signature, page, say)
        yield from as_what
        title = as_what[0].value.split(_LINE)[-1] if as_what else ""
        yield from _signer(signature, page, say, Signing(body, title, paper.head.fields.formed))
    if (told := _first(paper, _recipients_on)) is not None:
        page, recipients = told
        lines = "; ".join(piece.text.strip(" -;.,") for piece in recipients.lines)
        yield from say(FieldName.RECIPIENTS, page, recipients.lines, lines)
        room = recipients.drafting_room
        yield from say(FieldName.DRAFTING_ROOM, page, recipients.lines[-1:], room)


def _signed_as(signature: Signature, page: int, say: Saying) -> tuple[FieldRead, ...]:
    """Give authority and titles; each line is compared with the lists by itself."""
    pieces = signature.signed_as
    if not pieces:
        return ()
    name = FieldName.SIGNED_AS
    words = tuple(word for piece in pieces for word in piece.words)
    field = say.as_read(name, page, words, _LINE.join(map(written, pieces)))
    by_list = [corrected(name, piece.words, say.known) for piece in pieces]
    files = [one.of_list for one in by_list if one]
    lines = (
        one.value if one else written(piece) for one, piece in zip(by_list, pieces, strict=True)
    )
    whole = Correction(_LINE.join(lines), files[0], words) if files else None
    return (as_corrected(field, whole),) if field.value else ()


def _signer(signature: Signature, page: int, say: Saying, signing: Signing) -> Iterator[FieldRead]:
    """Give the name below the signature: as it was read, or as the lists have it."""
    name = signature.name
    lines = [name.words] if name else [piece.words for piece in signature.rest]
    by_list = signer_of(lines, signing, say.known)
    words = by_list.words if by_list else name.words if name else ()
    if words:
        text = " ".join(word.text for word in words)
        field = say.as_read(FieldName.SIGNER, page, words, text, signature.choices)
        yield as_corrected(field, by_list)


def _first(
    paper: _Paper, find: Callable[[Sequence[Piece], PageText], T | None]
) -> tuple[int, T] | None:
    """What is found first from the head on, below the head, and the page that it stands on."""
    for number in range(max(paper.first, 1), len(paper.pages) + 1):
        page = paper.pages[number - 1]
        pieces: Sequence[Piece] = pieces_of(page)
        if number == paper.first and paper.parts is not None:
            pieces = _below_head(paper.parts, page)
        if (found := find(pieces, page)) is not None:
            return number, found
    return None


def _below_head(parts: HeadParts, page: PageText) -> tuple[Piece, ...]:
    ends = parts.title.bottom if parts.title else NATIONAL_TITLE_ENDS * page.height_px
    return tuple(piece for piece in parts.pieces if piece.top > ends)


def _signature_on(pieces: Sequence[Piece], page: PageText) -> Signature | None:
    return find_signature(pieces, width_px=page.width_px, height_px=page.height_px)


def _recipients_on(pieces: Sequence[Piece], page: PageText) -> Recipients | None:
    return find_recipients(pieces, width_px=page.width_px)


# --- fields behind labels --------------------------------------------------------------------


def _labelled(paper: _Paper, layout: Layout, known: KnownValues) -> Iterator[FieldRead]:
    """Give what stands behind the labels of a layout, the first page that has it."""
    say = Saying(paper.pages, layout.name, known)
    for wanted in layout.labelled:
        for number, page in enumerate(paper.pages, start=1):
            found = find_labelled(pieces_of(page), wanted)
            if found is None:
                continue
            value = found.value
            if wanted.field is FieldName.ADDRESS:
                words = tuple(word for piece in found.pieces for word in piece.words)
                street, own = street_in(words)
                yield from say.of_words(FieldName.STREET, number, own, street)
            if wanted.field.is_date:
                value = _date_at_begin(value)
            yield from say(wanted.field, number, found.pieces, value)
            break


def _date_at_begin(text: str) -> str:
    """The date with which a text begins, in ISO 8601; empty for a term, or another paper's date."""
    found = DATE_AT_BEGIN.match(text)
    if found is None:
        return ""
    try:
        return PartialDate.parse(WORD_BEFORE_DAY.sub("", found["date"])).iso
    except ValueError:  # 31/02/2026 is no day
        return ""


def _joined(pieces: Sequence[Piece]) -> str:
    return " ".join(written(piece) for piece in pieces)
