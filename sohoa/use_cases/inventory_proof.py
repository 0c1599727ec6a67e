"""Phase 1 proves a count: what each room declares, what is listed, and who closed it when."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.rows import SaidBefore
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.figures import Figure, is_behind
from sohoa.domain.inventory_errors import UnknownRoomError
from sohoa.domain.judging import ByJudgment
from sohoa.domain.plan import Plan
from sohoa.domain.progress import Measure, measure_of
from sohoa.domain.two_times import Act, refuse_future_since
from sohoa.domain.vietnam_time import day_of
from sohoa.person import person
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.use_cases.knowledge import Asked, ask
from sohoa.use_cases.paper_changes import Word
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RoomCount:
    """The inventory of one room on a day.

    Attributes:
        room: Its name today; empty for rows in error that name none.
        declared: How many papers the room says it holds; null if it has not said. Of rooms that
            were merged into it, what each said since the room itself did is added up.
        listed: Papers in the inventory: `in_force`, `unknown`, `lapsed`, `excluded` and
            `unformed` add up to it.
        in_error: Rows of register files that name the room and are not understood yet.
        lacking: Declared, and neither listed nor in error; below zero, more than declared.
        closed_by, closed_at: Who closed it and when; empty and null while it is open.
        supplements: Papers that were entered, or taken out, after it was closed.
    """

    room: str
    declared: int | None
    listed: int
    in_error: int
    in_force: int
    unknown: int
    lapsed: int
    excluded: int
    unformed: int
    lacking: int | None
    closed_by: str
    closed_at: dt.datetime | None
    supplements: int


_COUNTED = (
    Figure.IN_FORCE,
    Figure.UNKNOWN,
    Figure.LAPSED,
    Figure.EXCLUDED,
    Figure.UNFORMED,
)


def declare(workspace: Workspace, room: str, papers: int, word: Word) -> str:
    """Enter how many papers a room says it holds; returns the room's name.

    Raises:
        UnknownRoomError: The office knows no such room.
        FutureDayError: The day has not come yet.
    """
    name, saying = _room(workspace, room), _saying(word)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        catalogue.declare_papers(name, papers, saying)
    return name


def close(workspace: Workspace, room: str, word: Word) -> RoomCount:
    """Close the inventory of a room, as it stands; returns it.

    Raises:
        UnknownRoomError: The office knows no such room.
        FutureDayError: The day has not come yet.
    """
    name, saying = _room(workspace, room), _saying(word)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        catalogue.close_inventory(name, saying)
    today = load_settings(workspace.config_dir).names_on(day_of(saying.at)).room(name)
    counts = room_counts(workspace, as_of=saying.since, now=saying.at)
    return next(one for one in counts if one.room == today)


def room_counts(
    workspace: Workspace,
    *,
    now: dt.datetime,
    as_of: dt.date | None = None,
    known: dt.date | None = None,
) -> tuple[RoomCount, ...]:
    """Count every room's papers, by its name of today.

    Raises:
        FutureDayError: A day has not come yet.
        PlanError, SettingsError: With every mistake at once.
    """
    plan, settings = load_plan(workspace.plan_path), load_settings(workspace.config_dir)
    name_today = settings.names_on(day_of(now)).room
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        asked = ask(reader, as_of=as_of or day_of(now), known=known, now=now)
        return counts_of_rooms(asked, plan, name_today)


def counts_of_rooms(
    asked: Asked, plan: Plan, name_today: Callable[[str], str]
) -> tuple[RoomCount, ...]:
    """Count every room's papers on a day, by its name of today, in an open catalogue."""
    counts = _counts(asked, measure_of(plan, asked.knowledge.as_of), name_today)
    before = asked.knowledge.recorded_before
    said = asked.reader.inventories(before)
    closed = [one.at for _room, one in said if one.act is Act.CLOSE]
    listings = asked.reader.listings(min(closed), before) if closed else ()
    errors = Counter[str]()
    for room, count in asked.reader.rooms_in_error(before).items():
        errors[name_today(room)] += count
    of_room = defaultdict[str, list[tuple[str, SaidBefore]]](list)
    for room, word in said:
        of_room[name_today(room)].append((room, word))
    after = _Supplements([(name_today(room), at) for room, at in listings])
    names = sorted({*counts, *of_room, *errors})
    return tuple(
        _room_count(room, counts[room], of_room[room], errors[room], after) for room in names
    )


def _counts(
    asked: Asked, measure: Measure, name_today: Callable[[str], str]
) -> defaultdict[str, Counter[Figure]]:
    """Room, by its name of today → its papers behind each figure."""
    judgments = ByJudgment(
        measure, lambda one: [figure for figure in _COUNTED if is_behind(figure, one)]
    )
    counts = defaultdict[str, Counter[Figure]](Counter)
    for papers in asked.paper_columns():
        for room, behind in zip(papers.room, judgments.of(papers), strict=True):
            counts[name_today(room)].update(behind)
    return counts


class _Supplements:
    """When papers of each room were entered into the inventory, or taken out of it."""

    def __init__(self, listings: Sequence[tuple[str, dt.datetime]]) -> None:
        self._at = defaultdict[str, list[dt.datetime]](list)
        for room, at in listings:
            self._at[room].append(at)

    def of(self, room: str, since: dt.datetime | None) -> int:
        """How many came after an inventory was closed."""
        return 0 if since is None else sum(at > since for at in self._at[room])


def _room_count(
    room: str,
    counts: Counter[Figure],
    said: Sequence[tuple[str, SaidBefore]],
    in_error: int,
    after: _Supplements,
) -> RoomCount:
    declared = _declared(room, said)
    closed = next((one for _named, one in reversed(said) if one.act is Act.CLOSE), None)
    listed = sum(counts.values())
    return RoomCount(
        room=room,
        declared=declared,
        listed=listed,
        in_error=in_error,
        **{figure.value: counts[figure] for figure in _COUNTED},
        lacking=None if declared is None else declared - listed - in_error,
        closed_by=closed.person if closed else "",
        closed_at=closed.at if closed else None,
        supplements=after.of(room, closed.at if closed else None),
    )


def _declared(room: str, said: Iterable[tuple[str, SaidBefore]]) -> int | None:
    """How many papers a room declares, in the order in which it was said.

    Its own word is about all of it, and goes over what the rooms merged into it said before.
    """
    counts = dict[str, int]()
    for named, one in said:
        if "declared" not in one.said:
            continue
        if named == room:
            counts.clear()
        counts[named] = int(one.said["declared"])
    return sum(counts.values()) if counts else None


def _saying(word: Word) -> Saying:
    now = dt.datetime.now(dt.UTC)
    return Saying(now, person(), word.reason, refuse_future_since(word.since, now=now))


def _room(workspace: Workspace, typed: str) -> str:
    rooms = load_settings(workspace.config_dir)
    room = rooms.rooms.match(typed)
    if room is not None:
        return room.name
    if rooms.confirmed_names.has_room(typed):
        return typed
    known = ", ".join(one.name for one in rooms.rooms.rooms)
    raise UnknownRoomError(room=typed, known=known)
