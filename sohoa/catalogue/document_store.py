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

from sohoa.catalogue.instants import as_text
from sohoa.catalogue.notes import DocumentNote, RenewedRecord
from sohoa.catalogue.schema import document_texts, documents, reservations
from sohoa.catalogue.search_index import (
    SearchTable,
    add_to_search,
    described,
    remove_from_search,
)
from sohoa.catalogue.sheet_rule import findings_with_sheets
from sohoa.domain.batons import CatalogueRecord, Description, SignatureNote
from sohoa.domain.errors import (
    ArchiveConflictError,
    DuplicateContentError,
    RecordTakenError,
)
from sohoa.domain.identifiers import FileUnitCode, number_key, receipt_name
from sohoa.domain.outcome import DocumentState
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
        **_described(Description()),
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
    new, changed = list[dict[str, Any]](), list[dict[str, Any]]()
    for identity, of_one in told.items():
        row = held.get(identity)
        if row is not None and _stands(row, of_one[-1], phase):
            continue
        values = dict(row or blank_document(identity))
        for note in of_one:
            values |= _noted(note)
        values |= {"batch": nfc(batch), "phase": phase, "updated_at": as_text(at)}
        (new if row is None else changed).append(values)
    _save(connection, new, changed)


def _held(connection: Connection, identities: Iterable[str]) -> list[RowMapping]:
    rows = list[RowMapping]()
    waiting = iter(identities)
    while some := list(itertools.islice(waiting, _BATCHED)):
        query = select(documents).where(documents.c.document_id.in_(some))
        rows += connection.execute(query).mappings()
    return rows


def _stands(row: RowMapping, note: DocumentNote, phase: int) -> bool:
    """Whether what is noted stays: an archived record, and the word of the right phase.

    A document set aside "for phase 2" says nothing new when phase 2 has had it in hand.
    """
    if row["state"] == DocumentState.ARCHIVED.value:
        return True
    other = note.reason_details.get("other", "")
    is_for_other = note.state is DocumentState.SET_ASIDE and other == str(row["phase"])
    return is_for_other and row["phase"] != phase and row["withdrawn_at"] is None


def _noted(note: DocumentNote) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": note.state.value,
        "source_name": note.source_name,
        "reason_code": note.reason_code,
        "reason_details": dict(note.reason_details),
        "withdrawn_at": None,
    }
    optional = {
        "source_paths": list(note.source_paths) or None,
        "content_sha256": note.content_sha256 or None,
        "year": note.year,
        "page_count": note.page_count,
        "confidence": note.confidence,
        "findings": None if note.findings is None else [asdict(one) for one in note.findings],
    }
    values |= {name: value for name, value in optional.items() if value is not None}
    return values | (_described(note.description) if note.description else {})


def _described(description: Description) -> dict[str, Any]:
    return {
        "record_id": description.record_id or None,
        "number": description.number,
        "number_key": number_key(description.number),
        "formed": description.formed.iso if description.formed else "",
        "record_type": description.record_type,
        "room": description.room,
        "subject": description.subject,
        "owner": description.owner,
        "sheets": description.sheets,
    }


