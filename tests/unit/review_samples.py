"""Documents that wait for a person: pages with a bar where each field stands; what is asked."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription
from sohoa.domain.stage_results import (
    Derivation,
    Description,
    HeaderFields,
    Line,
    PageEncoding,
    PageImage,
    PageText,
    ReadDocument,
    ReadPage,
    ScannedDocument,
    Word,
)
from sohoa.intake.fax import encode_g4
from sohoa.intake.resolution import Resolution
from sohoa.review.asked import AskedField, AskedPaper, AskedRecord, PictureKind

DPI = 200
#: An A4 page at 200 dpi.
SIZE = (1654, 2339)
NOON = dt.datetime(2026, 11, 28, 5, tzinfo=dt.UTC)
#: Where fields stand on the upright page.
PLACES = {
    FieldName.NUMBER: Box(250, 330, 330, 34),
    FieldName.FORMED: Box(900, 330, 500, 34),
    FieldName.SUBJECT: Box(400, 600, 850, 80),
    FieldName.SIGNED_AS: Box(1000, 1700, 300, 34),
    FieldName.SIGNER: Box(1000, 1950, 300, 34),
}
_STORED = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180}
_STORED[270] = Image.Transpose.ROTATE_270


@dataclass(frozen=True)
class Paper:
    """A document of one page, with its description and text."""

    read: ReadDocument
    description: PaperDescription
    texts: list[PageText]


def paper(
    folder: Path,
    marks: Mapping[FieldName, Box] = PLACES,
    *,
    encoding: PageEncoding = PageEncoding.PNG,
    turn: int = 0,
    skew: float = 0.0,
    words: tuple[Line, ...] | None = None,
) -> Paper:
    """A page with a black bar in place of each field, stored as an encoder and a scanner do.

    `skew`: the page leans by so many degrees, clockwise.
    """
    upright = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(upright)
    for box in marks.values():
        draw.rectangle(_corners(box), fill=0)
    if skew:
        upright = upright.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=255)
    image = stored(folder, upright, encoding, turn)
    boxes = {name: _leaning(box, skew) for name, box in marks.items()}
    lines = (
        words if words is not None else tuple(line(str(name), box) for name, box in boxes.items())
    )
    text = PageText("0" * 64, *SIZE, turn, "test", lines, 90.0, skew)
    page = ReadPage(image, folder / "none", "", turn, len(lines), 90.0)
    scan = ScannedDocument("hop-01.0", "Hộp 01", "a.pdf", (), "", (image,), Description())
    fields = tuple(
        FieldRead(name, str(name), 1, box, 90.0, "test", "test") for name, box in boxes.items()
    )
    read = ReadDocument(scan, (page,), HeaderFields(), 90.0)
    return Paper(read, PaperDescription("decree-30", fields), [text])


def line(text: str, box: Box, confidence: float = 90.0) -> Line:
    """A line of one word for each word of a text, side by side in a box."""
    parts = text.split()
    wide = box.width // len(parts)
    words = [
        Word(part, box.left + place * wide, box.top, wide - 8, box.height, confidence)
        for place, part in enumerate(parts)
    ]
    return Line(1, 1, tuple(words))


def stored(folder: Path, upright: Image.Image, encoding: PageEncoding, turn: int) -> PageImage:
    """Store a page so that it must be turned clockwise to be upright."""
    folder.mkdir(exist_ok=True)
    picture = upright.transpose(_STORED[turn]) if turn else upright
    path = folder / f"page.{encoding}"
    if encoding is PageEncoding.CCITT_G4:
        bilevel = picture.point(lambda value: 255 * (value > 127), "1")
        path.write_bytes(encode_g4(bilevel, Resolution(DPI, DPI)))
    else:
        kind = {PageEncoding.JPEG: "JPEG", PageEncoding.PNG: "PNG"}.get(encoding, "JPEG2000")
        picture.save(path, kind)
    return PageImage(
        "hop-01.0.p0001", path, "0" * 64, *picture.size, DPI, DPI, encoding, Derivation.AS_SCANNED
    )


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.left + box.width, box.top + box.height


def _leaning(box: Box, skew: float) -> Box:
    """Where a box lies on a leaning page: it keeps its size, as the reader gives it."""
    angle = math.radians(skew)
    x, y = box.left + box.width / 2 - SIZE[0] / 2, box.top + box.height / 2 - SIZE[1] / 2
    across = x * math.cos(angle) - y * math.sin(angle) + SIZE[0] / 2
    down = x * math.sin(angle) + y * math.cos(angle) + SIZE[1] / 2
    return Box(round(across - box.width / 2), round(down - box.height / 2), box.width, box.height)


def asked(number: int = 1, **changes: object) -> AskedRecord:
    """A document that may be one of three papers."""
    papers = tuple(
        AskedPaper(
            f"SO-{10 * number + place:06d}",
            f"{144 + place}/QĐ-SVHTTDL",
            "2018-03-05",
            "Quyết định",
            f"Về việc cấp phép, lần {place}",
            "Công ty A",
            agree=("số", "ngày"),
            against=() if place == 1 else ("số: trang 145, sổ 146",),
        )
        for place in (1, 2, 3)
    )
    values: dict[str, object] = {
        "document_id": f"hop-01.{number:012x}",
        "batch": "Hộp 01",
        "source_name": f"{number:04d}.pdf",
        "why": "có thể là SO-000001 trong sổ",
        "version": f"{number:016x}",
        "since": NOON,
        "fields": (
            AskedField(FieldName.NUMBER, "145/QĐ-SVHTTDL", 61.0, 1, PLACES[FieldName.NUMBER]),
            AskedField(FieldName.FORMED, "2018-03-05", 99.0, 1, PLACES[FieldName.FORMED]),
        ),
        "papers": papers,
    }
    return AskedRecord(**{**values, **changes})  # type: ignore[arg-type]


def some_pictures(folder: Path) -> dict[PictureKind, Path]:
    """A picture of each kind, of the size of a line."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {kind: folder / f"{kind}.jpg" for kind in PictureKind}
    for path in made.values():
        Image.new("L", (600, 80), 200).save(path)
    return made
