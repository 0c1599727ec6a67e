"""Stores where documents stand, gives out places in the archive, and enters records."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)

from sohoa.catalogue import custody_store
from sohoa.catalogue.document_facts import record_archived
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.notes import DocumentNote, RenewedRecord
from sohoa.catalogue.said import description_values, known_records, page_says
from sohoa.catalogue.schema import document_texts, documents, reservations
from sohoa.catalogue.search_index import (
    SearchTable,
    add_to_search,
    described,
)
from sohoa.catalogue.sheet_rule import compare_archived
from sohoa.domain import facts
from sohoa.domain.errors import (
    ArchiveConflictError,
    DuplicateContentError,
    RecordTakenError,
)
from sohoa.domain.identifiers import FileUnitCode
from sohoa.domain.needs import known_facts
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import CatalogueRecord, Description, SignatureNote
from sohoa.domain.vietnamese import nfc

_BATCHED = 500
#: The last parts of an archived file's path: year, file unit, name.
_DEPTH = 3


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
    held = {row["document_id"]: row for row in _held(connection, told)}
    known = known_records(connection, notes)
    new, changed = list[dict[str, Any]](), list[dict[str, Any]]()
    for identity, of_one in told.items():
        row = held.get(identity)
        if row is not None and _stands(row, of_one[-1], phase):
            continue
        values = dict(row or blank_document(identity))
        for note in of_one:
            asked = _questions(values) if note.header is None else []
            values |= _noted(note, known)
            values["findings"] = [*values["findings"], *_new(asked, values["findings"])]
        values |= {"batch": nfc(batch), "phase": phase, "updated_at": as_text(at)}
        (new if row is None else changed).append(values)
    save_documents(connection, new, changed)


def _held(connection: Connection, identities: Iterable[str]) -> list[RowMapping]:
    rows = list[RowMapping]()
    waiting = iter(identities)
    while some := list(itertools.islice(waiting, _BATCHED)):
        query = select(documents).where(documents.c.document_id.in_(some))
        rows += connection.execute(query).mappings()
    return rows


def _stands(row: RowMapping, note: DocumentNote, phase: int) -> bool:
    """Say if the present note stays: an archived record, and the word of the right phase.

    A document set aside "for phase 2" says nothing new when phase 2 has had it in hand.
    """
    if DocumentState(row["state"]).is_stored:
        return True
    other = note.reason_details.get("other", "")
    is_for_other = note.state is DocumentState.SET_ASIDE and other == str(row["phase"])
    return is_for_other and row["phase"] != phase and row["withdrawn_at"] is None


def _questions(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the findings of comparing: they stand until the document is read and compared again.

    A person's answer counts for what they were shown, also when taking in comes between.
    """
    return [one for one in values["findings"] if one["code"] in facts.MATCHED]


def _new(findings: list[dict[str, Any]], known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in findings if one not in known]


def _noted(note: DocumentNote, known: Collection[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": note.state.value,
        "source_name": note.source_name,
        "reason_code": note.reason_code,
        "reason_details": dict(note.reason_details),
        "withdrawn_at": None,
    }
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
    connection: Connection, new: list[dict[str, Any]], changed: list[dict[str, Any]]
) -> None:
    """Write whole rows."""
    if new:
        connection.execute(insert(documents), new)
    if changed:
        keyed = [{**values, "of_document": values["document_id"]} for values in changed]
        statement = (
            update(documents)
            .where(documents.c.document_id == bindparam("of_document"))
            .values({name: bindparam(name) for name in changed[0] if name != "document_id"})
        )
        connection.execute(statement, keyed)


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


def reserve_place(connection: Connection, document_id: str, *, file_unit: FileUnitCode) -> int:
    """Reserve a document's ordinal in a file unit, from 1 without gaps; idempotent.

    Asked again, the same ordinal comes back, whatever happened between; an ordinal once given is
    never given to another document.

    Raises:
        DuplicateContentError, RecordTakenError: Another document has, or is about to have, the
            same scan or the same paper of the register in the archive.
        ArchiveConflictError: The document is archived, in another file unit.
    """
    row = find_document(connection, document_id)
    if row is not None and DocumentState(row["state"]).is_stored:
        if row["file_code"] != str(file_unit):
            raise ArchiveConflictError(document_id, name=row["archive_name"])
        return int(row["ordinal"])
    if row is not None:
        refuse_taken(connection, dict(row), is_entering=False)
    place = reservations.c
    query = select(place.ordinal).where(
        place.document_id == document_id, place.file_code == str(file_unit)
    )
    if (given := connection.execute(query).scalar()) is not None:
        return int(given)
    last = select(func.max(place.ordinal)).where(place.file_code == str(file_unit))
    ordinal = 1 + (connection.execute(last).scalar() or 0)
    values = {"file_code": str(file_unit), "ordinal": ordinal, "document_id": document_id}
    connection.execute(insert(reservations).values(values))
    return ordinal


