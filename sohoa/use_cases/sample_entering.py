"""What the auditor's sample has proven is entered in the ledger, for the reports to come."""

from __future__ import annotations

import datetime as dt

from sohoa.catalogue.writer import Catalogue
from sohoa.domain.office_events import OfficeEvent, OfficeEventKind
from sohoa.domain.sampling_errors import SampleNotProvenError
from sohoa.durable import sha256_of
from sohoa.person import person
from sohoa.use_cases.sample_result import SampleResult
from sohoa.work.witness import take_head
from sohoa.workspace import Workspace


def enter_result(workspace: Workspace, result: SampleResult) -> bool:
    """Enter the result of a filled sheet, once; says whether it was not there yet.

    Raises:
        SampleNotProvenError: The sheet is not whole, or not proven to be the sample of its head.
        BatchError: The catalogue cannot be written.
    """
    estimate, decision = result.estimate, result.decision
    if estimate is None or decision is None or result.doubts:
        raise SampleNotProvenError(path=result.path)
    said: dict[str, str | int | float | None] = {
        "sheet": sha256_of(result.path),
        "head": result.head,
        "until": result.until.isoformat(timespec="seconds"),
        "phase": result.phase,
        "confidence": result.goal.confidence,
        "records": estimate.records,
        "drawn": estimate.drawn,
        "found": estimate.found,
        "rate": round(estimate.rate, 3),
        "lowest": round(estimate.lowest, 3),
        "highest": round(estimate.highest, 3),
        "decision": decision.value,
    }
    event = OfficeEvent(OfficeEventKind.SAMPLE, dt.datetime.now(dt.UTC), said, person())
    with Catalogue.open(workspace.catalogue_url) as catalogue:
        is_new = catalogue.note_once(event, by="sheet")
        if is_new:
            take_head(workspace, catalogue)
    return is_new
