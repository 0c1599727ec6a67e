"""On what kind of disk a folder lies. The only reader of the system's list of mounts."""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
#: File systems that live on another machine, as Linux names them (`fuse.` before some).
_NETWORKED = frozenset((
    "9p", "afp", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fhgfs", "glusterfs", "gfs",
    "gfs2", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "pvfs2", "rclone",
    "s3fs", "smb3", "smbfs", "smbnetfs", "sshfs", "virtiofs", "webdav",
))  # fmt: skip


def network_filesystem(folder: Path, *, mounts: Path = _MOUNTS) -> str:
    """Name the network file system a folder lies on; empty if it lies on a disk of this machine.

    A folder that is not there yet is judged by the one it will be made in. proc(5) says how the
    list of mounts is written.

    >>> network_filesystem(Path("/"), mounts=Path("/nowhere"))
    ''
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:  # a system without the list: nothing is known against the folder
        return ""
    place = folder.resolve()
    best, kind = -1, ""
    for line in lines:
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5:  # noqa: PLR2004 - the fifth is the mount point
            continue
        point = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4]))
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split(" ")[0]
    plain = kind.removeprefix("fuse.")
    return plain if plain in _NETWORKED else ""
