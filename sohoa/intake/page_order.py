"""The order of a folder's pages: as a person sees them in a file manager, fronts before backs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sohoa.domain import scan_findings
from sohoa.domain.stage_results import Finding
from sohoa.domain.vietnamese import fold, nfc

Key = tuple[tuple[int, int, str], ...]

_DIGITS = re.compile(r"(\d+)")
_MOST_NAMES = 20
#: How names tell the two sides of a sheet; letters without marks, in any case.
_SIDES = (
    ("f", "b"),
    ("front", "back"),
    ("r", "v"),
    ("recto", "verso"),
    ("truoc", "sau"),
    ("mat truoc", "mat sau"),
    ("mattruoc", "matsau"),
    ("mt", "ms"),
    ("mat 1", "mat 2"),
    ("mat a", "mat b"),
    ("side 1", "side 2"),
    ("side a", "side b"),
    ("a", "b"),
)
#: In front of a counter these may as well be two parts of a file, each with its own pages.
_MAY_BE_PARTS = ("a", "b")
_GAP = r"[\s_.\-()\[\]]*"
#: `X`, `X (2)`; `X`, `X_0001`: programs number the copies and leave the first as it is.
_COPY = re.compile(r"^(.*?)(?:\s*\(\d+\)|[\s_-]+\d+)?$")


@dataclass(frozen=True, slots=True)
class PageOrder:
    """File names in page order; `is_sure` unless a person might have ordered them otherwise."""

    names: tuple[str, ...]
    is_sure: bool

    def findings(self) -> Iterator[Finding]:
        """A doubt, with the order that was taken."""
        if not self.is_sure:
            shown = ", ".join(PurePath(nfc(name)).stem for name in self.names[:_MOST_NAMES])
            more = ", …" if len(self.names) > _MOST_NAMES else ""
            yield scan_findings.PAGE_ORDER.of(shown + more)


def in_page_order(names: Sequence[str]) -> PageOrder:
    """Order the files of a folder: by name without ending, figures by their value.

    >>> in_page_order(["X (10).jpg", "X.jpg", "X (2).jpg"]).names
    ('X.jpg', 'X (2).jpg', 'X (10).jpg')
    >>> in_page_order(["02B.jpg", "01F.jpg", "02F.jpg", "01B.jpg"]).names
    ('01F.jpg', '01B.jpg', '02F.jpg', '02B.jpg')
    """
    ordered = sorted(names, key=lambda name: (_key(_plain(name)), _key(nfc(name)), name))
    stems = [_plain(name) for name in ordered]
    for front, back in _SIDES:
        for is_before in (False, True):
            places = [_side(stem, front, back, is_before=is_before) for stem in stems]
            if not _are_sides(places):
                continue
            if is_before and (front, back) == _MAY_BE_PARTS:
                return PageOrder(tuple(ordered), is_sure=False)
            by_side = sorted(range(len(stems)), key=lambda one: _side_key(places[one], stems[one]))
            return PageOrder(tuple(ordered[one] for one in by_side), _are_whole(places))
    return PageOrder(tuple(ordered), _is_one_series(stems))


def _plain(name: str) -> str:
    """The name as it is compared: without ending, marks and case."""
    return fold(PurePath(nfc(name)).stem)


def _key(text: str) -> Key:
    pieces = _DIGITS.split(text)
    return tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in pieces if one)


def _side(stem: str, front: str, back: str, *, is_before: bool) -> tuple[str, int] | None:
    """Give the stem that a side's name shares, and which side it is; `None` if it tells neither."""
    words = "|".join(re.escape(word).replace(r"\ ", _GAP) for word in (front, back))
    if is_before:
        found = re.fullmatch(rf"(.*?)(?<![^\W\d_])({words}){_GAP}(\d+)\W*", stem)
        rest = found and f"{found[1]}{found[3]}"
    else:
        found = re.fullmatch(rf"(.*\d){_GAP}({words})\W*", stem)
        rest = found and found[1]
    if not found or rest is None:
        return None
    is_back = re.sub(_GAP, "", found[2]) == re.sub(_GAP, "", back)
    return rest, int(is_back)


def _are_sides(places: Sequence[tuple[str, int] | None]) -> bool:
    """Say whether some sheet has a front and a back, and most names tell a side."""
    told = [place for place in places if place]
    fronts = {_key(rest) for rest, side in told if not side}
    backs = {_key(rest) for rest, side in told if side}
    return bool(fronts & backs) and 2 * len(told) > len(places)


def _are_whole(places: Sequence[tuple[str, int] | None]) -> bool:
    """Say whether every name tells a side and every back has one front."""
    told = [place for place in places if place]
    counts = Counter((_key(rest), side) for rest, side in told)
    has_fronts = all((rest, 0) in counts for rest, side in counts if side)
    return len(told) == len(places) and has_fronts and max(counts.values()) == 1


def _side_key(place: tuple[str, int] | None, stem: str) -> tuple[Key, int]:
    return (_key(place[0]), place[1]) if place else (_key(stem), 0)


def _is_one_series(stems: Sequence[str]) -> bool:
    """Say whether the names differ in their figures alone, and no two have the same."""
    if len({_key(stem) for stem in stems}) < len(stems):
        return False
    if len({_DIGITS.sub("#", stem) for stem in stems}) == 1:
        return True
    first, *others = stems
    bases = {match[1] for stem in others if (match := _COPY.match(stem))}
    shapes = {_DIGITS.sub("#", stem[len(first) :]) for stem in others}
    return bases == {first} and len(shapes) == 1
