"""Station 4: every PDF/A is signed by the office."""

from __future__ import annotations

from flows.line import BatchLine
from sohoa.domain.batons import ArchivalPdf, SignedPdf
from sohoa.domain.stations import Station
from sohoa.work.station import Piece
from tasks.sign import sign_pdf

CHUNK_DOCUMENTS = 200


def sign(line: BatchLine, pieces: list[Piece[ArchivalPdf]]) -> list[Piece[SignedPdf]]:
    """Sign every document once; what was signed before is not signed again."""
    run = line.station(Station.SIGN, SignedPdf, pieces)
    for chunk in run.chunks(weight=CHUNK_DOCUMENTS):
        sign_pdf(
            run,
            chunk,
            crew=line.crew,
            target_dir=line.folder.station_dir(Station.SIGN) / "files",
            key_path=line.workspace.development_key_path,
            font_dir=line.workspace.cache_dir,
            agency_name=line.settings.office.name,
            settings=line.settings.sign,
            seconds=line.settings.work.document_seconds,
        )

    outcome = run.close()
    line.note(run, outcome)
    return run.hand_on()
