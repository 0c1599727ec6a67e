"""What a filled sheet of the auditor's sample proves, and whether it is the sample at all."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sohoa.catalogue.sample_reader import SampleReader
from sohoa.domain.errors import NothingToSampleError
from sohoa.sampling.answers import ComparedRow, FilledSheet, read_filled
from sohoa.sampling.columns import Outcome
from sohoa.sampling.drawing import StratumKey, seed_of
from sohoa.sampling.estimate import Decision, Estimate, decide, estimate
from sohoa.sampling.goals import Goal, checked
from sohoa.sampling.limits import Counted
from sohoa.sampling.origin import Origin
from sohoa.settings import load_settings
from sohoa.tabular.keyed_sheet import fault_text
from sohoa.use_cases.sampling import Redrawn, redraw, sampled_record
from sohoa.workspace import Workspace


class SampleDoubt(StrEnum):
    """Why a sheet is not proven to be the sample of its head; the value stands in `--json`."""

    #: What stood in the archive is not what the sheet says it was drawn from.
    POPULATION = "population"
    #: The head draws other documents, other strata, or another size.
    DRAWING = "drawing"
    #: Of some documents the catalogue says otherwise today than the sheet does.
    SAID = "said"


@dataclass(frozen=True, slots=True)
class BadSampleRow:
    """A row that was not taken, and what to do; `code` is its fault."""

    sheet: str
    row: int
    document_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SamplePart:
    """A part of the population; `operator` is empty unless the office has it told apart."""

    room: str
    phase: int | None
    operator: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class SampleResult:
    """What a filled sheet proves.

    Attributes:
        drawn: How many documents the sample has.
        estimate, decision: `None` unless every one of them was compared.
        parts: Rooms and phases by themselves, each with the stated confidence for itself.
        outcomes, fields: How many documents came to each result; how many differ in each field.
        in_error: The documents in error.
        people, first_day, last_day: Who compared them, and when.
        bad, missing: Rows that were not taken; documents without a row.
        doubts: Empty if the catalogue draws this very sample from the sheet's head.
        said_otherwise: The documents of which the catalogue says otherwise now.
    """

    path: Path
    head: str
    word: str
    until: dt.datetime
    is_covered: bool
    made_at: dt.datetime
    phase: int | None
    records: int
    digest: str
    goal: Goal
    letter: str
    accept: int | None
    drawn: int
    estimate: Estimate | None
    decision: Decision | None
    parts: tuple[SamplePart, ...]
    outcomes: dict[str, int]
    fields: dict[str, int]
    in_error: tuple[str, ...]
    people: tuple[str, ...]
    first_day: dt.date | None
    last_day: dt.date | None
    bad: tuple[BadSampleRow, ...]
    missing: tuple[str, ...]
    doubts: tuple[SampleDoubt, ...]
    said_otherwise: tuple[str, ...]


def sample_result(workspace: Workspace, path: Path) -> SampleResult:
    """Read a filled sheet, draw its sample again from its head, and tell what it proves.

    A rate is told only where every document that was drawn was compared, and nothing else.

    Raises:
        NoSampleSheetError, SampleSheetDamagedError, SampleSheetNewerError, SampleSheetChangedError:
            As `sohoa.sampling.answers.read_filled`.
        PlanImpossibleError: What the sheet says it was drawn for cannot be.
        SettingsError: The settings cannot be used.
    """
    filled = read_filled(path)
    checked(filled.origin.goal)
    by_operator = load_settings(workspace.config_dir).audit.by_operator
    origin, rows = filled.origin, filled.rows
    with SampleReader.open(workspace.catalogue_url) as reader, reader.one_state():
        doubts = _doubts(reader, filled)
        otherwise = tuple(_said_otherwise(reader, filled))
    counted = _counted(filled) if filled.is_whole else []
    days = sorted(row.day for row in rows)
    return SampleResult(
        path=path,
        head=origin.head,
        word=origin.word,
        until=origin.until,
        is_covered=origin.is_covered,
        made_at=origin.made_at,
        phase=origin.phase,
        records=origin.records,
        digest=origin.digest,
        goal=origin.goal,
        letter=origin.size.letter,
        accept=origin.size.accept,
        drawn=len(filled.drawn),
        estimate=estimate(counted, origin.goal.confidence) if counted else None,
        decision=decide(origin.goal, origin.size, counted) if counted else None,
        parts=_parts(filled, counted, tell_operators=by_operator and origin.by_operator),
        outcomes={one.value: sum(row.outcome is one for row in rows) for one in Outcome},
        fields=_fields(rows),
        in_error=tuple(sorted(row.document_id for row in rows if row.outcome.is_error)),
        people=tuple(sorted({row.person for row in rows})),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        bad=tuple(
            BadSampleRow(one.sheet, one.row, one.document_id, one.fault.value, fault_text(one))
            for one in filled.bad
        ),
        missing=filled.missing,
        doubts=(*doubts, *([SampleDoubt.SAID] if otherwise else [])),
        said_otherwise=otherwise,
    )


def _counted(filled: FilledSheet) -> list[Counted]:
    """Each stratum with what was found in it, in their order."""
    found = Counter(filled.drawn[row.document_id] for row in filled.rows if row.outcome.is_error)
    return [Counted(one.size, one.drawn, found[one.number]) for one in filled.strata]


def _parts(
    filled: FilledSheet, counted: Sequence[Counted], *, tell_operators: bool
) -> tuple[SamplePart, ...]:
    """Rooms and phases; operators only where the office has it so."""
    parts: defaultdict[StratumKey, list[Counted]] = defaultdict(list)
    for stratum, one in zip(filled.strata, counted, strict=False):
        operator = stratum.operator if tell_operators else ""
        parts[StratumKey(stratum.room, stratum.phase, operator)].append(one)
    confidence = filled.origin.goal.confidence
    return tuple(SamplePart(*key, estimate(some, confidence)) for key, some in parts.items())


def _fields(rows: Sequence[ComparedRow]) -> dict[str, int]:
    return dict(Counter(field.value for row in rows for field in row.differs))


def _doubts(reader: SampleReader, filled: FilledSheet) -> tuple[SampleDoubt, ...]:
    """Draw the sample of a sheet again, and tell what is otherwise."""
    again = _again(reader, filled.origin)
    if again is None or (again.records, again.digest) != (
        filled.origin.records, filled.origin.digest,
    ):  # fmt: skip
        return (SampleDoubt.POPULATION,)
    told = (filled.strata, filled.origin.size, filled.drawn)
    is_same = told == (again.strata, again.size, again.drawn)
    return () if is_same else (SampleDoubt.DRAWING,)


def _said_otherwise(reader: SampleReader, filled: FilledSheet) -> Iterator[str]:
    """The documents of which the catalogue does not say what the sheet does."""
    said = reader.said_of(filled.drawn)
    for document, stratum in filled.drawn.items():
        now = said.get(document)
        if now is None or sampled_record(now, stratum).check() != filled.checks[document]:
            yield document


def _again(reader: SampleReader, origin: Origin) -> Redrawn | None:
    """The sample as it follows from the catalogue now; `None` if there is nothing to draw from."""
    seed = seed_of(origin.head, origin.word)
    try:
        return redraw(
            reader, seed, origin.goal, origin.until, origin.phase, by_operator=origin.by_operator
        )
    except NothingToSampleError:
        return None
