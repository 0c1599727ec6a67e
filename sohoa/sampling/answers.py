"""What was filled into the sample's sheet: each row for itself, and what is missing from the whole.

A rate is told of a whole sample only: a row left out is the row that somebody did not like.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.failure import N_
from sohoa.domain.sampling_errors import (
    NoSampleSheetError,
    SampleSheetChangedError,
    SampleSheetDamagedError,
    SampleSheetNewerError,
)
from sohoa.domain.vietnam_time import day_of
from sohoa.domain.vietnamese import fold, squeeze
from sohoa.language import _
from sohoa.sampling import columns as of
from sohoa.sampling.columns import ASKED, FIELDS, FORMAT, SHOWN, Field, Key, Outcome
from sohoa.sampling.origin import DrawnRow, Origin, Stratum, check_of_all
from sohoa.sampling.sheet import row_check
from sohoa.tabular.cells import CellError, parse_date
from sohoa.tabular.keyed_sheet import (
    BadRow,
    KeyedRow,
    KeyedSheet,
    Refusals,
    RowFault,
    read_keyed,
)
from sohoa.tabular.sheet import Sheet

_REFUSALS = Refusals(NoSampleSheetError, SampleSheetDamagedError, SampleSheetNewerError)
_TAGS = frozenset({FORMAT, of.HEADING_ROW, of.PERSON_ROW, of.DAY_ROW})
#: For the whole sheet something is written beside its label.
_TOP = Key.BOX.value
_READ = (FORMAT, Key.CHECK.value, *SHOWN, *ASKED)


class SampleFault(RowFault):
    """Why a row was not taken; the value stands in `--json`."""

    NOT_DRAWN = (
        "not-drawn",
        N_("it is not of the sample."),
        N_("Take it out: only what was drawn is counted."),
    )
    SHIFTED = (
        "shifted",
        N_("what the catalogue says in it was overwritten, or belongs to another row."),
        N_("Draw the sample again with the same head, and fill the row in there."),
    )
    FORMULA = (
        "formula",
        N_("a formula stands in it."),
        N_("Write the value itself: copy, and paste as a value."),
    )
    OPEN = ("open", N_("no result was chosen."), N_("Compare its paper, and choose one."))
    NOT_OFFERED = (
        "not-offered",
        N_("`{value}` is none of the choices."),
        N_("Choose from the list."),
    )
    CONTRADICTS = (
        "contradicts",
        N_("its result and its other columns contradict each other: {value}."),
        N_("Choose “Differs” where a column differs, and say which column; or correct the column."),
    )
    NO_PERSON = (
        "no-person",
        N_("nobody says to have compared it."),
        N_("Write the name at the top of the sheet, or in the row."),
    )
    NO_DAY = (
        "no-day",
        N_("`{value}` is no day on which it was compared."),
        N_("Write it as 31/12/2023, not before the sample was drawn, at the top or in the row."),
    )
    TWO_ROWS = (
        "two-rows",
        N_("rows {value} are of the same document."),
        N_("Leave one of them."),
    )


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """What was found of one document.

    Attributes:
        sheet, row: Where it stands; rows as the spreadsheet program counts them, from 1.
        differs: The fields in which paper and file differ.
    """

    sheet: str
    row: int
    document_id: str
    outcome: Outcome
    differs: tuple[Field, ...]
    remark: str
    person: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """What a sheet says.

    Attributes:
        drawn: Document → the number of its stratum, as the sample was drawn.
        checks: Document → the check value of its row, as it was written.
        missing: Documents that were drawn, and of which the sheet has no row.
    """

    origin: Origin
    strata: tuple[Stratum, ...]
    drawn: Mapping[str, int]
    checks: Mapping[str, str]
    rows: tuple[ComparedRow, ...]
    bad: tuple[BadRow, ...]
    missing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether every document that was drawn, and nothing else, was compared."""
        return not self.bad and not self.missing


