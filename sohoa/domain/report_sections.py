"""The sections of a report beside its figures: values only, each made in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sohoa.domain.share import Share


@dataclass(frozen=True, slots=True)
class RoomYear:
    """A cell of the heat map: the papers of a room that were formed in a year."""

    room: str
    year: int
    share: Share


@dataclass(frozen=True, slots=True)
class Gap:
    """Papers that count and have no document, in one place (box, shelf) of a room and phase.

    Attributes:
        phase: `None` for papers that no phase takes.
        place: As the register names it; empty where it names none.
        missing: So many; `denominator` is how many count there.
    """

    phase: int | None
    room: str
    place: str
    missing: int
    denominator: int


@dataclass(frozen=True, slots=True)
class CauseOfRejects:
    """Scans that wait for a person for one reason, in quarantine or asked about.

    Attributes:
        state: Which list names them: `quarantined`, `asked`, `set_aside`.
        code: The stable code of the error.
    """

    state: str
    code: str
    documents: int


@dataclass(frozen=True, slots=True)
class WaitsForPeople:
    """So much waits for a person: the key of the list that names it, and how many are in it."""

    list_key: str
    count: int


@dataclass(frozen=True, slots=True)
class Throughput:
    """Documents of the report that were archived in a month, `2023-12`, and are held now."""

    month: str
    documents: int


@dataclass(frozen=True, slots=True)
class OperatorWork:
    """What one operator archived of the documents of the report.

    Attributes:
        documents: Those that are held now.
        to_review: Those of them that somebody has to look at, or to scan again.
    """

    operator: str
    documents: int
    to_review: int


@dataclass(frozen=True, slots=True)
class Conformity:
    """Quality and legal conformity of the documents behind the report.

    Attributes:
        documents: All that are archived and signed (list `archived`).
        below_rules: The code of a rule → documents scanned below it, those that are not archived
            among them (list `below-rules`).
        levels: Level of the highest signature → archived documents, as the catalogue knows it
            today; empty is of those taken in signed whose level is not known.
        time_stamped: Those of them with a time stamp.
    """

    documents: int
    below_rules: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    time_stamped: int = 0


@dataclass(frozen=True, slots=True)
class OtherMeasures:
    """The plan's other measures, from the same papers.

    Attributes:
        in_force: Papers in force and formed.
        signed: Of them, with a signed document in the archive (whole or not).
        reusable: Of them, that can be used again: signed, stored, whole.
        signed_rate, reusable_rate: In percent of `in_force`, cut; `None` of none.
    """

    in_force: int
    signed: int
    reusable: int
    signed_rate: float | None
    reusable_rate: float | None


@dataclass(frozen=True, slots=True)
class CountOfRoom:
    """The inventory of one room, as a report of the inventory phase proves it.

    Attributes:
        declared: How many papers the room says it holds; `None` if it has not said.
        listed, in_force, in_error: Papers in the inventory; in force; rows not understood.
        lacking: Declared, and neither listed nor in error; negative: more than declared.
        closed_by, closed_on: Who closed it and when; empty and `None` while it is open.
        supplements: Papers entered, or taken out, after it was closed.
        listed_in_window: Papers in the inventory at the end of the window, as known then; `None`
            where it is not over. What was entered later does not prove a count of that time.
    """

    room: str
    declared: int | None
    listed: int
    in_force: int
    in_error: int
    lacking: int | None
    closed_by: str
    closed_on: dt.date | None
    supplements: int
    listed_in_window: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification of the whole archive: the day it ended, records looked at, and whole ones."""

    day: dt.date
    checked: int
    whole: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """What an auditor's sample has proven: paper against file (`sohoa audit result --enter`).

    Attributes:
        day: When it was entered.
        phase: Of which phase the records were; `None` of all.
        records, drawn, found: All, those looked at, those of them in error.
        rate, lowest, highest: Of errors, in percent, with the interval of `confidence` percent.
        decision: `accepted`, `rejected`, `not-proven`, `told`.
    """

    day: dt.date
    phase: int | None
    records: int
    drawn: int
    found: int
    rate: float
    lowest: float
    highest: float
    confidence: float
    decision: str


@dataclass(frozen=True, slots=True)
class ProofOfCount:
    """What a report of the inventory phase proves.

    Attributes:
        ends: The last day of the phase's window.
        rooms: Room by room, by name.
        imported_after: Register files that were imported after the window: name and day.
        proves_window: Every room was closed within the window, and lists what it declares.
    """

    ends: dt.date
    rooms: tuple[CountOfRoom, ...]
    imported_after: tuple[tuple[str, dt.date], ...]
    proves_window: bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """By what a report was made: enough to compute it again.

    Attributes:
        program: Name and version of the program.
        last_change, last_event, last_lookup: The numbers of the last change, of the last event of
            the office, and of the last question at the counter that it knows.
        plan_sha256: Digest of `phases.yaml`, byte for byte.
        settings_sha256: Name of a settings file → digest of its bytes.
    """

    program: str
    last_change: int
    plan_sha256: str
    settings_sha256: Mapping[str, str] = field(default_factory=dict)
    last_event: int = 0
    last_lookup: int = 0


def proof_of_count(
    ends: dt.date,
    rooms: tuple[CountOfRoom, ...],
    imported: Iterable[tuple[str, dt.date]],
) -> ProofOfCount:
    """Say what is proven of the papers that were there at the end of the inventory's window."""
    return ProofOfCount(
        ends=ends,
        rooms=rooms,
        imported_after=tuple((name, day) for name, day in imported if day > ends),
        proves_window=bool(rooms) and all(_is_proven(one, ends) for one in rooms),
    )


def _is_proven(room: CountOfRoom, ends: dt.date) -> bool:
    is_closed = room.closed_on is not None and room.closed_on <= ends
    return is_closed and room.lacking == 0 and room.in_error == 0
