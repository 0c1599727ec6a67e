"""A register file that was imported before, byte for byte: answered without reading it again.

What is remembered of it is a copy that can be thrown away at any time (`data/cache`). It is used
only where the answer cannot differ: the same bytes, settings, permissions, language, year and
program, and either no row of it in error, or nothing recorded since.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sohoa import __version__
from sohoa.catalogue.notes import ImportCounts
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import CatalogueVersionError
from sohoa.domain.holdings import ImportRow
from sohoa.domain.register import RowOutcome
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import sha256_of, write_durably
from sohoa.inventory.error_sheet import needs_a_person
from sohoa.inventory.preview import Preview
from sohoa.inventory.register_file import Leave, RegisterReading
from sohoa.language import language
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.use_cases.effects import effect_of, share_of_today
from sohoa.use_cases.owner_key import known_check
from sohoa.use_cases.register import ImportOrder, StoredRegister, error_sheet_path
from sohoa.workspace import Workspace

#: Another number where what is kept, or what is said of a file, has changed.
_FORM = 2


@dataclass(frozen=True, slots=True)
class _Known:
    """What was said of a file when it was read.

    `last_change` is the catalogue's last act by then; `needs_sheet`: rows wait for a person.
    """

    preview: Preview
    needs_sheet: bool
    last_change: int


def remember(
    workspace: Workspace,
    path: Path,
    register: RegisterReading,
    preview: Preview,
    *,
    leave: Leave,
    accept_new: bool,
) -> None:
    """Keep what was said of a file that is imported now.

    Raises:
        DiskFullError: No room is left.
    """
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        last_change = reader.last_change()
    known = _Known(preview, any(map(needs_a_person, register.rows)), last_change)
    place = _place(workspace, register.sha256, path.name, leave, accept_new=accept_new)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_durably(place, json.dumps(asdict(known), ensure_ascii=False).encode())


def imported_again(
    workspace: Workspace,
    path: Path,
    order: ImportOrder,
    *,
    leave: Leave,
    accept_new: bool,
) -> tuple[Preview, StoredRegister] | None:
    """What importing a file again comes to; `None` if it has to be read for that.

    Raises:
        SettingsError, PlanError: With every mistake at once.
    """
    if order.complete_room or not workspace.has_catalogue:
        return None
    sha256 = sha256_of(path)
    known = _known(_place(workspace, sha256, path.name, leave, accept_new=accept_new))
    if known is None or known.preview.new_rooms or known.preview.new_types:
        return None
    sheet = error_sheet_path(workspace, path.name, sha256) if known.needs_sheet else None
    if sheet and not sheet.exists():
        return None
    try:
        with CatalogueReader.open(workspace.catalogue_url) as reader:
            entered = _entered(reader, sha256, known)
            share = share_of_today(reader, load_plan(workspace.plan_path))
    except CatalogueVersionError:  # importing brings it up to date
        entered = None
    if entered is None:
        return None
    counts = _counts(entered)
    return known.preview, StoredRegister(counts, (), sheet, (), effect_of(share, share))


def _entered(reader: CatalogueReader, sha256: str, known: _Known) -> ImportRow | None:
    """What became of the file's rows; `None` if a row that was in error may be read now."""
    entered = next((one for one in reader.imports() if one.sha256 == sha256), None)
    is_open = entered is not None and entered.outcomes.get(RowOutcome.ERROR.value)
    return None if is_open and reader.last_change() != known.last_change else entered


def _counts(entered: ImportRow) -> ImportCounts:
    counted = {one: entered.outcomes.get(one.value, 0) for one in RowOutcome}
    return ImportCounts(
        rows=entered.rows_read,
        accepted=counted[RowOutcome.ACCEPTED],
        duplicates=counted[RowOutcome.DUPLICATE],
        errors=counted[RowOutcome.ERROR],
        corrected=counted[RowOutcome.CORRECTED],
        subtotals=counted[RowOutcome.SUBTOTAL],
        already_imported=True,
    )


def _place(workspace: Workspace, sha256: str, name: str, leave: Leave, *, accept_new: bool) -> Path:
    """Where what is known of a file lies: everything that the answer depends on is in its name."""
    decisive = [
        _FORM,
        __version__,
        name,
        sha256,
        load_settings(workspace.config_dir).digest,
        asdict(leave),
        accept_new,
        language(),
        known_check(workspace),
        day_of(dt.datetime.now(dt.UTC)).year,
    ]
    digest = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()
    return workspace.cache_dir / "registers" / f"{digest}.json"


def _known(place: Path) -> _Known | None:
    """What is kept there; a copy that cannot be read is none."""
    try:
        return TypeAdapter(_Known).validate_json(place.read_bytes())
    except (OSError, ValidationError):
        return None
