"""The key of owners' numbers: made once, asked after, renewed when it was lost or seen."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sohoa.catalogue.reader import CatalogueReader
from sohoa.domain.errors import CatalogueVersionError
from sohoa.domain.lookup_errors import OwnerKeyLostError, SameOwnerKeyError
from sohoa.domain.owner_numbers import LockAtHand, OwnerLock
from sohoa.owner_key import (
    KEY_VARIABLE,
    lock_at_hand,
    make_key,
    next_path,
    place_of,
    read_key,
    take_next,
)
from sohoa.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OwnerKeyState:
    """Whether there is a key, where, and whether it is the catalogue's.

    Attributes:
        place: The variable or the file from which it is taken, or is to be.
        is_there: There is a key.
        is_catalogues: The catalogue's numbers are locked by it, or none is yet.
        is_in_use: The catalogue knows a key.
        made, forgotten: What was done now: a key made, and of how many papers numbers forgotten.
    """

    place: str
    is_there: bool
    is_catalogues: bool
    is_in_use: bool
    made: bool = False
    forgotten: int = 0


def owner_key_state(workspace: Workspace) -> OwnerKeyState:
    """Say how it stands with the key.

    Raises:
        OwnerKeyUnusableError: What is there is no key, or others may read it.
    """
    check, path = known_check(workspace), workspace.owner_key_path
    at_hand = lock_at_hand(path, check=check)
    is_there = at_hand.lock is not None or read_key(path) is not None
    return OwnerKeyState(place_of(path), is_there, at_hand.lock is not None, bool(check))


def locking(workspace: Workspace) -> LockAtHand:
    """Give the lock of the office, or why it cannot be had.

    Raises:
        OwnerKeyUnusableError: What is there is no key, or others may read it.
    """
    return lock_at_hand(workspace.owner_key_path, check=known_check(workspace))


def known_check(workspace: Workspace) -> str:
    """What the catalogue keeps of its key; of an earlier revision, nothing."""
    if not workspace.has_catalogue:
        return ""
    try:
        with CatalogueReader.open(workspace.catalogue_url) as reader:
            return reader.owner_check()
    except CatalogueVersionError:  # whoever writes brings it up to date
        return ""


def make_owner_key(workspace: Workspace) -> OwnerKeyState:
    """Make the key where there is none and the catalogue knows of none; else say how it stands.

    Raises:
        OwnerKeyLostError: The catalogue's numbers are locked by a key that is not here.
        OwnerKeyUnusableError, OwnerKeyOtherError: What is there is no key, or another.
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be written.
    """
    from sohoa.catalogue.writer import Catalogue  # noqa: PLC0415 - to ask does without it

    path, lock = workspace.owner_key_path, read_key(workspace.owner_key_path)
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        if lock is None and catalogue.owner_check():
            raise OwnerKeyLostError(place=path)
        is_new = lock is None
        lock = lock or _made(path)
        catalogue.require_owner_key(lock.check)
    return OwnerKeyState(
        place_of(path), is_there=True, is_catalogues=True, is_in_use=True, made=is_new
    )


def _made(path: Path) -> OwnerLock:
    """A new key; that of another process, where it was quicker."""
    try:
        return make_key(path)
    except FileExistsError:
        made = read_key(path)
        if made is None:
            raise
        return made


def renew_owner_key(workspace: Workspace, *, reason: str) -> OwnerKeyState:
    """Make another key, and forget all that was locked by the one before.

    The file of the key before stays beside the new one: older copies of the catalogue can be asked
    with it. Registers have to be imported again, those that were imported before too.

    Raises:
        ReasonMissingError: There is none.
        DiskFullError: The catalogue is written anew at the end, and needs as much room again.
        SameOwnerKeyError: The variable still gives the key that is to be renewed.
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be written.
    """
    from sohoa.catalogue.writer import Catalogue  # noqa: PLC0415
    from sohoa.domain.two_times import Act, Change  # noqa: PLC0415
    from sohoa.person import person  # noqa: PLC0415
    from sohoa.use_cases.custody import checked_reason  # noqa: PLC0415

    change = Change(Act.EDIT, dt.datetime.now(dt.UTC), person(), checked_reason(reason))
    path = workspace.owner_key_path
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        lock = _another(path, catalogue.owner_check())
        forgotten = catalogue.renew_owner_key(lock, change)
        if not os.environ.get(KEY_VARIABLE):
            take_next(path)
        catalogue.leave_nothing_behind()
    return OwnerKeyState(
        place=place_of(path),
        is_there=True,
        is_catalogues=True,
        is_in_use=True,
        made=True,
        forgotten=forgotten,
    )


@dataclass(frozen=True, slots=True)
class MaskedNumbers:
    """What was masked of before: how many page texts, facts of papers and documents had a number.

    Attributes:
        copies: Copies of the catalogue of before that lie beside it, and still have them.
    """

    texts: int
    facts: int
    documents: int
    copies: tuple[Path, ...]


def mask_kept_numbers(workspace: Workspace) -> MaskedNumbers:
    """Mask the numbers of owners in what was kept before they were locked.

    Some hundred at a time: cut short, it is begun again and finds less to do.

    Raises:
        DiskFullError: The catalogue is written anew at the end, and needs as much room again.
        CatalogueBusyError, CatalogueDamagedError: The catalogue cannot be written.
    """
    from sohoa.catalogue.writer import Catalogue  # noqa: PLC0415

    with Catalogue.open(workspace.catalogue_url) as catalogue:
        texts = _all_parts(catalogue.mask_texts)
        said = _all_parts(catalogue.mask_papers)
        documents = catalogue.mask_documents()
        catalogue.leave_nothing_behind()
    copies = sorted(workspace.data_dir.glob(f"{workspace.catalogue_path.stem}.before-*.sqlite3"))
    return MaskedNumbers(texts, said, documents, tuple(copies))


def _all_parts(mask: Callable[[int], tuple[int, int] | None]) -> int:
    after = count = 0
    while some := mask(after):
        after, masked = some
        count += masked
    return count


def _another(path: Path, check: str) -> OwnerLock:
    """The key to be used from now on: that of the variable, or one that is made.

    A renewal that was cut short is brought to its end first: the catalogue has the next key then.
    """
    if os.environ.get(KEY_VARIABLE):
        said = read_key(path)
        if said is None or said.check == check:
            raise SameOwnerKeyError(place=KEY_VARIABLE)
        return said
    following = next_path(path)
    left = read_key(following)
    if left is not None and left.check == check:
        take_next(path)
    following.unlink(missing_ok=True)
    return make_key(following)
