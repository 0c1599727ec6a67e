"""Stores where documents stand: the notes of the line, and whole rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Column, Connection, RowMapping, insert, select, update

from sohoa.catalogue import custody_store
from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.description_words import described
from sohoa.catalogue.document_seals import will_be_sealed
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.page_descriptions import keep_descriptions
from sohoa.catalogue.paper_decisions import as_decided
from sohoa.catalogue.said import description_values, known_records, page_says
from sohoa.catalogue.schema import documents
from sohoa.catalogue.writing_many import update_many, write_many
from sohoa.domain import facts, paper_findings
from sohoa.domain.needs import known_facts
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Description
from sohoa.domain.vietnamese import nfc

#: Findings that later stations leave as they are.
_STANDING = facts.MATCHED | paper_findings.DESCRIBED


def blank_document(document_id: str) -> dict[str, Any]:
    """A row of which nothing is known but its id."""
    return {
        "document_id": document_id,
        "batch": "",
        "phase": None,
        "state": DocumentState.IN_PROGRESS.value,
        "source_name": "",
        "source_paths": [],
        "content_sha256": "",
        "year": None,
        "reason_code": "",
        "reason_details": {},
        "record_id": None,
        **description_values(Description()),
        "page_count": None,
        "confidence": None,
        "findings": [],
        "file_code": "",
        "ordinal": None,
        "archive_path": None,
        "archive_name": None,
        "sha256": "",
        "size_bytes": None,
        "kept_original": False,
        "signatures": [],
        "archived_at": None,
        "archived_on": None,
        "withdrawn_at": None,
        "receipt_sha256": "",
        "generation": 1,
        "provable_until": None,
        "page_says": {},
        "born_digital": False,
        "proof_checked_at": None,
        "proof_problem": "",
        "reading_sha256": "",
        "reading_bytes": None,
        "signers": "",
        "is_listed": 1,
        **custody_store.untouched(),
    }


def note_states(
    connection: Connection,
    notes: Sequence[DocumentNote],
    *,
    batch: str,
    phase: int,
    at: dt.datetime,
) -> None:
    """Enter where documents stand; of several notes about one, a later adds to an earlier."""
    told: dict[str, list[DocumentNote]] = {}
    for note in notes:
        told.setdefault(note.document_id, []).append(note)
    held = known_documents(connection, told)
    known = known_records(connection, notes)
    values = dict[str, dict[str, Any]]()
    on_their_way = dict[str, dict[str, Any]]()
    for identity, of_one in told.items():
        row = held.get(identity)
        if row is not None and _stands(row, of_one[-1], phase):
            # What it was compared with before it was archived is a fact of it by now.
            doubts = [replace(note, compared=None) for note in of_one]
            values[identity] = _found_anew(dict(row), doubts)
        else:
            noted = _noted_all(dict(row or blank_document(identity)), of_one, known)
            noted |= {"batch": nfc(batch), "phase": phase, "updated_at": as_text(at)}
            values[identity] = on_their_way[identity] = noted
    for identity, decided in as_decided(connection, on_their_way).items():
        values[identity] |= decided
    new = [of_one for identity, of_one in values.items() if identity not in held]
    changed = [
        (row, values[identity]) for identity, row in held.items() if values[identity] != dict(row)
    ]
    save_documents(connection, new, changed)
    described_now = {note.document_id: note.paper for note in notes if note.paper}
    keep_descriptions(connection, described_now)


def known_documents(
    connection: Connection,
    identities: Iterable[str],
    columns: Iterable[Column[Any]] = documents.c,
) -> dict[str, dict[str, Any]]:
    """The rows of documents, or some columns of them, by their id, as far as they are known."""
    query = select(*columns).where(is_among(documents.c.document_id, identities))
    found = connection.execute(query)
    names = [*found.keys()]
    rows = (dict(zip(names, row, strict=True)) for row in found)
    return {row["document_id"]: row for row in rows}


def _stands(row: Mapping[str, Any], note: DocumentNote, phase: int) -> bool:
    """Say if the present note stays: an archived record, and the word of the right phase.

    A document set aside "for phase 2" says nothing new when phase 2 has had it in hand.
    """
    if DocumentState(row["state"]).is_stored:
        return True
    other = note.reason_details.get("other", "")
    is_for_other = note.state is DocumentState.SET_ASIDE and other == str(row["phase"])
    return is_for_other and row["phase"] != phase and row["withdrawn_at"] is None


def questions_of(
    values: Mapping[str, Any], codes: Collection[str] = _STANDING
) -> list[dict[str, Any]]:
    """Give the findings of comparing and describing: they stand until either has found anew.

    A person's answer counts for what they were shown, also when taking in comes between.
    """
    return [one for one in values["findings"] if one["code"] in codes]


def _noted_all(
    values: dict[str, Any], notes: Iterable[DocumentNote], known: Collection[str]
) -> dict[str, Any]:
    """The row of a document with all that is noted of it, in this order."""
    for note in notes:
        asked = questions_of(values)
        values |= _noted(note, known, is_asked=_stays_asked(values, note))
        values["findings"] = [*values["findings"], *new_findings(asked, values["findings"])]
        values = _found_anew(values, [note])
    return values


def _found_anew(values: dict[str, Any], notes: Iterable[DocumentNote]) -> dict[str, Any]:
    """The row with what describing and comparing have found, in place of what they found before."""
    findings = values["findings"]
    for note in notes:
        for codes, found in (
            (paper_findings.DESCRIBED, note.doubts),
            (facts.MATCHED, note.compared),
        ):
            if found is not None:
                others = [one for one in findings if one["code"] not in codes]
                findings = [*others, *map(asdict, found)]
    return {**values, "findings": findings}


def new_findings(
    findings: list[dict[str, Any]], known: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Give the findings that are not known yet."""
    return [one for one in findings if one not in known]


