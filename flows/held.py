"""What the archive holds already: it is not taken in, read or signed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flows.line import BatchLine
from sohoa.domain.batons import ReadDocument, ScannedDocument
from sohoa.domain.errors import ItemError
from sohoa.domain.findings import LIST_NOT_TAKEN
from sohoa.domain.stations import Station
from sohoa.intake.masters import content_sha256, read_master
from sohoa.work.arrival import Arrival
from sohoa.work.station import Piece


def keep_what_is_done(
    line: BatchLine, pieces: Iterable[Piece[Arrival]]
) -> Iterator[Piece[Arrival]]:
    """Pass on what intake has to look at; archived documents keep what was made of them.

    A master that was only moved, touched or copied back from a backup makes no new document,
    and neither does a batch list or a register that now says more of it: what they say is
    entered into the catalogue. What another phase has archived is left out, and so is what
    this one has archived and its journal no longer knows.
    """
    elsewhere = line.catalogue.archived_in_other_phases(line.batch, phase=line.phase.number)
    held = line.catalogue.archived_contents(line.batch, phase=line.phase.number)
    journal = line.journal(Station.INTAKE, ScannedDocument)
    found = line.catalogue.told(line.batch)
    told = {name: {one.code for one in of_one} for name, of_one in found.items()}
    for piece in pieces:
        if piece.item_id in elsewhere:
            continue
        last = journal.last(piece.item_id) if piece.item_id in held else None
        stands = last is not None and last.stands_for(piece.made_from)
        if piece.item_id not in held or stands or not _has_content(piece, held[piece.item_id]):
            if stands and told.get(piece.item_id, set()) & LIST_NOT_TAKEN:
                _complete(line, piece)  # the list says again what was archived
            yield piece
            continue
        _complete(line, piece)
        if last and last.baton and last.baton.content_sha256 == held[piece.item_id]:
            yield replace(piece, made_from=last.made_from)
        else:
            line.lift(piece.item_id)


def _has_content(piece: Piece[Arrival], content: str) -> bool:
    """Whether the masters have the very bytes that were archived."""
    try:
        return bool(piece.masters) and content_sha256(map(read_master, piece.masters)) == content
    except ItemError:
        return False


def _complete(line: BatchLine, piece: Piece[Arrival]) -> None:
    """Enter what list and register say now.

    What cannot be used, or would make another paper of the document, is not entered, and told as
    a finding of it. That another phase takes the year now said is no problem of the row: the year
    is another one than it was archived under.
    """
    problem = piece.source.problem
    code = problem.code if problem and not problem.set_aside else ""
    read = line.journal(Station.OCR, ReadDocument).last(piece.item_id)
    header = read.baton.header if read and read.baton else None
    line.catalogue.complete(piece.item_id, piece.source.description, header=header, problem=code)
