"""Make the package of a file unit, or show its description by one of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sohoa.archive.receipt import Receipt, read_receipt, receipt_path
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.failure import N_
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.package_errors import (
    DescriptionUnfitError,
    PackageFolderError,
    RecordNotWholeError,
    UnknownAgencyError,
    UnknownFileUnitError,
)
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.proof_errors import NewerFormatError
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import sha256_of
from sohoa.package.describing import DescribedFile, describe_file
from sohoa.package.making import Package, make_package
from sohoa.package.profiles import D, FieldTrouble, Profile, Trouble
from sohoa.package.rules import KEPT, PROFILES, Rule
from sohoa.package.settings import PackageConfig, load_package_config
from sohoa.package.sources import PackedRecord
from sohoa.package.trouble_words import trouble_text
from sohoa.package.writing import remove_left_over, write_folder, write_zip
from sohoa.proof_words import proof_text
from sohoa.sign.values import signature_values
from sohoa.use_cases.file_units import folders_of, records_in
from sohoa.work.archive_home import require_known_archive
from sohoa.workspace import Workspace

#: So many troubles are told at once.
_TOLD_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class PackageMade:
    """A package that lies there now.

    Attributes:
        written: False where the same package lay there already.
        left_out: Documents of the file that were replaced or withdrawn: they count no longer.
    """

    path: Path
    object_id: str
    file_code: str
    documents: int
    files: int
    bytes: int
    written: bool
    left_out: int


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One field of a description; `trouble` says why it cannot be exported as it is.

    Attributes:
        length: The most letters that it may have; `None`: not limited.
    """

    name: str
    label: str
    value: str
    length: int | None
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class DescribedResult:
    """A file unit or a document by one rule."""

    code: str
    fields: tuple[FieldResult, ...]


@dataclass(frozen=True, slots=True)
class FileDescriptionResult:
    """A file unit and its documents by one rule."""

    rule: Rule
    file: DescribedResult
    documents: tuple[DescribedResult, ...]
    is_fit: bool


def package_file(
    workspace: Workspace, file_unit: str, *, output: Path | None = None, zipped: bool = False
) -> PackageMade:
    """Write the package of a file unit (AIP_hoso) into a folder; the archive is only read.

    Raises:
        UnknownFileUnitError: Nothing that counts is archived under the code.
        UnknownAgencyError: The code begins with that of no agency of ours.
        DescriptionUnfitError: Something the circular asks for is missing or does not fit.
        RecordNotWholeError: A record was found broken, or is not what the catalogue knows.
        PackageThereError: Something else lies where the package would go.
        PackageFolderError: The folder lies in the archive or the inbox, or cannot be written.
        ArchiveAwayError, OtherArchiveError: The archive is not there.
        SettingsError: The settings cannot be used.
        DiskFullError: No room is left.
    """
    config = load_package_config(workspace.config_dir)
    target = _target(workspace, output)
    require_known_archive(workspace)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        counted, left_out = _records(reader, file_unit)
        described = _described(reader, counted, config, file_unit)
        troubles = described.troubles(KEPT)
        if troubles:
            raise DescriptionUnfitError(name=file_unit, troubles=_told(troubles))
        rows = [row for row, _paper in counted]
        packed = list(_packed(workspace, reader, rows, described))
    office = config.office.on(day_of(max(one.newest for one in packed))).name
    package = _made(described, packed, office)
    write = write_zip if zipped else write_folder
    try:
        remove_left_over(target)
        path, is_new = write(package, target)
    except OSError as error:
        raise PackageFolderError(folder=target, problem=error.strerror or "") from error
    return PackageMade(
        path=path,
        object_id=package.objid,
        file_code=described.file.arc_file_code,
        documents=len(packed),
        files=len(package.members),
        bytes=package.size,
        written=is_new,
        left_out=left_out,
    )


def describe_by_rule(workspace: Workspace, file_unit: str, rule: Rule) -> FileDescriptionResult:
    """Describe a file unit and its documents by one of the rules; what does not fit is told.

    Raises:
        UnknownFileUnitError: Nothing that counts is archived under the code.
        UnknownAgencyError: The code begins with that of no agency of ours.
        SettingsError: The settings cannot be used.
    """
    _rows, described = counted_records(workspace, file_unit)
    profiles = PROFILES[rule]
    troubles = {(one.item, one.field): one.trouble for one in described.troubles(profiles)}

    def result(code: str, profile: Profile[D], description: D) -> DescribedResult:
        values = profile.values(description)
        fields = (
            FieldResult(
                one.name, one.label, values[one.name], one.length, troubles.get((code, one.name))
            )
            for one in profile.fields
        )
        return DescribedResult(code, tuple(fields))

    file, documents = described.file, described.documents
    return FileDescriptionResult(
        rule,
        result(file.file_code, profiles.file, file),
        tuple(result(one.code, profiles.document, one) for one in documents),
        is_fit=not troubles,
    )


