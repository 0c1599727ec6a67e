"""The records of file units, with what their pages say: for what is handed over or packed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.paper_fields import PaperDescription


def folders_of(reader: CatalogueReader, file_unit: str | None = None) -> Iterator[str]:
    """The archive's folders that are file units: all, or the one of a code.

    A file unit lies below its year, which its code names: not every folder is gone through.
    """
    if file_unit is None:
        yield from reader.archived_folders()
        return
    for part in sorted({one for one in file_unit.split(".") if one.isdecimal()}):
        folder = f"{part}/{file_unit}"
        if next(records_in(reader, folder), None) is not None:
            yield folder


def records_in(
    reader: CatalogueReader, folder: str
) -> Iterator[tuple[DocumentRow, PaperDescription]]:
    """The records of a folder of the archive in their order, counted or not, and their pages."""
    inside = f"{folder}/"
    rows = takewhile(
        lambda row: (row.archive_path or "").startswith(inside), reader.archived(after=inside)
    )
    for row in rows:
        yield row, reader.page_description(row.document_id)
