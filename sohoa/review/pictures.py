"""Pictures for a decision, cut from the page images while these are at hand.

They are made when a document begins to wait, not when it is looked at: a person opens a sheet of
five hundred at once, and page images may be let go before.
"""

from __future__ import annotations

import io
import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from sohoa.domain.paper_fields import Box, PaperDescription
from sohoa.domain.stage_results import PageEncoding, PageImage, PageText, ReadDocument
from sohoa.durable import digest_of_bytes, write_durably
from sohoa.review.asked import PictureKind
from sohoa.review.places import Place, places_to_look_at

SUFFIX = ".jpg"
#: Says, beside the pictures, what they were cut from; written last.
_MADE_FROM = "made-from.txt"
#: Changes when places or pictures are found in another way.
_RULES = "1"
#: The widest and the highest a picture is, in pixels: what a cell of a spreadsheet can show.
_LINE_PX, _BLOCK_PX = (900, 220), (900, 320)
#: A guess shows a third of a page: the letters must stay legible.
_GUESS_PX = (900, 440)
_LIMITS = {PictureKind.HEADING: _BLOCK_PX, PictureKind.SIGNATURE: _BLOCK_PX}
_MOST_BYTES = 60_000
_QUALITIES = (60, 45, 30)
_SHRINK = 0.8
#: A page that leans less is legible as it is.
_LEVEL_DEGREES = 0.5
#: More is no lean of a page but a reading gone wrong.
_MOST_DEGREES = 15.0
#: A JPEG is decoded at a half or a quarter of its size if that is as fine as this.
_ENOUGH_DPI = 200
_WHITE = 255
_FORMATS = {
    PageEncoding.JPEG: "JPEG",
    PageEncoding.JPEG2000: "JPEG2000",
    PageEncoding.CCITT_G4: "TIFF",
    PageEncoding.PNG: "PNG",
}
#: Pillow counts counter-clockwise, `turn` counts clockwise.
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}

logger = logging.getLogger(__name__)


def cut_pictures(
    read: ReadDocument, paper: PaperDescription, texts: Sequence[PageText], folder: Path
) -> dict[PictureKind, Path]:
    """Cut what a person decides by from a document's pages into a folder, a file each.

    Where a field was not found the picture shows where it would be. The same document gives the
    same bytes. A page that cannot be decoded any more gives no picture: that is told by its lack,
    and no record is lost for it. Pictures that were there before are replaced or taken away.
    `texts` are those of the document's pages, in order. What was cut already is not cut again.

    Raises:
        DiskFullError: No room is left.
        OSError, ValueError: A page's text is gone, or not as it was written; or the folder cannot
            be written.
    """
    made_from = _made_from(read, paper)
    if _is_cut(folder, made_from):
        return pictures_in(folder)
    places = places_to_look_at(read, paper, texts)
    cut: dict[PictureKind, Path] = {}
    is_whole = True
    (folder / _MADE_FROM).unlink(missing_ok=True)
    for page in sorted({place.page for place in places.values()}):
        wanted = {kind: place for kind, place in places.items() if place.page == page}
        image, text = read.pages[page - 1].image, texts[page - 1]
        try:
            contents = _cut_from(image, text, wanted)
        except (OSError, ValueError, SyntaxError, MemoryError) as error:
            logger.warning("%s: no pictures (%s)", image.page_id, type(error).__name__)
            is_whole = False  # it is tried again
            continue
        for kind, content in contents.items():
            cut[kind] = folder / f"{kind}{SUFFIX}"
            write_durably(cut[kind], content)
    for kind in set(PictureKind) - cut.keys():
        (folder / f"{kind}{SUFFIX}").unlink(missing_ok=True)
    if is_whole:
        write_durably(folder / _MADE_FROM, made_from.encode())
    return cut


def pictures_in(folder: Path) -> dict[PictureKind, Path]:
    """Find the pictures that were cut into a folder."""
    paths = {kind: folder / f"{kind}{SUFFIX}" for kind in PictureKind}
    return {kind: path for kind, path in paths.items() if path.is_file()}


def _made_from(read: ReadDocument, paper: PaperDescription) -> str:
    """Name all that pictures are cut from: pages, what was read on them, the fields; a SHA-256."""
    pages = [(page.image.sha256, page.text_sha256) for page in read.pages]
    return digest_of_bytes(repr((_RULES, pages, paper.fields)).encode())


