"""The signature block: in whose name, as what, and by whom a paper is signed.

Decree 30/2020/NĐ-CP, annex I, part II, points 7 and 9: authority (`TM.`, `Q.`, `KT.`, `TL.`,
`TUQ.`) and title in capitals, then the signature, then the full name, at the right; at the left of
it whom the paper goes to, the last of them the drafting room behind `Lưu: VT`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sohoa.describe.names import NO_PEOPLE, SURNAMES, WRITTEN
from sohoa.describe.pieces import Piece
from sohoa.describe.titles import type_in_title
from sohoa.domain.stage_results import Word
from sohoa.domain.vietnamese import fold

#: A signature block stands right of this share of the page's width.
_BEGINS_AT = 0.40
#: The titles begin no further above the word that names the recipients, in heights of it.
_ABOVE_RECIPIENTS = 6
#: The name stands no further below the title than this share of the page's height.
_NAME_BELOW = 0.27
#: Lines of titles follow one another within so many heights of their words.
_TITLE_PITCH = 2.6
_AUTHORITY = re.compile(r"^\W{0,2}(?:(?:tm|kt|tl|tuq|q)\s?[.,;:]|[tk]/[mtl]\b)")
_TITLES = re.compile(
    r"\b(?:chu tich|giam doc|bo truong|thu truong|thu tuong|hieu truong|cuc truong|vu truong|"
    r"chi cuc truong|truong (?:phong|ban|doan|khoa|tram|cong an|chi nhanh)|chanh (?:van phong|"
    r"thanh tra|an)|vien truong|chu nhiem|tong cuc truong|tong giam doc|thong doc|tu lenh|"
    r"chi huy truong|bi thu|to truong|chu toa|thu ky|chanh an)(?![a-z])"
)
#: Before a name: ranks and degrees, which are no part of it.
_RANK = re.compile(
    r"^(?:(?:đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá|trung tá|thiếu tá|"
    r"đại úy|thượng úy|trung úy|thiếu úy|pgs|gs|ts|ths|th\.s|t\.s|bs|ks|ls|cn|ckii|cki|nsnd|nsưt)"
    r"(?:[.,]\s*|\s+))+",
    re.IGNORECASE,
)
_NAME_WORDS = range(2, 6)
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)?")
#: What seals and signatures leave at the ends of a name.
_DIRT = " .,:;'\"`´~^_-*"
_RECIPIENTS = re.compile(r"^[\W_]{0,3}no[il] nh[ao]n[\W_]{0,3}$")
#: The last recipient: the paper stays with the clerk, and with the room that drafted it.
_KEPT = re.compile(r"l[ưu]u\s*[:;.]\s*(?P<with>[^(]*)", re.IGNORECASE)
_CLERK = re.compile(r"v\.?\s?[tp]\.?|văn thư|vphc|hs|hồ sơ", re.IGNORECASE)
#: A line of the text: so much of the page's width, from so far left on.
_TEXT_WIDTH, _TEXT_LEFT = 0.55, 0.32


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature block.

    Attributes:
        signed_as: Authority and titles, a line each; empty where only the name is legible.
        name: The printed name below the signature, without ranks; `None` if it is not legible.
        choices: How else the name may be written, where its surname is none as it was read; and the
            other names, where there are several.
        rest: The lines that may be what is left of the name, where it is not legible.
    """

    signed_as: tuple[Piece, ...]
    name: Piece | None
    choices: tuple[str, ...] = ()
    rest: tuple[Piece, ...] = ()


def find_signature(pieces: Sequence[Piece], *, width_px: int, height_px: int) -> Signature | None:
    """Find the signature block of a page; `None` if there is none.

    It stands beside those whom the paper goes to, or else below all of the page's text: the same
    titles stand above the text, in tables, and where the parties of a contract are named. Where
    stamp and signature have made the titles illegible, it is the name beside the recipients.
    """
    begin = next((one for one in pieces if _RECIPIENTS.search(one.bare)), None)
    from_top = begin.top - _ABOVE_RECIPIENTS * begin.height if begin else 0
    ends = 0 if begin else _last_text(pieces, width_px)
    right = [
        one
        for one in pieces
        if one.left >= _BEGINS_AT * width_px and one.top >= max(from_top, ends)
    ]
    block = _block(right, height_px)
    if block is not None or begin is None:
        return block
    reach = begin.top + _NAME_BELOW * height_px
    name, others = _name([one for one in right if one.top <= reach])
    return Signature((), name, (*_choices(name), *others)) if name else None


