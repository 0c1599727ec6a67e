"""What a person has answered in a review sheet: read back row by row, each for itself.

One bad row does not lose an afternoon's work: it is named, and the others count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sohoa.domain.failure import N_
from sohoa.domain.identifiers import record_id_of
from sohoa.domain.review_sheet_errors import (
    NoReviewSheetError,
    ReviewSheetDamagedError,
    ReviewSheetNewerError,
)
from sohoa.domain.vietnamese import fold, squeeze
from sohoa.matching.outcome import SHOWN
from sohoa.review.columns import (
    COLUMNS,
    FORMAT,
    HEADING_ROW,
    MINUTES_ROW,
    MOST_OPTIONS,
    PERSON_ROW,
    Key,
    check_of,
    named,
)
from sohoa.tabular.keyed_sheet import BadRow, KeyedRow, Refusals, RowFault, read_keyed

#: Rows that are no document's.
_TAGS = frozenset({FORMAT, HEADING_ROW, PERSON_ROW, MINUTES_ROW})
#: For the whole sheet something is written beside its label.
_TOP = named(Key.WHY)
#: Two choices follow the papers: none of the register, and later.
_BEHIND_PAPERS = MOST_OPTIONS - SHOWN
_MINUTES = re.compile(r"\d{1,4}(?:[.,]\d+)?")
#: What the program reads back; nothing of it may be missing.
_READ = tuple(one.name for one in COLUMNS if one.is_hidden or one.is_asked)
_REFUSALS = Refusals(NoReviewSheetError, ReviewSheetDamagedError, ReviewSheetNewerError)


class Choice(StrEnum):
    """What a row decides; the value stands in `--json`."""

    PAPER = "paper"
    #: None of the register.
    NONE = "none"
    LATER = "later"


class SheetFault(RowFault):
    """Why a row was not taken; the value stands in `--json`."""

    SHIFTED = (
        "shifted",
        N_("what the program goes by was overwritten, or belongs to another row."),
        N_("Decide it in the sheet as it was exported, or by `sohoa decide`."),
    )
    FORMULA = (
        "formula",
        N_("a formula stands in it."),
        N_("Write the value itself: copy, and paste as a value."),
    )
    NOT_OFFERED = (
        "not-offered",
        N_("`{value}` is none of its choices."),
        N_("Choose from the list; another paper's id goes into the column beside it."),
    )
    NO_PAPER_ID = (
        "no-paper-id",
        N_("`{value}` is no paper's id."),
        N_("Write it as SO-000123; `sohoa papers` and `sohoa search` show it."),
    )
    TWO_ANSWERS = (
        "two-answers",
        N_("it chooses one thing, and names another paper: {value}."),
        N_("Leave one of the two."),
    )
    TWO_ROWS = (
        "two-rows",
        N_("rows {value} answer the same document in different ways."),
        N_("Leave one of them."),
    )


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """What one row says.

    Attributes:
        sheet, row: Where it stands; rows as the spreadsheet program counts them, from 1.
        version: Of the question that the row shows.
        record_id: The paper, if one is chosen; as it was proposed, or typed.
        person: As it stands in the row, or at the top; empty if nowhere.
    """

    sheet: str
    row: int
    document_id: str
    version: str
    choice: Choice
    record_id: str
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What a sheet says.

    Attributes:
        unanswered: How many rows are left open.
        minutes: What a person wrote down as spent on it; `None` if nothing that can be read.
    """

    rows: tuple[SheetAnswer, ...]
    bad: tuple[BadRow, ...]
    unanswered: int
    minutes: float | None = None


