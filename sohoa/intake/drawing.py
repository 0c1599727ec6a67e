"""Draws PDF pages that are not simply one picture, by poppler in a process of its own."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pdf2image
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
)

from sohoa.domain.errors import DamagedPdfError, TimeLimitError, ToolMissingError
from sohoa.domain.stage_results import Derivation, PageEncoding
from sohoa.intake import pictures
from sohoa.intake.fax import encode_g4
from sohoa.intake.jpeg import read_frame
from sohoa.intake.pdf_images import components_of, is_bilevel, resolution_of, shown_turn
from sohoa.intake.placed import PlacedImage, Shade
from sohoa.intake.resolution import Resolution, true_resolution
from sohoa.intake.settings import IntakeSettings
from sohoa.intake.sheets import Picture
from sohoa.intake.sight import Sight

_MEND = "apt-get install poppler-utils"
#: JPEG knows no longer side.
_LONGEST_SIDE_PX = 65_500
_COARSEST_DPI = 72.0
_MILLION = 1_000_000
_MID_GREY, _WHITE = 128, 255
#: An image that takes up less of the page does not decide how finely it is drawn.
_COUNTING_SHARE = 0.02


def draw_page(
    path: Path,
    *,
    page_of_pdf: int,
    sight: Sight,
    is_annotated: bool,
    plain_dpi: int,
    settings: IntakeSettings,
) -> Picture:
    """Draw a page as it is shown, upright, at the resolution of the images on it.

    A page with no image to speak of is drawn at `plain_dpi`. Only bilevel images and nothing
    else: bilevel again; only grey ones: grey; else RGB.

    Raises:
        DamagedPdfError: poppler makes nothing of it.
        TimeLimitError: It took too long.
        ToolMissingError: poppler is not installed.
    """
    only_images = bool(sight.images) and not (
        sight.has_text or sight.has_drawing or sight.has_pattern or is_annotated
    )
    is_black_and_white = only_images and all(_is_black_and_white(one) for one in sight.images)
    is_grey = only_images and all(_is_grey(one) for one in sight.images)
    (across, down), resolution = _wanted(sight, settings, plain_dpi)
    options: dict[str, Any] = {
        "first_page": page_of_pdf,
        "last_page": page_of_pdf,
        # pdftoppm scales a page before it turns it: with the sides of the turned page it draws
        # the paper beside the text, white.
        "size": (down, across) if sight.paper.rotate % 180 else (across, down),
        "use_cropbox": True,
        "grayscale": is_grey or is_black_and_white,
        "timeout": settings.rasterize_seconds,
    }
    if is_black_and_white:
        return _bilevel(path, options, resolution)
    return _jpeg(path, options, resolution, quality=settings.jpeg_quality)


def _is_black_and_white(image: PlacedImage) -> bool:
    return image.stream is not None and is_bilevel(image.stream) and image.shade is Shade.NONE


def _is_grey(image: PlacedImage) -> bool:
    if image.stream is None or image.shade is Shade.COLOUR:
        return False
    return components_of(image.stream) == 1


def _wanted(
    sight: Sight, settings: IntakeSettings, plain_dpi: int
) -> tuple[tuple[int, int], Resolution]:
    """The size to draw at, and the resolution that gives: the picture's own where there is one."""
    paper = sight.paper
    if (placed := sight.picture) is not None:
        width, height = placed.width_px, placed.height_px
        resolution = resolution_of(placed, paper, width_px=width, height_px=height)
        if shown_turn(placed, paper) % 180:
            return (height, width), resolution.turned()
        return (width, height), resolution

    across, down = paper.shown_inches
    dpi = _wanted_dpi(sight, settings, plain_dpi)
    most = settings.max_megapixels * _MILLION
    dpi = min(dpi, (most / (across * down)) ** 0.5, _LONGEST_SIDE_PX / max(across, down))
    width, height = max(1, round(across * dpi)), max(1, round(down * dpi))
    resolution = true_resolution((dpi, dpi), width_px=width, height_px=height)
    return (width, height), resolution


