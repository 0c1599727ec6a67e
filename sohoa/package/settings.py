"""What an archivist says of the fonds and its files, which no page and no register says.

`config/packaging.toml`. Nothing here has a value of the program's own: what is not said is missing,
and a package that needs it is not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from sohoa.config_files import read_config
from sohoa.domain.archival_description import plain
from sohoa.inventory.agency import OfficeSettings
from sohoa.inventory.tables import RecordTypeTable
from sohoa.language import _
from sohoa.package.code_tables import (
    FORMAT,
    LANGUAGE,
    MAINTENANCE,
    MODE,
    RECOVERY,
    TYPE_NAME,
    YES_NO,
)

Text = Annotated[str, AfterValidator(plain)]
#: A code that may stand in a name of a folder, too; nothing, where it is not given.
Code = Annotated[str, Field(pattern=r"^([A-Za-z0-9]+([._-][A-Za-z0-9]+)*)?$", max_length=35)]


def _of(table: Mapping[str, str]) -> AfterValidator:
    def check(text: str) -> str:
        wrong = [part for part in text.split(";") if text and part not in table]
        if wrong:
            told = _("{found} is none of the codes {known}")
            raise ValueError(told.format(found=", ".join(wrong), known=", ".join(table)))
        return text

    return AfterValidator(check)


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FondsSettings(_Said):
    """The fonds; what is left out is not said.

    Raises:
        ValidationError: It is closed, and has no code of its own.
    """

    #: Empty: the agency's identifier.
    code: Code = ""
    title: Text = ""
    #: Of a closed fonds files bear the fonds' code, not the agency's.
    closed: bool = False
    list_number: Code = ""
    history: Text = ""
    period: Text = ""
    quantity: Text = ""
    classification: Text = ""
    language: Annotated[str, _of(LANGUAGE)] = ""
    risk_recovery: Annotated[str, _of(YES_NO)] = ""
    description: Text = ""

    @model_validator(mode="after")
    def _check(self) -> FondsSettings:
        if self.closed and not self.code:
            raise ValueError(_("a closed fonds needs its own code"))
        return self


class FileUnitWords(_Said):
    """What can be said of a file unit."""

    title: Text = ""
    maintenance: Annotated[str, _of(MAINTENANCE)] = ""
    mode: Annotated[str, _of(MODE)] = ""
    language: Annotated[str, _of(LANGUAGE)] = ""
    keyword: Text = ""
    format: Annotated[str, _of(FORMAT)] = ""
    infor_sign: Text = ""
    paper_file_code: Text = ""
    risk_recovery: Annotated[str, _of(YES_NO)] = ""
    risk_recovery_status: Annotated[str, _of(RECOVERY)] = ""
    description: Text = ""
    creator: Text = ""


class DocumentWords(_Said):
    """What can be said of a document."""

    type_code: Annotated[str, _of(TYPE_NAME)] = ""
    organ_name: Text = ""
    subject: Text = ""
    language: Annotated[str, _of(LANGUAGE)] = ""
    infor_sign: Text = ""
    keyword: Text = ""
    mode: Annotated[str, _of(MODE)] = ""
    autograph: Text = ""
    format: Annotated[str, _of(FORMAT)] = ""
    process: Annotated[str, _of(YES_NO)] = ""
    description: Text = ""
    #: By Decree 30, annex VI: degree of urgency and secrecy, one figure; whom it goes to, by code.
    priority: Annotated[str, StringConstraints(pattern=r"^\d?$")] = ""
    recipients_id: Code = ""


class OwnFileUnit(FileUnitWords):
    """What is said of one file unit, by its code in the archive."""

    code: Annotated[str, Field(min_length=1)]


class OwnDocument(DocumentWords):
    """What is said of one document, by its id; of sheets, how many there are."""

    id: Annotated[str, Field(min_length=1)]
    sheets: Annotated[int, Field(ge=1)] | None = None


class Retention(_Said):
    """How long files of some types of paper are kept, and by which rule."""

    #: Names or codes of `config/record_types.toml`, or any name that papers bear.
    types: Annotated[tuple[str, ...], Field(min_length=1)]
    maintenance: Annotated[str, Field(min_length=1), _of(MAINTENANCE)]
    basis: Annotated[str, Field(min_length=1)]


class PackagingSettings(_Said):
    """Everything in `config/packaging.toml`.

    Raises:
        ValidationError: A file or document is named twice.
    """

    #: The archive that keeps the files (mã cơ quan lưu trữ).
    archive_code: Code = ""
    fonds: FondsSettings = FondsSettings()
    #: What holds of every file, every document, of which nothing else is said.
    file_unit: FileUnitWords = FileUnitWords()
    document: DocumentWords = DocumentWords()
    retention: tuple[Retention, ...] = ()
    file_units: tuple[OwnFileUnit, ...] = ()
    documents: tuple[OwnDocument, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> PackagingSettings:
        codes, names = [one.code for one in self.file_units], [one.id for one in self.documents]
        twice = {one for said in (codes, names) for one in said if said.count(one) > 1}
        if twice:
            text = _("{names}: said twice")
            raise ValueError(text.format(names=", ".join(sorted(twice))))
        return self

    def of_file(self, code: str) -> FileUnitWords:
        """What is said of one file; nothing where it is not named."""
        return next((one for one in self.file_units if one.code == code), FileUnitWords())

    def of_document(self, identity: str) -> OwnDocument:
        """What is said of one document; nothing where it is not named."""
        return next((one for one in self.documents if one.id == identity), OwnDocument(id=identity))


class PackageConfig(BaseModel):
    """The sections of the settings that a package goes by."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    office: OfficeSettings
    record_types: RecordTypeTable
    packaging: PackagingSettings = PackagingSettings()

    @property
    def agencies(self) -> tuple[str, ...]:
        """The identifiers that the office has and had."""
        return (self.office.code, *(one.code for one in self.office.earlier))


def load_package_config(config_dir: Path) -> PackageConfig:
    """Read and check these sections.

    Raises:
        SettingsError: With every mistake in them at once.
    """
    return read_config(config_dir, PackageConfig)
