"""The key by which owners' numbers are locked: outside the catalogue, and never shown.

64 hexadecimal digits, in the variable `SOHOA_OWNER_KEY` or in a file of mode 600; the variable goes
first. Whoever has it and the catalogue can try out all numbers there are.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from sohoa.domain.lookup_errors import (
    OwnerKeyLostError,
    OwnerKeyMissingError,
    OwnerKeyOtherError,
    OwnerKeyUnusableError,
)
from sohoa.domain.owner_numbers import LockAtHand, OwnerLock
from sohoa.durable import sync, write_secret
from sohoa.language import _

KEY_VARIABLE = "SOHOA_OWNER_KEY"
_BYTES = 32
_KEY = re.compile(r"[0-9a-fA-F]{64}")
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def lock_at_hand(path: Path, *, check: str) -> LockAtHand:
    """Give the lock of an office whose catalogue keeps `check` of it; empty: there is none yet.

    Raises:
        OwnerKeyUnusableError: What is there is no key, or others may read it.
    """
    locks = [one for one in (read_key(path), read_key(next_path(path))) if one is not None]
    lock = next((one for one in locks if check in ("", one.check)), None)
    if lock is not None:
        return LockAtHand(lock)
    if locks:
        return LockAtHand(None, OwnerKeyOtherError(place=place_of(path)))
    return LockAtHand(None, OwnerKeyLostError(place=path) if check else OwnerKeyMissingError())


def next_path(path: Path) -> Path:
    """Where the next key lies while the catalogue is brought to it; then it takes its place."""
    return path.with_name(f"{path.name}.new")


def place_of(path: Path) -> str:
    """Where the key is taken from."""
    return KEY_VARIABLE if os.environ.get(KEY_VARIABLE) else str(path)


def read_key(path: Path) -> OwnerLock | None:
    """Read the key; `None` if there is none.

    Raises:
        OwnerKeyUnusableError: What is there is no key, or others may read it.
    """
    if said := os.environ.get(KEY_VARIABLE, ""):
        return _lock(said, place=KEY_VARIABLE)
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()[: _BYTES * 4]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OwnerKeyUnusableError(problem=f"{path}: {error.strerror}") from error
    if mode & _FOR_OTHERS:
        problem = _("others may read {path}: chmod 600 {path}").format(path=path)
        raise OwnerKeyUnusableError(problem=problem)
    return _lock(content.decode("ascii", "replace"), place=str(path))


def make_key(path: Path) -> OwnerLock:
    """Make a key where there is none; only its owner may read it.

    Raises:
        FileExistsError: There is one already: what was locked by it could not be found any more.
        DiskFullError: No room is left.
        OSError: The folder cannot be written.
    """
    key = secrets.token_bytes(_BYTES)
    write_secret(path, key.hex().encode() + b"\n")
    return OwnerLock(key)


def take_next(path: Path) -> None:
    """Put the next key in the place of the one before, which is kept beside it.

    With that one, older copies of the catalogue can be asked.
    """
    try:
        before = read_key(path)
        mark = before.check[:8] if before else ""
    except OwnerKeyUnusableError:
        mark = "unusable"
    if mark:
        path.replace(path.with_name(f"{path.name}.before-{mark}"))
    next_path(path).replace(path)
    sync(path.parent)


def _lock(text: str, *, place: str) -> OwnerLock:
    if not _KEY.fullmatch(text.strip()):
        problem = _("{place} does not hold 64 hexadecimal digits").format(place=place)
        raise OwnerKeyUnusableError(problem=problem)
    return OwnerLock(bytes.fromhex(text.strip()))
