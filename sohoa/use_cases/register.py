"""Phase 1, step by step: a register file is read, checked, and stored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sohoa.catalogue.notes import ImportCounts
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import FileThereError, NewNamesError, NoRoomError
from sohoa.domain.register import RegisterImport, RegisterRow
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import write_durably
from sohoa.inventory.confirmed import confirm
from sohoa.inventory.error_sheet import needs_a_person, write_error_sheet
from sohoa.inventory.preview import Preview, RowReport, preview_of, reports_of
from sohoa.inventory.register_file import Leave, RegisterReading, read_register
from sohoa.inventory.section import Office
from sohoa.inventory.template import template
from sohoa.language import _
from sohoa.settings import CONFIRMED_NAMES, Settings, load_settings
from sohoa.workspace import Workspace

#: What `_sheet_name` adds to the name of a file.
_OF_A_SHEET = re.compile(r"(-loi-[0-9a-f]{8})+$")
_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True)
class StoredRegister:
    """The outcome of storing a register file.

    Attributes:
        counts: What was stored.
        differences: Rows that say something else of a paper than the catalogue, which keeps
            what it had.
        error_sheet: Set when rows must be looked at: corrected, confirmed, or settled.
    """

    counts: ImportCounts
    differences: tuple[RowReport, ...]
    error_sheet: Path | None


@dataclass(frozen=True, slots=True)
class RegisterImportResult:
    """An import as machines read it; `stored` is null of a dry run."""

    preview: Preview
    stored: StoredRegister | None


def read_office_register(
    workspace: Workspace, path: Path, *, leave: Leave | None = None, accept_new: bool = False
) -> tuple[RegisterReading, Preview]:
    """Read a register with the office's own tables of rooms and record types.

    Args:
        workspace: The office's workspace.
        path: The register file.
        leave: What a person allows this import.
        accept_new: An office that is not divided into rooms stands for its own room.

    Raises:
        SettingsError: The configuration cannot be used.
        RegisterFileError, RegisterColumnsError, NoRoomError, ColumnDoubtError: The file cannot
            be read, or not believed.
    """
    settings = load_settings(workspace.config_dir)
    leave = leave or Leave()
    whole = settings.office.name
    try:
        register = _read(settings, path, leave)
    except NoRoomError:
        if leave.room or not (accept_new or settings.confirmed_names.has_room(whole)):
            raise
        register = _read(settings, path, replace(leave, room=whole))
    return register, preview_of(register)


def _read(settings: Settings, path: Path, leave: Leave) -> RegisterReading:
    return read_register(
        path,
        rooms=settings.rooms,
        record_types=settings.record_types,
        words=settings.register_words,
        confirmed=settings.confirmed_names,
        leave=leave,
    )


def confirm_names(workspace: Workspace, register: RegisterReading, *, accept_new: bool) -> None:
    """Keep the names that a person accepts; without that, names nobody knows stop the import.

    Raises:
        NewNamesError: There are such names, and nobody has accepted them.
        DiskFullError: No room is left.
    """
    if not (register.new_rooms or register.new_types):
        return
    if not accept_new:
        raise NewNamesError(register.file_name, names=_told(register))
    confirm(
        workspace.config_dir / CONFIRMED_NAMES,
        rooms=register.new_rooms,
        types=register.new_types,
        source=register.file_name,
        on=day_of(dt.datetime.now(dt.UTC)),
    )


def _told(register: RegisterReading) -> str:
    parts = [(_("rooms"), register.new_rooms), (_("types"), register.new_types)]
    text = _("“{name}” ({count} rows)")
    return "; ".join(
        f"{what} " + ", ".join(text.format(name=name, count=count) for name, count in names.items())
        for what, names in parts
        if names
    )


def store_register(workspace: Workspace, register: RegisterImport) -> StoredRegister:
    """Store what was read; rows in error go to a sheet that can be corrected and imported.

    Rows that say something else of a paper than the catalogue go there too. Each file has a
    sheet of its own, written once: someone may be correcting it.

    Raises:
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be written.
    """
    workspace.data_dir.mkdir(parents=True, exist_ok=True)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        counts = catalogue.store_import(register, imported_at=dt.datetime.now(dt.UTC))
    register = _with_differences(register, counts.different_rows)
    sheet: Path | None = None
    if any(map(needs_a_person, register.rows)):
        sheet = workspace.reports_dir / _sheet_name(register)
        if not sheet.exists():
            write_error_sheet(register, sheet)
    return StoredRegister(counts, reports_of(counts.different_rows), sheet)


def _with_differences(register: RegisterImport, different: Sequence[RegisterRow]) -> RegisterImport:
    places = {(row.sheet, row.row_number): row for row in different}
    rows = tuple(places.get((row.sheet, row.row_number), row) for row in register.rows)
    return replace(register, rows=rows)


def _sheet_name(register: RegisterImport) -> str:
    """`so-loi-1a2b3c4d.xlsx`: whose errors; a sheet that came back keeps its name."""
    stem = _OF_A_SHEET.sub("", Path(register.file_name).stem)[:_LONGEST_STEM]
    return f"{stem}-loi-{register.sha256[:8]}.xlsx"


def write_template(workspace: Workspace, path: Path) -> Path:
    """Write an empty register with the headings that are understood; returns its path.

    Raises:
        FileThereError: There is a file of that name already.
        SettingsError: The configuration cannot be used.
    """
    settings = load_settings(workspace.config_dir)
    path = path if path.suffix else path.with_suffix(".xlsx")
    if path.exists():
        raise FileThereError(str(path))
    write_durably(path, template(Office(settings.rooms, settings.record_types)))
    return path