def counted_records(
    workspace: Workspace, file_unit: str
) -> tuple[list[DocumentRow], DescribedFile]:
    """Give the documents of a file unit that count, and describe them as the catalogue has them.

    Raises:
        UnknownFileUnitError: Nothing that counts is archived under the code.
        UnknownAgencyError: The code begins with that of no agency of ours.
        SettingsError: The settings cannot be used.
    """
    config = load_package_config(workspace.config_dir)
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        counted, _left_out = _records(reader, file_unit)
        described = _described(reader, counted, config, file_unit)
    return [row for row, _paper in counted], described


def _described(
    reader: CatalogueReader,
    counted: list[tuple[DocumentRow, PaperDescription]],
    config: PackageConfig,
    file_unit: str,
) -> DescribedFile:
    papers = {row.document_id: reader.paper(row.record_id) for row, _paper in counted}
    locations = {name: paper.location for name, paper in papers.items() if paper}
    try:
        return describe_file(counted, config=config, locations=locations)
    except ValueError as error:
        known = ", ".join(config.agencies)
        raise UnknownAgencyError(name=file_unit, known=known) from error


def _records(
    reader: CatalogueReader, file_unit: str
) -> tuple[list[tuple[DocumentRow, PaperDescription]], int]:
    """The documents of a file unit that count, in their order; and how many do not."""
    found = [
        pair for folder in folders_of(reader, file_unit) for pair in records_in(reader, folder)
    ]
    counted = [pair for pair in found if not pair[0].state.is_retired]
    if not counted:
        raise UnknownFileUnitError(name=file_unit)
    counted.sort(key=lambda pair: pair[0].ordinal or 0)
    return counted, len(found) - len(counted)


def _packed(
    workspace: Workspace,
    reader: CatalogueReader,
    rows: list[DocumentRow],
    described: DescribedFile,
) -> Iterator[PackedRecord]:
    for row, description in zip(rows, described.documents, strict=True):
        if row.proof_problem:
            raise _not_whole(row, row.proof_problem)
        path = _archived_file(workspace, row)
        receipt = _receipt(row, path)
        yield PackedRecord(
            row,
            description,
            path,
            receipt,
            reader.record_events(row.document_id),
            signature_values(path),
        )


def _archived_file(workspace: Workspace, row: DocumentRow) -> Path:
    """The file of a record; what leads out of the archive is none."""
    archive = workspace.archive_dir.resolve()
    path = workspace.archive_dir / (row.archive_path or "")
    is_inside = path.resolve() == archive / (row.archive_path or "")
    if not row.archive_path or not is_inside or not path.is_file():
        raise _not_whole(row, "missing")
    return path


def _receipt(row: DocumentRow, path: Path) -> Receipt:
    """The receipt of a record, which must be the one that the catalogue knows."""
    place = receipt_path(path)
    try:
        receipt = read_receipt(place)
        is_known = receipt is not None and sha256_of(place) == row.receipt_sha256
    except NewerFormatError as error:
        raise _not_whole(row, "receipt-newer") from error
    except OSError as error:
        raise _not_whole(row, "receipt-missing") from error
    if receipt is None or not is_known or receipt.sha256 != row.sha256:
        raise _not_whole(row, "receipt-bytes")
    if receipt.archive_name != path.name:
        raise _not_whole(row, "place")
    return receipt


def _not_whole(row: DocumentRow, codes: str) -> RecordNotWholeError:
    return RecordNotWholeError(document=row.document_id, problem=proof_text(codes))


def _made(described: DescribedFile, packed: list[PackedRecord], office: str) -> Package:
    try:
        return make_package(described, packed, office=office)
    except ValueError as error:
        raise _not_whole(packed[0].row, "place") from error


def _target(workspace: Workspace, output: Path | None) -> Path:
    """Where packages go: never among what is archived or delivered."""
    target = (output or workspace.packages_dir).resolve()
    for kept in (workspace.archive_dir, workspace.inbox_dir):
        if target.is_relative_to(kept.resolve()):
            raise PackageFolderError(
                folder=target, problem=N_("it lies among what is archived or delivered")
            )
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PackageFolderError(folder=target, problem=error.strerror or "") from error
    return target


def _told(troubles: tuple[FieldTrouble, ...]) -> str:
    lines = [f"  {trouble_text(one)}" for one in troubles[:_TOLD_AT_ONCE]]
    more = len(troubles) - len(lines)
    return "\n".join([*lines, *([f"  … +{more}"] if more > 0 else [])])
