"""Columns of what is said of a document: all together, and each witness by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from sohoa.catalogue.conditions import is_among
from sohoa.catalogue.notes import DocumentNote
from sohoa.catalogue.schema import register_records
from sohoa.domain.facts import said_on
from sohoa.domain.identifiers import joined_number, number_key
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.stage_results import Description, HeaderFields, Said

_SILENT = Said()


def description_values(description: Description) -> dict[str, Any]:
    """The columns that describe a document."""
    return {
        "record_id": description.record_id or None,
        "number": description.number,
        "number_key": number_key(description.number),
        "number_joined": joined_number(description.number),
        "formed": description.formed.iso if description.formed else "",
        "record_type": description.record_type,
        "room": description.room,
        "subject": description.subject,
        "owner": description.owner,
        "sheets": description.sheets,
        "list_says": _said(description.listed),
        "register_says": _said(description.registered),
    }


def page_says(header: HeaderFields) -> dict[str, str]:
    """Give the page's own account, with its issuer."""
    issued_by = {"issuing_body": header.issuing_body} if header.issuing_body else {}
    return {**_said(said_on(header)), **issued_by}


def said_in(kept: Mapping[str, str]) -> Said:
    """Read back one witness's account, as `page_says` and `description_values` keep it."""
    formed = kept.get("formed")
    return Said(
        kept.get("number", ""),
        PartialDate.parse(formed) if formed else None,
        kept.get("record_type", ""),
    )


def _said(said: Said) -> dict[str, str]:
    if said == _SILENT:
        return {}
    parts = {
        "number": said.number,
        "formed": said.formed.iso if said.formed else "",
        "record_type": said.record_type,
    }
    return {name: value for name, value in parts.items() if value}


def known_records(connection: Connection, notes: Sequence[DocumentNote]) -> frozenset[str]:
    """Of the record ids that notes name, those that the register has.

    A list may name any: a document refused for that is noted all the same, tied to no record.
    """
    named = {note.description.record_id for note in notes if note.description} - {""}
    column = register_records.c.record_id
    return frozenset(connection.execute(select(column).where(is_among(column, named))).scalars())
