"""The versions of what is written: `name/number`, stated in the file itself.

A reader of every version that was ever released stays. What a later program wrote is refused by
name, never taken for damaged, absent or something else.
"""

from __future__ import annotations

import re
from pathlib import Path

from sohoa.domain.proof_errors import NewerFormatError

#: A station's result of one document (`outcomes/*.json`), and its closing (`manifest.json`). Files
#: of before state no format; they are of the first version. Results of version 1 held all of the
#: past, under the name `baton`; since version 2 a result has its own part alone (ADR 29).
RESULT_FORMAT, STATION_FORMAT = "sohoa-result/2", "sohoa-station/1"
_STATED = re.compile(rb'"format"\s*:\s*"(sohoa-[a-z]+)/(\d+)"')


def refuse_newer(content: bytes, known: str, *, path: Path) -> None:
    """Make sure that a file is of no later version than the one that is known here.

    The format is looked for where it is written: before anything else in the file.

    Raises:
        NewerFormatError: A later program wrote it.
    """
    name, _slash, number = known.partition("/")
    found = _STATED.search(content, 0, 200)
    if found and found[1].decode() == name and int(found[2]) > int(number):
        raise NewerFormatError(path=path, found=f"{name}/{int(found[2])}", known=known)
