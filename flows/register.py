"""Phase 1, step by step: a register file is read, checked, and stored."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.writer import Catalogue, ImportCounts
from sohoa.domain.register import RegisterImport, RowOutcome
from sohoa.inventory.error_sheet import write_error_sheet
from sohoa.inventory.preview import Preview, preview_of
from sohoa.inventory.register_file import read_register
from sohoa.settings import load_settings
from sohoa.workspace import Workspace

#: What `_sheet_name` adds to the name of a file.
_OF_A_SHEET = re.compile(r"(-loi-[0-9a-f]{8})+$")
_LONGEST_STEM = 60


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

    Each file has a sheet of its own, written once: someone may be correcting it.

    Raises:
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be written.
    """
    office.data_dir.mkdir(parents=True, exist_ok=True)
    with Catalogue.open(office.catalogue_url) as catalogue:
        counts = catalogue.store_import(register, imported_at=dt.datetime.now(dt.UTC))
    if not any(row.outcome is RowOutcome.ERROR for row in register.rows):
        return StoredRegister(counts, None)
    sheet = office.reports_dir / _sheet_name(register)
    if not sheet.exists():
        write_error_sheet(register, sheet)
    return StoredRegister(counts, sheet)


def _sheet_name(register: RegisterImport) -> str:
    """`so-loi-1a2b3c4d.xlsx`: whose errors; a sheet that came back keeps its name."""
    stem = _OF_A_SHEET.sub("", Path(register.file_name).stem)[:_LONGEST_STEM]
    return f"{stem}-loi-{register.sha256[:8]}.xlsx"
