"""Describes a file unit and its documents by what catalogue, pages and archivist say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from pydantic import BaseModel

from sohoa.domain.archival_description import (
    SECRET,
    Confidence,
    DocumentDescription,
    FileUnitDescription,
    FondsDescription,
    plain,
)
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import FileUnitCode, number_and_notation
from sohoa.domain.paper_fields import FieldName, PaperDescription
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.record_words import (
    author_of,
    counted_sheets,
    first_of_each,
    period_of,
    subject_of,
)
from sohoa.domain.vietnamese import fold
from sohoa.inventory.tables import RecordTypeTable
from sohoa.language import speaking
from sohoa.package.code_tables import type_code
from sohoa.package.profiles import FieldTrouble, Trouble
from sohoa.package.rules import RuleProfiles
from sohoa.package.settings import PackageConfig, PackagingSettings, Retention
from sohoa.reports.handover import file_title

D = TypeVar("D", FileUnitDescription, DocumentDescription)
#: How long something is kept that the table has no number of years for.
_OTHER_TERM = "07"


@dataclass(frozen=True, slots=True)
class DescribedFile:
    """A file unit and the documents in it that count, in their order."""

    file: FileUnitDescription
    documents: tuple[DocumentDescription, ...]

    def troubles(self, rule: RuleProfiles) -> tuple[FieldTrouble, ...]:
        """List what cannot be exported by a rule, the file's first."""
        found = list(rule.file.troubles(rule.file.values(self.file), item=self.file.file_code))
        for one in self.documents:
            found += rule.document.troubles(rule.document.values(one), item=one.code)
            if one.secrecy and not one.mode == self.file.mode == SECRET:
                found.append(FieldTrouble(one.code, "mode", "Chế độ sử dụng", Trouble.SECRET, None))
        return tuple(found)


def describe_file(
    rows: Sequence[tuple[DocumentRow, PaperDescription]],
    *,
    config: PackageConfig,
    locations: Mapping[str, str] | None = None,
) -> DescribedFile:
    """Describe the documents of one file unit; `rows` are those that count, by their ordinals.

    `locations` gives, by document, where the register has its paper: shelf and box.
    What the archivist says of one file or document goes before what the catalogue knows, and that
    before what holds of all.

    Raises:
        ValueError: The file's code is not of the form of codes.
    """
    settings = config.packaging
    rows = [(_with_sheets(row, settings), paper) for row, paper in rows]
    records = [row for row, _paper in rows]
    code = records[0].file_code
    unit = FileUnitCode.parse(code, agencies=config.agencies)
    fonds = _fonds(settings, unit)
    born = [row.born_digital for row in records]
    on_paper = [row for row in records if not row.born_digital]
    sheets, pages = counted_sheets(on_paper), [row.page_count for row in records]
    span = period_of(records)
    boxes = ", ".join(sorted({row.batch for row in records}))
    found = FileUnitDescription(
        unit=unit,
        fonds=fonds,
        title=_title(records),
        maintenance=term_of(records, config),
        start=span[0] if span else None,
        end=span[1] if span else None,
        documents=len(records),
        papers=None if sheets is None else sum(sheets),
        pages=None if None in pages else sum(filter(None, pages)),
        confidence=_confidence(born),
        paper_file_code=_paper_file_code(fonds, unit, on_paper, locations or {}),
        boxes=plain(boxes),
    )
    file = _filled(found, settings.of_file(code), settings.file_unit)
    starts = first_of_each(counts) if (counts := counted_sheets(records)) else [None] * len(rows)
    documents = tuple(
        _document(row, paper, file, first, settings)
        for (row, paper), first in zip(rows, starts, strict=True)
    )
    return DescribedFile(file, documents)


def _fonds(settings: PackagingSettings, unit: FileUnitCode) -> FondsDescription:
    said = settings.fonds
    return FondsDescription(
        archive_code=settings.archive_code,
        code=said.code or unit.agency,
        title=said.title,
        is_closed=said.closed,
        list_number=said.list_number,
        history=said.history,
        period=said.period,
        quantity=said.quantity,
        classification=said.classification,
        language=said.language,
        risk_recovery=said.risk_recovery,
        description=said.description,
    )


