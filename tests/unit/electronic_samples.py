"""Signed papers that never were paper, in a small office; for tests of their reading copies."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
from audit_samples import BATCH, SmallOffice
from sign_samples import sign
from signed_pdfs import saved, signed
from typed_pdfs import LINES, typed_page

from sohoa.domain.identifiers import document_id, version_id
from sohoa.domain.stage_results import ArchivalPdf, Description, ReadDocument, SignedPdf
from sohoa.intake.accession import take_in
from sohoa.intake.inbox import Candidate
from sohoa.intake.originals import ArrivedSignatures
from sohoa.intake.settings import IntakeSettings
from sohoa.ocr.document import assemble
from sohoa.ocr.settings import OcrSettings
from sohoa.pdfa.settings import PdfaSettings
from sohoa.sign.keys import load_key
from sohoa.sign.settings import SignSettings
from sohoa.work.jobs import build_pdfa_job
from sohoa.work.reading import read_page_job


def typed(number: str, *, annots: tuple[pikepdf.Dictionary, ...] = ()) -> bytes:
    """A typed permit with this number, of one page; not signed."""
    pdf = pikepdf.new()
    page = typed_page(pdf, [(text.replace("215/", f"{number}/"), *at) for text, *at in LINES])
    if annots:
        page.obj.Annots = [pdf.make_indirect(note) for note in annots]
    return saved(pdf)


def signed_permit(number: str) -> bytes:
    """The same, signed by another office."""
    return signed(typed(number))


def read(
    office: SmallOffice, name: str, content: bytes, *, is_signed: bool = True, version: int = 1
) -> ReadDocument:
    """A delivered PDF, taken in and read by the line's own functions."""
    source = office.delivered(name, content)
    scanned = take_in(
        Candidate(name, (source.path,)),
        document_id=version_id(document_id(BATCH, name), version),
        batch=BATCH,
        description=Description(record_type="Giấy phép"),
        pages_dir=office.root / "work" / "pages" / f"{name}.{version}",
        settings=IntakeSettings(),
        judge_signatures=lambda _path: ArrivedSignatures(are_whole=is_signed),
    )
    settings, texts = OcrSettings(second_reading=False), office.root / "work" / "texts"
    return assemble(
        scanned,
        [read_page_job(page, texts_dir=texts, settings=settings) for page in scanned.pages],
    )


def built(office: SmallOffice, document: ReadDocument) -> ArchivalPdf:
    """What station 3 makes of it."""
    name = f"{document.scanned.document_id}.pdf"
    return build_pdfa_job(document, target=office.root / "work" / name, settings=PdfaSettings())


def finished(office: SmallOffice, archival: ArchivalPdf) -> SignedPdf:
    """What station 4 makes of it."""
    key = load_key(SignSettings(), default_path=office.office.development_key_path)
    target = archival.path.with_name(f"signed-{archival.path.name}")
    return sign(archival, target, key, signed_at=office.now)


def with_pages(content: bytes, count: int) -> bytes:
    """A PDF with its first page repeated or the others left out."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        while len(pdf.pages) > count:
            del pdf.pages[-1]
        while len(pdf.pages) < count:
            pdf.pages.append(pdf.pages[0])
        target = io.BytesIO()
        pdf.save(target)
        return target.getvalue()


def without_copy(signed: SignedPdf) -> SignedPdf:
    """As a version made it that knew no reading copies."""
    return replace(signed, archival=replace(signed.archival, reading=None))


def only(folder: Path, ending: str) -> Path:
    """The one file in an archive whose name ends so."""
    (found,) = folder.rglob(f"*{ending}")
    return found
