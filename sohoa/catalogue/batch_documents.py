"""What the catalogue knows of the documents of one batch."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from sohoa.catalogue.conditions import apart_from_indexes, is_among
from sohoa.catalogue.schema import documents
from sohoa.domain.outcome import DocumentState
from sohoa.domain.stage_results import Finding
from sohoa.domain.vietnamese import nfc

_IS_ARCHIVED = documents.c.state == DocumentState.ARCHIVED.value


def archived_contents(connection: Connection, batch: str, *, phase: int) -> dict[str, str]:
    """Documents of a batch that a phase has archived → the digest of their scans."""
    query = select(documents.c.document_id, documents.c.content_sha256).where(
        documents.c.batch == nfc(batch), _IS_ARCHIVED, documents.c.phase == phase
    )
    return dict(connection.execute(query).tuples().all())


def archived_with(
    connection: Connection, contents: Collection[str], *, but: Collection[str]
) -> tuple[str, str] | None:
    """Find a document of any box, none of `but`, that has brought one of some scans; and its place.

    `contents` are digests of scans (`scan_digest`).
    """
    column = documents.c
    query = (
        select(column.document_id, column.source_name)
        .where(is_among(column.content_sha256, contents))
        .where(apart_from_indexes(column.state) == DocumentState.ARCHIVED.value)
        .order_by(column.document_id)
    )
    found = connection.execute(query).tuples()
    return next(((name, place) for name, place in found if name not in but), None)


def archived_places(connection: Connection, batch: str) -> dict[str, str]:
    """Documents of a batch that count → their places in its box (`sohoa.domain.places`)."""
    query = select(documents.c.document_id, documents.c.source_name).where(
        documents.c.batch == nfc(batch), _IS_ARCHIVED
    )
    return dict(connection.execute(query).tuples().all())


def open_places(connection: Connection, batch: str) -> dict[str, str]:
    """Documents of a batch that the archive has no file of, also of before → their places."""
    query = select(documents.c.document_id, documents.c.source_name).where(
        documents.c.batch == nfc(batch), documents.c.archive_path.is_(None)
    )
    return dict(connection.execute(query).tuples().all())


def archived_page_counts(connection: Connection, batch: str, *, phase: int) -> tuple[int, ...]:
    """Return the page counts of the documents that a phase has archived of a batch."""
    query = select(documents.c.page_count).where(
        documents.c.batch == nfc(batch), _IS_ARCHIVED, documents.c.phase == phase
    )
    return tuple(connection.execute(query).scalars())


def findings(connection: Connection, batch: str, *, phase: int) -> tuple[tuple[Finding, ...], ...]:
    """Give the findings of each document of a batch that a phase has in hand."""
    query = select(documents.c.findings).where(
        documents.c.batch == nfc(batch),
        documents.c.phase == phase,
        documents.c.withdrawn_at.is_(None),
        documents.c.retired_at.is_(None),
    )
    stored = connection.execute(query).scalars().all()
    return tuple(tuple(Finding(**one) for one in of_document) for of_document in stored)
