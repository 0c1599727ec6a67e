"""Papers that would say of themselves, word for word, what another one of the inventory says.

Two such rows of a register are one paper; two such papers would be counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from sohoa.catalogue.paper_store import record_in, rows_of
from sohoa.catalogue.schema import register_records
from sohoa.domain.identifiers import number_key
from sohoa.domain.paper_facts import Listing
from sohoa.domain.paper_identity import IdentityRule, plain
from sohoa.domain.register import RegisterRecord

#: Number, owner and subject, as they are compared.
Words = tuple[str, str, str]
#: What is compared: whoever says none of it otherwise makes no two papers alike.
TELLING_APART = frozenset({"number", "formed", "record_type", "room", "owner", "subject"})


def alike_papers(
    connection: Connection,
    to_be: Mapping[str, RegisterRecord],
    rule: IdentityRule,
    *,
    new: Iterable[RegisterRecord] = (),
) -> dict[str, str]:
    """Which of some papers would be what another one is, by their ids: paper -> the other.

    Args:
        connection: The catalogue.
        to_be: The papers by their ids, as they are to be.
        rule: What identifies a paper.
        new: Papers that are to be entered with them; they have no id yet.
    """
    numbers = {number_key(one.number) for one in to_be.values()}
    owners = {plain(one.owner) for one in to_be.values() if not number_key(one.number)}
    column = register_records.c
    others = defaultdict[str, list[tuple[str, RegisterRecord]]](list)
    for record_id, record in (*to_be.items(), *(("", record) for record in new)):
        others[number_key(record.number)].append((record_id, record))
    is_listed = column.listing == Listing.LISTED.value
    for rows in (
        rows_of(connection, column.number_key, numbers - {""}, is_listed),
        rows_of(connection, column.owner_key, owners, is_listed, column.number_key == ""),
    ):
        for row in rows:
            if row["record_id"] not in to_be:
                others[row["number_key"]].append((row["record_id"], record_in(row)))
    found = dict[str, str]()
    for record_id, record in to_be.items():
        for other_id, other in others[number_key(record.number)]:
            is_alike = words_said(record) == words_said(other) and rule.is_same(record, other)
            if other_id != record_id and is_alike:
                found.setdefault(record_id, other_id)
    return found


def words_said(record: RegisterRecord) -> Words:
    """What papers share that may be the same: number, owner and subject."""
    number, _formed, _room, _type, owner, subject = record.key.split("\n")
    return number, owner, subject
