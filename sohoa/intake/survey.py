"""Surveys a file or folder before it is taken in: how many pages it has, and where separators lie.

Every page is looked at as a small grey picture: a JPEG is decoded at an eighth of its size, what is
no JPEG by poppler at 34 dpi. Nothing is decided here; what cannot be decoded is no separator, and
taking it in will say what is wrong with it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import pikepdf
from PIL import Image

from sohoa.domain.errors import DamagedImageError, DamagedPdfError, TooManyPixelsError
from sohoa.intake import pictures
from sohoa.intake.content import Content, identify
from sohoa.intake.drawing import rendered
from sohoa.intake.fax import decoding_fax
from sohoa.intake.frames import page_frames
from sohoa.intake.inbox import Candidate
from sohoa.intake.jpeg import FORMATS
from sohoa.intake.masters import Master, read_master
from sohoa.intake.paper import paper_of
from sohoa.intake.pdf import bears_signatures, opened_pdf, require_few_pages
from sohoa.intake.pdf_images import decoded_for_a_look, jpeg_of
from sohoa.intake.placed import PlacedImage
from sohoa.intake.separators import (
    BACK_PX,
    SMALL_PX,
    bears_the_code,
    is_back_of_separator,
    is_separator,
)
from sohoa.intake.settings import IntakeSettings
from sohoa.intake.sheets import Desk
from sohoa.intake.sight import look_at

#: So many pages are drawn at once.
_AT_ONCE = 25
#: The pages that are asked for, and their long side in pixels → those that can be shown.
_Shower: TypeAlias = Callable[[Sequence[int], int], Iterable[tuple[int, Image.Image]]]


@dataclass(frozen=True, slots=True)
class Survey:
    """The pages of a file or folder, counted from 1.

    Attributes:
        count: How many there are; 0 if its pages cannot be told apart before it is taken in: a
            folder in which a file has several.
        separators: The separator sheets among them, and the blank backs behind these.
        doubtful: Pages with a separator's code and something else: they are pages, and told.
        begins: Pages on which, as was read later and accepted, another document begins.
    """

    count: int
    separators: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


def survey(candidate: Candidate, settings: IntakeSettings) -> Survey:
    """Count the pages of a candidate, and find the separator sheets among them.

    Of a PDF that is signed, or that holds no scan, the pages are only counted: the first stays one
    document, and the second was never laid on a scanner.

    Raises:
        ItemError: It cannot be opened, or changed meanwhile.
        ToolMissingError: poppler is needed and not installed.
    """
    masters = [read_master(path) for path in candidate.paths]
    desk = Desk("", Path(), settings)
    found = _of_folder(masters, desk) if candidate.is_folder else _of_file(masters[0], desk)
    for master in masters:
        master.require_unchanged()
    return found


def _of_file(master: Master, desk: Desk) -> Survey:
    content = identify(master.head)
    if content is Content.PDF:
        with opened_pdf(master) as pdf:
            require_few_pages(pdf, limit=desk.settings.max_pages)
            return _of_pdf(pdf, master, desk)
    if content is Content.TIFF:
        frames, _findings = page_frames(master, desk, first_page=1)
        return _found(
            range(1, len(frames) + 1),
            lambda pages, long: _frames(
                master, desk, [(page, frames[page - 1]) for page in pages], long
            ),
        )
    return Survey(1)


def _of_folder(masters: Sequence[Master], desk: Desk) -> Survey:
    contents = [identify(master.head) for master in masters]
    with_more = (
        content is Content.PDF
        or (content is Content.TIFF and len(page_frames(master, desk, first_page=1)[0]) > 1)
        for master, content in zip(masters, contents, strict=True)
    )
    if any(with_more):
        return Survey(0)

    def shown(pages: Sequence[int], long: int) -> Iterator[tuple[int, Image.Image]]:
        for page in pages:
            master = masters[page - 1]
            if contents[page - 1] is Content.TIFF:
                yield from _frames(master, desk, [(page, 0)], long)
            elif isinstance(contents[page - 1], Content):
                with suppress(DamagedImageError, TooManyPixelsError):
                    yield page, _small(master.path, desk, page, long)

    return _found(range(1, len(masters) + 1), shown)


def _of_pdf(pdf: pikepdf.Pdf, master: Master, desk: Desk) -> Survey:
    count = len(pdf.pages)
    if count == 1 or bears_signatures(pdf):
        return Survey(count)
    scans = dict(_scans(pdf))

    def shown(pages: Sequence[int], long: int) -> Iterator[tuple[int, Image.Image]]:
        rest = []
        for page in pages:
            try:
                picture = _shown_alone(scans[page], desk, page, long)
            except (DamagedImageError, TooManyPixelsError):
                continue
            if picture is None:
                rest.append(page)
            else:
                yield page, picture
        yield from _drawn(master, rest, long, seconds=desk.settings.rasterize_seconds)

    return replace(_found(tuple(scans), shown), count=count)


def _scans(pdf: pikepdf.Pdf) -> Iterator[tuple[int, PlacedImage | None]]:
    """The pages that are scans, each with its picture where that is all of the page."""
    for number, page in enumerate(pdf.pages, start=1):
        sight = look_at(page, paper_of(page))
        if sight.is_scan:
            placed = sight.picture
            yield number, placed if placed and placed.stream is not None else None


def _shown_alone(
    placed: PlacedImage | None, desk: Desk, page: int, long: int
) -> Image.Image | None:
    """A page that is one picture, small; `None` for what a renderer does better.

    Raises:
        DamagedImageError, TooManyPixelsError: It cannot be decoded.
    """
    if placed is None:
        return None
    desk.require_pixels(placed.width_px, placed.height_px, page=page)
    if (jpeg := jpeg_of(placed, page)) is not None:
        return _small(io.BytesIO(jpeg), desk, page, long)
    decoded = decoded_for_a_look(placed, page)
    return decoded and _reduced(decoded, long)


def _found(pages: Sequence[int], shown: _Shower) -> Survey:
    """Look at pages: first for separators, then, more closely, at what lies behind each."""
    fronts, doubtful = set[int](), list[int]()
    for page, picture in shown(pages, SMALL_PX):
        if is_separator(picture):
            fronts.add(page)
        elif bears_the_code(picture):
            doubtful.append(page)
    behind = [page for page in pages if page - 1 in fronts and page not in fronts]
    backs = {page for page, picture in shown(behind, BACK_PX) if is_back_of_separator(picture)}
    return Survey(len(pages), tuple(sorted(fronts | backs)), tuple(doubtful))


def _small(source: Path | io.BytesIO, desk: Desk, page: int, long: int) -> Image.Image:
    """A picture of one page, decoded no finer than it has to be.

    Raises:
        DamagedImageError, TooManyPixelsError: It cannot be decoded.
    """
    formats = (*FORMATS, "PNG", "JPEG2000")
    with pictures.opened(source, formats=formats, page=page) as image:
        desk.require_pixels(*image.size, page=page)
        share = long / max(image.size)
        image.draft("L", (round(image.width * share), round(image.height * share)))
        return _reduced(image, long)


def _frames(
    master: Master, desk: Desk, frames: Iterable[tuple[int, int]], long: int
) -> Iterator[tuple[int, Image.Image]]:
    for page, frame in frames:
        with (
            suppress(DamagedImageError, TooManyPixelsError),
            pictures.opened(master.path, formats=("TIFF",), page=page) as image,
        ):
            image.seek(frame)
            desk.require_pixels(*image.size, page=page)
            with decoding_fax(page):
                image.load()
            yield page, _reduced(image, long)


def _reduced(image: Image.Image, long: int) -> Image.Image:
    """The picture in grey, smaller by a whole number and no smaller than asked."""
    factor = max(max(image.size) // long, 1)
    flat = image if image.mode in ("L", "RGB") else pictures.flattened(image)
    if flat.mode == "1":
        flat = flat.convert("L")
    return flat.reduce(factor).convert("L") if factor > 1 else flat.convert("L")


def _drawn(
    master: Master, pages: Sequence[int], long: int, *, seconds: float
) -> Iterator[tuple[int, Image.Image]]:
    """Pages as poppler draws them; what it complains of is drawn blank, and so is not shown."""
    for first, last in _runs(pages):
        options = {
            "size": long, "first_page": first, "last_page": last, "grayscale": True,
            "use_cropbox": True, "timeout": seconds, "strict": True,
        }  # fmt: skip
        try:
            yield from enumerate(rendered(master.path, options), start=first)
        except DamagedPdfError:
            if first < last:
                for page in range(first, last + 1):
                    yield from _drawn(master, [page], long, seconds=seconds)


def _runs(pages: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches of pages without a gap, none too long."""
    first = last = 0
    for page in pages:
        if page != last + 1 or page - first >= _AT_ONCE:
            if last:
                yield first, last
            first = page
        last = page
    if last:
        yield first, last
