"""How a document is shown: one shape for `list`, `show` and their JSON."""

from __future__ import annotations

import datetime as dt

from sohoa.domain.batons import Finding
from sohoa.domain.custody import RecordEvent
from sohoa.domain.dates import PartialDate
from sohoa.domain.errors import explain
from sohoa.domain.findings import finding_text
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.needs import NeedRules
from sohoa.domain.outcome import DocumentState
from sohoa.domain.progress import OFFICE_ZONE
from sohoa.language import _


def as_json(row: DocumentRow, rules: NeedRules) -> dict[str, object]:
    """A document as machines read it; what is not known is null."""
    return {
        "id": row.document_id,
        "source_name": row.source_name,
        "source_files": list(row.source_paths),
        "batch": row.batch,
        "phase": row.phase,
        "year": row.year,
        "state": row.state.value,
        "reason": _reason(row),
        "archive_path": row.archive_path,
        "sha256": row.sha256 or None,
        "reading_copy": _reading_copy(row),
        "file_code": row.file_code or None,
        "kept_original": row.kept_original,
        "archived_at": row.archived_at.isoformat() if row.archived_at else None,
        "pages": row.page_count,
        "confidence": row.confidence,
        "needs_review": row.needs_review(rules),
        "needs": row.need(rules),
        "findings": [finding_as_json(one) for one in row.findings],
        "signatures": list(row.signatures),
        "born_digital": row.born_digital,
        "proof": {
            "checked_at": row.proof_checked_at.isoformat() if row.proof_checked_at else None,
            "problem": row.proof_problem or None,
        },
        "says": {"page": row.page_says, "list": row.list_says, "register": row.register_says},
        "replaces": row.predecessor_id or None,
        "replaced_by": row.successor_id or None,
        "retired": _retired(row),
        "fields": {
            "record_id": row.record_id or None,
            "number": row.number or None,
            "date": row.formed or None,
            "type": row.record_type or None,
            "room": row.room or None,
            "subject": row.subject or None,
            "owner": row.owner or None,
            "sheets": row.sheets,
        },
    }


def _reading_copy(row: DocumentRow) -> dict[str, object] | None:
    """The PDF/A beside a kept original, where there is one."""
    if row.reading_path is None:
        return None
    return {
        "archive_path": row.reading_path,
        "sha256": row.reading_sha256,
        "size_bytes": row.reading_bytes,
    }


def finding_as_json(finding: Finding) -> dict[str, object]:
    """A finding as machines read it."""
    return {
        "code": finding.code,
        "page": finding.page or None,
        "value": finding.value or None,
        "message": finding_text(finding, _),
    }


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
        day=f"{row.retired_at.astimezone(OFFICE_ZONE):%d/%m/%Y %H:%M}",
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
        "masters-released": _("scans released from their box"),
    }
    said = texts.get(event.detail, event.detail).format(related=event.related_document)
    moment = dt.datetime.fromisoformat(event.at).astimezone(OFFICE_ZONE)
    parts = [f"{moment:%d/%m/%Y %H:%M}", said, event.person, event.reason]
    return ", ".join(part for part in parts if part)


def _retired(row: DocumentRow) -> dict[str, str] | None:
    if row.retired_at is None:
        return None
    return {
        "at": row.retired_at.isoformat(),
        "by": row.retired_by,
        "reason": row.retired_reason,
    }


def _reason(row: DocumentRow) -> dict[str, str] | None:
    if not row.reason_code:
        return None
    what, remedy = explain(row.reason_code, row.reason_details, _)
    return {"code": row.reason_code, "message": what, "remedy": remedy}
