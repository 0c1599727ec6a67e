"""Figures of a day as they were known on a day, folded from the facts that were recorded."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sohoa.catalogue import queries
from sohoa.catalogue.database import ReadDatabase
from sohoa.catalogue.instants import as_text
from sohoa.domain.holdings import RegisteredPaper
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_facts import LISTING, Listing, record_of
from sohoa.domain.progress import Unlinked
from sohoa.domain.two_times import Knowledge, SubjectKind

#: What is true of one subject.
State = dict[str, str]


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A digitized document; `record_id` is empty where no paper of the inventory claims it."""

    record_id: str
    year: int | None
    room: str
    digitized_at: dt.datetime
    proof_problem: str
    born_digital: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """The papers of the inventory, and the digitized documents by their ids, on a day."""

    papers: tuple[RegisteredPaper, ...]
    documents: Mapping[str, HeldDocument]

    @property
    def unlinked(self) -> tuple[Unlinked, ...]:
        """The documents that no paper claims."""
        return tuple(
            Unlinked(one.year, one.room, one.digitized_at)
            for one in self.documents.values()
            if not one.record_id
        )


def holdings_at(database: ReadDatabase, asked: Knowledge) -> Holdings:
    """Give what was in the inventory and in the archive on a day, as known on a day."""
    papers = {
        name: _paper(name, state)
        for name, state in _states(database, SubjectKind.PAPER, asked)
        if state.get(LISTING) == Listing.LISTED.value
    }
    files = {name: rest for name, *rest in database.rows(queries.FILES, {})}
    documents = dict[str, HeldDocument]()
    for name, state in _states(database, SubjectKind.DOCUMENT, asked):
        if state.get("state") != DocumentState.ARCHIVED.value or not state["signed"]:
            continue
        record_id = state["record"] if state["record"] in papers else ""
        documents[name] = held = _document(record_id, state)
        if record_id:
            papers[record_id] |= _digitized_by(name, held, *files.get(name, ("", "")))
    return Holdings(tuple(RegisteredPaper(**one) for one in papers.values()), documents)


def _document(record_id: str, state: State) -> HeldDocument:
    return HeldDocument(
        record_id,
        int(state["year"]) if state["year"] else None,
        state["room"],
        dt.datetime.fromisoformat(state["digitized"]),
        state["problem"],
        born_digital=bool(state["born_digital"]),
    )


def _digitized_by(name: str, held: HeldDocument, path: str, sha256: str) -> dict[str, Any]:
    return {
        "document_id": name,
        "digitized_at": held.digitized_at,
        "archive_path": path,
        "sha256": sha256,
        "proof_problem": held.proof_problem,
        "born_digital": held.born_digital,
    }


def _paper(name: str, state: State) -> dict[str, Any]:
    record = record_of(state)
    return {
        "record_id": name,
        "number": record.number,
        "formed": record.formed.iso,
        "year": record.formed.year,
        "record_type": record.record_type,
        "room": record.room,
        "location": record.location,
        "sheets": record.sheets,
        "validity": record.validity,
        "valid_until": record.valid_until,
        "exclusion": record.exclusion,
        "subject": record.subject,
    }


def _states(
    database: ReadDatabase, kind: SubjectKind, asked: Knowledge
) -> Iterator[tuple[str, State]]:
    """Each subject with what is true of it: the last word about the day counts."""
    before = {"before": as_text(asked.recorded_before)}
    ((last,),) = database.rows(queries.LAST_CHANGE, before)
    parameters = {"kind": kind.value, "last": last or 0, "as_of": asked.as_of.isoformat()}
    said = database.stream(queries.FACTS, parameters)
    for subject, of_subject in groupby(said, key=itemgetter(0)):
        state = State()
        for _subject, told in of_subject:
            state.update(json.loads(told))
        yield subject, state
