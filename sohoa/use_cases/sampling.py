"""The auditor's sample: drawn from what stood when a head of the ledger was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sohoa import __version__
from sohoa.catalogue.sample_reader import SaidOfDrawn, SampleReader
from sohoa.domain.errors import FileThereError, NothingToSampleError
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnam_time import day_of, minute_shown
from sohoa.domain.vietnamese import nfc, squeeze
from sohoa.durable import not_taken
from sohoa.language import _
from sohoa.sampling.allocation import allocate
from sohoa.sampling.drawing import (
    StratumKey,
    Unit,
    draw,
    in_order,
    numbered_operators,
    population_of,
    seed_of,
)
from sohoa.sampling.goals import Goal, Size, checked, size_for
from sohoa.sampling.head import head_of
from sohoa.sampling.origin import Origin, Stratum
from sohoa.sampling.sheet import SampledRecord, write_sheet
from sohoa.settings import load_settings
from sohoa.workspace import Workspace

_STEM = "mau-kiem-tra"


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """What is wanted of a sample.

    Attributes:
        head: The root of a head of the ledger, or a file with one.
        word: What the auditor says when the head is known already; empty for nothing.
        phase: Only documents of this phase.
        target: Where the sheet is written to; else into `data/audit`.
    """

    head: str
    goal: Goal
    word: str = ""
    phase: int | None = None
    target: Path | None = None


@dataclass(frozen=True, slots=True)
class SampleDrawn:
    """A sample that was drawn, and how.

    Attributes:
        path: The sheet to fill in.
        seed: What the order of the records follows from.
        until: What was archived by then was drawn from: the head's time, if `is_covered`.
        later: So many were archived since, and cannot be drawn.
        records, digest: The population (`sohoa.sampling.drawing.Population`).
        letter, accept, reject: By ISO 2859-1; else empty and `None`.
    """

    path: Path
    head: str
    word: str
    seed: str
    until: dt.datetime
    is_covered: bool
    later: int
    phase: int | None
    records: int
    digest: str
    strata: int
    documents: int
    goal: Goal
    letter: str
    accept: int | None
    reject: int | None


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A sample as it follows from a catalogue, a seed and a goal.

    Attributes:
        drawn: Document → the number of its stratum.
    """

    records: int
    digest: str
    strata: tuple[Stratum, ...]
    size: Size
    drawn: dict[str, int]


def draw_sample(workspace: Workspace, order: SampleOrder, *, now: dt.datetime) -> SampleDrawn:
    """Draw a sample and write its sheet. The same head, word, phase and goal draw the same sample.

    A sheet that is there is never written over.

    Raises:
        NoHeadError, SeveralHeadsError: No single head was given.
        PlanImpossibleError: Such a sample cannot be.
        NothingToSampleError: Nothing stood in the archive when the head was made.
        FileThereError: There is a file of the target's name already.
        SettingsError: The settings cannot be used.
        DiskFullError: No room is left.
    """
    if order.target is not None and order.target.exists():
        raise FileThereError(str(order.target))
    head, goal = head_of(order.head), checked(order.goal)
    word = nfc(squeeze(order.word))
    by_operator = load_settings(workspace.config_dir).audit.by_operator
    until = min(head.at or now, now).astimezone(dt.UTC).replace(microsecond=0)
    with SampleReader.open(workspace.catalogue_url) as reader, reader.one_state():
        found = redraw(
            reader, seed_of(head.root, word), goal, until, order.phase,
            by_operator=by_operator,
        )  # fmt: skip
        said = reader.said_of(found.drawn)
        later = reader.count_later(until, order.phase)
    origin = Origin(
        head.root, word, until, head.at is not None, order.phase, found.records,
        found.digest, goal, found.size, by_operator, now.replace(microsecond=0), __version__,
    )  # fmt: skip
    path = order.target or _path(workspace, order.phase, now)
    write_sheet(sampled_records(found, said), origin, found.strata, path)
    return _told(path, origin, found, later)


def redraw(
    reader: SampleReader,
    seed: str,
    goal: Goal,
    until: dt.datetime,
    phase: int | None,
    *,
    by_operator: bool,
) -> Redrawn:
    """Draw from what stood in the archive at an instant.

    Raises:
        NothingToSampleError: Nothing did.
        PlanImpossibleError: ISO 2859-1 has no plan for so many strata.
    """
    population = population_of(map(Unit._make, reader.stood(until, phase)), seed)
    if not population.size:
        told = _("all phases") if phase is None else phase
        raise NothingToSampleError(until=minute_shown(until), phase=told)
    keys = in_order(population, seed)
    sizes = [len(population.ranked[key]) for key in keys]
    size = size_for(goal, sizes)
    given = allocate(sizes, size.records)
    numbers = {key: number for number, key in enumerate(keys, start=1)}
    return Redrawn(
        population.size,
        population.digest,
        _strata(keys, sizes, given, seed, by_operator=by_operator),
        replace(size, records=sum(given)),
        {one.document_id: numbers[one.stratum] for one in draw(population, keys, given)},
    )


def _strata(
    keys: Sequence[StratumKey],
    sizes: Sequence[int],
    given: Sequence[int],
    seed: str,
    *,
    by_operator: bool,
) -> tuple[Stratum, ...]:
    people = {name: f"#{number}" for name, number in numbered_operators(keys, seed).items()}
    return tuple(
        Stratum(
            number,
            key.room,
            key.phase,
            key.operator if by_operator else people.get(key.operator, ""),
            size,
            drawn,
        )
        for number, (key, size, drawn) in enumerate(zip(keys, sizes, given, strict=True), start=1)
    )


def sampled_records(found: Redrawn, said: Mapping[str, SaidOfDrawn]) -> list[SampledRecord]:
    """What the catalogue says of a sample, in the order of an archivist's way along the shelves."""
    rows = [sampled_record(said[document], stratum) for document, stratum in found.drawn.items()]
    return sorted(
        rows, key=lambda one: (one.room, one.box, one.shelf, one.file_code, one.ordinal, one.path)
    )


def sampled_record(said: SaidOfDrawn, stratum: int) -> SampledRecord:
    """What the sheet says of a document."""
    notes = {DocumentState.REPLACED: _("replaced"), DocumentState.WITHDRAWN: _("withdrawn")}
    return SampledRecord(
        document_id=said.document_id,
        stratum=stratum,
        room=said.room,
        box=said.box,
        shelf=said.shelf,
        file_code=said.file_code,
        ordinal=said.ordinal,
        path=said.path,
        number=said.number,
        formed=str(PartialDate.parse(said.formed)) if said.formed else "",
        record_type=said.record_type,
        note=notes.get(said.state, ""),
    )


def _path(workspace: Workspace, phase: int | None, now: dt.datetime) -> Path:
    """A name that is not taken, in the folder of audits."""
    of_phase = f"-giai-doan-{phase}" if phase else ""
    stem = f"{_STEM}{of_phase}-{day_of(now).isoformat()}"
    return not_taken(workspace.audit_dir / f"{stem}.xlsx")


def _told(path: Path, origin: Origin, found: Redrawn, later: int) -> SampleDrawn:
    accept = found.size.accept
    return SampleDrawn(
        path=path,
        head=origin.head,
        word=origin.word,
        seed=seed_of(origin.head, origin.word),
        until=origin.until,
        is_covered=origin.is_covered,
        later=later,
        phase=origin.phase,
        records=found.records,
        digest=found.digest,
        strata=len(found.strata),
        documents=found.size.records,
        goal=origin.goal,
        letter=found.size.letter,
        accept=accept,
        reject=None if accept is None else accept + 1,
    )
