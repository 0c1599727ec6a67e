"""The quarantine: one folder per rejected document, for a person to look into.

Each holds `LY-DO.txt` (what is wrong and what to do, in words), `reason.json` (the same for
machines) and a link to each master, which stays in the inbox untouched. When the document
later goes through, its folder is lifted; that it was here stays in the events.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from sohoa.domain.errors import explain
from sohoa.domain.outcome import Rejection
from sohoa.durable import write_durably


def put_in_quarantine(
    folder: Path,
    rejection: Rejection,
    *,
    masters: Sequence[Path],
    translate: Callable[[str], str],
) -> None:
    """Write the slip of a rejected document into `folder`.

    Raises:
        DiskFullError: No room is left.
    """
    what, remedy = explain(rejection.code, rejection.details, translate)
    slip = f"{rejection.source_name}\n[{rejection.code}] {what}\n{remedy}\n"
    reason = json.dumps(asdict(rejection), ensure_ascii=False, indent=1)
    write_durably(folder / "reason.json", reason.encode())
    write_durably(folder / "LY-DO.txt", slip.encode())
    for number, master in enumerate(masters, start=1):
        link = folder / f"{number:04d}{master.suffix}"
        # A backup that was put back may hold the scan itself there, and so may a person's own copy.
        if not os.path.lexists(link):
            link.symlink_to(os.path.relpath(master, folder))


def lift_quarantine(folder: Path) -> None:
    """Remove the slip of a document that went through; the masters are only linked there."""
    if folder.is_dir():
        shutil.rmtree(folder)
