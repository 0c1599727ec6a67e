"""The catalogue as `index` needs it; `sohoa.catalogue.writer` implements it."""

from __future__ import annotations

from typing import Protocol

from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.stage_results import CatalogueRecord


class CatalogueWriter(Protocol):
    """The part of the catalogue that gives out places and takes in records."""

    def reserve(self, document_id: str, *, file_unit: FileUnitCode) -> int:
        """The document's ordinal in its file unit; asked again, the same one."""

    def commit(self, record: CatalogueRecord, *, text: str) -> None:
        """Enter the record; asked again, nothing changes."""

    def file_unit_members(self, file_code: str) -> tuple[tuple[str, str], ...]:
        """Name and SHA-256 of every file of a file unit: its records and their receipts."""
