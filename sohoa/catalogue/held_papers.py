"""Papers of the catalogue that rows of a register may mean: no others are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, RowMapping, select

from sohoa.catalogue.inserting import in_parts
from sohoa.catalogue.paper_store import record_in, rows_of
from sohoa.catalogue.schema import register_records
from sohoa.domain.identifiers import number_key
from sohoa.domain.paper_facts import Listing
from sohoa.domain.paper_identity import plain
from sohoa.domain.register import RegisterRecord, RegisterRow
from sohoa.domain.register_matching import HeldPaper

_COLUMN = register_records.c


def held_for(connection: Connection, rows: Iterable[RegisterRow]) -> Iterator[RowMapping]:
    """The papers with the number and year of any row, and those that rows name by their id.

    Of the papers without a number, those of an owner of such a row.
    """
    rows = list(rows)
    records = [row.record for row in rows if row.record]
    wanted = {(number_key(record.number), record.formed.year) for record in records}
    owners = {plain(record.owner) for record in records if not number_key(record.number)}
    numbers = {number for number, _year in wanted if number}
    of_these_years = _COLUMN.year.in_(sorted({year for _number, year in wanted}))
    seen = set[str]()
    for rows_found in (
        rows_of(connection, _COLUMN.number_key, numbers, of_these_years),
        rows_of(connection, _COLUMN.owner_key, owners, of_these_years, _COLUMN.number_key == ""),
    ):
        for row in rows_found:
            if (row["number_key"], row["year"]) in wanted:
                seen.add(row["record_id"])
                yield row
    yield from rows_of(connection, _COLUMN.record_id, {row.meant for row in rows} - seen - {""})


def near_papers(
    connection: Connection, records: Collection[RegisterRecord]
) -> Iterator[RowMapping]:
    """The papers that one of these may be a slip away from (`register_matching.ask_near`).

    They share owner and subject, and the day or else the number.
    """
    serials = set[int]()
    for column, said in (
        (_COLUMN.formed, {_words(one, one.formed.iso) for one in records}),
        (_COLUMN.number_key, {_words(one, number_key(one.number)) for one in records}),
    ):
        owners = {(owner, value) for owner, _subject, value in said}
        for some in in_parts(sorted({value for _owner, value in owners})):
            query = select(_COLUMN.serial, _COLUMN.owner_key, _COLUMN.subject, column)
            for serial, owner, subject, value in connection.execute(query.where(column.in_(some))):
                if (owner, value) in owners and (owner, plain(subject), value) in said:
                    serials.add(serial)
    return rows_of(connection, _COLUMN.serial, serials)


def _words(record: RegisterRecord, value: str) -> tuple[str, str, str]:
    return plain(record.owner), plain(record.subject), value


def paper_in(row: RowMapping) -> HeldPaper:
    """The paper of a row, as a register is matched with it."""
    return HeldPaper(
        row["merged_into"] or row["record_id"],
        record_in(row),
        is_listed=row["listing"] == Listing.LISTED.value,
        merged_id=row["record_id"] if row["merged_into"] else "",
    )