def refuse_taken(connection: Connection, values: Mapping[str, Any], *, is_entering: bool) -> None:
    """Refuse to one document the scan or the paper that another has.

    Before a place is given, also what another is about to have: the unique indexes would
    only refuse the entry afterwards, and leave a file in the archive that nobody owns.
    """
    column = documents.c
    is_held = column.state == DocumentState.ARCHIVED.value
    if not is_entering:
        has_place = exists().where(reservations.c.document_id == column.document_id)
        is_held |= (column.state == DocumentState.IN_PROGRESS.value) & has_place
    own = {values["document_id"], custody_store.predecessor_of(connection, values["document_id"])}
    holders = select(column.document_id).where(
        is_held, column.withdrawn_at.is_(None), column.document_id.not_in(own)
    )
    if content := values["content_sha256"]:
        same = connection.execute(holders.where(column.content_sha256 == content)).scalar()
        if same:
            raise DuplicateContentError(values["document_id"], other=same)
    if record_id := values["record_id"]:
        holder = connection.execute(holders.where(column.record_id == record_id)).scalar()
        if holder:
            raise RecordTakenError(values["document_id"], record_id=record_id, other=holder)


def enter_record(connection: Connection, record: CatalogueRecord, *, text: str) -> None:
    """Enter an archived record with its text, so that it counts and is found; idempotent.

    Raises:
        DuplicateContentError, RecordTakenError: Another document has the same scan or the same
            paper of the register in the archive.
        ArchiveConflictError: The document is archived with other bytes.
        OSError: The archived file is not there.
    """
    identity = record.signed.archival.read.scanned.document_id
    row = find_document(connection, identity)
    if row is not None and DocumentState(row["state"]).is_stored:
        if row["sha256"] != record.signed.sha256:
            raise ArchiveConflictError(identity, name=row["archive_name"])
        return
    values = {**(row or blank_document(identity)), **_entered(record)}
    if row is not None:
        values["findings"] += _new(_questions(dict(row)), values["findings"])
    refuse_taken(connection, values, is_entering=True)
    decision = custody_store.make_room(connection, values)
    save_documents(connection, *([values], []) if row is None else ([], [values]))
    record_archived(connection, values, at=dt.datetime.now(dt.UTC))
    custody_store.conclude(connection, decision, values)
    compare_archived(connection, document_id=identity)
    _enter_text(
        connection, identity, "\n".join(part for part in (searched_words(values), text) if part)
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
    }
    connection.execute(
        update(documents).where(documents.c.document_id == document_id).values(values)
    )


def _entered(record: CatalogueRecord) -> dict[str, Any]:
    read = record.signed.archival.read
    scanned = read.scanned
    archived_at = as_text(record.archived_at)
    return {
        **description_values(facts.described(read)),
        "batch": nfc(scanned.batch),
        "state": DocumentState.ARCHIVED.value,
        "source_name": scanned.source_name,
        "content_sha256": scanned.content_sha256,
        "year": facts.year_of(read),
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
        "archive_path": str(PurePosixPath(*record.archive_path.parts[-_DEPTH:])),
        "archive_name": record.archive_path.name,
        "sha256": record.signed.sha256,
        "size_bytes": record.archive_path.stat().st_size,
        "kept_original": scanned.kept_original,
        "signatures": [_signature(note) for note in record.signed.signatures],
        "archived_at": archived_at,
        "receipt_sha256": record.receipt_sha256,
        "reading_sha256": record.reading_sha256,
        "reading_bytes": record.reading_bytes,
        "generation": 1,
        "provable_until": as_text(record.provable_until) if record.provable_until else None,
        "withdrawn_at": None,
        "updated_at": archived_at,
    }


def _signature(note: SignatureNote) -> dict[str, str]:
    return {**asdict(note), "signed_at": as_text(note.signed_at)}


def searched_words(values: Mapping[str, Any]) -> str:
    """Give the searched words of a description, as they stand before a document's text."""
    names = ("number", "record_type", "subject", "owner", "room")
    return described(Description(**{name: values[name] for name in names}))


def _enter_text(connection: Connection, identity: str, text: str) -> None:
    last = connection.execute(select(func.max(document_texts.c.serial))).scalar() or 0
    values = {"serial": last + 1, "document_id": identity, "text": nfc(text)}
    connection.execute(insert(document_texts).values(values))
    add_to_search(connection, SearchTable.DOCUMENTS, {last + 1: text})


def find_document(connection: Connection, document_id: str) -> RowMapping | None:
    """A document's row, if it is known."""
    query = select(documents).where(documents.c.document_id == document_id)
    return connection.execute(query).mappings().first()
