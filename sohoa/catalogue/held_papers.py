"""Papers of the catalogue that rows of a register may mean: no others are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, RowMapping, select

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.notes import Importing
from sohoa.catalogue.paper_store import record_in, rows_of
from sohoa.catalogue.parts import WRITTEN, in_parts
from sohoa.catalogue.schema import register_records
from sohoa.domain.identifiers import number_key
from sohoa.domain.paper_facts import Listing
from sohoa.domain.paper_identity import plain
from sohoa.domain.register import MissingPaper, RegisterRecord, RegisterRow
from sohoa.domain.register_matching import HeldPaper

_COLUMN = register_records.c
#: Between an owner's name and what else is asked of a paper: no name has it.
_BETWEEN = "\n"


def held_for(connection: Connection, rows: Iterable[RegisterRow]) -> Iterator[RowMapping]:
    """The papers with the number and year of any row, and those that rows name by their id.

    Of the papers without a number, those of an owner of such a row.
    """
    wanted, owners, named = set[tuple[str, int]](), set[str](), set[str]()
    for row in rows:
        if row.meant:
            named.add(row.meant)
        if row.record:
            number = number_key(row.record.number)
            wanted.add((number, row.record.formed.year))
            if not number:
                owners.add(plain(row.record.owner))
    numbers = {number for number, _year in wanted if number}
    of_these_years = _COLUMN.year.in_(sorted({year for _number, year in wanted}))
    seen = set[str]()
    for rows_found in (
        rows_of(connection, _COLUMN.number_key, numbers, of_these_years),
        rows_of(connection, _COLUMN.owner_key, owners, of_these_years, _COLUMN.number_key == ""),
    ):
        for paper in rows_found:
            if (paper["number_key"], paper["year"]) in wanted:
                seen.add(paper["record_id"])
                yield paper
    yield from rows_of(connection, _COLUMN.record_id, named - seen)


def near_papers(
    connection: Connection, records: Collection[RegisterRecord]
) -> Iterator[RowMapping]:
    """The papers that one of these may be a slip away from (`register_matching.ask_near`).

    They share owner and subject, and the day or else the number.
    """
    serials, known = set[int](), _known_owners(connection, records)
    records = [one for one in records if plain(one.owner) in known]
    for column, said in (
        (_COLUMN.formed, {_words(one, one.formed.iso) for one in records}),
        (_COLUMN.number_key, {_words(one, number_key(one.number)) for one in records}),
    ):
        owned = {f"{owner}{_BETWEEN}{value}" for owner, _subject, value in said}
        for some in in_parts(sorted({value for _owner, _subject, value in said}), WRITTEN):
            # Of a million papers each day is that of hundreds: others' are left where they are.
            query = select(_COLUMN.serial, _COLUMN.owner_key, _COLUMN.subject, column).where(
                column.in_(some), is_among(_COLUMN.owner_key + _BETWEEN + column, owned)
            )
            for serial, owner, subject, value in connection.execute(query):
                if (owner, plain(subject), value) in said:
                    serials.add(serial)
    return rows_of(connection, _COLUMN.serial, serials)


def _known_owners(connection: Connection, records: Iterable[RegisterRecord]) -> set[str]:
    """The owners of these of whom there is a paper: none, where a register is the first."""
    found, column = set[str](), _COLUMN.owner_key
    for some in in_parts(sorted({plain(one.owner) for one in records}), WRITTEN):
        found.update(
            connection.execute(select(column).where(column.in_(some)).distinct()).scalars()
        )
    return found


def _words(record: RegisterRecord, value: str) -> tuple[str, str, str]:
    return plain(record.owner), plain(record.subject), value


def missing_papers(
    connection: Connection, importing: Importing, named: set[str]
) -> tuple[MissingPaper, ...]:
    """The listed papers of a room that its complete register does not name."""
    if not importing.complete_room:
        return ()
    room_line = importing.rule.room_line
    query = (
        select(_COLUMN.record_id, _COLUMN.number, _COLUMN.formed, _COLUMN.subject, _COLUMN.room)
        .where(_COLUMN.listing == Listing.LISTED.value)
        .order_by(_COLUMN.serial)
    )
    wanted = plain(room_line(importing.complete_room))
    return tuple(
        MissingPaper(row.record_id, row.number, row.formed, row.subject)
        for row in connection.execute(query)
        if row.record_id not in named and plain(room_line(row.room)) == wanted
    )


def paper_in(row: RowMapping) -> HeldPaper:
    """The paper of a row, as a register is matched with it."""
    return HeldPaper(
        row["merged_into"] or row["record_id"],
        record_in(row),
        is_listed=row["listing"] == Listing.LISTED.value,
        merged_id=row["record_id"] if row["merged_into"] else "",
    )
