"""Takes one document in: hashes the masters, finds out what they are, and makes the page images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from sohoa.active_content import LINKS, active_kinds
from sohoa.domain import scan_findings
from sohoa.domain.errors import (
    ActiveContentError,
    ItemError,
    MixedFolderError,
    NotAScanError,
    TooManyPagesError,
)
from sohoa.domain.stage_results import Description, Finding, ScannedDocument
from sohoa.intake.content import Content, identify
from sohoa.intake.inbox import Candidate
from sohoa.intake.jp2 import take_jpeg2000
from sohoa.intake.jpeg import take_jpeg
from sohoa.intake.masters import Master, content_sha256, read_master
from sohoa.intake.originals import JudgeSignatures, weigh_original
from sohoa.intake.page_order import in_page_order
from sohoa.intake.pdf import (
    makeup_of,
    opened_pdf,
    require_few_pages,
    require_takeable,
    take_pdf,
    was_repaired,
)
from sohoa.intake.pdf_whole import whole_findings
from sohoa.intake.png import take_png
from sohoa.intake.settings import IntakeSettings
from sohoa.intake.sheets import Desk, Sheet
from sohoa.intake.tiff import take_tiff


def take_in(
    candidate: Candidate,
    *,
    document_id: str,
    batch: str,
    description: Description,
    pages_dir: Path,
    settings: IntakeSettings,
    judge_signatures: JudgeSignatures,
) -> ScannedDocument:
    """Turn a candidate into a scanned document, or refuse it.

    A PDF whose signatures are whole, as `judge_signatures` says, is kept as it came. The masters
    are only read; page images that are not the masters' own bytes go into `pages_dir`. At most one
    page is decoded at a time, and none before its size is known.

    Raises:
        ItemError: Why it is refused; the class says which of the reasons of the catalogue.
        DiskFullError: No room is left for page images.
        ToolMissingError: poppler is needed and not installed.
        OSError: `pages_dir` cannot be written.
    """
    masters: list[Master] = []
    with _named_after(document_id, masters):
        if candidate.problem:
            raise candidate.problem
        masters += [read_master(path) for path in candidate.paths]
        desk = Desk(document_id, pages_dir, settings)
        taken = _take(masters, desk, judge_signatures)
        for master in masters:
            master.require_unchanged()

    return ScannedDocument(
        document_id=document_id,
        batch=batch,
        source_name=candidate.source_name,
        sources=tuple(master.source for master in masters),
        content_sha256=content_sha256(masters),
        pages=tuple(sheet.image for sheet in taken.sheets),
        description=description,
        kept_original=taken.kept_original,
        born_digital=taken.born_digital,
        findings=(
            *taken.findings,
            *(finding for sheet in taken.sheets for finding in sheet.findings),
        ),
    )


@dataclass(slots=True)
class _Taken:
    sheets: list[Sheet] = field(default_factory=list)
    kept_original: bool = False
    born_digital: bool = False
    findings: list[Finding] = field(default_factory=list)


@contextmanager
def _named_after(document_id: str, masters: Sequence[Master]) -> Iterator[None]:
    """Give errors the document they belong to; a master still being written goes before all."""
    try:
        try:
            yield
        except ItemError:
            for master in masters:
                master.require_unchanged()
            raise
    except ItemError as error:
        error.item = document_id
        raise


def _take(masters: Sequence[Master], desk: Desk, judge_signatures: JudgeSignatures) -> _Taken:
    contents = [_content_of(master, alone=len(masters) == 1) for master in masters]
    if contents == [Content.PDF]:
        return _take_pdf(masters[0], desk, judge_signatures)
    taken = _Taken()
    if len(masters) > 1:
        taken.findings.extend(in_page_order([one.path.name for one in masters]).findings())
    for master, content in zip(masters, contents, strict=True):
        if content is Content.PDF:
            raise MixedFolderError(name=master.path.name)
        for sheet in _sheets_of(master, content, desk, first_page=len(taken.sheets) + 1):
            taken.sheets.append(sheet)
    return taken


def _take_pdf(master: Master, desk: Desk, judge_signatures: JudgeSignatures) -> _Taken:
    with opened_pdf(master) as pdf:
        require_few_pages(pdf, limit=desk.settings.max_pages)
        signatures = weigh_original(pdf, master.path, judge_signatures)
        taken = _Taken(kept_original=signatures.are_whole, findings=[*signatures.findings])
        taken.findings.extend(whole_findings(pdf))
        taken.findings.extend(_active_findings(pdf, desk, is_signed=taken.kept_original))
        require_takeable(pdf)
        makeup = makeup_of(pdf)
        taken.born_digital = makeup.is_born_digital
        if taken.born_digital:
            taken.findings.append(scan_findings.BORN_DIGITAL.at())
        sheets = take_pdf(
            pdf,
            master,
            desk,
            is_signed=taken.kept_original,
            makeup=makeup,
        )
        taken.sheets.extend(sheets)
        if was_repaired(pdf):
            taken.findings.append(scan_findings.REPAIRED.at())
    return taken


def _active_findings(pdf: pikepdf.Pdf, desk: Desk, *, is_signed: bool) -> list[Finding]:
    """Report active content of a PDF: a finding where it stays behind with the PDF, or only links.

    Raises:
        ActiveContentError: It would have to be kept with a signed PDF's bytes.
    """
    kinds = active_kinds(pdf)
    if not kinds:
        return []
    named = ", ".join(sorted(kinds))
    if not is_signed:
        return [scan_findings.ACTIVE_CONTENT_REMOVED.of(named)]
    if kinds - LINKS and desk.settings.active_signed == "refuse":
        raise ActiveContentError(kinds=named)
    return [scan_findings.ACTIVE_CONTENT_KEPT.of(named)]


def _sheets_of(master: Master, content: Content, desk: Desk, *, first_page: int) -> Iterator[Sheet]:
    limit = desk.settings.max_pages
    if first_page > limit:
        raise TooManyPagesError(pages=f"> {limit}", limit=limit)
    if content is Content.TIFF:
        yield from take_tiff(master, desk, first_page=first_page)
    elif content is Content.JPEG:
        yield take_jpeg(master, desk, page=first_page)
    elif content is Content.JPEG2000:
        yield take_jpeg2000(master, desk, page=first_page)
    else:
        yield take_png(master, desk, page=first_page)


def _content_of(master: Master, *, alone: bool) -> Content:
    found = identify(master.head)
    if isinstance(found, Content):
        return found
    raise NotAScanError(found=found if alone else f"{found} ({master.path.name})")
