"""Masters made at test time: pictures and PDFs as scanners write them, and take-in in one call."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

from sohoa.domain.stage_results import Description, ScannedDocument
from sohoa.intake.accession import take_in
from sohoa.intake.inbox import Candidate
from sohoa.intake.originals import ArrivedSignatures, JudgeSignatures
from sohoa.intake.settings import IntakeSettings

#: A5 at 200 dpi: small enough to be quick, large enough to be a sheet.
SIZE, DPI = (1165, 1654), 200
POINTS = (SIZE[0] * 72 / DPI, SIZE[1] * 72 / DPI)


def picture(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """White paper with a dark bar in the upper left quarter: so a turn or inversion shows.

    In RGB the bar is blue and in grey not quite black: no mode holds what a lesser one could.
    """
    image = Image.new(mode, size, "white")
    fill = {"RGB": (0, 0, 90), "L": 25}.get(mode, "black")
    ImageDraw.Draw(image).rectangle(
        (size[0] // 10, size[1] // 20, size[0] // 2, size[1] // 5), fill=fill
    )
    return image


def coded(image: Image.Image, kind: str, **options) -> bytes:
    """A picture as a file's bytes, with its resolution."""
    target = io.BytesIO()
    image.save(target, kind, dpi=options.pop("dpi", (DPI, DPI)), **options)
    return target.getvalue()


def master(folder: Path, name: str, content: bytes) -> Path:
    """A file in the inbox."""
    path = folder / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def take(
    *paths: Path,
    settings: IntakeSettings | None = None,
    document_id: str = "mau.0",
    judge_signatures: JudgeSignatures = lambda _path: ArrivedSignatures(are_whole=True),
) -> ScannedDocument:
    """Take in a document of these masters."""
    return take_in(
        Candidate("mau", paths),
        document_id=document_id,
        batch="mau",
        description=Description(),
        pages_dir=paths[0].parent.parent / "pages",
        settings=settings or IntakeSettings(),
        judge_signatures=judge_signatures,
    )


def image_stream(pdf: pikepdf.Pdf, data: bytes, *, size=SIZE, **entries) -> pikepdf.Stream:
    """An image XObject; unless told otherwise an RGB JPEG."""
    entries = {"Filter": pikepdf.Name.DCTDecode, "BitsPerComponent": 8} | entries
    entries.setdefault("ColorSpace", pikepdf.Name.DeviceRGB)
    stream = pdf.make_stream(data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    stream.Width, stream.Height = size
    for key, value in entries.items():
        if value is not None:
            stream[f"/{key}"] = value
    return stream


def pdf_page(
    pdf: pikepdf.Pdf, content: bytes, *, box=POINTS, xobjects=None, **entries
) -> pikepdf.Page:
    """Add a page with one font, `/F1`, and the XObjects named."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    resources.XObject = pikepdf.Dictionary({f"/{k}": v for k, v in (xobjects or {}).items()})
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, *box],
        Resources=resources,
        Contents=pdf.make_stream(content),
    )
    for key, value in entries.items():
        page[f"/{key}"] = value
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1]


def whole_page(box=POINTS) -> bytes:
    """Draw `/Im` over the whole page."""
    return b"q %.4f 0 0 %.4f 0 0 cm /Im Do Q " % box


def scan_pdf(
    folder: Path, *, data: bytes | None = None, content=b"", name="d.pdf", **image
) -> Path:
    """A PDF of one page with one picture over it, and whatever `content` draws after that."""
    pdf = pikepdf.new()
    data = coded(picture(), "JPEG") if data is None else data
    pdf_page(pdf, whole_page() + content, xobjects={"Im": image_stream(pdf, data, **image)})
    return saved(folder, pdf, name)


def saved(folder: Path, pdf: pikepdf.Pdf, name: str = "d.pdf", **options) -> Path:
    """Put a PDF into the inbox."""
    target = io.BytesIO()
    pdf.save(target, **options)
    return master(folder, name, target.getvalue())


def shown(document: ScannedDocument, number: int = 1) -> Image.Image:
    """A page as a viewer shows it: grey, turned upright."""
    page = document.pages[number - 1]
    with Image.open(page.path) as image:
        return image.convert("L").rotate(-page.turn, expand=True)


def is_upright(image: Image.Image) -> bool:
    """Say whether the bar of `picture` is where it belongs: upper left, black on white."""
    width, height = image.size
    there = image.getpixel((round(width * 0.25), round(height * 0.12)))
    elsewhere = [(0.25, 0.88), (0.75, 0.12), (0.75, 0.88), (0.5, 0.5)]
    others = [image.getpixel((round(width * x), round(height * y))) for x, y in elsewhere]
    return there < 60 and min(others) > 200
