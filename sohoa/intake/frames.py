"""Find the frames of a TIFF that are pages: not its thumbnails, nor its transparency masks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, TiffImagePlugin

from sohoa.domain import scan_findings
from sohoa.domain.errors import (
    DamagedImageError,
    HiddenPictureError,
    NoPagesError,
    TooManyPagesError,
)
from sohoa.domain.stage_results import Finding
from sohoa.intake import pictures
from sohoa.intake.masters import Master
from sohoa.intake.sheets import Desk

#: Tags (TIFF 6.0): new and old kind of subfile, photometric interpretation, sizes, directories
#: below this one (Technical Note 1).
_SUBFILE, _OLD_SUBFILE, _PHOTOMETRIC, _WIDTH, _HEIGHT, _SUB_IFDS = 254, 255, 262, 256, 257, 330
#: NewSubfileType: bit 0 a reduced image, bit 1 one page of many, bit 2 a mask.
_REDUCED_BIT, _MASK_BIT = 1, 4
_OLD_REDUCED, _MASK_PHOTOMETRIC = 2, 4
#: A reduced image is at most so large beside the picture it was reduced from, and of like shape.
_MOST_REDUCED, _LIKE_SHAPE = 0.6, 0.06
#: Thumbnails have 256 pixels or fewer on their long side, some cameras' 512; a page has 1000.
_THUMBNAIL_PX, _TINY_BESIDE = 512, 0.35
#: A page may bring its thumbnail, its mask and the thumbnail's mask.
_FRAMES_PER_PAGE = 4
_CLASSIC_HEAD, _MOST_BELOW = 8, 64
_NEIGHBOURS = 2
#: Both are compared at this size: margins, lines of text and stamps tell, single letters do not.
_SIZE = (48, 64)
#: A picture and its reduction correlate by 0.95 and more, two pages of one letter by much less.
_LEAST_ALIKE = 0.85
#: Grey levels of a frame with nothing on it.
_BLANK = 2.0


@dataclass(frozen=True, slots=True)
class _Frame:
    number: int
    width_px: int
    height_px: int
    claims_reduced: bool
    claims_mask: bool
    has_larger_below: bool

    @property
    def is_said_to_be_a_page(self) -> bool:
        return not (self.claims_reduced or self.claims_mask)

    @property
    def long_px(self) -> int:
        return max(self.width_px, self.height_px)

    @property
    def shape(self) -> float:
        return min(self.width_px, self.height_px) / self.long_px

    def is_reduced_from(self, other: _Frame) -> bool:
        """Say whether it can be what it claims: smaller than the other and of its shape."""
        if self.long_px > other.long_px * _MOST_REDUCED:
            return False
        return self.long_px <= _THUMBNAIL_PX or self.is_like(other)

    def is_like(self, other: _Frame) -> bool:
        return abs(self.shape - other.shape) <= _LIKE_SHAPE


def page_frames(
    master: Master, desk: Desk, *, first_page: int
) -> tuple[list[int], tuple[Finding, ...]]:
    """The frames that are pages, and what is to be said of the choice. Sizes are checked here.

    A frame is left out if it says that it is a reduced image or a mask, and can be one; what is
    too large for a thumbnail must also show what it was reduced from. Whatever is in doubt is a
    page, and a finding sends the document to a person: a page too many is seen, a page lost is not.

    Raises:
        DamagedImageError: A directory makes no sense.
        HiddenPictureError: The full picture lies below a thumbnail, where no viewer looks.
        TooManyPixelsError: A page is too large.
        TooManyPagesError: It has more frames than a document may have pages.
        NoPagesError: It has no frame.
    """
    limit = desk.settings.max_pages
    frames = list(_read_frames(master, first_page, most=_FRAMES_PER_PAGE * limit))
    if not frames:
        raise NoPagesError()
    said = [frame for frame in frames if frame.is_said_to_be_a_page]
    pages = [
        frame
        for frame in frames
        if _is_page(frame, frames, said) or _shows_another(frame, said, master, desk, first_page)
    ]
    if first_page + len(pages) - 1 > limit or len(frames) > _FRAMES_PER_PAGE * limit:
        raise TooManyPagesError(pages=f"> {limit}", limit=limit)
    if any(frame.has_larger_below for frame in pages):
        raise HiddenPictureError()
    for page, frame in enumerate(pages, start=first_page):
        desk.require_pixels(frame.width_px, frame.height_px, page=page)
    return [frame.number for frame in pages], tuple(_findings(frames, pages, first_page))


def _is_page(frame: _Frame, frames: Sequence[_Frame], said: Sequence[_Frame]) -> bool:
    if frame.claims_mask:
        return all(other.claims_mask for other in frames)
    if frame.claims_reduced:
        return not any(frame.is_reduced_from(other) for other in said)
    return True


def _shows_another(
    frame: _Frame, said: Sequence[_Frame], master: Master, desk: Desk, first_page: int
) -> bool:
    """Say whether a frame that claims to be reduced, and is no mask, shows something of its own.

    It stands beside what it was reduced from: only its nearest neighbours are looked at.
    """
    if frame.claims_mask or frame.long_px <= _THUMBNAIL_PX:
        return False
    sources = [other for other in said if frame.is_reduced_from(other)]
    nearest = sorted(sources, key=lambda other: abs(other.number - frame.number))[:_NEIGHBOURS]
    for one in (frame, *nearest):
        desk.require_pixels(one.width_px, one.height_px, page=first_page)
    return not any(
        shows_the_same(master.path, frame.number, one.number, page=first_page) for one in nearest
    )


def _findings(
    frames: Sequence[_Frame], pages: Sequence[_Frame], first_page: int
) -> Iterator[Finding]:
    if left_out := len(frames) - len(pages):
        yield scan_findings.FRAMES_LEFT_OUT.at(first_page, str(left_out))
    for page, frame in enumerate(pages, start=first_page):
        if not frame.is_said_to_be_a_page or _may_be_thumbnail(frame, pages):
            yield scan_findings.FRAME_DOUBT.at(page, f"{frame.width_px} x {frame.height_px}")


def _may_be_thumbnail(frame: _Frame, pages: Sequence[_Frame]) -> bool:
    """Say whether it looks like a thumbnail of another page, though it does not say so."""
    return frame.long_px <= _THUMBNAIL_PX and any(
        frame.long_px <= other.long_px * _TINY_BESIDE and frame.is_like(other) for other in pages
    )


def _read_frames(master: Master, first_page: int, *, most: int) -> Iterator[_Frame]:
    """Walk the chain of directories: Pillow would stop at a mask, of which it makes no picture."""
    with pictures.decoding(first_page), master.path.open("rb") as stream:
        head = stream.read(_CLASSIC_HEAD)
        if head[2:3] + head[3:4] in (b"+\0", b"\0+"):
            head += stream.read(_CLASSIC_HEAD)
        place, seen = _directory(head).next, set[int]()
        while place and place not in seen and len(seen) <= most:
            seen.add(place)
            directory = _loaded(stream, head, place)
            yield _frame_of(directory, len(seen) - 1, _sizes_below(stream, head, directory))
            place = directory.next


def _directory(head: bytes) -> TiffImagePlugin.ImageFileDirectory_v2:
    return TiffImagePlugin.ImageFileDirectory_v2(head)


def _loaded(stream: BinaryIO, head: bytes, place: int) -> TiffImagePlugin.ImageFileDirectory_v2:
    directory = _directory(head)
    stream.seek(place)
    directory.load(stream)
    return directory


def _frame_of(
    tags: TiffImagePlugin.ImageFileDirectory_v2, number: int, sizes_below: Iterable[int]
) -> _Frame:
    kind, (width, height) = tags.get(_SUBFILE), _size(tags)
    if isinstance(kind, int):
        is_reduced, is_mask = bool(kind & _REDUCED_BIT), bool(kind & _MASK_BIT)
    else:
        is_reduced, is_mask = tags.get(_OLD_SUBFILE) == _OLD_REDUCED, False
    return _Frame(
        number=number,
        width_px=width,
        height_px=height,
        claims_reduced=is_reduced,
        claims_mask=is_mask or tags.get(_PHOTOMETRIC) == _MASK_PHOTOMETRIC,
        has_larger_below=any(size > width * height for size in sizes_below),
    )


def _sizes_below(
    stream: BinaryIO, head: bytes, tags: TiffImagePlugin.ImageFileDirectory_v2
) -> Iterator[int]:
    """Pixels of the pictures in directories below a frame's own, where no viewer looks."""
    below = tags.get(_SUB_IFDS, ())
    for place in [below] if isinstance(below, int) else list(below)[:_MOST_BELOW]:
        width, height = _size(_loaded(stream, head, place))
        yield width * height


def _size(tags: TiffImagePlugin.ImageFileDirectory_v2) -> tuple[int, int]:
    """Width and height.

    Raises:
        ValueError: It has none.
    """
    width, height = tags.get(_WIDTH), tags.get(_HEIGHT)
    if isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0:
        return width, height
    raise ValueError("a TIFF directory without a size")


def shows_the_same(path: Path, one: int, other: int, *, page: int) -> bool:
    """Compare two frames, by number; what cannot be decoded is no page of its own either."""
    try:
        left, right = (_small(path, number, page=page) for number in (one, other))
    except DamagedImageError:
        return True
    if min(left.std(), right.std()) < _BLANK:
        return bool(max(left.std(), right.std()) < 2 * _BLANK)
    return bool(np.corrcoef(left.ravel(), right.ravel())[0, 1] >= _LEAST_ALIKE)


def _small(
    path: Path, number: int, *, page: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    with pictures.opened(path, formats=("TIFF",), page=page) as image:
        image.seek(number)
        small = image.convert("L").resize(_SIZE, Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float64)
