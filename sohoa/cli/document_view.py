"""How a document is told in words: its state, its reason, its later events."""

from __future__ import annotations

import datetime as dt

from sohoa.domain.custody import RecordEvent
from sohoa.domain.errors import explain
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.partial_date import PartialDate
from sohoa.domain.vietnam_time import in_vietnam
from sohoa.language import _


def day_as_shown(iso: str) -> str:
    """A date as people here write it, as far as it is known: `05/03/2012`, `03/2012`, `2012`."""
    return str(PartialDate.parse(iso)) if iso else ""


def identifying_line(row: DocumentRow) -> str:
    """A document in a line, as people know it: box, file, number, date, what it is about."""
    parts = [row.document_id, f"{row.batch}/{row.source_name}", row.number]
    parts += [day_as_shown(row.formed), row.subject]
    return " · ".join(part for part in parts if part)


def retired_text(row: DocumentRow) -> str:
    """By whom, when and why a record was taken out of the count; of one that counts, empty."""
    if row.retired_at is None:
        return ""
    texts = {
        DocumentState.REPLACED: _("replaced by {successor} on {day}, {person}: {reason}"),
        DocumentState.WITHDRAWN: _("withdrawn on {day}, {person}: {reason}"),
    }
    return texts[row.state].format(
        successor=row.successor_id,
        day=f"{in_vietnam(row.retired_at):%d/%m/%Y %H:%M}",
        person=row.retired_by,
        reason=row.retired_reason,
    )


def reason_text(row: DocumentRow, rules: NeedRules) -> str:
    """Why a document is where it is and what to do, or what to look at, in a line; else empty."""
    if row.state.is_retired:
        return retired_text(row)
    if not row.reason_code:
        return "; ".join(rules.said(row.findings, _))
    what, remedy = explain(row.reason_code, row.reason_details, _)
    return f"[{row.reason_code}] {what} {remedy}"


def state_label(state: DocumentState) -> str:
    """A state as people say it."""
    labels = {
        DocumentState.IN_PROGRESS: _("in progress"),
        DocumentState.ARCHIVED: _("archived"),
        DocumentState.QUARANTINED: _("quarantined"),
        DocumentState.SET_ASIDE: _("set aside"),
        DocumentState.ARRIVING: _("still arriving"),
        DocumentState.CONTESTED: _("waits for a decision"),
        DocumentState.ASKED: _("a person has to say which paper it is"),
        DocumentState.REPLACED: _("replaced"),
        DocumentState.WITHDRAWN: _("withdrawn"),
    }
    return labels[state]


def event_text(event: RecordEvent) -> str:
    """What happened to a record later, in a line."""
    texts = {
        "replaced": _("replaced by {related}"),
        "withdrawn": _("withdrawn"),
        "replaces": _("took the place of {related}"),
        "admitted": _("taken in after all"),
        "restored": _("file put back from the working files"),
        "receipt-mended": _("receipt put right by the file's own time stamps"),
        "masters-released": _("scans released from their box"),
    }
    said = texts.get(event.detail, event.detail).format(related=event.related_document)
    moment = in_vietnam(dt.datetime.fromisoformat(event.at))
    parts = [f"{moment:%d/%m/%Y %H:%M}", said, event.person, event.reason]
    return ", ".join(part for part in parts if part)
