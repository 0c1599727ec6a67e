"""A workspace as its people use it: by commands."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from forked import run_command

SOHOA = Path(sys.executable).with_name("sohoa")


@dataclass(frozen=True)
class Office:
    """A workspace that is used as its people use it: by commands."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> Office:
        """Make a workspace; what is put into its boxes is whole at once, and nothing waits."""
        office = cls(root)
        run_command([str(SOHOA), "init", str(root)]).check_returncode()
        office.settle_after(0)
        return office

    def settle_after(self, minutes: float) -> None:
        """Set how long nothing may have changed in a box."""
        path = self.root / "config" / "settings.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = [
            f"settling_minutes = {minutes:g}" if line.startswith("settling_minutes") else line
            for line in lines
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def command(self, *arguments: str) -> list[str]:
        """The command line of a `sohoa` command on this workspace."""
        return [str(SOHOA), "--home", str(self.root), *arguments]

    def sohoa(self, *arguments: str, code: int = 0) -> str:
        """Run a command, check its exit code, and give what it printed."""
        done = run_command(self.command(*arguments))
        assert done.returncode == code, (
            f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def refused(self, *arguments: str, code: int) -> str:
        """Run a command that stops with this exit code, and give what it said."""
        done = run_command(self.command(*arguments))
        assert done.returncode == code, f"{done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def json(self, *arguments: str, code: int = 0):
        """Run a command with `--json` and read what it printed."""
        return json.loads(self.sohoa(*arguments, "--json", code=code))

    def texts_dir(self, box: str) -> Path:
        """Where the texts of a box's pages lie when phase 2 has read them."""
        return self.root / "data" / "batches" / "phase-2" / box / "ocr" / "texts"

    def texts(self, box: str) -> list[Path]:
        """The texts of a box's pages that have been read."""
        return list(self.texts_dir(box).glob("*.xml"))

    def states(self) -> dict[str, str]:
        """`batch/file` → state, as `sohoa list` says it."""
        return {f"{row['batch']}/{row['source_name']}": row["state"] for row in self.json("list")}

    @property
    def archived_files(self) -> list[Path]:
        """The PDFs in the archive."""
        return sorted((self.root / "data" / "archive").rglob("*.pdf"))
