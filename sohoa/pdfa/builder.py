"""Builds the archival PDF: the scan as it is, the text invisible over it, valid before it is named.

ISO 19005-2 (PDF/A-2) on PDF 1.7, level b, or u where the settings say so (every glyph of the text
has its Unicode value anyway). What is written is always checked, never assumed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import pikepdf
import pikepdf.pdfa

from sohoa.active_content import active_kinds_of
from sohoa.alto import decode
from sohoa.domain import facts
from sohoa.domain.errors import (
    ActiveContentLeftError,
    FixityError,
    NotPdfaError,
    PageNotEmbeddableError,
)
from sohoa.domain.scan_findings import (
    LAYERS_UNSURE,
    NO_READING_COPY,
    NOTE_NOT_DRAWN,
    TEXT_LAYER_DIFFERS,
)
from sohoa.domain.stage_results import (
    ArchivalPdf,
    Finding,
    PageEncoding,
    PageText,
    ReadDocument,
    ReadingCopy,
    ReadPage,
)
from sohoa.durable import copy_durably, sha256_of, written_durably
from sohoa.pdfa import carrier as carriers
from sohoa.pdfa.glyphless import GlyphlessFont
from sohoa.pdfa.metadata import PdfDescription
from sohoa.pdfa.output_intent import srgb_intent
from sohoa.pdfa.rasters import Raster, read_raster
from sohoa.pdfa.settings import PdfaSettings
from sohoa.pdfa.sink import PatientFile
from sohoa.pdfa.straighten import leans, straightened_picture, straightened_text
from sohoa.pdfa.streams import compressed
from sohoa.pdfa.textlayer import FONT_NAME, IMAGE_NAME, PageGeometry, page_content
from sohoa.pdfa.verapdf import ask_verapdf, find_verapdf

#: The level that pikepdf's validator knows; `u` adds to it what page-validation checks.
_FLAVOUR = "2b"
#: What pikepdf's validator says of a file that claims level u, and of JPEG 2000: that it does not
#: know them. page-validation knows the first; the second was read by us (`sohoa.jpeg2000`).
_LEVEL_RULE, _JPEG2000_MESSAGE = "ISO_19005_2:6.6.4-3", "JPEG 2000 images are not supported"
#: What a reader's window shows. It stays for ever in what is signed: so it says nothing that
#: anybody may correct later, or that the law may ask to delete.
_TITLE = "Văn bản số hóa {identifier}"
#: Page sides in points (ISO 19005-2, 6.1.13, after ISO 32000-1, annex C.2).
_SHORTEST_SIDE, _LONGEST_SIDE = 3, 14400
#: Where one of these was found, the drawn pages may not show what the original shows.
_UNTRUE = frozenset(kind.code for kind in (NO_READING_COPY, LAYERS_UNSURE, NOTE_NOT_DRAWN))


def build_pdfa(
    read: ReadDocument,
    target: Path,
    *,
    settings: PdfaSettings,
    producer: str,
    created_at: dt.datetime | None = None,
) -> ArchivalPdf:
    """Make the searchable PDF/A-2b of a document under `target`.

    Pages have the size of the paper; the images' own bytes go in, turned upright by where they
    are placed and not by changing them; only where the settings ask for straight pages, those that
    lie askew are coded again, and the stage result says so. The same input gives the same bytes. A
    document whose master is already signed is copied untouched, and claims nothing.

    `producer` is the software and its version, as the PDF names it; `created_at`, aware, is the
    time the PDF states: left out, it states none.

    Raises:
        PageNotEmbeddableError: A page image cannot go into a PDF unchanged.
        FixityError: A page image, its text or the master changed since it was read.
        NotPdfaError: What was written is no valid PDF/A-2b; nothing stands under `target`.
        ToolMissingError, TimeLimitError: veraPDF is configured and not there, or too slow.
        ActiveContentLeftError: What was written acts or reaches outside.
        DiskFullError: No room is left.
        OSError: A file cannot be read, or the folder not be written.
    """
    if read.scanned.kept_original:
        return _keep_original(read, target)
    described = describe(read, settings=settings, producer=producer, created_at=created_at)
    return write_checked(read, target, described=described, settings=settings)


def describe(
    read: ReadDocument,
    *,
    settings: PdfaSettings,
    producer: str,
    created_at: dt.datetime | None = None,
) -> PdfDescription:
    """Give the PDF's description of itself."""
    said = facts.described(read)
    return PdfDescription(
        identifier=read.scanned.document_id,
        title=_TITLE.format(identifier=read.scanned.document_id),
        language=settings.language,
        producer=f"{producer}, pikepdf {pikepdf.__version__}",
        creator=producer,
        created_at=created_at,
        number=said.number,
        formed=said.formed.iso if said.formed else "",
    )


