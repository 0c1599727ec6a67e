"""Where things lie in a package and what they are called; every identifier follows from content.

The tree is that of AIP_hoso (Circular 05/2025/TT-BNV, annex I). Identifiers are UUIDs made from
names (version 5): the same content gives the same package, byte for byte.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

ROOT_METS: Final = "METS.xml"
ROOT_EAD: Final = "metadata/descriptive/EAD.xml"
ROOT_PREMIS: Final = "metadata/preservation/PREMIS.xml"
REPRESENTATION: Final = "representations/rep1"
REP_METS: Final = f"{REPRESENTATION}/METS.xml"
REP_PREMIS: Final = f"{REPRESENTATION}/metadata/preservation/PREMIS_rep1.xml"
DATA: Final = f"{REPRESENTATION}/data"
_DESCRIPTIONS: Final = f"{REPRESENTATION}/metadata/descriptive"
SCHEMAS: Final = "schemas"
GUIDE: Final = "documentation/HUONG-DAN.txt"

_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "urn:sohoa:package")
#: What a name of a file may be in every system that a package passes: no path, no sign that acts.
_PLAIN_NAME = re.compile(r"[^\W_][\w.-]{0,199}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package, with where its bytes come from.

    Attributes:
        path: Below the package's folder, with strokes.
        source: The bytes, or the file that has them.
        created: When they were made: ISO 8601 with Vietnam's offset.
    """

    path: str
    source: bytes | Path
    size: int
    sha256: str
    created: str
    mime: str

    @classmethod
    def of_bytes(cls, path: str, content: bytes, *, created: str, mime: str) -> Member:
        """A file that is made for the package."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(path, content, len(content), digest, created, mime)


def data_path(archive_name: str) -> str:
    """Where a document lies: under the name it has in the archive.

    Raises:
        ValueError: The name could lead elsewhere, or act.
    """
    if not _PLAIN_NAME.fullmatch(archive_name) or ".." in archive_name:
        raise ValueError(f"not a plain name: {archive_name!r}")
    return f"{DATA}/{archive_name}"


def description_path(archive_name: str) -> str:
    """Where a document's description lies: `[standard]_[kind]_[name of the file].xml`."""
    return f"{_DESCRIPTIONS}/EAD_doc_{PurePosixPath(archive_name).stem}.xml"


def object_id(fonds_code: str, members: Iterable[Member]) -> str:
    """The package's identifier, `urn:<mã phông>:uuid-<UUID>`: by what is in it."""
    return f"urn:{fonds_code}:uuid-{identity_of((one.path, one.sha256) for one in members)}"


def identity_of(digests: Iterable[tuple[str, str]]) -> str:
    """The UUID that files of these paths and digests give a package.

    The two that name the package itself are not asked: its METS, and its PREMIS.
    """
    naming = {ROOT_METS, ROOT_PREMIS}
    lines = sorted(f"{digest}  {path}\n" for path, digest in digests if path not in naming)
    return _uuid(hashlib.sha256("".join(lines).encode()).hexdigest())


def folder_name(objid: str) -> str:
    """The name of a package's folder: the identifier, with `_` for each colon."""
    return objid.replace(":", "_")


def xml_id(*names: str) -> str:
    """An identifier inside a package, by what it is of."""
    return f"uuid-{_uuid(*names)}"


def file_id(path: str) -> str:
    """The identifier of a file in METS and in PREMIS."""
    return f"ID-{_uuid('file', path)}"


def _uuid(*names: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\n".join(names))).upper()
