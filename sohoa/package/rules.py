"""The rules by which descriptions are exported, field by field.

Names, lengths and tables: Circular 05/2025/TT-BNV, annexes I and III, as two independent projects
restate them (regulations.md, section 3); Decree 30/2020/NĐ-CP, annex VI, part II; Guidance
169/HD-VTLTNN (2010), by whose names older catalogues go. By the circular a file unit has 18 fields
(it contradicts itself: 18, 17 or 16; all 18 are written), a document 19 in a package that is kept
and 21 in one that is submitted.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from sohoa.domain.archival_description import DocumentDescription, FileUnitDescription
from sohoa.package.code_tables import (
    CONFIDENCE,
    FORMAT,
    LANGUAGE,
    MAINTENANCE,
    MODE,
    RECOVERY,
    TYPE_NAME,
    YES_NO,
)
from sohoa.package.profiles import (
    Field,
    Kind,
    Profile,
    always,
    date_text,
    if_any,
    number_text,
)

FileField: TypeAlias = Field[FileUnitDescription]
DocField: TypeAlias = Field[DocumentDescription]

# --- Circular 05/2025: a file unit, 18 fields ------------------------------------------------

_ARC_FILE_CODE = FileField(
    "arcFileCode", "Mã hồ sơ lưu trữ", lambda of: of.arc_file_code, 100, needed=always
)
_FILE_CODE = FileField("fileCode", "Mã hồ sơ", lambda of: of.file_code, 100, needed=always)
_FILE_REST = (
    FileField("title", "Tiêu đề hồ sơ", lambda of: of.title, 1000, needed=always),
    FileField(
        "maintenance", "Thời hạn lưu trữ", lambda of: of.maintenance, 100, Kind.CODE, MAINTENANCE,
        always,
    ),
    FileField("mode", "Chế độ sử dụng", lambda of: of.mode, 30, Kind.CODE, MODE, always),
    FileField("language", "Ngôn ngữ", lambda of: of.language, 100, Kind.CODES, LANGUAGE, always),
    FileField(
        "startDate", "Thời gian bắt đầu", lambda of: date_text(of.start), kind=Kind.DATE,
        needed=always,
    ),
    FileField(
        "endDate", "Thời gian kết thúc", lambda of: date_text(of.end), kind=Kind.DATE,
        needed=always,
    ),
    FileField("keyword", "Từ khóa", lambda of: of.keyword, 100),
    FileField(
        "totalDoc", "Tổng số tài liệu trong hồ sơ", lambda of: number_text(of.documents), 10,
        Kind.NUMBER, needed=always,
    ),
    FileField(
        "numberOfPaper", "Số lượng tờ", lambda of: number_text(of.papers), 10, Kind.NUMBER,
        needed=always,
    ),
    FileField(
        "numberOfPage", "Số lượng trang", lambda of: number_text(of.pages), 10, Kind.NUMBER,
        needed=always,
    ),
    FileField("format", "Tình trạng vật lý", lambda of: of.format, 50, Kind.CODE, FORMAT),
    FileField("inforSign", "Ký hiệu thông tin", lambda of: of.infor_sign, 30),
    FileField(
        "confidenceLevel", "Mức độ tin cậy", lambda of: of.confidence, 40, Kind.CODE, CONFIDENCE
    ),
    FileField(
        "paperFileCode", "Mã hồ sơ gốc giấy", lambda of: of.paper_file_code, 100,
        needed=if_any("confidenceLevel", "02"),
    ),
    FileField(
        "riskRecovery", "Chế độ dự phòng", lambda of: of.risk_recovery, 1, Kind.CODE, YES_NO,
        always,
    ),
    FileField(
        "riskRecoveryStatus", "Tình trạng dự phòng", lambda of: of.risk_recovery_status, 2,
        Kind.CODE, RECOVERY, if_any("riskRecovery", "1"),
    ),
    FileField("description", "Ghi chú", lambda of: of.description, 2000),
)  # fmt: skip

# --- Circular 05/2025: a document --------------------------------------------------------------

_DOC_ARC_FILE_CODE = DocField(
    "arcFileCode", "Mã hồ sơ lưu trữ", lambda of: of.file.arc_file_code, 100, needed=always
)
_DOC_ID = DocField(
    "docId", "Mã định danh tài liệu", lambda of: f"{of.file.file_code}.{of.ordinal}", 25,
    needed=always,
)  # fmt: skip
_DOC_CODE = DocField("docCode", "Mã lưu trữ của tài liệu", lambda of: of.code, 100, needed=always)
_DOC_ORDINAL = DocField(
    "docOrdinal", "Số thứ tự tài liệu trong hồ sơ", lambda of: str(of.ordinal), 7, Kind.NUMBER,
    needed=always,
)  # fmt: skip
_DOC_MAINTENANCE = DocField(
    "maintenance", "Thời hạn lưu trữ", lambda of: of.file.maintenance, 100, Kind.CODE,
    MAINTENANCE, always,
)  # fmt: skip
_TYPE = DocField(
    "typeName", "Tên loại tài liệu", lambda of: of.type_code, 10, Kind.CODE, TYPE_NAME, always
)
_CODE_NUMBER = DocField("codeNumber", "Số của tài liệu", lambda of: of.number, 11)
_NOTATION = DocField("codeNotation", "Ký hiệu của tài liệu", lambda of: of.notation, 30)
_ISSUED = DocField(
    "issuedDate", "Ngày, tháng, năm tài liệu", lambda of: date_text(of.issued), kind=Kind.DATE,
    needed=always,
)  # fmt: skip
_ORGAN = DocField(
    "organName", "Tên cơ quan, tổ chức, cá nhân ban hành", lambda of: of.organ_name, 200,
    needed=always,
)  # fmt: skip
_SUBJECT = DocField("subject", "Trích yếu nội dung", lambda of: of.subject, 500, needed=always)
_DOC_LANGUAGE = DocField(
    "language", "Ngôn ngữ", lambda of: of.language, 100, Kind.CODES, LANGUAGE, always
)
_PAGES = DocField(
    "numberOfPage", "Số lượng trang", lambda of: number_text(of.pages), 4, Kind.NUMBER,
    needed=always,
)  # fmt: skip
_SIGN = DocField("inforSign", "Ký hiệu thông tin", lambda of: of.infor_sign, 30)
_KEYWORD = DocField("keyword", "Từ khóa", lambda of: of.keyword, 100)
_MODE = DocField("mode", "Chế độ sử dụng", lambda of: of.mode, 20, Kind.CODE, MODE, always)
_CONFIDENCE = DocField(
    "confidenceLevel", "Mức độ tin cậy", lambda of: of.confidence, 30, Kind.CODE, CONFIDENCE
)
_AUTOGRAPH = DocField("autograph", "Bút tích", lambda of: of.autograph, 2000)
_FORMAT = DocField("format", "Tình trạng vật lý", lambda of: of.format, 50, Kind.CODE, FORMAT)
_PROCESS = DocField(
    "process", "Quy trình xử lý", lambda of: of.process, 1, Kind.CODE, YES_NO,
    if_any("confidenceLevel", "01", "03"),
)  # fmt: skip
_RISK = DocField(
    "riskRecovery", "Chế độ dự phòng", lambda of: of.file.risk_recovery, 1, Kind.CODE, YES_NO,
    always,
)  # fmt: skip
_RISK_STATUS = DocField(
    "riskRecoveryStatus", "Tình trạng dự phòng", lambda of: of.file.risk_recovery_status, 2,
    Kind.CODE, RECOVERY, if_any("riskRecovery", "1"),
)  # fmt: skip
_DOC_NOTE = DocField("description", "Ghi chú", lambda of: of.description, 500)

# --- Decree 30/2020, annex VI ------------------------------------------------------------------

_DECREE_30_FILE = (
    FileField("OrganId", "Mã định danh cơ quan", lambda of: of.unit.agency, 13, needed=always),
    FileField(
        "FileCatalog", "Năm hình thành hồ sơ", lambda of: str(of.unit.year), 4, Kind.NUMBER,
        needed=always,
    ),
    FileField(
        "FileNotation", "Số và ký hiệu hồ sơ", lambda of: of.unit.notation, 20, needed=always
    ),
    FileField("Title", "Tiêu đề hồ sơ", lambda of: of.title, 500, needed=always),
    FileField(
        "Maintenance", "Thời hạn bảo quản", lambda of: MAINTENANCE.get(of.maintenance, ""), 30
    ),
    FileField("Rights", "Chế độ sử dụng", lambda of: MODE.get(of.mode, ""), 30),
    FileField("Creator", "Người lập hồ sơ", lambda of: of.creator, 30),
    FileField("Language", "Ngôn ngữ", lambda of: _names(of.language), 50),
    FileField("StartDate", "Thời gian bắt đầu", lambda of: date_text(of.start), 10, Kind.DATE),
    FileField("EndDate", "Thời gian kết thúc", lambda of: date_text(of.end), 10, Kind.DATE),
    FileField(
        "DocTotal", "Tổng số văn bản trong hồ sơ", lambda of: str(of.documents), 4, Kind.NUMBER
    ),
    FileField("PageTotal", "Tổng số trang", lambda of: number_text(of.pages), 4, Kind.NUMBER),
    FileField("Description", "Ghi chú", lambda of: of.description, 500),
)  # fmt: skip
_DECREE_30_DOC = (
    DocField("OrganId", "Mã định danh cơ quan", lambda of: of.file.unit.agency, 13, needed=always),
    DocField(
        "FileCatalog", "Năm hình thành hồ sơ", lambda of: str(of.file.unit.year), 4, Kind.NUMBER,
        needed=always,
    ),
    DocField(
        "FileNotation", "Số và ký hiệu hồ sơ", lambda of: of.file.unit.notation, 20, needed=always
    ),
    DocField(
        "DocOrdinal", "Số thứ tự văn bản trong hồ sơ", lambda of: str(of.ordinal), 3, Kind.NUMBER,
        needed=always,
    ),
    DocField("TypeName", "Tên loại văn bản", lambda of: of.record_type, 100, needed=always),
    DocField("CodeNumber", "Số của văn bản", lambda of: of.number, 11),
    DocField("CodeNotation", "Ký hiệu của văn bản", lambda of: of.notation, 30),
    DocField(
        "IssuedDate", "Ngày, tháng, năm văn bản", lambda of: date_text(of.issued), 10, Kind.DATE,
        needed=always,
    ),
    DocField("OrganName", "Tên cơ quan ban hành", lambda of: of.organ_name, 200, needed=always),
    DocField("Subject", "Trích yếu nội dung", lambda of: of.subject, 500, needed=always),
    DocField("Language", "Ngôn ngữ", lambda of: _names(of.language), 30),
    DocField("PageAmount", "Số trang", lambda of: number_text(of.pages), 3, Kind.NUMBER),
    DocField("Description", "Ghi chú", lambda of: of.description, 500),
    DocField(
        "SignerInfo.Position", "Chức vụ người ký", lambda of: of.signed_as.rpartition(" | ")[2], 100
    ),
    DocField("SignerInfo.FullName", "Họ và tên người ký", lambda of: of.signer, 50),
    DocField("To.OrganId", "Mã định danh nơi nhận", lambda of: of.recipients_id, 13),
    DocField("To.OrganName", "Nơi nhận", lambda of: of.recipients, 200),
    # The decree says one figure, and not what it means: what the archivist codes is written.
    DocField("Priority", "Mức độ khẩn, độ mật", lambda of: of.priority, 1, Kind.NUMBER),
)  # fmt: skip

# --- Guidance 169 (2010): the names of older catalogues; it limits no lengths ------------------


def _old_name(of: DocumentDescription) -> str:
    """The name that its file would bear: archive, fonds, list, file and first sheet, if all known.

    `Q3-5-1-10-4.pdf`.
    """
    fonds = of.file.fonds
    parts = (
        fonds.archive_code,
        fonds.code,
        fonds.list_number,
        of.file.unit.notation,
        number_text(of.first_sheet),
    )
    return f"{'-'.join(parts)}.pdf" if all(parts) else ""


_GUIDANCE_169_DOC = (
    DocField("ma-co-quan-luu-tru", "Mã cơ quan lưu trữ", lambda of: of.file.fonds.archive_code),
    DocField("ma-phong", "Mã phông", lambda of: of.file.fonds.code),
    DocField("muc-luc-so", "Mục lục số", lambda of: of.file.fonds.list_number),
    DocField("hop-so", "Hộp số", lambda of: of.file.boxes),
    DocField("ho-so-so", "Hồ sơ số", lambda of: of.file.unit.notation),
    DocField("to-so", "Tờ số", lambda of: number_text(of.first_sheet)),
    DocField("ten-loai", "Tên loại", lambda of: of.record_type),
    DocField("so-va-ky-hieu", "Số và ký hiệu", lambda of: _joined(of.number, of.notation)),
    DocField("thoi-gian", "Thời gian", lambda of: date_text(of.issued), kind=Kind.DATE),
    DocField("tac-gia", "Tác giả", lambda of: of.organ_name),
    DocField("trich-yeu", "Trích yếu", lambda of: of.subject),
    DocField("do-mat", "Độ mật", lambda of: of.secrecy),
    DocField("so-luong-to", "Số lượng tờ", lambda of: number_text(of.sheets)),
    DocField("muc-do-tin-cay", "Mức độ tin cậy", lambda of: CONFIDENCE.get(of.confidence, "")),
    DocField("ngon-ngu", "Ngôn ngữ", lambda of: _names(of.language)),
    DocField("but-tich", "Bút tích", lambda of: of.autograph),
    DocField("tinh-trang-vat-ly", "Tình trạng vật lý", lambda of: FORMAT.get(of.format, "")),
    DocField("ten-tep", "Tên tệp", _old_name),
)
_GUIDANCE_169_FILE = (
    FileField("ma-co-quan-luu-tru", "Mã cơ quan lưu trữ", lambda of: of.fonds.archive_code),
    FileField("ma-phong", "Mã phông", lambda of: of.fonds.code),
    FileField("muc-luc-so", "Mục lục số", lambda of: of.fonds.list_number),
    FileField("hop-so", "Hộp số", lambda of: of.boxes),
    FileField("ho-so-so", "Hồ sơ số", lambda of: of.unit.notation),
    FileField("tieu-de-ho-so", "Tiêu đề hồ sơ", lambda of: of.title),
    FileField("thoi-gian-bat-dau", "Thời gian bắt đầu", lambda of: date_text(of.start)),
    FileField("thoi-gian-ket-thuc", "Thời gian kết thúc", lambda of: date_text(of.end)),
    FileField("so-luong-to", "Số lượng tờ", lambda of: number_text(of.papers)),
    FileField(
        "thoi-han-bao-quan", "Thời hạn bảo quản", lambda of: MAINTENANCE.get(of.maintenance, "")
    ),
)


def _names(codes: str) -> str:
    """The languages of some codes, by name."""
    return ", ".join(LANGUAGE.get(code, code) for code in codes.split(";") if code)


def _joined(number: str, notation: str) -> str:
    return "/".join(part for part in (number, notation) if part)


class Rule(StrEnum):
    """A rule by which a file unit can be described."""

    KEPT = "circular-05"
    SUBMITTED = "circular-05-sip"
    DECREE_30 = "decree-30"
    GUIDANCE_169 = "guidance-169"


class RuleProfiles(NamedTuple):
    """The two profiles of a rule."""

    file: Profile[FileUnitDescription]
    document: Profile[DocumentDescription]


#: A package that is kept: what the circular calls AIP_hoso and its EAD_doc.
KEPT = RuleProfiles(
    Profile((_ARC_FILE_CODE, *_FILE_REST)),
    Profile(
        (
            _DOC_ARC_FILE_CODE, _MODE, _DOC_LANGUAGE, _KEYWORD, _PAGES, _FORMAT, _SIGN,
            _CONFIDENCE, _DOC_NOTE, _DOC_CODE, _DOC_ORDINAL, _TYPE, _CODE_NUMBER, _NOTATION,
            _ISSUED, _ORGAN, _SUBJECT, _AUTOGRAPH, _PROCESS,
        )
    ),
)  # fmt: skip
PROFILES = {
    Rule.KEPT: KEPT,
    Rule.SUBMITTED: RuleProfiles(
        Profile((_FILE_CODE, *_FILE_REST)),
        Profile(
            (
                _DOC_ID, _DOC_CODE, _DOC_MAINTENANCE, _TYPE, _CODE_NUMBER, _NOTATION, _ISSUED,
                _ORGAN, _SUBJECT, _DOC_LANGUAGE, _PAGES, _SIGN, _KEYWORD, _MODE, _CONFIDENCE,
                _AUTOGRAPH, _FORMAT, _RISK, _RISK_STATUS, _PROCESS, _DOC_NOTE,
            )
        ),
    ),
    Rule.DECREE_30: RuleProfiles(Profile(_DECREE_30_FILE), Profile(_DECREE_30_DOC)),
    Rule.GUIDANCE_169: RuleProfiles(Profile(_GUIDANCE_169_FILE), Profile(_GUIDANCE_169_DOC)),
}  # fmt: skip
