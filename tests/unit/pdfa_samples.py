"""Made-up pages for the tests of `pdfa` and `sign`: pictures of text, and where words stand."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from sohoa.alto import encode
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
    SourceFile,
    Word,
)

TINOS = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")
DPI = 100.0
LINES = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ẵ ỹ Đ đ Ưỡ Ẫ ọ",
    "diện tích 120 m² ½ № 5",
    "漢字 😀 kết thúc",
)


def sha256(content: bytes) -> str:
    """Digest bytes as stage results do."""
    return hashlib.sha256(content).hexdigest()


def draw_page(
    lines: Sequence[str] = LINES, *, size: tuple[int, int] = (827, 1169)
) -> tuple[Image.Image, tuple[Line, ...]]:
    """An upright page and its text as OCR would give it."""
    picture = Image.new("RGB", size, (250, 246, 235))
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(TINOS, 24)
    found = []
    for number, line in enumerate(lines):
        x, y, words = 80.0, 100 + 40 * number, []
        for text in line.split():
            left, top, right, bottom = (int(edge) for edge in pen.textbbox((x, y), text, font))
            pen.text((x, y), text, fill=(20, 20, 60), font=font)
            words.append(Word(text, left, top, right - left, max(1, bottom - top), 95.0))
            x += pen.textlength(text + " ", font)
        found.append(Line(1, 1, tuple(words)))
    return picture, tuple(found)


def encode_picture(picture: Image.Image, encoding: PageEncoding) -> bytes:
    """The file a scanner or intake would store."""
    stream = io.BytesIO()
    if encoding is PageEncoding.JPEG:
        picture.save(stream, "JPEG", quality=80)
    elif encoding is PageEncoding.JPEG2000:
        picture.save(stream, "JPEG2000", quality_mode="rates", quality_layers=[20])
    elif encoding is PageEncoding.PNG:
        picture.save(stream, "PNG")
    else:
        picture.convert("1").save(stream, "TIFF", compression="group4", strip_size=1 << 30)
    return stream.getvalue()


def read_page(
    folder: Path,
    picture: Image.Image,
    lines: tuple[Line, ...] = (),
    *,
    encoding: PageEncoding = PageEncoding.JPEG,
    turn: int = 0,
    dpi: tuple[float, float] = (DPI, DPI),
) -> ReadPage:
    """Store a page so that turning it `turn` degrees clockwise brings `picture` upright."""
    stored = picture.rotate(turn, expand=True)
    number = len(list(folder.glob("page*")))
    path, text_path = folder / f"page{number}", folder / f"text{number}.alto.xml"
    path.write_bytes(encode_picture(stored, encoding))
    page_id, digest = f"doc.p{number:04d}", sha256(path.read_bytes())
    image = PageImage(
        page_id, path, digest, *stored.size, *dpi, encoding, Derivation.AS_SCANNED, turn
    )
    text = PageText(digest, *picture.size, turn, "test", lines, 90.0)
    text_path.write_bytes(encode(text))
    return ReadPage(image, text_path, sha256(text_path.read_bytes()), turn, text.word_count, 90.0)


def read_document(*pages: ReadPage, original: Path | None = None) -> ReadDocument:
    """A document of these pages; `original` is a signed master that is kept as it is."""
    sources = ()
    if original is not None:
        content = original.read_bytes()
        sources = (SourceFile(original, sha256(content), len(content)),)
    scanned = ScannedDocument(
        "box.doc",
        "box",
        "doc",
        sources,
        "0" * 64,
        tuple(page.image for page in pages),
        Description(),
        kept_original=original is not None,
    )
    return ReadDocument(scanned, pages, HeaderFields(), 90.0)
