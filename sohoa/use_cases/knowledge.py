"""What was in the inventory and in the archive on a day, as it was known on a day.

A past day is asked about with what was known at its own end, so that the same question has the same
answer for ever; where nothing had been recorded by then, with what is known today (`adr/0032`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sohoa.catalogue.past import Past
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.holdings import DocumentRow, RegisteredPaper
from sohoa.domain.judging import PaperColumns
from sohoa.domain.outcome import DocumentState
from sohoa.domain.progress import Tally, Unlinked, refuse_future
from sohoa.domain.report_rows import ReportRows
from sohoa.domain.two_times import Knowledge
from sohoa.domain.vietnam_time import day_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a day, and the catalogue that answers it.

    `past`: what was true then, as known then; `None` where the catalogue's own tables say it.
    """

    reader: CatalogueReader
    knowledge: Knowledge
    past: Past | None

    def tallies(self) -> Iterable[Tally]:
        """The papers, as progress counts them."""
        if self.past is None:
            return self.reader.tallies(as_of=self.knowledge.as_of)
        columns = self.past.paper_columns()
        return (paper.tally for some in columns for paper in some.lines())

    def papers(self) -> Iterable[RegisteredPaper]:
        """The papers, each with the document that digitizes it."""
        return self.reader.papers() if self.past is None else self.past.papers()

    def paper_columns(self) -> Iterator[PaperColumns]:
        """The same papers, some at a time, in what figures and lists ask of them."""
        return (self.past or self.reader).paper_columns()

    def unlinked(self) -> Iterator[Unlinked]:
        """Digitized documents that no paper of the inventory claims; asked when papers are."""
        if self.past is None:
            yield from self.reader.unlinked(as_of=self.knowledge.as_of)
        else:
            yield from self.past.unlinked

    def archived(self) -> Iterator[DocumentRow]:
        """The archived documents as they were then, each tied to the paper it was tied to.

        A document whose paper is not in the inventory is tied to none here.
        """
        if self.past is not None:
            then = (_as_then(row, self.past) for row in self.reader.documents())
            yield from (row for row in then if row is not None)
            return
        listed = {identity for some in self.paper_columns() for identity in some.record_id}
        for row in self.reader.documents(state=DocumentState.ARCHIVED):
            is_tied = not row.record_id or row.record_id in listed
            yield row if is_tied else replace(row, record_id="")

    def pages_a_document(self) -> float | None:
        """How many pages an archived document had on the average; `None` where none was known."""
        return (self.past or self.reader).pages_a_document()

    def rows_in_error(self) -> int:
        """How many rows of register files were in error."""
        return sum(self.reader.rooms_in_error(self.knowledge.recorded_before).values())

    def report_rows(self, *, by_operator: bool = False) -> ReportRows:
        """Everything a completion report is made from; what is many is read as it is gone through.

        Papers come before documents, and all of it while the catalogue is open.
        """
        before = self.knowledge.recorded_before
        return self.reader.report_rows(self.past, before=before, by_operator=by_operator)


def ask(
    reader: CatalogueReader, *, as_of: dt.date, known: dt.date | None, now: dt.datetime
) -> Asked:
    """Ask about the end of a day, as known by the end of another; without one, see above.

    Raises:
        FutureDayError: One of the two has not come yet.
    """
    today = day_of(now)
    refuse_future(as_of, now=now)
    if known is None:
        known = known_of(as_of, reader.first_change_at(), otherwise=today)
    refuse_future(known, now=now)
    knowledge = Knowledge(as_of, known)
    is_now = as_of == today and known == today
    return Asked(reader, knowledge, None if is_now else reader.past(knowledge))


def known_of(as_of: dt.date, first: dt.datetime | None, *, otherwise: dt.date) -> dt.date:
    """The day by whose end a day is known where nobody says another: its own.

    `first` is when anything was recorded first; where that was later, it is the other day.
    """
    return as_of if first is not None and day_of(first) <= as_of else otherwise


def _as_then(row: DocumentRow, past: Past) -> DocumentRow | None:
    """A document as it was archived then; `None` if it was not."""
    held = past.documents.get(row.document_id)
    if not row.state.is_stored or held is None:
        return None
    return replace(
        row,
        state=DocumentState.ARCHIVED,
        record_id=held.record_id,
        year=held.year,
        room=held.room,
        digitized_since=held.digitized_at,
        proof_problem=held.proof_problem,
    )
