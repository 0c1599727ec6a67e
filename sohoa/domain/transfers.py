"""Names that files bear only while they are being copied or downloaded."""

from __future__ import annotations

import re

#: What download programs, FTP and SFTP clients and browsers add to a name until it is whole.
_TRANSFERS = (
    ".part", ".partial", ".filepart", ".crdownload", ".download", ".opdownload", ".fdmdownload",
    ".!ut", ".!qb", ".!bt", ".bc!", ".aria2", ".inprogress", ".incomplete", ".uploading", ".upload",
    ".rsync-partial",
)  # fmt: skip
#: What many programs use beside that: no document, but not sure to become one either.
_SCRATCH = (".tmp", ".temp", ".swp", ".swx")
#: Names under which rsync, Nextcloud, ProFTPD and others hide what they are writing.
_HIDDEN = (
    re.compile(r"\.(?P<name>.+)\.(?=[A-Za-z]*[A-Z0-9])[A-Za-z0-9]{6}"),
    re.compile(r"\.(?P<name>.+)\.~[0-9a-f]+"),
    re.compile(r"\.in\.(?P<name>.+)\."),
)


def is_unfinished(name: str) -> bool:
    """Say whether a name is one that a file bears only until it is whole.

    >>> [is_unfinished(name) for name in ("HS-24.jpg.crdownload", "2.TMP", "HS-24.jpg")]
    [True, True, False]
    """
    return name.casefold().endswith((*_TRANSFERS, *_SCRATCH)) or _hidden(name) is not None


def is_transfer(name: str) -> bool:
    """Say whether a name means that a file of another name is on its way, for sure."""
    return name.casefold().endswith(_TRANSFERS) or _hidden(name) is not None


def final_name(name: str) -> str:
    """The name that an unfinished file will have; of any other its own.

    >>> final_name("HS-24.jpg.crdownload"), final_name(".HS-24.jpg.Xa31fs"), final_name("a.pdf")
    ('HS-24.jpg', 'HS-24.jpg', 'a.pdf')
    """
    if hidden := _hidden(name):
        return hidden
    plain = name.casefold()
    for ending in (*_TRANSFERS, *_SCRATCH):
        if plain.endswith(ending) and len(name) > len(ending):
            return final_name(name[: -len(ending)])
    return name


def _hidden(name: str) -> str | None:
    for pattern in _HIDDEN:
        if found := pattern.fullmatch(name):
            return found["name"]
    return None