def read_filled(path: Path) -> FilledSheet:
    """Read a sheet back, in whatever order its rows and columns are now.

    Raises:
        NoSampleSheetError: It is another file, or what the program goes by was taken away.
        SampleSheetDamagedError: It cannot be read, or is closed by a password.
        SampleSheetNewerError: A later program has made it.
        SampleSheetChangedError: How it was drawn is not what was written when it was.
    """
    found, sheets = read_keyed(path, formats=FORMAT, needed=_READ, refusals=_REFUSALS)
    hidden = _hidden(path, sheets)
    read = [one for sheet in found for one in _read(sheet, hidden)]
    rows, bad = _once([one for one in read if isinstance(one, ComparedRow)])
    bad += [one for one in read if isinstance(one, BadRow)]
    seen = {one.document_id for one in read}
    return FilledSheet(
        hidden.origin,
        hidden.strata,
        {one.document_id: one.stratum for one in hidden.rows.values()},
        {one.document_id: one.check for one in hidden.rows.values()},
        tuple(sorted(rows, key=lambda one: (one.sheet, one.row))),
        tuple(sorted(bad, key=lambda one: (one.sheet, one.row))),
        tuple(name for name in hidden.rows if name not in seen),
    )


@dataclass(frozen=True, slots=True)
class _Hidden:
    """The hidden sheet; words to choose are folded."""

    origin: Origin
    strata: tuple[Stratum, ...]
    rows: Mapping[str, DrawnRow]
    outcomes: Mapping[str, Outcome]
    differs: Mapping[str, bool]


def _hidden(path: Path, sheets: Sequence[Sheet]) -> _Hidden:
    """Read how the sample was drawn.

    Raises:
        NoSampleSheetError: It was taken away.
        SampleSheetChangedError: It was changed.
    """
    told = next((sheet for sheet in sheets if sheet.name == of.HIDDEN_SHEET), None)
    if told is None:
        problem = _("its hidden sheet “{name}” is not there").format(name=of.HIDDEN_SHEET)
        raise NoSampleSheetError(file=path.name, problem=problem)
    parts: defaultdict[str, list[list[str]]] = defaultdict(list)
    for _number, cells in told.numbered():
        first, *others = (cell.text for cell in cells)
        parts[first].append(others)
    try:
        return _checked(parts)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise SampleSheetChangedError(file=path.name) from error


def _checked(parts: Mapping[str, Sequence[Sequence[str]]]) -> _Hidden:
    """Take the hidden sheet apart; a `ValueError` if it is not what its check value says."""
    origin, strata = parts[of.ORIGIN][0][0], [one[0] for one in parts[of.STRATUM]]
    rows = [DrawnRow(one[0], int(one[1]), one[2]) for one in parts[of.DRAWN]]
    if parts[of.CHECK][0][0] != check_of_all(origin, strata, rows):
        raise ValueError("not as it was drawn")
    read, drawn_from = Origin.of_text(origin), tuple(map(Stratum.of_text, strata))
    _require_sums(read, drawn_from, rows)
    words = {code: fold(squeeze(word)) for code, word, *_rest in parts[of.CHOICE]}
    return _Hidden(
        read,
        drawn_from,
        {one.document_id: one for one in rows},
        {words[outcome.value]: outcome for outcome in Outcome},
        {words[str(int(differs))]: differs for differs in (False, True)},
    )


def _require_sums(origin: Origin, strata: Sequence[Stratum], rows: Sequence[DrawnRow]) -> None:
    """Raise a `ValueError` if strata, rows and totals do not go together."""
    drawn = Counter(one.stratum for one in rows)
    is_sound = (
        [one.number for one in strata] == list(range(1, len(strata) + 1))
        and all(1 <= one.drawn <= one.size and one.drawn == drawn[one.number] for one in strata)
        and origin.records == sum(one.size for one in strata)
        and origin.size.records == len(rows) == len({one.document_id for one in rows})
    )
    if not is_sound:
        raise ValueError("sums do not go together")


def _read(found: KeyedSheet, hidden: _Hidden) -> Iterator[ComparedRow | BadRow]:
    rows = [row for row in found.rows() if any(map(row.text, _READ))]
    person, day = _top(rows, of.PERSON_ROW), _top(rows, of.DAY_ROW)
    for row in rows[_behind_headings(rows) :]:
        if row.text(FORMAT) not in _TAGS:
            yield _compared(row, hidden, person, day)


def _behind_headings(rows: Sequence[KeyedRow]) -> int:
    """Where the documents begin: the title above stands in a column that is read."""
    keys = next(at for at, row in enumerate(rows) if row.text(FORMAT) == FORMAT)
    return keys + 1


def _top(rows: Sequence[KeyedRow], tag: str) -> str:
    """What a person wrote for the whole sheet; empty if the row was taken away, or is a formula."""
    tagged = (row for row in rows if row.text(FORMAT) == tag)
    return next((row.text(_TOP) for row in tagged if not row.has_formula([_TOP])), "")


