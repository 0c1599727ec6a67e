"""Gives out places in the archive and enters records: one, or many in one transaction.

One record goes the way of many: every question is asked of all of them together, by an index, so
that a record costs the same whether the catalogue knows ten or a million.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, exists, insert, select, update

from sohoa.catalogue import custody_store, decision_store
from sohoa.catalogue.conditions import apart_from_indexes, is_among
from sohoa.catalogue.corrected import findings_with_corrected
from sohoa.catalogue.counting_on import NumberKind, take_numbers, take_places
from sohoa.catalogue.document_facts import record_archived, record_changed
from sohoa.catalogue.document_seals import will_be_sealed
from sohoa.catalogue.document_store import (
    blank_document,
    find_document,
    known_documents,
    new_findings,
    questions_of,
    save_documents,
    searched_words,
)
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.notes import RenewedRecord
from sohoa.catalogue.paper_decisions import as_decided
from sohoa.catalogue.said import description_values, page_says
from sohoa.catalogue.schema import document_texts, documents, reservations
from sohoa.catalogue.search_index import add_to_search
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.sheet_rule import compare_archived
from sohoa.catalogue.writing_many import write_many
from sohoa.domain import facts
from sohoa.domain.errors import ArchiveConflictError, DuplicateContentError, RecordTakenError
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.needs import known_facts
from sohoa.domain.outcome import DocumentState
from sohoa.domain.owner_numbers import masked
from sohoa.domain.stage_results import CatalogueRecord, SignatureNote
from sohoa.domain.two_times import Act, Change
from sohoa.domain.vietnam_time import day_of
from sohoa.domain.vietnamese import nfc
from sohoa.person import person

#: The last parts of an archived file's path: year, file unit, name.
_DEPTH = 3
#: What is asked of a document before it gets a place.
_OF_PLACE = [
    documents.c[name]
    for name in (
        "document_id", "state", "file_code", "ordinal", "archive_name", "content_sha256",
        "record_id",
    )
]  # fmt: skip
_OF_SIGNATURE = tuple(field.name for field in fields(SignatureNote))


def reserve_place(connection: Connection, document_id: str, *, file_unit: FileUnitCode) -> int:
    """Reserve a document's ordinal in a file unit, from 1 without gaps; idempotent.

    Asked again, the same ordinal comes back, whatever happened between; an ordinal once given is
    never given to another document.

    Raises:
        DuplicateContentError, RecordTakenError: Another document has, or is about to have, the
            same scan or the same paper of the register in the archive.
        ArchiveConflictError: The document is archived, in another file unit.
    """
    return reserve_places(connection, {document_id: file_unit})[document_id]


def reserve_places(connection: Connection, asked: Mapping[str, FileUnitCode]) -> dict[str, int]:
    """Reserve the ordinals of documents, as `reserve_place` does one's: all of them, or none.

    Raises:
        DuplicateContentError, RecordTakenError, ArchiveConflictError: As `reserve_place`.
    """
    rows = known_documents(connection, asked, _OF_PLACE)
    given = dict[str, int]()
    for identity, row in rows.items():
        if DocumentState(row["state"]).is_stored:
            if row["file_code"] != str(asked[identity]):
                raise ArchiveConflictError(identity, name=row["archive_name"])
            given[identity] = int(row["ordinal"])
    waiting = [dict(row) for identity, row in rows.items() if identity not in given]
    refuse_taken(connection, waiting, is_entering=False)
    given |= _given_before(connection, asked)
    by_unit: dict[str, list[str]] = {}
    for identity, unit in asked.items():
        if identity not in given:
            by_unit.setdefault(str(unit), []).append(identity)
    for code, identities in by_unit.items():
        given |= _give(connection, code, identities)
    return given


def _given_before(connection: Connection, asked: Mapping[str, FileUnitCode]) -> dict[str, int]:
    place, given = reservations.c, dict[str, int]()
    query = select(place.document_id, place.file_code, place.ordinal).where(
        is_among(place.document_id, asked)
    )
    for identity, code, ordinal in connection.execute(query):
        if code == str(asked[identity]):
            given[identity] = ordinal
    return given


def _give(connection: Connection, code: str, identities: Sequence[str]) -> dict[str, int]:
    """Give documents the next ordinals of a file unit, in their order."""
    first = take_places(connection, code, len(identities))
    given = dict(zip(identities, itertools.count(first)))
    values = [
        {"file_code": code, "ordinal": ordinal, "document_id": identity}
        for identity, ordinal in given.items()
    ]
    write_many(connection, insert(reservations), values)
    return given


def refuse_taken(
    connection: Connection, every: Sequence[Mapping[str, Any]], *, is_entering: bool
) -> None:
    """Refuse to documents the scan or the paper that another has, also one of themselves.

    Before a place is given, also what another is about to have: the unique indexes would
    only refuse the entry afterwards, and leave a file in the archive that nobody owns.

    Raises:
        DuplicateContentError, RecordTakenError: For the first of them that cannot be taken.
    """
    predecessors = decision_store.predecessors_of(connection, [one["document_id"] for one in every])
    columns = documents.c.content_sha256, documents.c.record_id
    holders = [_holders(connection, of, every, is_entering=is_entering) for of in columns]
    for values in every:
        identity = values["document_id"]
        own = {identity, predecessors.get(identity, "")}
        if same := _other(holders[0], values["content_sha256"], own):
            raise DuplicateContentError(identity, other=same)
        if holder := _other(holders[1], values["record_id"], own):
            raise RecordTakenError(identity, record_id=values["record_id"], other=holder)
        for held, column in zip(holders, columns, strict=True):
            held.setdefault(values[column.name], []).append(identity)


def _holders(
    connection: Connection,
    of: Column[Any],
    every: Iterable[Mapping[str, Any]],
    *,
    is_entering: bool,
) -> dict[str, list[str]]:
    """The documents that hold what these have in a column, by its value."""
    column, held = documents.c, dict[str, list[str]]()
    # Not by the index of states, which leads through the whole archive (`apart_from_indexes`).
    state = apart_from_indexes(column.state)
    is_held = state == DocumentState.ARCHIVED.value
    if not is_entering:
        has_place = exists().where(reservations.c.document_id == column.document_id)
        is_held |= (state == DocumentState.IN_PROGRESS.value) & has_place
    asked = {one[of.name] for one in every if one[of.name]}
    if not asked:
        return held
    query = select(of, column.document_id).where(
        is_among(of, asked), is_held, column.withdrawn_at.is_(None)
    )
    for value, identity in connection.execute(query):
        held.setdefault(value, []).append(identity)
    return held


def _other(held: Mapping[str, list[str]], value: str | None, own: Collection[str]) -> str:
    if not value:
        return ""
    return next((identity for identity in held.get(value, ()) if identity not in own), "")


def enter_record(connection: Connection, record: CatalogueRecord, *, text: str) -> None:
    """Enter an archived record with its text, so that it counts and is found; idempotent.

    Raises:
        DuplicateContentError, RecordTakenError: Another document has the same scan or the same
            paper of the register in the archive.
        ArchiveConflictError: The document is archived with other bytes.
        OSError: The archived file is not there.
    """
    enter_records(connection, [(record, text)])


def enter_records(connection: Connection, entries: Sequence[tuple[CatalogueRecord, str]]) -> None:
    """Enter records with their texts, as `enter_record` does one: all of them, or none.

    Raises:
        DuplicateContentError, RecordTakenError, ArchiveConflictError, OSError: As `enter_record`.
    """
    named = {record.signed.archival.read.scanned.document_id: record for record, _text in entries}
    rows = known_documents(connection, named)
    entered = dict[str, dict[str, Any]]()
    for identity, record in named.items():
        row = rows.get(identity)
        if row is not None and DocumentState(row["state"]).is_stored:
            if row["sha256"] != record.signed.sha256:
                raise ArchiveConflictError(identity, name=row["archive_name"])
            continue
        values = {**(row or blank_document(identity)), **_entered(record)}
        if row is not None:
            values["findings"] += new_findings(questions_of(dict(row)), values["findings"])
        entered[identity] = values
    if not entered:
        return
    for identity, decided in as_decided(connection, entered).items():
        entered[identity] |= decided
        borne = named[identity].signed.archival.known or facts.described(
            named[identity].signed.archival.read
        )
        entered[identity]["findings"] = findings_with_corrected(
            description_values(borne), entered[identity]
        )
    refuse_taken(connection, list(entered.values()), is_entering=True)
    decided = custody_store.make_room(connection, entered)
    new = [values for identity, values in entered.items() if identity not in rows]
    save_documents(
        connection, new, [(row, entered[one]) for one, row in rows.items() if one in entered]
    )
    record_archived(connection, entered.values(), at=_now())
    for identity, decision in decided.items():
        custody_store.conclude(connection, decision, entered[identity])
    compare_archived(
        connection,
        documents_named=[
            one["document_id"]
            for one in entered.values()
            if one["number_key"] and not one["record_id"]
        ],
    )
    texts = {
        record.signed.archival.read.scanned.document_id: masked(text) for record, text in entries
    }
    _enter_texts(
        connection,
        {
            identity: "\n".join(part for part in (searched_words(one), texts[identity]) if part)
            for identity, one in entered.items()
        },
    )


def renew_record(connection: Connection, document_id: str, renewed: RenewedRecord) -> None:
    """Enter the next form of an archived file; asked again, nothing changes.

    Raises:
        ArchiveConflictError: The catalogue knows neither the form before nor this one.
    """
    row = find_document(connection, document_id)
    if row is None or row["sha256"] not in {renewed.sha256_before, renewed.sha256}:
        raise ArchiveConflictError(document_id, name=row["archive_name"] if row else document_id)
    values = {
        "sha256": renewed.sha256,
        "size_bytes": renewed.size_bytes,
        "receipt_sha256": renewed.receipt_sha256,
        "generation": renewed.generation,
        "provable_until": as_text(renewed.provable_until) if renewed.provable_until else None,
        "signatures": renewed.signatures_of(row["signatures"]),
        "updated_at": as_text(renewed.renewed_at),
        "is_listed": 0,
    }
    connection.execute(
        update(documents).where(documents.c.document_id == document_id).values(values)
    )
    will_be_sealed(connection, [document_id])
    change = Change(Act.RENEW, renewed.renewed_at, person())
    record_changed(connection, change, dict(row), {**row, **values})


def _entered(record: CatalogueRecord) -> dict[str, Any]:
    read = record.signed.archival.read
    scanned, said = read.scanned, facts.described(read)
    archived_at = as_text(record.archived_at)
    return {
        **description_values(said),
        "batch": nfc(scanned.batch),
        "state": DocumentState.ARCHIVED.value,
        "source_name": scanned.source_name,
        "content_sha256": scanned.content_sha256,
        "year": said.formed.year if said.formed else None,
        "reason_code": "",
        "reason_details": {},
        "page_count": record.signed.archival.page_count,
        "confidence": read.confidence,
        "findings": [asdict(one) for one in known_facts(read.all_findings)],
        "page_says": page_says(read.header),
        "born_digital": scanned.born_digital,
        "proof_checked_at": None,
        "proof_problem": "",
        "file_code": record.file_code,
        "ordinal": record.ordinal,
        "archive_path": "/".join(record.archive_path.parts[-_DEPTH:]),
        "archive_name": record.archive_path.name,
        "sha256": record.signed.sha256,
        "size_bytes": record.archive_path.stat().st_size,
        "kept_original": scanned.kept_original,
        "signatures": [_signature(note) for note in record.signed.signatures],
        "signers": signers_text(
            tuple((note.field_name, note.signer) for note in record.signed.signatures)
        ),
        "is_listed": 0,
        "archived_at": archived_at,
        "archived_on": day_of(record.archived_at).isoformat(),
        "receipt_sha256": record.receipt_sha256,
        "reading_sha256": record.reading_sha256,
        "reading_bytes": record.reading_bytes,
        "generation": 1,
        "provable_until": as_text(record.provable_until) if record.provable_until else None,
        "withdrawn_at": None,
        "updated_at": archived_at,
    }


def _signature(note: SignatureNote) -> dict[str, str]:
    values = {name: getattr(note, name) for name in _OF_SIGNATURE}
    return {**values, "signed_at": as_text(note.signed_at)}


@lru_cache(maxsize=256)
def signers_text(signed: tuple[tuple[str, str], ...]) -> str:
    """Say who signed in which field: the same for all that the same people have signed."""
    return json.dumps(sorted(set(signed)), ensure_ascii=False, separators=(",", ":"))


def _enter_texts(connection: Connection, texts: Mapping[str, str]) -> None:
    first = take_numbers(connection, NumberKind.TEXT, len(texts))
    numbered = dict(enumerate(texts.items(), start=first))
    values = [
        {"serial": serial, "document_id": identity, "text": nfc(text)}
        for serial, (identity, text) in numbered.items()
    ]
    write_many(connection, insert(document_texts), values)
    add_to_search(
        connection,
        SearchTable.DOCUMENTS,
        ((serial, text) for serial, (_identity, text) in numbered.items()),
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
