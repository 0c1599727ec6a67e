"""Write the papers of the inventory into a sheet that is changed and imported again."""

from __future__ import annotations

from pathlib import Path

from sohoa.catalogue.reader import CatalogueReader
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.errors import FileThereError
from sohoa.domain.paper_identity import plain
from sohoa.durable import write_durably
from sohoa.inventory.paper_sheet import paper_sheet
from sohoa.settings import load_settings
from sohoa.workspace import Workspace


def export_papers(workspace: Workspace, path: Path, *, room: str) -> tuple[Path, int]:
    """Write the listed papers of a room, or of all; returns the file's path and their number.

    Raises:
        FileThereError: There is a file of that name already.
        SettingsError: The configuration cannot be used.
    """
    path = path if path.suffix else path.with_suffix(".xlsx")
    if path.exists():
        raise FileThereError(str(path))
    name = load_settings(workspace.config_dir).lines.room
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        # Asked first: what is said in between then stands in the cells, and is no change of theirs.
        with CatalogueReader.open(workspace.catalogue_url) as reader:
            last_change = reader.last_change()
        papers = catalogue.all_listed()
    of_room = [one for one in papers if not room or plain(name(one[1].room)) == plain(name(room))]
    write_durably(path, paper_sheet(of_room, last_change=last_change))
    return path, len(of_room)
