"""Decides what the rows of a register mean to the catalogue: known papers, new ones, questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from sohoa.catalogue.alike_papers import TELLING_APART, alike_papers, words_said
from sohoa.catalogue.fact_log import facts_of
from sohoa.catalogue.held_papers import held_for, near_papers, paper_in
from sohoa.catalogue.import_draft import ImportDraft
from sohoa.catalogue.notes import Importing
from sohoa.catalogue.paper_store import columns_in, columns_of
from sohoa.catalogue.schema import register_imports, register_rows
from sohoa.catalogue.sheets_of_papers import Contested, contested_problem, on_what_is_held
from sohoa.domain.identifiers import number_key
from sohoa.domain.paper_facts import (
    NAMES_OF_OWNER_NUMBERS,
    Listing,
    attributes_given,
    record_of,
    said_of,
)
from sohoa.domain.register import (
    RegisterImport,
    RegisterRecord,
    RegisterRow,
    RowDifference,
    RowOutcome,
    RowProblem,
    RowUpdate,
)
from sohoa.domain.register_matching import HeldPaper, Matching, ask_near, match_rows
from sohoa.domain.register_update import Update, differing, judge, words_of
from sohoa.domain.superseded_rows import OpenRow, heirs_of
from sohoa.domain.two_times import SubjectKind
from sohoa.language import _

SETTLED = (RowOutcome.ACCEPTED, RowOutcome.DUPLICATE)
_DIGEST_DIGITS = 12


def decide(
    connection: Connection, register: RegisterImport, importing: Importing
) -> tuple[ImportDraft, Matching]:
    """Decide about every row; nothing is written."""
    draft = ImportDraft(importing.rule)
    rows = [_with_correction(connection, draft, row, at) for at, row in enumerate(register.rows)]
    rows, contested = on_what_is_held(connection, rows, attributes_given(register.columns))
    # What cannot be meant of a paper any more is told, like a name of a paper that there is not.
    in_error = RowOutcome.ERROR
    draft.unknown += [
        row
        for row, as_read in zip(rows, register.rows, strict=True)
        if row.outcome is in_error and as_read.outcome is not in_error
    ]
    matching = _matched(connection, rows, importing)
    judged = _judged(connection, register, rows, matching, importing, contested=contested)
    for row_id, at in _superseding(connection, register, matching, importing).items():
        draft.replaced.setdefault(row_id, at)
    if len(matching.means) < len(rows):
        for paper in matching.means.values():
            draft.by_words[words_said(paper.record)].append(paper.record)
    for at, row in enumerate(rows):
        draft.decided.append(_enter(draft, row, at, matching, judged))
    _refuse_alike(connection, draft, matching)
    return draft, matching


def _refuse_alike(connection: Connection, draft: ImportDraft, matching: Matching) -> None:
    """Take back what rows say anew of papers that would then be, word for word, what others are.

    One that stays as it was may be what another was to become: it is asked until all may stand.
    """
    telling = {
        one.record_id: one
        for one in draft.updates
        if any(said.column in TELLING_APART for said in one.differences)
    }
    papers = {one.record_id: one.record for one in matching.means.values()} if telling else {}
    to_be = {
        record_id: record_of(
            said_of(papers[record_id]) | {said.column: said.value for said in one.differences}
        )
        for record_id, one in telling.items()
    }
    refused = dict[str, str]()
    while to_be and (found := alike_papers(connection, to_be, draft.rule, new=draft.new)):
        refused |= found
        to_be = {record_id: one for record_id, one in to_be.items() if record_id not in found}
    of_rows = {(telling[one].sheet, telling[one].row_number): one for one in refused}
    for at, (row, _paper) in enumerate(draft.decided if refused else ()):
        if record_id := of_rows.get((row.sheet, row.row_number)):
            said = _alike_said(record_id, refused[record_id])
            draft.decided[at] = (draft.refused(row, said), None)
    draft.updates = [one for one in draft.updates if one.record_id not in refused]


def _same_said() -> str:
    """Why a row enters no paper of its own beside one that another row means or enters."""
    return _(
        "what tells it from another row of this file: by number, day, type and room they may be one"
        " paper, and owner and subject are the same; `x` under “Xác nhận”: another paper"
    )


def _alike_said(record_id: str, other: str) -> str:
    """Why a row may not say of a paper what it says; `other` is empty for one of the same file."""
    if not other:
        return _(
            "what tells it from another row of this file: {record} would be the same, and one"
            " paper would count twice"
        ).format(record=record_id)
    return _(
        "what tells {record} from {other}: they would be the same, and one paper would count"
        " twice; if they are one: `sohoa inventory merge {record} --into {other} --reason …`"
    ).format(record=record_id, other=other)


def _with_correction(
    connection: Connection, draft: ImportDraft, row: RegisterRow, at: int
) -> RegisterRow:
    """A row of a corrected error sheet replaces the row in error, and means its paper if it has."""
    earlier = _last_correction(connection, row.origin) if row.origin else None
    if earlier is None:
        return row
    if earlier["outcome"] == RowOutcome.ERROR:
        draft.replaced.setdefault(earlier["id"], at)
    return replace(row, meant=row.meant or earlier["record_id"] or "")


def _superseding(
    connection: Connection, register: RegisterImport, matching: Matching, importing: Importing
) -> dict[int, int]:
    """Rows in error of earlier files that stand in this one again → their places in it."""
    column = register_rows.c
    query = (
        select(column.id, column.cells, column.problems)
        .join(register_imports, register_imports.c.id == column.import_id)
        .where(
            column.outcome == RowOutcome.ERROR.value,
            register_imports.c.source == importing.source,
            register_imports.c.sha256 != register.sha256,
        )
        .order_by(column.id)
    )
    still_open = [
        OpenRow(row_id, cells, {problem["column"] for problem in problems})
        for row_id, cells, problems in connection.execute(query)
    ]
    rows = {
        at: row.cells
        for at, row in enumerate(register.rows)
        if at not in matching.means and not row.origin and row.outcome is not RowOutcome.SUBTOTAL
    }
    untold = {
        heading for name, heading in register.columns.items() if name in NAMES_OF_OWNER_NUMBERS
    }
    return heirs_of(still_open, rows, register.headings, untold) if still_open else {}


def _matched(connection: Connection, rows: list[RegisterRow], importing: Importing) -> Matching:
    records = {at: row.record for at, row in enumerate(rows) if row.record}
    matching, held = Matching(), [*held_for(connection, rows)]
    _take_unchanged(rows, held, matching)
    # A row may say again what another one said of a paper that is claimed already.
    open_numbers = {number_key(one.number) for at, one in records.items() if matching.is_open(at)}
    left = [
        row
        for row in held
        if (row["merged_into"] or row["record_id"]) not in matching.claimed
        or row["number_key"] in open_numbers
    ]
    match_rows(rows, map(paper_in, left), importing.rule, matching)
    open_rows = {
        at: record
        for at, record in records.items()
        if record.number
        and record.owner
        and matching.is_open(at)
        and not rows[at].is_confirmed
        and not rows[at].meant
    }
    near = near_papers(connection, open_rows.values())
    ask_near(open_rows, map(paper_in, near), importing.rule, matching)
    return matching


def _take_unchanged(
    rows: list[RegisterRow], held: Iterable[RowMapping], matching: Matching
) -> None:
    """Rows that say to the letter what is held of a listed paper mean it: most of a register."""
    known: defaultdict[tuple[Any, ...], list[RowMapping]] = defaultdict(list)
    for paper in held:
        if paper["listing"] == Listing.LISTED.value:
            known[columns_in(paper)].append(paper)
    if not known:
        return
    for at, row in enumerate(rows):
        if row.record is None or row.meant:
            continue
        alike = known.get(columns_of(row.record), ())
        number = row.record.owner_id
        free = next(
            (
                one
                for one in alike
                if one["record_id"] not in matching.claimed and number in ("", one["owner_id"])
            ),
            None,
        )
        if free is not None:
            matching.take(at, HeldPaper(free["record_id"], row.record))


def _judged(
    connection: Connection,
    register: RegisterImport,
    rows: list[RegisterRow],
    matching: Matching,
    importing: Importing,
    *,
    contested: Contested,
) -> dict[int, Update]:
    """What each row that means a listed paper says otherwise of it, and what becomes of that.

    Of several rows that mean one paper the first is believed; where another says otherwise than
    the first, a person decides.
    """
    given, is_of_papers = attributes_given(register.columns), register.is_of_papers
    found, again = dict[int, tuple[RowDifference, ...]](), dict[int, Update]()
    first_of = dict[str, RegisterRecord]()
    for at, paper in sorted(matching.means.items(), key=lambda one: one[0]):
        record = rows[at].record
        if record is None or not paper.is_listed:
            continue
        clears = is_of_papers or rows[at].exported_at
        clearing = given if clears else given & {"exclusion"}
        first = first_of.setdefault(paper.record_id, record)
        if first is not record and rows[at].outcome is RowOutcome.ACCEPTED:
            again[at] = Update(left=differing(record, first, clearing=clearing))
        elif first is record and record is not paper.record:  # else taken unchanged, or told
            found[at] = differing(record, paper.record, clearing=clearing)
    found = {at: differences for at, differences in found.items() if differences}
    history = defaultdict[str, list[Any]](list)
    asked = {matching.means[at].record_id for at in found}
    for one in facts_of(connection, SubjectKind.PAPER, asked):
        history[one.fact.subject].append(one)
    sources = _sources(connection) if found else {}
    for at, differences in found.items():
        in_question = contested.get(at, frozenset())
        again[at] = judge(
            [one for one in differences if one.column not in in_question],
            words_of(history[matching.means[at].record_id], sources),
            source=importing.source,
            is_confirmed=rows[at].is_confirmed,
        )
        if left := tuple(one for one in differences if one.column in in_question):
            again[at] = replace(again[at], left=(*again[at].left, *left), is_contested=True)
    return again


def _enter(
    draft: ImportDraft, row: RegisterRow, at: int, matching: Matching, judged: Mapping[int, Update]
) -> tuple[RegisterRow, str | int | None]:
    """Decide one row: a known paper, a new one, a question, or what the reader said of it."""
    if row.record is None or row.outcome not in SETTLED:
        return row, None
    if said := _cannot_mean(row, row.record, matching.means.get(at)):
        return draft.refused(row, said.format(record=row.meant)), None
    if at in matching.seems:
        return _asked(row, row.record, matching.seems[at]), None
    if at in matching.means:
        return _known(draft, row, matching.means[at], judged.get(at, Update()))
    return _new(draft, row, row.record)


def _new(
    draft: ImportDraft, row: RegisterRow, record: RegisterRecord
) -> tuple[RegisterRow, int | None]:
    """A row that means no known paper: a new one, one of this file again, or a question."""
    is_said = row.is_confirmed and row.outcome is RowOutcome.ACCEPTED
    if record.key in draft.new_by_key and not is_said:
        return replace(row, outcome=RowOutcome.DUPLICATE), draft.new_by_key[record.key]
    alike = draft.by_words[words_said(record)]
    if not row.is_confirmed and any(draft.rule.is_same(record, other) for other in alike):
        return draft.refused(row, _same_said()), None
    alike.append(record)
    place = draft.new_by_key[record.key] = len(draft.new)
    draft.new.append(record)
    if row.outcome is not RowOutcome.ACCEPTED:
        row = replace(row, outcome=RowOutcome.ACCEPTED)
    return row, place


def _cannot_mean(row: RegisterRow, record: RegisterRecord, paper: HeldPaper | None) -> str:
    """Why a row cannot mean the paper that it names; empty if it can, or names none.

    Of a paper that was withdrawn a sheet of before may say what is held, and nothing new.
    """
    if not row.meant:
        return ""
    if paper is None:
        return _("a paper that the register has, not {record}")
    if not paper.is_listed and differing(record, paper.record):
        return _("{record} is out of the inventory by a person's word")
    return ""


def _known(
    draft: ImportDraft, row: RegisterRow, paper: HeldPaper, update_of_it: Update
) -> tuple[RegisterRow, str]:
    if update_of_it.entered:
        entered = update_of_it.entered
        draft.updates.append(RowUpdate(row.sheet, row.row_number, paper.record_id, entered))
    told = tuple(one for one in row.problems if not isinstance(one, RowDifference))
    if paper.record_id in draft.spoken_of:
        told = row.problems  # said twice in one file: what differs between its rows is told
    draft.spoken_of.add(paper.record_id)
    if not paper.is_listed:
        told = (*told, _told_of(paper))
    if update_of_it.is_contested:
        told = (*told, contested_problem())
    problems = (*told, *update_of_it.left)
    known = replace(row, outcome=RowOutcome.DUPLICATE, problems=problems)
    if not paper.is_listed and not paper.merged_id:
        draft.withdrawn.append(known)
    return known, paper.record_id


def _told_of(paper: HeldPaper) -> RowProblem:
    """Why a row counts no paper, though none stands for it under its own id."""
    said = _("{record} is out of the inventory by a person's word").format(record=paper.record_id)
    if paper.merged_id:
        said = _("{record} was merged into {other}")
        said = said.format(record=paper.merged_id, other=paper.record_id)
    return RowProblem("", "", said)


def _asked(row: RegisterRow, record: RegisterRecord, paper: HeldPaper) -> RegisterRow:
    """A row that seems to be a changed form of a known paper is not counted as another one."""
    said = _(
        "seems to be {record}, which is held otherwise; under “Xác nhận”, `x`: another paper,"
        " `{record}`: that paper, with these values"
    )
    problem = RowProblem("", "", said.format(record=paper.record_id))
    differences = differing(record, paper.record)
    return replace(row, outcome=RowOutcome.ERROR, record=None, problems=(problem, *differences))


def _sources(connection: Connection) -> dict[int, str]:
    query = select(register_imports.c.id, register_imports.c.source)
    return dict(connection.execute(query).tuples().all())


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
