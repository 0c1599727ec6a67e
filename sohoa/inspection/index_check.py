"""Has SQLite compare each index of a file with its table: figures are read from indexes alone."""

from __future__ import annotations

from collections.abc import Iterator

from sohoa.inspection.differences import Difference
from sohoa.inspection.door import InspectionDoor

_WHOLE = "ok"


def check_indexes(door: InspectionDoor) -> Iterator[Difference]:
    """Give what an index says otherwise than its table; a server does not tell that to readers."""
    if door.is_on_a_server:
        return
    for (told,) in door.rows("PRAGMA integrity_check", {}):
        if told != _WHOLE:
            yield Difference("schema-index", "", {"what": str(told)})
