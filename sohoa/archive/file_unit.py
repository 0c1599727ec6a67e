"""Which file unit (hồ sơ) a record belongs to: its year, and its room's or type's notation."""

from __future__ import annotations

from collections.abc import Mapping

from sohoa.domain.errors import YearUnknownError
from sohoa.domain.facts import described, year_of
from sohoa.domain.identifiers import FileUnitCode, slug
from sohoa.domain.stage_results import ReadDocument
from sohoa.domain.vietnamese import fold

#: The notation where neither the register nor the page names a room.
UNSORTED = "CHUNG"


def file_unit_of(read: ReadDocument, *, agency: str, codes: Mapping[str, str]) -> FileUnitCode:
    """Place a record: agency, year formed, and a notation of record type and room.

    Decree 30/2020, annex V, writes a file's notation as `01.TCCB` (number and room). Until an
    office gives its own list of files, one file unit holds a year's records of one type and
    room: `GPKR.NVVH`. `codes` gives the office's code for a folded name; a name without one is
    abbreviated by its initials.

    Raises:
        YearUnknownError: Neither the register nor the page gives a year; routing refuses
            such a document earlier.
    """
    year = year_of(read)
    if year is None:
        raise YearUnknownError(read.scanned.document_id)
    description = described(read)
    names = [description.record_type, description.room]
    parts = [codes.get(fold(name)) or _initials(name) for name in names if name]
    return FileUnitCode(agency, year, ".".join(parts) or UNSORTED)


def _initials(name: str) -> str:
    """A short code for a name the office has given none: its words' first letters.

    >>> _initials("Giấy xác nhận thông báo")
    'GXNTB'
    """
    return "".join(word[0] for word in slug(name).split("-")).upper()
