"""Which rooms and types of paper a person means by the names they type."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import BatchError
from sohoa.domain.inventory_errors import UnknownRoomError, UnknownTypeError
from sohoa.workspace import Workspace


class NamesMeant:
    """What rooms and types are called in the settings, and on papers."""

    def __init__(self, workspace: Workspace, reader: CatalogueReader) -> None:
        from sohoa.settings import load_settings  # noqa: PLC0415 - other searches do without it

        self._settings = load_settings(workspace.config_dir)
        self._reader = reader

    def of_room(self, typed: str) -> tuple[str, ...]:
        """All names that papers bear of the room that is meant.

        Raises:
            UnknownRoomError: The office has none of this name.
        """
        return self._meant(
            typed,
            borne=self._reader.known_rooms(),
            table=[one.name for one in self._settings.rooms.rooms],
            line=self._settings.lines.room,
            unknown=lambda known: UnknownRoomError(room=typed, known=known),
        )

    def of_type(self, typed: str) -> tuple[str, ...]:
        """All names that papers bear of the type that is meant.

        Raises:
            UnknownTypeError: The office has none of this name.
        """
        return self._meant(
            typed,
            borne=self._reader.known_types(),
            table=[one.name for one in self._settings.record_types.types],
            line=self._settings.lines.record_type,
            unknown=lambda known: UnknownTypeError(record_type=typed, known=known),
        )

    def _meant(
        self,
        typed: str,
        *,
        borne: Iterable[str],
        table: Iterable[str],
        line: Callable[[str], str],
        unknown: Callable[[str], BatchError],
    ) -> tuple[str, ...]:
        from sohoa.inventory.lineage import plain_name  # noqa: PLC0415 - see above

        def as_compared(name: str) -> str:
            return plain_name(line(name))

        every, asked = tuple(borne), as_compared(typed)
        meant = tuple(name for name in every if as_compared(name) == asked)
        if not meant and asked not in map(as_compared, table):
            raise unknown(", ".join(sorted({*every, *table})))
        return meant
