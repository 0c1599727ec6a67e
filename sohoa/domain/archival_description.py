"""The description of a fonds, a file unit and a document, as an archive needs it: one for all.

Each rule (Circular 05/2025, Decree 30/2020, the older Guidance 169) names and measures the same
things in its own way: `sohoa.package.rules`. Here they stand once. Codes are those of Circular
05/2025/TT-BNV; a date is known as far as it is known, and a number that nobody has counted is
`None`. Texts are NFC, in one line, and hold only what XML can hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnamese import squeeze

#: What no XML document may hold (XML 1.0, production 2), and what every reader drops or changes.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    r"""Bring a text to the form in which it goes into XML and comes out of it the same.

    >>> plain("Giấy\n phép \x00 số 1")
    'Giấy phép � số 1'
    """
    return squeeze(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text))


class Confidence(StrEnum):
    """The level of confidence (mức độ tin cậy): where the digital file comes from."""

    BORN_DIGITAL = "01"
    DIGITIZED = "02"
    MIXED = "03"


#: The mode of use (chế độ sử dụng) of what is secret.
SECRET = "03"  # noqa: S105 - a code of the circular, no password


@dataclass(frozen=True, slots=True)
class FondsDescription:
    """A fonds (phông): all records of one body.

    Attributes:
        archive_code: Of the archive that keeps it (mã cơ quan lưu trữ).
        is_closed: The body is no more, or its records are (phông đóng).
        list_number: Of the inventory the files stand in (mục lục số); empty where there is one.
    """

    archive_code: str
    code: str
    title: str = ""
    is_closed: bool = False
    list_number: str = ""
    history: str = ""
    period: str = ""
    quantity: str = ""
    classification: str = ""
    language: str = ""
    risk_recovery: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class FileUnitDescription:
    """A file unit (hồ sơ).

    Attributes:
        unit: Agency, year formed and notation, as it is archived.
        boxes: Where its papers lie.
        start, end: The first and the last date its documents bear.
        papers, pages: Sheets and pages of all of them; `None` where one was not counted.
        creator: Who made the file up.
    """

    unit: FileUnitCode
    fonds: FondsDescription
    title: str = ""
    maintenance: str = ""
    mode: str = ""
    language: str = ""
    start: PartialDate | None = None
    end: PartialDate | None = None
    keyword: str = ""
    documents: int = 0
    papers: int | None = None
    pages: int | None = None
    format: str = ""
    infor_sign: str = ""
    confidence: str = ""
    paper_file_code: str = ""
    risk_recovery: str = ""
    risk_recovery_status: str = ""
    description: str = ""
    boxes: str = ""
    creator: str = ""

    @property
    def file_code(self) -> str:
        """Mã hồ sơ: of a closed fonds under the fonds' code, else under the agency's."""
        organ = self.fonds.code if self.fonds.is_closed else self.unit.agency
        parts = [organ, str(self.unit.year), self.unit.notation, self.fonds.list_number]
        return ".".join(part for part in parts if part)

    @property
    def arc_file_code(self) -> str:
        """Mã hồ sơ lưu trữ: the archive's code before it; empty where that is not known."""
        return f"{self.fonds.archive_code}.{self.file_code}" if self.fonds.archive_code else ""


@dataclass(frozen=True, slots=True)
class DocumentDescription:
    """A document (văn bản, tài liệu) in its file unit.

    Attributes:
        ordinal: Its number in the file.
        record_type: By name; `type_code` is the circular's.
        first_sheet, sheets: Where in the paper file it begins, and how many it has.
        priority: How urgent and how secret it is, as the archivist codes it; `recipients_id`: whom
            it goes to, by their codes.
        signed_as, signer, recipients, secrecy: As the page says; `signed_as` a line each.
    """

    file: FileUnitDescription
    ordinal: int
    number: str = ""
    notation: str = ""
    record_type: str = ""
    type_code: str = ""
    issued: PartialDate | None = None
    organ_name: str = ""
    subject: str = ""
    language: str = ""
    pages: int | None = None
    infor_sign: str = ""
    keyword: str = ""
    mode: str = ""
    confidence: str = ""
    autograph: str = ""
    format: str = ""
    process: str = ""
    description: str = ""
    first_sheet: int | None = None
    sheets: int | None = None
    priority: str = ""
    recipients_id: str = ""
    signed_as: str = ""
    signer: str = ""
    recipients: str = ""
    secrecy: str = ""

    @property
    def code(self) -> str:
        """Mã lưu trữ của tài liệu: the file's code and seven figures."""
        return f"{self.file.file_code}.{self.ordinal:07d}"