def _last_text(pieces: Sequence[Piece], width_px: int) -> int:
    """Where the last line of the text ends; a page number and a stamp are none."""
    lines = (
        one.bottom
        for one in pieces
        if one.right - one.left >= _TEXT_WIDTH * width_px and one.left < _TEXT_LEFT * width_px
    )
    return max(lines, default=0)


def _block(right: Sequence[Piece], height_px: int) -> Signature | None:
    """The first block of titles, and the name below them."""
    for place, piece in enumerate(right):
        if not _is_title(piece):
            continue
        titles = tuple(_titles(right[place:]))
        reach = titles[-1].bottom + _NAME_BELOW * height_px
        after = [one for one in right if titles[-1].bottom <= one.top <= reach]
        name, others = _name(after)
        further = tuple(one for one in after if _is_title(one) and (not name or one.top < name.top))
        rest = () if name else tuple(one for one in after if one not in further)
        return Signature((*titles, *further), name, (*_choices(name), *others), rest)
    return None


def _is_title(piece: Piece) -> bool:
    if not piece.is_capitals:
        return False
    return bool(_AUTHORITY.match(piece.bare) or _TITLES.search(piece.bare))


def _titles(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Give the lines of authority and titles that follow one another."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None:
            if piece.top - last.top > _TITLE_PITCH * last.height:
                return
            if not piece.is_capitals:
                continue
        last = piece
        yield piece


def _name(pieces: Sequence[Piece]) -> tuple[Piece | None, tuple[str, ...]]:
    """Give the printed name: the last line with a surname, else the last that can be a name.

    And the others that have one, too: of two signers each is a choice.
    """
    names = [one for piece in pieces if (one := _as_name(piece))]
    known = [one for one in names if fold(one.text.split()[0]) in WRITTEN]
    if not known:
        return (names[-1] if names else None), ()
    others = (one.text for one in known[:-1] if one.text != known[-1].text)
    return known[-1], tuple(dict.fromkeys(others))


def _as_name(piece: Piece) -> Piece | None:
    """The piece without ranks if it can be a person's name: each word begins with a capital."""
    words = _without_rank(piece)
    texts = [word.text for word in words]
    if len(texts) not in _NAME_WORDS or not all(map(_is_of_a_name, texts)):
        return None
    found = Piece(words)
    is_title = _TITLES.search(found.bare) or type_in_title(found.text.upper())
    return None if is_title or found.bare in NO_PEOPLE else found


def _without_rank(piece: Piece) -> tuple[Word, ...]:
    """The words of a line without rank or degree before them, and dirt at its ends."""
    text = " ".join(word.text for word in piece.words)
    rest = text[len(rank[0]) if (rank := _RANK.match(text)) else 0 :].strip(_DIRT).split()
    own = piece.words[len(piece.words) - len(rest) :]
    if len(rest) != len(own) or not rest:
        return ()
    return tuple(replace(word, text=part) for word, part in zip(own, rest, strict=True))


def _is_of_a_name(text: str) -> bool:
    return bool(_LETTERS.fullmatch(text)) and text[0].isupper()


def _choices(name: Piece | None) -> tuple[str, ...]:
    """The name with surnames as they are written, where it has none as it was read."""
    if name is None:
        return ()
    surname, *rest = name.text.split()
    if surname.title() in SURNAMES:
        return ()
    return tuple(" ".join((one, *rest)) for one in WRITTEN.get(fold(surname), ()))


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a paper goes to, a line each, and the room that drafted it; empty if none is named."""

    lines: tuple[Piece, ...]
    drafting_room: str = ""


def find_recipients(pieces: Sequence[Piece], *, width_px: int) -> Recipients | None:
    """Find whom a paper goes to, at the left, below the words that say so; `None` if none do."""
    left = [one for one in pieces if one.left < _BEGINS_AT * width_px]
    begin = next((n for n, one in enumerate(left) if _RECIPIENTS.search(one.bare)), None)
    if begin is None:
        return None
    lines = list[Piece]()
    for piece in left[begin + 1 :]:
        last = lines[-1] if lines else left[begin]
        if piece.top - last.top > 3 * last.height:
            break
        lines.append(piece)
        if kept := _KEPT.search(piece.text):
            return Recipients(tuple(lines), _room(kept["with"]))
    return Recipients(tuple(lines))


def _room(kept_with: str) -> str:
    """The room among those that keep a copy: the clerk is none."""
    parts = [part.strip(" .:-/") for part in re.split("[,;]", kept_with)]
    rooms = [part for part in parts if part and not _CLERK.fullmatch(part)]
    return ", ".join(rooms)
