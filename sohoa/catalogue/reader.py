"""The reading door of the catalogue: read-only, plain SQL that two databases read alike.

Nothing heavy is imported here: `sohoa search` and `sohoa status` answer in half a second.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from sohoa.catalogue import lookup_queries, moved_queries, queries, report_queries
from sohoa.catalogue.archive_reader import ArchiveReader
from sohoa.catalogue.instants import as_text, from_text
from sohoa.catalogue.moved_papers import MovedPapers
from sohoa.catalogue.over_time import OverTime
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.past import Holdings, Past, mean_of
from sohoa.catalogue.register_rows import (
    decided_before_of,
    error_row_of,
    instant_of,
    paper_of,
    said_before_of,
    tally_of,
)
from sohoa.catalogue.report_columns import archived_columns, paper_columns
from sohoa.catalogue.rows import RegisterSummary, SaidBefore
from sohoa.domain.history import Points, Stretch
from sohoa.domain.holdings import ImportRow, OpenErrorRow, PaperLine, RegisteredPaper
from sohoa.domain.identifiers import names_box
from sohoa.domain.judging import PaperColumns
from sohoa.domain.lookups import LookupLine
from sohoa.domain.movement import Knowing, ThreeTimes
from sohoa.domain.office_events import OfficeEventKind
from sohoa.domain.progress import Tally, Unlinked
from sohoa.domain.register import RowOutcome
from sohoa.domain.report_rows import REPORTED, ReportRows
from sohoa.domain.two_times import Knowledge, SubjectKind
from sohoa.domain.vietnam_time import start_of
from sohoa.domain.vietnamese import nfc

#: So many papers are asked about together.
_TOGETHER = 1_000


class CatalogueReader(ArchiveReader):
    """The office's catalogue, open for reading; a context manager.

    Every method may raise `CatalogueBusyError`, `CatalogueDamagedError`, `CatalogueAccessError` or
    `CatalogueServerError`.
    """

    # --- the register -------------------------------------------------------------------

    def register_summary(self) -> RegisterSummary:
        """Phase 1 in numbers: what was read, and what papers there are."""
        imports = self.imports()
        outcomes = Counter[str]()
        for one in imports:
            outcomes.update(one.outcomes)
        every = {outcome.value: outcomes[outcome.value] for outcome in RowOutcome}
        return RegisterSummary(imports, every, self.tallies())

    def paper(self, record_id: str) -> RegisteredPaper | None:
        """One paper of the register, digitized or not."""
        rows = self._rows(queries.ONE_PAPER, {"record_id": nfc(record_id).strip().upper()})
        return paper_of(rows[0]) if rows else None

    def papers_in_box(
        self, box: str, *, named: Collection[str] = ()
    ) -> tuple[RegisteredPaper, ...]:
        """The papers of the inventory whose place names a box, and some by their ids."""
        places = [place for (place,) in self._rows(queries.PLACES) if names_box(place, box)]
        asked = {"places": json.dumps(places), "named": json.dumps(sorted(named))}
        return tuple(paper_of(row) for row in self._rows(queries.PAPERS_AT, asked))

    def imports(self) -> tuple[ImportRow, ...]:
        """The register files, in the order they came."""
        outcomes: dict[int, dict[str, int]] = {}
        for import_id, outcome, count in self._rows(queries.OUTCOMES):
            outcomes.setdefault(import_id, {})[outcome] = count
        return tuple(
            ImportRow(name, sha256, instant_of(at), encoding, outcomes.get(import_id, {}))
            for import_id, name, sha256, at, encoding in self._rows(queries.IMPORTS)
        )

    def last_change(self, before: dt.datetime | None = None) -> int:
        """The number of the last act that was recorded, up to an instant; 0 where there is none."""
        latest = as_text(before or dt.datetime.max.replace(tzinfo=dt.UTC))
        return int(self._value(queries.LAST_CHANGE, before=latest) or 0)

    def last_event(self, before: dt.datetime) -> int:
        """The number of the last event of the office before an instant; 0 where there is none."""
        return int(self._value(queries.LAST_EVENT, before=as_text(before)) or 0)

    def last_lookup(self, before: dt.datetime) -> int:
        """The number of the last question at the counter before an instant; 0 likewise."""
        return int(self._value(queries.LAST_LOOKUP, before=as_text(before)) or 0)

    def open_error_rows(self, *, before: dt.datetime | None = None) -> tuple[OpenErrorRow, ...]:
        """Rows of register files that wait for their correction, or waited for it at an instant."""
        then = {"before": as_text(before or dt.datetime.max.replace(tzinfo=dt.UTC))}
        return tuple(error_row_of(row) for row in self._rows(queries.OPEN_ERRORS, then))

    # --- owners -------------------------------------------------------------------------

    def owner_check(self) -> str:
        """What is kept of the key of owners' numbers; empty before there is one."""
        return str(self._value(lookup_queries.OWNER_CHECK) or "")

    def has_owners(self) -> bool:
        """Say whether of any paper its owner's number is kept."""
        return bool(self._rows(lookup_queries.HAS_OWNERS))

    def papers_of_owner(self, locked: str) -> tuple[tuple[RegisteredPaper, str], ...]:
        """The papers of an owner by a hash, the newest first, each with the owner's name."""
        rows = self._rows(lookup_queries.PAPERS_OF_OWNER, {"locked": locked})
        return tuple((paper_of(row[:-1]), row[-1]) for row in rows)

    def reuse(
        self, since: dt.date, until: dt.date, *, before: dt.datetime | None = None
    ) -> tuple[int, int]:
        """How many questions were put between two days, and of how many something was found."""
        ((asked, answered),) = self._rows(lookup_queries.REUSE, _between(since, until, before)) or [
            (0, 0)
        ]
        return int(asked), int(answered)

    def questions(
        self, since: dt.date, until: dt.date, *, before: dt.datetime | None = None
    ) -> Iterator[LookupLine]:
        """Those questions one by one, as they came."""
        wanted = _between(since, until, before)
        for at, *rest in self._stream(lookup_queries.QUESTIONS_LISTED, wanted):
            yield LookupLine(instant_of(at), *rest)

    # --- progress -----------------------------------------------------------------------

    def tallies(self, *, as_of: dt.date = dt.date.max) -> tuple[Tally, ...]:
        """The papers of the register as they stand, counted: what progress computes from.

        They may be asked about `as_of` and later days; without one, every paper is formed. What is
        digitized by the end of that day is told as if it were since its beginning.
        """
        parameters = {"as_of": as_of.isoformat(), **_bounds(as_of)}
        return tuple(tally_of(row) for row in self._rows(queries.TALLIES, parameters))

    def has_true_tallies(self) -> bool:
        """Say whether the kept counts are what the papers come to when they are counted.

        Reads every paper.
        """
        kept, counted = self._rows(queries.KEPT_TALLIES), self._rows(queries.COUNTED_TALLIES)
        return sorted(kept) == sorted(counted)

    def past(self, asked: Knowledge) -> Past | None:
        """What was so on a day, as known on a day; `None` where there is no catalogue yet."""
        return None if self._database is None else Past(self._database, asked)

    def holdings_at(self, asked: Knowledge) -> Holdings:
        """The same, all in memory."""
        past = self.past(asked)
        return past.holdings() if past else Holdings((), {})

    def moved_papers(self, knowing: Knowing) -> Iterable[ThreeTimes]:
        """The papers whose figures may differ between two days, each as it was on both."""
        return () if self._database is None else MovedPapers(self._database, knowing)

    def stretches(self, points: Points, asked: Knowledge) -> Mapping[Stretch, int]:
        """How papers stood at points in time, as known then, up to what was known on a day."""
        return OverTime(self._database, points, asked).stretches() if self._database else {}

    def pages_a_document(self) -> float | None:
        """How many pages an archived document has on the average; `None` where none is known."""
        ((pages, documents),) = self._rows(report_queries.PAGES_OF_DOCUMENTS) or [(0, 0)]
        return mean_of(int(pages), documents)

    def first_change_at(self) -> dt.datetime | None:
        """Return when anything of a paper or an archived record was recorded first."""
        rows = self._rows(queries.FIRST_CHANGE)
        return from_text(rows[0][0]) if rows else None

    def office_events(
        self, kind: OfficeEventKind, *, before: dt.datetime | None = None
    ) -> list[tuple[dt.datetime, dict[str, Any]]]:
        """When each event of a kind was, and what it says; of those before an instant."""
        asked = {"kind": kind.value, "before": as_text(before) if before else "9"}
        rows = self._rows(queries.OFFICE_EVENTS, asked)
        return [(dt.datetime.fromisoformat(at), json.loads(said)) for at, said in rows]

    def history(self, kind: SubjectKind, subject: str) -> tuple[SaidBefore, ...]:
        """All that was ever said of a paper or a document, as it came."""
        asked = {"subject": subject}
        said = list(map(said_before_of, self._rows(queries.HISTORY, {**asked, "kind": kind.value})))
        if kind is SubjectKind.DOCUMENT:
            said += map(decided_before_of, self._rows(queries.DECISIONS_BEFORE, asked))
        return tuple(sorted(said, key=lambda one: one.at))

    def inventories(self, before: dt.datetime) -> tuple[tuple[str, SaidBefore], ...]:
        """All that was said of the inventories of rooms up to an instant: room, and what."""
        rows = self._rows(queries.INVENTORIES, {"before": as_text(before)})
        return tuple((room, said_before_of(said)) for room, *said in rows)

    def listings(
        self, after: dt.datetime, before: dt.datetime
    ) -> tuple[tuple[str, dt.datetime], ...]:
        """When papers were entered into the inventory or taken out of it, each with its room.

        The room is the one that was recorded last before an instant.
        """
        rows = self._rows(queries.LISTINGS, {"after": as_text(after), "before": as_text(before)})
        last = self.last_change(before)
        asked = {"kind": SubjectKind.PAPER.value, "base": last}
        later = {one for (one,) in self._rows(moved_queries.CHANGED, asked)}
        rooms = self._rooms_then(sorted({one for one, *_rest in rows} & later), last)
        return tuple((rooms.get(one, room), instant_of(at)) for one, room, at in rows)

    def _rooms_then(self, papers: list[str], last: int) -> dict[str, str]:
        """The rooms of papers of which more was recorded since a change, as they were before."""
        rooms = dict[str, str]()
        for some in in_parts(papers, _TOGETHER):
            asked = {"kind": SubjectKind.PAPER.value, "last": last, "subjects": json.dumps(some)}
            for paper, said, _since, _change in self._rows(moved_queries.FACTS, asked):
                rooms[paper] = json.loads(said).get("room", rooms.get(paper, ""))
        return rooms

    def entering_imports(self, before: dt.datetime) -> frozenset[str]:
        """The register files, by digest, that had entered papers before an instant."""
        rows = self._rows(queries.ENTERING_IMPORTS, {"before": as_text(before)})
        return frozenset(sha256 for (sha256,) in rows)

    def rooms_in_error(self, before: dt.datetime) -> dict[str, int]:
        """Room → its rows in error at an instant; empty for rows that name no room."""
        return dict(self._rows(queries.ROOMS_IN_ERROR, {"before": as_text(before)}))

    def unlinked(self, *, as_of: dt.date = dt.date.max) -> tuple[Unlinked, ...]:
        """Digitized documents that no paper of the register claims, counted as in `tallies`."""
        rows = self._rows(queries.UNLINKED, _bounds(as_of))
        return tuple(Unlinked(year, room, instant_of(at), count) for year, room, at, count in rows)

    def papers(self) -> tuple[RegisteredPaper, ...]:
        """Every paper of the register, digitized or not."""
        return tuple(paper_of(row) for row in self._rows(queries.PAPERS))

    def paper_columns(self) -> Iterator[PaperColumns]:
        """The same papers, some at a time, in what figures and lists ask of them."""
        return paper_columns(self._parts(report_queries.PAPERS))

    def report_rows(
        self,
        past: Past | None = None,
        *,
        before: dt.datetime | None = None,
        by_operator: bool = False,
    ) -> ReportRows:
        """Everything a completion report is made from; what is many is read as it is gone through.

        What is archived, and the papers, are those of `past`, if it is given; rows in error are
        those of an instant. Who archived what is read only if it is told `by_operator`.
        """
        asked = report_queries.archived(ever=past is not None, by_operator=by_operator)
        stored = self._parts(asked)
        archived = archived_columns(stored, self._same())
        beside = report_queries.CHANGED_UNSTORED if past else report_queries.CHANGED_BESIDE
        return ReportRows(
            papers=(past or self).paper_columns(),
            archived=past.archived_columns(archived) if past else archived,
            others=chain.from_iterable(self.documents(state=state) for state in REPORTED),
            changed_at=from_text(self._value(beside)),
            open_errors=self.open_error_rows(before=before),
            imports=self.imports(),
            withdrawn=self._withdrawn(past),
        )

    def _withdrawn(self, past: Past | None) -> Iterator[PaperLine]:
        """Papers that were taken out of the inventory; asked when the others were gone through."""
        if past is not None:
            yield from past.withdrawn
            return
        yield from (PaperLine(*row) for row in self._rows(report_queries.WITHDRAWN))


def _between(since: dt.date, until: dt.date, before: dt.datetime | None) -> dict[str, str]:
    latest = before or dt.datetime.max.replace(tzinfo=dt.UTC)
    return {
        "since": since.isoformat(), "until": until.isoformat(), "before": as_text(latest)
    }  # fmt: skip


def _bounds(as_of: dt.date) -> dict[str, str]:
    """When a day begins and ends in Vietnam, as the queries take it."""
    ends = as_of + dt.timedelta(days=1) if as_of < dt.date.max else as_of
    return {"by": as_text(start_of(as_of)), "ends": as_text(start_of(ends))}