def write_checked(
    read: ReadDocument, target: Path, *, described: PdfDescription, settings: PdfaSettings
) -> ArchivalPdf:
    """Write pages and text as PDF/A; nothing stands under `target` that is not valid.

    Raises:
        As `build_pdfa`.
    """
    with written_durably(target) as part:
        askew = _askew(read, settings)
        level = _write(read, askew, part, described=described, settings=settings)
        _require_valid(part, read, level=level, settings=settings)
        digest = sha256_of(part)
    return ArchivalPdf(
        read,
        target,
        digest,
        len(read.pages),
        f"PDF/A-2{level.lower()}",
        straightened=tuple(number + 1 for number in sorted(askew)),
    )


def _keep_original(read: ReadDocument, target: Path) -> ArchivalPdf:
    master = read.scanned.sources[0]
    if sha256_of(master.path) != master.sha256:
        raise FixityError(read.scanned.document_id, name=master.path.name)
    digest = copy_durably(master.path, target)
    if digest != master.sha256:  # changed between the two readings
        target.unlink()
        raise FixityError(read.scanned.document_id, name=master.path.name)
    return ArchivalPdf(read, target, digest, len(read.pages), "")


def _askew(read: ReadDocument, settings: PdfaSettings) -> frozenset[int]:
    """The pages, by number from 0, to be turned straight, and so coded anew."""
    if not settings.straighten_pages:
        return frozenset()
    return frozenset(
        number for number, page in enumerate(read.pages) if leans(_text_of(page), page.image)
    )


def _write(
    read: ReadDocument,
    askew: frozenset[int],
    part: Path,
    *,
    described: PdfDescription,
    settings: PdfaSettings,
) -> str:
    """Write the file; the level of PDF/A-2 it claims."""
    with closing(carriers.ImageCarrier(part.parent)) as carrier:
        for number, page in enumerate(read.pages):
            text = _text_of(page) if number in askew else None
            quality = settings.straightened_quality
            carrier.add(_raster_of(page, number + 1, straight=text, quality=quality))
        with carrier.open() as pdf, PatientFile(part) as stream:
            has_text = _complete(pdf, read, askew)
            level = "U" if has_text and settings.level == "u" else "B"
            replace(described, level=level).write_to(pdf)
            pdf.save(cast(BinaryIO, stream), **_save_choices())
    return level


def _save_choices() -> dict[str, Any]:
    # Object streams would be compressed by pikepdf, with ends nobody looks at (see `streams`).
    return pikepdf.pdfa.resolve_save_kwargs(
        _FLAVOUR, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable
    )


def _require_valid(part: Path, read: ReadDocument, *, level: str, settings: PdfaSettings) -> None:
    """Have the bytes on disk checked by pikepdf's validator, and by veraPDF if there.

    Neither may repair anything: pikepdf's repair stamps the time and itself as producer. A second
    validator that shares no code with it judges the finished file, signatures and all, before it
    enters the archive (`sohoa.work.proving`): asking it here as well found nothing more.
    """
    report = pikepdf.pdfa.validate_written(part, _FLAVOUR, _save_choices())
    excused = {_LEVEL_RULE} if level == "U" else set()
    if any(page.image.encoding is PageEncoding.JPEG2000 for page in read.pages):
        excused.add(_JPEG2000_MESSAGE)
    rules = [
        finding.rule for finding in report.findings if not excused & {finding.rule, finding.message}
    ]
    if not rules and (program := find_verapdf(settings.verapdf)):
        flavour, seconds = f"2{level.lower()}", settings.verapdf_seconds
        rules = list(filter(None, [ask_verapdf(program, part, flavour=flavour, seconds=seconds)]))
    if rules:
        raise NotPdfaError(read.scanned.document_id, rule=rules[0])
    if kinds := active_kinds_of(part):
        raise ActiveContentLeftError(read.scanned.document_id, kinds=", ".join(sorted(kinds)))


