"""Phase 1, step by step: a register file is read, checked, and stored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sohoa.catalogue import register_store
from sohoa.catalogue.notes import ImportCounts, Importing
from sohoa.catalogue.writer import Catalogue
from sohoa.collecting import nothing_to_collect
from sohoa.config_files import CONFIRMED_NAMES
from sohoa.domain.errors import FileThereError, NewNamesError, NoRoomError
from sohoa.domain.inventory_errors import UnknownRoomError
from sohoa.domain.owner_numbers import LockAtHand, masked
from sohoa.domain.paper_identity import plain
from sohoa.domain.register import RegisterImport, RegisterRow, RowUpdate
from sohoa.domain.two_times import refuse_future_since
from sohoa.domain.vietnam_time import day_of
from sohoa.domain.vietnamese import squeeze
from sohoa.durable import write_durably
from sohoa.inventory.confirmed import confirm
from sohoa.inventory.error_sheet import needs_a_person, write_error_sheet
from sohoa.inventory.preview import Preview, RowReport, preview_of, reports_of
from sohoa.inventory.register_file import Leave, RegisterReading, read_register
from sohoa.inventory.section import Office
from sohoa.inventory.template import template
from sohoa.language import _
from sohoa.person import person
from sohoa.plan_file import load_plan
from sohoa.settings import Settings, load_settings
from sohoa.use_cases.effects import Effect, effect_of, share_of_today
from sohoa.use_cases.owner_key import locking
from sohoa.use_cases.paper_changes import ValueChange
from sohoa.workspace import Workspace

#: What `error_sheet_path` adds to the name of a file.
_OF_A_SHEET = re.compile(r"(-loi-[0-9a-f]{8})+$")
_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """How a register is to be stored.

    Attributes:
        source: Whose register it is, where the office has several that know the same papers.
        reason: Why what is new of known papers is so.
        since: From which day it holds.
        complete_room: The room all of whose papers the file claims to name.
        rehearse: Say what would become of it, and store nothing.
    """

    source: str = ""
    reason: str = ""
    since: dt.date | None = None
    complete_room: str = ""
    rehearse: bool = False


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """A row that says something new of a known paper: each value before and after."""

    sheet: str
    row_number: int
    record_id: str
    values: tuple[ValueChange, ...]


@dataclass(frozen=True, slots=True)
class StoredRegister:
    """The outcome of storing a register file.

    Attributes:
        counts: What was stored.
        differences: Rows that a person has to decide about: the catalogue keeps what it had.
        error_sheet: Set when rows must be looked at: corrected, confirmed, or settled.
        updates: What is new of known papers.
        withdrawn: Rows that name a paper which a person took out of the inventory.
        effect: What it does to the figures of today.
    """

    counts: ImportCounts
    differences: tuple[RowReport, ...]
    error_sheet: Path | None
    updates: tuple[UpdateReport, ...]
    effect: Effect
    withdrawn: tuple[RowReport, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterImportResult:
    """An import as machines read it; `rehearsed`: `stored` says what would be stored."""

    preview: Preview
    stored: StoredRegister
    rehearsed: bool


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
        OwnerKeyMissingError, OwnerKeyLostError, OwnerKeyOtherError, OwnerKeyUnusableError: It has
            numbers of owners, and they cannot be locked.
    """
    settings = load_settings(workspace.config_dir)
    leave = leave or Leave()
    whole = settings.office.on(day_of(dt.datetime.now(dt.UTC))).name
    owners = locking(workspace)
    with nothing_to_collect():
        try:
            register = _read(settings, path, leave, owners)
        except NoRoomError:
            if leave.room or not (accept_new or settings.confirmed_names.has_room(whole)):
                raise
            register = _read(settings, path, replace(leave, room=whole), owners)
        return register, preview_of(register)


