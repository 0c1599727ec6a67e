"""What the pages of documents say of them: how it is kept, and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sohoa.domain.paper_fields import Box, FieldName, FieldRead, PaperDescription

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: Parts that only a corrected field has.
_BY_LIST = ("read_as", "corrected_by")
#: Fields by their values.
_NAMES = {name.value: name for name in FieldName}
DESCRIPTION = "SELECT layout, fields FROM page_descriptions WHERE document_id = :document_id"


def keep_descriptions(connection: Connection, found: Mapping[str, PaperDescription]) -> None:
    """Keep what pages say, in place of what a reading before has said of the same documents.

    Every run notes all documents of its boxes; what is kept already is not written again.
    """
    from sqlalchemy import delete, insert, select  # noqa: PLC0415 - reading loads no SQLAlchemy

    from sohoa.catalogue.conditions import is_among  # noqa: PLC0415
    from sohoa.catalogue.document_seals import will_be_sealed  # noqa: PLC0415
    from sohoa.catalogue.schema import page_descriptions  # noqa: PLC0415
    from sohoa.catalogue.writing_many import write_many  # noqa: PLC0415

    column = page_descriptions.c.document_id
    held = connection.execute(select(page_descriptions).where(is_among(column, found))).mappings()
    kept = {row["document_id"]: dict(row) for row in held}
    told = {identity: _row(identity, paper) for identity, paper in found.items()}
    anew = [identity for identity, row in told.items() if row != kept.get(identity)]
    if replaced := kept.keys() & anew:
        connection.execute(delete(page_descriptions).where(is_among(column, replaced)))
    will_be_sealed(connection, anew)
    write_many(connection, insert(page_descriptions), [told[identity] for identity in anew])


def _row(identity: str, paper: PaperDescription) -> dict[str, Any]:
    fields = [_kept(field) for field in paper.fields]
    return {"document_id": identity, "layout": paper.layout, "fields": fields}


def _kept(field: FieldRead) -> dict[str, Any]:
    """A field as it is kept; what a list says stands only with what a list has corrected."""
    kept = {
        **asdict(field),
        "value": _without_number(field.name, field.value),
        "choices": [_without_number(field.name, choice) for choice in field.choices],
        "read_as": _without_number(field.name, field.read_as),
    }
    return {key: value for key, value in kept.items() if value or key not in _BY_LIST}


def _without_number(name: FieldName, text: str) -> str:
    """A value as it is kept: that an owner's number stands there, not which (`adr/0038`)."""
    from sohoa.domain.owner_numbers import MASK, masked  # noqa: PLC0415 - reading does without it

    return (MASK if text else "") if name is FieldName.OWNER_ID else masked(text)


def descriptions_of(
    connection: Connection, identities: Iterable[str]
) -> dict[str, PaperDescription]:
    """Give what pages of documents say, of those that are described."""
    from sqlalchemy import select  # noqa: PLC0415 - reading loads no SQLAlchemy

    from sohoa.catalogue.conditions import is_among  # noqa: PLC0415
    from sohoa.catalogue.schema import page_descriptions  # noqa: PLC0415

    column = page_descriptions.c.document_id
    query = select(page_descriptions).where(is_among(column, identities))
    rows = connection.execute(query).mappings()
    return {row["document_id"]: description_in(row) for row in rows}


def description_of(layout: str, stored: str) -> PaperDescription:
    """Give a description as it was kept."""
    return _described(layout, json.loads(stored))


def description_in(row: Mapping[Any, Any]) -> PaperDescription:
    """Give the description that a row of the catalogue holds."""
    return _described(row["layout"], row["fields"])


def _described(layout: str, fields: Iterable[dict[str, Any]]) -> PaperDescription:
    return PaperDescription(layout, tuple(_field(one) for one in fields))


def _field(kept: dict[str, Any]) -> FieldRead:
    return FieldRead(
        **{
            **kept,
            "name": _NAMES[kept["name"]],
            "box": Box(**kept["box"]),
            "choices": tuple(kept["choices"]),
        }
    )
