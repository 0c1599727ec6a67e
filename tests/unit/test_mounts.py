"""On what kind of disk a folder lies, and that a workspace on a network drive is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sohoa.domain.errors import NetworkDiskError
from sohoa.mounts import network_filesystem
from sohoa.use_cases import doctor
from sohoa.use_cases.doctor import Health, require_local_disk
from sohoa.workspace import Workspace

LINE = "{number} 1 0:{number} / {point} rw,relatime shared:1 - {kind} {source} rw\n"


def mount_list(folder: Path, *mounts: tuple[str, str]) -> Path:
    path = folder / "mountinfo"
    lines = (
        LINE.format(number=30 + number, point=point, kind=kind, source="//server/x")
        for number, (point, kind) in enumerate((("/", "ext4"), *mounts))
    )
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "kind", ["nfs4", "nfs", "cifs", "smb3", "fuse.sshfs", "9p", "ceph", "davfs"]
)
def test_a_network_drive_is_known(tmp_path, kind):
    """By the kind the system gives it, with or without FUSE; the nearest mount counts."""
    mounts = mount_list(tmp_path, ("/srv", kind), ("/srv/disk", "xfs"))

    assert network_filesystem(Path("/srv/sohoa/data"), mounts=mounts) == kind.removeprefix("fuse.")
    assert network_filesystem(Path("/srv/disk/sohoa"), mounts=mounts) == ""
    assert network_filesystem(Path("/srvother"), mounts=mounts) == ""


def test_the_last_of_two_mounts_on_one_folder_counts(tmp_path):
    """What is mounted over a folder hides what was there."""
    mounts = mount_list(tmp_path, ("/srv", "ext4"), ("/srv", "nfs4"))

    assert network_filesystem(Path("/srv/x"), mounts=mounts) == "nfs4"


def test_a_blank_in_a_name_is_read(tmp_path):
    """proc(5) writes a blank as three octal digits."""
    mounts = mount_list(tmp_path, (r"/mnt/so\040hoa", "cifs"))

    assert network_filesystem(Path("/mnt/so hoa/data"), mounts=mounts) == "cifs"


def test_a_link_onto_a_network_drive_is_followed(tmp_path):
    """`data` may be a link to somewhere else."""
    place = tmp_path / "share"
    place.mkdir()
    (tmp_path / "data").symlink_to(place)

    assert (
        network_filesystem(
            tmp_path / "data" / "batches", mounts=mount_list(tmp_path, (str(place), "nfs4"))
        )
        == "nfs4"
    )


def test_a_workspace_on_a_network_drive_is_refused(tmp_path, monkeypatch):
    """`doctor` says why, and no run begins there; this machine's own disk passes."""
    office = Workspace(tmp_path)
    require_local_disk(office)

    monkeypatch.setattr(doctor, "network_filesystem", lambda _folder: "nfs4")

    with pytest.raises(NetworkDiskError, match=r"DISK-902.*nfs4"):
        require_local_disk(office)
    (check,) = [one for one in doctor.examine(office) if "nfs4" in one.found]
    assert (check.health, bool(check.mend)) == (Health.FAILURE, True)
