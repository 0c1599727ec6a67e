"""Step 5: every document becomes PDF/A-2b with an invisible text layer."""

from __future__ import annotations

from sohoa.catalogue.linking import meant_papers, registered_as
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.facts import joined
from sohoa.domain.stage_results import ArchivalPdf, Description, ReadDocument, SignedPdf
from sohoa.domain.stations import Station
from sohoa.line.engine import Batch, Step
from sohoa.line.station import Chunk, StationRun, WorkItem, journal_of, work_off
from sohoa.work.jobs import build_pdfa_job
from sohoa.work.pool import Job


def _build(
    batch: Batch, run: StationRun[ReadDocument, ArchivalPdf], chunk: Chunk[ReadDocument]
) -> None:
    """Build the PDF/A of documents; see `sohoa.pdfa.builder.build_pdfa`."""
    files_dir = batch.folder.station_dir(Station.PDFA) / "files"
    known = batch.catalogue.decided_descriptions([item.source for item in chunk.items])

    def job_for(item: WorkItem[ReadDocument]) -> Job[ArchivalPdf]:
        return Job.of(
            item.item_id,
            build_pdfa_job,
            item.source,
            target=files_dir / f"{item.item_id}.pdf",
            settings=batch.settings.pdfa,
            known=known.get(item.item_id),
        )

    seconds = batch.settings.work.document_seconds
    work_off(run, chunk, pool=batch.pool, job_for=job_for, seconds=seconds)


def is_of_its_paper(catalogue: Catalogue, archival: ArchivalPdf) -> bool:
    """Say whether a file names the paper that was decided last, in the register's words of now.

    Of a paper that the register says is secret by now no file may be signed. What is archived
    stands.
    """
    if catalogue.is_stored(archival.read.scanned.document_id):
        return True
    return _names_its_paper(catalogue, archival) and _bears_its_words(catalogue, archival)


def _names_its_paper(catalogue: Catalogue, archival: ArchivalPdf) -> bool:
    scanned = archival.read.scanned
    identity = scanned.document_id
    decision = catalogue.standing_decisions({identity: scanned.content_sha256}).get(identity)
    borne = archival.known and archival.known.record_id
    if borne != (decision and decision.record_id):
        return False
    paper = (archival.known or scanned.description).record_id
    return not paper or not catalogue.secret_papers({paper})


def _bears_its_words(catalogue: Catalogue, archival: ArchivalPdf) -> bool:
    """Say whether a file bears what is known of its paper now: the register's row may be edited."""
    if archival.known is None:
        return _bears_its_rows_words(catalogue, archival.read.scanned.description)
    known = catalogue.decided_descriptions([archival.read])
    now = known.get(archival.read.scanned.document_id)
    return now is not None and _words_borne(now) == _words_borne(archival.known)


def _bears_its_rows_words(catalogue: Catalogue, taken_in: Description) -> bool:
    """Say whether the paper that a list has named says what it said when its scan was taken in.

    One that was merged or taken out since says nothing: the next run looks at the list again.
    """
    paper = taken_in.record_id
    if not paper:
        return True
    with catalogue.looked_at() as connection:
        meant = meant_papers(connection, [paper]).get(paper)
        if meant is None or meant["record_id"] != paper:
            return False
        now = registered_as(connection, paper)
    return _words_borne(joined(now, taken_in)) == _words_borne(taken_in)


def _words_borne(known: Description) -> tuple[object, ...]:
    """What a file says of its paper, and what its place and its record follow from."""
    return known.number, known.formed, known.record_type, known.subject


def _stands(batch: Batch, archival: ArchivalPdf) -> bool:
    """Say whether a file stands: what is signed is not signed again for a word of its row."""
    if is_of_its_paper(batch.catalogue, archival):
        return True
    identity = archival.read.scanned.document_id
    signed = journal_of(batch.folder, Station.SIGN, SignedPdf).last(identity)
    is_signed = signed is not None and signed.result and signed.result.archival == archival
    return bool(is_signed) and _names_its_paper(batch.catalogue, archival)


PDFA = Step(
    Station.PDFA,
    takes=ReadDocument,
    gives=ArchivalPdf,
    chunk=200,
    stands=_stands,
    work=_build,
)
