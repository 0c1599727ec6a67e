"""Copies the office's catalogue to another place, and makes that place its own if asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.address import file_of, has_password, is_on_a_server, require_address, shown
from sohoa.catalogue.copying import copy_catalogue
from sohoa.domain.catalogue_errors import NoCatalogueError, NotItsPlaceError
from sohoa.domain.errors import RunAtWorkError
from sohoa.runs.record import run_dir, see_runs
from sohoa.settings import require_writable, write_catalogue_url
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CopiedCatalogue:
    """Where it was, where it is now too, and how many rows of each table were compared."""

    source: str
    target: str
    rows: dict[str, int]
    is_switched: bool


def address_of(named: str) -> str:
    """The address of a place as a person names it: a server's, or a file.

    Raises:
        PasswordInAddressError, NotAnAddressError: The address bears a password, or is none.
    """
    if is_on_a_server(named) or "://" in named or has_password(named):
        require_address(named)
        return named
    return f"sqlite:///{Path(named).resolve()}"


def copy_to(
    workspace: Workspace, named: str, *, switch: bool, tell: Callable[[str, int], None]
) -> CopiedCatalogue:
    """Copy the catalogue, all of it or nothing; with `switch`, the office goes on with the copy.

    Raises:
        NoCatalogueError: The office has none yet.
        RunAtWorkError: A run would go on with the catalogue that is closed by a switch.
        NotItsPlaceError: A workspace goes on with no other file than its own.
        SettingsError: The settings could not name the copy; nothing was copied.
        PasswordInAddressError, NotAnAddressError, CatalogueNotEmptyError, CopyDiffersError,
        CatalogueMovedError, CatalogueServerError, CatalogueBusyError, CatalogueAccessError,
        DiskFullError: As named.
    """
    source, target = workspace.catalogue_url, address_of(named)
    is_embedded = not is_on_a_server(target)
    if not workspace.has_catalogue:
        raise NoCatalogueError(place=shown(source))
    if switch and is_embedded and file_of(target) != workspace.catalogue_path.resolve():
        raise NotItsPlaceError(place=file_of(target), own=workspace.catalogue_path)
    named_so = "" if is_embedded else target
    if switch:
        _require_no_run(workspace)
        require_writable(workspace.config_dir, named_so)
    rows = copy_catalogue(source, target, tell=tell, moves=switch)
    if switch:
        write_catalogue_url(workspace.config_dir, named_so)
    return CopiedCatalogue(shown(source), shown(target), rows, switch)


def _require_no_run(workspace: Workspace) -> None:
    at_work = next((seen for seen in see_runs(workspace) if not seen.state.is_over), None)
    if at_work is not None:
        run_id, host = at_work.record.run_id, at_work.record.process.host
        raise RunAtWorkError(name=run_id, host=host, folder=run_dir(workspace, run_id))
