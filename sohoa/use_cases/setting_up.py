"""Sets up a workspace: folders, plan, configuration, catalogue, and keys."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from sohoa.catalogue.address import require_address, shown
from sohoa.catalogue.writer import Catalogue
from sohoa.domain.catalogue_errors import CatalogueNotEmptyError, CatalogueThereError
from sohoa.domain.vietnam_time import day_of
from sohoa.settings import load_settings, write_catalogue_url
from sohoa.sign.development import make_development_key
from sohoa.sign.keys import operator_path
from sohoa.use_cases.owner_key import make_owner_key, owner_key_state
from sohoa.work.archive_home import marker_path, require_archive
from sohoa.workspace import Workspace


def set_up(
    workspace: Workspace, *, template: Workspace, postgres: str = ""
) -> Iterator[Path | str]:
    """Make what a workspace lacks and name each thing made; what is there is left alone.

    Args:
        workspace: The workspace.
        template: Where plan and configuration come from.
        postgres: The address of the database in which its catalogue is to be.

    Raises:
        PasswordInAddressError, NotAnAddressError: The address bears a password, or is none.
        CatalogueThereError: The workspace has a catalogue elsewhere.
        CatalogueServerError, UnfitServerError: The server cannot be used.
        SettingsError: The configuration that is there cannot be used.
        CatalogueDamagedError: The catalogue that is there cannot be read.
        ArchiveAwayError, OtherArchiveError: The archive's disk is not there, or is another's.
        OwnerKeyUnusableError: What should be the key of owners' numbers is none.
    """
    yield from _copy_missing(template.plan_path, workspace.plan_path)
    for source in sorted(template.config_dir.glob("*.toml")):
        yield from _copy_missing(source, workspace.config_dir / source.name)
    for folder in (workspace.inbox_dir, workspace.quarantine_dir, workspace.reports_dir):
        if not folder.is_dir():
            folder.mkdir(parents=True)
            yield folder
    if postgres:
        _choose_server(workspace, postgres)
    if not workspace.has_catalogue:
        Catalogue.open(workspace.catalogue_url).close()
        yield workspace.catalogue_path
    elif postgres:
        yield shown(postgres)
    had_mark = marker_path(workspace.archive_dir).exists()
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        require_archive(workspace, catalogue)
    if not had_mark:
        yield workspace.archive_dir
    operator = operator_path(workspace.development_key_path)
    for path, holder in ((workspace.development_key_path, "Sohoa"), (operator, "quét")):
        if not path.exists():
            office = load_settings(workspace.config_dir).office
            agency = office.on(day_of(dt.datetime.now(dt.UTC))).name
            make_development_key(path, agency=agency, holder=holder)
            yield path
    key = owner_key_state(workspace)
    # One that the catalogue knows and that is not here is asked for when it is needed.
    if not (key.is_there or key.is_in_use) and make_owner_key(workspace).made:
        yield workspace.owner_key_path


def _choose_server(workspace: Workspace, url: str) -> None:
    """Keep the catalogue in a server's database; it is made there before the settings name it."""
    require_address(url)
    if workspace.catalogue_url == url:
        return
    if workspace.catalogue_path.exists():
        raise CatalogueThereError(place=workspace.catalogue_path, address=url)
    with Catalogue.open(url) as catalogue:
        if catalogue.archive_id() and not marker_path(workspace.archive_dir).exists():
            raise CatalogueNotEmptyError(place=shown(url))
    write_catalogue_url(workspace.config_dir, url)


def _copy_missing(source: Path, target: Path) -> Iterator[Path]:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        yield target
