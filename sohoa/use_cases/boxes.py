"""Make sure that a named box is one at all: a slip of the pen is no empty box."""

from __future__ import annotations

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.custody_errors import UnknownBoxError
from sohoa.domain.vietnamese import nfc
from sohoa.workspace import Workspace


def require_box(workspace: Workspace, name: str | None) -> None:
    """Do nothing if the box lies in the inbox, was worked on or is in the catalogue.

    Raises:
        UnknownBoxError: Nobody has ever seen a box of this name.
    """
    if name is None or nfc(name) in workspace.batch_names():
        return
    worked_on = workspace.batches_dir.glob("phase-*/*")
    if any(nfc(folder.name) == nfc(name) for folder in worked_on if folder.is_dir()):
        return
    with CatalogueReader.open(workspace.catalogue_url) as reader:
        if reader.has_documents(name):
            return
    raise UnknownBoxError(name=name)
