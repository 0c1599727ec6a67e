"""What a person has answered in a review sheet: read back row by row, each for itself.

One bad row does not lose an afternoon's work: it is named, and the others count.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sohoa.domain.errors import RegisterFileError
from sohoa.domain.failure import N_
from sohoa.domain.identifiers import record_id_of
from sohoa.domain.review_sheet_errors import (
    NoReviewSheetError,
    ReviewSheetDamagedError,
    ReviewSheetNewerError,
)
from sohoa.domain.vietnamese import fold, squeeze
from sohoa.language import _
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
from sohoa.tabular.cells import spreadsheet_plain
from sohoa.tabular.opening import read_sheets
from sohoa.tabular.sheet import Cell, Sheet

_ANY_FORMAT = FORMAT[: FORMAT.index("/") + 1]
#: Rows that are no document's.
_TAGS = frozenset({FORMAT, HEADING_ROW, PERSON_ROW, MINUTES_ROW})
#: For the whole sheet something is written beside its label.
_TOP = named(Key.WHY)
#: Two choices follow the papers: none of the register, and later.
_BEHIND_PAPERS = MOST_OPTIONS - SHOWN
_MINUTES = re.compile(r"\d{1,4}(?:[.,]\d+)?")
#: A name and a reason are kept; a whole letter is not.
_LONGEST = 1000


class Choice(StrEnum):
    """What a row decides; the value stands in `--json`."""

    PAPER = "paper"
    #: None of the register.
    NONE = "none"
    LATER = "later"


class SheetFault(StrEnum):
    """Why a row was not taken; the value stands in `--json`.

    Attributes:
        what: What is wrong with it (a message id); `{value}` is what stands there.
        remedy: What to do (a message id).
    """

    what: str
    remedy: str

    def __new__(cls, value: str, what: str, remedy: str) -> SheetFault:
        """Make a member that is its value, with its words beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.what, member.remedy = what, remedy
        return member

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
class BadRow:
    """A row that was not taken; `document_id` is empty where it cannot be told."""

    sheet: str
    row: int
    fault: SheetFault
    value: str = ""
    document_id: str = ""


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
    for sheet, columns in _found(path):
        rows = [row for row in _rows(sheet, columns) if row.says_anything]
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


def _found(path: Path) -> list[tuple[Sheet, Mapping[str, int]]]:
    """The sheets to decide in, and the place of each of their columns by its key."""
    try:
        sheets = read_sheets(path, tell_formulas=True)
        is_xlsx = _is_xlsx(path)
    except RegisterFileError as error:
        problem = error.details["problem"]
        raise ReviewSheetDamagedError(file=path.name, problem=problem) from error
    except (OSError, zipfile.BadZipFile) as error:
        raise ReviewSheetDamagedError(file=path.name, problem=str(error)) from error
    if not is_xlsx:  # of other kinds it is not told which cells hold formulas
        raise _foreign(path, _("it is not saved as .xlsx"))
    found = [(sheet, places) for sheet in sheets if (places := _places(path, sheet))]
    if not found:
        raise _foreign(path, _("its hidden row of keys is not there"))
    return found


def _is_xlsx(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as package:
        return "xl/workbook.xml" in package.namelist()


def _places(path: Path, sheet: Sheet) -> Mapping[str, int]:
    """Where the columns of a sheet to decide in are; nothing if it is another sheet.

    Raises:
        ReviewSheetNewerError: A later program has made it.
        NoReviewSheetError: A column that is read back was taken away.
    """
    for _number, cells in sheet.numbered():
        texts = [cell.text.strip() for cell in cells]
        told = next((text for text in texts if text.startswith(_ANY_FORMAT)), "")
        if told and told != FORMAT:
            raise ReviewSheetNewerError(file=path.name, format=told)
        if told:
            return _whole(path, {text: place for place, text in enumerate(texts) if text})
    return {}


def _whole(path: Path, places: Mapping[str, int]) -> Mapping[str, int]:
    """The columns that are read back, if none of them is missing.

    Raises:
        NoReviewSheetError: One is.
    """
    needed = [_TOP, *(one.name for one in COLUMNS if one.is_hidden or one.is_asked)]
    if missing := [name for name in needed if name not in places]:
        raise _foreign(path, _("columns are missing: {names}").format(names=", ".join(missing)))
    return places


def _foreign(path: Path, problem: str) -> NoReviewSheetError:
    return NoReviewSheetError(file=path.name, problem=problem)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with its columns known; `formulas` are the places of cells that hold one."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]
    columns: Mapping[str, int]
    formulas: frozenset[int]

    def cell(self, key: Key, number: int = 1) -> Cell:
        place = self.columns[FORMAT if key is Key.DOCUMENT else named(key, number)]
        return self.cells[place] if place < len(self.cells) else Cell()

    def text(self, key: Key, number: int = 1) -> str:
        """What a cell says, on one line."""
        return squeeze(spreadsheet_plain(self.cell(key, number).text))[:_LONGEST]

    @property
    def says_anything(self) -> bool:
        """Say whether it names a document, or something was decided in it."""
        return bool(self.text(Key.DOCUMENT) or self.text(Key.DECISION) or self.text(Key.OTHER))

    @property
    def has_formula(self) -> bool:
        """Say whether a formula stands where something is read."""
        read = (one.name for one in COLUMNS if one.is_hidden or one.is_asked)
        return any(self.columns[name] in self.formulas for name in read)

    def bad(self, fault: SheetFault, value: str = "") -> BadRow:
        """This row with what is wrong with it."""
        return BadRow(self.sheet, self.number, fault, value, self.text(Key.DOCUMENT))

    def several(self, key: Key, most: int) -> list[str]:
        """The texts of numbered columns, as far as they say anything."""
        told = (self.cell(key, number).text for number in range(1, most + 1))
        return [text for text in told if text]


def _rows(sheet: Sheet, columns: Mapping[str, int]) -> Iterator[_Row]:
    for number, cells in sheet.numbered():
        marks = sheet.marks.get(number)
        held = (column - sheet.first_column for column in marks.formulas) if marks else ()
        yield _Row(sheet.name, number, cells, columns, frozenset(held))


def _top(rows: Sequence[_Row], tag: str) -> str:
    """What a person wrote for the whole sheet; empty if the row was taken away, or is a formula."""
    tagged = (row for row in rows if row.text(Key.DOCUMENT) == tag)
    return next((row.text(Key.WHY) for row in tagged if row.columns[_TOP] not in row.formulas), "")


def _minutes(text: str) -> list[float]:
    found = _MINUTES.match(text)
    return [float(found[0].replace(",", "."))] if found else []


def _answer(row: _Row, person: str) -> SheetAnswer | BadRow | None:
    """What a row says; nothing if it is left open."""
    decision, other = row.text(Key.DECISION), row.text(Key.OTHER)
    if row.has_formula:
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
    return SheetAnswer(row.sheet, row.number, document, version, *meant, row.text(Key.REASON), who)


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


def fault_text(row: BadRow) -> str:
    """Say what is wrong with a row, and what to do, in the language in force."""
    return f"{_(row.fault.what).format(value=row.value)} {_(row.fault.remedy)}"
