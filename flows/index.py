"""Station 5: every signed document enters the archive and the catalogue."""

from __future__ import annotations

import datetime as dt

from flows.line import BatchLine
from sohoa.domain.batons import CatalogueRecord, SignedPdf
from sohoa.domain.stations import Station
from sohoa.index.archive import archive_document, write_file_unit_manifest
from sohoa.ocr.document import full_text
from sohoa.work.station import Piece
from tasks.index import archive_documents

CHUNK_DOCUMENTS = 500


def index(line: BatchLine, pieces: list[Piece[SignedPdf]]) -> list[CatalogueRecord]:
    """Give every signed document its name, its place and its entry; then list each file unit."""

    def archive(signed: SignedPdf) -> CatalogueRecord:
        return archive_document(
            signed,
            catalogue=line.catalogue,
            archive_dir=line.workspace.archive_dir,
            agency=line.settings.office.code,
            codes=line.codes,
            text=full_text(signed.archival.read),
            archived_at=dt.datetime.now(dt.UTC),
        )

    run = line.station(Station.INDEX, CatalogueRecord, pieces)
    for chunk in run.chunks(weight=CHUNK_DOCUMENTS):
        archive_documents(run, chunk, archive=archive)

    outcome = run.close()
    for record in outcome.accepted:
        line.lift(record.signed.archival.read.scanned.document_id)
    for folder, code in {(one.archive_path.parent, one.file_code) for one in outcome.accepted}:
        write_file_unit_manifest(folder, line.catalogue.file_unit_members(code))
    line.note(run, outcome)
    return list(outcome.accepted)
