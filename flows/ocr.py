"""Station 2: every page of the batch is read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flows import notes
from flows.line import BatchLine
from flows.matching import match
from sohoa.domain.batons import ReadDocument, ReadPage, ScannedDocument
from sohoa.domain.errors import ItemError
from sohoa.domain.facts import year_of
from sohoa.domain.stations import Station
from sohoa.ocr.document import assemble, held_back
from sohoa.work.station import Piece
from tasks.ocr import read_pages

#: About five minutes of two cores at 1.3 CPU-seconds a page (`shared/spec/prefect.md`, 1.5).
CHUNK_PAGES = 400


def ocr(line: BatchLine, pieces: list[Piece[ScannedDocument]]) -> list[Piece[ReadDocument]]:
    """Read the documents that intake accepted; the page tells the year where nobody else does.

    What was read and has to be scanned again first is held back, and so is what may be another
    paper than list or register say; both are known all the same.

    Raises:
        ListMisfitError: The list as a whole names other papers; nothing of the batch goes on.
    """

    def conclude(scanned: ScannedDocument, pages: Sequence[ReadPage]) -> ReadDocument:
        read = assemble(scanned, pages, quality=line.settings.ocr.quality)
        line.check_phase(scanned.document_id, year_of(read))
        return read

    run = line.station(Station.OCR, ReadDocument, pieces)
    for chunk in run.chunks(weight=CHUNK_PAGES):
        read_pages(
            run,
            chunk,
            crew=line.crew,
            assemble=conclude,
            texts_dir=line.folder.station_dir(Station.OCR) / "texts",
            settings=line.settings.ocr,
            seconds=line.settings.work.page_seconds,
        )

    archived = line.catalogue.archived_contents(line.batch, phase=line.phase.number)
    matched = match(line, run.batons(), archived=archived)
    unfit = _unfit(line, run.batons(), archived=archived)
    outcome = run.close(judge=lambda _read: {**unfit, **matched.refused})
    line.note(run, outcome, notes.of_read(run.batons(), matched.findings))
    if matched.misfit:
        raise matched.misfit
    return run.hand_on()


def _unfit(
    line: BatchLine, read: Sequence[ReadDocument], *, archived: Collection[str]
) -> dict[str, ItemError]:
    """Hold back what has to be scanned again before it is signed; what is archived stands."""
    refused: dict[str, ItemError] = {}
    for document in read:
        identity = document.scanned.document_id
        if identity not in archived and (error := held_back(document, line.settings.ocr.quality)):
            refused[identity] = error
    return refused
