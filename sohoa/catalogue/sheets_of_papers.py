"""Rows of a sheet of papers that came back: what each means after all that was said since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, RowMapping, func, select

from sohoa.catalogue.fact_log import facts_of
from sohoa.catalogue.paper_store import record_in, rows_of
from sohoa.catalogue.schema import changes, register_records
from sohoa.domain.paper_facts import Listing, record_of
from sohoa.domain.rebasing import rebased
from sohoa.domain.register import RegisterRecord, RegisterRow, RowOutcome, RowProblem
from sohoa.domain.two_times import RecordedFact, SubjectKind
from sohoa.language import _

#: Place of a row in its file → attributes that two have changed otherwise.
Contested = dict[int, frozenset[str]]


def on_what_is_held(
    connection: Connection, rows: Sequence[RegisterRow], given: Collection[str]
) -> tuple[list[RegisterRow], Contested]:
    """Let rows of exported sheets say only what their person changed.

    A row whose person insists (`x` under “Xác nhận”) is contested in nothing.
    """
    asked = {row.meant for row in rows if row.exported_at and row.record}
    if not asked:
        return list(rows), {}
    held = {
        row["record_id"]: row for row in rows_of(connection, register_records.c.record_id, asked)
    }
    history = defaultdict[str, list[RecordedFact]](list)
    for one in facts_of(connection, SubjectKind.PAPER, held):
        history[one.fact.subject].append(one)
    last = connection.execute(select(func.max(changes.c.id))).scalar() or 0
    shown_as = _shown_as(rows, history)
    contested, meant = Contested(), list[RegisterRow]()
    for at, row in enumerate(rows):
        paper = held.get(row.meant)
        if paper is None or row.record is None or not row.exported_at:
            meant.append(row)
            continue
        state = _exported(history[row.meant], row.exported_at)
        if row.exported_at > last or not state:
            meant.append(_refused(row, _("a row that was exported from this register")))
            continue
        other = shown_as.get(_mark(row.record), row.meant)
        is_anothers = row.meant != other and _mark(row.record) != _mark(record_of(state))
        if is_anothers and not row.is_insisted:
            meant.append(_refused(row, _of_another(other)))
            continue
        found = rebased(row.record, record_of(state), record_in(paper), given)
        if found.contested and not row.is_insisted:
            contested[at] = found.contested
        today = replace(row, record=found.record)
        meant.append(_of_merged(today, paper, is_changed=bool(found.changed)))
    return meant, contested


def contested_problem() -> RowProblem:
    """Why a row of a sheet is asked about, and the way out."""
    said = _(
        "changed here and, since the export, by somebody else too; `x` under “Xác nhận” enters"
        " what stands here"
    )
    return RowProblem("", "", said)


def _exported(history: Sequence[RecordedFact], last: int) -> dict[str, str]:
    """The attributes of a paper after the change that an export knew last."""
    state = dict[str, str]()
    for one in history:
        if one.change.number <= last:
            state.update(one.fact.said)
    return state


def _shown_as(
    rows: Sequence[RegisterRow], history: Mapping[str, Sequence[RecordedFact]]
) -> dict[tuple[object, ...], str]:
    """What marks a paper of the sheet as it was exported -> the paper; not what several share."""
    papers = defaultdict[tuple[object, ...], set[str]](set)
    for row in rows:
        if (
            row.record
            and row.exported_at
            and (state := _exported(history[row.meant], row.exported_at))
        ):
            papers[_mark(record_of(state))].add(row.meant)
    return {mark: next(iter(found)) for mark, found in papers.items() if len(found) == 1}


def _mark(record: RegisterRecord) -> tuple[object, ...]:
    """By what a person sees which paper a row is of."""
    if record.number:
        return (record.number, record.formed, record.record_type, record.room)
    return (record.formed, record.record_type, record.room, record.owner, record.subject)


def _of_another(other: str) -> str:
    """Why a row is asked about that says under one id what the sheet showed of another."""
    said = _(
        "what was exported as {other}: were the rows sorted without the column of the ids? `x`"
        " under “Xác nhận” enters what stands here"
    )
    return said.format(other=other)


def _of_merged(row: RegisterRow, paper: RowMapping, *, is_changed: bool) -> RegisterRow:
    """Of a paper that is one with another since, a row can say nothing new under its old id."""
    if paper["listing"] != Listing.MERGED.value:
        return row
    if is_changed:
        said = _("{other}: {record} was merged into it; write that id, or take the row out")
        return _refused(row, said.format(record=row.meant, other=paper["merged_into"]))
    said = _("{record} was merged into {other}")
    told = RowProblem("", "", said.format(record=row.meant, other=paper["merged_into"]))
    return replace(row, record=None, outcome=RowOutcome.DUPLICATE, problems=(told,))


def _refused(row: RegisterRow, expected: str) -> RegisterRow:
    problem = RowProblem("", "", expected)
    return replace(row, record=None, outcome=RowOutcome.ERROR, problems=(problem,))
