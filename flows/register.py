"""Phase 1, step by step: a register file is read, checked, and stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.writer import Catalogue, ImportCounts
from sohoa.domain.register import RegisterImport, RowOutcome
from sohoa.inventory.error_sheet import write_error_sheet
from sohoa.inventory.preview import Preview, preview_of
from sohoa.inventory.register_file import read_register
from sohoa.settings import load_settings
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class StoredRegister:
    """What became of a register file; `error_sheet` is set when rows must be corrected."""

    counts: ImportCounts
    error_sheet: Path | None


def read_office_register(office: Workspace, path: Path) -> tuple[RegisterImport, Preview]:
    """Read a register with the office's own tables of rooms and record types.

    Raises:
        SettingsError: The configuration cannot be used.
        RegisterFileError, RegisterColumnsError: The file cannot be read.
    """
    settings = load_settings(office.config_dir)
    register = read_register(path, rooms=settings.rooms, record_types=settings.record_types)
    return register, preview_of(register, rooms=settings.rooms, record_types=settings.record_types)


def store_register(office: Workspace, register: RegisterImport) -> StoredRegister:
    """Store what was read; rows in error go to a sheet that can be corrected and imported.

    Raises:
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be written.
    """
    office.data_dir.mkdir(parents=True, exist_ok=True)
    with Catalogue.open(office.catalogue_url) as catalogue:
        counts = catalogue.store_import(register, imported_at=dt.datetime.now(dt.UTC))
    if not any(row.outcome is RowOutcome.ERROR for row in register.rows):
        return StoredRegister(counts, None)
    sheet = office.reports_dir / f"{Path(register.file_name).stem}-loi.xlsx"
    write_error_sheet(register, sheet)
    return StoredRegister(counts, sheet)
