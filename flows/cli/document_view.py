"""How a document is shown: one shape for `list`, `show` and their JSON."""

from __future__ import annotations

from sohoa.domain.batons import Finding
from sohoa.domain.errors import explain
from sohoa.domain.findings import TO_REVIEW, Need, finding_text
from sohoa.domain.holdings import DocumentRow
from sohoa.domain.outcome import DocumentState
from sohoa.language import _


def as_json(row: DocumentRow) -> dict[str, object]:
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
        "file_code": row.file_code or None,
        "kept_original": row.kept_original,
        "archived_at": row.archived_at.isoformat() if row.archived_at else None,
        "pages": row.page_count,
        "confidence": row.confidence,
        "needs_review": row.needs_review,
        "needs": row.need,
        "findings": [finding_as_json(one) for one in row.findings],
        "signatures": list(row.signatures),
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


def finding_as_json(finding: Finding) -> dict[str, object]:
    """A finding as machines read it."""
    return {
        "code": finding.code,
        "page": finding.page or None,
        "value": finding.value or None,
        "message": finding_text(finding, _),
    }


def reason_text(row: DocumentRow) -> str:
    """Why a document is where it is and what to do, or what to look at, in a line; else empty."""
    if not row.reason_code:
        needs = {*TO_REVIEW, Need.RESCAN_IF_CAN}
        to_review = [finding_text(one, _) for one in row.findings if one.code in needs]
        return "; ".join(to_review)
    what, remedy = explain(row.reason_code, row.reason_details, _)
    return f"[{row.reason_code}] {what} {remedy}"


def state_label(state: DocumentState) -> str:
    """A state as people say it."""
    labels = {
        DocumentState.IN_PROGRESS: _("in progress"),
        DocumentState.ARCHIVED: _("archived"),
        DocumentState.QUARANTINED: _("quarantined"),
        DocumentState.SET_ASIDE: _("set aside"),
    }
    return labels[state]


def _reason(row: DocumentRow) -> dict[str, str] | None:
    if not row.reason_code:
        return None
    what, remedy = explain(row.reason_code, row.reason_details, _)
    return {"code": row.reason_code, "message": what, "remedy": remedy}
