"""Which document each paper of the register has: no two scans digitize one paper."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.schema import documents
from sohoa.domain.outcome import DocumentState


def holders(connection: Connection, record_ids: Iterable[str]) -> dict[str, str]:
    """Say which papers have a document, archived or on its way, and which that is."""
    column = documents.c
    is_archived = column.state == DocumentState.ARCHIVED.value
    query = (
        select(column.record_id, column.document_id)
        .where(is_among(column.record_id, record_ids))
        .where(column.retired_at.is_(None), column.withdrawn_at.is_(None))
        .order_by(is_archived, column.document_id)
    )
    return {row.record_id: row.document_id for row in connection.execute(query)}
