"""The reading door's documents: one, a page of them, all; and what waits for a person."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from sohoa.catalogue import document_queries as queries
from sohoa.catalogue.derived import same_papers, with_derived
from sohoa.catalogue.document_rows import document_row, findings_of
from sohoa.catalogue.page_descriptions import DESCRIPTION, description_of
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.reading_door import ReadingDoor
from sohoa.catalogue.rows import Found
from sohoa.catalogue.search_queries import KNOWN_ROOMS, KNOWN_TYPES
from sohoa.catalogue.search_wanted import NeedAsked, Wanted
from sohoa.domain.custody import RecordEvent, RecordEventType
from sohoa.domain.finding_kind import Need
from sohoa.domain.findings import RULES, below_rules
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.identifiers import READING_ENDING, first_version
from sohoa.domain.needs import NeedRules, Workload
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import PaperDescription
from sohoa.domain.places import pieces_of
from sohoa.domain.stage_results import Finding
from sohoa.domain.vietnamese import nfc

#: So many rows of a long list are in memory at a time.
TOGETHER = 500
#: And so many at first: who asks for a page wants no more.
FIRST_TOGETHER = 64


class DocumentReader(ReadingDoor):
    """What the catalogue knows of documents."""

    #: What `_counted_findings` has found, and of which state of the catalogue.
    _counted: tuple[object, Sequence[tuple[tuple[Finding, ...], int]]] | None = None

    def search(
        self,
        query: str,
        wanted: Wanted = Wanted(),  # noqa: B008 - frozen
        *,
        limit: int = 20,
        offset: int = 0,
        marks: tuple[str, str] = ("«", "»"),
    ) -> Found:
        """Find documents, and papers of the register that are not digitized yet.

        By id, and by số ký hiệu in any spacing first; then what was formed on a day or in a month
        that is named; then what has the words as typed, then what has them without their marks.
        Every word must be there; words in quotation marks must stand together. Any text may be
        asked. `limit` hits are read, behind the first `offset`. `marks` go around the words found
        in a snippet.
        """
        if self._database is None:
            return Found((), 0, has_more=False)
        from sohoa.catalogue.search import find  # noqa: PLC0415 - most readers look for nothing

        return find(self._database, query, wanted, limit=limit, offset=offset, marks=marks)

    def need_asked(self, rules: NeedRules, need: Need) -> NeedAsked:
        """What a search has to know to find only documents with a need."""
        derived = self._with_derived(self._rows(queries.NAMED_DOCUMENTS, {"named": self._named()}))
        judged = {row.document_id: need in row.needs(rules) for row in derived}
        is_weaker = need is Need.RESCAN_IF_CAN
        return NeedAsked(
            codes=rules.codes(need),
            stronger=rules.codes(Need.RESCAN) if is_weaker else frozenset(),
            judged=frozenset(judged),
            needy=frozenset(identity for identity, has_it in judged.items() if has_it),
        )

    def known_rooms(self) -> tuple[str, ...]:
        """The rooms that papers and documents name."""
        return tuple(name for (name,) in self._rows(KNOWN_ROOMS))

    def known_types(self) -> tuple[str, ...]:
        """The types that papers and documents bear."""
        return tuple(name for (name,) in self._rows(KNOWN_TYPES))

    def document(self, name: str) -> DocumentRow | None:
        """One document by its id, its record id, or its archived file's name or path.

        Of several documents of one record, the archived one.
        """
        plain = nfc(name).strip()
        parameters = {
            "name": plain,
            "record_id": plain.upper(),
            "archive_name": _record_name(PurePosixPath(plain).name),
        }
        return next(self._with_derived(self._rows(queries.ONE_DOCUMENT, parameters)), None)

    def page_description(self, document_id: str) -> PaperDescription:
        """All that a document's pages say of it; nothing where they were not described."""
        rows = self._rows(DESCRIPTION, {"document_id": document_id})
        return next((description_of(*row) for row in rows), PaperDescription())

    def needy_documents(self, rules: NeedRules) -> tuple[DocumentRow, ...]:
        """All documents that need a person: those of `list_documents` that have a need."""
        codes = frozenset().union(*(rules.codes(need) for need in Need))
        named = self._named()
        asked = {"named": named, "codes": json.dumps(sorted(codes))}
        found = self._with_derived(self._rows(queries.NEEDY_DOCUMENTS, asked))
        return tuple(row for row in found if row.need(rules) is not None)

    def workloads(self, rules: NeedRules) -> dict[Need, Workload]:
        """Count the documents that wait to be scanned again, and to be looked at."""
        found = self._counted_findings()
        return {need: rules.workload_of(found, need) for need in Need}

    def below_rules(self) -> dict[str, int]:
        """Count the documents below each of the rules, by the finding that says so."""
        counts = Counter[str]()
        for findings, count in self._counted_findings():
            for code in below_rules(findings):
                counts[code] += count
        return {code: counts[code] for code in RULES if counts[code]}

    def _counted_findings(self) -> Sequence[tuple[tuple[Finding, ...], int]]:
        """The findings that documents have, and how many have just these.

        What many share is read once: a million documents are some thousands of lists of findings.
        Those of which something is derived are counted one by one, with what is derived.
        """
        version = self._database.version() if self._database else None
        if self._counted is None or self._counted[0] != version:
            self._counted = version, self._count_findings()
        return self._counted[1]

    def _count_findings(self) -> Sequence[tuple[tuple[Finding, ...], int]]:
        named = {"named": self._named()}
        stored = Counter[str](dict(self._rows(queries.COUNTED_FINDINGS)))
        stored.subtract(dict(self._rows(queries.COUNTED_FINDINGS_OF, named)))
        counted = [(findings_of(one), count) for one, count in stored.items() if count > 0]
        derived = self._with_derived(self._rows(queries.NAMED_DOCUMENTS, named))
        return [*counted, *((row.findings, 1) for row in derived)]

    def _named(self) -> str:
        """The documents of which something is derived, as the queries take them: a JSON list."""
        early = (identity for (identity,) in self._rows(queries.ARCHIVED_BEFORE_FORMED))
        return json.dumps(sorted({*self._same(), *early}))

    def _same(self) -> dict[str, tuple[Finding, ...]]:
        """The documents that may be one paper with others, and what says so."""
        return same_papers(self._rows(queries.SAME_NUMBERS))

    def _with_derived(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[DocumentRow]:
        """Rows with what is found by looking at several of them, or at the day they bear."""
        for some in in_parts(map(document_row, rows), TOGETHER):
            asked = json.dumps([row.document_id for row in some])
            same = same_papers(self._rows(queries.SAME_NUMBER, {"documents": asked}))
            yield from (with_derived(row, same) for row in some)

    def waiting(self) -> Counter[DocumentState]:
        """Count the documents still arriving, and those that wait for a person's word."""
        rows = self._rows(queries.WAITING)
        return Counter({DocumentState(state): count for state, count in rows})

    def settled_places(self, batch: str) -> dict[str, dt.datetime]:
        """File or folder → when the newest version of each of its documents was settled.

        That is archived, refused or set aside. Where somebody has decided that the scan in the box
        is to be taken, nothing is settled.
        """
        decided = {first_version(identity) for (identity,) in self._rows(queries.DECIDED)}
        newest: dict[str, dt.datetime] = {}
        open_files: set[str] = set()
        for identity, place, at in self._rows(queries.SETTLED, {"batch": nfc(batch)}):
            moment = dt.datetime.fromisoformat(at)
            newest[place] = max(moment, newest.get(place, moment))
            if first_version(identity) in decided:
                open_files.update(piece.name for piece in pieces_of(place))
        settled: dict[str, dt.datetime] = {}
        for place, moment in newest.items():
            for name in {piece.name for piece in pieces_of(place)} - open_files:
                settled[name] = min(moment, settled.get(name, moment))
        return settled

    def absent_documents(self, batch: str) -> frozenset[str]:
        """Documents of a batch whose masters were taken out of its box."""
        rows = self._rows(queries.ABSENT, {"batch": nfc(batch)})
        return frozenset(identity for (identity,) in rows)

    def record_events(self, document_id: str) -> tuple[RecordEvent, ...]:
        """List the later events of an archived record."""
        rows = self._rows(queries.RECORD_EVENTS, {"document_id": document_id})
        return tuple(RecordEvent(RecordEventType(kind), *rest) for kind, *rest in rows)

    def archive_id(self) -> str:
        """The id of the archive that belongs to this catalogue; empty before there is one."""
        rows = self._rows(queries.ARCHIVE_ID)
        return str(rows[0][0]) if rows else ""

    def text(self, document_id: str) -> str:
        """Give an archived document's text, description first; empty if there is none."""
        rows = self._rows(queries.TEXT, {"document_id": document_id})
        return str(rows[0][0]) if rows else ""

    def list_documents(
        self,
        *,
        batch: str | None = None,
        state: DocumentState | None = None,
        phase: int | None = None,
    ) -> tuple[DocumentRow, ...]:
        """Documents by batch and name; those whose masters were taken away are left out."""
        return tuple(self.documents(batch=batch, state=state, phase=phase))

    def documents(
        self,
        *,
        batch: str | None = None,
        state: DocumentState | None = None,
        phase: int | None = None,
        may_need: bool = False,
    ) -> Iterator[DocumentRow]:
        """The documents of `list_documents`, some hundreds in memory at a time.

        With `may_need`, only those with findings, stored or derived: all others need nobody.
        """
        asked: dict[str, object] = {
            "batch": nfc(batch) if batch is not None else None,
            "state": state.value if state is not None else None,
            "phase": phase,
            "named": self._named() if may_need else None,
        }
        sql = queries.listed(name for name, value in asked.items() if value is not None)
        begin = ("", "", "")
        yield from self._pages(
            sql, asked, lambda row: (row.batch, row.source_name, row.document_id), begin
        )

    def _pages(
        self,
        sql: str,
        asked: dict[str, object],
        key: Callable[[DocumentRow], tuple[str, ...]],
        after: tuple[str, ...],
    ) -> Iterator[DocumentRow]:
        """Give rows in the order of a key, page by page; each page begins after the one before."""
        together = FIRST_TOGETHER
        while True:
            place = {f"after_{number}": part for number, part in enumerate(after)}
            rows = self._rows(sql, {**asked, **place, "limit": together})
            for row in self._with_derived(rows):
                yield row
                after = key(row)
            if len(rows) < together:
                return
            together = TOGETHER

    def has_documents(self, batch: str) -> bool:
        """Say whether a batch of this name was ever noted."""
        return bool(self._rows(queries.HAS_BATCH, {"batch": nfc(batch)}))


def _record_name(name: str) -> str:
    """The archived file that is meant by its name, or by that of its reading copy."""
    return name.removesuffix(READING_ENDING).removesuffix(".pdf") + ".pdf"
