"""PDF masters: every page becomes a page image; what is no scan of paper is refused."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from sohoa.domain import scan_findings
from sohoa.domain.errors import (
    DamagedImageError,
    DamagedPdfError,
    DynamicFormError,
    NoPagesError,
    PasswordError,
    TooManyPagesError,
)
from sohoa.domain.stage_results import Derivation, Finding
from sohoa.intake import pictures
from sohoa.intake.drawing import draw_page, scanned_dpi
from sohoa.intake.jpeg import FORMATS, read_frame
from sohoa.intake.masters import Master
from sohoa.intake.overlay import look_over
from sohoa.intake.own_text import keep_own_text, own_texts
from sohoa.intake.paper import paper_of
from sohoa.intake.pdf_images import components_of, is_bilevel, take_out, unfolded
from sohoa.intake.pdf_objects import items, limit_qpdf
from sohoa.intake.placed import PlacedImage
from sohoa.intake.settings import IntakeSettings
from sohoa.intake.sheets import Desk, Picture, Sheet
from sohoa.intake.sight import FEW_LETTERS, Sight, look_at

#: What pikepdf raises, and what calculating with it raises, when a file's objects are not what they
#: should be. `OSError` is not among them: a full disk is nobody's fault but the disk's.
_OBJECT_ERRORS = (
    pikepdf.PdfError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    ArithmeticError,
    RuntimeError,
    TypeError,
    ValueError,
)
#: More form fields than this are not looked through for signatures.
_MOST_FIELDS = 10_000


@contextmanager
def opened_pdf(master: Master) -> Iterator[pikepdf.Pdf]:
    """Open a PDF; whatever pikepdf raises inside is told as one error.

    Raises:
        PasswordError: It does not open without a password.
        DamagedPdfError: It cannot be read as a PDF.
    """
    limit_qpdf()
    try:
        with pikepdf.open(master.path) as pdf:
            yield pdf
    except pikepdf.PasswordError as error:
        raise PasswordError() from error
    except _OBJECT_ERRORS as error:
        raise DamagedPdfError() from error


def bears_signatures(pdf: pikepdf.Pdf) -> bool:
    """Say whether a field of the PDF's form is a digital signature that was made."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return False
    waiting: list[tuple[Any, Any]] = [(field, None) for field in items(form.get("/Fields"))]
    for _visited in range(_MOST_FIELDS):  # children may lead back to their parents
        if not waiting:
            return False
        field, kind = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary):
            continue
        kind = field.get("/FT", kind)
        if kind == pikepdf.Name.Sig and "/V" in field:
            return True
        waiting += [(child, kind) for child in items(field.get("/Kids"))]
    return False


@dataclass(frozen=True, slots=True)
class Makeup:
    """Kinds of a PDF's pages: `typed` are the numbers of those with text and no scan."""

    typed: frozenset[int]
    has_scan: bool

    @property
    def is_born_digital(self) -> bool:
        """Text on some page and a scan on none; one scanned page makes the document a scan."""
        return bool(self.typed) and not self.has_scan


def require_few_pages(pdf: pikepdf.Pdf, *, limit: int) -> None:
    """Make sure that a PDF has not too many pages, before anything in it is looked at.

    Raises:
        TooManyPagesError: It has more.
    """
    if (count := len(pdf.pages)) > limit:
        raise TooManyPagesError(pages=count, limit=limit)


def require_takeable(pdf: pikepdf.Pdf) -> None:
    """Make sure that a PDF has pages of its own, before any is looked at.

    Raises:
        DynamicFormError: It is an XFA form.
        NoPagesError: It has none.
        DamagedPdfError: Pages were lost.
    """
    form = pdf.Root.get("/AcroForm")
    is_form = isinstance(form, pikepdf.Dictionary) and "/XFA" in form
    if is_form or bool(pdf.Root.get("/NeedsRendering", False)):
        raise DynamicFormError()
    count = len(pdf.pages)
    if not count:
        raise NoPagesError()
    if pdf.Root.Pages.get("/Count") != count:
        raise DamagedPdfError()  # pages were lost, with a part that had to be mended


