"""What people say of papers: corrected, withdrawn, brought back, merged, split, tied to scans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from sohoa.catalogue import paper_changes
from sohoa.catalogue.alike_papers import TELLING_APART
from sohoa.catalogue.paper_changes import Saying
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.identifiers import record_id_of
from sohoa.domain.paper_facts import ATTRIBUTES, Listing, said_of
from sohoa.domain.register import RegisterRecord
from sohoa.domain.two_times import refuse_future_since
from sohoa.inventory.paper_edit import edited
from sohoa.inventory.section import Office
from sohoa.person import person
from sohoa.plan_file import load_plan
from sohoa.settings import load_settings
from sohoa.tabular.columns import Column
from sohoa.use_cases.effects import Effect, effect_of, share_of_today
from sohoa.use_cases.owner_key import locking
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ValueChange:
    """An attribute of a paper before and after; empty is none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PaperChange:
    """What is otherwise of one paper now; `new` says that it was entered."""

    record_id: str
    values: tuple[ValueChange, ...]
    new: bool = False


@dataclass(frozen=True, slots=True)
class PaperChanges:
    """The outcome of a person's word; `rehearsed`: nothing of it was stored."""

    papers: tuple[PaperChange, ...]
    effect: Effect
    rehearsed: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A person's word: why, from which day it holds, and whether it is only to be tried."""

    reason: str
    since: dt.date | None = None
    rehearse: bool = False


def edit_papers(
    workspace: Workspace, record_ids: Sequence[str], said: Mapping[Column, str], word: Word
) -> PaperChanges:
    """Write other values of papers.

    Raises:
        UnknownPaperError, PaperNotListedError: As named.
        PaperValueError: A value is none of its column.
        AlikePapersError: A paper would be, word for word, what another one is.
        FutureDayError: Nobody knows what holds from tomorrow on.
    """
    office, settings = office_of(workspace), load_settings(workspace.config_dir)
    identities = [_identity(one) for one in record_ids]

    def work(connection: Connection, saying: Saying) -> tuple[PaperChange, ...]:
        held = paper_changes.listed_papers(connection, identities)
        new = {one: edited(one, record, said, office) for one, record in held.items()}
        changes = tuple(_change(one, held[one], new[one]) for one in held)
        told = {
            one.record_id: {value.field: value.after for value in one.values}
            for one in changes
            if one.values
        }
        if told:
            to_be = {one: new[one] for one in told if not TELLING_APART.isdisjoint(told[one])}
            paper_changes.refuse_alike(connection, to_be, settings.identity)
            paper_changes.edit_papers(connection, told, saying)
        return changes

    return changed(workspace, work, word)


def withdraw_papers(workspace: Workspace, record_ids: Sequence[str], word: Word) -> PaperChanges:
    """Take papers out of the inventory.

    Raises:
        UnknownPaperError, PaperNotListedError, FutureDayError: As named.
    """
    return _listing(workspace, record_ids, word, paper_changes.withdraw_papers, "withdrawn")


def restore_papers(workspace: Workspace, record_ids: Sequence[str], word: Word) -> PaperChanges:
    """Bring papers back that were withdrawn or merged.

    Raises:
        UnknownPaperError, PaperListedError, FutureDayError: As named.
        PaperThereError: Another paper says, word for word, what one of them says.
    """
    rule = load_settings(workspace.config_dir).identity

    def restore(connection: Connection, identities: Sequence[str], saying: Saying) -> None:
        paper_changes.restore_papers(connection, identities, saying)
        back = paper_changes.listed_papers(connection, identities)
        paper_changes.refuse_alike(connection, back, rule, are_coming=True)

    return _listing(workspace, record_ids, word, restore, "listed", was="")


def merge_papers(
    workspace: Workspace, record_ids: Sequence[str], into: str, word: Word
) -> PaperChanges:
    """Say that papers are one with another, which stays.

    Raises:
        UnknownPaperError, PaperNotListedError, NotItselfError, TwoDocumentsError, FutureDayError:
            As named.
    """
    stays = _identity(into)

    def merge(connection: Connection, identities: Sequence[str], saying: Saying) -> None:
        paper_changes.merge_papers(connection, identities, stays, saying)

    return _listing(workspace, record_ids, word, merge, f"merged {stays}")


