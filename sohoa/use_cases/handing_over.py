"""Write what an office hands over: a minute, the list of files, the lists of their documents."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.custody_errors import NothingToHandOverError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import slug
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.vietnam_time import day_of
from sohoa.domain.vietnamese import nfc
from sohoa.package.code_tables import MAINTENANCE
from sohoa.package.describing import term_of
from sohoa.package.settings import PackageConfig, load_package_config
from sohoa.reports.handover import SaidOfFile, handover_of
from sohoa.reports.handover_pdf import write_handover_pdf
from sohoa.reports.handover_sheets import write_handover_sheets
from sohoa.settings import load_settings
from sohoa.use_cases.boxes import require_box
from sohoa.use_cases.file_units import folders_of, records_in
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class HandoverFiles:
    """The files of a hand-over, and how much is in it."""

    pdf: Path
    xlsx: Path
    file_units: int
    documents: int


def write_handover(
    workspace: Workspace, *, batch: str | None = None, file_unit: str | None = None
) -> HandoverFiles:
    """Write the lists of a box, of a file unit, or of all that is archived, into `data/reports`.

    Raises:
        UnknownBoxError: There is no box of this name.
        NothingToHandOverError: Nothing of it is in the archive and counts.
        SettingsError: The settings cannot be used.
        ToolMissingError: The font is not installed.
        DiskFullError: No room is left.
    """
    require_box(workspace, batch)
    settings = load_settings(workspace.config_dir)
    config = load_package_config(workspace.config_dir)
    today = day_of(dt.datetime.now(dt.UTC))
    scope = batch or file_unit or ""
    stem = workspace.reports_dir / f"ban-giao-{_name(batch, file_unit)}-{today}"
    pdf, xlsx = Path(f"{stem}.pdf"), Path(f"{stem}.xlsx")
    with CatalogueReader.open(workspace.catalogue_url) as reader, TemporaryFile() as aside:
        handover = handover_of(
            _described(reader, batch=batch, file_unit=file_unit),
            office=settings.office.on(today).name,
            scope=scope,
            batch=nfc(batch) if batch else None,
            said=lambda rows: _said(rows, config),
            aside=aside,
        )
        if not handover.documents:
            raise NothingToHandOverError(name=scope or "–")
        write_handover_pdf(handover, pdf)
        write_handover_sheets(handover, xlsx)
    return HandoverFiles(pdf, xlsx, len(handover.files), handover.documents)


def _said(rows: Sequence[DocumentRow], config: PackageConfig) -> SaidOfFile:
    """What `config/packaging.toml` says of a file, as its package has it."""
    own = config.packaging.of_file(rows[0].file_code)
    return SaidOfFile(own.title, MAINTENANCE.get(term_of(rows, config), ""))


def _name(batch: str | None, file_unit: str | None) -> str:
    """What is handed over, as a file may be called; two boxes never share a name."""
    if not (batch or file_unit):
        return "toan-bo"
    kind, of = ("hop", nfc(batch)) if batch else ("ho-so", file_unit or "")
    plain = slug(of)
    apart = "" if plain == of else f"-{hashlib.sha256(of.encode()).hexdigest()[:6]}"
    return f"{kind}-{plain}{apart}"


def _described(
    reader: CatalogueReader, *, batch: str | None, file_unit: str | None
) -> Iterator[tuple[DocumentRow, PaperDescription]]:
    """Give archived documents with what their pages say, in the order of their files.

    Of each file unit that has one of those asked for, all: a document's sheets are counted from
    the first one of its file.
    """
    if batch is not None:
        of_box = reader.archived(batch=batch)
        folders = {(row.archive_path or "").rpartition("/")[0] for row in of_box}
    else:
        folders = set(folders_of(reader, file_unit))
    for folder in sorted(folders):
        yield from records_in(reader, folder)