def read_answers(path: Path) -> Answers:
    """Read a sheet back, in whatever order its rows and columns are now.

    Where it was copied within its workbook, all copies count.

    Raises:
        NoReviewSheetError: It is another file, or what the program goes by was taken away.
        ReviewSheetDamagedError: It cannot be read, or is closed by a password.
        ReviewSheetNewerError: A later program has made it.
    """
    read: list[SheetAnswer | BadRow | None] = []
    minutes: list[float] = []
    found, _sheets = read_keyed(path, formats=FORMAT, needed=[_TOP, *_READ], refusals=_REFUSALS)
    for sheet in found:
        rows = [row for row in map(_Row, sheet.rows()) if row.says_anything]
        person = _top(rows, PERSON_ROW)
        minutes += _minutes(_top(rows, MINUTES_ROW))
        read += [_answer(row, person) for row in rows if row.text(Key.DOCUMENT) not in _TAGS]
    answers, bad = _without_quarrels([one for one in read if isinstance(one, SheetAnswer)])
    bad += [one for one in read if isinstance(one, BadRow)]
    return Answers(
        tuple(answers),
        tuple(sorted(bad, key=lambda one: (one.sheet, one.row))),
        sum(one is None for one in read),
        sum(minutes) if minutes else None,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, asked by its keys."""

    of: KeyedRow

    def text(self, key: Key, number: int = 1) -> str:
        """What a cell says, on one line."""
        return self.of.text(_name(key, number))

    @property
    def says_anything(self) -> bool:
        """Say whether it names a document, or something was decided in it."""
        return bool(self.text(Key.DOCUMENT) or self.text(Key.DECISION) or self.text(Key.OTHER))

    def bad(self, fault: SheetFault, value: str = "") -> BadRow:
        """This row with what is wrong with it."""
        return BadRow(self.of.sheet, self.of.number, fault, value, self.text(Key.DOCUMENT))

    def several(self, key: Key, most: int) -> list[str]:
        """The texts of numbered columns, as far as they say anything."""
        told = (self.of.cell(_name(key, number)).text for number in range(1, most + 1))
        return [text for text in told if text]


def _name(key: Key, number: int) -> str:
    return FORMAT if key is Key.DOCUMENT else named(key, number)


def _top(rows: Sequence[_Row], tag: str) -> str:
    """What a person wrote for the whole sheet; empty if the row was taken away, or is a formula."""
    tagged = (row for row in rows if row.text(Key.DOCUMENT) == tag)
    return next((row.text(Key.WHY) for row in tagged if not row.of.has_formula([_TOP])), "")


def _minutes(text: str) -> list[float]:
    found = _MINUTES.match(text)
    return [float(found[0].replace(",", "."))] if found else []


def _answer(row: _Row, person: str) -> SheetAnswer | BadRow | None:
    """What a row says; nothing if it is left open."""
    decision, other = row.text(Key.DECISION), row.text(Key.OTHER)
    if row.of.has_formula(_READ):
        return row.bad(SheetFault.FORMULA)
    if not decision and not other:
        return None
    ids, options = row.several(Key.RECORD, SHOWN), row.several(Key.OPTION, MOST_OPTIONS)
    document, version = row.text(Key.DOCUMENT), row.text(Key.VERSION)
    is_whole = row.text(Key.CHECK) == check_of(document, version, ids, options)
    if not is_whole or len(options) != len(ids) + _BEHIND_PAPERS:
        return row.bad(SheetFault.SHIFTED)
    meant = _chosen_or_typed(row, ids, options)
    if isinstance(meant, BadRow):
        return meant
    who = row.text(Key.PERSON) or person
    at = row.of.sheet, row.of.number
    return SheetAnswer(*at, document, version, *meant, row.text(Key.REASON), who)


def _chosen_or_typed(
    row: _Row, ids: Sequence[str], options: Sequence[str]
) -> tuple[Choice, str] | BadRow:
    decision, other = row.text(Key.DECISION), row.text(Key.OTHER)
    typed = record_id_of(other) if other else ""
    if typed is None:
        return row.bad(SheetFault.NO_PAPER_ID, other)
    meant = _meant(decision, ids, options) if decision else (Choice.PAPER, typed)
    if meant is None:
        return row.bad(SheetFault.NOT_OFFERED, decision)
    if typed and meant != (Choice.PAPER, typed):
        return row.bad(SheetFault.TWO_ANSWERS, typed)
    return meant


def _meant(decision: str, ids: Sequence[str], options: Sequence[str]) -> tuple[Choice, str] | None:
    """What a choice means, as the list shows it or by its number alone; `None` if it is none."""
    meanings = [*((Choice.PAPER, one) for one in ids), (Choice.NONE, ""), (Choice.LATER, "")]
    said = fold(squeeze(decision))
    for number, (option, meaning) in enumerate(zip(options, meanings, strict=True), start=1):
        is_its_number = meaning[0] is Choice.PAPER and said == str(number)
        if is_its_number or said == fold(squeeze(option)):
            return meaning
    return None


def _without_quarrels(
    answers: Sequence[SheetAnswer],
) -> tuple[list[SheetAnswer], list[BadRow]]:
    """One answer a document; rows that answer one in different ways are all refused."""
    by_document: defaultdict[str, list[SheetAnswer]] = defaultdict(list)
    for one in answers:
        by_document[one.document_id].append(one)
    kept, bad = list[SheetAnswer](), list[BadRow]()
    for document, same in by_document.items():
        if len({(one.version, one.choice, one.record_id) for one in same}) == 1:
            kept.append(same[0])
            continue
        numbers = ", ".join(str(one.row) for one in same)
        bad += [BadRow(one.sheet, one.row, SheetFault.TWO_ROWS, numbers, document) for one in same]
    return kept, bad
