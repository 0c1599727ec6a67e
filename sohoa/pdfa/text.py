"""The text of a PDF as a reader program gets it: by poppler's pdftotext, outside this process."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from sohoa.domain.errors import ToolMissingError

_TOOL, _MEND = "pdftotext", "apt-get install poppler-utils"
_MOST_TEXT_BYTES = 64 << 20
_MOST_MEMORY_BYTES = 1 << 30


def extract_text(path: Path, *, as_stored: bool = False, timeout_seconds: float = 60) -> str:
    """Extract a PDF's text in reading order, pages parted by form feeds.

    `as_stored`, it comes in the order in which the file holds it, and whole: of text that lies on
    itself pdftotext otherwise leaves out what it takes for the shadow of another letter.
    A hostile file costs at most the time limit, 1 GB of memory and 64 MB of text.

    Raises:
        ToolMissingError: pdftotext is not installed.
        ValueError: The file cannot be read as a PDF, or goes beyond a limit.
    """
    tool = shutil.which(_TOOL)
    if tool is None:
        raise ToolMissingError(tool=_TOOL, mend=_MEND)
    with tempfile.NamedTemporaryFile(suffix=".txt") as output:
        order = ["-raw"] if as_stored else []
        command = [tool, *order, "-q", "-enc", "UTF-8", str(path.resolve()), output.name]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:  # noqa: S603
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (_MOST_TEXT_BYTES,) * 2)
            resource.prlimit(process.pid, resource.RLIMIT_AS, (_MOST_MEMORY_BYTES,) * 2)
            try:
                status = process.wait(timeout_seconds)
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise ValueError(f"no text after {timeout_seconds} seconds") from error
        if status:
            raise ValueError(f"pdftotext gave up with status {status}")
        return Path(output.name).read_text(encoding="utf-8", errors="replace")
