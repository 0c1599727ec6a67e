"""Papers of the register: what is said of them is recorded, and their rows follow from it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.description_words import described
from sohoa.catalogue.fact_log import facts_of, record_facts
from sohoa.catalogue.parts import in_parts
from sohoa.catalogue.schema import paper_owners, register_records
from sohoa.catalogue.search_index import (
    add_to_search,
    change_in_search,
    remove_from_search,
)
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.tally_store import recount
from sohoa.catalogue.writing_many import write_many
from sohoa.domain.identifiers import joined_number, number_key, record_id_of_serial
from sohoa.domain.paper_facts import (
    ATTRIBUTES,
    BORNE,
    LISTING,
    MERGED_INTO,
    Listing,
    record_of,
    said_of,
)
from sohoa.domain.paper_identity import plain
from sohoa.domain.register import RegisterRecord
from sohoa.domain.stage_results import Description
from sohoa.domain.two_times import EVER_SINCE, Fact, SubjectKind, state_of

_AT_ONCE = 500


def enter_papers(
    connection: Connection, change_id: int, records: Sequence[RegisterRecord]
) -> list[str]:
    """Enter new papers, and return their ids in the same order."""
    if not records:
        return []
    first = take_numbers(connection, NumberKind.PAPER, len(records))
    serials = range(first, first + len(records))
    identities = [record_id_of_serial(serial) for serial in serials]
    write_many(
        connection,
        insert(register_records),
        (
            {"serial": serial, "record_id": identity, **_columns(record, Listing.LISTED)}
            for serial, identity, record in zip(serials, identities, records, strict=True)
        ),
    )
    record_facts(
        connection,
        change_id,
        SubjectKind.PAPER,
        (
            Fact(identity, {**_borne_and_said(record), LISTING: Listing.LISTED.value})
            for identity, record in zip(identities, records, strict=True)
        ),
    )
    words = zip(serials, map(_words, records), strict=True)
    add_to_search(connection, SearchTable.REGISTER, words)
    owned = {serial: one.owner_id for serial, one in zip(serials, records, strict=True)}
    _enter_owners(connection, owned)
    recount(connection, identities)
    return identities


def _borne_and_said(record: RegisterRecord) -> dict[str, str]:
    """What the first fact of a paper says: of most owners no number is known."""
    said = said_of(record)
    return said if said["owner_id"] else {k: v for k, v in said.items() if k != "owner_id"}


def _enter_owners(connection: Connection, owned: Mapping[int, str]) -> None:
    """Enter by which hashes the owners of papers are found: serial -> `as_kept`."""
    write_many(
        connection,
        insert(paper_owners),
        (
            {"locked": locked, "serial": serial}
            for serial, kept in owned.items()
            for locked in kept.split()
        ),
    )


def say_of_papers(
    connection: Connection,
    change_id: int,
    said: Mapping[str, Mapping[str, str]],
    *,
    today: dt.date,
    since: dt.date | None = None,
) -> None:
    """Record what is said of papers, and bring their rows to it.

    Without a day (`since`), what a paper bears is corrected ever since, and what changes with
    time holds from today on (`sohoa.domain.paper_facts`).
    """
    record_facts(
        connection,
        change_id,
        SubjectKind.PAPER,
        (
            fact
            for identity, attributes in said.items()
            for fact in _facts(identity, attributes, today=today, since=since)
        ),
    )
    bring_papers_to_facts(connection, said)


def _facts(
    identity: str, attributes: Mapping[str, str], *, today: dt.date, since: dt.date | None
) -> Iterator[Fact]:
    if since is not None:
        yield Fact(identity, attributes, since.isoformat())
        return
    borne = {name: value for name, value in attributes.items() if name in BORNE}
    rest = {name: value for name, value in attributes.items() if name not in BORNE}
    if borne:
        yield Fact(identity, borne, EVER_SINCE)
    if rest:
        yield Fact(identity, rest, today.isoformat())


def bring_papers_to_facts(connection: Connection, identities: Iterable[str]) -> None:
    """Bring the rows of papers to what was said of them last, and search with them."""
    said = defaultdict[str, list[Fact]](list)
    for one in facts_of(connection, SubjectKind.PAPER, identities):
        said[one.fact.subject].append(one.fact)
    column = register_records.c
    rows, owned = list[dict[str, Any]](), dict[int, str]()
    for held in rows_of(connection, column.record_id, said):
        state = state_of(said[held["record_id"]], dt.date.max)
        record, listing = record_of(state), Listing(state[LISTING])
        values = _columns(record, listing) | {MERGED_INTO: state.get(MERGED_INTO, "")}
        rows.append({**values, "of_paper": held["record_id"]})
        _retell(connection, held, record, listing)
        if record.owner_id != held["owner_id"]:
            owned[held["serial"]] = record.owner_id
    for some in in_parts(sorted(owned), _AT_ONCE):
        connection.execute(delete(paper_owners).where(paper_owners.c.serial.in_(some)))
    _enter_owners(connection, owned)
    if rows:
        statement = update(register_records).where(column.record_id == bindparam("of_paper"))
        names = [name for name in rows[0] if name != "of_paper"]
        connection.execute(statement.values({name: bindparam(name) for name in names}), rows)
    recount(connection, said)


def _retell(
    connection: Connection, held: RowMapping, record: RegisterRecord, listing: Listing
) -> None:
    """Search finds what is listed, by the words it has now."""
    was_listed, is_listed = held["listing"] == Listing.LISTED.value, listing is Listing.LISTED
    before, after = words_of(held), _words(record)
    serial, table = held["serial"], SearchTable.REGISTER
    if was_listed and is_listed:
        if before != after:
            change_in_search(connection, table, serial, before=before, after=after)
    elif was_listed:
        remove_from_search(connection, table, serial, before)
    elif is_listed:
        add_to_search(connection, table, {serial: after})


def rows_of(
    connection: Connection,
    column: ColumnElement[Any],
    values: Iterable[Any],
    *further: ColumnElement[bool],
) -> Iterator[RowMapping]:
    """The rows of papers that have one of these values in a column, and meet what else is said."""
    for some in in_parts(sorted(set(values)), _AT_ONCE):
        query = select(register_records).where(column.in_(some), *further)
        yield from connection.execute(query.order_by(register_records.c.serial)).mappings()


def all_listed(connection: Connection) -> tuple[tuple[str, RegisterRecord], ...]:
    """The papers of the inventory as they stand, with their ids."""
    column = register_records.c
    query = select(register_records).where(column.listing == Listing.LISTED.value)
    rows = connection.execute(query.order_by(column.serial)).mappings()
    return tuple((row["record_id"], record_in(row)) for row in rows)


#: The columns that hold what is said of a paper, but for its owner's numbers: few registers have
#: them.
_SAID = (
    "number",
    "formed",
    "record_type",
    "subject",
    "owner",
    "sheets",
    "room",
    "location",
    "validity",
    "valid_until",
    "exclusion",
)


def columns_in(row: RowMapping) -> tuple[Any, ...]:
    """What a paper's row says of it, as it is stored; see `columns_of`."""
    return tuple(row[name] for name in _SAID)


