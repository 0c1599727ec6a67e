"""Phase 1: the paper still in force is counted from the office's registers."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.register import StoredRegister, read_office_register, store_register
from sohoa.workspace import Workspace


@task(name="store-register", cache_policy=NO_CACHE)
def store(office: Workspace, path: Path) -> StoredRegister:
    """Read one register file and store it; see `flows.register`."""
    register, _preview = read_office_register(office, path)
    return store_register(office, register)


@flow(name="import-register", persist_result=False)
def import_register(file: Path, workspace: Path | None = None) -> StoredRegister:
    """Import one register file (.xlsx, .xls, .ods or .csv); the same file twice changes nothing.

    Args:
        file: Path of the register on the machine that runs the flow.
        workspace: The office's workspace; none means `SOHOA_HOME` or the checkout.

    Raises:
        BatchError: The file or the catalogue cannot be used.
    """
    office = Workspace(workspace) if workspace else Workspace.find()
    return store(office, file)
