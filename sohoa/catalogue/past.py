"""Figures of a day as they were known on a day, folded from the facts that were recorded.

Facts are gone through in the order of their subjects. Papers are never in memory as a whole; of
the documents, which are listed in another order, there is what is asked of them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sohoa.catalogue import queries
from sohoa.catalogue.database import ReadDatabase
from sohoa.catalogue.instants import as_text, day_text
from sohoa.catalogue.parts import in_parts
from sohoa.domain.holdings import PaperLine, RegisteredPaper
from sohoa.domain.judging import PaperColumns
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_facts import LISTING, Listing, record_of
from sohoa.domain.progress import Unlinked
from sohoa.domain.register import Validity
from sohoa.domain.report_rows import ArchivedColumns
from sohoa.domain.two_times import Knowledge, SubjectKind

#: What is true of one subject.
State = dict[str, str]
_LISTED, _ARCHIVED = Listing.LISTED.value, DocumentState.ARCHIVED.value
#: Path and digest of a file, and whether it took the place of another; of what has none.
_File = tuple[str, str, bool]
_NOWHERE: _File = ("", "", False)
_TOGETHER = 1_000


@dataclass(slots=True)
class HeldDocument:
    """A digitized document; `record_id` is empty where no paper of the inventory claims it.

    `digitized` is an instant as it is stored; `paper_year` the year of the paper, if there is one;
    `level` that of the highest signature, unset where it was not recorded then.
    """

    record_id: str
    year: int | None
    room: str
    digitized: str
    proof_problem: str
    born_digital: bool
    paper_year: int | None = None
    level: str | None = None

    @property
    def digitized_at(self) -> dt.datetime:
        """When it entered the archive."""
        return dt.datetime.fromisoformat(self.digitized)


@dataclass(frozen=True, slots=True)
class Holdings:
    """The papers of the inventory, and the digitized documents by their ids, on a day."""

    papers: tuple[RegisteredPaper, ...]
    documents: Mapping[str, HeldDocument]

    @property
    def unlinked(self) -> tuple[Unlinked, ...]:
        """The documents that no paper claims."""
        return _unlinked(self.documents)


class _Held(NamedTuple):
    """A paper of the inventory, and the document that digitizes it, if there is one."""

    record_id: str
    state: State
    document_id: str
    document: HeldDocument | None


class Past:
    """What was in the inventory and in the archive on a day, as known on a day."""

    def __init__(self, database: ReadDatabase, asked: Knowledge) -> None:
        self._database, self._asked = database, asked
        self._documents: dict[str, HeldDocument] | None = None
        self._are_tied = False
        self._withdrawn = list[PaperLine]()
        self._pages = list[int]()

    def holdings(self) -> Holdings:
        """All of it, in memory."""
        return Holdings(tuple(self.papers()), self.documents)

    @property
    def documents(self) -> Mapping[str, HeldDocument]:
        """The digitized documents by their ids; papers are gone through, if they were not yet."""
        if not self._are_tied:
            for _paper in self._listed():
                pass
        return self._stated()

    @property
    def unlinked(self) -> tuple[Unlinked, ...]:
        """The documents that no paper claims."""
        return _unlinked(self.documents)

    @property
    def withdrawn(self) -> tuple[PaperLine, ...]:
        """The papers that were taken out of the inventory; others are gone through, if need be."""
        if not self._are_tied:
            for _paper in self._listed():
                pass
        return tuple(self._withdrawn)

    def pages_a_document(self) -> float | None:
        """How many pages an archived document had on the average; `None` where none was known."""
        self._stated()
        return mean_of(sum(self._pages), len(self._pages))

    def papers(self) -> Iterator[RegisteredPaper]:
        """The papers, each with the document that digitizes it."""
        for some, files in self._with_files():
            yield from (_paper(one, *files.get(one.document_id, _NOWHERE)) for one in some)

    def paper_columns(self) -> Iterator[PaperColumns]:
        """The same papers, some at a time, in what figures and lists ask of them."""
        for some, files in self._with_files():
            yield _paper_columns(some, [files.get(one.document_id, _NOWHERE) for one in some])

    def archived_columns(self, stored: Iterable[ArchivedColumns]) -> Iterator[ArchivedColumns]:
        """Of all that was ever archived, what was so then, as it was then."""
        documents = self.documents
        for some in stored:
            held = list(map(documents.get, some.document_id))
            then = [one for one in held if one is not None]
            if then:
                yield _as_held(some.chosen(held), then)

    def _with_files(self) -> Iterator[tuple[list[_Held], Mapping[str, _File]]]:
        """The papers of the inventory, some at a time, with the files of their documents."""
        for some in in_parts(self._listed(), _TOGETHER):
            asked = {"documents": json.dumps([one.document_id for one in some if one.document_id])}
            rows = self._database.rows(queries.FILES, asked)
            yield some, {name: (path, sha256, bool(again)) for name, path, sha256, again in rows}

    def _listed(self) -> Iterator[_Held]:
        """The papers of the inventory; when all were given, documents know which are claimed."""
        documents = self._stated()
        digitizing = {one.record_id: name for name, one in documents.items() if one.record_id}
        self._withdrawn.clear()
        for name, state in self._states(SubjectKind.PAPER):
            if not is_listed(state):
                if state.get(LISTING) == Listing.WITHDRAWN.value:
                    self._withdrawn.append(paper_line(name, state, "", None))
                continue
            document_id = digitizing.get(name, "")
            document = documents[document_id] if document_id else None
            if document is not None:
                document.paper_year = _year(state)
            yield _Held(name, state, document_id, document)
        self._tie(documents, digitizing)

    def _tie(self, documents: dict[str, HeldDocument], digitizing: Mapping[str, str]) -> None:
        """Untie what no paper claims.

        Of two documents of a paper, on the day on which one took the other's place, only that by
        which it is digitized was held.
        """
        for name, one in list(documents.items()):
            if not one.record_id:
                continue
            claimed = digitizing[one.record_id]
            if documents[claimed].paper_year is None:
                one.record_id = ""
            elif claimed != name:
                del documents[name]
        self._are_tied = True

    def _stated(self) -> dict[str, HeldDocument]:
        """The digitized documents, each with the paper that was said of it."""
        if self._documents is None:
            self._documents = {}
            for name, state in self._states(SubjectKind.DOCUMENT):
                if state.get("state") == _ARCHIVED and (pages := state.get("pages")):
                    self._pages.append(int(pages))
                if (held := held_document(state)) is not None:
                    self._documents[name] = held
        return self._documents

    def _states(self, kind: SubjectKind) -> Iterator[tuple[str, State]]:
        """Each subject with what is true of it: the last word about the day counts."""
        before = {"before": as_text(self._asked.recorded_before)}
        ((last,),) = self._database.rows(queries.LAST_CHANGE, before)
        as_of = self._asked.as_of.isoformat()
        parameters = {"kind": kind.value, "last": last or 0, "as_of": as_of}
        subject, state = "", State()
        for facts in self._database.parts(queries.FACTS, parameters):
            # Taken apart together: one by one they cost half as much again.
            told = json.loads(f"[{','.join([said for _subject, said in facts])}]")
            for (name, _said), said in zip(facts, told, strict=True):
                if name == subject:
                    state.update(said)
                    continue
                if subject:
                    yield subject, state
                subject, state = name, said
        if subject:
            yield subject, state


def mean_of(pages: int, documents: int) -> float | None:
    """How many pages a document has on the average; `None` of none."""
    return pages / documents if documents else None


def _unlinked(documents: Mapping[str, HeldDocument]) -> tuple[Unlinked, ...]:
    return tuple(
        Unlinked(one.year, one.room, one.digitized_at)
        for one in documents.values()
        if not one.record_id
    )


def is_listed(state: State) -> bool:
    """Say whether a paper is in the inventory, by what is true of it."""
    return state.get(LISTING) == _LISTED


def paper_line(
    name: str, state: State, document_id: str, document: HeldDocument | None
) -> PaperLine:
    """Give a paper of the inventory in what figures ask of it, but for its file."""
    held = _Held(name, state, document_id, document)
    (line,) = _paper_columns([held], [_NOWHERE]).lines()
    return line


def held_document(state: State) -> HeldDocument | None:
    """Give a document by what is true of it; `None` where it is not archived and signed."""
    if state.get("state") != _ARCHIVED or not state["signed"]:
        return None
    return HeldDocument(
        state["record"],
        int(state["year"]) if state["year"] else None,
        state["room"],
        state["digitized"],
        state["problem"],
        born_digital=bool(state["born_digital"]),
        level=state.get("level"),
    )


def _year(state: State) -> int:
    return int(state["formed"][: len("2023")])


def _paper_columns(some: Sequence[_Held], files: Sequence[_File]) -> PaperColumns:
    states = [one.state for one in some]
    documents = [one.document for one in some]

    def said(name: str) -> list[str]:
        return [state.get(name, "") for state in states]

    return PaperColumns(
        record_id=[one.record_id for one in some],
        number=said("number"),
        formed=said("formed"),
        year=list(map(_year, states)),
        record_type=said("record_type"),
        room=said("room"),
        location=said("location"),
        validity=[one or Validity.UNKNOWN.value for one in said("validity")],
        valid_until=said("valid_until"),
        exclusion=said("exclusion"),
        document_id=[one.document_id for one in some],
        digitized_on=[day_text(one.digitized) if one else "" for one in documents],
        archive_path=[path for path, _sha256, _again in files],
        proof_problem=[one.proof_problem if one else "" for one in documents],
        born_digital=[one.born_digital if one else False for one in documents],
        rescanned=[again for _path, _sha256, again in files],
    )


def _paper(one: _Held, path: str, sha256: str, rescanned: bool) -> RegisteredPaper:
    record, document = record_of(one.state), one.document
    paper = RegisteredPaper(
        record_id=one.record_id,
        number=record.number,
        formed=record.formed.iso,
        year=record.formed.year,
        record_type=record.record_type,
        room=record.room,
        location=record.location,
        sheets=record.sheets,
        validity=record.validity,
        valid_until=record.valid_until,
        exclusion=record.exclusion,
        subject=record.subject,
    )
    if document is None:
        return paper
    return replace(
        paper,
        document_id=one.document_id,
        digitized_at=document.digitized_at,
        archive_path=path,
        sha256=sha256,
        proof_problem=document.proof_problem,
        born_digital=document.born_digital,
        rescanned=rescanned,
    )


def _as_held(documents: ArchivedColumns, held: Sequence[HeldDocument]) -> ArchivedColumns:
    return documents._replace(
        room=[one.room for one in held],
        record_id=[one.record_id for one in held],
        year=[one.year for one in held],
        paper_year=[one.year if one.paper_year is None else one.paper_year for one in held],
        level=[
            today if one.level is None else one.level
            for one, today in zip(held, documents.level, strict=True)
        ],
        digitized_on=[
            day_text(one.digitized) if is_signed else ""
            for one, is_signed in zip(held, documents.digitized_on, strict=True)
        ],
    )
