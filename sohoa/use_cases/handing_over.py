"""Write what an office hands over: a minute, the list of files, the lists of their documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.custody_errors import NothingToHandOverError
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import slug
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.vietnam_time import day_of
from sohoa.durable import write_durably
from sohoa.reports.handover import handover_of
from sohoa.reports.handover_pdf import handover_pdf
from sohoa.reports.handover_sheets import write_handover_sheets
from sohoa.settings import load_settings
from sohoa.use_cases.boxes import require_box
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
    today = day_of(dt.datetime.now(dt.UTC))
    scope = batch or file_unit or ""
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        handover = handover_of(
            _described(reader, batch=batch, file_unit=file_unit),
            office=settings.office.on(today).name,
            scope=scope,
        )
    if not handover.documents:
        raise NothingToHandOverError(name=scope or "–")
    stem = workspace.reports_dir / f"ban-giao-{slug(scope) if scope else 'phong'}-{today}"
    pdf, xlsx = stem.with_suffix(".pdf"), stem.with_suffix(".xlsx")
    write_durably(pdf, handover_pdf(handover))
    write_handover_sheets(handover, xlsx)
    return HandoverFiles(pdf, xlsx, len(handover.files), handover.documents)


def _described(
    reader: CatalogueReader, *, batch: str | None, file_unit: str | None
) -> Iterator[tuple[DocumentRow, PaperDescription]]:
    """Give archived documents with what their pages say, in the order of their files."""
    for row in reader.archived(batch=batch):
        if file_unit is None or row.file_code == file_unit:
            yield row, reader.page_description(row.document_id)
