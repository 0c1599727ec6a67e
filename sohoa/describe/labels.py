"""Fields behind printed labels: `Tên doanh nghiệp: …`, as forms and licences have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sohoa.describe.layout import Labelled
from sohoa.describe.pieces import Piece
from sohoa.domain.vietnamese import skeleton

#: Before a label: a bullet, or the number of a form's line.
_BEFORE = re.compile(r"^(?:[-+•*]\s*|[\divx]{1,3}[.)]\s*|[a-zđ]\)\s*)?$")
_BETWEEN = " .:;,-–…_"
#: A label may go on up to its colon: `Họ và tên chủ hộ kinh doanh:`.
_LABEL_GOES_ON = re.compile(r" [a-zà-ỹđ][^:\d]{0,40}:")
#: A text goes on in the next line where that begins with a small letter or a figure.
_GOES_ON = re.compile(r"[a-zà-ỹđ\d(]")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """What stands behind a label, and on which words."""

    value: str
    pieces: tuple[Piece, ...]


def find_labelled(pieces: Sequence[Piece], wanted: Labelled) -> LabelledText | None:
    """Find what stands behind a field's label; `None` if there is none, or nothing behind it."""
    pattern = re.compile(wanted.pattern) if wanted.pattern else None
    for place, piece in enumerate(pieces):
        begin = _behind(piece, wanted.bare_labels)
        if begin is None:
            continue
        own = list(_lines(pieces[place:], begin, wanted.lines))
        text = " ".join(part for part, _piece in own if part)
        if pattern is not None:
            found = pattern.search(text)
            text = found[0] if found else ""
        if text:
            return LabelledText(text, tuple(piece for part, piece in own if part))
    return None


def _behind(piece: Piece, labels: Sequence[str]) -> int | None:
    """Where in a piece's text a label of a field ends, at the beginning of which it stands."""
    bare = skeleton(piece.text)
    for label in labels:
        begin = bare.find(label)
        end = begin + len(label)
        if begin >= 0 and _BEFORE.match(bare[:begin]) and not bare[end : end + 1].isalpha():
            more = _LABEL_GOES_ON.match(piece.text, end)
            return more.end() if more else end
    return None


def _lines(pieces: Sequence[Piece], begin: int, most: int) -> Iterator[tuple[str, Piece]]:
    """What stands behind a label on its line; beside it or below, where nothing does."""
    first, *rest = pieces
    text = first.text[begin:].strip(_BETWEEN)
    yield text, first
    count = 1
    for piece in rest:
        is_beside = abs(piece.top - first.top) < first.height and piece.left > first.left
        goes_on = bool(text) and bool(_GOES_ON.match(piece.text)) and not piece.text.endswith(":")
        if not (is_beside and not text) and ((count >= most and text) or (text and not goes_on)):
            return
        text = piece.text.strip(_BETWEEN)
        yield text, piece
        count += 1
        if count > most:
            return
