"""What the pages of documents say of them: how it is kept, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: Fields by their values.
_NAMES = {name.value: name for name in FieldName}
DESCRIPTION = "SELECT layout, fields FROM page_descriptions WHERE document_id = :document_id"


def keep_descriptions(connection: Connection, found: Mapping[str, PaperDescription]) -> None:
    """Keep what pages say, in place of what a reading before has said of the same documents."""
    from sqlalchemy import delete, insert  # noqa: PLC0415 - reading loads no SQLAlchemy

    from sohoa.catalogue.conditions import is_among  # noqa: PLC0415
    from sohoa.catalogue.schema import page_descriptions  # noqa: PLC0415

    if not found:
        return
    column = page_descriptions.c.document_id
    connection.execute(delete(page_descriptions).where(is_among(column, found)))
    rows = [
        {
            "document_id": identity,
            "layout": paper.layout,
            "fields": [asdict(field) for field in paper.fields],
        }
        for identity, paper in found.items()
    ]
    connection.execute(insert(page_descriptions), rows)


def description_of(layout: str, stored: str) -> PaperDescription:
    """Give a description as it was kept."""
    return PaperDescription(layout, tuple(_field(one) for one in json.loads(stored)))


def _field(kept: dict[str, Any]) -> FieldRead:
    return FieldRead(
        **{
            **kept,
            "name": _NAMES[kept["name"]],
            "box": Box(**kept["box"]),
            "choices": tuple(kept["choices"]),
        }
    )