def _is_cut(folder: Path, made_from: str) -> bool:
    try:
        return (folder / _MADE_FROM).read_text(encoding="utf-8") == made_from
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def _cut_from(
    page: PageImage, text: PageText, wanted: Mapping[PictureKind, Place]
) -> dict[PictureKind, bytes]:
    """Decode a page once and cut all of its pictures.

    Raises:
        OSError, ValueError, SyntaxError, MemoryError: It cannot be decoded, or is not what was
            read.
    """
    Image.MAX_IMAGE_PIXELS = None  # intake has bounded what the size must be
    with Image.open(page.path, formats=(_FORMATS[page.encoding],)) as opened:
        if opened.size != (page.width_px, page.height_px):
            raise ValueError("not the picture that was read")
        by = max(1, int(min(page.dpi_x, page.dpi_y) / _ENOUGH_DPI))
        opened.draft(None, (opened.width // by, opened.height // by))
        opened.load()
        return {
            kind: _coded(_fitted(_straight(opened, text, place), _limit(kind, place)))
            for kind, place in wanted.items()
        }


def _limit(kind: PictureKind, place: Place) -> tuple[int, int]:
    return _GUESS_PX if place.is_guess else _LIMITS.get(kind, _LINE_PX)


def _straight(image: Image.Image, text: PageText, place: Place) -> Image.Image:
    """A part of a page, upright and level."""
    box = place.box
    lean = text.skew_degrees if _LEVEL_DEGREES < abs(text.skew_degrees) <= _MOST_DEGREES else 0.0
    sine = math.sin(math.radians(abs(lean)))
    beside, above = math.ceil(box.height * sine), math.ceil(box.width * sine)
    outer = Box(box.left - beside, box.top - above, box.width + 2 * beside, box.height + 2 * above)
    across, down = _scale(image, text)
    picture = _upright(image, text, outer, place.hidden)
    if not lean:
        return picture
    level = picture.rotate(lean, Image.Resampling.BICUBIC, fillcolor=_white(picture))
    left, top = round(beside * across), round(above * down)
    return level.crop(
        (left, top, max(left + 1, level.width - left), max(top + 1, level.height - top))
    )


def _scale(image: Image.Image, text: PageText) -> tuple[float, float]:
    """How many pixels of the decoded picture a pixel of the upright page is, across and down."""
    wide, high = image.size if text.turn % 180 == 0 else reversed(image.size)
    return wide / text.width_px, high / text.height_px


def _upright(image: Image.Image, text: PageText, box: Box, hidden: Iterable[Box]) -> Image.Image:
    """The part of a page in a box, turned upright; what is beyond the page is white."""
    across, down = _scale(image, text)
    wide, high = (round(length) for length in (text.width_px * across, text.height_px * down))
    left, top = math.floor(box.left * across), math.floor(box.top * down)
    right = max(left + 1, math.ceil((box.left + box.width) * across))
    bottom = max(top + 1, math.ceil((box.top + box.height) * down))
    inner = max(0, left), max(0, top), min(wide, right), min(high, bottom)
    part = image.crop(_as_stored(inner, text.turn, image.size))
    if text.turn:
        part = part.transpose(_TURNS[text.turn])
    part = part.convert("L" if part.mode in ("1", "L") else "RGB")
    picture = Image.new(part.mode, (right - left, bottom - top), _white(part))
    picture.paste(part, (inner[0] - left, inner[1] - top))
    draw = ImageDraw.Draw(picture)
    for one in hidden:
        draw.rectangle(
            (
                one.left * across - left,
                one.top * down - top,
                (one.left + one.width) * across - left,
                (one.top + one.height) * down - top,
            ),
            fill="grey",
        )
    return picture


def _as_stored(
    box: tuple[int, int, int, int], turn: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """A box of the upright page in the pixels as they are stored; `turn` is clockwise."""
    left, top, right, bottom = box
    wide, high = size
    return {
        0: box,
        90: (top, high - right, bottom, high - left),
        180: (wide - right, high - bottom, wide - left, high - top),
        270: (wide - bottom, left, wide - top, right),
    }[turn]


def _white(picture: Image.Image) -> int | tuple[int, ...]:
    return _WHITE if picture.mode == "L" else (_WHITE,) * 3


def _fitted(picture: Image.Image, most: tuple[int, int]) -> Image.Image:
    """A picture no larger than this; none is made larger."""
    by = min(1.0, most[0] / picture.width, most[1] / picture.height)
    size = max(1, round(picture.width * by)), max(1, round(picture.height * by))
    return picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)


def _coded(picture: Image.Image) -> bytes:
    """A picture as a JPEG of at most so many bytes: coarser, and then smaller, until it is."""
    while True:
        for quality in _QUALITIES:
            target = io.BytesIO()
            picture.save(target, "JPEG", quality=quality, optimize=True)
            if target.tell() <= _MOST_BYTES:
                return target.getvalue()
        size = (math.ceil(picture.width * _SHRINK), math.ceil(picture.height * _SHRINK))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
