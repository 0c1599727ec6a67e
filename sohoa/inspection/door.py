"""The catalogue as an inspection reads it: rows of its tables, some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sohoa.catalogue.reading_door import ReadingDoor

#: So many rows are read at a time.
TOGETHER = 5_000
#: Behind and before all numbers of rows.
BEHIND = 1 << 62
BEFORE = -BEHIND
_BEHIND_LAST, _AT_FIRST = "> :after", "= :after"


class InspectionDoor(ReadingDoor):
    """A catalogue open for reading, with all that it holds; a context manager."""

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Give the rows of a query."""
        return self._rows(sql, parameters)

    def pages(
        self, sql: str, first: object, *, together: int = TOGETHER
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Give the rows of a query that begins behind `:after` and is ordered by its first column.

        Two tables can be gone through side by side so, on either database. `first` itself, which
        nothing honest is called by, is not left out.
        """
        if rows := self._rows(sql.replace(_BEHIND_LAST, _AT_FIRST), {"after": first}):
            yield rows
        after, limited = first, f"{sql} LIMIT {together}"
        while rows := self._rows(limited, {"after": after}):
            yield rows
            after = rows[-1][0]

    @property
    def is_on_a_server(self) -> bool:
        """True of a server's database; false of a file, and where there is none."""
        return self._database is not None and self._database.is_on_a_server

    @property
    def archive_id(self) -> str:
        """The id of the archive that the catalogue belongs to; empty before there is one."""
        sql = "SELECT value FROM office_facts WHERE name = 'archive_id'"
        return str(self._value(sql) or "")