class _WrongRow(Exception):  # noqa: N818 - what is wrong is a finding of the caller, no error
    """The first thing that is wrong with a row."""

    def __init__(self, fault: SampleFault, value: str = "") -> None:
        super().__init__(fault)
        self.fault, self.value = fault, value


def _compared(row: KeyedRow, hidden: _Hidden, person: str, day: str) -> ComparedRow | BadRow:
    """What a row says, or the first thing that is wrong with it."""
    document = row.text(FORMAT)
    try:
        _require_whole(row, hidden.rows.get(document))
        outcome, differs = _chosen(row, hidden)
        who, when = _looked(row, person, day, drawn_on=day_of(hidden.origin.made_at))
    except _WrongRow as wrong:
        return BadRow(row.sheet, row.number, wrong.fault, wrong.value, document)
    at = row.sheet, row.number
    return ComparedRow(*at, document, outcome, differs, row.text(Key.REMARK.value), who, when)


def _require_whole(row: KeyedRow, drawn: DrawnRow | None) -> None:
    """Raise `_WrongRow` if a row is not as it was drawn."""
    if drawn is None:
        raise _WrongRow(SampleFault.NOT_DRAWN)
    if row.has_formula(_READ):
        raise _WrongRow(SampleFault.FORMULA)
    shown = row_check(drawn.document_id, drawn.stratum, [row.text(name) for name in SHOWN])
    if not drawn.check == row.text(Key.CHECK.value) == shown:
        raise _WrongRow(SampleFault.SHIFTED)


def _chosen(row: KeyedRow, hidden: _Hidden) -> tuple[Outcome, tuple[Field, ...]]:
    """The result of a row, and the fields that differ."""
    said = {field: row.text(field.value) for field in FIELDS}
    chosen = row.text(Key.OUTCOME.value)
    outcome = hidden.outcomes.get(fold(chosen))
    unknown = [text for text in said.values() if text and fold(text) not in hidden.differs]
    if chosen and outcome is None:
        unknown.insert(0, chosen)
    if unknown:
        raise _WrongRow(SampleFault.NOT_OFFERED, unknown[0])
    if outcome is None:
        raise _WrongRow(SampleFault.OPEN)
    differs = tuple(one for one, text in said.items() if text and hidden.differs[fold(text)])
    if wrong := _contradiction(outcome, differs, said):
        raise _WrongRow(SampleFault.CONTRADICTS, wrong)
    return outcome, differs


def _looked(row: KeyedRow, person: str, day: str, *, drawn_on: dt.date) -> tuple[str, dt.date]:
    """Who compared it, and when: not before the sample was drawn."""
    who = row.text(Key.PERSON.value) or person
    if not who:
        raise _WrongRow(SampleFault.NO_PERSON)
    when = _day(row, day)
    if when is None or when < drawn_on:
        raise _WrongRow(SampleFault.NO_DAY, row.text(Key.DAY.value) or day)
    return who, when


def _contradiction(outcome: Outcome, differs: Sequence[Field], said: Mapping[Field, str]) -> str:
    """Name what contradicts a result; empty if nothing does. Of a paper not found, only its place
    can be told."""
    if outcome is Outcome.MATCHES:
        return ", ".join(_(FIELDS[field]) for field in differs)
    if outcome is Outcome.DIFFERS:
        return "" if differs else _("no column differs")
    beside = [field for field, text in said.items() if text and field is not Field.SHELF]
    return ", ".join(_(FIELDS[field]) for field in beside if field is not Field.OTHER)


def _day(row: KeyedRow, text: str) -> dt.date | None:
    """A whole day; `None` for anything else."""
    own = row.cell(Key.DAY.value)
    try:
        read = parse_date(own if own.text.strip() else type(own)(text))
    except CellError:
        return None
    if read is None or read.month is None or read.day is None:
        return None
    return dt.date(read.year, read.month, read.day)


def _once(rows: Sequence[ComparedRow]) -> tuple[list[ComparedRow], list[BadRow]]:
    """One row a document; a document that was filled in twice is refused, whatever is said."""
    by_document: defaultdict[str, list[ComparedRow]] = defaultdict(list)
    for one in rows:
        by_document[one.document_id].append(one)
    kept, bad = list[ComparedRow](), list[BadRow]()
    for document, same in by_document.items():
        if len(same) == 1:
            kept += same
            continue
        numbers = ", ".join(str(one.row) for one in same)
        fault = SampleFault.TWO_ROWS
        bad += [BadRow(one.sheet, one.row, fault, numbers, document) for one in same]
    return kept, bad