def _document(
    row: DocumentRow,
    paper: PaperDescription,
    file: FileUnitDescription,
    first_sheet: int | None,
    settings: PackagingSettings,
) -> DocumentDescription:
    number, notation = number_and_notation(plain(row.number))
    kind = Confidence.BORN_DIGITAL if row.born_digital else Confidence.DIGITIZED
    found = DocumentDescription(
        file=file,
        ordinal=row.ordinal or 0,
        number=number,
        notation=notation,
        record_type=plain(row.record_type),
        type_code=type_code(row.record_type),
        issued=PartialDate.parse(row.formed) if row.formed else None,
        organ_name=plain(author_of(row, paper)),
        subject=plain(subject_of(row, paper)),
        pages=row.page_count,
        confidence=kind.value,
        # Sohoa keeps no course of a paper through an electronic system beside it.
        process="0" if row.born_digital else "",
        first_sheet=first_sheet,
        sheets=row.sheets,
        signed_as=plain(paper.value(FieldName.SIGNED_AS)),
        signer=plain(paper.value(FieldName.SIGNER)),
        recipients=plain(paper.value(FieldName.RECIPIENTS)),
        secrecy=plain(paper.value(FieldName.SECRECY)),
    )
    said = _filled(found, settings.of_document(row.document_id), settings.document)
    return replace(said, mode=said.mode or file.mode)


def _with_sheets(row: DocumentRow, settings: PackagingSettings) -> DocumentRow:
    """The record with the number of sheets that the archivist has counted, if he has."""
    return replace(row, sheets=settings.of_document(row.document_id).sheets or row.sheets)


def _filled(found: D, own: BaseModel, default: BaseModel) -> D:
    """What is said of the one thing, else what was found, else what holds of all."""
    names = {field.name for field in fields(found)} & set(type(default).model_fields)
    values = {
        name: getattr(own, name) or getattr(found, name) or getattr(default, name) for name in names
    }
    return replace(found, **values)


def _title(records: Sequence[DocumentRow]) -> str:
    """A package is Vietnamese, whatever language its maker's screen speaks."""
    with speaking("vi"):
        return plain(file_title(records))


def _confidence(born: Sequence[bool]) -> str:
    if all(born):
        return Confidence.BORN_DIGITAL
    return Confidence.MIXED if any(born) else Confidence.DIGITIZED


def _paper_file_code(
    fonds: FondsDescription,
    unit: FileUnitCode,
    on_paper: Sequence[DocumentRow],
    locations: Mapping[str, str],
) -> str:
    """`[archive].[shelf and box].[number of the file]`; empty without the archive's code.

    Where the register does not have the place of every paper, by the boxes they were scanned from.
    """
    if not fonds.archive_code or not on_paper:
        return ""
    known = [locations.get(row.document_id, "") for row in on_paper]
    places = known if all(known) else [row.batch for row in on_paper]
    where = ", ".join(sorted({plain(one) for one in places}))
    return f"{fonds.archive_code}.{where}.{unit.notation}"


def term_of(records: Sequence[DocumentRow], config: PackageConfig) -> str:
    """How long a file is kept, as the circular's code; empty where nobody has said it."""
    said = config.packaging
    own = said.of_file(records[0].file_code).maintenance
    found = _maintenance(records, said.retention, config.record_types)
    return own or found or said.file_unit.maintenance


def _maintenance(
    records: Sequence[DocumentRow], rules: Sequence[Retention], types: RecordTypeTable
) -> str:
    """The longest term of the types in a file: a file is kept as long as any document in it.

    Empty where a type has none, or where they cannot be compared.
    """
    terms = {_term(row.record_type, rules, types) for row in records}
    if len(terms) > 1 and terms & {"", _OTHER_TERM}:
        return ""
    return min(terms)


def _term(record_type: str, rules: Sequence[Retention], types: RecordTypeTable) -> str:
    entry = types.match(record_type)
    names = {fold(name) for name in (record_type, *(entry.all_names if entry else ()))}
    found = (rule for rule in rules if names & {fold(name) for name in rule.types})
    return next((rule.maintenance for rule in found), "")
