"""The note a verification leaves of each record, for those who count: id, time, codes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sohoa.audit.archive import ArchiveVerdict
from sohoa.audit.problems import Part

_BESIDE = {Part.MASTER, Part.READING}


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """One record's verification: when, and the codes of what its proof lacks; none is whole.

    What is wrong with a master or a reading copy alone is not among them: file, receipt and
    signatures prove the record without them.
    """

    document_id: str
    checked_at: dt.datetime
    problems: tuple[str, ...] = ()


def checked_records(found: ArchiveVerdict, *, at: dt.datetime) -> tuple[CheckedRecord, ...]:
    """Give the result for each record of the archive; `at` is the time of the check."""
    return tuple(
        CheckedRecord(
            verdict.document_id,
            at,
            tuple(sorted({one.code for one in verdict.problems if one.part not in _BESIDE})),
        )
        for verdict in found.verdicts
    )
