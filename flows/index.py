"""Station 5: every signed document is proven, and enters the archive and the catalogue."""

from __future__ import annotations

import datetime as dt

from flows.line import BatchLine
from flows.unchanged import refuse_changed
from sohoa import AGENT
from sohoa.domain.batons import CatalogueRecord, SignedPdf
from sohoa.domain.stations import Station
from sohoa.domain.trust import Proof
from sohoa.index.archive import Maker, archive_document, write_file_unit_manifest
from sohoa.ocr.document import full_text
from sohoa.work.archive_home import require_archive
from sohoa.work.clock import require_clock
from sohoa.work.station import Piece
from sohoa.work.trails import keep_trails
from tasks.index import archive_documents

CHUNK_DOCUMENTS = 500


def index(line: BatchLine, pieces: list[Piece[SignedPdf]]) -> list[CatalogueRecord]:
    """Prove every signed document, give it name, place, receipt and entry; list each file unit."""
    settings = line.settings
    maker = Maker(AGENT, settings.digest)

    def archive(signed: SignedPdf, proof: Proof) -> CatalogueRecord:
        return archive_document(
            signed,
            proof,
            catalogue=line.catalogue,
            archive_dir=line.workspace.archive_dir,
            agency=settings.office.code,
            codes=line.codes,
            text=full_text(signed.archival.read),
            archived_at=dt.datetime.now(dt.UTC),
            maker=maker,
            require_archive=lambda: require_archive(line.workspace, line.catalogue),
        )

    run = line.station(Station.INDEX, CatalogueRecord, pieces)
    refuse_changed(line, run, lambda signed: signed.archival.read.scanned)
    for chunk in run.chunks(weight=CHUNK_DOCUMENTS):
        require_clock(line.workspace, line.catalogue, line.plan, line.settings.sign.clock)
        archive_documents(
            run,
            chunk,
            crew=line.crew,
            archive=archive,
            trust=settings.sign,
            key_path=line.workspace.development_key_path,
            trust_dir=line.workspace.trust_dir,
            pdfa=settings.pdfa,
            seconds=settings.work.document_seconds,
        )

    outcome = run.close()
    for record in outcome.accepted:
        line.lift(record.signed.archival.read.scanned.document_id)
    if outcome.accepted:
        require_archive(line.workspace, line.catalogue)
    keep_trails(line.workspace, line.catalogue)
    with line.workspace.archive_lock():
        for folder, code in {(one.archive_path.parent, one.file_code) for one in outcome.accepted}:
            write_file_unit_manifest(folder, line.catalogue.file_unit_members(code))
    line.note(run, outcome)
    return list(outcome.accepted)