def _read(settings: Settings, path: Path, leave: Leave, owners: LockAtHand) -> RegisterReading:
    return read_register(
        path,
        rooms=settings.rooms,
        record_types=settings.record_types,
        words=settings.register_words,
        confirmed=settings.confirmed_names,
        leave=leave,
        owners=owners,
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


def store_register(
    workspace: Workspace, register: RegisterImport, order: ImportOrder | None = None
) -> StoredRegister:
    """Store what was read; rows in error go to a sheet that can be corrected and imported.

    Rows that a person has to decide about go there too. Each file has a sheet of its own, written
    once: someone may be correcting it. What is only rehearsed is not stored, and writes no sheet.

    Raises:
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be written.
        FutureDayError: Nobody knows what holds from tomorrow on.
        UnknownRoomError: The office has no room of which the file is said to be complete.
        OwnerKeyOtherError: The catalogue's numbers of owners are locked by another key.
    """
    order = order or ImportOrder()
    with TemporaryDirectory() as aside, _catalogue(workspace, order, Path(aside)) as catalogue:
        counts, effect = _entered(workspace, catalogue, register, order)
    register = _with_differences(register, counts.different_rows)
    sheet: Path | None = None
    if not order.rehearse and any(map(needs_a_person, register.rows)):
        sheet = error_sheet_path(workspace, register.file_name, register.sha256)
        if not sheet.exists():
            write_error_sheet(register, sheet)
    updates = tuple(map(_update_report, counts.updates))
    differences, withdrawn = reports_of(counts.different_rows), reports_of(counts.withdrawn)
    return StoredRegister(counts, differences, sheet, updates, effect, withdrawn)


def _catalogue(workspace: Workspace, order: ImportOrder, aside: Path) -> Catalogue:
    """The office's catalogue; to rehearse before there is one, an empty one elsewhere."""
    if order.rehearse and not workspace.has_catalogue:
        return Catalogue.open(f"sqlite:///{aside}/catalogue.sqlite3")
    workspace.data_dir.mkdir(parents=True, exist_ok=True)
    return Catalogue.open(workspace.catalogue_url)


def _entered(
    workspace: Workspace, catalogue: Catalogue, register: RegisterImport, order: ImportOrder
) -> tuple[ImportCounts, Effect]:
    settings, plan = load_settings(workspace.config_dir), load_plan(workspace.plan_path)
    now, room = dt.datetime.now(dt.UTC), order.complete_room
    in_file = {plain(row.room) for row in register.rows}
    if room and plain(room) not in in_file and not _knows_room(settings, room):
        known = ", ".join(one.name for one in settings.rooms.rooms)
        raise UnknownRoomError(room=room, known=known)
    importing = Importing(
        rule=settings.identity,
        source=squeeze(order.source),
        person=person(),
        reason=masked(order.reason),
        since=refuse_future_since(order.since, now=now),
        complete_room=room,
        owner_check=_owner_check(workspace, register),
    )
    with nothing_to_collect(), catalogue.tried(rehearse=order.rehearse) as trial:
        before = share_of_today(trial.reader, plan)
        counts = register_store.store_register(
            trial.connection, register, imported_at=now, importing=importing
        )
        after = share_of_today(trial.reader, plan)
    return counts, effect_of(before, after)


def _owner_check(workspace: Workspace, register: RegisterImport) -> str:
    """What is kept of the key by which the file's numbers of owners were locked, if it has any."""
    return locking(workspace).require().check if register_store.has_owners(register) else ""


def _knows_room(settings: Settings, room: str) -> bool:
    return bool(settings.rooms.match(room)) or settings.confirmed_names.has_room(room)


def _update_report(row: RowUpdate) -> UpdateReport:
    values = tuple(ValueChange(one.column, one.expected, one.value) for one in row.differences)
    return UpdateReport(row.sheet, row.row_number, row.record_id, values)


def _with_differences(register: RegisterImport, different: Sequence[RegisterRow]) -> RegisterImport:
    places = {(row.sheet, row.row_number): row for row in different}
    rows = tuple(places.get((row.sheet, row.row_number), row) for row in register.rows)
    return replace(register, rows=rows)


def error_sheet_path(workspace: Workspace, file_name: str, sha256: str) -> Path:
    """`so-loi-1a2b3c4d.xlsx`: whose errors; a sheet that came back keeps its name."""
    stem = _OF_A_SHEET.sub("", Path(file_name).stem)[:_LONGEST_STEM]
    return workspace.reports_dir / f"{stem}-loi-{sha256[:8]}.xlsx"


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