def _wanted_dpi(sight: Sight, settings: IntakeSettings, plain_dpi: int) -> float:
    """The resolution of the images on the page; a minimum where more than they show.

    Letters and lines over pictures coarser than any scan should be are drawn as finely as a page
    without pictures: copiers that make fonts of what they have scanned keep the paper's tint only.
    """
    if not sight.has_large_image:
        return float(plain_dpi)
    wanted = scanned_dpi(sight, most_for_ink=settings.rasterize_dpi)
    if sight.has_pattern:
        return max(wanted, settings.rasterize_dpi)  # its tiles were not looked at
    if (sight.has_text or sight.has_drawing or sight.is_odd) and wanted < settings.minimum_dpi:
        return float(settings.rasterize_dpi)
    return max(min(wanted, 2.0 * settings.rasterize_dpi), _COARSEST_DPI)


def scanned_dpi(sight: Sight, *, most_for_ink: float) -> float:
    """The finest resolution among the images that count; emblems and initials do not.

    Images count as soon as they, and what is as fine, take up enough of the page; the ink of a
    copier's compact PDF counts however little of it there is.
    """
    finest, seen, least = 0.0, 0.0, _COUNTING_SHARE * sight.paper.box.area
    for dpi, image in sorted(
        ((_dpi_of(image, sight), image) for image in sight.images),
        key=lambda one: one[0],
        reverse=True,
    ):
        seen += image.box.within(sight.paper.box).area
        if seen >= least:
            finest = dpi
            break
    ink = max((_dpi_of(image, sight) for image in sight.images if image.is_ink), default=0.0)
    return max(finest, min(ink, most_for_ink))


def _dpi_of(image: PlacedImage, sight: Sight) -> float:
    """The finer of an image's two resolutions, mask and soft mask included."""
    unit = sight.paper.inches_per_unit
    both = zip(image.finest_px, image.sides, strict=True)
    return max((pixels / (side * unit) for pixels, side in both if side > 0), default=0.0)


def _bilevel(path: Path, options: dict[str, Any], resolution: Resolution) -> Picture:
    drawn = _drawn(path, options)
    image = drawn.point(lambda value: _WHITE if value >= _MID_GREY else 0, "1")
    content = encode_g4(image, resolution)
    width, height = image.size
    return Picture(content, PageEncoding.CCITT_G4, Derivation.RASTERIZED, width, height, resolution)


def _jpeg(path: Path, options: dict[str, Any], resolution: Resolution, *, quality: int) -> Picture:
    """Have poppler write the JPEG: the drawn page, 26 MB at 300 dpi, never enters this process."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        options |= {
            "fmt": "jpeg",
            "jpegopt": {"quality": quality, "progressive": "n", "optimize": "n"},
            "output_folder": folder,
            "paths_only": True,
        }
        content = Path(_drawn(path, options)).read_bytes()
    with pictures.decoding(options["first_page"]):
        frame = read_frame(io.BytesIO(content))
    width, height = frame.width_px, frame.height_px
    return Picture(content, PageEncoding.JPEG, Derivation.RASTERIZED, width, height, resolution)


def _drawn(path: Path, options: dict[str, Any]) -> Any:
    """The one page asked for: a picture in memory, or the path of a file."""
    drawn = rendered(path, options)
    if not drawn:
        raise DamagedPdfError()
    return drawn[0]


def rendered(path: Path, options: dict[str, Any]) -> list[Any]:
    """The pages that the options ask for, as poppler draws them.

    Raises:
        DamagedPdfError: poppler makes nothing of it.
        TimeLimitError: It took too long.
        ToolMissingError: poppler is not installed.
    """
    try:
        return list(pdf2image.convert_from_path(path.absolute(), **options))
    except PDFPopplerTimeoutError as error:
        raise TimeLimitError(seconds=round(options["timeout"])) from error
    except PDFInfoNotInstalledError as error:
        raise ToolMissingError(tool="poppler", mend=_MEND) from error
    except (PDFPageCountError, PDFSyntaxError, OSError, ValueError) as error:
        raise DamagedPdfError() from error
