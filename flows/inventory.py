"""Phase 1: the paper still in force is counted from the office's registers."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from sohoa.inventory.register_file import Leave
from sohoa.use_cases.register import (
    StoredRegister,
    confirm_names,
    read_office_register,
    store_register,
)
from sohoa.workspace import Workspace


@task(name="store-register", cache_policy=NO_CACHE)
def store(
    workspace: Workspace, path: Path, *, leave: Leave, accept_new: bool = False
) -> StoredRegister:
    """Read one register file and store it; see `sohoa.use_cases.register`."""
    register, _preview = read_office_register(workspace, path, leave=leave, accept_new=accept_new)
    confirm_names(workspace, register, accept_new=accept_new)
    return store_register(workspace, register)


@flow(name="import-register", persist_result=False)
def import_register(
    file: Path,
    workspace: Path | None = None,
    *,
    accept_new: bool = False,
    accept_marked: bool = False,
    room: str = "",
) -> StoredRegister:
    """Import one register file (.xlsx, .xls, .ods or .csv); the same file twice changes nothing.

    Args:
        file: Path of the register on the machine that runs the flow.
        workspace: The office's workspace; none means `SOHOA_HOME` or the checkout.
        accept_new: Rooms and types that the office's tables do not know are right.
        accept_marked: Rows that are struck through, hidden or noted on count.
        room: The room of a register that names none.

    Raises:
        BatchError: The file or the catalogue cannot be used.
    """
    office = Workspace(workspace) if workspace else Workspace.find()
    leave = Leave(marked=accept_marked, room=room)
    return store(office, file, leave=leave, accept_new=accept_new)
