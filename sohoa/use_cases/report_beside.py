"""What a report says beside papers and documents: what moved, what a count proves, by what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import fields

from sohoa import AGENT
from sohoa.domain.errors import SinceNotBeforeError
from sohoa.domain.history import PointInTime, Points, month_ends
from sohoa.domain.holdings import ImportRow
from sohoa.domain.movement import Earlier, Knowing
from sohoa.domain.office_events import OfficeEventKind
from sohoa.domain.plan import Phase, Plan
from sohoa.domain.report_sections import (
    CountOfRoom,
    ProofOfCount,
    Provenance,
    Sampled,
    Verified,
    proof_of_count,
)
from sohoa.domain.subject import Subject
from sohoa.domain.two_times import Knowledge
from sohoa.domain.vietnam_time import day_of, day_shown
from sohoa.durable import sha256_of
from sohoa.reports.measuring import ReportBeside
from sohoa.use_cases.inventory_proof import RoomCount, counts_of_rooms
from sohoa.use_cases.knowledge import Asked, known_of
from sohoa.workspace import Workspace


def report_beside(
    workspace: Workspace,
    asked: Asked,
    plan: Plan,
    subject: Subject,
    *,
    since: dt.date | Earlier | None,
    name_today: Callable[[str], str],
) -> ReportBeside:
    """Gather it, in an open catalogue.

    `since` is the day, or the report, since which it is told what moved. Without one it is the last
    report of the same subject that was issued for an earlier day, or the end of the month before.

    Raises:
        SinceNotBeforeError: It is not before the day that is reported on.
    """
    knowing = _knowing(asked, subject, since)
    proof = None
    if subject.phase is not None and subject.is_inventory:
        proof = _proof(asked, plan, subject.phase, name_today)
    return ReportBeside(
        provenance=provenance_of(workspace, asked),
        moved=None if knowing is None else (knowing, asked.reader.moved_papers(knowing)),
        proof=proof,
        history=_history(asked, plan) if subject.phase is None else (),
        pages_a_document=asked.pages_a_document(),
        verified=tuple(_verified(asked)),
        sampled=tuple(_sampled(asked)),
    )


def _verified(asked: Asked) -> Iterator[Verified]:
    before = asked.knowledge.recorded_before
    for at, said in asked.reader.office_events(OfficeEventKind.VERIFICATION, before=before):
        yield Verified(day_of(at), said["checked"], said["whole"])


def _sampled(asked: Asked) -> Iterator[Sampled]:
    """As far as they were entered by then; the sheet and its head stay in the ledger."""
    names = [field.name for field in fields(Sampled) if field.name != "day"]
    before = asked.knowledge.recorded_before
    for at, said in asked.reader.office_events(OfficeEventKind.SAMPLE, before=before):
        yield Sampled(day_of(at), **{name: said[name] for name in names})


def provenance_of(workspace: Workspace, asked: Asked) -> Provenance:
    """Say by what a report is made: program, plan, settings, and the last change that it knows."""
    settings = sorted(workspace.config_dir.glob("*.toml"))
    return Provenance(
        program=AGENT,
        last_change=asked.reader.last_change(asked.knowledge.recorded_before),
        last_event=asked.reader.last_event(asked.knowledge.recorded_before),
        last_lookup=asked.reader.last_lookup(asked.knowledge.recorded_before),
        plan_sha256=sha256_of(workspace.plan_path),
        settings_sha256={path.name: sha256_of(path) for path in settings},
    )


def _knowing(asked: Asked, subject: Subject, since: dt.date | Earlier | None) -> Knowing | None:
    """The two days that are compared; `None` where nothing had been recorded by the first."""
    after = asked.knowledge
    if isinstance(since, dt.date) and since >= after.as_of:
        raise SinceNotBeforeError(since=day_shown(since), as_of=day_shown(after.as_of))
    if since is None:
        since = _last_issued(asked, subject)
    if isinstance(since, Earlier):
        return Knowing(since.knowledge, after, since.last_change, since.report)
    first = asked.reader.first_change_at()
    if first is None:
        return None
    day = since or after.as_of.replace(day=1) - dt.timedelta(days=1)
    if since is None and day_of(first) > min(day, after.known):
        return None
    known = min(known_of(day, first, otherwise=after.known), after.known)
    then = Knowledge(day, known)
    return Knowing(then, after, asked.reader.last_change(then.recorded_before))


def _last_issued(asked: Asked, subject: Subject) -> Earlier | None:
    """The last report of a subject that was issued, of those for an earlier day.

    One that was issued before reports entered how far they knew is passed over.
    """
    before = asked.knowledge.recorded_before
    every = asked.reader.office_events(OfficeEventKind.REPORT, before=before)
    for _at, said in reversed(every):
        then = Knowledge(_day(said["as_of"]), _day(said["known"]))
        is_before = then.as_of < asked.knowledge.as_of
        if said["subject"] == subject.key and is_before and said.get("last_change"):
            return Earlier(then, said["last_change"], said["number"])
    return None


_day = dt.date.fromisoformat


def _history(asked: Asked, plan: Plan) -> tuple[PointInTime, ...]:
    """The plan at the ends of months, each as known then."""
    first, reader = asked.reader.first_change_at(), asked.reader
    if first is None:
        return ()
    points = Points(month_ends(day_of(first), asked.knowledge.as_of))
    return points.course(plan, reader.stretches(points, asked.knowledge))


def _proof(
    asked: Asked, plan: Plan, phase: Phase, name_today: Callable[[str], str]
) -> ProofOfCount:
    counts = counts_of_rooms(asked, plan, name_today)
    then = _listed_at(asked, plan, phase.ends, name_today)
    rooms = tuple(_room(one, then.get(one.room, 0) if then is not None else None) for one in counts)
    return proof_of_count(phase.ends, rooms, map(_imported, _imports(asked)))


def _listed_at(
    asked: Asked, plan: Plan, ends: dt.date, name_today: Callable[[str], str]
) -> dict[str, int] | None:
    """Room → papers in the inventory at the end of the window, as known then; `None` before it."""
    if ends >= asked.knowledge.as_of or ends > asked.knowledge.known:
        return None
    past = asked.reader.past(Knowledge(ends, ends))
    then = Asked(asked.reader, Knowledge(ends, ends), past)
    return {one.room: one.listed for one in counts_of_rooms(then, plan, name_today)}


def _imports(asked: Asked) -> list[ImportRow]:
    """The register files that had entered papers, as far as that was known."""
    entering = asked.reader.entering_imports(asked.knowledge.recorded_before)
    return [one for one in asked.reader.imports() if one.sha256 in entering]


def _imported(one: ImportRow) -> tuple[str, dt.date]:
    return one.file_name, day_of(one.imported_at)


def _room(one: RoomCount, then: int | None) -> CountOfRoom:
    return CountOfRoom(
        room=one.room,
        declared=one.declared,
        listed=one.listed,
        in_force=one.in_force,
        in_error=one.in_error,
        lacking=one.lacking,
        closed_by=one.closed_by,
        closed_on=day_of(one.closed_at) if one.closed_at else None,
        supplements=one.supplements,
        listed_in_window=then,
    )