def take_pdf(
    pdf: pikepdf.Pdf,
    master: Master,
    desk: Desk,
    *,
    is_signed: bool,
    makeup: Makeup,
    pages: Sequence[int],
    first_page: int,
) -> Iterator[Sheet]:
    """Take pages of a PDF, one at a time; the first is page `first_page` of the document.

    A page that is one picture gives that picture, with what lies invisibly over it left behind;
    any other is drawn. Of a signed PDF the pages are for reading only, by the line and, where it
    was never paper, by people (see `build_reading_copy`). A page that was never paper brings its
    own text beside the drawn picture.

    Raises:
        DamagedImageError, DamagedPdfError, TooManyPixelsError, TimeLimitError: By page.
        ToolMissingError: poppler is not installed.
    """
    papers = [paper_of(page) for page in pdf.pages]
    seconds = desk.settings.rasterize_seconds
    texts = own_texts(master.path, papers, seconds=seconds) if makeup.typed else [()] * len(papers)
    overlay = look_over(
        pdf,
        master.path,
        is_kept=is_signed,
        seconds=seconds,
        has_copy=is_signed and makeup.is_born_digital,
    )
    for number, of_pdf in enumerate(pages, start=first_page):
        sight = _checked_sight(pdf.pages[of_pdf - 1], desk, number)
        laid = overlay[of_pdf - 1]
        picture = _scan_of(sight, desk, number) if not laid.is_drawn else None
        if picture is None:
            prove_jpegs(sight.images, desk, page=number)
            picture = draw_page(
                master.path,
                page_of_pdf=of_pdf,
                sight=sight,
                is_annotated=laid.is_drawn,
                plain_dpi=desk.settings.reading_dpi if is_signed else desk.settings.rasterize_dpi,
                settings=desk.settings,
            )
        assumed = (scan_findings.PAGE_SIZE_ASSUMED.at(number),) if sight.paper.is_assumed else ()
        noted = (replace(one, page=number) for one in laid.findings)
        findings = (*assumed, *noted, *_coarse(sight, picture, desk.settings, number))
        sheet = desk.lay(picture, page=number, master=master, findings=findings)
        own = texts[of_pdf - 1] if of_pdf in makeup.typed else ()
        image = keep_own_text(sheet.image, own, desk.pages_dir)
        yield replace(sheet, image=replace(image, scanned_bits=_bits_of(sight, picture)))


def was_repaired(pdf: pikepdf.Pdf) -> bool:
    """Say whether anything had to be mended so far. To be asked once: asking clears the answer."""
    return bool(pdf.get_warnings())


def makeup_of(pdf: pikepdf.Pdf, pages: Iterable[int]) -> Makeup:
    """Look which pages, of those that are taken, are typed and which are pictures."""
    typed, has_scan = set(), False
    for number in pages:
        page = pdf.pages[number - 1]
        sight = look_at(page, paper_of(page))
        if sight.is_scan:
            has_scan = True
        elif sight.has_text:
            typed.add(number)
    return Makeup(frozenset(typed), has_scan)


def _bits_of(sight: Sight, picture: Picture) -> int:
    """The depth of the scan under what is drawn over it: a red note makes no colour scan."""
    placed = sight.picture
    if picture.derivation is not Derivation.RASTERIZED or placed is None or placed.stream is None:
        return 0
    if is_bilevel(placed.stream):
        return 1
    return 8 if components_of(placed.stream) == 1 else 0


def _coarse(
    sight: Sight, picture: Picture, settings: IntakeSettings, number: int
) -> Iterator[Finding]:
    """A coarse scan is one, also where a line or a footer over it made the page be drawn finer."""
    if not sight.has_large_image or sight.is_odd or sight.has_pattern:
        return
    dpi = round(scanned_dpi(sight, most_for_ink=settings.rasterize_dpi))
    if sight.letters <= FEW_LETTERS and dpi < settings.minimum_dpi <= round(
        picture.resolution.lowest
    ):
        yield scan_findings.LOW_RESOLUTION.at(number, f"{dpi}")


def _checked_sight(page: pikepdf.Page, desk: Desk, number: int) -> Sight:
    sight = look_at(page, paper_of(page))
    for image in sight.images:
        desk.require_pixels(image.width_px, image.height_px, page=number)
        desk.require_pixels(*image.finest_px, page=number)
    return sight


def _scan_of(sight: Sight, desk: Desk, number: int) -> Picture | None:
    """The picture that the page is, if it is one and can be taken out."""
    placed = sight.picture
    if placed is None or placed.stream is None:
        return None
    return take_out(placed, sight.paper, desk, page=number)


def prove_jpegs(images: Iterable[PlacedImage], desk: Desk, *, page: int) -> None:
    """Decode the JPEGs of a page to their ends, each once.

    Raises:
        DamagedImageError: One cannot be decoded.
        TooManyPixelsError: One turns out larger than the page said.
    """
    streams = [image.stream for image in images if image.stream is not None]
    for stream in {stream.objgen: stream for stream in streams}.values():
        filters = [str(name) for name in items(stream.get("/Filter"))]
        if filters[-1:] == ["/DCTDecode"] and set(filters[:-1]) <= {"/FlateDecode"}:
            _prove(unfolded(stream, page), desk, page=page)


def _prove(content: bytes, desk: Desk, *, page: int) -> None:
    try:
        frame = read_frame(io.BytesIO(content))
    except ValueError as error:
        raise DamagedImageError(page=page) from error
    if not frame.height_px:
        return  # it comes after the picture: the renderer alone can tell
    desk.require_pixels(frame.width_px, frame.height_px, page=page)
    with pictures.opened(io.BytesIO(content), formats=FORMATS, page=page) as decoded:
        pictures.prove_jpeg(decoded)
