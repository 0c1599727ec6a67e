"""What was in the inventory and in the archive on a day, as it was known on a day.

A past day is asked about with what was known at its own end, so that the same question has the same
answer for ever; where nothing had been recorded by then, with what is known today (`adr/0032`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sohoa.catalogue.past import Holdings
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.holdings import DocumentRow, ProgressRows, RegisteredPaper
from sohoa.domain.outcome import DocumentState
from sohoa.domain.progress import Tally, Unlinked, refuse_future
from sohoa.domain.two_times import Knowledge
from sohoa.domain.vietnam_time import day_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a day, and the catalogue that answers it.

    `past`: what was true then, as known then; `None` where the catalogue's own tables say it.
    """

    reader: CatalogueReader
    knowledge: Knowledge
    past: Holdings | None

    def tallies(self) -> Iterable[Tally]:
        """The papers, as progress counts them."""
        if self.past is None:
            return self.reader.tallies(as_of=self.knowledge.as_of)
        return [paper.tally for paper in self.past.papers]

    def papers(self) -> tuple[RegisteredPaper, ...]:
        """The papers, each with the document that digitizes it."""
        return self.reader.papers() if self.past is None else self.past.papers

    def unlinked(self) -> tuple[Unlinked, ...]:
        """Digitized documents that no paper of the inventory claims."""
        if self.past is None:
            return self.reader.unlinked(as_of=self.knowledge.as_of)
        return self.past.unlinked

    def documents(
        self,
        *,
        state: DocumentState | None = None,
        papers: Iterable[RegisteredPaper] | None = None,
    ) -> tuple[DocumentRow, ...]:
        """All documents; of what is archived, what was so then, tied to the paper it was tied to.

        A document whose paper is not in the inventory is tied to none here. `papers` are those of
        the inventory, where they are at hand.
        """
        rows = self.reader.documents(state=None if self.past else state)
        if self.past is None:
            held = self.papers() if papers is None else papers
            listed = {paper.record_id for paper in held}
            return tuple(
                row if not row.record_id or row.record_id in listed else replace(row, record_id="")
                for row in rows
            )
        then = (_as_then(row, self.past) for row in rows)
        return tuple(row for row in then if row and state in (None, row.state))

    def rows_in_error(self) -> int:
        """How many rows of register files were in error."""
        return sum(self.reader.rooms_in_error(self.knowledge.recorded_before).values())

    def progress_rows(self) -> ProgressRows:
        """Everything a completion report is made from."""
        reader, before = self.reader, self.knowledge.recorded_before
        errors = reader.open_error_rows(before=before)
        papers = self.papers()
        return ProgressRows(papers, self.documents(papers=papers), errors, reader.imports())


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
        first = reader.first_change_at()
        known = as_of if first is not None and day_of(first) <= as_of else today
    refuse_future(known, now=now)
    knowledge = Knowledge(as_of, known)
    is_now = as_of == today and known == today
    return Asked(reader, knowledge, None if is_now else reader.holdings_at(knowledge))


def _as_then(row: DocumentRow, past: Holdings) -> DocumentRow | None:
    """A document as it was archived then; `None` if it was not, but has been since."""
    if not row.state.is_stored:
        return row
    held = past.documents.get(row.document_id)
    if held is None:
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
