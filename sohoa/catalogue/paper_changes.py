"""What a person says of papers: corrected, withdrawn, restored, merged, split, tied to scans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, RowMapping, select, update

from sohoa.catalogue.alike_papers import alike_papers
from sohoa.catalogue.completing import follow_papers
from sohoa.catalogue.document_facts import record_changed
from sohoa.catalogue.fact_log import record_change
from sohoa.catalogue.paper_store import enter_papers, record_in, rows_of, say_of_papers
from sohoa.catalogue.schema import documents, register_records
from sohoa.domain.errors import RecordTakenError
from sohoa.domain.inventory_errors import (
    AlikePapersError,
    NotItselfError,
    PaperListedError,
    PaperNotListedError,
    PaperThereError,
    TwoDocumentsError,
    UnknownDocumentError,
    UnknownPaperError,
)
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_facts import LISTING, MERGED_INTO, Listing
from sohoa.domain.paper_identity import IdentityRule
from sohoa.domain.register import RegisterRecord
from sohoa.domain.two_times import Act, Change
from sohoa.domain.vietnam_time import day_of


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says something of papers, when and why, and from which day it holds.

    Without a day, what a paper bears was always so and the rest holds from today on.
    """

    at: dt.datetime
    person: str
    reason: str
    since: dt.date | None = None

    def change(self, act: Act) -> Change:
        """The act by which it is recorded."""
        return Change(act, self.at, self.person, self.reason)


def listed_papers(connection: Connection, record_ids: Sequence[str]) -> dict[str, RegisterRecord]:
    """Papers of the inventory as they stand, by their ids.

    Raises:
        UnknownPaperError: There is no such paper.
        PaperNotListedError: It was withdrawn or merged into another.
    """
    rows = _rows(connection, record_ids)
    for record_id, row in rows.items():
        if row["listing"] != Listing.LISTED.value:
            raise PaperNotListedError(record=record_id)
    return {record_id: record_in(row) for record_id, row in rows.items()}


def edit_papers(
    connection: Connection, said: Mapping[str, Mapping[str, str]], saying: Saying
) -> None:
    """Enter other attributes of listed papers.

    Raises:
        UnknownPaperError, PaperNotListedError: As named.
    """
    listed_papers(connection, list(said))
    _say(connection, Act.EDIT, said, saying)


def refuse_alike(
    connection: Connection,
    to_be: Mapping[str, RegisterRecord],
    rule: IdentityRule,
    *,
    are_coming: bool = False,
) -> None:
    """Refuse papers that are to say, word for word, what another listed one says.

    Raises:
        AlikePapersError: For the first of them.
        PaperThereError: The same, where they are to come in, or back (`are_coming`).
    """
    refusal = PaperThereError if are_coming else AlikePapersError
    for record_id, other in alike_papers(connection, to_be, rule).items():
        raise refusal(record=record_id, other=other)


def withdraw_papers(connection: Connection, record_ids: Sequence[str], saying: Saying) -> None:
    """Take papers out of the inventory; their history stays.

    Raises:
        UnknownPaperError, PaperNotListedError: As named.
    """
    listed_papers(connection, record_ids)
    said = {one: {LISTING: Listing.WITHDRAWN.value} for one in record_ids}
    _say(connection, Act.WITHDRAW, said, saying)


def restore_papers(connection: Connection, record_ids: Sequence[str], saying: Saying) -> None:
    """Bring papers back into the inventory that were withdrawn or merged.

    Raises:
        UnknownPaperError: There is no such paper.
        PaperListedError: It is there already.
    """
    for record_id, row in _rows(connection, record_ids).items():
        if row["listing"] == Listing.LISTED.value:
            raise PaperListedError(record=record_id)
    said = {one: {LISTING: Listing.LISTED.value, MERGED_INTO: ""} for one in record_ids}
    _say(connection, Act.RESTORE, said, saying)


def merge_papers(
    connection: Connection, record_ids: Sequence[str], into: str, saying: Saying
) -> None:
    """Say that papers are one with another, which stays and takes their document.

    Raises:
        UnknownPaperError, PaperNotListedError: As named.
        NotItselfError: A paper cannot be merged into itself.
        TwoDocumentsError: Two of them have an archived document.
    """
    if into in record_ids:
        raise NotItselfError(record=into)
    listed_papers(connection, [into, *record_ids])
    held = _archived_of(connection, into)
    change = saying.change(Act.MERGE)
    for record_id in record_ids:
        document = _archived_of(connection, record_id)
        if document is not None and held is not None:
            raise TwoDocumentsError(
                record=record_id,
                into=into,
                document=document["document_id"],
                other=held["document_id"],
            )
        _tie_all(connection, record_id, into, change)
        held = held or document
    said = {one: {LISTING: Listing.MERGED.value, MERGED_INTO: into} for one in record_ids}
    column = register_records.c
    earlier = select(column.record_id).where(column.merged_into.in_(record_ids))
    said |= {one: {MERGED_INTO: into} for one in connection.execute(earlier).scalars().all()}
    _say(connection, Act.MERGE, said, saying)


