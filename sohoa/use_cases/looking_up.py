"""What the office already holds of an owner that can be used again; every question is entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sohoa.catalogue.lookup_door import note_lookup
from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.judging import JudgedPaper, judged
from sohoa.domain.lookup_errors import NoOwnerNumbersError, NoPurposeError, NotAnOwnerNumberError
from sohoa.domain.lookups import Apart, Lookup, is_told, parted
from sohoa.domain.owner_numbers import FAULT_TEXTS, UnreadNumberError, masked, owner_number
from sohoa.domain.progress import measure_of
from sohoa.domain.validity_rules import RuleDoubt
from sohoa.domain.vietnam_time import day_of
from sohoa.domain.vietnamese import nfc, squeeze
from sohoa.language import _
from sohoa.person import person
from sohoa.plan_file import load_plan
from sohoa.use_cases.owner_key import locking
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OwnersPaper:
    """A paper of the owner: what it is, whose, and where its signed document lies.

    Attributes:
        owner: The owner's name, as the register has it.
        archive_path: Below the archive's folder; empty where nothing is archived.
        reason: Why it cannot be used again; null if it can.
        doubt: What the rule of its type asks about it (`sohoa inventory validity`), or null.
    """

    record_id: str
    document_id: str
    record_type: str
    number: str
    formed: str
    subject: str
    owner: str
    room: str
    valid_until: dt.date | None
    archive_path: str
    sha256: str
    reason: Apart | None = None
    doubt: RuleDoubt | None = None


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The answer to a question what the office holds of an owner.

    Attributes:
        day: The day on which it is so, in Vietnam.
        record_type: The type that was asked for; empty for all.
        held: What can be used again: in force on that day, signed, archived and found whole.
        apart: What else there is of the owner, each with why it cannot be used again.
    """

    day: dt.date
    record_type: str
    purpose: str
    held: tuple[OwnersPaper, ...]
    apart: tuple[OwnersPaper, ...]


def look_up(
    workspace: Workspace, typed: str, *, purpose: str, record_type: str = "", now: dt.datetime
) -> LookupResult:
    """Say what the office holds of an owner by a number as it stands on a card.

    Who asks, when, for what and how much was found is entered before this returns; the number only
    as its keyed hash.

    Raises:
        NoPurposeError, NotAnOwnerNumberError: What was asked is no question.
        OwnerKeyMissingError, OwnerKeyLostError, OwnerKeyOtherError, OwnerKeyUnusableError: Without
            the right key nobody can say.
        NoOwnerNumbersError: The register has no owner's number at all.
        UnknownTypeError: The office has no type of this name.
        PlanError, SettingsError: With every mistake at once.
        CatalogueBusyError, CatalogueDamagedError: The question cannot be entered: no answer.
    """
    said = masked(nfc(squeeze(purpose.replace("\0", ""))), is_cell=True)
    if not any(letter.isalnum() for letter in said):
        raise NoPurposeError
    number = _number(typed)
    locked = locking(workspace).require().of(number)
    day, plan = day_of(now), load_plan(workspace.plan_path)
    with CatalogueReader.open(workspace.catalogue_url) as reader, reader.one_state():
        if not reader.has_owners():
            raise NoOwnerNumbersError
        wanted = _types(workspace, reader, record_type)
        found = reader.papers_of_owner(locked)
    meant = wanted[0] if wanted else ""
    owners = {paper.record_id: owner for paper, owner in found}
    of_type = [paper for paper, _owner in found if not wanted or paper.record_type in wanted]
    held, apart = parted(judged(of_type, measure_of(plan, day)))
    apart = [(one, why) for one, why in apart if is_told(one.paper)]
    doubts = _doubts(workspace, held, day)
    # Nothing is told of anybody before it is on the disk who asked.
    note_lookup(
        workspace.catalogue_url,
        Lookup(now, person(), said, locked, meant, len(held), len(apart)),
    )
    return LookupResult(
        day=day,
        record_type=meant,
        purpose=said,
        held=tuple(
            replace(_told(one, owners), doubt=doubts.get(one.paper.record_id)) for one in held
        ),
        apart=tuple(_told(one, owners, why) for one, why in apart),
    )


def _number(typed: str) -> str:
    try:
        return owner_number(typed)
    except UnreadNumberError as error:
        raise NotAnOwnerNumberError(expected=_(FAULT_TEXTS[error.fault])) from error


def _types(workspace: Workspace, reader: CatalogueReader, typed: str) -> tuple[str, ...]:
    """The names that papers bear of the type that is meant; none where all are."""
    if not typed.strip():
        return ()
    from sohoa.use_cases.names_meant import NamesMeant  # noqa: PLC0415 - most ask without

    # A type of which there is no paper yet has one name, that of the office's table.
    return NamesMeant(workspace, reader).of_type(typed) or (typed,)


def _doubts(
    workspace: Workspace, held: Sequence[JudgedPaper], day: dt.date
) -> dict[str, RuleDoubt]:
    """What the rules ask about papers that could be used again."""
    undated = [one.paper for one in held if one.paper.valid_until is None]
    if not undated:
        return {}
    from sohoa.settings import load_settings  # noqa: PLC0415 - who finds nothing does without it
    from sohoa.use_cases.validity import doubt_of  # noqa: PLC0415

    types = load_settings(workspace.config_dir).record_types
    found = {
        paper.record_id: doubt_of(types, paper.record_type, paper.formed, as_of=day)
        for paper in undated
    }
    return {record_id: said[0] for record_id, said in found.items() if said}


def _told(one: JudgedPaper, owners: dict[str, str], why: Apart | None = None) -> OwnersPaper:
    paper = one.paper
    return OwnersPaper(
        record_id=paper.record_id,
        document_id=paper.document_id,
        record_type=paper.record_type,
        number=paper.number,
        formed=paper.formed,
        subject=paper.subject,
        owner=owners[paper.record_id],
        room=paper.room,
        valid_until=paper.valid_until,
        archive_path=paper.archive_path,
        sha256=paper.sha256,
        reason=why,
    )