def _save(connection: Connection, new: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
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
        documents.c.state != DocumentState.ARCHIVED.value,
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
    """Give a document its ordinal in a file unit; asked again, the same."""
    row = _document(connection, document_id)
    if row is not None and row["state"] == DocumentState.ARCHIVED.value:
        if row["file_code"] != str(file_unit):
            raise ArchiveConflictError(document_id, name=row["archive_name"])
        return int(row["ordinal"])
    if row is not None:
        _refuse_taken(connection, dict(row), is_entering=False)
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


def _refuse_taken(connection: Connection, values: Mapping[str, Any], *, is_entering: bool) -> None:
    """Refuse to one document the scan or the paper that another has.

    Before a place is given, also what another is about to have: the unique indexes would
    only refuse the entry afterwards, and leave a file in the archive that nobody owns.
    """
    column = documents.c
    is_held = column.state == DocumentState.ARCHIVED.value
    if not is_entering:
        has_place = exists().where(reservations.c.document_id == column.document_id)
        is_held |= (column.state == DocumentState.IN_PROGRESS.value) & has_place
    holders = select(column.document_id).where(
        is_held, column.withdrawn_at.is_(None), column.document_id != values["document_id"]
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
    """Enter an archived record with its text; asked again, nothing changes."""
    identity = record.signed.archival.read.scanned.document_id
    row = _document(connection, identity)
    if row is not None and row["state"] == DocumentState.ARCHIVED.value:
        if row["sha256"] != record.signed.sha256:
            raise ArchiveConflictError(identity, name=row["archive_name"])
        return
    values = {**(row or blank_document(identity)), **_entered(record)}
    _refuse_taken(connection, values, is_entering=True)
    _save(connection, *([values], []) if row is None else ([], [values]))
    _enter_text(connection, identity, "\n".join(part for part in (_words(values), text) if part))


def file_unit_members(connection: Connection, file_code: str) -> tuple[tuple[str, str], ...]:
    """Name and SHA-256 of a file unit's records and their receipts, by record."""
    columns = documents.c
    query = (
        select(columns.archive_name, columns.sha256, columns.receipt_sha256)
        .where(columns.file_code == file_code, columns.state == DocumentState.ARCHIVED.value)
        .order_by(columns.archive_name)
    )
    members: list[tuple[str, str]] = []
    for name, sha256, receipt in connection.execute(query):
        members.append((name, sha256))
        if receipt:
            members.append((receipt_name(name), receipt))
    return tuple(members)


def renew_record(connection: Connection, document_id: str, renewed: RenewedRecord) -> None:
    """Enter the next form of an archived file; asked again, nothing changes.

    Raises:
        ArchiveConflictError: The catalogue knows neither the form before nor this one.
    """
    row = _document(connection, document_id)
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


def complete_description(
    connection: Connection, document_id: str, description: Description, *, at: dt.datetime
) -> bool:
    """Enter what is now known of an archived document; says whether anything changed."""
    row = _document(connection, document_id)
    if row is None or row["state"] != DocumentState.ARCHIVED.value:
        return False
    year = description.formed.year if description.formed else row["year"]
    if row["record_id"] not in (None, description.record_id) or year != row["year"]:
        return False
    said = {name: value for name, value in _described(description).items() if value}
    values = {**row, **said}
    values["findings"] = findings_with_sheets(dict(row), values["sheets"])
    if values == dict(row):
        return False
    _refuse_taken(connection, values, is_entering=True)
    _save(connection, [], [{**values, "updated_at": as_text(at)}])
    _retell(connection, document_id, before=_words(dict(row)), after=_words(values))
    return True


def _entered(record: CatalogueRecord) -> dict[str, Any]:
    read = record.signed.archival.read
    scanned = read.scanned
    archived_at = as_text(record.archived_at)
    return {
        **_described(_best_description(record)),
        "batch": nfc(scanned.batch),
        "state": DocumentState.ARCHIVED.value,
        "source_name": scanned.source_name,
        "content_sha256": scanned.content_sha256,
        "year": read.year,
        "reason_code": "",
        "reason_details": {},
        "page_count": record.signed.archival.page_count,
        "confidence": read.confidence,
        "findings": [asdict(one) for one in read.all_findings],
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
        "generation": 1,
        "provable_until": as_text(record.provable_until) if record.provable_until else None,
        "withdrawn_at": None,
        "updated_at": archived_at,
    }


def _best_description(record: CatalogueRecord) -> Description:
    """The list's and the register's word; where they are silent, what the first page says."""
    said, header = (
        record.signed.archival.read.scanned.description,
        record.signed.archival.read.header,
    )
    return Description(
        record_id=said.record_id,
        number=said.number or header.number,
        formed=said.formed or header.formed,
        record_type=said.record_type or header.record_type,
        room=said.room,
        subject=said.subject,
        owner=said.owner,
        sheets=said.sheets,
    )


def _signature(note: SignatureNote) -> dict[str, str]:
    return {**asdict(note), "signed_at": as_text(note.signed_at)}


def _words(values: dict[str, Any]) -> str:
    names = ("number", "record_type", "subject", "owner", "room")
    return described(Description(**{name: values[name] for name in names}))


def _enter_text(connection: Connection, identity: str, text: str) -> None:
    last = connection.execute(select(func.max(document_texts.c.serial))).scalar() or 0
    values = {"serial": last + 1, "document_id": identity, "text": nfc(text)}
    connection.execute(insert(document_texts).values(values))
    if connection.dialect.name == "sqlite":
        add_to_search(connection, SearchTable.DOCUMENTS, {last + 1: text})


def _retell(connection: Connection, identity: str, *, before: str, after: str) -> None:
    """Put the new description before a document's text, where the old one stood."""
    of_document = document_texts.c.document_id == identity
    row = connection.execute(select(document_texts).where(of_document)).mappings().one()
    read = row["text"].removeprefix(nfc(before)).removeprefix("\n")
    text = nfc("\n".join(part for part in (after, read) if part))
    connection.execute(update(document_texts).where(of_document).values(text=text))
    if connection.dialect.name == "sqlite":
        remove_from_search(connection, SearchTable.DOCUMENTS, row["serial"], row["text"])
        add_to_search(connection, SearchTable.DOCUMENTS, {row["serial"]: text})


def _document(connection: Connection, document_id: str) -> RowMapping | None:
    query = select(documents).where(documents.c.document_id == document_id)
    return connection.execute(query).mappings().first()
