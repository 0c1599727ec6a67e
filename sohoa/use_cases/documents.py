"""Documents wherever they stand: the list of them, and all that is known of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.rows import SaidBefore
from sohoa.domain.custody import RecordEvent
from sohoa.domain.errors import NotFoundError, explain
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import below_rules, finding_text
from sohoa.domain.holdings import DocumentRow, RegisteredPaper
from sohoa.domain.identifiers import record_id_of
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.stage_results import Finding
from sohoa.domain.symbol_parts import SymbolParts, symbol_parts
from sohoa.domain.two_times import SubjectKind
from sohoa.language import _
from sohoa.use_cases.boxes import require_box
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DocumentsWanted:
    """A choice of documents for a list; what is not asked for does not narrow it.

    Attributes:
        phase: Documents last noted by this phase.
        review: Only those that a person has to look at.
        below: Only those scanned below this rule (`sohoa.domain.findings.RULES`).
    """

    batch: str | None = None
    state: DocumentState | None = None
    phase: int | None = None
    review: bool = False
    needs: Need | None = None
    below: str | None = None


@dataclass(frozen=True, slots=True)
class ReasonResult:
    """The reason why a document is where it is, and what to do next."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FindingResult:
    """A finding; `page` counts from one, `None` where it is of the whole document."""

    code: str
    page: int | None
    value: str | None
    message: str


@dataclass(frozen=True, slots=True)
class ReadingCopyResult:
    """The PDF/A beside a kept original, below the archive's folder."""

    archive_path: str
    sha256: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class ProofResult:
    """The last verification since a document was archived; codes of what did not hold."""

    checked_at: dt.datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class WitnessResult:
    """Number, date and type as each witness has them."""

    page: dict[str, str]
    list: dict[str, str]
    register: dict[str, str]


@dataclass(frozen=True, slots=True)
class RetiredResult:
    """The time, person and reason of taking a record out of the count."""

    at: dt.datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class FieldsResult:
    """The description of a document; `date` is ISO 8601 as far as it is known.

    Attributes:
        number_parts: Number, year, letters of the type, agency and unit apart.
    """

    record_id: str | None
    number: str | None
    number_parts: SymbolParts | None
    date: str | None
    type: str | None
    room: str | None
    subject: str | None
    owner: str | None
    sheets: int | None


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """A document as machines read it; what is not known is null.

    Attributes:
        archive_path: Below the archive's folder.
        confidence: Of the reading, in percent.
        needs: What a person has to do about it first: `rescan`, `review`, `rescan-if-can`.
    """

    id: str
    source_name: str
    source_files: tuple[str, ...]
    batch: str
    phase: int | None
    year: int | None
    state: DocumentState
    reason: ReasonResult | None
    archive_path: str | None
    sha256: str | None
    reading_copy: ReadingCopyResult | None
    file_code: str | None
    kept_original: bool
    archived_at: dt.datetime | None
    pages: int | None
    confidence: float | None
    needs_review: bool
    needs: Need | None
    findings: tuple[FindingResult, ...]
    signatures: tuple[dict[str, str], ...]
    born_digital: bool
    proof: ProofResult
    says: WitnessResult
    replaces: str | None
    replaced_by: str | None
    retired: RetiredResult | None
    fields: FieldsResult


@dataclass(frozen=True, slots=True)
class ShownResult(DocumentResult):
    """A document and what became of it after it was archived, oldest first."""

    events: tuple[RecordEvent, ...]
    page_fields: PaperDescription


