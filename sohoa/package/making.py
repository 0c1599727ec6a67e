"""Puts the content of a package together: every file of it, with size, digest and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sohoa.package import ead
from sohoa.package.describing import DescribedFile
from sohoa.package.layout import (
    GUIDE,
    REP_METS,
    REP_PREMIS,
    ROOT_EAD,
    ROOT_METS,
    ROOT_PREMIS,
    SCHEMAS,
    Member,
    data_path,
    description_path,
    object_id,
)
from sohoa.package.mets import Header, representation_mets, root_mets
from sohoa.package.premis import package_premis, representation_premis
from sohoa.package.rules import KEPT
from sohoa.package.sources import PackedRecord, time_text
from sohoa.package.xml import shipped_schema

_PUBLISHED: Final = ("METS.xsd", "xlink.xsd", "DILCISExtensionMETS.xsd", "premis-v3-0.xsd")
_XML, _PDF, _TEXT = "text/xml", "application/pdf", "text/plain"
_GUIDE_TEXT: Final = """\
GÓI TIN LƯU TRỮ HỒ SƠ (AIP_hoso, Thông tư 05/2025/TT-BNV)

Hồ sơ: {code}
{title}
Cơ quan: {office}

representations/rep1/data        văn bản: PDF đã ký số, đúng từng byte như trong kho
representations/rep1/metadata    mô tả từng văn bản; đối tượng, sự kiện, tác nhân (PREMIS)
metadata                         mô tả hồ sơ; thông tin bảo quản của cả gói
schemas                          lược đồ XML của các tệp trên
METS.xml                         kích thước và SHA-256 của mọi tệp

Kiểm tra gói: sohoa package --verify <thư mục hoặc tệp ZIP>. Không có Sohoa: so `sha256sum` của từng
tệp với CHECKSUM trong hai tệp METS.xml; kiểm tra chữ ký số bằng phần mềm kiểm tra PDF bất kỳ.
Ngày ghi DD/MM/YYYY, MM/YYYY hoặc YYYY: chỉ ghi đến mức biết chắc. Bảng mã: trong schemas/EAD.xsd và
schemas/EAD_doc.xsd.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """The content of a package, in the order it is written; its METS comes last.

    Attributes:
        objid: Its identifier; the same content has the same.
    """

    objid: str
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return sum(one.size for one in self.members)


def make_package(
    described: DescribedFile, records: Sequence[PackedRecord], *, office: str
) -> Package:
    """Put a package together; nothing is written, and the archived files are not read.

    Its time is that of the newest thing recorded in it, so that the same records give the same
    bytes.

    Raises:
        ValueError: The name of an archived file could lead elsewhere.
    """
    file = described.file
    at = time_text(max(one.newest for one in records))
    data = [
        Member(
            data_path(one.name),
            one.path,
            one.receipt.proof.size_bytes,
            one.receipt.sha256,
            time_text(one.made_at),
            _PDF,
        )
        for one in records
    ]
    schemas = list(_schemas(at))
    guide = _GUIDE_TEXT.format(code=file.arc_file_code, title=file.title, office=office)
    document_values = [KEPT.document.values(one.description) for one in records]
    descriptions = [
        _made(
            description_path(one.name),
            ead.description_xml(values, schema=f"../../../../{SCHEMAS}/{ead.DOCUMENT_SCHEMA}"),
            at,
        )
        for one, values in zip(records, document_values, strict=True)
    ]
    header = Header(office, file.fonds.code, file.title, at)
    rep_premis = _made(REP_PREMIS, representation_premis(file.arc_file_code, records), at)
    rep_mets = _made(
        REP_METS,
        representation_mets(header, descriptions=descriptions, preserved=rep_premis, data=data),
        at,
    )
    schema = f"../../{SCHEMAS}/{ead.FILE_SCHEMA}"
    root_ead = _made(ROOT_EAD, ead.description_xml(KEPT.file.values(file), schema=schema), at)
    help_text = _made(GUIDE, guide.encode(), at, mime=_TEXT)
    inside = [*data, *descriptions, *schemas, help_text, root_ead, rep_premis, rep_mets]
    objid = object_id(file.fonds.code, inside)
    root_premis = _made(ROOT_PREMIS, package_premis(objid, file.arc_file_code, records), at)
    named = [*schemas, help_text, rep_mets]
    mets = root_mets(objid, header, described=root_ead, preserved=root_premis, members=named)
    return Package(objid, (*inside, root_premis, _made(ROOT_METS, mets, at)))


def _schemas(at: str) -> Iterator[Member]:
    """The schemas by which the metadata of a package can be checked without a network."""
    made = {
        ead.FILE_SCHEMA: ead.schema_xml(KEPT.file),
        ead.DOCUMENT_SCHEMA: ead.schema_xml(KEPT.document),
    }
    for name in _PUBLISHED:
        yield _made(f"{SCHEMAS}/{name}", shipped_schema(name), at)
    for name, content in made.items():
        yield _made(f"{SCHEMAS}/{name}", content, at)


def _made(path: str, content: bytes, at: str, *, mime: str = _XML) -> Member:
    return Member.of_bytes(path, content, created=at, mime=mime)
