"""Finds the paper of the register that a row of a batch list means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.schema import register_records
from sohoa.domain.errors import (
    AmbiguousRecordError,
    OtherRoomOrTypeError,
    RecordContradictionError,
    UnknownRecordError,
)
from sohoa.domain.facts import agree, joined, same_type
from sohoa.domain.identifiers import number_key, record_id_of
from sohoa.domain.naming import AS_NAMED, Naming
from sohoa.domain.paper_facts import Listing
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description
from sohoa.domain.vietnamese import fold, squeeze

#: Asked in this order, and only while more than one paper is left.
_TELLING = ("record_type", "room", "owner", "subject")
#: A document digitizes no paper that was withdrawn or merged away.
_IS_LISTED = register_records.c.listing == Listing.LISTED.value


def link_to_register(
    connection: Connection, description: Description, *, naming: Naming = AS_NAMED
) -> Description:
    """Say with the register's words what a description means.

    A record id decides, that of a merged paper for the one it was merged into; else the number,
    within its year if one is given; else, of several, what else the list says. Each room and each
    type of paper may number its papers by itself: a number alone ties to no paper of another room
    or type. The register's word goes before the list's, which fills gaps. A description that means
    no paper of the register comes back as it is. `naming` gives one name for a room or a type and
    all that it was called, and an empty one for a room that the office does not know.

    Raises:
        UnknownRecordError: There is no such record id, or its paper was withdrawn.
        AmbiguousRecordError: Several papers fit.
        OtherRoomOrTypeError: All papers of the number are of another room or type.
        RecordContradictionError: List and register give the paper different dates.
    """
    if description.record_id:
        record_id = record_id_of(description.record_id)
        found = _listed_of(connection, record_id) if record_id else None
        if found is None:
            raise UnknownRecordError(record_id=description.record_id)
        return _joined(description, found)
    if not description.number:
        return description
    numbered = _numbered(connection, description)
    fitting = [row for row in numbered if not _told_apart(description, row, naming)]
    if numbered and not fitting:
        raise _other_paper(description, numbered[0], naming)
    candidates = _narrowed(description, fitting, naming)
    if len(candidates) > 1:
        years = sorted({str(row["year"]) for row in candidates})
        raise AmbiguousRecordError(
            count=len(candidates), number=description.number, year=", ".join(years)
        )
    return _joined(description, candidates[0]) if candidates else description


def registered_as(connection: Connection, record_id: str) -> Description:
    """Say with the register's words what a paper is, withdrawn and merged ones too."""
    (row,) = _rows(connection, register_records.c.record_id == record_id)
    return _registered(row)


def meant_papers(connection: Connection, record_ids: Iterable[str]) -> dict[str, RowMapping]:
    """The listed papers that ids mean, by the id: themselves, or those they were merged into."""
    column, meant = register_records.c, {one: one for one in record_ids if one}
    found = dict[str, RowMapping]()
    while meant:
        rows = {
            row["record_id"]: row
            for row in _rows(connection, is_among(column.record_id, set(meant.values())))
        }
        found |= {
            one: rows[at]
            for one, at in meant.items()
            if at in rows and rows[at]["listing"] == Listing.LISTED.value
        }
        meant = {
            one: rows[at]["merged_into"]
            for one, at in meant.items()
            if at in rows and one not in found and rows[at]["merged_into"]
        }
    return found


def _listed_of(connection: Connection, record_id: str) -> RowMapping | None:
    """The listed paper that an id means: itself, or the one that it was merged into."""
    for row in _rows(connection, register_records.c.record_id == record_id):
        meant = row["merged_into"] or record_id
        is_meant = register_records.c.record_id == meant
        return next(iter(_rows(connection, is_meant & _IS_LISTED)), None)
    return None


def _rows(connection: Connection, condition: ColumnElement[bool]) -> Sequence[RowMapping]:
    query = select(register_records).where(condition).order_by(register_records.c.serial)
    return connection.execute(query).mappings().all()


def _numbered(connection: Connection, description: Description) -> Sequence[RowMapping]:
    """Listed papers of that number; numbers begin anew every year: another year, another paper."""
    condition = _IS_LISTED & (register_records.c.number_key == number_key(description.number))
    if description.formed:
        condition &= register_records.c.year == description.formed.year
    return _rows(connection, condition)


def _told_apart(
    description: Description, row: RowMapping, naming: Naming
) -> tuple[str, str] | None:
    """Give where list and register contradict on a paper's room or type; `None` if nowhere.

    As far as names tell: rooms that the office knows, types that every office knows.
    """
    rooms = naming.room(description.room), naming.room(row["room"])
    if all(rooms) and _plain(rooms[0]) != _plain(rooms[1]):
        return description.room, row["room"]
    types = naming.record_type(description.record_type), naming.record_type(row["record_type"])
    if _plain(types[0]) != _plain(types[1]) and not same_type(*types):
        return description.record_type, row["record_type"]
    return None


def _other_paper(description: Description, row: RowMapping, naming: Naming) -> OtherRoomOrTypeError:
    listed, registered = _told_apart(description, row, naming) or ("", "")
    return OtherRoomOrTypeError(
        record_id=row["record_id"],
        number=description.number,
        listed=listed,
        registered=registered,
    )


def _narrowed(
    description: Description, candidates: Sequence[RowMapping], naming: Naming
) -> Sequence[RowMapping]:
    """Of several papers, those that fit what else the list says.

    What fits none of them is passed over: a slip in the list must not hide the paper.
    """
    for name in ("formed", *_TELLING):
        if len(candidates) > 1:
            fitting = [row for row in candidates if _fits(description, row, name, naming)]
            candidates = fitting or candidates
    return candidates


def _fits(description: Description, row: RowMapping, name: str, naming: Naming) -> bool:
    if name == "formed":
        return agree(description.formed, _formed(row))
    renamed = {"record_type": naming.record_type, "room": naming.room}.get(name, str)
    said, held = getattr(description, name), row[name]
    return not said or _plain(renamed(said) or said) == _plain(renamed(held) or held)


def _plain(text: str) -> str:
    return fold(squeeze(text))


def _formed(row: RowMapping) -> PartialDate:
    return PartialDate.parse(row["formed"])


def _joined(description: Description, row: RowMapping) -> Description:
    registered = _registered(row)
    if not agree(description.formed, registered.formed):
        raise RecordContradictionError(
            record_id=row["record_id"], listed=description.formed, registered=registered.formed
        )
    return joined(registered, description)


def _registered(row: RowMapping) -> Description:
    names = ("record_id", "number", "record_type", "room", "subject", "owner", "sheets")
    return Description(**{name: row[name] for name in names}, formed=_formed(row))
