"""The door through which a question is entered before it is answered.

An embedded catalogue is written to without the writing door, which takes a third of a second to
import: as much as somebody at a counter should wait for all of it.
"""

from __future__ import annotations

from sohoa.catalogue.address import file_of, is_on_a_server
from sohoa.catalogue.document_queries import MOVED_TO
from sohoa.catalogue.lookup_queries import ENTER, values_of
from sohoa.catalogue.sqlite.door import has_schema
from sohoa.catalogue.sqlite.written_at_once import written_at_once
from sohoa.domain.catalogue_errors import CatalogueMovedError
from sohoa.domain.lookups import Lookup


def note_lookup(url: str, asked: Lookup) -> None:
    """Enter a question; it is on the disk when this returns.

    Raises:
        CatalogueMovedError: The catalogue is kept elsewhere now.
        CatalogueVersionError, CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError,
        CatalogueServerError, DiskFullError: As named.
    """
    if is_on_a_server(url):
        from sohoa.catalogue.writer import Catalogue  # noqa: PLC0415 - see above

        with Catalogue.open(url) as catalogue:
            catalogue.note_lookup(asked)
        return
    path = file_of(url)
    with written_at_once(path) as connection:
        has_schema(connection, path)
        if moved := connection.execute(MOVED_TO).fetchall():
            raise CatalogueMovedError(place=moved[0][0])
        connection.execute(ENTER, values_of(asked))