def split_paper(
    connection: Connection,
    record_id: str,
    said: Mapping[str, str],
    record: RegisterRecord,
    saying: Saying,
) -> str:
    """Enter a second paper that a row of the register stood for; returns its id.

    Args:
        connection: The catalogue.
        record_id: The listed paper that the row was entered as; it stays as it is.
        said: What is otherwise of the second; recorded with the reason.
        record: The second paper, whole.
        saying: Who says so.

    Raises:
        UnknownPaperError, PaperNotListedError: As named.
    """
    listed_papers(connection, [record_id])
    reason = f"{saying.reason} ({record_id}: {', '.join(sorted(said))})"
    change_id = record_change(connection, replace(saying, reason=reason).change(Act.SPLIT))
    (made,) = enter_papers(connection, change_id, [record])
    return made


def enter_paper(connection: Connection, record: RegisterRecord, saying: Saying) -> str:
    """Enter a paper that no register has, by a person's word on its scan; returns its id."""
    change_id = record_change(connection, saying.change(Act.DECIDE))
    (made,) = enter_papers(connection, change_id, [record])
    return made


def link_document(
    connection: Connection,
    document_id: str,
    record_id: str,
    saying: Saying,
    act: Act = Act.LINK,
) -> None:
    """Tie an archived document to the paper that it digitizes, by a person's word or its pages'.

    Raises:
        UnknownDocumentError: It is not archived.
        UnknownPaperError, PaperNotListedError: As named.
        RecordTakenError: Another document has the paper.
    """
    listed_papers(connection, [record_id])
    row = _archived(connection, document_id)
    holder = _archived_of(connection, record_id)
    if holder is not None and holder["document_id"] != document_id:
        raise RecordTakenError(document_id, record_id=record_id, other=holder["document_id"])
    _tie(connection, row, record_id, saying.change(act))


def unlink_document(connection: Connection, document_id: str, saying: Saying) -> str:
    """Untie an archived document from its paper; returns that paper's id, empty if it had none.

    Raises:
        UnknownDocumentError: It is not archived.
    """
    row = _archived(connection, document_id)
    _tie(connection, row, None, saying.change(Act.UNLINK))
    return row["record_id"] or ""


def _say(
    connection: Connection, act: Act, said: Mapping[str, Mapping[str, str]], saying: Saying
) -> None:
    change_id = record_change(connection, saying.change(act))
    say_of_papers(connection, change_id, said, today=day_of(saying.at), since=saying.since)
    follow_papers(connection, said, saying.change(act))


def _rows(connection: Connection, record_ids: Sequence[str]) -> dict[str, RowMapping]:
    found = {
        row["record_id"]: row
        for row in rows_of(connection, register_records.c.record_id, record_ids)
    }
    for record_id in record_ids:
        if record_id not in found:
            raise UnknownPaperError(record=record_id)
    return found


def _archived(connection: Connection, document_id: str) -> RowMapping:
    query = select(documents).where(documents.c.document_id == document_id)
    row = connection.execute(query).mappings().first()
    if row is None or row["state"] != DocumentState.ARCHIVED.value:
        raise UnknownDocumentError(document=document_id)
    return row


def _archived_of(connection: Connection, record_id: str) -> RowMapping | None:
    column = documents.c
    query = select(documents).where(
        column.record_id == record_id, column.state == DocumentState.ARCHIVED.value
    )
    return connection.execute(query).mappings().first()


def _tie_all(connection: Connection, record_id: str, into: str, change: Change) -> None:
    """All documents of a paper, on their way ones too, are of another."""
    query = select(documents).where(documents.c.record_id == record_id)
    for row in connection.execute(query).mappings().all():
        _tie(connection, row, into, change)


def _tie(connection: Connection, row: RowMapping, record_id: str | None, change: Change) -> None:
    of_document = documents.c.document_id == row["document_id"]
    connection.execute(update(documents).where(of_document).values(record_id=record_id))
    if DocumentState(row["state"]).is_stored:
        record_changed(connection, change, dict(row), {**row, "record_id": record_id})
    if record_id is not None:
        follow_papers(connection, [record_id], change)
