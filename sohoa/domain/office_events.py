"""What an office as a whole did that its numbers rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class OfficeEventKind(StrEnum):
    """The kind of such an event."""

    #: Plan, settings, trusted roots or the program are others than before.
    SETTINGS = "settings"
    #: Many records were verified.
    VERIFICATION = "verification"
    #: A report was issued.
    REPORT = "report"
    #: The PDF of one that was issued, and had waited, was signed.
    REPORT_SIGNED = "report-signed"
    #: An auditor's sample was compared with the papers.
    SAMPLE = "sample"
    #: What was decided of scans that may be secret was let go of with them.
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class OfficeEvent:
    """One of them; `said` is what it is about, without personal words, and `at` is aware."""

    kind: OfficeEventKind
    at: dt.datetime
    said: Mapping[str, Any]
    person: str
