"""The writing side of search: SQLite's FTS5, fed with the two forms of a text.

The search tables keep no text of their own (`content=''`); their rowid is the serial of what
they index. With another database this module is the one to have a sibling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, text

from sohoa.catalogue.letters import exact_form, folded_form
from sohoa.catalogue.search_table import SearchTable
from sohoa.domain.stage_results import Description


def add_to_search(
    connection: Connection, table: SearchTable, texts: Mapping[int, str] | Iterable[tuple[int, str]]
) -> None:
    """Index texts by their serial, which must be new to the table."""
    pairs = texts.items() if isinstance(texts, Mapping) else texts
    rows = [
        {"serial": serial, "exact": exact_form(content), "folded": folded_form(content)}
        for serial, content in pairs
    ]
    if rows:
        insert = f"INSERT INTO {table} (rowid, exact, folded) VALUES (:serial, :exact, :folded)"  # noqa: S608 - the table is one of ours
        connection.execute(text(insert), rows)


def remove_from_search(
    connection: Connection, table: SearchTable, serial: int, content: str
) -> None:
    """Take a text out of the index again; `content` must be what was indexed."""
    row = {"serial": serial, "exact": exact_form(content), "folded": folded_form(content)}
    delete = (
        f"INSERT INTO {table} ({table}, rowid, exact, folded) "  # noqa: S608 - the table is one of ours
        "VALUES ('delete', :serial, :exact, :folded)"
    )
    connection.execute(text(delete), row)


def described(description: Description) -> str:
    """Give the words of a description to search, one field a line."""
    fields = [
        description.number,
        description.record_type,
        description.subject,
        description.owner,
        description.room,
    ]
    return "\n".join(field for field in fields if field)
