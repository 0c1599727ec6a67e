"""Fields behind printed labels: `Tên doanh nghiệp: …`, as forms and licences have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sohoa.describe.layout import Labelled
from sohoa.describe.pieces import Piece
from sohoa.domain.paper_fields import FieldName
from sohoa.domain.vietnamese import skeleton

#: Before a label: a bullet, or the number of a form's line.
_ITEM = re.compile(r"^(?:[-+•*]\s*|[\divx]{1,3}[.)]\s*|[a-zđ][.)]\s*)")
#: A paper speaks of itself: `Giấy phép này có giá trị đến …`.
_OF_ITSELF = "nay "
_BETWEEN = " .:;,-–…_"
#: A label may go on up to its colon: `Họ và tên chủ hộ kinh doanh:`.
_LABEL_GOES_ON = re.compile(r" [a-zà-ỹđ][^:\d]{0,40}:")
_COLON = re.compile(r"\s*:")
#: A line that has a label of its own.
_LABELLED = re.compile(r"^[^\W\d][^:]{1,40}:")
#: The body of a decision or a certificate, which is sentences: `Điều 1. Công ty … được …`.
_ARTICLE = re.compile(r"(?:dieu|khoan|chuong|muc) (?:\d|[ivx])+\b")
#: A text goes on in the next line where that begins with a small letter or a figure, no further
#: below than so many heights of its words.
_GOES_ON = re.compile(r"[a-zà-ỹđ\d(]")
_PITCH = 2.4


@dataclass(frozen=True, slots=True)
class LabelledText:
    """What stands behind a label, and on which words."""

    value: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A label: where its value begins, and how much like a label it is."""

    place: int
    begin: int
    has_colon: bool
    rank: int


def find_labelled(pieces: Sequence[Piece], wanted: Labelled) -> LabelledText | None:
    """Find what stands behind a field's label; `None` if there is none, or nothing behind it.

    Of several a label with a colon goes before one without, then the order of the labels counts.
    Without a colon a capital has to follow: the same words in a sentence are no label.
    """
    found = [
        one for place in range(len(pieces)) if (one := _label_at(pieces, place, wanted)) is not None
    ]
    for one in sorted(found, key=lambda one: (not one.has_colon, one.rank, one.place)):
        own = list(_lines(pieces[one.place :], one.begin, wanted.lines))
        text = " ".join(part for part, _piece in own if part)
        if wanted.pattern:
            fits = re.match(wanted.pattern, text)
            text = fits[0] if fits else ""
        if text:
            return LabelledText(text, tuple(piece for part, piece in own if part))
    return None


def _label_at(pieces: Sequence[Piece], place: int, wanted: Labelled) -> _Found | None:
    """The label of a field at the beginning of a piece, or where the paper speaks of itself."""
    piece = pieces[place]
    bare = skeleton(piece.text)
    for label in wanted.bare_labels:
        begin = bare.find(label)
        end = begin + len(label)
        if begin < 0 or bare[end : end + 1].isalpha() or not _may_begin(pieces, place, begin):
            continue
        more = _LABEL_GOES_ON.match(piece.text, end) if wanted.field is FieldName.OWNER else None
        end = more.end() if more else end
        has_colon = bool(more or _COLON.match(piece.text, end))
        rest = piece.text[end:].strip(_BETWEEN)
        if has_colon or _follows_by_itself(rest, wanted):
            return _Found(place, end, has_colon, wanted.rank_of(label))
    return None


def _may_begin(pieces: Sequence[Piece], place: int, begin: int) -> bool:
    """Say whether a label may stand there: first in its line, or behind the paper's own name."""
    piece = pieces[place]
    before = piece.bare[:begin]
    item = _ITEM.match(before)
    if before.endswith(_OF_ITSELF):
        return True
    if before[item.end() if item else 0 :]:
        return False
    if not piece.text[begin : begin + 1].islower() or item:
        return True
    # A line that begins small goes on with the sentence above it.
    return place > 0 and pieces[place - 1].bare.endswith(_OF_ITSELF.rstrip())


def _follows_by_itself(rest: str, wanted: Labelled) -> bool:
    """Without a colon: a value that is a figure or a date, or a name with its capital."""
    if wanted.pattern or wanted.field.is_date:
        return bool(rest)
    return rest[:1].isupper()


def _lines(pieces: Sequence[Piece], begin: int, most: int) -> Iterator[tuple[str, Piece]]:
    """What stands behind a label on its line; beside it or below, where nothing does."""
    first, *rest = pieces
    text = first.text[begin:].strip(_BETWEEN)
    yield text, first
    last, count = first, 1
    for piece in rest:
        is_beside = abs(piece.top - first.top) < first.height and piece.left > first.left
        if _is_of_another(piece) or piece.top - last.top > _PITCH * last.height:
            return
        if text and (is_beside or count >= most or not _GOES_ON.match(piece.text)):
            return
        count += not is_beside
        if count > most and text:
            return
        text, last = piece.text.strip(_BETWEEN), piece
        yield text, piece
        if count >= most:
            return


def _is_of_another(piece: Piece) -> bool:
    """Say whether a line begins another item of a form or an article, or has a label itself."""
    item = _ITEM.match(piece.bare)
    is_item = bool(item and piece.text[item.end() :])
    return is_item or bool(_ARTICLE.match(piece.bare) or _LABELLED.match(piece.text))
