"""Writes that are whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from killed_writer import leave_part

from sohoa import durable
from sohoa.domain.errors import DiskFullError
from sohoa.durable import copy_durably, sha256_of, write_durably


def test_what_is_written_is_there(tmp_path):
    """The bytes stand under the final name, and no part is left."""
    path = tmp_path / "a" / "b.json"

    write_durably(path, b"whole")

    assert path.read_bytes() == b"whole"
    assert list(path.parent.iterdir()) == [path]


def test_a_copy_has_the_digest_it_says(tmp_path):
    """The digest returned is that of the bytes on disk."""
    source = tmp_path / "source"
    source.write_bytes(os.urandom(3_000_000))

    digest = copy_durably(source, tmp_path / "to" / "target")

    assert digest == hashlib.sha256(source.read_bytes()).hexdigest()
    assert digest == sha256_of(tmp_path / "to" / "target")


def test_a_full_disk_leaves_the_old_file(tmp_path):
    """On a disk without room the error says so, and the final name holds what it held.

    The disk is a real one: /dev/full answers every write with "no space left".
    """
    path = tmp_path / "b.json"
    path.write_bytes(b"old")
    durable.part_of(path).symlink_to("/dev/full")

    with pytest.raises(DiskFullError, match="DISK-901"):
        write_durably(path, b"new")

    assert path.read_bytes() == b"old"


def test_other_trouble_is_not_called_a_full_disk(tmp_path):
    """A folder that is a file is an OSError of its own kind."""
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(OSError) as caught:  # noqa: PT011 - the kind is what is compared
        write_durably(tmp_path / "file" / "b.json", b"new")

    assert caught.value.errno in (errno.ENOTDIR, errno.EEXIST)


WRITER = """
import os, sys
from pathlib import Path
from sohoa.durable import write_durably
path = Path(sys.argv[1])
for turn in range(100000):
    write_durably(path, bytes([turn % 256]) * 200_000)
"""


def test_a_killed_writer_leaves_a_whole_file(tmp_path):
    """Killed at any moment, the final name holds one whole write and not a mixture."""
    path = tmp_path / "b.bin"
    root = str(Path(__file__).resolve().parents[2])
    for delay in (0.15, 0.25, 0.4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], env={**os.environ, "PYTHONPATH": root}
        )
        with pytest.raises(subprocess.TimeoutExpired):
            writer.wait(timeout=0.3 + delay)
        writer.send_signal(signal.SIGKILL)
        writer.wait()

        if path.exists():
            content = path.read_bytes()
            assert len(content) == 200_000
            assert len(set(content)) == 1


def test_what_a_killed_writer_left_is_taken_away(tmp_path):
    """The parts of a folder's files, and not what only looks like one, or is being written."""
    left = leave_part(tmp_path / "a.pdf")
    other = leave_part(tmp_path / "a.pdf.json")
    alike = tmp_path / "a.pdf.part"
    alike.write_bytes(b"")
    assert left.read_bytes() == b"half"
    mine = durable.part_of(tmp_path / "b.pdf")
    mine.write_bytes(b"")
    durable.remove_parts(tmp_path)

    assert not left.exists()
    assert not other.exists()
    assert sorted(tmp_path.iterdir()) == sorted([mine, alike])


def test_a_part_is_being_written_while_its_writer_lives(tmp_path):
    """Not after it was killed, nor when its number is another process's by now."""
    left = leave_part(tmp_path / "a.pdf")
    mine = durable.part_of(tmp_path / "b.pdf")
    mine.write_bytes(b"")
    assert durable.is_being_written(mine)
    assert not durable.is_being_written(left)
    assert not durable.is_being_written(tmp_path / "a.pdf")

    os.utime(mine, (1_000_000_000, 1_000_000_000))
    assert not durable.is_being_written(mine)


def test_another_machine_may_be_writing(tmp_path):
    """Its processes cannot be looked at: a day long its file stays, then it goes."""
    theirs = tmp_path / "a.pdf.van-thu-2-1.part"
    theirs.write_bytes(b"half")
    assert durable.is_part(theirs)
    assert durable.is_being_written(theirs)
    durable.remove_parts(tmp_path)
    assert theirs.exists()

    yesterday = time.time() - 25 * 3600
    os.utime(theirs, (yesterday, yesterday))
    durable.remove_parts(tmp_path)
    assert not theirs.exists()


def test_a_machine_of_any_name_names_its_parts(monkeypatch):
    """With dots, capitals or nothing usable: a part is known by its name again."""
    script = (
        "import socket, sys\nfrom pathlib import Path\n"
        "socket.gethostname = lambda: sys.argv[1]\nfrom sohoa import durable\n"
        "part = durable.part_of(Path('Hồ sơ.pdf'))\n"
        "assert durable.is_part(part), part\nprint(part.name)"
    )
    for host in ("VAN-THU.so.local", "máy 1", "---", "", "x" * 200):
        done = subprocess.run(
            [sys.executable, "-c", script, host], capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith("Hồ sơ.pdf.")
