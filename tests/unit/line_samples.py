"""What the line leaves of a document: an outcome of every step, each made from the one before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sohoa.domain.own_parts import MADE_FROM
from sohoa.domain.stage_results import DescribedDocument, IdentifiedDocument, ScannedDocument
from sohoa.domain.stations import Station
from sohoa.journal import Settled
from sohoa.line.station import journal_of
from sohoa.workspace import BatchFolder

#: Of what stands aside nothing is made: that is left out.
_ASIDE = {DescribedDocument, IdentifiedDocument}
KINDS = [kind for kind in (ScannedDocument, *MADE_FROM) if kind not in _ASIDE]
_STATIONS = dict(zip(KINDS, (one for one in Station if not one.is_aside), strict=True))


def leave_results(
    folder: BatchFolder, result: Any, *, at: dt.datetime, made_from: str = "as it lies"
) -> Settled:
    """Settle a result and all those it was made from; the outcome of the last."""
    kind, scanned = type(result), result
    while type(scanned) in MADE_FROM:
        scanned = getattr(scanned, MADE_FROM[type(scanned)][0])
    if kind in MADE_FROM:
        before = getattr(result, MADE_FROM[kind][0])
        made_from = leave_results(folder, before, at=at, made_from=made_from).digest
    settled = Settled(scanned.document_id, made_from, at, "Sohoa test", "0" * 64, result)
    journal_of(folder, _STATIONS[kind], kind).settle(settled)
    return settled
