"""Stores what was read from a register file: every row with what became of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from sohoa.catalogue.instants import as_text
from sohoa.catalogue.notes import ImportCounts
from sohoa.catalogue.register_changes import Change, changes_in, differences, held_paper
from sohoa.catalogue.schema import register_imports, register_records, register_rows
from sohoa.catalogue.search_index import add_to_search, described
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.sheet_rule import compare_archived
from sohoa.domain.identifiers import number_key, record_id_of_serial
from sohoa.domain.register import (
    FACTS,
    RegisterImport,
    RegisterRecord,
    RegisterRow,
    RowDifference,
    RowOutcome,
    RowProblem,
    fact_text,
)
from sohoa.domain.stage_results import Description
from sohoa.language import _

_SETTLED = (RowOutcome.ACCEPTED, RowOutcome.DUPLICATE)
_DIGEST_DIGITS = 12


@dataclass(slots=True)
class _Ledger:
    """The import while it is being stored: what is known, and what will be written."""

    known: dict[str, str]
    facts: dict[str, tuple[object, ...]]
    next_serial: int
    next_row: int
    records: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    replaced: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    differing: list[RegisterRow] = field(default_factory=list)


def store_register(
    connection: Connection, register: RegisterImport, *, imported_at: dt.datetime
) -> ImportCounts:
    """Store a register file: new papers, and every row read with what became of it.

    Papers get the ids `SO-000001`, `SO-000002` … in file order. A row that names its origin
    replaces the row in error it corrects. Of a file that was stored before, only rows then in
    error that read now are: since then a person may have said a word about marked rows, or added
    a word or a name.
    """
    import_id = _import_of(connection, register.sha256)
    if import_id is not None:
        late, taken = _take_late(connection, register, import_id)
        lacking = compare_archived(connection, from_serial=late) if taken else 0
        counts = _counted(_stored_outcomes(connection, import_id))
        return replace(counts, already_imported=True, taken_late=taken, lacking=lacking)

    import_id = _store_import(connection, register, imported_at)
    ledger = _open_ledger(connection)
    first_serial = ledger.next_serial
    changes = changes_in(connection, register, ledger.known)
    for at, row in enumerate(register.rows):
        _enter(connection, ledger, row, import_id, change=changes.get(at))
    _write(connection, ledger)
    outcomes = Counter(row["outcome"] for row in ledger.rows)
    return replace(
        _counted(outcomes),
        replaced=len(ledger.replaced),
        differing=len(ledger.differing),
        lacking=compare_archived(connection, from_serial=first_serial),
        different_rows=tuple(ledger.differing),
    )


def _take_late(connection: Connection, register: RegisterImport, import_id: int) -> tuple[int, int]:
    """Take rows of a stored file that were in error, were not corrected, and read now.

    Returns the serial from which papers are new, and how many rows were taken.
    """
    columns = register_rows.c
    query = select(columns.id, columns.sheet, columns.row_number).where(
        columns.import_id == import_id, columns.outcome == RowOutcome.ERROR.value
    )
    still_open = {(row.sheet, row.row_number): row.id for row in connection.execute(query)}
    if not still_open:
        return 0, 0
    ledger = _open_ledger(connection)
    first_serial = ledger.next_serial
    changes = changes_in(connection, register, ledger.known)
    taken: list[tuple[int, dict[str, Any]]] = []
    for at, read in enumerate(register.rows):
        row = _changed(read, changes.get(at))
        row_id = still_open.get((row.sheet, row.row_number))
        if row_id is None or row.record is None or row.outcome not in _SETTLED:
            continue
        outcome, record_id, problems = _paper(ledger, row, row.record)
        told = [asdict(problem) for problem in problems]
        values = {"outcome": outcome.value, "record_id": record_id, "problems": told}
        taken.append((row_id, values))
    _write(connection, ledger)
    for row_id, values in taken:
        place = register_rows.c.id == row_id
        connection.execute(update(register_rows).where(place).values(**values))
    return first_serial, len(taken)


def _changed(row: RegisterRow, change: Change | None) -> RegisterRow:
    """A row that seems to be a changed form of a known paper is not counted as another one.

    Of a row that is known by its key only the spelling differs; it is told with the row.
    """
    if change is None or row.outcome not in _SETTLED:
        return row
    if change.same_key:
        told = tuple(one for one in row.problems if one not in change.differences)
        return replace(row, problems=(*told, *change.differences))
    said = _("seems to be {record}, which is held otherwise; `x` under “Xác nhận”: another paper")
    problem = RowProblem("", "", said.format(record=change.record_id))
    problems = (problem, *change.differences)
    return replace(row, outcome=RowOutcome.ERROR, record=None, problems=problems)


def _import_of(connection: Connection, sha256: str) -> int | None:
    query = select(register_imports.c.id).where(register_imports.c.sha256 == sha256)
    found: int | None = connection.execute(query).scalar()
    return found


def _stored_outcomes(connection: Connection, import_id: int) -> Counter[str]:
    query = (
        select(register_rows.c.outcome, func.count())
        .where(register_rows.c.import_id == import_id)
        .group_by(register_rows.c.outcome)
    )
    return Counter(dict(connection.execute(query).tuples().all()))


def _counted(outcomes: Counter[str]) -> ImportCounts:
    return ImportCounts(
        rows=outcomes.total(),
        accepted=outcomes[RowOutcome.ACCEPTED.value],
        duplicates=outcomes[RowOutcome.DUPLICATE.value],
        errors=outcomes[RowOutcome.ERROR.value],
        corrected=outcomes[RowOutcome.CORRECTED.value],
        subtotals=outcomes[RowOutcome.SUBTOTAL.value],
    )


def _store_import(
    connection: Connection, register: RegisterImport, imported_at: dt.datetime
) -> int:
    import_id = 1 + (connection.execute(select(func.max(register_imports.c.id))).scalar() or 0)
    connection.execute(
        insert(register_imports).values(
            id=import_id,
            file_name=register.file_name,
            sha256=register.sha256,
            columns=register.columns,
            unused=list(register.unused),
            legacy_encoding=register.legacy_encoding,
            imported_at=as_text(imported_at),
        )
    )
    return import_id


def _open_ledger(connection: Connection) -> _Ledger:
    columns = register_records.c
    query = select(columns.key, columns.record_id, *(columns[name] for name in FACTS))
    known, facts = dict[str, str](), dict[str, tuple[object, ...]]()
    for key, record_id, *stated in connection.execute(query):
        known[key], facts[key] = record_id, tuple(stated)
    last_row = connection.execute(select(func.max(register_rows.c.id))).scalar() or 0
    return _Ledger(known, facts, next_serial=len(known) + 1, next_row=last_row + 1)


def _enter(
    connection: Connection,
    ledger: _Ledger,
    row: RegisterRow,
    import_id: int,
    *,
    change: Change | None,
) -> None:
    """Decide one row: a new paper, a paper already known, or what the reader said of it."""
    row_id, ledger.next_row = ledger.next_row, ledger.next_row + 1
    earlier = _last_correction(connection, row.origin) if row.origin else None
    if earlier is not None and earlier["outcome"] == RowOutcome.ERROR:
        ledger.replaced.setdefault(earlier["id"], row_id)
    if earlier is None or not earlier["record_id"]:
        row = _changed(row, change)
    outcome, record_id, problems = row.outcome, None, row.problems
    if row.record is not None and outcome in _SETTLED:
        if earlier is not None and earlier["record_id"]:
            outcome, record_id = RowOutcome.DUPLICATE, earlier["record_id"]
            problems = tuple(differences(row.record, held_paper(connection, record_id)))
        else:
            outcome, record_id, problems = _paper(ledger, row, row.record)
    if any(isinstance(problem, RowDifference) for problem in problems):
        ledger.differing.append(replace(row, outcome=outcome, problems=problems))
    ledger.rows.append(
        {
            "id": row_id,
            "import_id": import_id,
            "sheet": row.sheet,
            "row_number": row.row_number,
            "outcome": outcome.value,
            "cells": list(row.cells),
            "problems": [asdict(problem) for problem in problems],
            "origin": row.origin,
            "record_id": record_id,
        }
    )


def _paper(
    ledger: _Ledger, row: RegisterRow, record: RegisterRecord
) -> tuple[RowOutcome, str, tuple[RowProblem, ...]]:
    """Find the paper a row means, or enter it as new."""
    key = record.key
    if key in ledger.known:
        told = tuple(one for one in row.problems if not _is_of_a_fact(one))
        found = _differences(_facts(record), ledger.facts[key])
        return RowOutcome.DUPLICATE, ledger.known[key], (*told, *found)
    serial, ledger.next_serial = ledger.next_serial, ledger.next_serial + 1
    record_id = record_id_of_serial(serial)
    ledger.known[key], ledger.facts[key] = record_id, _facts(record)
    ledger.records.append(_record_values(record, serial=serial, record_id=record_id))
    ledger.texts[serial] = described(_description(record))
    return RowOutcome.ACCEPTED, record_id, row.problems


def _is_of_a_fact(problem: RowProblem) -> bool:
    """Say whether a problem is a difference from an earlier row of the same file."""
    return isinstance(problem, RowDifference) and problem.column in FACTS


def _facts(record: RegisterRecord) -> tuple[object, ...]:
    until = record.valid_until.isoformat() if record.valid_until else None
    return record.validity.value, until, record.exclusion, record.sheets


def _differences(stated: tuple[object, ...], held: tuple[object, ...]) -> tuple[RowDifference, ...]:
    return tuple(
        RowDifference(name, fact_text(said), fact_text(kept))
        for name, said, kept in zip(FACTS, stated, held, strict=True)
        if said != kept
    )


def _record_values(record: RegisterRecord, *, serial: int, record_id: str) -> dict[str, Any]:
    validity, valid_until, exclusion, sheets = _facts(record)
    return {
        "serial": serial,
        "record_id": record_id,
        "key": record.key,
        "room": record.room,
        "record_type": record.record_type,
        "number": record.number,
        "number_key": number_key(record.number),
        "formed": record.formed.iso,
        "year": record.formed.year,
        "subject": record.subject,
        "owner": record.owner,
        "location": record.location,
        "validity": validity,
        "valid_until": valid_until,
        "exclusion": exclusion,
        "sheets": sheets,
    }


def _description(record: RegisterRecord) -> Description:
    return Description(
        number=record.number,
        record_type=record.record_type,
        room=record.room,
        subject=record.subject,
        owner=record.owner,
    )


def _last_correction(connection: Connection, origin: str) -> RowMapping | None:
    """Follow a row in error through earlier imports to the correction that stands now.

    A corrected sheet may be corrected again and imported a second time; the paper must not
    be counted twice, nor its error stay open.
    """
    found = _row_at(connection, origin)
    while found is not None and found["replaced_by"] is not None:
        query = select(register_rows).where(register_rows.c.id == found["replaced_by"])
        found = connection.execute(query).mappings().one()
    return found


def _row_at(connection: Connection, origin: str) -> RowMapping | None:
    digest, _, place = origin.partition(":")
    sheet, _, number = place.rpartition(":")
    if len(digest) != _DIGEST_DIGITS or not number.isdecimal():
        return None
    query = (
        select(register_rows)
        .join(register_imports, register_imports.c.id == register_rows.c.import_id)
        .where(register_imports.c.sha256.startswith(digest, autoescape=True))
        .where(register_rows.c.sheet == sheet, register_rows.c.row_number == int(number))
    )
    return connection.execute(query).mappings().first()


def _write(connection: Connection, ledger: _Ledger) -> None:
    if ledger.records:
        connection.execute(insert(register_records), ledger.records)
    if ledger.rows:
        connection.execute(insert(register_rows), ledger.rows)
    for row_id, heir in ledger.replaced.items():
        connection.execute(
            update(register_rows)
            .where(register_rows.c.id == row_id)
            .values(outcome=RowOutcome.CORRECTED.value, replaced_by=heir)
        )
    add_to_search(connection, SearchTable.REGISTER, ledger.texts)
