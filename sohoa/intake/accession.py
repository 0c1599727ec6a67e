"""Takes one document in: hashes the masters, finds out what they are, and makes the page images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf

from sohoa.active_content import LINKS, active_kinds
from sohoa.domain import scan_findings
from sohoa.domain.errors import (
    ActiveContentError,
    ItemError,
    MixedFolderError,
    NotAScanError,
    SignedApartError,
    TooManyPagesError,
)
from sohoa.domain.places import pages_text
from sohoa.domain.stage_results import Description, Finding, ScannedDocument
from sohoa.intake.content import Content, identify
from sohoa.intake.inbox import Candidate
from sohoa.intake.jp2 import take_jpeg2000
from sohoa.intake.jpeg import take_jpeg
from sohoa.intake.masters import Master, chosen_pages, content_sha256, read_master
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
        masters += [
            read_master(path, candidate.pages_of(place))
            for place, path in enumerate(candidate.paths)
        ]
        desk = Desk(document_id, pages_dir, settings)
        taken = _take(candidate, masters, desk, judge_signatures)
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
        of_pages=candidate.share.of_pages if candidate.share else 0,
        findings=(
            *_parting_findings(candidate),
            *taken.findings,
            *(finding for sheet in taken.sheets for finding in sheet.findings),
        ),
    )


_BORN_DIGITAL = scan_findings.BORN_DIGITAL.at()


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


def _parting_findings(candidate: Candidate) -> Iterator[Finding]:
    """Report the separator sheets before this part of a file, and what may be one in it."""
    if candidate.share and candidate.share.left_out:
        yield scan_findings.SEPARATORS_LEFT_OUT.of(pages_text(candidate.share.left_out))
    for page in candidate.share.doubtful if candidate.share else ():
        yield scan_findings.SEPARATOR_DOUBT.at(page)


def _take(
    candidate: Candidate, masters: Sequence[Master], desk: Desk, judge_signatures: JudgeSignatures
) -> _Taken:
    """Take the masters of a document, one after the other.

    Raises:
        MixedFolderError: A folder holds a PDF; one beside others that are joined with it may be.
    """
    contents = [_content_of(master, alone=len(masters) == 1) for master in masters]
    is_alone = len(masters) == 1
    taken = _Taken()
    if not is_alone and not candidate.is_joined:
        taken.findings.extend(in_page_order([one.path.name for one in masters]).findings())
    for place, (master, content) in enumerate(zip(masters, contents, strict=True)):
        pages, first_page = candidate.pages_of(place), len(taken.sheets) + 1
        if content is Content.PDF and not (is_alone or candidate.is_joined):
            raise MixedFolderError(name=master.path.name)
        if content is Content.PDF:
            part = _Part(pages, first_page, is_joined=candidate.is_joined)
            _take_pdf(master, desk, judge_signatures, part, taken)
            continue
        taken.born_digital = False
        for sheet in _sheets_of(master, content, desk, first_page=first_page, pages=pages):
            taken.sheets.append(sheet)
        if len(taken.sheets) > desk.settings.max_pages:
            raise TooManyPagesError(pages=len(taken.sheets), limit=desk.settings.max_pages)
    if taken.born_digital:
        return taken
    return replace(taken, findings=[one for one in taken.findings if one != _BORN_DIGITAL])


@dataclass(frozen=True, slots=True)
class _Part:
    """The pages of a PDF that are taken (none: all), and which page of the document they begin."""

    pages: tuple[int, ...]
    first_page: int
    is_joined: bool


def _take_pdf(
    master: Master, desk: Desk, judge_signatures: JudgeSignatures, part: _Part, taken: _Taken
) -> None:
    """Take a PDF, or pages of it, as the next pages of a document.

    Raises:
        SignedApartError: It is signed whole, and would lose its signature as a part of something.
    """
    with opened_pdf(master) as pdf:
        require_few_pages(pdf, limit=desk.settings.max_pages)
        signatures = weigh_original(pdf, master.path, judge_signatures)
        if signatures.are_whole and (part.pages or part.is_joined):
            raise SignedApartError(name=master.path.name)
        taken.kept_original = signatures.are_whole
        taken.findings.extend(signatures.findings)
        taken.findings.extend(whole_findings(pdf))
        taken.findings.extend(_active_findings(pdf, desk, is_signed=taken.kept_original))
        require_takeable(pdf)
        pages = chosen_pages(part.pages, of=len(pdf.pages))
        makeup = makeup_of(pdf, pages)
        is_first = part.first_page == 1
        taken.born_digital = makeup.is_born_digital and (is_first or taken.born_digital)
        if taken.born_digital and is_first:
            taken.findings.append(_BORN_DIGITAL)
        sheets = take_pdf(
            pdf,
            master,
            desk,
            is_signed=taken.kept_original,
            makeup=makeup,
            pages=pages,
            first_page=part.first_page,
        )
        taken.sheets.extend(sheets)
        if was_repaired(pdf):
            taken.findings.append(scan_findings.REPAIRED.at())


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


def _sheets_of(
    master: Master, content: Content, desk: Desk, *, first_page: int, pages: tuple[int, ...]
) -> Iterator[Sheet]:
    limit = desk.settings.max_pages
    if first_page > limit:
        raise TooManyPagesError(pages=f"> {limit}", limit=limit)
    if content is Content.TIFF:
        yield from take_tiff(master, desk, first_page=first_page, pages=pages)
        return
    chosen_pages(pages, of=1)
    if content is Content.JPEG:
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
