"""Stores what was read from a register file: every row with what became of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, bindparam, func, insert, select, update

from sohoa.catalogue.completing import follow_papers
from sohoa.catalogue.counting_on import NumberKind, take_numbers
from sohoa.catalogue.fact_log import record_change, record_facts
from sohoa.catalogue.facts_of_office import require_owner_key
from sohoa.catalogue.held_papers import missing_papers
from sohoa.catalogue.import_draft import ImportDraft
from sohoa.catalogue.instants import as_text
from sohoa.catalogue.notes import ImportCounts, Importing
from sohoa.catalogue.paper_store import enter_papers, say_of_papers
from sohoa.catalogue.register_deciding import SETTLED, decide
from sohoa.catalogue.schema import register_imports, register_records, register_rows
from sohoa.catalogue.sheet_rule import compare_archived
from sohoa.catalogue.writing_many import write_many
from sohoa.domain.register import RegisterImport, RegisterRow, RowOutcome, RowUpdate
from sohoa.domain.two_times import Act, Change, Fact, SubjectKind
from sohoa.domain.vietnam_time import day_of


def store_register(
    connection: Connection,
    register: RegisterImport,
    *,
    imported_at: dt.datetime,
    importing: Importing | None = None,
) -> ImportCounts:
    """Store a register file: new papers, what is new of known ones, and what became of every row.

    Papers get the ids `SO-000001`, `SO-000002` … in file order. A row that names its origin
    replaces the row in error it corrects. Of a file that was stored before, only rows then in
    error that read now are: since then a person may have said a word about marked rows, or added
    a word or a name. And numbers of owners are entered that are not kept yet.

    Raises:
        OwnerKeyOtherError: The numbers that are kept are locked by another key.
    """
    importing = importing or Importing()
    if has_owners(register):
        require_owner_key(connection, importing.owner_check)
    import_id = _import_of(connection, register.sha256)
    if import_id is not None:
        return _take_late(connection, register, import_id, imported_at, importing)
    import_id = _store_import(connection, register, imported_at, importing)
    draft, matching = decide(connection, register, importing)
    change_id = record_change(connection, _change(register, imported_at, importing, import_id))
    papers = _write_papers(connection, draft, change_id, imported_at, importing)
    first = _write_rows(connection, draft, papers, import_id, imported_at)
    record_facts(connection, change_id, SubjectKind.ROW, _of_rows(draft, first))
    outcomes = Counter(row.outcome.value for row, _paper in draft.decided)
    return replace(
        _counted(outcomes),
        replaced=len(draft.replaced),
        differing=len(draft.differing),
        updates=tuple(draft.updates),
        lacking=_lacking(connection, papers),
        different_rows=draft.differing,
        withdrawn=tuple(draft.withdrawn),
        missing=missing_papers(connection, importing, matching.claimed | set(papers)),
    )


def has_owners(register: RegisterImport) -> bool:
    """Say whether a file says any number of an owner."""
    return any(row.record.owner_id for row in register.rows if row.record)


def _take_late(
    connection: Connection,
    register: RegisterImport,
    import_id: int,
    imported_at: dt.datetime,
    importing: Importing,
) -> ImportCounts:
    """Take rows of a stored file that were in error, were not corrected, and read now.

    And the numbers of owners that it says of papers which have none: it may have been stored
    before they were read, or they may have been forgotten since.
    """
    columns = register_rows.c
    query = select(columns.id, columns.sheet, columns.row_number).where(
        columns.import_id == import_id, columns.outcome == RowOutcome.ERROR.value
    )
    still_open = {(row.sheet, row.row_number): row.id for row in connection.execute(query)}
    taken, papers = list[tuple[int, RegisterRow, str | int]](), list[str]()
    named, updates = set[str](), tuple[RowUpdate, ...]()
    if still_open or importing.complete_room or has_owners(register):
        draft, matching = decide(connection, register, importing)
        named = matching.claimed
        of_late = _only_late(draft, still_open)
        taken, updates = of_late.taken, tuple(of_late.draft.updates)
        if taken or updates:
            change = _change(register, imported_at, importing, import_id)
            change_id = record_change(connection, change)
            papers = _write_papers(connection, of_late.draft, change_id, imported_at, importing)
            late = [_of_row(row_id, row.outcome) for row_id, row, _paper in taken]
            record_facts(connection, change_id, SubjectKind.ROW, late)
    for row_id, row, paper in taken:
        values = {
            "outcome": row.outcome.value,
            "record_id": papers[paper] if isinstance(paper, int) else paper,
            "problems": [asdict(problem) for problem in row.problems],
            "settled_at": as_text(imported_at),
        }
        connection.execute(
            update(register_rows).where(register_rows.c.id == row_id).values(**values)
        )
    if updates:
        _keep_locked(connection, register, import_id)
    return replace(
        _counted(_stored_outcomes(connection, import_id)),
        already_imported=True,
        taken_late=len(taken),
        updates=updates,
        lacking=_lacking(connection, papers),
        missing=missing_papers(connection, importing, named | set(papers)),
    )


@dataclass(frozen=True, slots=True)
class _Late:
    draft: ImportDraft
    taken: list[tuple[int, RegisterRow, str | int]]


def _only_late(draft: ImportDraft, still_open: Mapping[tuple[str, int], int]) -> _Late:
    """Of all that a file says today, what its rows in error say that read now."""
    late, places = ImportDraft(), dict[int, int]()
    taken = list[tuple[int, RegisterRow, str | int]]()
    for row, paper in draft.decided:
        row_id = still_open.get((row.sheet, row.row_number))
        if row_id is None or row.outcome not in SETTLED or paper is None:
            continue
        if isinstance(paper, int):
            if paper not in places:
                places[paper] = len(late.new)
                late.new.append(draft.new[paper])
            taken.append((row_id, row, places[paper]))
        else:
            taken.append((row_id, row, paper))
    at_rows = {(row.sheet, row.row_number) for _row_id, row, _paper in taken}
    for one in draft.updates:
        if (one.sheet, one.row_number) in at_rows:
            late.updates.append(one)
        elif owners := _only_owners(one):
            late.updates.append(owners)
    return _Late(late, taken)


def _only_owners(update: RowUpdate) -> RowUpdate | None:
    """Of what a row says that is new of its paper, numbers of an owner of whom none is kept."""
    told = [one for one in update.differences if one.column == "owner_id" and not one.expected]
    return replace(update, differences=tuple(told)) if told else None


def _keep_locked(connection: Connection, register: RegisterImport, import_id: int) -> None:
    """Keep the rows of a file that was stored before as they are read now: numbers are locked."""
    column = register_rows.c
    statement = (
        update(register_rows)
        .where(
            column.import_id == bindparam("of_import"),
            column.sheet == bindparam("of_sheet"),
            column.row_number == bindparam("of_row"),
        )
        .values(cells=bindparam("cells"))
    )
    locked = [
        {
            "of_import": import_id,
            "of_sheet": row.sheet,
            "of_row": row.row_number,
            "cells": list(row.cells),
        }
        for row in register.rows
    ]
    if locked:
        connection.execute(statement, locked)
    connection.execute(
        update(register_imports)
        .where(register_imports.c.id == import_id)
        .values(columns=register.columns, unused=list(register.unused))
    )


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


def _change(
    register: RegisterImport, at: dt.datetime, importing: Importing, import_id: int
) -> Change:
    """A sheet of papers that came back is a person's word, any other file a register's."""
    act = Act.EDIT if register.is_of_papers else Act.IMPORT
    return Change(act, at, importing.person, importing.reason, import_id)


def _store_import(
    connection: Connection,
    register: RegisterImport,
    imported_at: dt.datetime,
    importing: Importing,
) -> int:
    number = take_numbers(connection, NumberKind.IMPORT)
    connection.execute(
        insert(register_imports).values(
            id=number,
            file_name=register.file_name,
            sha256=register.sha256,
            columns=register.columns,
            unused=list(register.unused),
            legacy_encoding=register.legacy_encoding,
            imported_at=as_text(imported_at),
            source=importing.source,
        )
    )
    return number


def _write_papers(
    connection: Connection,
    draft: ImportDraft,
    change_id: int,
    imported_at: dt.datetime,
    importing: Importing,
) -> list[str]:
    """Enter new papers and what is new of known ones; returns the ids of the new ones."""
    papers = enter_papers(connection, change_id, draft.new)
    said = {
        one.record_id: {word.column: word.value for word in one.differences}
        for one in draft.updates
    }
    if said:
        today, since = day_of(imported_at), importing.since
        say_of_papers(connection, change_id, said, today=today, since=since)
        act = Change(Act.IMPORT, imported_at, importing.person, importing.reason)
        follow_papers(connection, said, act)
    return papers


def _write_rows(
    connection: Connection,
    draft: ImportDraft,
    papers: list[str],
    import_id: int,
    imported_at: dt.datetime,
) -> int:
    """Write all rows; returns the number of the first of them."""
    if not draft.decided:
        return 0
    first = take_numbers(connection, NumberKind.REGISTER_ROW, len(draft.decided))
    write_many(
        connection,
        insert(register_rows),
        (
            {
                "id": first + at,
                "import_id": import_id,
                "sheet": row.sheet,
                "row_number": row.row_number,
                "outcome": row.outcome.value,
                "cells": list(row.cells),
                "problems": [asdict(problem) for problem in row.problems],
                "origin": row.origin,
                "room": row.room,
                "record_id": papers[paper] if isinstance(paper, int) else paper,
            }
            for at, (row, paper) in enumerate(draft.decided)
        ),
    )
    for row_id, heir in draft.replaced.items():
        connection.execute(
            update(register_rows)
            .where(register_rows.c.id == row_id)
            .values(
                outcome=RowOutcome.CORRECTED.value,
                replaced_by=first + heir,
                settled_at=as_text(imported_at),
            )
        )
    return first


def _of_rows(draft: ImportDraft, first: int) -> Iterator[Fact]:
    """What becomes of rows in error: while there are any, the headline is a range."""
    for row_id in draft.replaced:
        yield _of_row(row_id, RowOutcome.CORRECTED)
    for number, (row, _paper) in enumerate(draft.decided, start=first):
        if row.outcome is RowOutcome.ERROR:
            yield _of_row(number, row.outcome, row.room)


def _of_row(number: int, outcome: RowOutcome, room: str | None = None) -> Fact:
    said = {"outcome": outcome.value}
    return Fact(str(number), said if room is None else {**said, "room": room})


def _lacking(connection: Connection, papers: list[str]) -> int:
    """Compare archived documents with the new papers (`sheet_rule`)."""
    if not papers:
        return 0
    serial = register_records.c.serial
    query = select(func.min(serial)).where(register_records.c.record_id == papers[0])
    return compare_archived(connection, from_serial=connection.execute(query).scalar() or 0)
