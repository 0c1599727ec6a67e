"""veraPDF, the reference validator, where a site has it: a program of its own, asked per file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from sohoa.domain.errors import TimeLimitError, ToolMissingError
from sohoa.language import _

#: What the settings say for "never", and how the program is called.
NEVER, _PROGRAM = "none", "verapdf"
_VALID, _NOT_VALID = 0, 1
#: Java reserves address space by the size of the machine; a worker has two gigabytes.
_JAVA_OPTIONS = "-Xmx768m -XX:CompressedClassSpaceSize=64m -XX:ReservedCodeCacheSize=64m"
_RULE = re.compile(r'clause="([\d.]+)"\s+testNumber="(\d+)"\s+status="failed"')
_NOT_JUDGED = "NOT-CHECKED"
_VERSION_SECONDS = 30


def find_verapdf(configured: str) -> Path | None:
    """Find veraPDF: as configured, else on the PATH; `None` where a site has none.

    Raises:
        ToolMissingError: It is configured, and is not there.
    """
    if configured == NEVER:
        return None
    found = shutil.which(configured or _PROGRAM)
    if found is None and configured:
        mend = _("Correct pdfa.verapdf in config/settings.toml, or leave it out.")
        raise ToolMissingError(tool=configured, mend=mend)
    return Path(found) if found else None


def ask_verapdf(program: Path, path: Path, *, flavour: str, seconds: float) -> str:
    """The first rule that a file breaks by veraPDF's judgement; empty if it is valid.

    Raises:
        TimeLimitError: It did not come to a judgement in time.
    """
    options = ["--flavour", flavour, "--format", "xml", "--maxfailuresdisplayed", "1"]
    try:
        answer = subprocess.run(  # noqa: S603 - the program the office has named
            [program, *options, str(path.absolute())],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"JAVA_OPTS": _JAVA_OPTIONS},
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeLimitError(seconds=round(seconds)) from error
    if answer.returncode == _VALID:
        return ""
    broken = _RULE.search(answer.stdout)
    if answer.returncode != _NOT_VALID or broken is None:
        return f"veraPDF:{_NOT_JUDGED}"
    return f"veraPDF:{broken[1]}-{broken[2]}"


def verapdf_version(program: Path) -> str:
    """The version veraPDF tells, for a person; empty if it tells none."""
    try:
        answer = subprocess.run(  # noqa: S603 - the program the office has named
            [program, "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_VERSION_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (answer.stdout.strip().splitlines() or [""])[0]
