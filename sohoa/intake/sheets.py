"""A sheet: one page image as it was made, with what a person may want to know of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from sohoa.domain import scan_findings
from sohoa.domain.errors import TooManyPixelsError
from sohoa.domain.identifiers import page_id
from sohoa.domain.stage_results import Derivation, Finding, PageEncoding, PageImage
from sohoa.durable import write_durably
from sohoa.intake import pictures
from sohoa.intake.masters import Master
from sohoa.intake.resolution import Resolution
from sohoa.intake.settings import IntakeSettings

_ENDINGS = {
    PageEncoding.JPEG: "jpg",
    PageEncoding.JPEG2000: "jp2",
    PageEncoding.PNG: "png",
    PageEncoding.CCITT_G4: "tif",
}
_MILLION = 1_000_000
#: Larger than A3 with a little room are maps and drawings.
_A3_LONG_INCH = 430 / 25.4
#: At eight bytes a pixel for two pictures, 480 MB.
_MOST_PIXELS_TWICE = 60 * _MILLION


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page image and the findings on it."""

    image: PageImage
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A coded page image; `content` is `None` when it is the master itself."""

    content: bytes | None
    encoding: PageEncoding
    derivation: Derivation
    width_px: int
    height_px: int
    resolution: Resolution
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """The folder and settings for the pages of one document."""

    document_id: str
    pages_dir: Path
    settings: IntakeSettings

    def require_pixels(self, width_px: int, height_px: int, *, page: int) -> None:
        """Refuse an image that would not fit, by its header and before it is decoded.

        Raises:
            TooManyPixelsError: It has more pixels than the settings allow.
        """
        megapixels = width_px * height_px / _MILLION
        limit = self.settings.max_megapixels
        if megapixels > limit:
            raise TooManyPixelsError(page=page, megapixels=round(megapixels), limit=f"{limit:g}")

    def coded_again(
        self,
        image: Image.Image,
        resolution: Resolution,
        *,
        page: int,
        orientation: int = 1,
        lossless: bool = False,
    ) -> Picture:
        """Make a page image of a picture that cannot stay as it is: upright, flat, coded anew.

        Raises:
            TooManyPixelsError: It is too large to be held twice.
        """
        self.require_room(image, page=page, orientation=orientation)
        turned = pictures.upright(image, orientation)
        if turned.size != image.size:
            resolution = resolution.turned()
        quality = None if lossless else self.settings.jpeg_quality
        flat = pictures.flattened(turned)
        content, encoding = pictures.encode(flat, resolution, jpeg_quality=quality)
        width, height = flat.size
        return Picture(content, encoding, Derivation.RE_ENCODED, width, height, resolution)

    def require_room(self, image: Image.Image, *, page: int, orientation: int) -> None:
        """Refuse a picture that would have to be held twice and is too large for that.

        Raises:
            TooManyPixelsError: A worker would need more than its 700 MB.
        """
        pixels = image.width * image.height
        if pixels > _MOST_PIXELS_TWICE and pictures.is_held_twice(image, orientation):
            limit = _MOST_PIXELS_TWICE // _MILLION
            raise TooManyPixelsError(page=page, megapixels=round(pixels / _MILLION), limit=limit)

    def lay(
        self, picture: Picture, *, page: int, master: Master, findings: tuple[Finding, ...] = ()
    ) -> Sheet:
        """Store a picture as a page of the document, unless the master is the page image.

        Raises:
            DiskFullError: No room is left.
            OSError: The folder cannot be written.
        """
        if picture.content is None:
            path, digest = master.path, master.source.sha256
        else:
            path = self.pages_dir / f"p{page:04d}.{_ENDINGS[picture.encoding]}"
            digest = hashlib.sha256(picture.content).hexdigest()
            write_durably(path, picture.content)
        image = PageImage(
            page_id=page_id(self.document_id, page),
            path=path,
            sha256=digest,
            width_px=picture.width_px,
            height_px=picture.height_px,
            dpi_x=picture.resolution.x,
            dpi_y=picture.resolution.y,
            encoding=picture.encoding,
            derivation=picture.derivation,
            turn=picture.turn,
        )
        return Sheet(image, (*findings, *self._resolution_findings(picture, page)))

    def _resolution_findings(self, picture: Picture, page: int) -> list[Finding]:
        resolution = picture.resolution
        sides_inch = picture.width_px / resolution.x, picture.height_px / resolution.y
        is_large = max(sides_inch) > _A3_LONG_INCH
        value = f"{resolution.lowest:.0f}"
        findings = (
            [scan_findings.RESOLUTION_ASSUMED.at(page, value)] if resolution.is_assumed else []
        )
        if resolution.doubt:
            findings.append(scan_findings.RESOLUTION_DOUBT.at(page, resolution.doubt))
        if round(resolution.lowest) < self.settings.minimum_dpi:
            findings.append(scan_findings.LOW_RESOLUTION.at(page, value))
        elif is_large and round(resolution.lowest) < self.settings.drawing_dpi:
            findings.append(scan_findings.LOW_RESOLUTION_DRAWING.at(page, value))
        return findings
