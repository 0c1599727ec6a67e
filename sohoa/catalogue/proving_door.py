"""The door for what verifications found: the writing door, where they found something new."""

from __future__ import annotations

from collections.abc import Sequence

from sohoa.catalogue.address import is_on_a_server
from sohoa.catalogue.notes import ProofNote
from sohoa.catalogue.sqlite.checked_again import note_as_known


def note_proofs(url: str, notes: Sequence[ProofNote]) -> None:
    """Enter verifications of archived records (`sohoa.catalogue.proofs`).

    Raises:
        CatalogueMovedError: The catalogue is kept elsewhere now.
        CatalogueVersionError, CatalogueBusyError, CatalogueDamagedError, CatalogueAccessError,
        CatalogueServerError, DiskFullError: As named.
    """
    new = notes if is_on_a_server(url) else note_as_known(url, notes)
    if new:
        from sohoa.catalogue.writer import Catalogue  # noqa: PLC0415 - it takes a third of a second

        with Catalogue.open(url) as catalogue:
            catalogue.note_proofs(new)
