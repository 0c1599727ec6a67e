"""Numbers of owners in what was kept before they were locked: masked once, wherever they are said.

Page texts and descriptions of documents, owners and subjects of papers with their histories. That a
history loses a number is the second of the two exceptions to what facts promise (`adr/0038`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select, update

from sohoa.catalogue.document_seals import forget_seals
from sohoa.catalogue.ledger_store import seal_anew
from sohoa.catalogue.paper_store import bring_papers_to_facts
from sohoa.catalogue.schema import document_texts, documents, facts
from sohoa.catalogue.search_index import add_to_search, remove_from_search
from sohoa.catalogue.search_table import SearchTable
from sohoa.catalogue.writing_many import update_many
from sohoa.domain.owner_numbers import masked
from sohoa.domain.two_times import SubjectKind

_TOGETHER = 500
#: What people write into freely.
_SAID = ("owner", "subject", "location", "exclusion")


def mask_texts(connection: Connection, after: int) -> tuple[int, int] | None:
    """Mask some page texts behind a serial; the last one looked at, and how many had a number.

    `None` where there are none left.
    """
    column = document_texts.c
    query = (
        select(column.serial, column.text, documents.c.retired_at, column.document_id)
        .join(documents, documents.c.document_id == column.document_id)
        .where(column.serial > after)
        .order_by(column.serial)
        .limit(_TOGETHER)
    )
    rows = connection.execute(query).all()
    changed = [
        (row.serial, row.text, new, row.retired_at, row.document_id)
        for row in rows
        if (new := masked(row.text)) != row.text
    ]
    forget_seals(connection, [identity for *_text, identity in changed])
    for serial, old, new, retired_at, _identity in changed:
        of_text = column.serial == serial
        connection.execute(update(document_texts).where(of_text).values(text=new))
        if retired_at is None:
            remove_from_search(connection, SearchTable.DOCUMENTS, serial, old)
            add_to_search(connection, SearchTable.DOCUMENTS, {serial: new})
    return (rows[-1].serial, len(changed)) if rows else None


def mask_papers(connection: Connection, after: int) -> tuple[int, int] | None:
    """The same of what was said of papers, by the serials of facts."""
    column = facts.c
    query = (
        select(column.serial, column.subject, column.said)
        .where(column.kind == SubjectKind.PAPER.value, column.serial > after)
        .order_by(column.serial)
        .limit(_TOGETHER)
    )
    rows = connection.execute(query).all()
    changed = [
        (row.serial, row.subject, new) for row in rows if (new := _unsaid(row.said)) != row.said
    ]
    told = [{"serial": serial, "said": new} for serial, _subject, new in changed]
    update_many(connection, column.serial, told)
    seal_anew(connection, facts.name, [serial for serial, _subject, _new in changed])
    bring_papers_to_facts(connection, {subject for _serial, subject, _new in changed})
    return (rows[-1].serial, len(changed)) if rows else None


def _unsaid(said: dict[str, str]) -> dict[str, str]:
    return {name: masked(text) if name in _SAID else text for name, text in said.items()}


def mask_documents(connection: Connection) -> int:
    """The same of the descriptions of documents, as lists and registers gave them."""
    count = 0
    for some in _documents(connection):
        changed = [
            {"document_id": row["document_id"], **new}
            for row in some
            if (new := {name: masked(row[name]) for name in ("owner", "subject")})
            != {name: row[name] for name in ("owner", "subject")}
        ]
        update_many(connection, documents.c.document_id, changed)
        forget_seals(connection, [row["document_id"] for row in changed])
        count += len(changed)
    return count


def _documents(connection: Connection) -> Iterator[list[Any]]:
    column, after = documents.c, ""
    query = select(column.document_id, column.owner, column.subject).order_by(column.document_id)
    while rows := (
        connection.execute(query.where(column.document_id > after).limit(_TOGETHER))
        .mappings()
        .all()
    ):
        yield list(rows)
        after = rows[-1]["document_id"]
