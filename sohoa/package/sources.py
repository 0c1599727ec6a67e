"""What a package is made from: the records of a file unit, with the proofs kept beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sohoa.archive.receipt import Receipt
from sohoa.domain.archival_description import DocumentDescription
from sohoa.domain.custody import RecordEvent
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.vietnam_time import in_vietnam
from sohoa.sign.values import SignatureValue


@dataclass(frozen=True, slots=True)
class PackedRecord:
    """One archived document on its way into a package.

    Attributes:
        path: Its file in the archive; only read.
        receipt: What was proven of it.
        events: What happened to it since.
        values: The values of its signatures, by field.
    """

    row: DocumentRow
    description: DocumentDescription
    path: Path
    receipt: Receipt
    events: Sequence[RecordEvent]
    values: Mapping[str, SignatureValue]

    @property
    def name(self) -> str:
        """What its file is called, in the archive and in the package."""
        return self.receipt.archive_name

    @property
    def archived_at(self) -> dt.datetime:
        """When it was archived first."""
        return self.receipt.generations[0].made_at

    @property
    def made_at(self) -> dt.datetime:
        """When the form of the file was made that stands in the archive now."""
        return self.receipt.generations[-1].made_at

    @property
    def newest(self) -> dt.datetime:
        """When anything was recorded of it last: of all that goes into a package."""
        later = [dt.datetime.fromisoformat(event.at) for event in self.events]
        return max([self.made_at, self.receipt.proof.proven_at, *later])


def time_text(moment: dt.datetime) -> str:
    """Write an instant as the circular wants it: to the second, with Vietnam's offset.

    >>> time_text(dt.datetime(2026, 11, 29, 23, 48, 56, 5, tzinfo=dt.UTC))
    '2026-11-30T06:48:56+07:00'
    """
    return in_vietnam(moment).replace(microsecond=0).isoformat()
