"""Station 3: every document becomes PDF/A-2b with an invisible text layer."""

from __future__ import annotations

from flows.line import BatchLine
from sohoa.domain.batons import ArchivalPdf, ReadDocument
from sohoa.domain.stations import Station
from sohoa.work.station import Piece
from tasks.pdfa import build_pdfa

CHUNK_DOCUMENTS = 200


def pdfa(line: BatchLine, pieces: list[Piece[ReadDocument]]) -> list[Piece[ArchivalPdf]]:
    """Build the PDF/A of every document that was read."""
    run = line.station(Station.PDFA, ArchivalPdf, pieces)
    for chunk in run.chunks(weight=CHUNK_DOCUMENTS):
        build_pdfa(
            run,
            chunk,
            crew=line.crew,
            target_dir=line.folder.station_dir(Station.PDFA) / "files",
            settings=line.settings.pdfa,
            seconds=line.settings.work.document_seconds,
        )

    outcome = run.close()
    line.note(run, outcome)
    return run.hand_on()