def _complete(pdf: pikepdf.Pdf, read: ReadDocument, askew: frozenset[int]) -> bool:
    """Lay the carried images onto pages, with text and colour profile; say if there is text."""
    font = GlyphlessFont()
    for number, page in enumerate(read.pages):
        geometry, text = _geometry_of(page, number + 1), _text_of(page)
        if number in askew:
            geometry, text = replace(geometry, turn=0), straightened_text(text)
        content = page_content(geometry, text, font)
        pdf.pages.append(_page(pdf, geometry, content, image=carriers.image(pdf, number)))
    if font:
        fonts = pdf.make_indirect(pikepdf.Dictionary({FONT_NAME: font.embed(pdf)}))
        for finished in pdf.pages:
            finished.Resources.Font = fonts
    pdf.Root.OutputIntents = [srgb_intent(pdf)]
    return bool(font)


def _page(
    pdf: pikepdf.Pdf, geometry: PageGeometry, content: bytes, *, image: pikepdf.Object
) -> pikepdf.Page:
    return pikepdf.Page(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, round(geometry.width, 3), round(geometry.height, 3)],
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary({IMAGE_NAME: image})),
            Contents=compressed(pdf, content),
        )
    )


def _raster_of(page: ReadPage, number: int, *, straight: PageText | None, quality: int) -> Raster:
    """The image of a page; the bytes that were checked are the bytes that go in.

    With `straight`, the text of a page that lies askew, its picture is turned straight instead.
    """
    image = page.image
    content = image.path.read_bytes()
    if hashlib.sha256(content).hexdigest() != image.sha256:
        raise FixityError(image.page_id, name=image.path.name)
    try:
        raster = read_raster(content, image.encoding)
    except ValueError as error:
        raise PageNotEmbeddableError(image.page_id, page=number) from error
    if (raster.width_px, raster.height_px) != (image.width_px, image.height_px):
        raise PageNotEmbeddableError(image.page_id, page=number)
    if straight is None:
        return raster
    try:
        return straightened_picture(content, straight, quality=quality)
    except ValueError as error:
        raise PageNotEmbeddableError(image.page_id, page=number) from error


def _geometry_of(page: ReadPage, number: int) -> PageGeometry:
    try:
        geometry = PageGeometry.of(page.image, page.turn)
    except ValueError as error:
        raise PageNotEmbeddableError(page.image.page_id, page=number) from error
    sides = (geometry.width, geometry.height)
    if min(sides) < _SHORTEST_SIDE or max(sides) > _LONGEST_SIDE:
        raise PageNotEmbeddableError(page.image.page_id, page=number)
    return geometry


def _text_of(page: ReadPage) -> PageText:
    """The text of a page, read when it is needed: a long document's does not pile up."""
    content = page.text_path.read_bytes()
    if hashlib.sha256(content).hexdigest() != page.text_sha256:
        raise FixityError(page.image.page_id, name=page.text_path.name)
    return decode(content)


def has_reading_copy(read: ReadDocument) -> bool:
    """Say if a document gets a reading copy: it is kept as it came, and was never paper."""
    return read.scanned.kept_original and read.scanned.born_digital


def untrue_of(read: ReadDocument) -> tuple[str, ...]:
    """The findings for which its pages, as they were drawn, cannot stand for the original."""
    return tuple(sorted({one.code for one in read.all_findings if _is_in_doubt(one)}))


def _is_in_doubt(finding: Finding) -> bool:
    """Say if the drawing is in doubt; not so if only a number or day was missed, which is named."""
    if finding.code == TEXT_LAYER_DIFFERS.code:
        return not finding.value
    return finding.code in _UNTRUE


def build_reading_copy(
    read: ReadDocument, target: Path, *, settings: PdfaSettings, producer: str
) -> ReadingCopy:
    """Make the reading copy of a kept original under `target`: PDF/A of what it shows.

    A signed PDF stays as it came, byte for byte. Its copy is made like any other document's PDF/A;
    it is no record, bears no signature, and says of which original it is a copy. It states no
    time, so that it is the same bytes whenever it is made of the same.

    Raises:
        As `sohoa.pdfa.builder.build_pdfa`.
    """
    described = replace(
        describe(read, settings=settings, producer=producer),
        original_sha256=read.scanned.sources[0].sha256,
    )
    made = write_checked(read, target, described=described, settings=settings)
    return ReadingCopy(made.path, made.sha256, made.page_count, made.conformance)
