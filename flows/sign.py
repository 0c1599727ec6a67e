"""Station 4: every PDF/A is signed; where that needs a person, it waits for one."""

from __future__ import annotations

import datetime as dt

from flows.line import BatchLine
from sohoa.domain.batons import ArchivalPdf, SignedPdf
from sohoa.domain.stations import Station
from sohoa.sign.signer import sign_pdf
from sohoa.work.station import Piece
from tasks.sign import sign_at_desk, sign_by_crew

CHUNK_DOCUMENTS = 200


def sign(line: BatchLine, pieces: list[Piece[ArchivalPdf]]) -> list[Piece[SignedPdf]]:
    """Sign every document once; what was signed before is not signed again.

    Where nobody is there to give a PIN, only what is signed already goes on; the line knows
    how many documents wait.
    """
    run = line.station(Station.SIGN, SignedPdf, pieces)
    if line.desk.waits_for and run.open():
        line.waiting = len(run.open())
        line.worked -= line.waiting
        line.note(run, run.pause())
        return run.hand_on()

    for chunk in run.chunks(weight=CHUNK_DOCUMENTS):
        if line.desk.is_single:
            sign_at_desk(run, chunk, sign=lambda archival: _sign_here(line, archival))
        else:
            sign_by_crew(
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


def _sign_here(line: BatchLine, archival: ArchivalPdf) -> SignedPdf:
    name = f"{archival.read.scanned.document_id}.pdf"
    return sign_pdf(
        archival,
        line.folder.station_dir(Station.SIGN) / "files" / name,
        sitting=line.desk.sitting(),
        agency_name=line.settings.office.name,
        signed_at=dt.datetime.now(dt.UTC),
        font_dir=line.workspace.cache_dir,
    )