def split_paper(
    workspace: Workspace, record_id: str, said: Mapping[Column, str], word: Word
) -> PaperChanges:
    """Enter a second paper that stood in the row of another.

    Raises:
        UnknownPaperError, PaperNotListedError, PaperValueError: As named.
        PaperThereError: Another paper says, word for word, what the second is to say.
    """
    office, identity = office_of(workspace), _identity(record_id)
    rule = load_settings(workspace.config_dir).identity

    def work(connection: Connection, saying: Saying) -> tuple[PaperChange, ...]:
        (held,) = paper_changes.listed_papers(connection, [identity]).values()
        second = edited(identity, held, said, office)
        paper_changes.refuse_alike(connection, {"": second}, rule, are_coming=True)
        change = _change(identity, held, second)
        told = {value.field: value.after for value in change.values}
        made = paper_changes.split_paper(connection, identity, told, second, saying)
        return (PaperChange(made, change.values, new=True),)

    return changed(workspace, work, word)


def difference(new: RegisterRecord) -> tuple[ValueChange, ...]:
    """What a paper that is entered says, as changes from nothing."""
    said = said_of(new)
    return tuple(ValueChange(name, "", said[name]) for name in ATTRIBUTES if said[name])


def link_document(
    workspace: Workspace, document_id: str, record_id: str, word: Word
) -> PaperChanges:
    """Tie an archived document to the paper that it digitizes.

    Raises:
        UnknownDocumentError, UnknownPaperError, PaperNotListedError, RecordTakenError: As named.
    """
    identity = _identity(record_id)

    def work(connection: Connection, saying: Saying) -> tuple[PaperChange, ...]:
        paper_changes.link_document(connection, document_id, identity, saying)
        return (PaperChange(identity, (ValueChange("document", "", document_id),)),)

    return changed(workspace, work, word)


def unlink_document(workspace: Workspace, document_id: str, word: Word) -> PaperChanges:
    """Untie an archived document from its paper.

    Raises:
        UnknownDocumentError: It is not archived.
    """

    def work(connection: Connection, saying: Saying) -> tuple[PaperChange, ...]:
        was = paper_changes.unlink_document(connection, document_id, saying)
        return (PaperChange(was, (ValueChange("document", document_id, ""),)),) if was else ()

    return changed(workspace, work, word)


#: What is done in a catalogue's transaction, and what of papers it changed.
_Work = Callable[[Connection, Saying], tuple[PaperChange, ...]]


def changed(workspace: Workspace, work: _Work, word: Word) -> PaperChanges:
    """Do what a person says of papers in one transaction, and say what it does to the figures.

    Raises:
        FutureDayError: Nobody knows what holds from tomorrow on.
    """
    now = dt.datetime.now(dt.UTC)
    saying = Saying(now, person(), word.reason, refuse_future_since(word.since, now=now))
    plan = load_plan(workspace.plan_path)
    with (
        Catalogue.open(workspace.catalogue_url) as catalogue,
        catalogue.tried(rehearse=word.rehearse) as trial,
    ):
        before = share_of_today(trial.reader, plan)
        papers = work(trial.connection, saying)
        after = share_of_today(trial.reader, plan)
    return PaperChanges(papers, effect_of(before, after), word.rehearse)


def _listing(
    workspace: Workspace,
    record_ids: Sequence[str],
    word: Word,
    act: Callable[[Connection, Sequence[str], Saying], None],
    becomes: str,
    *,
    was: str = Listing.LISTED.value,
) -> PaperChanges:
    identities = [_identity(one) for one in record_ids]

    def work(connection: Connection, saying: Saying) -> tuple[PaperChange, ...]:
        act(connection, identities, saying)
        values = (ValueChange("listing", was, becomes),)
        return tuple(PaperChange(one, values) for one in identities)

    return changed(workspace, work, word)


def _change(record_id: str, held: RegisterRecord, new: RegisterRecord) -> PaperChange:
    before, after = said_of(held), said_of(new)
    return PaperChange(
        record_id,
        tuple(
            ValueChange(name, before[name], after[name])
            for name in ATTRIBUTES
            if before[name] != after[name]
        ),
    )


def _identity(typed: str) -> str:
    """A paper's id as it is kept; what is none is looked for as it was typed, and not found."""
    return record_id_of(typed) or typed


def office_of(workspace: Workspace) -> Office:
    """Give what the office knows its papers by: rooms, types, words, the lock of numbers."""
    settings = load_settings(workspace.config_dir)
    words = settings.register_words.validity_words
    return Office(
        settings.rooms,
        settings.record_types,
        words,
        settings.confirmed_names,
        owners=locking(workspace),
    )