def columns_of(record: RegisterRecord) -> tuple[Any, ...]:
    """What a record says, as a paper's row would store it."""
    return (
        record.number,
        record.formed.iso,
        record.record_type,
        record.subject,
        record.owner,
        record.sheets,
        record.room,
        record.location,
        record.validity.value,
        record.valid_until.isoformat() if record.valid_until else None,
        record.exclusion,
    )


def record_in(row: RowMapping) -> RegisterRecord:
    """The record that a paper's row holds."""
    texts = {name: "" if row[name] is None else str(row[name]) for name in ATTRIBUTES}
    return record_of(texts)


def _columns(record: RegisterRecord, listing: Listing) -> dict[str, Any]:
    return {
        "room": record.room,
        "record_type": record.record_type,
        "number": record.number,
        "number_key": number_key(record.number),
        "number_joined": joined_number(record.number),
        "formed": record.formed.iso,
        "year": record.formed.year,
        "subject": record.subject,
        "owner": record.owner,
        "owner_key": plain(record.owner),
        "owner_id": record.owner_id,
        "location": record.location,
        "validity": record.validity.value,
        "valid_until": record.valid_until.isoformat() if record.valid_until else None,
        "exclusion": record.exclusion,
        "sheets": record.sheets,
        "listing": listing.value,
    }


def words_of(row: RowMapping) -> str:
    """The words by which a paper's row is searched."""
    return _words(record_in(row))


def _words(record: RegisterRecord) -> str:
    return described(
        Description(
            number=record.number,
            record_type=record.record_type,
            room=record.room,
            subject=record.subject,
            owner=record.owner,
        )
    )