def _stays_asked(values: Mapping[str, Any], note: DocumentNote) -> bool:
    """Say whether a person is still to say which paper it is: only matching it anew ends that.

    A run may stop between taking in and matching; until then nobody signs it, and everybody may
    answer. Of another scan nothing is asked yet.
    """
    return (
        values["state"] == DocumentState.ASKED.value
        and note.state is DocumentState.IN_PROGRESS
        and note.compared is None
        and note.content_sha256 in {"", values["content_sha256"]}
    )


def _noted(note: DocumentNote, known: Collection[str], *, is_asked: bool) -> dict[str, Any]:
    values: dict[str, Any] = {"source_name": note.source_name, "withdrawn_at": None}
    if not is_asked:
        values["state"] = note.state.value
        values["reason_code"] = note.reason_code
        values["reason_details"] = dict(note.reason_details)
    found = None if note.findings is None else known_facts(note.findings)
    optional = {
        "source_paths": list(note.source_paths) or None,
        "content_sha256": note.content_sha256 or None,
        "year": note.year,
        "page_count": note.page_count,
        "confidence": note.confidence,
        "findings": None if found is None else [asdict(one) for one in found],
        "page_says": None if note.header is None else page_says(note.header),
        "born_digital": note.born_digital,
    }
    values |= {name: value for name, value in optional.items() if value is not None}
    if note.description is None:
        return values
    said = description_values(note.description)
    if said["record_id"] not in known:
        said["record_id"] = None
    return values | said


def save_documents(
    connection: Connection,
    new: list[dict[str, Any]],
    changed: Iterable[tuple[Mapping[Any, Any], Mapping[str, Any]]],
) -> None:
    """Write whole rows: new ones, and known ones as they were and as they are now.

    Only columns that have changed in one of them are written: each index costs a little.
    """
    write_many(connection, insert(documents), new)
    pairs = list(changed)
    states = [(row["document_id"], row["state"]) for row in new]
    states += [(row["document_id"], values["state"]) for row, values in pairs]
    stored = (identity for identity, state in states if DocumentState(state).is_stored)
    will_be_sealed(connection, stored)
    same = set[str]().union(*(values for _row, values in pairs))
    names = set(same)
    for row, values in pairs:
        same.difference_update([name for name in same if values[name] != row[name]])
    names -= same
    if not names:
        return
    keyed = [
        {"document_id": row["document_id"], **{name: values[name] for name in sorted(names)}}
        for row, values in pairs
    ]
    update_many(connection, documents.c.document_id, keyed)


def withdraw_absent(
    connection: Connection, batch: str, *, present: Collection[str], at: dt.datetime
) -> int:
    """Mark documents of a batch whose masters a person took out of the box."""
    query = select(documents.c.document_id).where(
        documents.c.batch == nfc(batch),
        documents.c.archive_path.is_(None),
        documents.c.withdrawn_at.is_(None),
    )
    gone = set(connection.execute(query).scalars()) - set(present)
    for identity in gone:
        connection.execute(
            update(documents)
            .where(documents.c.document_id == identity)
            .values(withdrawn_at=as_text(at))
        )
    return len(gone)


def searched_words(values: Mapping[str, Any]) -> str:
    """Give the searched words of a description, as they stand before a document's text."""
    names = ("number", "record_type", "subject", "owner", "room")
    return described(Description(**{name: values[name] for name in names}))


def find_document(connection: Connection, document_id: str) -> RowMapping | None:
    """A document's row, if it is known."""
    query = select(documents).where(documents.c.document_id == document_id)
    return connection.execute(query).mappings().first()
