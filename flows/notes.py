"""What a station's outcome tells the catalogue of each document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sohoa.catalogue.notes import DocumentNote
from sohoa.domain.batons import Finding, ReadDocument, ScannedDocument
from sohoa.domain.facts import described, year_of
from sohoa.domain.outcome import DocumentState, Rejection
from sohoa.work.arrival import Arrival
from sohoa.work.station import Piece


def of_arrived(pieces: Iterable[Piece[Arrival]]) -> Iterator[DocumentNote]:
    """What is said of a document before it is opened; a rejected one keeps it."""
    for piece in pieces:
        formed = piece.source.description.formed
        yield DocumentNote(
            document_id=piece.item_id,
            source_name=piece.source_name,
            state=DocumentState.IN_PROGRESS,
            source_paths=tuple(str(path) for path in piece.masters),
            year=formed.year if formed else None,
            description=piece.source.description,
        )


def of_scanned(accepted: Iterable[ScannedDocument]) -> Iterator[DocumentNote]:
    """After intake: what was delivered, and what the list and the register say of it."""
    for document in accepted:
        formed = document.description.formed
        yield DocumentNote(
            document_id=document.document_id,
            source_name=document.source_name,
            state=DocumentState.IN_PROGRESS,
            source_paths=tuple(str(source.path) for source in document.sources),
            content_sha256=document.content_sha256,
            year=formed.year if formed else None,
            description=document.description,
            page_count=len(document.pages),
            born_digital=document.born_digital,
            findings=document.findings,
        )


def of_read(
    accepted: Iterable[ReadDocument], matched: Mapping[str, tuple[Finding, ...]]
) -> Iterator[DocumentNote]:
    """After reading: the header fills what neither list nor register knew.

    `matched` is what comparing a document with list, register and other papers has found.
    """
    for read in accepted:
        yield DocumentNote(
            document_id=read.scanned.document_id,
            source_name=read.scanned.source_name,
            state=DocumentState.IN_PROGRESS,
            year=year_of(read),
            description=described(read),
            confidence=read.confidence,
            findings=(*read.all_findings, *matched.get(read.scanned.document_id, ())),
            header=read.header,
        )


def of_rejected(
    rejected: Iterable[Rejection], masters: Mapping[str, tuple[Path, ...]]
) -> Iterator[DocumentNote]:
    """Documents that left the line, with the reason."""
    for rejection in rejected:
        yield DocumentNote(
            document_id=rejection.item_id,
            source_name=rejection.source_name,
            state=rejection.state,
            source_paths=tuple(str(path) for path in masters[rejection.item_id]),
            year=rejection.year,
            reason_code=rejection.code,
            reason_details=rejection.details,
        )
