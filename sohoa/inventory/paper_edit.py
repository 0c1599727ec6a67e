"""Other values for a paper that is held, read as a register's cells are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sohoa.domain.inventory_errors import PaperValueError
from sohoa.domain.owner_numbers import FAULT_TEXTS, NumberFault, masked
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.register import RegisterRecord, RowProblem, Validity
from sohoa.inventory.error_sheet import explain_problem
from sohoa.inventory.owner_columns import KINDS, locked_text
from sohoa.inventory.record import Manner, read_record
from sohoa.inventory.section import Office, Section
from sohoa.language import _
from sohoa.tabular.columns import Column, column_of, column_title
from sohoa.tabular.sheet import Cell

#: Column that may be written anew -> the attribute it gives.
EDITED = {
    Column.ROOM: "room",
    Column.RECORD_TYPE: "record_type",
    Column.NUMBER: "number",
    Column.DATE: "formed",
    Column.SUBJECT: "subject",
    Column.OWNER: "owner",
    **dict.fromkeys(KINDS, "owner_id"),
    Column.LOCATION: "location",
    Column.SHEETS: "sheets",
    Column.VALIDITY: "validity",
    Column.VALID_UNTIL: "valid_until",
    Column.EXCLUSION: "exclusion",
}
#: Validity as registers have it.
STATES = {
    Validity.IN_FORCE: "Còn hiệu lực",
    Validity.EXPIRED: "Hết hiệu lực",
    Validity.REPLACED: "Đã thay thế",
    Validity.REVOKED: "Đã thu hồi",
    Validity.USED: "Đã sử dụng",
    Validity.UNKNOWN: "",
}


def edited(
    record_id: str, held: RegisterRecord, said: Mapping[Column, str], office: Office
) -> RegisterRecord:
    """Give the record with the values of some columns instead of its own.

    A value may be empty where a paper need not have one. Numbers of owners are locked before they
    are read, and masked in other values.

    Raises:
        PaperValueError: A value is none of its column, or the paper would lack what each has.
        OwnerKeyMissingError, OwnerKeyLostError, OwnerKeyOtherError: There is a number of an owner,
            and no key to lock it by.
    """
    said = {column: text if column in KINDS else masked(text) for column, text in said.items()}
    cells = {column: Cell(text) for column, text in {**texts_of(held), **said}.items()}
    for column in KINDS.keys() & cells.keys():
        text = locked_text(cells[column], KINDS[column], office.owners)
        cells[column] = Cell(text)
    labels = {column: column_title(column) for column in cells}
    reading = read_record(
        cells, labels, office=office, section=Section(), manner=Manner(is_confirmed=True)
    )
    labels_said = {labels[column] for column in said}
    problems = [*reading.problems, *(one for one in reading.doubts if one.column in labels_said)]
    problems += _unknown_names(reading.record, said, office)
    problems += _no_numbers(reading.record, said)
    if reading.record is None or problems:
        told = "; ".join(map(explain_problem, problems))
        raise PaperValueError(record=record_id, problems=told)
    return replace(held, **{EDITED[one]: getattr(reading.record, EDITED[one]) for one in said})


def field_named(name: str) -> Column | None:
    """The column that a person means: as a register heads it, or as `--json` calls the attribute.

    >>> field_named("owner"), field_named("Số tờ"), field_named("màu")
    (<Column.OWNER: 'owner'>, <Column.SHEETS: 'sheets'>, None)
    """
    by_attribute = {attribute: column for column, attribute in EDITED.items()}
    by_attribute["owner_id"] = Column.OWNER_ID
    found = column_of(name)
    named = by_attribute.get(name.strip().casefold()) or (found[0] if found else None)
    return named if named in EDITED else None


def texts_of(record: RegisterRecord) -> dict[Column, str]:
    """A record as a register's cells have it."""
    until = record.valid_until
    return {
        Column.ROOM: record.room,
        Column.RECORD_TYPE: record.record_type,
        Column.NUMBER: record.number,
        Column.DATE: str(record.formed),
        Column.SUBJECT: record.subject,
        Column.OWNER: record.owner,
        Column.LOCATION: record.location,
        Column.SHEETS: "" if record.sheets is None else str(record.sheets),
        Column.VALIDITY: STATES[record.validity],
        Column.VALID_UNTIL: str(PartialDate.parse(until.isoformat())) if until else "",
        Column.EXCLUSION: record.exclusion,
    }


def _no_numbers(record: RegisterRecord | None, said: Mapping[Column, str]) -> Iterator[RowProblem]:
    """A word where a number of an owner was to stand takes none away."""
    if record is None or record.owner_id:
        return
    for column in said.keys() & KINDS.keys():
        if said[column]:
            yield RowProblem(column_title(column), "•••", _(FAULT_TEXTS[NumberFault.LENGTH]))


def _unknown_names(
    record: RegisterRecord | None, said: Mapping[Column, str], office: Office
) -> Iterator[RowProblem]:
    if record is None:
        return
    if Column.ROOM in said and not office.knows_room(record.room):
        expected = _("a room of config/rooms.toml")
        yield RowProblem(column_title(Column.ROOM), record.room, expected)
    if Column.RECORD_TYPE in said and not office.knows_type(record.record_type):
        expected = _("a type of config/record_types.toml")
        yield RowProblem(column_title(Column.RECORD_TYPE), record.record_type, expected)