@dataclass(frozen=True, slots=True)
class PaperResult(RegisteredPaper):
    """A paper of the register without a scan: it has neither id nor state of a document."""

    id: None = None
    state: None = None


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document, what became of it later, and all that its pages say."""

    row: DocumentRow
    events: tuple[RecordEvent, ...]
    paper: PaperDescription


def list_documents(
    workspace: Workspace, wanted: DocumentsWanted, rules: NeedRules
) -> tuple[DocumentRow, ...]:
    """List documents, wherever they stand; `rules` say what a person has to do about each.

    Raises:
        UnknownBoxError: Nobody has ever seen a box of this name.
    """
    return tuple(each_document(workspace, wanted, rules))


def each_document(
    workspace: Workspace, wanted: DocumentsWanted, rules: NeedRules
) -> Iterator[DocumentRow]:
    """Give the documents of `list_documents` one by one: of any number, in the same memory.

    Raises:
        UnknownBoxError: Nobody has ever seen a box of this name.
    """
    require_box(workspace, wanted.batch)
    may_need = wanted.review or wanted.needs is not None or wanted.below is not None
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        rows = reader.documents(
            batch=wanted.batch, state=wanted.state, phase=wanted.phase, may_need=may_need
        )
        yield from (row for row in rows if _is_wanted(row, wanted, rules))


def _is_wanted(row: DocumentRow, wanted: DocumentsWanted, rules: NeedRules) -> bool:
    return (
        (row.needs_review(rules) or not wanted.review)
        and (wanted.needs is None or wanted.needs in row.needs(rules))
        and (wanted.below is None or wanted.below in below_rules(row.findings))
    )


def show(workspace: Workspace, identity: str) -> ShownDocument | RegisteredPaper:
    """Find what an id, a register id or the name of an archived file stands for.

    A paper of the register is given where there is no scan of it yet.

    Raises:
        NotFoundError: The catalogue has neither.
    """
    name = record_id_of(identity) or identity
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        row, paper = reader.document(name), reader.paper(name)
        if row is not None:
            events = reader.record_events(row.document_id)
            return ShownDocument(row, events, reader.page_description(row.document_id))
    if paper is None:
        raise NotFoundError(name=identity)
    return paper


def history(workspace: Workspace, identity: str) -> tuple[SaidBefore, ...]:
    """Give all that was ever said of a paper, or of an archived document, as it was recorded.

    Raises:
        NotFoundError: The catalogue has neither.
    """
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        if record_id := record_id_of(identity):
            said = reader.history(SubjectKind.PAPER, record_id)
        else:
            row = reader.document(identity)
            name = row.document_id if row else identity
            said = reader.history(SubjectKind.DOCUMENT, name)
    if not said:
        raise NotFoundError(name=identity)
    return said


def shown_result(
    shown: ShownDocument | RegisteredPaper, rules: NeedRules
) -> ShownResult | PaperResult:
    """Give what `show` found as machines read it."""
    if isinstance(shown, RegisteredPaper):
        return PaperResult(**_parts(shown))
    parts = _parts(document_result(shown.row, rules))
    return ShownResult(**parts, events=shown.events, page_fields=shown.paper)


def document_result(row: DocumentRow, rules: NeedRules) -> DocumentResult:
    """Give a row of the catalogue as machines read it; messages in the language in force."""
    return DocumentResult(
        id=row.document_id,
        source_name=row.source_name,
        source_files=row.source_paths,
        batch=row.batch,
        phase=row.phase,
        year=row.year,
        state=row.state,
        reason=_reason(row),
        archive_path=row.archive_path,
        sha256=row.sha256 or None,
        reading_copy=_reading_copy(row),
        file_code=row.file_code or None,
        kept_original=row.kept_original,
        archived_at=row.archived_at,
        pages=row.page_count,
        confidence=row.confidence,
        needs_review=row.needs_review(rules),
        needs=row.need(rules),
        findings=tuple(finding_result(one) for one in row.findings),
        signatures=row.signatures,
        born_digital=row.born_digital,
        proof=ProofResult(row.proof_checked_at, row.proof_problem or None),
        says=WitnessResult(row.page_says, row.list_says, row.register_says),
        replaces=row.predecessor_id or None,
        replaced_by=row.successor_id or None,
        retired=_retired(row),
        fields=FieldsResult(
            record_id=row.record_id or None,
            number=row.number or None,
            number_parts=symbol_parts(row.number),
            date=row.formed or None,
            type=row.record_type or None,
            room=row.room or None,
            subject=row.subject or None,
            owner=row.owner or None,
            sheets=row.sheets,
        ),
    )


def _parts(one: DocumentResult | RegisteredPaper) -> dict[str, Any]:
    """The fields of a result, as they are."""
    return {part.name: getattr(one, part.name) for part in fields(one)}


def finding_result(finding: Finding) -> FindingResult:
    """Give a finding as machines read it."""
    return FindingResult(
        finding.code, finding.page or None, finding.value or None, finding_text(finding, _)
    )


def _reading_copy(row: DocumentRow) -> ReadingCopyResult | None:
    if row.reading_path is None:
        return None
    return ReadingCopyResult(row.reading_path, row.reading_sha256, row.reading_bytes)


def _retired(row: DocumentRow) -> RetiredResult | None:
    if row.retired_at is None:
        return None
    return RetiredResult(row.retired_at, row.retired_by, row.retired_reason)


def _reason(row: DocumentRow) -> ReasonResult | None:
    if not row.reason_code:
        return None
    return ReasonResult(row.reason_code, *explain(row.reason_code, row.reason_details, _))
