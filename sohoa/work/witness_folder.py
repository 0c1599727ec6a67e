"""The second witness: a folder of another machine, to which heads of the ledger are added.

Nothing there is ever written over. A share that is away costs nothing but the delay: the next head
takes along all that the witness lacks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sohoa.domain.failure import N_
from sohoa.domain.proof_errors import WitnessAwayError, WitnessGoneError
from sohoa.durable import add_lines, raise_if_disk_full, write_durably
from sohoa.ledger.head import Head, heads_in
from sohoa.workspace import Workspace

#: Says, in the house, which folder was written to for which archive.
_REMEMBERED = "witness.txt"


@dataclass(frozen=True, slots=True)
class WitnessFolder:
    """What a witness keeps of one archive's ledger; `folder` is the settings'."""

    folder: Path
    archive: str

    @property
    def heads_path(self) -> Path:
        """Its list of heads, a line each."""
        return self.folder / f"heads-{self.archive}.txt"

    def heads(self) -> list[Head]:
        """Give the heads that it keeps; a line that a stopped machine has torn is none.

        Raises:
            WitnessAwayError: It cannot be read.
        """
        try:
            if not self.folder.is_dir():
                raise self._away(N_("no such folder"))
            return heads_in(self.heads_path.read_text(encoding="utf-8", errors="replace"))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._away(error.strerror or type(error).__name__) from error

    def file_of(self, head: Head, suffix: str) -> Path:
        """Return where it keeps a head's file, or its signature."""
        return self.folder / f"{head.file_stem}{suffix}"

    def add(self, workspace: Workspace, heads: list[Head]) -> int:
        """Add the heads that it lacks, and their files; returns how many it lacked.

        Raises:
            WitnessAwayError: It cannot be read, or not be written.
            WitnessGoneError: It kept heads of this archive, and its list is gone: what stands there
                may be the empty folder over which a share is mounted.
            DiskFullError: No room is left.
        """
        there = {head.line for head in self.heads()}
        lacking = [head.line for head in heads if head.line not in there]
        remembered = workspace.heads_dir.with_name(_REMEMBERED)
        mark = f"{self.folder}\n{self.archive}\n".encode()
        try:
            if not self.heads_path.exists() and _is(remembered, mark):
                raise WitnessGoneError(file=self.heads_path)
            if lacking:
                add_lines(self.heads_path, "".join(f"{line}\n" for line in lacking).encode())
            self._add_files(workspace.heads_dir)
            if not _is(remembered, mark):
                write_durably(remembered, mark)
        except OSError as error:
            raise_if_disk_full(error, self.heads_path)
            raise self._away(error.strerror or type(error).__name__) from error
        return len(lacking)

    def _add_files(self, own: Path) -> None:
        """Copy what is not there; the last that is there may have been torn by a stop."""
        if not own.is_dir():
            return
        there = {path.name for path in self.folder.glob("*-*.*")}
        mine = sorted(path.name for path in own.iterdir() if path.suffix in {".head", ".p7s"})
        lacking = [name for name in mine if name not in there]
        last = max((name for name in mine if name in there), default=None)
        for name in [last, *lacking] if last else lacking:
            _complete(self.folder / name, (own / name).read_bytes())

    def _away(self, problem: str) -> WitnessAwayError:
        return WitnessAwayError(folder=self.folder, problem=problem)


def _is(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


def _complete(path: Path, content: bytes) -> None:
    """Write a file, or the rest of one that is its beginning; another one stays as it is."""
    with path.open("a+b") as stream:
        stream.seek(0)
        held = stream.read(len(content) + 1)
        if len(held) < len(content) and content.startswith(held):
            stream.write(content[len(held) :])
            stream.flush()
            os.fsync(stream.fileno())
