"""The descriptions of decided records: what is archived, counts, and is tied to a paper."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from sohoa.catalogue.page_descriptions import description_in
from sohoa.catalogue.schema import documents, page_descriptions
from sohoa.domain.outcome import DocumentState
from sohoa.domain.paper_fields import PaperDescription

#: So many rows are held at once.
_AT_ONCE = 500


def decided_descriptions(connection: Connection) -> Iterator[PaperDescription]:
    """Give what the pages of all decided records say; what is out of the count says nothing."""
    column = documents.c
    query = (
        select(page_descriptions.c.layout, page_descriptions.c.fields)
        .join(documents, column.document_id == page_descriptions.c.document_id)
        .where(column.state == DocumentState.ARCHIVED.value, column.record_id.is_not(None))
        .where(column.retired_at.is_(None), column.withdrawn_at.is_(None))
        .order_by(column.document_id)
    )
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(query).mappings()
    yield from map(description_in, rows)
